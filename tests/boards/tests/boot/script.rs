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

/// A step of a server on a connection. After its last step it is silent, and reads on.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// Reads a request and sends this.
    Reply(Vec<u8>),
    /// Reads a request and sends this byte by byte, twenty bytes a second.
    Drip(Vec<u8>),
    /// Closes its side, and reads on.
    Close,
    /// Reads the head of a request, and resets the connection.
    Reset,
}

/// A server with a script for each connection, which counts the requests.
pub(crate) struct Script {
    address: SocketAddr,
    is_over: Arc<AtomicBool>,
    server: JoinHandle<Vec<usize>>,
}

impl Script {
    /// Starts a server with the scripts of its connections, in order.
    pub(crate) fn start<const N: usize>(connections: [&[Step]; N]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let is_over = Arc::new(AtomicBool::new(false));
        let scripts = connections.map(<[Step]>::to_vec);
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

    /// Returns the URL of the server for the guest.
    pub(crate) fn url(&self) -> String {
        url(self.address)
    }

    /// Waits until the client is gone, and returns the number of requests on each connection.
    pub(crate) fn requests(self) -> Vec<usize> {
        self.is_over.store(true, Ordering::Relaxed);
        // Wakes the accept loop.
        TcpStream::connect(self.address).unwrap();
        self.server.join().unwrap()
    }
}

/// Returns the URL for the guest of an address on the loopback of the host.
pub(crate) fn url(address: SocketAddr) -> String {
    format!("http://10.0.2.2:{}", address.port())
}

fn serve(listener: &TcpListener, is_over: &AtomicBool, scripts: impl IntoIterator<Item = Vec<Step>>) -> Vec<usize> {
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

/// Follows a script, and returns the number of requests.
fn follow(script: &[Step], stream: TcpStream) -> usize {
    let mut reader = unbuffered(&stream);
    let mut requests = 0;
    for step in script {
        // The client may be gone before it has received everything.
        let _ = match step {
            Step::Reply(reply) => {
                requests += read_request(&mut reader);
                (&stream).write_all(reply)
            }
            Step::Drip(reply) => {
                requests += read_request(&mut reader);
                drip(reply, &stream)
            }
            Step::Close => stream.shutdown(Shutdown::Write),
            Step::Reset => {
                read_head(&mut reader).unwrap();
                // Closing a socket with unread bytes resets the connection.
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

/// Returns a reader without a buffer, so that unread bytes stay in the socket.
pub(crate) fn unbuffered(stream: &TcpStream) -> BufReader<TcpStream> {
    BufReader::with_capacity(1, stream.try_clone().unwrap())
}

/// Reads a request, and returns 1, or 0 at the end of the stream.
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
