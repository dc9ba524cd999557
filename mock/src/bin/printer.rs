use std::io::{self, Write};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread;
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::timeout;

/// How many lines wait for a reader that is slow; those beyond are counted and not printed.
const WAITING: usize = 10_000;
/// How long the last lines wait for it when the program stops.
const LAST: Duration = Duration::from_secs(3);

/// Standard output, with a thread of its own: whoever holds the pipe and does not read, holds up nothing else.
pub(crate) struct Printer {
    lines: SyncSender<String>,
    /// Tells how the thread has ended.
    ended: oneshot::Receiver<io::Result<()>>,
    not_printed: u64,
}

impl Printer {
    pub(crate) fn new() -> io::Result<Self> {
        let (lines, waiting) = sync_channel(WAITING);
        let (end, ended) = oneshot::channel();
        thread::Builder::new().name("printer".into()).spawn(move || {
            // Nobody may want to know.
            let _ = end.send(print(&waiting));
        })?;
        Ok(Self {
            lines,
            ended,
            not_printed: 0,
        })
    }

    /// Prints a line as soon as the reader takes it.
    pub(crate) fn say(&mut self, line: impl ToString) {
        self.miss(0);
        if let Err(TrySendError::Full(_)) = self.lines.try_send(line.to_string()) {
            self.not_printed += 1;
        }
    }

    /// Prints how many lines there are that are not printed, with so many more.
    pub(crate) fn miss(&mut self, count: u64) {
        self.not_printed += count;
        if self.not_printed == 0 {
            return;
        }
        let line = format!("not printed, as they came too fast: {}", self.not_printed);
        if self.lines.try_send(line).is_ok() {
            self.not_printed = 0;
        }
    }

    /// Waits until nothing more can be printed, and returns why.
    pub(crate) async fn failed(&mut self) -> io::Error {
        match (&mut self.ended).await {
            Ok(Err(error)) => error,
            // It goes on as long as there may be lines.
            Ok(Ok(())) | Err(_) => io::Error::other("standard output is gone"),
        }
    }

    /// Waits a while until the last lines are taken.
    pub(crate) async fn finish(mut self) -> io::Result<()> {
        if self.ended.is_terminated() {
            // How it has ended was told already.
            return Ok(());
        }
        self.miss(0);
        drop(self.lines);
        match timeout(LAST, self.ended).await {
            Ok(Ok(printed)) => printed,
            // Nobody reads them.
            Ok(Err(_)) | Err(_) => Ok(()),
        }
    }
}

fn print(lines: &Receiver<String>) -> io::Result<()> {
    lines.iter().try_for_each(say)
}

/// Prints a line at once: whoever reads it may be a program that waits for it.
pub(crate) fn say(line: impl core::fmt::Display) -> io::Result<()> {
    let mut output = io::stdout().lock();
    writeln!(output, "{line}")?;
    output.flush()
}
