//! A server by the openssl command.

use std::{
    io::{BufRead, BufReader, Read, Write},
    process::{Child, ChildStdout, Command, Stdio},
    thread::{self, JoinHandle},
};

use crate::{pki, tls_server::reply};

/// `openssl s_server`.
pub(crate) struct OpenSsl {
    server: Child,
    port: String,
    /// Its output: what the client sent, after the lines of openssl itself.
    output: Option<JoinHandle<String>>,
}

impl OpenSsl {
    /// Starts a server with a certificate, the chain of its issuer, or an empty name, and further options of `s_server`.
    pub(crate) fn start([certificate, issuer]: [&str; 2], options: &[&str]) -> Self {
        let chain = match issuer {
            "" => vec![],
            _ => vec!["-cert_chain".into(), pki::file(issuer, "chain")],
        };
        let mut server = Command::new("openssl")
            .args(["s_server", "-accept", "127.0.0.1:0"])
            .args(chain)
            .args(["-cert", &pki::file(certificate, "pem")])
            .args(["-key", &pki::file(certificate, "key")])
            .args(options)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut output = BufReader::new(server.stdout.take().unwrap());
        let mut input = server.stdin.take().unwrap();
        let port = port(&mut output);
        let output = Some(thread::spawn(move || talk(output, &mut input)));
        Self { server, port, output }
    }

    /// Returns the URL of the server for this host.
    pub(crate) fn url(&self, host: &str) -> String {
        format!("https://{host}:{}", self.port)
    }

    /// Ends the server, and returns the number of requests that it received.
    pub(crate) fn requests(mut self) -> usize {
        self.server.kill().unwrap();
        let output = self.output.take().unwrap();
        output.join().unwrap().matches("POST ").count()
    }
}

impl Drop for OpenSsl {
    fn drop(&mut self) {
        // It may have ended.
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// Waits for the line with the port.
fn port(output: &mut BufReader<ChildStdout>) -> String {
    let mut lines = output.lines().map(Result::unwrap);
    let port = lines.find_map(|line| Some(line.strip_prefix("ACCEPT 127.0.0.1:")?.to_owned()));
    port.expect("the server did not start")
}

/// Replies to the request, and returns the output of the server.
fn talk(mut output: BufReader<ChildStdout>, input: &mut impl Write) -> String {
    let (mut received, mut piece) = (Vec::new(), [0; 1024]);
    while let Ok(count @ 1..) = output.read(&mut piece) {
        received.extend(&piece[..count]);
        // A request ends with its body, which is a JSON object.
        if received.ends_with(b"\"}") {
            let _ = input.write_all(reply("").as_bytes());
        }
    }
    String::from_utf8_lossy(&received).into_owned()
}
