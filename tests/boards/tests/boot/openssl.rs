//! A server by the openssl command.

use std::{
    io::{BufRead, BufReader, Read, Write},
    process::{Child, ChildStdout, Command, Stdio},
    thread::{self, JoinHandle},
};

use crate::{JSON, pki};

/// `openssl s_server`.
pub(crate) struct OpenSsl {
    server: Child,
    port: String,
    /// Its output: what the client sent, after the lines of openssl itself.
    output: JoinHandle<String>,
}

impl OpenSsl {
    /// Starts a server with a certificate and further options of `s_server`.
    pub(crate) fn start(certificate: &str, options: &[&str]) -> Self {
        let mut server = Command::new("openssl")
            .args(["s_server", "-accept", "127.0.0.1:0"])
            .args([
                "-cert",
                &pki::file(certificate, "pem"),
                "-key",
                &pki::file(certificate, "key"),
            ])
            .args(options)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut output = BufReader::new(server.stdout.take().unwrap());
        let mut input = server.stdin.take().unwrap();
        let port = port(&mut output);
        let output = thread::spawn(move || talk(output, &mut input));
        Self { server, port, output }
    }

    /// Returns the URL of the server for this host.
    pub(crate) fn url(&self, host: &str) -> String {
        format!("https://{host}:{}", self.port)
    }

    /// Ends the server, and returns the requests that it received.
    pub(crate) fn requests(mut self) -> usize {
        let _ = self.server.kill();
        self.server.wait().unwrap();
        self.output.join().unwrap().matches("POST ").count()
    }
}

/// Waits for the line with the port.
fn port(output: &mut BufReader<ChildStdout>) -> String {
    let mut line = String::new();
    while output.read_line(&mut line).unwrap() > 0 {
        if let Some(port) = line.trim_end().strip_prefix("ACCEPT 127.0.0.1:") {
            return port.to_owned();
        }
        line.clear();
    }
    panic!("the server did not start");
}

/// Replies to the request, and returns the output of the server.
fn talk(mut output: BufReader<ChildStdout>, input: &mut impl Write) -> String {
    let (mut received, mut piece) = (Vec::new(), [0; 1024]);
    while let Ok(count @ 1..) = output.read(&mut piece) {
        received.extend(&piece[..count]);
        // A request ends with its body, which is a JSON object.
        if received.ends_with(b"\"}") {
            let length = JSON.len();
            let _ = write!(input, "HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n{JSON}");
        }
    }
    String::from_utf8_lossy(&received).into_owned()
}
