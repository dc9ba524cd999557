use core::fmt::Display;
use std::io::{self, Write};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread;

use crate::error::Error;

/// The most lines that wait for a slow reader of standard output. Later ones are counted and not printed.
const LINES_MAX: usize = 10_000;
/// The most bytes of one write.
const WRITE_MAX: usize = 64 * 1024;

/// Prints lines on standard output, by a thread: a reader that stops reading blocks it.
pub(crate) struct Printer {
    lines: SyncSender<Line>,
    not_printed: u64,
}

/// A line, and the number of the requests that it stands for.
struct Line {
    text: String,
    requests: u64,
}

impl Printer {
    /// Starts the thread. It calls `printed` with the number of requests that it has printed, and `failed` with an error.
    pub(crate) fn start(
        printed: impl Fn(u64) + Send + 'static,
        failed: impl FnOnce(Error) + Send + 'static,
    ) -> io::Result<Self> {
        let (lines, queue) = sync_channel(LINES_MAX);
        thread::Builder::new().name("printer".into()).spawn(move || {
            if let Err(error) = print_all(&queue, printed) {
                failed(Error::output("standard output")(error));
            }
        })?;
        Ok(Self { lines, not_printed: 0 })
    }

    /// Queues the first line, which stands for no request.
    pub(crate) fn begin(&self, text: String) {
        // Fails if the thread has failed.
        let _ = self.lines.try_send(Line { text, requests: 0 });
    }

    /// Queues the line of a request.
    pub(crate) fn print(&mut self, text: String) {
        self.print_missing();
        if let Err(TrySendError::Full(_)) = self.lines.try_send(Line { text, requests: 1 }) {
            self.not_printed += 1;
        }
    }

    /// Counts requests that have no line.
    pub(crate) fn skip(&mut self, requests: u64) {
        self.not_printed += requests;
    }

    /// Queues a line with the number of requests that have none.
    pub(crate) fn print_missing(&mut self) {
        let requests = self.not_printed;
        let text = || format!("not printed, as they came too fast: {requests}\n");
        if requests > 0 && self.lines.try_send(Line { text: text(), requests }).is_ok() {
            self.not_printed = 0;
        }
    }
}

/// Prints lines as they come, and those that wait in one write.
fn print_all(queue: &Receiver<Line>, printed: impl Fn(u64)) -> io::Result<()> {
    while let Ok(Line { mut text, mut requests }) = queue.recv() {
        while text.len() < WRITE_MAX
            && let Ok(line) = queue.try_recv()
        {
            text += &line.text;
            requests += line.requests;
        }
        print(text.as_bytes())?;
        printed(requests);
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
