//! A client over a plain socket: bytes out, bytes in. No wait takes longer than [`TIMEOUT`].

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use socket2::SockRef;

/// Nothing takes this long unless it fails.
pub(crate) const TIMEOUT: Duration = Duration::from_secs(30);

/// The documented success.
pub(crate) const SUCCESS: &str = r#"{"code":"0","msg":"success","data":true}"#;

/// The code of a request with an invalid parameter.
pub(crate) const INVALID_PARAMETER: &str = r#"{"code":"10004","msg":"参数无效","data":null}"#;

/// The headers of a well-formed start.
pub(crate) const HEADERS: &str = "token: eyJhbGciOiJIUzI1N\r\nContent-Type: application/json\r\n";

/// The body of a well-formed start.
pub(crate) const BODY: &str = r#"{"notebookId":"1821067171420946434"}"#;

/// Formats a request; `headers` are whole lines.
pub(crate) fn request(line: &str, headers: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "{line} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}Content-Length: {length}\r\n\r\n{body}"
    )
}

/// Formats a well-formed start.
pub(crate) fn start() -> String {
    request("POST /ac/openapi/v2/notebook/actions/start", HEADERS, BODY)
}

/// Formats a well-formed start that leaves the connection open.
pub(crate) fn start_kept() -> String {
    start().replace("Connection: close\r\n", "")
}

/// Connects, with a limit for each read and write.
pub(crate) fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect_timeout(&address, TIMEOUT).expect("the mock listens");
    stream.set_read_timeout(Some(TIMEOUT)).expect("a socket has timeouts");
    stream.set_write_timeout(Some(TIMEOUT)).expect("a socket has timeouts");
    stream
}

/// Resets a connection, as a client does that was killed with unread bytes.
pub(crate) fn reset(stream: TcpStream) {
    let socket = SockRef::from(&stream);
    socket.set_linger(Some(Duration::ZERO)).expect("a socket has options");
}

/// Sends these bytes and returns all that comes back until the connection ends.
pub(crate) fn exchange(address: SocketAddr, request: impl AsRef<[u8]>) -> String {
    let mut stream = connect(address);
    stream.write_all(request.as_ref()).expect("the mock reads");
    let mut reply = String::new();
    stream.read_to_string(&mut reply).expect("the mock replies in UTF-8");
    reply
}

/// Reads one reply that has a length.
pub(crate) fn read_reply(stream: &mut TcpStream) -> String {
    let mut stream = BufReader::with_capacity(1, stream); // so that it takes nothing of the next reply
    let (mut head, mut length) = (String::new(), 0);
    while !head.ends_with("\r\n\r\n") {
        let start = head.len();
        assert_ne!(stream.read_line(&mut head).expect("a reply"), 0, "cut: {head}");
        let line = head[start..].to_ascii_lowercase();
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().expect("a length");
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).expect("a body");
    head + &String::from_utf8(body).expect("UTF-8")
}

/// Formats the reply with a JSON body to a client that closes; `headers` are whole lines.
pub(crate) fn reply(status: &str, headers: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/json\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n{body}"
    )
}

/// Formats the documented success to a client that closes.
pub(crate) fn success() -> String {
    reply("200 OK", "", SUCCESS)
}

/// Formats the same to a client that keeps the connection.
pub(crate) fn success_kept() -> String {
    success().replace("connection: close\r\n", "")
}
