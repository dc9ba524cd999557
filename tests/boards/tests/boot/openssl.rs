//! A server by the openssl command.

use std::{
    io::{BufRead, BufReader, Read, Write},
    process::{Child, ChildStdout, Command, Stdio},
    thread::{self, JoinHandle},
};

use crate::{
    pki,
    tls_server::{await_end, reply},
};

/// `openssl s_server`.
pub(crate) struct OpenSsl {
    server: Child,
    port: u16,
    /// Its output: what the clients sent, and the lines of openssl itself.
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
    pub(crate) fn requests(self) -> usize {
        self.output().matches("POST ").count()
    }

    /// Ends the server, and expects that not a byte came in TLS.
    #[track_caller]
    pub(crate) fn expect_nothing(self) {
        let output = self.output();
        let own = ["ERROR", "shutting down SSL", "CONNECTION CLOSED"];
        assert!(output.lines().all(|line| own.contains(&line)), "{output}");
    }

    /// Ends the server after all connections, and returns its output.
    fn output(mut self) -> String {
        await_end(self.port);
        self.server.kill().unwrap();
        self.output.take().unwrap().join().unwrap()
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
fn port(output: &mut BufReader<ChildStdout>) -> u16 {
    let mut lines = output.lines().map(Result::unwrap);
    let port = lines.find_map(|line| line.strip_prefix("ACCEPT 127.0.0.1:")?.parse().ok());
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
