//! The programs in C, run against the mock. `.ci/c` builds them first.

#![allow(clippy::print_stdout, reason = "CI shows the cases that passed")]

mod device;
mod expected;
mod gateway;
mod host;
mod mbedtls;

use std::{
    env, fs,
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    process::{Command, Output},
};

use scnet_notebook::error::CODES;
use scnet_notebook_mock::{Case, Server, Tls};

use expected::Expected;
use socket2::{Domain, Socket, Type};

const ID: &str = "1821067171420946434";

/// The time that a call may take in the cases of this test.
const MILLISECONDS: u64 = 1000;

/// Returns the path of what the Makefile has built, or of a program in the folder `PROGRAMS`.
fn built(name: &str) -> PathBuf {
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| "../../target".into(), PathBuf::from);
    env::var_os("PROGRAMS")
        .map_or_else(|| target.join("c"), PathBuf::from)
        .join(name)
}

/// The cases that a device or a host meets first: each documented code, resets and closes at each step, a redirect, other statuses.
fn usual_cases() -> Vec<Case> {
    let codes = CODES.iter().map(|row| format!("code/{}", row.code.number()));
    let others = "conn/reset-on-accept conn/close-on-accept conn/reset-before-headers conn/empty-response conn/reset-mid-headers \
        conn/reset-mid-body frame/truncated-body frame/chunked-1byte frame/body-513 frame/chunked-bad-size status/307-loop \
        status/401 status/429-seconds status/502 json/data-false json/html json/code-unknown";
    let names = codes.chain(others.split_whitespace().map(String::from));
    names.map(|name| Case::named(&name).unwrap()).collect()
}

/// Plays a case to a program and to the client in Rust, and checks that both come to the same result, by one connection each.
/// Then prints a line for the log of CI.
fn compare(device: &str, server: &Server, case: &Case, run: impl Fn(&str) -> Output) {
    server.queue(case.clone());
    let expected = Expected::of_call(server.url());
    let before = server.connections();
    server.queue(case.clone());
    let output = run(server.url());
    assert_eq!(server.connections(), before + 1, "{}", case.name());
    let cut = "conn/reset-on-accept conn/close-on-accept conn/reset-after-request-head";
    if cut.split(' ').any(|name| name == case.name()) {
        // The timing decides how much of the request is handed over before the connection is lost.
        assert!(matches!(output.status.code(), Some(1 | 3)), "{}", case.name());
        server.reset();
    } else {
        expected.check(&output, case.name());
    }
    println!("{device} {} ok", case.name());
}

/// Returns the command of a program with these arguments, and no environment but the token.
fn command(program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(built(program));
    command.args(arguments).env_clear().env("SCNET_TOKEN", "a-token");
    command
}

/// Returns what a program has printed.
fn printed(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Writes a file for a test, and returns its path.
fn file(name: &str, content: &str) -> String {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, content).unwrap();
    path.into_os_string().into_string().unwrap()
}

/// Starts a server with this TLS. Returns its CA as well.
fn tls_server(tls: Tls) -> (Server, String) {
    let pem = tls.ca().pem().to_owned();
    (Server::builder().tls(tls).start().unwrap(), pem)
}

/// A port on which nobody listens, and that nobody else gets.
struct ClosedPort(Socket);

impl ClosedPort {
    fn new() -> Self {
        let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
        socket.bind(&SocketAddr::from((Ipv4Addr::LOCALHOST, 0)).into()).unwrap();
        Self(socket)
    }

    fn url(&self) -> String {
        let address = self.0.local_addr().unwrap().as_socket().unwrap();
        format!("http://{address}")
    }
}
