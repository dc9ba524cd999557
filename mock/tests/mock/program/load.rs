//! The program under load: connections, descriptors, memory, output.

use std::io::{Read, Write};
use std::process::{Command, Stdio};

use super::command::{PROGRAM, gave_up};
use super::running::Running;
use crate::client;

#[test]
fn a_thousand_connections_are_served_at_once() {
    // This process has the other ends.
    rlimit::increase_nofile_limit(4096).unwrap();
    let program = Running::start(&[]);
    let mut streams: Vec<_> = (0..1000).map(|_| client::connect(program.address())).collect();
    let start = client::start();
    let (first, last) = start.split_at(start.len() - 1);
    for stream in &mut streams {
        stream.write_all(first.as_bytes()).unwrap();
    }
    for stream in &mut streams {
        stream.write_all(last.as_bytes()).unwrap();
    }
    for stream in &mut streams {
        let mut reply = String::new();
        stream.read_to_string(&mut reply).unwrap();
        assert!(reply.ends_with(client::SUCCESS), "{reply}");
    }
    assert!(
        program.peak() < 128 * 1024,
        "{} kB for 1000 connections",
        program.peak()
    );
}

#[test]
fn it_serves_on_after_it_ran_out_of_descriptors() {
    let program = Running::start_limited(64);
    let mut first = client::connect(program.address());
    let idle: Vec<_> = (0..80).map(|_| client::connect(program.address())).collect();
    // By the time of this reply it has accepted as many as it can.
    let mut reply = String::new();
    first.write_all(client::start().as_bytes()).unwrap();
    first.read_to_string(&mut reply).unwrap();
    assert!(reply.ends_with(client::SUCCESS), "{reply}");
    drop(idle);
    for _ in 0..3 {
        let reply = client::exchange(program.address(), client::start());
        assert!(reply.ends_with(client::SUCCESS), "{reply}");
    }
}

#[test]
fn with_few_descriptors_it_starts_or_says_that_it_cannot() {
    let start = |descriptors: u32| {
        let mut shell = Command::new("sh");
        let script = "ulimit -n $1 && exec \"$0\" --listen 127.0.0.1:0 --log /dev/null";
        shell.args(["-c", script, PROGRAM, &descriptors.to_string()]);
        Running::try_spawn(shell, &[], Stdio::piped())
    };
    let started = (4..64).map(|descriptors| match start(descriptors) {
        Ok(program) => {
            assert_eq!(client::exchange(program.address(), client::start()), client::success());
            true
        }
        Err(output) => {
            gave_up(&output, "cannot start: Too many open files (os error 24)");
            false
        }
    });
    // How many it needs depends on those that it is handed down: a few of its own, at least.
    let started: Vec<_> = started.collect();
    assert!(started.is_sorted() && !started[0] && started[59], "{started:?}");
}

#[test]
fn with_few_threads_it_starts_or_says_that_it_cannot() {
    // The limit is on the threads of a user, and root has none. That user may not reach the program by its path.
    let start = |threads: u32| {
        let mut shell = Command::new("sh");
        let script = "exec 3< \"$0\"
            [ \"$(id -u)\" = 0 ] && as=\"setpriv --reuid $2 --regid $2 --clear-groups\"
            exec $as prlimit --nproc=$1 /proc/self/fd/3 --listen localhost:0 --upstream http://localhost:9 --yes-start-for-real";
        let user = 50_000 + std::process::id() % 10_000;
        shell.args(["-c", script, PROGRAM, &threads.to_string(), &user.to_string()]);
        Running::try_spawn(shell, &[], Stdio::piped())
    };
    let started = (0..8).map(|threads| match start(threads) {
        Ok(program) => {
            // The lookup of a name needs one more.
            let reply = client::exchange(program.address(), client::start());
            assert!(reply.starts_with("HTTP/1.1 502 "), "{threads}: {reply}");
            true
        }
        Err(output) => {
            let text = "cannot start: the system gives no thread: Resource temporarily unavailable (os error 11)";
            gave_up(&output, text);
            false
        }
    });
    let started: Vec<_> = started.collect();
    assert!(started.is_sorted() && !started[0], "{started:?}");
}

/// Sends as many starts as a device sends in a day, one every twelve seconds, and 200 MiB of other requests.
#[test]
fn its_memory_does_not_grow_with_the_number_of_requests() {
    let mut program = Running::start(&[]);
    let reader = program.read_on();
    let request = client::request("POST /", "", &"x".repeat(256 * 1024));
    for _ in 0..800 {
        client::exchange(program.address(), &request);
    }
    let mut stream = client::connect(program.address());
    let start = client::start_kept();
    let mut half = 0;
    for number in 0..7_200 {
        stream.write_all(start.as_bytes()).unwrap();
        assert_eq!(client::read_reply(&mut stream), client::success_kept());
        if number == 3_600 {
            half = program.peak();
        }
    }
    let peak = program.peak();
    assert!(peak < 64 * 1024, "{peak} kB");
    assert!(peak - half < 4 * 1024, "{half} kB at noon, {peak} kB in the evening");
    drop(program);
    assert!(reader.join().unwrap() > 0);
}

#[test]
fn dropped_lines_are_counted() {
    let mut program = Running::start(&[]);
    let mut stream = client::connect(program.address());
    let start = client::start_kept();
    // More than the pipe and the program hold: 10,000 lines, and three times the 1000 requests of a journal.
    let calls = 15_000;
    for _ in 0..calls {
        stream.write_all(start.as_bytes()).unwrap();
        client::read_reply(&mut stream);
    }
    let (mut printed, mut missing) = (0, 0);
    while printed + missing <= calls {
        match program.line().strip_prefix("not printed, as they came too fast: ") {
            Some(count) => missing += count.parse::<u64>().unwrap(),
            None => printed += 1,
        }
        // The line of one more call comes with the count of the dropped lines.
        if printed == 1000 {
            stream.write_all(start.as_bytes()).unwrap();
        }
    }
    assert_eq!(printed + missing, calls + 1);
    assert!(missing > 0);
}
