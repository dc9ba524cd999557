//! Signals during the wait for the reply. Stopping and continuing a process interrupts its reads.

use std::{
    fs,
    io::{self, Read, Write},
    net::TcpStream,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use support::{
    documented,
    server::{Server, accept, is_closed, read_request, serve},
};

use super::{CONNECTIONS, STARTED, ends, over};

/// The time limit of every wait. Only a test that fails takes so long.
const TIMEOUT: Duration = Duration::from_secs(20);

/// Starts the example with these arguments and reads its request.
fn wait_for_request(connection: &str, arguments: &[&str]) -> (Child, TcpStream) {
    let server = serve(|listener| {
        let mut stream = accept(listener);
        read_request(&mut stream);
        stream
    });
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

#[test]
fn a_signal_that_ends_it_is_status_4_after_the_request_and_status_3_before_it() {
    let unknown = "interrupted; outcome: unknown; look at the notebook before you try again\n";
    let not_sent =
        "interrupted; outcome: not sent; nothing was started: correct the cause, or try again after a pause\n";
    for connection in CONNECTIONS {
        for signal in ["INT", "TERM"] {
            let (child, _stream) = wait_for_request(connection, &[]);
            kill(&child, signal);
            ends(child.wait_with_output().unwrap(), 4, "", unknown);

            let server = serve(accept);
            let url = format!("https://127.0.0.1:{}", server.port);
            let (child, _stream) = start(server, &mut over(connection, &url));
            kill(&child, signal);
            ends(child.wait_with_output().unwrap(), 3, "", not_sent);
        }
    }
}

/// The program waits for room to print the result, and gets it right behind the signal.
#[test]
fn a_signal_after_the_result_does_not_change_it() {
    for connection in CONNECTIONS.repeat(10) {
        let server = serve(|listener| {
            let mut stream = accept(listener);
            read_request(&mut stream);
            stream.write_all(documented::STARTED.as_bytes()).unwrap();
            assert!(is_closed(&mut stream));
        });
        let (mut stdout, mut full) = io::pipe().unwrap();
        full.write_all(&[b' '; 1 << 16]).unwrap();
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
