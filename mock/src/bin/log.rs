use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::PathBuf;

use crate::error::Error;
use crate::remark;

/// The log, a file with whole lines only.
pub(crate) struct Log {
    path: PathBuf,
    file: File,
}

impl Log {
    /// Opens a file to append to. Waits for the reader of a pipe.
    pub(crate) fn open(path: PathBuf) -> Result<Self, Error> {
        match open(&path) {
            Ok(file) => Ok(Self { path, file }),
            Err(error) => Err(Error::Usage(format!(
                "--log {}: cannot open the file: {error}",
                path.display()
            ))),
        }
    }

    /// Opens the file by its path again: the open one may have got another name.
    pub(crate) fn reopen(&mut self) {
        match open(&self.path) {
            Ok(file) => self.file = file,
            Err(error) => remark(format_args!(
                "--log {}: cannot open the file again, and goes on in the old one: {error}",
                self.path.display()
            )),
        }
    }

    /// Writes a line in one write, so that a reader of the file never sees a part of it.
    pub(crate) fn append(&mut self, line: &str) -> Result<(), Error> {
        let length = self.length();
        self.file.write_all(line.as_bytes()).map_err(|error| {
            if let Some(length) = length {
                // Best effort: of a full disk, this removes the part of the line that had room.
                let _ = self.file.set_len(length);
            }
            Error::output(format_args!("--log {}: cannot write", self.path.display()))(error)
        })
    }

    /// Returns the length of a file on a disk.
    fn length(&self) -> Option<u64> {
        let metadata = self.file.metadata().ok()?;
        metadata.is_file().then_some(metadata.len())
    }
}

fn open(path: &PathBuf) -> io::Result<File> {
    OpenOptions::new().create(true).append(true).open(path)
}
