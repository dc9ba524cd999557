//! Signals that end the program. The next start depends on it: the program says whether this one may have happened.

#[cfg(unix)]
use std::{
    fs,
    io::{self, Read as _},
    mem,
    os::unix::net::UnixStream,
    process,
    thread::Builder,
    time::Duration,
};
use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    thread,
};

use embedded_svc::{
    http::{Headers, Method, Status, client::Connection},
    io::{ErrorType, Read, Write},
};
#[cfg(unix)]
use signal_hook::{
    consts::{SIGHUP, SIGINT, SIGTERM},
    low_level::pipe,
};
use tokio::sync::oneshot;

use crate::report::{NOT_SENT, UNKNOWN, report_interrupt};

/// The stage of the program, which says how a signal ends it.
pub(crate) enum Stage {
    /// In a call, which ends like this if it is interrupted.
    Call((u8, &'static str)),
    /// In an async call, which ends if this is sent, and knows how far it was.
    Async(oneshot::Sender<()>),
    /// The exit status is known.
    Ended(u8),
}

static STAGE: Mutex<Stage> = Mutex::new(Stage::Call(NOT_SENT));

fn stage() -> MutexGuard<'static, Stage> {
    STAGE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Goes on to a stage, unless a signal has ended the program.
pub(crate) fn enter(next: Stage) {
    let mut at = stage();
    while let Stage::Ended(_) = *at {
        drop(at);
        thread::park();
        at = stage();
    }
    *at = next;
}

/// The time that the last line may take after a signal. A pipe that nobody reads takes it never.
#[cfg(unix)]
const PATIENCE: Duration = Duration::from_secs(3);

/// Ends the program on SIGHUP, SIGINT or SIGTERM. Where no thread can wait for them, they end it as ever.
#[cfg(unix)]
pub(crate) fn watch_signals() -> io::Result<()> {
    let (receiver, sender) = UnixStream::pair()?;
    Builder::new().spawn(|| end(receiver))?;
    // A bit for each signal that the parent ignores, as `nohup` does. Only Linux tells.
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:\t"));
    let ignored = u64::from_str_radix(ignored.unwrap_or_default(), 16).unwrap_or(0);
    for signal in [SIGHUP, SIGINT, SIGTERM] {
        if ignored >> (signal - 1) & 1 == 0 {
            pipe::register(signal, sender.try_clone()?)?;
        }
    }
    Ok(())
}

/// Waits for a signal, and ends the program: at once on a second signal.
#[cfg(unix)]
fn end(mut signals: UnixStream) {
    if signals.read_exact(&mut [0]).is_err() {
        return; // all are ignored
    }
    let mut at = stage();
    match mem::replace(&mut *at, Stage::Call(UNKNOWN)) {
        Stage::Call(outcome) => {
            *at = Stage::Ended(outcome.0);
            let print = move || process::exit(report_interrupt(outcome).into());
            if Builder::new().spawn(print).is_err() {
                print();
            }
        }
        Stage::Async(call) => _ = call.send(()),
        ended @ Stage::Ended(_) => *at = ended,
    }
    drop(at);
    let _ = signals.set_read_timeout(Some(PATIENCE));
    let _ = signals.read_exact(&mut [0]);
    let Stage::Ended(status) = *stage() else {
        process::exit(UNKNOWN.0.into());
    };
    process::exit(status.into());
}

/// A connection that notes when the last byte of a request may be out: the flush sends it.
pub(crate) struct Watched<C>(pub(crate) C);

impl<C: ErrorType> ErrorType for Watched<C> {
    type Error = C::Error;
}

impl<C: Write> Write for Watched<C> {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, C::Error> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> Result<(), C::Error> {
        enter(Stage::Call(UNKNOWN));
        self.0.flush()
    }
}

impl<C: Read> Read for Watched<C> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, C::Error> {
        self.0.read(buffer)
    }
}

impl<C: Status> Status for Watched<C> {
    fn status(&self) -> u16 {
        self.0.status()
    }

    fn status_message(&self) -> Option<&str> {
        self.0.status_message()
    }
}

impl<C: Headers> Headers for Watched<C> {
    fn header(&self, name: &str) -> Option<&str> {
        self.0.header(name)
    }
}

impl<C: Connection> Connection for Watched<C> {
    type Headers = C::Headers;
    type Read = C::Read;
    type RawConnectionError = C::RawConnectionError;
    type RawConnection = C::RawConnection;

    fn initiate_request<'a>(
        &'a mut self,
        method: Method,
        uri: &'a str,
        headers: &'a [(&'a str, &'a str)],
    ) -> Result<(), C::Error> {
        self.0.initiate_request(method, uri, headers)
    }

    fn is_request_initiated(&self) -> bool {
        self.0.is_request_initiated()
    }

    fn initiate_response(&mut self) -> Result<(), C::Error> {
        self.0.initiate_response()
    }

    fn is_response_initiated(&self) -> bool {
        self.0.is_response_initiated()
    }

    fn split(&mut self) -> (&C::Headers, &mut C::Read) {
        self.0.split()
    }

    fn raw_connection(&mut self) -> Result<&mut C::RawConnection, C::Error> {
        self.0.raw_connection()
    }
}
