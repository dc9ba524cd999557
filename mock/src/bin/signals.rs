use std::io;

#[cfg(unix)]
use tokio::signal::unix::{Signal as Receiver, SignalKind, signal};

/// A request to the program by a signal.
pub(crate) enum Signal {
    /// Ctrl-C, SIGTERM, or SIGHUP without a log, as of a terminal that is closed.
    Stop,
    /// SIGHUP with a log, as of a program that rotates logs.
    Reopen,
}

/// The signals to the program.
pub(crate) struct Signals {
    #[cfg(unix)]
    interrupt: Receiver,
    #[cfg(unix)]
    terminate: Receiver,
    /// `None` if SIGHUP is ignored.
    #[cfg(unix)]
    hangup: Option<Receiver>,
    #[cfg(unix)]
    has_log: bool,
    #[cfg(unix)]
    _file_size: Receiver,
}

/// SIGXFSZ, of a file that is too long, as Linux and macOS number it.
#[cfg(unix)]
const FILE_SIZE: i32 = 25;

#[cfg(unix)]
impl Signals {
    /// Installs the handlers.
    pub(crate) fn new(has_log: bool) -> io::Result<Self> {
        let is_handled = has_log || !is_hangup_ignored();
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            hangup: is_handled.then(|| signal(SignalKind::hangup())).transpose()?,
            has_log,
            // It would end the program in the middle of a line. With a handler, the write fails.
            _file_size: signal(SignalKind::from_raw(FILE_SIZE))?,
        })
    }

    /// Waits for a signal.
    pub(crate) async fn next(&mut self) -> Signal {
        let hangup = async {
            match &mut self.hangup {
                Some(hangup) => hangup.recv().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            _ = self.interrupt.recv() => Signal::Stop,
            _ = self.terminate.recv() => Signal::Stop,
            _ = hangup => if self.has_log { Signal::Reopen } else { Signal::Stop },
        }
    }
}

/// Returns whether the program was started by `nohup`, as far as the system tells.
#[cfg(unix)]
fn is_hangup_ignored() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    // Signal 1 is the lowest bit.
    ignored.is_some_and(|mask| mask & 1 == 1)
}

#[cfg(not(unix))]
impl Signals {
    pub(crate) fn new(_: bool) -> io::Result<Self> {
        Ok(Self {})
    }

    /// Waits for a signal.
    pub(crate) async fn next(&mut self) -> Signal {
        // Without a handler, Ctrl-C ends the program by itself.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
        Signal::Stop
    }
}
