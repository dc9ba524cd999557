//! The secrets from the host, on standard input: any user of the host can read the arguments of a program.

use scnet_notebook::Token;
use semihosting::io::{self, Read};
use static_cell::ConstStaticCell;

use super::{arguments::valid, report::invalid};

/// Three lines: the token, 40 bytes of entropy, and the file with the certificates of CAs. The last two are in hexadecimal,
/// and optional.
pub(crate) struct Secrets {
    pub(crate) token: Token<'static>,
    pub(crate) tls_seed: Option<[u8; TLS_SEED]>,
    /// 0 without entropy.
    pub(crate) network_seed: u64,
    pub(crate) ca: Option<&'static [u8]>,
}

/// The length of the seed of TLS in bytes.
const TLS_SEED: usize = 32;

/// The length of the entropy, for both seeds.
const ENTROPY: usize = TLS_SEED + size_of::<u64>();

/// The longest input, with a token of 2 KiB and CAs of 2 KiB.
const LONGEST: usize = 2048 + 2 * ENTROPY + 2 * 2048 + 3;

impl Secrets {
    /// Reads them by semihosting. Invalid ones end the run.
    pub(crate) fn from_host() -> Self {
        static BUFFER: ConstStaticCell<[u8; LONGEST + 1]> = ConstStaticCell::new([0; LONGEST + 1]);

        let input = read(BUFFER.take());
        let input = input.unwrap_or_else(|| invalid(&format_args!("standard input is longer than {LONGEST} bytes")));
        let mut lines = input.split_mut(|byte| *byte == b'\n');
        let mut line = || lines.next().unwrap_or_default();
        let token = valid(Token::new(valid(str::from_utf8(line()))));
        let seeds = seeds(decode_hex(line()));
        let (tls_seed, network_seed) =
            seeds.unwrap_or_else(|| invalid(&format_args!("entropy is not {ENTROPY} bytes in hexadecimal")));
        let ca = decode_hex(line()).unwrap_or_else(|| invalid(&"file of the CA is not in hexadecimal"));
        Self {
            token,
            tls_seed,
            network_seed,
            ca: (!ca.is_empty()).then_some(ca),
        }
    }
}

/// Splits the entropy, if there is any.
fn seeds(entropy: Option<&[u8]>) -> Option<(Option<[u8; TLS_SEED]>, u64)> {
    match entropy?.split_first_chunk() {
        Some((tls, network)) => Some((Some(*tls), u64::from_le_bytes(network.try_into().ok()?))),
        None => entropy?.is_empty().then_some((None, 0)),
    }
}

/// Reads all of standard input, which has to be shorter than the buffer.
fn read(buffer: &'static mut [u8]) -> Option<&'static mut [u8]> {
    let mut input = io::stdin().ok()?;
    let mut length = 0;
    while length < buffer.len() {
        match input.read(&mut buffer[length..]).ok()? {
            0 => return Some(&mut buffer[..length]),
            count => length += count,
        }
    }
    None
}

/// Decodes hexadecimal digits in place.
fn decode_hex(digits: &'static mut [u8]) -> Option<&'static [u8]> {
    if !digits.len().is_multiple_of(2) {
        return None;
    }
    let length = digits.len() / 2;
    for at in 0..length {
        let digit = |at: usize| char::from(digits[at]).to_digit(16)?.try_into().ok();
        let (high, low): (u8, u8) = (digit(2 * at)?, digit(2 * at + 1)?);
        digits[at] = high << 4 | low;
    }
    Some(&digits[..length])
}
