//! The lines and the exit status of the program.

use std::{
    fmt::Display,
    io::{self, Write},
    process::ExitCode,
};

use scnet_notebook::{
    Error, Message, NotebookId, Outcome, Started,
    error::{Kind, Step},
};

use crate::interrupt::{Stage, enter};

/// The exit statuses and texts of two outcomes.
pub(crate) const NOT_SENT: (u8, &str) = (
    3,
    "not sent; nothing was started: correct the cause, or try again after a pause",
);
pub(crate) const UNKNOWN: (u8, &str) = (4, "unknown; look at the notebook before you try again");

/// Prints the result of the call, and returns the exit status.
pub(crate) fn report<E: Display>(
    notebook: NotebookId<'_>,
    result: Result<Started, Error<E>>,
    message: Option<Message<'_>>,
) -> ExitCode {
    let error = match result {
        Ok(_) => {
            enter(Stage::Ended(0));
            // The notebook is started, even if nobody reads the line.
            let _ = writeln!(io::stdout(), "started {notebook}");
            return ExitCode::SUCCESS;
        }
        Err(error) => error,
    };
    let (status, outcome) = match error.outcome() {
        Outcome::Refused => (1, "refused; nothing was started: try again once the cause is gone"),
        Outcome::NotSent => NOT_SENT,
        Outcome::Unknown => UNKNOWN,
    };
    enter(Stage::Ended(status));
    let starts = ["connecting ", "resolving ", "the environment "];
    let names_its_step = |error: &E| starts.iter().any(|start| error.to_string().starts_with(start));
    let shown: &dyn Display = match error.kind() {
        Kind::Connection { step, error } if *step == Step::Open && names_its_step(error) => error,
        _ => &error,
    };
    complain(format_args!("error: {shown}"));
    if let Some(message) = message {
        complain(format_args!("message: {message}"));
    }
    if let Kind::Code(code) = error.kind() {
        if let Some(row) = code.documented() {
            complain(format_args!("hint: {}", row.advice));
        }
    }
    if error.status() == Some(407) {
        complain("hint: a proxy wants a user and a password: give them in its URL");
    }
    complain(format_args!("outcome: {outcome}"));
    ExitCode::from(status)
}

/// Prints that a signal ended the call, with this outcome, and returns the exit status.
pub(crate) fn report_interrupt((status, outcome): (u8, &str)) -> u8 {
    complain(format_args!("interrupted; outcome: {outcome}"));
    status
}

/// Writes a line to standard error. The exit status counts, even if nobody reads the line.
pub(crate) fn complain(line: impl Display) {
    let _ = writeln!(io::stderr(), "{line}");
}
