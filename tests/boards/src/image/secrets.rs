//! What the host says on standard input, as anyone there can read the arguments of a program.

use core::fmt;

use scnet_notebook::{Token, error::InvalidToken};
use semihosting::io::{self, Read};
use static_cell::ConstStaticCell;

/// Three lines: the token, 32 bytes of entropy, and the certificate of a CA in DER. The last two are in hexadecimal, and
/// may be empty or left out.
pub(crate) struct Secrets {
    pub(crate) token: Token<'static>,
    pub(crate) entropy: Option<[u8; ENTROPY]>,
    pub(crate) ca: Option<&'static [u8]>,
}

/// How many bytes of entropy there are, if any.
pub(crate) const ENTROPY: usize = 32;

/// How many bytes there are at most in all, for a token of 2 KiB and a CA of 1 KiB.
const LONGEST: usize = 2048 + 2 * ENTROPY + 2 * 1024 + 3;

impl Secrets {
    /// Asks the host, by semihosting.
    pub(crate) fn of_the_host() -> Result<Self, Unusable> {
        static BUFFER: ConstStaticCell<[u8; LONGEST + 1]> = ConstStaticCell::new([0; LONGEST + 1]);

        let mut lines = read(BUFFER.take())?.split_mut(|byte| *byte == b'\n');
        let mut line = || lines.next().unwrap_or_default();
        let token = str::from_utf8(line()).map_err(|_| Unusable::Input)?;
        let entropy = bytes(line()).ok_or(Unusable::Entropy)?;
        let ca = bytes(line()).ok_or(Unusable::Ca)?;
        Ok(Self {
            token: Token::new(token).map_err(Unusable::Token)?,
            entropy: match entropy {
                [] => None,
                entropy => Some(entropy.try_into().map_err(|_| Unusable::Entropy)?),
            },
            ca: (!ca.is_empty()).then_some(ca),
        })
    }
}

/// Reads all that there is, if it leaves a byte of the buffer.
fn read(buffer: &'static mut [u8]) -> Result<&'static mut [u8], Unusable> {
    let mut input = io::stdin().map_err(|_| Unusable::Input)?;
    let mut length = 0;
    while length < buffer.len() {
        match input.read(&mut buffer[length..]) {
            Ok(0) => return Ok(&mut buffer[..length]),
            Ok(count) => length += count,
            Err(_) => break,
        }
    }
    Err(Unusable::Input)
}

/// Reads hexadecimal digits where they stand.
fn bytes(digits: &'static mut [u8]) -> Option<&'static [u8]> {
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

/// Why there is nothing to be made of standard input.
pub(crate) enum Unusable {
    Input,
    Token(InvalidToken),
    Entropy,
    Ca,
}

impl fmt::Display for Unusable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Input => write!(f, "standard input is not text of at most {LONGEST} bytes"),
            Self::Token(wrong) => wrong.fmt(f),
            Self::Entropy => write!(f, "entropy is not {ENTROPY} bytes in hexadecimal"),
            Self::Ca => f.write_str("certificate of the CA is not in hexadecimal"),
        }
    }
}
