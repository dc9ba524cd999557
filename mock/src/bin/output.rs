use core::fmt::Display;
use core::time::Duration;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread;

use scnet_notebook_mock::RecordedRequest;
use tokio::sync::oneshot;
use tokio::time::timeout;

use crate::error::Error;

/// The most lines that wait for a slow reader of standard output. Later ones are counted and not printed.
const LINES_MAX: usize = 10_000;
/// The most bytes of one write.
const WRITE_MAX: usize = 64 * 1024;
/// The wait for the reader of the last lines when the program stops.
const LAST_LINES: Duration = Duration::from_secs(3);

/// The output of the program: standard output for people, and a log file for programs.
///
/// Standard output has a writer thread, because a reader that stops reading blocks it. The log has none: its lines are
/// written by the caller, before the same request is queued for the thread, so a printed request is in the log.
pub(crate) struct Output {
    log: Option<(PathBuf, File)>,
    lines: SyncSender<String>,
    /// Gets the result of the thread.
    ended: oneshot::Receiver<io::Result<()>>,
    not_printed: u64,
}

impl Output {
    pub(crate) fn new(log: Option<&Path>) -> Result<Self, Error> {
        let open = |path: &Path| {
            let file = OpenOptions::new().create(true).append(true).open(path);
            let unusable = |error| Error::Usage(format!("--log {}: cannot open the file: {error}", path.display()));
            Ok::<_, Error>((path.to_owned(), file.map_err(unusable)?))
        };
        let log = log.map(open).transpose()?;
        let (lines, queue) = sync_channel(LINES_MAX);
        let (end, ended) = oneshot::channel();
        thread::Builder::new().name("output".into()).spawn(move || {
            // Fails if the program has stopped waiting.
            let _ = end.send(print_all(&queue));
        })?;
        Ok(Self {
            log,
            lines,
            ended,
            not_printed: 0,
        })
    }

    /// Writes these requests, the last of `count` that have ended, to the log and to standard output.
    pub(crate) fn write(&mut self, requests: &[RecordedRequest], count: u64) -> Result<(), Error> {
        let missing = count.saturating_sub(requests.len() as u64);
        if missing > 0 {
            self.log(|| format!("{{\"missing\":{missing}}}\n"))?;
            self.not_printed += missing;
        }
        for request in requests {
            self.log(|| request.json() + "\n")?;
            self.print(format!("{request}\n"));
        }
        self.print_missing();
        Ok(())
    }

    /// Writes a line in one write, so that a reader of the file never sees a part of it.
    fn log(&mut self, line: impl FnOnce() -> String) -> Result<(), Error> {
        let Some((path, file)) = &mut self.log else {
            return Ok(());
        };
        let written = file.write_all(line().as_bytes());
        written.map_err(Error::output(path.display()))
    }

    fn print(&mut self, line: String) {
        self.print_missing();
        if let Err(TrySendError::Full(_)) = self.lines.try_send(line) {
            self.not_printed += 1;
        }
    }

    fn print_missing(&mut self) {
        let line = || format!("not printed, as they came too fast: {}\n", self.not_printed);
        if self.not_printed > 0 && self.lines.try_send(line()).is_ok() {
            self.not_printed = 0;
        }
    }

    /// Waits until standard output fails, and returns the error.
    pub(crate) async fn failed(&mut self) -> Error {
        let printed = (&mut self.ended).await;
        let error = match printed {
            Ok(Err(error)) => error,
            Ok(Ok(())) | Err(_) => io::ErrorKind::BrokenPipe.into(),
        };
        Error::output("standard output")(error)
    }

    /// Waits for the last lines to be printed, for some seconds.
    pub(crate) async fn finish(mut self) -> Result<(), Error> {
        if self.ended.is_terminated() {
            // `failed` has returned the error.
            return Ok(());
        }
        self.print_missing();
        drop(self.lines);
        match timeout(LAST_LINES, self.ended).await {
            Ok(Ok(printed)) => printed.map_err(Error::output("standard output")),
            // Nobody reads the last lines.
            Ok(Err(_)) | Err(_) => Ok(()),
        }
    }
}

/// Prints lines as they come, and those that wait in one write.
fn print_all(queue: &Receiver<String>) -> io::Result<()> {
    while let Ok(mut lines) = queue.recv() {
        while lines.len() < WRITE_MAX
            && let Ok(line) = queue.try_recv()
        {
            lines += &line;
        }
        print(lines.as_bytes())?;
    }
    Ok(())
}

/// Prints a line, and flushes it: its reader may be a program that waits for it.
pub(crate) fn print_line(line: impl Display) -> io::Result<()> {
    print(format!("{line}\n").as_bytes())
}

fn print(lines: &[u8]) -> io::Result<()> {
    let mut output = io::stdout().lock();
    output.write_all(lines)?;
    output.flush()
}
