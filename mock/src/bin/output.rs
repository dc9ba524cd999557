use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use scnet_notebook_mock::RecordedRequest;

use crate::Failure;
use crate::printer::Printer;

/// Where the program tells of requests: on standard output for people, and in a file for programs.
pub(crate) struct Output {
    log: Option<File>,
    printer: Printer,
}

impl Output {
    pub(crate) fn new(log: Option<&Path>) -> Result<Self, Failure> {
        let log = match log {
            Some(path) => {
                let file = OpenOptions::new().create(true).append(true).open(path);
                Some(file.map_err(Failure::file(path))?)
            }
            None => None,
        };
        let printer = Printer::new()?;
        Ok(Self { log, printer })
    }

    /// Writes these requests, the last of `count` that have ended. What is printed stands in the file by then, so that
    /// whoever has read a line can look it up there.
    pub(crate) fn write(&mut self, requests: &[RecordedRequest], count: u64) -> io::Result<()> {
        let missing = count.saturating_sub(requests.len() as u64);
        if missing > 0 {
            self.log(format_args!(r#"{{"missing":{missing}}}"#))?;
            self.printer.miss(missing);
        }
        for request in requests {
            self.log(format_args!("{}", request.json()))?;
            self.printer.say(request);
        }
        Ok(())
    }

    /// Writes a line in one go, so that whoever follows the file never sees a part of one.
    fn log(&mut self, line: core::fmt::Arguments<'_>) -> io::Result<()> {
        match &mut self.log {
            Some(file) => file.write_all(format!("{line}\n").as_bytes()),
            None => Ok(()),
        }
    }

    /// Waits until standard output takes nothing more, and returns why.
    pub(crate) async fn failed(&mut self) -> io::Error {
        self.printer.failed().await
    }

    /// Waits a while until what was printed is read.
    pub(crate) async fn finish(self) -> io::Result<()> {
        self.printer.finish().await
    }
}
