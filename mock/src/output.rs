use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use scnet_notebook_mock::{Case, Received, TlsCase};

use crate::Failure;

/// Where the program tells of requests: on standard output for people, and in a file for programs.
pub(crate) struct Output {
    log: Option<File>,
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
        Ok(Self { log })
    }

    /// Writes these requests, the last of `count` that have ended. What is printed stands in the file by then, so that
    /// whoever has read a line can look it up there.
    pub(crate) fn write(&mut self, requests: &[Received], count: u64) -> io::Result<()> {
        let missing = count.saturating_sub(requests.len() as u64);
        if missing > 0 {
            self.log(format_args!(r#"{{"missing":{missing}}}"#))?;
            say(format_args!(
                "not printed, as they were cleared or came too fast: {missing}"
            ))?;
        }
        for request in requests {
            self.log(format_args!("{}", request.json()))?;
            say(request)?;
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
}

/// Lists every case there is a name for.
pub(crate) fn list() -> io::Result<()> {
    let cases = Case::all().iter().map(|case| (case.to_string(), case.summary()));
    let tls = TlsCase::ALL.map(|case| (case.to_string(), case.summary()));
    for (name, summary) in cases.chain(tls) {
        say(format_args!("{name:40} {summary}"))?;
    }
    Ok(())
}

/// Prints a line at once: whoever reads it may be a program that waits for it.
pub(crate) fn say(line: impl core::fmt::Display) -> io::Result<()> {
    let mut output = io::stdout().lock();
    writeln!(output, "{line}")?;
    output.flush()
}
