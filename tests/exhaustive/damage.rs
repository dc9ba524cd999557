//! Every byte of a documented reply is replaced by every other.

use crate::{bodies, call::call, http::http, reply::reply, responses};

/// Bytes that mean something, and their neighbours.
const TELLING: &[u8] = if cfg!(miri) {
    b"0"
} else {
    b"\0\t\n\r !\"+,-./019:;=A[\\]aefntu{}\x7f\x80\xff"
};

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

/// Plays a reply over connections and streams, blocking and async.
fn play(reply: &[u8]) {
    http(&[reply, &[3; 16]].concat());
    call(&[b"\n\0\x80\0\0\x05\0\n", reply].concat());
}

#[test]
fn every_byte_of_a_documented_body_matters() {
    for body in bodies() {
        every_damage(body.as_bytes(), TELLING, reply);
    }
}

#[test]
fn every_byte_of_a_whole_reply_matters() {
    for whole in responses(&bodies()[0]) {
        every_damage(&whole, TELLING, http);
    }
}

#[test]
#[ignore = "takes minutes: `.ci/worlds`"]
fn every_byte_of_every_documented_reply_matters() {
    let every: Vec<u8> = (0..=u8::MAX).collect();
    let mut replies = 0;
    for body in bodies() {
        replies += every_damage(body.as_bytes(), &every, reply);
        for whole in responses(&body) {
            replies += every_damage(&whole, &every, play);
        }
    }
    println!("{replies} replies");
}
