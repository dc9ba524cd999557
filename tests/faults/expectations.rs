//! The expected result of a call for each case of the mock.

mod conn;
mod enc;
mod frame;
mod json;
mod status;

use scnet_notebook::error::CODES;
use scnet_notebook_mock::Case;

use crate::{
    call_result::Reason,
    expected::{Expected, refused, started, unknown},
};

/// The name of a case of the mock, and the expected result of a call that it answers.
pub(crate) type Expectation = (&'static str, Expected);

/// Returns all expectations but those of the documented codes.
fn all() -> Vec<Expectation> {
    [
        conn::expectations(),
        enc::expectations(),
        frame::expectations(),
        json::expectations(),
        status::expectations(),
    ]
    .concat()
}

/// Returns the expected result of a call that this case answers.
pub(crate) fn expected(case: &Case) -> Expected {
    let name = case.name();
    if let Some(number) = name.strip_prefix("code/") {
        return documented(number.parse().unwrap());
    }
    let of = |name: &str| all().into_iter().find(|(other, _)| *other == name);
    // A further response of a case, such as `frame/no-reason/2`, has the expectation of the case unless it has its own.
    let base = || {
        of(name
            .trim_end_matches(|digit: char| digit.is_ascii_digit())
            .strip_suffix('/')?)
    };
    let (_, expected) = of(name)
        .or_else(base)
        .unwrap_or_else(|| panic!("no expectation for {name}"));
    expected
}

fn documented(number: u32) -> Expected {
    let row = CODES.iter().find(|row| row.code.number() == number).unwrap();
    match number {
        0 => started(),
        10001 | 10012 => unknown(Reason::Code(number)).saying(row.original),
        _ => refused(Reason::Code(number)).saying(row.original),
    }
}

#[test]
fn every_case_of_the_mock_has_one_expectation() {
    for case in Case::all() {
        expected(case);
    }
    for row in CODES {
        Case::named(row.name).unwrap();
    }
    let mut names: Vec<_> = all().into_iter().map(|(name, _)| name).collect();
    names.sort_unstable();
    for pair in names.windows(2) {
        assert_ne!(pair[0], pair[1], "a second expectation");
    }
    for name in names {
        assert_eq!(Case::named(name).unwrap().name(), name);
    }
}
