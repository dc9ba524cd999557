//! Servers on threads of their own that do what a test tells them.

use std::io::{ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// Nothing in these tests takes this long unless it fails.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

pub(crate) struct Server<T> {
    pub(crate) port: u16,
    thread: JoinHandle<T>,
}

/// Runs `script` on a free port.
pub(crate) fn serve<T: Send + 'static>(script: impl FnOnce(&TcpListener) -> T + Send + 'static) -> Server<T> {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let thread = thread::spawn(move || script(&listener));
    Server { port, thread }
}

/// Answers one request with `reply`, then closes. The result is the request.
pub(crate) fn serve_once(reply: impl AsRef<[u8]> + Send + 'static) -> Server<String> {
    serve(move |listener| {
        let mut stream = accept(listener);
        let request = read_request(&mut stream);
        stream.write_all(reply.as_ref()).unwrap();
        request
    })
}

impl<T> Server<T> {
    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}/start", self.port)
    }

    /// Waits for the script's end, and fails with it.
    pub(crate) fn finish(self) -> T {
        self.thread
            .join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    }
}

pub(crate) fn accept(listener: &TcpListener) -> TcpStream {
    let begin = Instant::now();
    loop {
        if let Some(stream) = waiting(listener) {
            return stream;
        }
        assert!(begin.elapsed() < PATIENCE, "nobody connected");
        thread::sleep(Duration::from_millis(1));
    }
}

/// Takes a connection that was already made, if there is one.
pub(crate) fn waiting(listener: &TcpListener) -> Option<TcpStream> {
    listener.set_nonblocking(true).unwrap();
    match listener.accept() {
        Ok((stream, _)) => {
            stream.set_nonblocking(false).unwrap();
            stream.set_read_timeout(Some(PATIENCE)).unwrap();
            Some(stream)
        }
        Err(error) if error.kind() == ErrorKind::WouldBlock => None,
        Err(error) => panic!("accept: {error}"),
    }
}

/// Reads up to the end of the body that the head announces.
pub(crate) fn read_request(stream: &mut impl Read) -> String {
    let mut request = read_head(stream);
    let length = request.lines().find_map(|line| line.strip_prefix("content-length: "));
    let mut body = vec![0; length.map_or(0, |length| length.parse().unwrap())];
    stream.read_exact(&mut body).unwrap();
    request.push_str(std::str::from_utf8(&body).unwrap());
    request
}

/// Reads up to the empty line and not a byte further.
pub(crate) fn read_head(stream: &mut impl Read) -> String {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte).unwrap();
        head.push(char::from(byte[0]));
    }
    head
}

/// Waits until the other side has closed without sending anything more.
pub(crate) fn is_closed(stream: &mut impl Read) -> bool {
    match stream.read(&mut [0]) {
        Ok(read) => read == 0,
        Err(error) => error.kind() == ErrorKind::ConnectionReset,
    }
}

/// A reply with status 200 and a length.
pub(crate) fn ok(body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len())
}
