//! The expected result of a call for each case of the mock.

mod chunks;
mod conn;
mod enc;
mod heads;
mod json;
mod lengths;
mod members;
mod status;

use scnet_notebook::error::CODES;
use scnet_notebook_mock::Case;

use crate::{
    call_result::Reason,
    expected::{Expected, refused, started, unknown},
};

/// A case of the mock, and the expected result of a call that it answers.
pub(crate) struct Expectation {
    case: Case,
    expected: Expected,
}

/// Makes the expectation for the case of this name.
fn on(name: &str, expected: Expected) -> Expectation {
    Expectation {
        case: Case::named(name).unwrap(),
        expected,
    }
}

impl Expectation {
    pub(crate) fn case(&self) -> &Case {
        &self.case
    }

    pub(crate) fn expected(&self) -> &Expected {
        &self.expected
    }
}

/// The documented codes.
pub(crate) fn code() -> Vec<Expectation> {
    let expectations = CODES.iter().map(|row| {
        let number = row.code.number();
        let expected = match number {
            0 => started(),
            10001 | 10012 => unknown(Reason::Code(number)).saying(row.original),
            _ => refused(Reason::Code(number)).saying(row.original),
        };
        on(&format!("code/{}", row.name), expected)
    });
    expectations.collect()
}

/// A connection that fails or is slow.
pub(crate) fn conn() -> Vec<Expectation> {
    conn::expectations()
}

/// Responses with an unusual head or framing.
pub(crate) fn frame() -> Vec<Expectation> {
    let (lengths, chunks, heads) = (lengths::expectations(), chunks::expectations(), heads::expectations());
    lengths.into_iter().chain(chunks).chain(heads).collect()
}

/// Responses with another status.
pub(crate) fn status() -> Vec<Expectation> {
    status::expectations()
}

/// Bodies in another encoding.
pub(crate) fn enc() -> Vec<Expectation> {
    enc::expectations()
}

/// Bodies with another envelope or without one.
pub(crate) fn json() -> Vec<Expectation> {
    json::expectations()
        .into_iter()
        .chain(members::expectations())
        .collect()
}
