//! Speaks HTTP over a plain socket, so that what is tested is the mock and nothing else.
#![allow(dead_code, reason = "each test program uses its part")]

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// Nothing takes this long unless it fails.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// The success as the service's page shows it.
pub(crate) const SUCCESS: &str = r#"{"code":"0","msg":"success","data":true}"#;

/// The headers that a well-formed start has.
pub(crate) const HEADERS: &str = "token: eyJhbGciOiJIUzI1N\r\nContent-Type: application/json\r\n";

/// The body that a well-formed start has.
pub(crate) const BODY: &str = r#"{"notebookId":"1821067171420946434"}"#;

/// Writes a request down; `headers` are whole lines.
pub(crate) fn request(line: &str, headers: &str, body: &str) -> String {
    let length = body.len();
    format!("{line} HTTP/1.1\r\nHost: mock\r\nConnection: close\r\n{headers}Content-Length: {length}\r\n\r\n{body}")
}

/// Writes a well-formed start down.
pub(crate) fn start() -> String {
    request("POST /ac/openapi/v2/notebook/actions/start", HEADERS, BODY)
}

/// Sends these bytes and returns all that comes back.
pub(crate) fn exchange(address: SocketAddr, request: impl AsRef<[u8]>) -> String {
    let mut wire = TcpStream::connect(address).expect("the mock listens");
    wire.set_read_timeout(Some(PATIENCE)).expect("a socket can wait");
    wire.write_all(request.as_ref()).expect("the mock reads");
    let mut reply = String::new();
    wire.read_to_string(&mut reply).expect("the mock answers in UTF-8");
    reply
}

/// Writes down what comes back around a JSON body; `headers` are whole lines.
pub(crate) fn reply(status: &str, headers: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/json\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n{body}"
    )
}
