//! The secrets from the host, on standard input: any user of the host can read the arguments of a program.

use scnet_notebook::Token;
use semihosting::io::{self, Read};
use static_cell::ConstStaticCell;

use super::{arguments::valid, report::invalid};

/// A line with the token, then the entropy, if there is any, then the file with the certificates of CAs.
pub(crate) struct Secrets {
    pub(crate) token: Token<'static>,
    /// The seed of TLS. It must be new in each run, and secret: it decrypts every session.
    pub(crate) tls_seed: Option<[u8; TLS_SEED]>,
    /// The seed of the network, or 0: an attacker who knows it can guess ports and sequence numbers.
    pub(crate) network_seed: u64,
    /// The certificates of CAs, in DER or PEM.
    pub(crate) ca: &'static [u8],
}

/// The length of the seed of TLS in bytes.
const TLS_SEED: usize = 32;

/// The length of the entropy, for both seeds.
const ENTROPY: usize = TLS_SEED + size_of::<u64>();

/// The longest input, with a token of 2 KiB and CAs of 2 KiB.
const LONGEST: usize = 2048 + 1 + ENTROPY + 2048;

impl Secrets {
    /// Reads them by semihosting. Invalid ones end the run.
    pub(crate) fn from_host(has_entropy: bool) -> Self {
        static BUFFER: ConstStaticCell<[u8; LONGEST + 1]> = ConstStaticCell::new([0; LONGEST + 1]);

        let input = read(BUFFER.take());
        let input = input.unwrap_or_else(|| invalid(&format_args!("standard input is longer than {LONGEST} bytes")));
        let mut parts = input.splitn(2, |byte| *byte == b'\n');
        let token = valid(Token::new(valid(str::from_utf8(parts.next().unwrap_or_default()))));
        let rest = parts.next().unwrap_or_default();
        let seeds = rest.split_first_chunk();
        let seeds = seeds.and_then(|(tls, rest)| Some((tls, rest.split_first_chunk()?)));
        let (tls_seed, network_seed, ca) = match seeds {
            _ if !has_entropy => (None, 0, rest),
            Some((tls, (network, ca))) => (Some(*tls), u64::from_le_bytes(*network), ca),
            None => invalid(&format_args!("entropy is shorter than {ENTROPY} bytes")),
        };
        Self {
            token,
            tls_seed,
            network_seed,
            ca,
        }
    }
}

/// Reads all of standard input, which has to be shorter than the buffer.
fn read(buffer: &'static mut [u8]) -> Option<&'static [u8]> {
    let mut input = io::stdin().ok()?;
    let mut length = 0;
    while length < buffer.len() {
        match input.read(&mut buffer[length..]).ok()? {
            0 => return Some(&buffer[..length]),
            count => length += count,
        }
    }
    None
}
