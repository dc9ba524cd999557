//! Documented replies with one byte replaced by every other.

use support::{check_call, check_http, check_reply};

use crate::{bodies, responses};

/// Bytes with a meaning, and their neighbours.
const SIGNIFICANT: &[u8] = if cfg!(miri) {
    b"0"
} else {
    b"\0\t\n\r !\"+,-./019:;=A[\\]aefntu{}\x7f\x80\xff"
};

/// Every byte, or some of them under Miri.
fn every_byte() -> Vec<u8> {
    (0..=u8::MAX).step_by(if cfg!(miri) { 85 } else { 1 }).collect()
}

/// Replaces each byte by each of `bytes`, and returns the number of damaged texts.
fn every_damage(whole: &[u8], bytes: &[u8], mut check: impl FnMut(&[u8])) -> u64 {
    let mut damaged = whole.to_vec();
    for position in (0..whole.len()).step_by(if cfg!(miri) { 17 } else { 1 }) {
        for byte in bytes {
            damaged[position] = *byte;
            check(&damaged);
        }
        damaged[position] = whole[position];
    }
    (whole.len() * bytes.len()) as u64
}

/// Checks a response over connections and streams, blocking and async.
fn check_response(reply: &[u8]) {
    check_http(&[reply, &[3; 16]].concat());
    check_call(&[b"\n\0\x80\0\0\x05\0\n", reply].concat());
}

#[test]
fn every_byte_of_a_documented_body_matters() {
    for body in bodies() {
        every_damage(body.as_bytes(), SIGNIFICANT, check_reply);
    }
    every_damage(bodies()[0].as_bytes(), &every_byte(), check_reply);
}

#[test]
fn every_byte_of_a_whole_reply_matters() {
    for whole in responses(&bodies()[0]) {
        every_damage(&whole, SIGNIFICANT, check_http);
    }
}

#[test]
#[ignore = "takes minutes: `.ci/exhaustive`"]
fn every_byte_of_every_documented_reply_matters() {
    let every = every_byte();
    let mut replies = 0;
    for body in bodies() {
        replies += every_damage(body.as_bytes(), &every, check_reply);
        for whole in responses(&body) {
            replies += every_damage(&whole, &every, check_response);
        }
    }
    println!("{replies} replies");
}
