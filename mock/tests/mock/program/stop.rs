//! The end of the program, and its exit status.

use std::io::{BufRead, BufReader, Read, Write};
#[cfg(unix)]
use std::os::{fd::OwnedFd, unix::net::UnixStream};
use std::process::Stdio;
use std::time::Instant;

use super::command::{Folder, mock, output};
use super::running::{Running, Watchdog, signal};
use crate::client;

#[cfg(unix)]
#[test]
fn sigint_and_sigterm_end_it_with_status_0() {
    for signal in ["-INT", "-TERM"] {
        let mut program = Running::start(&[]);
        // An idle connection and an incomplete request do not delay the stop.
        let _idle = client::connect(program.address());
        let mut endless = client::connect(program.address());
        endless
            .write_all(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n")
            .expect("the mock reads");
        for _ in 0..2 {
            client::exchange(program.address(), client::start());
            client::exchange(program.address(), client::start());
            // The summary is of the whole run.
            program.admin("POST /__admin/reset");
        }
        program.signal(signal);
        assert_eq!(program.ended(), Some(0), "{signal}");
        (0..4).for_each(|_| assert!(program.line().contains(", executed")));
        assert_eq!(program.next_line(), None);
        let page = format!("page: {}/\n", program.url);
        let summary = "stopped; requests: 4, executed starts: 4, repeated starts: 2\n";
        assert_eq!(program.all_remarks(), page + summary);
    }
}

#[cfg(unix)]
#[test]
fn the_summary_of_a_stop_under_load_agrees_with_the_log() {
    let folder = Folder::new();
    let log = folder.join("log.jsonl");
    let mut program = Running::start(&["--log", log.to_str().unwrap()]);
    let reader = program.read_on();
    let address = program.address();
    let clients: Vec<_> = (0..8)
        .map(|_| {
            std::thread::spawn(move || {
                let mut stream = client::connect(address);
                let mut is_served = true;
                while is_served {
                    let mut reply = [0; 1024];
                    is_served = stream.write_all(client::start_kept().as_bytes()).is_ok()
                        && stream.read(&mut reply).is_ok_and(|count| count > 0);
                }
            })
        })
        .collect();
    // By now requests come in at any moment.
    let end = Instant::now() + client::TIMEOUT;
    while std::fs::read_to_string(&log).unwrap().lines().count() < 2_000 {
        assert!(Instant::now() < end, "too few requests");
    }
    program.signal("-TERM");
    assert_eq!(program.ended(), Some(0));
    clients.into_iter().for_each(|client| client.join().unwrap());
    let log = std::fs::read_to_string(&log).unwrap();
    let lines = log.lines().map(|line| match line.strip_prefix("{\"missing\":") {
        Some(count) => count.trim_end_matches('}').parse::<u64>().unwrap(),
        None => 1,
    });
    let (logged, executed) = (lines.sum::<u64>(), log.matches("\"executed\":true").count());
    let summary = program.all_remarks();
    assert!(
        summary.contains(&format!("stopped; requests: {logged}, executed starts: ")),
        "{logged}: {summary}"
    );
    if !log.contains("missing") {
        let repeated = executed - 1;
        assert!(
            summary.ends_with(&format!(" {executed}, repeated starts: {repeated}\n")),
            "{executed}: {summary}"
        );
    }
    assert!(reader.join().unwrap() > 0);
}

#[cfg(unix)]
#[test]
fn a_closed_output_ends_it_with_status_1() {
    let mut program = Running::start(&[]);
    program.close_output();
    client::exchange(program.address(), client::start());
    assert_eq!(program.ended(), Some(1));
    let said = program.all_remarks();
    assert!(
        said.ends_with("\nerror: standard output: Broken pipe (os error 32)\n"),
        "{said}"
    );
}

#[cfg(unix)]
#[test]
fn an_unread_output_holds_up_neither_the_log_nor_the_stop() {
    let folder = Folder::new();
    let log = folder.join("log.jsonl");
    let mut program = Running::start(&["--log", log.to_str().unwrap()]);
    // More lines than a pipe holds.
    for _ in 0..800 {
        client::exchange(program.address(), client::start());
    }
    program.signal("-TERM");
    assert_eq!(program.ended(), Some(0));
    assert_eq!(std::fs::read_to_string(&log).unwrap().lines().count(), 800);
    let remarks = program.all_remarks();
    assert!(remarks.contains("\nnot printed, as nobody reads them: "), "{remarks}");
}

#[cfg(unix)]
#[test]
fn an_output_that_is_full_from_the_start_holds_up_neither_the_service_nor_the_stop() {
    let full = || {
        let (mut full, unread) = UnixStream::pair().unwrap();
        full.set_nonblocking(true).unwrap();
        while full.write(&[0; 512]).is_ok() {}
        full.set_nonblocking(false).unwrap();
        (Stdio::from(OwnedFd::from(full)), unread)
    };
    let (error, _unread) = full();
    let mut program = Running::start_with_error(&[], &[], error);
    assert_eq!(client::exchange(program.address(), client::start()), client::success());
    program.line();
    program.signal("-TERM");
    assert_eq!(program.ended(), Some(0));

    let (output, _unread) = full();
    let mut program = mock().args(["--listen", "127.0.0.1:0"]).stdout(output).spawn().unwrap();
    let _watchdog = Watchdog::new(program.id());
    let mut remarks = BufReader::new(program.stderr.take().unwrap()).lines();
    let page = remarks.next().unwrap().unwrap();
    let address = page.strip_prefix("page: http://").unwrap().trim_end_matches('/');
    let address = address.parse().unwrap();
    assert_eq!(client::exchange(address, client::start()), client::success());
    signal(program.id(), "-TERM");
    assert_eq!(program.wait().unwrap().code(), Some(0));
    let remarks: Vec<_> = remarks.map(Result::unwrap).collect();
    let summary = "stopped; requests: 1, executed starts: 1, repeated starts: 0";
    assert_eq!(remarks, [summary, "not printed, as nobody reads them: 1"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_standard_error_does_not_change_the_exit_status() {
    let full = || std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let wrong = output(mock().arg("--fast").stderr(full()));
    assert_eq!(wrong.status.code(), Some(2));
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let taken = output(mock().args(["--listen", &address]).stderr(full()));
    assert_eq!(taken.status.code(), Some(2));
    let mut program = Running::start_with_error(&["--listen", "127.0.0.1:0"], &[], full().into());
    program.signal("-TERM");
    assert_eq!(program.ended(), Some(0));
}
