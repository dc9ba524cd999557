//! Servers over real sockets, each with a script on a thread of its own. Every wait has a time limit.

use std::{
    io::{self, ErrorKind, Read, Write},
    net::{TcpListener, TcpStream},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

#[cfg(feature = "tls")]
use {
    rustls::{ServerConfig, ServerConnection, StreamOwned},
    std::sync::Arc,
};

/// The time limit of every wait. Only a test that fails takes so long.
pub const TIMEOUT: Duration = Duration::from_secs(30);

/// A server whose script returns `T`.
#[derive(Debug)]
pub struct Server<T> {
    /// The port of the server on 127.0.0.1.
    pub port: u16,
    thread: JoinHandle<T>,
}

/// Runs a script with a listener on a free port.
pub fn serve<T: Send + 'static>(script: impl FnOnce(&TcpListener) -> T + Send + 'static) -> Server<T> {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let thread = thread::spawn(move || script(&listener));
    Server { port, thread }
}

/// Answers one request with this response and closes. The result is the request.
pub fn serve_once(response: impl AsRef<[u8]> + Send + 'static) -> Server<String> {
    serve(move |listener| {
        let mut stream = accept(listener);
        let request = read_request(&mut stream);
        stream.write_all(response.as_ref()).unwrap();
        request
    })
}

impl<T> Server<T> {
    /// Returns the base URL of the server.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Returns a URL of the server.
    #[must_use]
    pub fn url(&self) -> String {
        self.base_url() + "/start"
    }

    /// Waits for the end of the script and returns its result.
    ///
    /// # Panics
    ///
    /// If the script panics.
    pub fn finish(self) -> T {
        self.thread
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    }
}

/// Waits for a connection.
///
/// # Panics
///
/// If there is none in time.
pub fn accept(listener: &TcpListener) -> TcpStream {
    let begin = Instant::now();
    loop {
        if let Some(stream) = waiting(listener) {
            return stream;
        }
        assert!(begin.elapsed() < TIMEOUT, "no connection came");
        thread::sleep(Duration::from_millis(1));
    }
}

/// Returns a connection that is already there. Its reads and writes have a time limit.
///
/// # Panics
///
/// If the listener fails.
pub fn waiting(listener: &TcpListener) -> Option<TcpStream> {
    listener.set_nonblocking(true).unwrap();
    match listener.accept() {
        Ok((stream, _)) => {
            stream.set_nonblocking(false).unwrap();
            stream.set_read_timeout(Some(TIMEOUT)).unwrap();
            stream.set_write_timeout(Some(TIMEOUT)).unwrap();
            Some(stream)
        }
        Err(error) if error.kind() == ErrorKind::WouldBlock => None,
        Err(error) => panic!("accept: {error}"),
    }
}

/// Reads a request up to the end of its `Content-Length`.
///
/// # Panics
///
/// If it does not come whole.
pub fn read_request(stream: &mut impl Read) -> String {
    let mut request = read_head(stream);
    let length = request.lines().find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        name.eq_ignore_ascii_case("Content-Length").then_some(value)
    });
    let mut body = vec![0; length.map_or(0, |length| length.parse().unwrap())];
    fill(stream, &mut body).unwrap();
    request.push_str(std::str::from_utf8(&body).unwrap());
    request
}

/// Reads a head up to its empty line, and no byte more.
///
/// # Panics
///
/// If it does not come whole.
pub fn read_head(stream: &mut impl Read) -> String {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        let mut byte = [0];
        fill(stream, &mut byte).unwrap();
        head.push(char::from(byte[0]));
    }
    head
}

/// Waits until the peer closes, and returns whether it sent no byte more.
pub fn is_closed(stream: &mut impl Read) -> bool {
    let end = fill(stream, &mut [0]).map_err(|error| error.kind());
    matches!(end, Err(ErrorKind::UnexpectedEof | ErrorKind::ConnectionReset))
}

/// Reads until the buffer is full. Goes on after a signal, and after a timeout that came early, as on a virtual machine that was
/// paused.
fn fill(stream: &mut impl Read, mut buffer: &mut [u8]) -> io::Result<()> {
    let begin = Instant::now();
    while !buffer.is_empty() {
        match stream.read(buffer) {
            Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
            Ok(count) => buffer = &mut buffer[count..],
            Err(error)
                if matches!(error.kind(), ErrorKind::Interrupted | ErrorKind::WouldBlock)
                    && begin.elapsed() < TIMEOUT => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Speaks TLS on a connection.
///
/// # Panics
///
/// If the configuration is not valid.
#[cfg(feature = "tls")]
pub fn over_tls<S: Read + Write>(config: Arc<ServerConfig>, stream: S) -> StreamOwned<ServerConnection, S> {
    StreamOwned::new(ServerConnection::new(config).unwrap(), stream)
}

/// Returns the records with a text, which may be sent with other bytes in one packet.
///
/// # Panics
///
/// If the session cannot send any.
#[cfg(feature = "tls")]
pub fn records(session: &mut ServerConnection, text: &str) -> Vec<u8> {
    session.writer().write_all(text.as_bytes()).unwrap();
    let mut records = Vec::new();
    while session.wants_write() {
        session.write_tls(&mut records).unwrap();
    }
    records
}

/// Returns a response with status 200 and a length.
#[must_use]
pub fn ok(body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len())
}

/// An address that does not answer: the queue of its listener is full.
#[cfg(feature = "sockets")]
#[derive(Debug)]
pub struct Silent {
    /// The address.
    pub address: std::net::SocketAddr,
    _listener: socket2::Socket,
    _queue: Vec<TcpStream>,
}

#[cfg(feature = "sockets")]
impl Silent {
    /// Fills the queue of a listener.
    ///
    /// # Panics
    ///
    /// If the system has no port left.
    #[must_use]
    pub fn new() -> Self {
        let listener = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).unwrap();
        let any_port = std::net::SocketAddr::from(([127, 0, 0, 1], 0));
        listener.bind(&any_port.into()).unwrap();
        listener.listen(0).unwrap();
        let address = listener.local_addr().unwrap().as_socket().unwrap();
        let mut queue = Vec::new();
        while let Ok(stream) = TcpStream::connect_timeout(&address, Duration::from_millis(200)) {
            queue.push(stream);
        }
        Self {
            address,
            _listener: listener,
            _queue: queue,
        }
    }
}

#[cfg(feature = "sockets")]
impl Default for Silent {
    fn default() -> Self {
        Self::new()
    }
}
