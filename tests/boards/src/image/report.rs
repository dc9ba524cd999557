//! Tells the host how it went, and ends the run: the exit status is that of the host's example and ten, or one of two more.

use core::{fmt::Display, panic::PanicInfo};

use scnet_notebook::{Error, Message, NotebookId, Outcome, Started, error::Kind};
use semihosting::{eprintln, println, process::exit};

use super::stack;

/// What is added to the status of a run: the emulator ends with a 0 or a 1 of its own where it is stopped or cannot start.
const OURS: i32 = 10;

const STARTED: i32 = 0;
const REFUSED: i32 = 1;
const WRONG: i32 = 2;
const NOT_SENT: i32 = 3;
const UNKNOWN: i32 = 4;
const PANIC: i32 = 101;
const FAULT: i32 = 102;

/// Ends the run: what the image was told is wrong.
pub(crate) fn wrong(wrong: &dyn Display) -> ! {
    eprintln!("error: {wrong}");
    exit(OURS + WRONG)
}

/// Ends the run: there is no network, so nothing was sent.
pub(crate) fn no_network(failure: &dyn Display) -> ! {
    eprintln!("error: {failure}");
    exit(OURS + NOT_SENT)
}

/// A run of one call or more, and the exit status that tells of it: that of its last call, unless one before it may have
/// started a notebook and the last one did not. Whoever is to look first must not be told to try again.
pub(crate) struct Run {
    status: Option<i32>,
    tells_stack: bool,
}

impl Run {
    /// Begins a run, which may tell in the end how much of the stack was used.
    pub(crate) fn new(tells_stack: bool) -> Self {
        Self {
            status: None,
            tells_stack,
        }
    }

    /// Reports the result of a call, and after an error what the service said.
    pub(crate) fn take<E: Display>(
        &mut self,
        notebook: NotebookId<'_>,
        result: Result<Started, Error<E>>,
        message: Option<Message<'_>>,
    ) {
        self.status = Some(match (self.status, call(notebook, result, message)) {
            (Some(UNKNOWN), _) | (Some(STARTED), REFUSED | NOT_SENT) => UNKNOWN,
            (_, status) => status,
        });
    }

    /// Ends the run.
    pub(crate) fn end(self) -> ! {
        if self.tells_stack {
            eprintln!("stack: {} of {} bytes", stack::peak(), stack::size());
        }
        exit(OURS + self.status.unwrap_or(STARTED))
    }
}

fn call<E: Display>(notebook: NotebookId<'_>, result: Result<Started, Error<E>>, message: Option<Message<'_>>) -> i32 {
    let error = match result {
        Ok(_) => {
            println!("started {notebook}");
            return STARTED;
        }
        Err(error) => error,
    };
    eprintln!("error: {error}");
    if let Some(message) = message {
        eprintln!("message: {message}");
    }
    if let Kind::Code(code) = error.kind()
        && let Some(entry) = code.documented()
    {
        eprintln!("hint: {}", entry.advice);
    }
    match error.outcome() {
        Outcome::Refused => REFUSED,
        Outcome::NotSent => NOT_SENT,
        Outcome::Unknown => UNKNOWN,
    }
}

/// Ends the run: the processor met an instruction that it cannot carry out.
pub(crate) fn fault(address: usize) -> ! {
    eprintln!("fault at {address:#x}");
    exit(FAULT)
}

/// Ends the run: the stack was used up.
#[cfg(target_arch = "arm")]
pub(crate) fn overflow() -> ! {
    eprintln!("stack overflow");
    exit(FAULT)
}

#[panic_handler]
fn panic(info: &PanicInfo<'_>) -> ! {
    eprintln!("{info}");
    exit(PANIC)
}
