//! A time server.

use crate::bench::Answer;

/// A time after the build of any test: 1 January 2100, in the second era of NTP.
pub(crate) const TIME: u64 = 4_102_444_800;

pub(crate) fn right(question: &[u8; 48]) -> Vec<u8> {
    reply(question, TIME).to_vec()
}

/// Answers from which no time is taken.
pub(crate) const WRONG: [Answer; 6] = [
    // Before the build.
    |question| reply(question, 1_000_000_000).to_vec(),
    // An answer to another question.
    |question| with(question, 31, question[47] ^ 1),
    // A kiss of death: do not ask again.
    |question| with(question, 1, 0),
    // A clock that is not synchronized.
    |question| with(question, 0, 0b11_100_100),
    // A question, not an answer.
    |question| with(question, 0, 0b00_100_011),
    // A short packet.
    |question| reply(question, TIME)[..47].to_vec(),
];

fn with(question: &[u8; 48], at: usize, byte: u8) -> Vec<u8> {
    let mut reply = reply(question, TIME).to_vec();
    reply[at] = byte;
    reply
}

/// The answer of a server with this time.
fn reply(question: &[u8; 48], time: u64) -> [u8; 48] {
    let mut reply = [0; 48];
    (reply[0], reply[1]) = (0b00_100_100, 2); // synchronized, version 4, server; stratum 2
    reply[24..32].copy_from_slice(&question[40..48]); // the transmit timestamp of the question
    let seconds = time.wrapping_add(2_208_988_800) as u32; // since 1900, modulo 2^32
    reply[32..36].copy_from_slice(&seconds.to_be_bytes()); // received
    reply[40..44].copy_from_slice(&seconds.to_be_bytes()); // sent
    reply[47] = 1;
    reply
}
