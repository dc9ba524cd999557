//! Every failure of every operation of a connection and a stream, and every size of buffer.

use support::check_call;

use crate::{bodies, responses};

/// The actions but for the complete one, as `check_call` decodes them.
const ACTIONS: &[u8] = if cfg!(miri) { b"!-" } else { b"!?~0+-\x01" };

/// A number larger than that of the operations of a call.
const OPERATIONS: usize = 14;

/// The server leaves the stream open (bit 0), and the id is long (bit 1).
const FLAGS: &[u8] = if cfg!(miri) { &[1] } else { &[0, 1, 2, 3] };

/// Returns the replies with this body over streams, and over a connection.
fn replies(body: &str) -> Vec<Vec<u8>> {
    responses(body).into_iter().chain([body.into()]).collect()
}

/// Checks the calls with these actions and settings.
fn check(actions: &[u8], flags: u8, capacity: u8, polls: u8, reply: &[u8]) {
    let settings = [flags, capacity, polls, 0, 5, 0];
    check_call(&[actions, b"\n", &settings, b"\n", reply].concat());
}

#[test]
fn every_operation_may_fail_in_every_way() {
    for body in [&bodies()[0], &bodies()[4]] {
        for reply in replies(body) {
            for operation in (0..OPERATIONS).step_by(if cfg!(miri) { 3 } else { 1 }) {
                for action in ACTIONS {
                    for &flags in FLAGS {
                        let actions = [&b" ".repeat(operation)[..], &[*action]].concat();
                        check(&actions, flags, 128, 0, &reply);
                    }
                }
            }
        }
    }
}

#[test]
fn a_call_may_be_dropped_after_every_poll() {
    let pieces_of_seven = [7; 120];
    for reply in responses(&bodies()[0]) {
        for actions in [&[][..], &pieces_of_seven] {
            // A line feed would end the settings.
            let polls = (1..100).step_by(if cfg!(miri) { 9 } else { 1 });
            for polls in polls.filter(|polls| *polls != b'\n') {
                for &flags in FLAGS {
                    check(actions, flags, 128, polls, &reply);
                }
            }
        }
    }
}

#[test]
fn a_buffer_of_any_size_holds_the_reply_or_is_an_error() {
    for body in bodies() {
        for reply in replies(&body) {
            let capacities = (0..=100).step_by(if cfg!(miri) { 45 } else { 1 });
            for capacity in capacities.filter(|capacity| *capacity != b'\n') {
                check(b"", 0, capacity, 0, &reply);
            }
        }
    }
}

#[test]
#[ignore = "takes minutes: `.ci/exhaustive`"]
fn any_two_operations_may_fail_in_every_way() {
    let mut calls = 0;
    for body in bodies() {
        for reply in replies(&body) {
            for first in 0..OPERATIONS {
                for second in 0..OPERATIONS - first {
                    for one in ACTIONS.chunks(1) {
                        for other in ACTIONS.chunks(1) {
                            let actions = [&b" ".repeat(first), one, &b" ".repeat(second), other].concat();
                            for &flags in FLAGS {
                                check(&actions, flags, 128, 0, &reply);
                                calls += 1;
                            }
                        }
                    }
                }
            }
        }
    }
    println!("{calls} pairs");
}
