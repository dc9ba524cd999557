//! What a call says of itself: whether the start may have happened, and nothing of the token.

use std::{error::Error as _, fmt::Debug};

use scnet_notebook::{Code, Error, Outcome, error::Step};

use crate::call::Outcomes;

/// Checks the outcome against the table of the README.
pub fn check_outcome<E>(result: &Outcomes<E>) {
    let Err(error) = result else { return };
    let settles = |status: u16| status / 100 == 2 || status / 100 == 4 && status != 408;
    let is_documented = |code: &Code| scnet_notebook::error::CODES.iter().any(|entry| entry.code == *code);
    let outcome = match error {
        Error::RequestTooLong { .. } => Outcome::NotSent,
        Error::Connection {
            step: Step::Open | Step::Send,
            ..
        }
        | Error::InvalidByteCount { step: Step::Send } => Outcome::NotSent,
        Error::Refused { status, code, .. } if is_documented(code) || settles(*status) => Outcome::Refused,
        Error::NotStarted { .. } => Outcome::Refused,
        Error::Status { status, .. } if settles(*status) => Outcome::Refused,
        _ => Outcome::Unknown,
    };
    assert_eq!(error.outcome(), outcome);
}

pub fn assert_second<E: Debug>(result: &Outcomes<E>) {
    let started = result.as_ref().expect("the next call works");
    assert_eq!(started.message.as_ref().unwrap().as_str(), "second");
}

pub fn show_no_secret<E: std::error::Error>(result: &Outcomes<E>) {
    match result {
        Ok(started) => show_no_secret_in(&format!("{started:?}")),
        Err(error) => {
            let mut shown = format!("{error} {error:?} {error:#?} {:?} {:?}", error.outcome(), error.fault());
            let mut source = error.source();
            while let Some(cause) = source {
                shown += &format!(" {cause} {cause:?}");
                source = cause.source();
            }
            show_no_secret_in(&shown);
        }
    }
}

pub fn show_no_secret_in(shown: &str) {
    assert!(!shown.contains("unmistakable"), "{shown}");
}
