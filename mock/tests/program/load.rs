//! What the program takes, and how much memory it needs for it.

use std::io::{Read, Write};
use std::net::TcpStream;

use crate::running::Running;
use crate::wire;

#[test]
fn it_holds_a_thousand_connections_at_once() {
    // This end of them takes as many descriptors.
    rlimit::increase_nofile_limit(4096).unwrap();
    let program = Running::start(&[]);
    let mut wires: Vec<_> = (0..1000)
        .map(|_| TcpStream::connect(program.address()).expect("one more"))
        .collect();
    let start = wire::start();
    let (first, last) = start.split_at(start.len() - 1);
    for wire in &mut wires {
        wire.set_read_timeout(Some(wire::PATIENCE)).unwrap();
        wire.write_all(first.as_bytes()).unwrap();
    }
    for wire in &mut wires {
        wire.write_all(last.as_bytes()).unwrap();
    }
    for wire in &mut wires {
        let mut reply = String::new();
        wire.read_to_string(&mut reply).unwrap();
        assert!(reply.ends_with(wire::SUCCESS), "{reply}");
    }
    assert!(
        program.peak() < 128 * 1024,
        "{} kB for 1000 connections",
        program.peak()
    );
}

#[test]
fn once_it_has_run_out_of_descriptors_it_answers_again() {
    let program = Running::start_limited(64);
    let mut first = TcpStream::connect(program.address()).unwrap();
    first.set_read_timeout(Some(wire::PATIENCE)).unwrap();
    let idle: Vec<_> = (0..80)
        .map(|_| TcpStream::connect(program.address()).unwrap())
        .collect();
    // It has taken in as many as it could by the time it answers this one.
    let mut reply = String::new();
    first.write_all(wire::start().as_bytes()).unwrap();
    first.read_to_string(&mut reply).unwrap();
    assert!(reply.ends_with(wire::SUCCESS), "{reply}");
    drop(idle);
    for _ in 0..3 {
        let reply = wire::exchange(program.address(), wire::start());
        assert!(reply.ends_with(wire::SUCCESS), "{reply}");
    }
}

/// Makes as many calls as a device makes in a day, one every twelve seconds, and 200 MiB of others.
#[test]
fn its_memory_does_not_grow_with_what_it_is_sent() {
    let mut program = Running::start(&[]);
    let reader = program.read_on();
    let request = wire::request("POST /", "", &"x".repeat(256 * 1024));
    for _ in 0..800 {
        wire::exchange(program.address(), &request);
    }
    let mut wire = TcpStream::connect(program.address()).unwrap();
    wire.set_read_timeout(Some(wire::PATIENCE)).unwrap();
    let start = wire::start().replace("Connection: close\r\n", "");
    let mut reply = [0; 111];
    let mut half = 0;
    for number in 0..7_200 {
        wire.write_all(start.as_bytes()).unwrap();
        wire.read_exact(&mut reply).unwrap();
        if number == 3_600 {
            half = program.peak();
        }
    }
    assert!(reply.ends_with(wire::SUCCESS.as_bytes()));
    let peak = program.peak();
    assert!(peak < 64 * 1024, "{peak} kB");
    assert!(peak - half < 4 * 1024, "{half} kB at noon, {peak} kB in the evening");
    drop(program);
    assert!(reader.join().unwrap() > 0);
}

#[test]
fn lines_that_nobody_reads_in_time_are_counted() {
    let mut program = Running::start(&[]);
    let mut wire = TcpStream::connect(program.address()).unwrap();
    wire.set_read_timeout(Some(wire::PATIENCE)).unwrap();
    let start = wire::start().replace("Connection: close\r\n", "");
    // More than a pipe holds and 10,000 that wait.
    let calls = 11_000;
    for _ in 0..calls {
        wire.write_all(start.as_bytes()).unwrap();
        wire.read_exact(&mut [0; 111]).unwrap();
    }
    let (mut printed, mut missing) = (0, 0);
    while printed + missing <= calls {
        match program.line().strip_prefix("not printed, as they came too fast: ") {
            Some(count) => missing += count.parse::<u64>().unwrap(),
            None => printed += 1,
        }
        // There is room now, and the line of one more call tells what there was none for.
        if printed == 1000 {
            wire.write_all(start.as_bytes()).unwrap();
        }
    }
    assert_eq!(printed + missing, calls + 1);
    assert!(missing > 0);
}
