use std::{
    collections::HashMap,
    io::{self, BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    process::{Command, Stdio},
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// The number of POSTs for each number in their path.
type Posts = Mutex<HashMap<String, usize>>;

/// The service behind the front servers and the proxies. Each path of a request asks for its reply: `/STATUS/MANNER/CODE/ID/` and the
/// path of the call.
pub(crate) struct Service {
    pub(crate) port: u16,
    pub(crate) tls_port: u16,
    /// Two ports that read the request and reset the connection.
    pub(crate) resetting: [u16; 2],
    posts: Arc<Posts>,
}

impl Service {
    /// Listens on an address until the program ends.
    pub(crate) fn start(address: &str, tls: Arc<ServerConfig>) -> Self {
        let posts = Arc::default();
        let plain = |stream: TcpStream, posts: &Posts| answer(stream, posts);
        let secure = move |stream: TcpStream, posts: &Posts| {
            let session = ServerConnection::new(Arc::clone(&tls)).map_err(io::Error::other)?;
            answer(StreamOwned::new(session, stream), posts)
        };
        Self {
            port: listen(address, &posts, plain),
            tls_port: listen(address, &posts, secure),
            resetting: [listen(address, &posts, reset), listen(address, &posts, reset)],
            posts,
        }
    }

    /// Returns the number of POSTs with this number in their path.
    pub(crate) fn posts(&self, id: usize) -> usize {
        let posts = self.posts.lock().unwrap();
        posts.get(&id.to_string()).copied().unwrap_or_default()
    }
}

/// Serves each connection on a thread of its own, and returns the port.
fn listen(
    address: &str,
    posts: &Arc<Posts>,
    serve: impl Fn(TcpStream, &Posts) -> io::Result<()> + Clone + Send + 'static,
) -> u16 {
    let listener = TcpListener::bind((address, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let posts = Arc::clone(posts);
    thread::spawn(move || {
        for stream in listener.incoming() {
            let (posts, serve) = (Arc::clone(&posts), serve.clone());
            // A server in front may give up at any time.
            thread::spawn(move || serve(stream.unwrap(), &posts).unwrap_or_default());
        }
    });
    port
}

/// Reads a request, counts it, and returns the last parts of its path before the path of the call: status, manner, code.
fn read(stream: &mut impl Read, posts: &Posts) -> io::Result<[String; 3]> {
    let mut reader = BufReader::new(stream);
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        if reader.read_until(b'\n', &mut head)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
    let head = String::from_utf8(head).map_err(io::Error::other)?.to_ascii_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    let length: usize = length.and_then(|length| length.parse().ok()).unwrap_or_default();
    reader.read_exact(&mut vec![0; length])?;
    let path = head.split(' ').nth(1).unwrap_or_default();
    let mut parts = path.rsplit('/').skip(6).map(str::to_owned);
    let mut part = || parts.next().unwrap_or_default();
    let (id, code, manner, status) = (part(), part(), part(), part());
    if head.starts_with("post ") {
        *posts.lock().unwrap().entry(id).or_default() += 1;
    }
    Ok([status, manner, code])
}

/// Reads a request and resets the connection.
fn reset(mut stream: TcpStream, posts: &Posts) -> io::Result<()> {
    read(&mut stream, posts)?;
    rustix::net::sockopt::set_socket_linger(&stream, Some(Duration::ZERO))?;
    Ok(())
}

/// Reads a request and sends the reply that its path asks for.
fn answer(mut stream: impl Read + Write, posts: &Posts) -> io::Result<()> {
    let [status, manner, code] = read(&mut stream, posts)?;
    let mut body = match code.as_str() {
        "none" => b"<html>no code</html>".to_vec(),
        code => format!(r#"{{"code":"{code}","msg":"text","data":{}}}"#, code == "0").into_bytes(),
    };
    let mut head = format!("HTTP/1.1 {status} Reason\r\nContent-Type: application/json\r\nConnection: close\r\n");
    if status == "429" {
        head += "Retry-After: 7\r\n";
    }
    match manner.as_str() {
        "chunked" => {
            let (first, second) = body.split_at(body.len() / 2);
            let mut chunks = Vec::new();
            for part in [first, second, b""] {
                chunks.extend(
                    format!("{:x}\r\n", part.len())
                        .bytes()
                        .chain(part.iter().copied())
                        .chain(*b"\r\n"),
                );
            }
            body = chunks;
            head += "Transfer-Encoding: chunked\r\n\r\n";
        }
        manner => {
            if manner == "gzip" {
                body = gzipped(&body)?;
                head += "Content-Encoding: gzip\r\n";
            }
            head += &format!("Content-Length: {}\r\n\r\n", body.len());
        }
    }
    match manner.as_str() {
        "slow" => thread::sleep(Duration::from_secs(3)),
        "silent" => thread::sleep(Duration::from_secs(12)), // lighttpd looks at its time limits now and then
        "cut" => body.truncate(body.len() / 2),
        _ => {}
    }
    stream.write_all(head.as_bytes())?;
    stream.write_all(&body)?;
    stream.flush()
}

/// Packs a body with the program of this name.
fn gzipped(body: &[u8]) -> io::Result<Vec<u8>> {
    let mut gzip = Command::new("gzip")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    gzip.stdin.take().unwrap().write_all(body)?;
    Ok(gzip.wait_with_output()?.stdout)
}
