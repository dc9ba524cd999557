use core::future::{pending, ready};
use core::time::Duration;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use scnet_notebook_mock::RecordedRequest;
use tokio::sync::mpsc::{Receiver, Sender, UnboundedReceiver, channel, unbounded_channel};
use tokio::sync::{oneshot, watch};
use tokio::time::timeout;

use crate::error::Error;
use crate::log::Log;
use crate::printer::Printer;

/// The wait for a reader that does not read, and that of a stop for one that reads slowly.
pub(crate) const UNREAD: Duration = Duration::from_millis(500);
const SLOW: Duration = Duration::from_secs(3);

/// The output of the program: a log file for programs, and standard output for people.
///
/// A thread writes the log, and hands each line to another one that prints it: a printed request is in the log, and a reader
/// that stops reading blocks only its thread.
pub(crate) struct Output {
    batches: Sender<Batch>,
    is_reopened: Arc<AtomicBool>,
    written: watch::Receiver<Written>,
}

/// Requests to write, and the number of those before them that made room in the journal.
#[derive(Default)]
pub(crate) struct Batch {
    /// A line that is printed before.
    pub(crate) line: Option<String>,
    pub(crate) requests: Vec<RecordedRequest>,
    pub(crate) missing: u64,
}

/// The numbers of requests that are written, those that are missing included.
#[derive(Clone, Copy, Default)]
pub(crate) struct Written {
    pub(crate) logged: u64,
    pub(crate) printed: u64,
}

impl Output {
    /// Opens the log and starts the threads. Also returns the errors that end the output.
    pub(crate) async fn start(log: Option<PathBuf>) -> Result<(Self, UnboundedReceiver<Error>), Error> {
        // One batch waits while another one is written. Later ones wait in the journal.
        let (batches, queue) = channel(1);
        let (failed, failures) = unbounded_channel();
        let (progress, written) = watch::channel(Written::default());
        let progress = Arc::new(progress);
        let is_reopened = Arc::new(AtomicBool::new(false));
        let printer = {
            let (progress, failed) = (Arc::clone(&progress), failed.clone());
            let printed = move |requests| progress.send_modify(|written| written.printed += requests);
            // Fails if the program has stopped waiting.
            let started = Printer::start(printed, move |error| drop(failed.send(error)));
            started.map_err(Error::no_thread)?
        };
        let (opened, is_opened) = oneshot::channel();
        let mut writer = Writer {
            queue,
            printer,
            progress,
            is_reopened: Arc::clone(&is_reopened),
        };
        // It opens the log as well: a pipe without a reader blocks it.
        let thread = thread::Builder::new().name("output".into()).spawn(move || {
            let log = match log.map(Log::open).transpose() {
                Ok(log) => log,
                Err(error) => return drop(opened.send(Err(error))),
            };
            let _ = opened.send(Ok(()));
            if let Err(error) = writer.write_all(log) {
                let _ = failed.send(error);
            }
        });
        thread.map_err(Error::no_thread)?;
        is_opened.await.map_err(|_| Error::output_ended())??;
        let output = Self {
            batches,
            is_reopened,
            written,
        };
        Ok((output, failures))
    }

    /// Prints the first line, and waits until it is printed, if somebody reads it.
    pub(crate) async fn begin(&self, line: String) {
        let mut written = self.written.clone();
        let line = Some(line);
        self.write(ready(Batch {
            line,
            ..Batch::default()
        }))
        .await;
        let _ = timeout(UNREAD, written.changed()).await;
    }

    /// Waits until there is room for a batch, which `next` then waits for. Cancel safe if `next` is.
    pub(crate) async fn write(&self, next: impl Future<Output = Batch>) {
        match self.batches.reserve().await {
            Ok(room) => room.send(next.await),
            // The thread has failed, and its error comes.
            Err(_) => pending().await,
        }
    }

    /// Opens the log again, before the next line.
    pub(crate) fn reopen(&self) {
        self.is_reopened.store(true, Ordering::SeqCst);
        // Fails if a batch waits, before which the log is opened.
        let _ = self.batches.try_send(Batch::default());
    }

    /// Writes the last batches. Gives up if a reader does not read them, and then returns the part that is written.
    pub(crate) async fn finish(self, batches: [Batch; 2]) -> Result<(), Written> {
        let Self {
            batches: queue,
            mut written,
            ..
        } = self;
        let seen = written.clone();
        let write = async {
            for batch in batches {
                // Fails if the thread has failed.
                let _ = queue.send(batch).await;
            }
            drop(queue);
            pending::<()>().await;
        };
        // Ends with the threads.
        let progress = async { while let Ok(Ok(())) = timeout(UNREAD, written.changed()).await {} };
        let _ = timeout(SLOW, async {
            tokio::select! {
                () = write => {}
                () = progress => {}
            }
        })
        .await;
        // An error means that the threads have ended.
        match seen.has_changed() {
            Err(_) => Ok(()),
            Ok(_) => Err(*seen.borrow()),
        }
    }
}

/// The part of the output that runs in a thread.
struct Writer {
    queue: Receiver<Batch>,
    printer: Printer,
    progress: Arc<watch::Sender<Written>>,
    is_reopened: Arc<AtomicBool>,
}

impl Writer {
    fn write_all(&mut self, mut log: Option<Log>) -> Result<(), Error> {
        while let Some(Batch {
            line,
            requests,
            missing,
        }) = self.queue.blocking_recv()
        {
            if let Some(line) = line {
                self.printer.begin(line + "\n");
            }
            self.reopen(&mut log);
            if missing > 0 {
                if let Some(log) = &mut log {
                    log.append(&format!("{{\"missing\":{missing}}}\n"))?;
                }
                self.printer.skip(missing);
                self.progress.send_modify(|written| written.logged += missing);
            }
            self.write(&requests, &mut log)?;
            self.printer.print_missing();
        }
        Ok(())
    }

    /// Writes requests to the log, and then prints them.
    fn write(&mut self, requests: &[RecordedRequest], log: &mut Option<Log>) -> Result<(), Error> {
        let mut lines = String::new();
        let mut written = 0;
        for (place, request) in (1..).zip(requests) {
            if let Some(log) = log {
                lines += &request.json();
                lines.push('\n');
                if lines.len() < log.write_size() && place < requests.len() {
                    continue;
                }
                log.append(&lines)?;
                lines.clear();
            }
            for request in &requests[written..place] {
                self.printer.print(format!("{request}\n"));
            }
            let count = (place - written) as u64;
            self.progress.send_modify(|written| written.logged += count);
            written = place;
            self.reopen(log);
        }
        Ok(())
    }

    fn reopen(&self, log: &mut Option<Log>) {
        if let Some(log) = log
            && self.is_reopened.swap(false, Ordering::SeqCst)
        {
            log.reopen();
        }
    }
}
