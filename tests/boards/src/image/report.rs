//! Reports the result to the host. The exit status is that of the host's example plus ten, or one for a fault. `semihosting` reports
//! a panic.

use core::fmt::Display;

use device_tls::Tls;
use scnet_notebook::{Error, Message, NotebookId, Outcome, Started, error::Kind};
use semihosting::{eprintln, println, process::exit};

use super::{failure::Failure, stack};

/// The offset of the exit status. QEMU itself exits with 0 or 1 if it is stopped or cannot start.
const OFFSET: i32 = 10;

const STARTED: i32 = 0;
const REFUSED: i32 = 1;
const INVALID: i32 = 2;
const NOT_SENT: i32 = 3;
const UNKNOWN: i32 = 4;
const FAULT: i32 = 102;

/// Ends the run: the arguments are invalid.
pub(crate) fn invalid(error: &dyn Display) -> ! {
    eprintln!("error: {error}");
    exit(OFFSET + INVALID)
}

/// Ends the run: there is no network, so nothing was sent.
pub(crate) fn no_network(failure: Failure) -> ! {
    eprintln!("error: {failure}");
    exit(OFFSET + NOT_SENT)
}

/// The results of the calls of a run.
///
/// The exit status is that of the last call, unless an earlier call may have started a notebook and the last one did not:
/// then it is [`UNKNOWN`], because a retry could start another.
pub(crate) struct Run<'t> {
    status: Option<i32>,
    reports_memory: bool,
    tls: &'t Tls,
}

impl<'t> Run<'t> {
    /// Begins a run, which may report the used stack and the heap of TLS at its end.
    pub(crate) fn new(reports_memory: bool, tls: &'t Tls) -> Self {
        Self {
            status: None,
            reports_memory,
            tls,
        }
    }

    /// Records and prints the result of a call, after an error with the message of the service.
    pub(crate) fn record<E: Display>(
        &mut self,
        notebook: NotebookId<'_>,
        result: Result<Started, Error<E>>,
        message: Option<Message<'_>>,
    ) {
        let error = match result {
            Ok(_) => {
                println!("started {notebook}");
                return self.add(STARTED);
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
        self.add(status(error.outcome()));
    }

    /// Records and prints the outcome of a call that was dropped.
    pub(crate) fn record_dropped(&mut self, outcome: Option<Outcome>) {
        eprintln!("dropped: {outcome:?}");
        self.add(outcome.map_or(NOT_SENT, status));
    }

    fn add(&mut self, status: i32) {
        self.status = Some(match (self.status, status) {
            (Some(UNKNOWN), _) | (Some(STARTED), REFUSED | NOT_SENT) => UNKNOWN,
            _ => status,
        });
    }

    /// Ends the run.
    pub(crate) fn end(self) -> ! {
        if self.reports_memory {
            eprintln!("stack: {} of {} bytes", stack::peak(), stack::size());
            let heap = self.tls.heap_use();
            eprintln!("heap: {} bytes, {} left in use", heap.peak, heap.now);
        }
        exit(OFFSET + self.status.unwrap_or(STARTED))
    }
}

fn status(outcome: Outcome) -> i32 {
    match outcome {
        Outcome::Refused => REFUSED,
        Outcome::NotSent => NOT_SENT,
        Outcome::Unknown => UNKNOWN,
    }
}

/// Ends the run: the processor took a fault.
pub(crate) fn fault(address: usize) -> ! {
    eprintln!("fault at {address:#x}");
    exit(FAULT)
}

/// Ends the run: the stack overflowed.
#[cfg(target_arch = "arm")]
pub(crate) fn overflow() -> ! {
    eprintln!("stack overflow");
    exit(FAULT)
}
