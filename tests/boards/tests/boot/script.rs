use std::{
    io::{BufRead, BufReader, ErrorKind, Read, Result, Write},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

/// What a server does next on a connection. At the end it is silent, and reads on.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    /// Reads a request and sends this.
    Reply(Vec<u8>),
    /// Reads a request and sends this a byte at a time, twenty in a second.
    Drip(Vec<u8>),
    /// Closes its side, and reads on.
    Close,
    /// Reads a request but for its body, and resets the connection.
    Reset,
}

/// A server that follows a script for each connection, and counts the requests.
pub(crate) struct Script {
    address: SocketAddr,
    is_over: Arc<AtomicBool>,
    server: JoinHandle<Vec<usize>>,
}

impl Script {
    /// Starts a server with the scripts of its connections, in their order.
    pub(crate) fn start<const N: usize>(connections: [&[Act]; N]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let is_over = Arc::new(AtomicBool::new(false));
        let scripts = connections.map(<[Act]>::to_vec);
        let server = thread::spawn({
            let is_over = Arc::clone(&is_over);
            move || serve(&listener, &is_over, scripts)
        });
        Self {
            address,
            is_over,
            server,
        }
    }

    /// Returns where the guest finds the server.
    pub(crate) fn url(&self) -> String {
        url(self.address)
    }

    /// Waits until the client is gone, and returns how many requests came on each of its connections.
    pub(crate) fn requests(self) -> Vec<usize> {
        self.is_over.store(true, Ordering::Relaxed);
        // So that the server looks.
        TcpStream::connect(self.address).unwrap();
        self.server.join().unwrap()
    }
}

/// Returns where the guest finds what is on the loopback of the host.
pub(crate) fn url(address: SocketAddr) -> String {
    format!("http://10.0.2.2:{}", address.port())
}

fn serve(listener: &TcpListener, is_over: &AtomicBool, scripts: impl IntoIterator<Item = Vec<Act>>) -> Vec<usize> {
    let mut scripts = scripts.into_iter();
    let mut connections = Vec::new();
    for stream in listener.incoming() {
        if is_over.load(Ordering::Relaxed) {
            break;
        }
        let script = scripts.next().unwrap_or_default();
        connections.push(thread::spawn(move || follow(&script, stream.unwrap())));
    }
    connections
        .into_iter()
        .map(|connection| connection.join().unwrap())
        .collect()
}

/// Follows a script, and returns how many requests came.
fn follow(script: &[Act], stream: TcpStream) -> usize {
    let mut reader = unbuffered(&stream);
    let mut requests = 0;
    for act in script {
        // If the client is gone before it has what is sent, that is its affair.
        let _ = match act {
            Act::Reply(reply) => {
                requests += read_request(&mut reader);
                (&stream).write_all(reply)
            }
            Act::Drip(reply) => {
                requests += read_request(&mut reader);
                drip(reply, &stream)
            }
            Act::Close => stream.shutdown(Shutdown::Write),
            Act::Reset => {
                read_head(&mut reader).unwrap();
                // A socket that is closed with something unread in it is reset.
                return stream.peek(&mut [0]).unwrap();
            }
        };
    }
    loop {
        match read_request(&mut reader) {
            0 => return requests,
            more => requests += more,
        }
    }
}

fn drip(reply: &[u8], mut stream: &TcpStream) -> Result<()> {
    for byte in reply {
        stream.write_all(&[*byte])?;
        thread::sleep(Duration::from_millis(50));
    }
    Ok(())
}

/// Returns a reader that buffers nothing, so that what is not read stays in the socket.
pub(crate) fn unbuffered(stream: &TcpStream) -> BufReader<TcpStream> {
    BufReader::with_capacity(1, stream.try_clone().unwrap())
}

/// Reads a request, and returns how many that were: 1, or 0 at the end.
pub(crate) fn read_request(reader: &mut BufReader<TcpStream>) -> usize {
    let body = read_head(reader).and_then(|length| reader.read_exact(&mut vec![0; length]));
    usize::from(body.is_ok())
}

/// Reads the head of a request, and returns the length of the body.
fn read_head(reader: &mut BufReader<TcpStream>) -> Result<usize> {
    let mut length = 0;
    let mut line = String::new();
    while reader.read_line(&mut line)? > 0 {
        if line == "\r\n" {
            return Ok(length);
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        line.clear();
    }
    Err(ErrorKind::UnexpectedEof.into())
}
