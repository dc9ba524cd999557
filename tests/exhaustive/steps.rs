//! Every operation of a connection and of a stream goes wrong in every way, and every buffer is tried.

use crate::{bodies, call::call, responses};

/// The ways in which an operation goes wrong, as `call` reads them: it fails, leaks and fails, is interrupted, moves nothing,
/// claims too much, claims too little, moves one byte.
const ACTS: &[u8] = if cfg!(miri) { b"!-" } else { b"!?~0+-\x01" };

/// More than there are operations in a call.
const OPERATIONS: usize = 14;

/// Whether the server leaves the stream open, and whether the id is long.
const FLAGS: &[u8] = if cfg!(miri) { &[1] } else { &[0, 1, 2, 3] };

fn play(acts: &[u8], flags: u8, capacity: u8, polls: u8, reply: &[u8]) {
    let settings = [flags, capacity, polls, 0, 5, 0];
    call(&[acts, b"\n", &settings, b"\n", reply].concat());
}

#[test]
fn every_operation_may_go_wrong_in_every_way() {
    for body in [&bodies()[0], &bodies()[4]] {
        let replies = responses(body).into_iter().chain([body.clone().into_bytes()]);
        for reply in replies {
            for operation in (0..OPERATIONS).step_by(if cfg!(miri) { 3 } else { 1 }) {
                for act in ACTS {
                    for &flags in FLAGS {
                        let acts = [&b" ".repeat(operation)[..], &[*act]].concat();
                        play(&acts, flags, 128, 0, &reply);
                    }
                }
            }
        }
    }
}

#[test]
fn every_poll_may_be_the_last() {
    for reply in responses(&bodies()[0]) {
        for polls in (1..60).step_by(if cfg!(miri) { 9 } else { 1 }) {
            for &flags in FLAGS {
                play(b"", flags, 128, if polls == b'\n' { continue } else { polls }, &reply);
            }
        }
    }
}

#[test]
fn every_buffer_is_enough_or_says_so() {
    for body in bodies() {
        let replies = responses(&body).into_iter().chain([body.clone().into_bytes()]);
        for reply in replies {
            for capacity in (0..=100)
                .step_by(if cfg!(miri) { 45 } else { 1 })
                .filter(|capacity| *capacity != b'\n')
            {
                play(b"", 0, capacity, 0, &reply);
            }
        }
    }
}

#[test]
#[ignore = "takes minutes: `.ci/worlds`"]
fn any_two_operations_may_go_wrong_in_every_way() {
    let mut calls = 0;
    for body in bodies() {
        let replies = responses(&body).into_iter().chain([body.clone().into_bytes()]);
        for reply in replies {
            for first in 0..OPERATIONS {
                for second in 0..OPERATIONS - first {
                    for (one, other) in ACTS.iter().flat_map(|one| ACTS.iter().map(move |other| (*one, *other))) {
                        let acts = [&b" ".repeat(first)[..], &[one], &b" ".repeat(second), &[other]].concat();
                        for &flags in FLAGS {
                            play(&acts, flags, 128, 0, &reply);
                            calls += 1;
                        }
                    }
                }
            }
        }
    }
    println!("{calls} pairs");
}
