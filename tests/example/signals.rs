//! Signals during the wait for the reply. Stopping and continuing a process interrupts its reads.

use std::{
    fs,
    io::{self, Read, Write},
    net::TcpStream,
    process::{Child, Command, Stdio},
    sync::{Arc, atomic::AtomicBool},
    thread,
    time::{Duration, Instant},
};

use signal_hook::{
    consts::{SIGHUP, SIGINT, SIGTERM},
    flag::register_conditional_default,
};
use support::{
    documented,
    server::{Server, accept, is_closed, read_request, serve},
};

use super::{CONNECTIONS, STARTED, ca_file::CaFile, ends};

/// The time limit of every wait. Only a test that fails takes so long.
const TIMEOUT: Duration = Duration::from_secs(20);

/// Returns the command of a call that ignores no signal, even below `nohup`: what the tests handle, it does not ignore.
fn over(connection: &str, url: &str) -> Command {
    for signal in [SIGHUP, SIGINT, SIGTERM] {
        register_conditional_default(signal, Arc::new(AtomicBool::new(true))).unwrap();
    }
    super::over(connection, url)
}

/// Reads a request, and answers with a reply, which the client reads whole, or not at all if it is empty.
fn answer(reply: &'static str) -> Server<TcpStream> {
    serve(|listener| {
        let mut stream = accept(listener);
        read_request(&mut stream);
        stream.write_all(reply.as_bytes()).unwrap();
        assert!(reply.is_empty() || is_closed(&mut stream));
        stream
    })
}

/// Starts the example with these arguments and reads its request.
fn wait_for_request(connection: &str, arguments: &[&str]) -> (Child, TcpStream) {
    let server = answer("");
    let mut command = over(connection, &server.base_url());
    start(server, command.args(arguments))
}

/// Starts the example, and waits for its connection.
fn start(server: Server<TcpStream>, command: &mut Command) -> (Child, TcpStream) {
    let command = command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = command.spawn().unwrap();
    (child, server.finish())
}

/// Waits until a process is in this state, and returns false if it has ended.
fn wait_for_state(child: &Child, state: char) -> bool {
    let begin = Instant::now();
    loop {
        let stat = fs::read_to_string(format!("/proc/{}/stat", child.id())).unwrap();
        match stat.rsplit_once(") ").and_then(|(_, rest)| rest.chars().next()) {
            Some('Z') => return false,
            Some(now) if now == state => return true,
            now => assert!(begin.elapsed() < TIMEOUT, "state {now:?} instead of {state}"),
        }
        thread::sleep(Duration::from_millis(1));
    }
}

/// Interrupts a process while it sleeps in a system call, and returns false if it has ended.
fn interrupt(child: &Child) -> bool {
    if !wait_for_state(child, 'S') {
        return false;
    }
    kill(child, "STOP");
    let is_stopped = wait_for_state(child, 'T');
    kill(child, "CONT");
    is_stopped
}

fn kill(child: &Child, signal: &str) {
    let command = format!("kill -{signal} {}", child.id());
    assert!(Command::new("sh").args(["-c", &command]).status().unwrap().success());
}

#[test]
fn a_signal_during_the_wait_does_not_hide_a_start() {
    for connection in CONNECTIONS {
        let (child, mut stream) = wait_for_request(connection, &[]);
        for _ in 0..3 {
            interrupt(&child);
        }
        // It waits again, or has given up.
        wait_for_state(&child, 'S');
        // A client that has given up does not read it.
        let _ = stream.write_all(documented::STARTED.as_bytes());
        ends(child.wait_with_output().unwrap(), 0, STARTED, "");
    }
}

#[test]
fn signals_do_not_extend_the_deadline() {
    for connection in CONNECTIONS {
        let begin = Instant::now();
        let (mut child, _stream) = wait_for_request(connection, &["--timeout", "1"]);
        while begin.elapsed() < TIMEOUT && interrupt(&child) {}
        if begin.elapsed() >= TIMEOUT {
            child.kill().unwrap();
        }
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(4), "{connection}: {output:?}");
        // Not the time that has passed: the clocks of two processors may differ.
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(error.contains("timed out"), "{connection}: {error}");
    }
}

const UNKNOWN: &str = "interrupted; outcome: unknown; look at the notebook before you try again\n";
const NOT_SENT: &str =
    "interrupted; outcome: not sent; nothing was started: correct the cause, or try again after a pause\n";

#[test]
fn a_signal_that_ends_it_is_status_4_after_the_request_and_status_3_before_it() {
    for connection in CONNECTIONS {
        for signal in ["INT", "TERM", "HUP"] {
            let (child, _stream) = wait_for_request(connection, &[]);
            kill(&child, signal);
            ends(child.wait_with_output().unwrap(), 4, "", UNKNOWN);

            let server = serve(accept);
            let url = format!("https://127.0.0.1:{}", server.port);
            let (child, _stream) = start(server, &mut over(connection, &url));
            kill(&child, signal);
            ends(child.wait_with_output().unwrap(), 3, "", NOT_SENT);
        }
    }
}

#[test]
fn a_signal_while_the_ca_is_read_is_status_3() {
    let fifo = CaFile::new("");
    fs::remove_file(&fifo.0).unwrap();
    assert!(Command::new("mkfifo").arg(&fifo.0).status().unwrap().success());
    let mut command = over("std", "https://127.0.0.1:9");
    let child = command.arg("--ca").arg(&fifo.0).stderr(Stdio::piped()).spawn().unwrap();
    // It has opened the pipe once this end is open.
    let _open = fs::OpenOptions::new().write(true).open(&fifo.0).unwrap();
    kill(&child, "INT");
    ends(child.wait_with_output().unwrap(), 3, "", NOT_SENT);
}

#[test]
fn a_signal_that_the_parent_ignores_stays_ignored() {
    for connection in CONNECTIONS {
        let server = answer("");
        let call = over(connection, &server.base_url());
        let mut command = Command::new("sh");
        command.args(["-c", "trap '' INT HUP; exec \"$0\" \"$@\""]);
        command
            .arg(call.get_program())
            .args(call.get_args())
            .env("SCNET_TOKEN", "a-token");
        let (child, mut stream) = start(server, &mut command);
        kill(&child, "INT");
        kill(&child, "HUP");
        stream.write_all(documented::STARTED.as_bytes()).unwrap();
        ends(child.wait_with_output().unwrap(), 0, STARTED, "");
    }
}

/// Nobody reads the pipe. The line does not come, but the status does.
#[test]
fn a_signal_ends_it_even_if_its_output_is_full() {
    let (_reader, full) = full_pipe();
    let refused = "HTTP/1.1 401 X\r\nContent-Length: 0\r\n\r\n";
    for (reply, status) in [(documented::STARTED, 0), (refused, 1), ("", 4)] {
        let children = CONNECTIONS.map(|connection| {
            let server = answer(reply);
            let mut command = over(connection, &server.base_url());
            let [out, err] = [&full, &full].map(|full| full.try_clone().unwrap());
            let child = command.stdout(out).stderr(err).spawn().unwrap();
            let stream = server.finish();
            wait_for_state(&child, 'S');
            kill(&child, "TERM");
            (child, stream)
        });
        for (mut child, _stream) in children {
            assert_eq!(child.wait().unwrap().code(), Some(status));
        }
    }
}

/// Returns a pipe that has no room.
fn full_pipe() -> (io::PipeReader, io::PipeWriter) {
    let (reader, mut writer) = io::pipe().unwrap();
    writer.write_all(&[b' '; 1 << 16]).unwrap();
    (reader, writer)
}

/// The program waits for room to print the result, and gets it right behind the signal.
#[test]
fn a_signal_after_the_result_does_not_change_it() {
    for connection in CONNECTIONS.repeat(10) {
        let server = answer(documented::STARTED);
        let (mut stdout, full) = full_pipe();
        let child = over(connection, &server.base_url())
            .stdout(full)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        server.finish();
        wait_for_state(&child, 'S');
        kill(&child, "INT");
        let mut output = String::new();
        stdout.read_to_string(&mut output).unwrap();
        let end = child.wait_with_output().unwrap();
        assert!(output.ends_with(STARTED), "{connection} {end:?}");
        ends(end, 0, "", "");
    }
}
