use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::remark;

/// The size of a write to a disk that is worthwhile.
const WRITE_SIZE: usize = 64 * 1024;

/// The log, a file with whole lines only.
pub(crate) struct Log {
    path: PathBuf,
    file: File,
    /// Set if the file is on a disk, and not a pipe or a device.
    is_on_disk: bool,
}

impl Log {
    /// Opens a file to append to. Waits for the reader of a pipe.
    pub(crate) fn open(path: PathBuf) -> Result<Self, Error> {
        match open(&path) {
            Ok((file, is_on_disk)) => Ok(Self { path, file, is_on_disk }),
            Err(error) => Err(Error::Usage(format!(
                "--log {}: cannot open the file: {error}",
                path.display()
            ))),
        }
    }

    /// Opens the file by its path again: the open one may have got another name.
    pub(crate) fn reopen(&mut self) {
        match open(&self.path) {
            Ok(opened) => (self.file, self.is_on_disk) = opened,
            Err(error) => remark(format_args!(
                "--log {}: cannot open the file again, and goes on in the old one: {error}",
                self.path.display()
            )),
        }
    }

    /// Returns the least size of a write. A pipe gets each line by itself, so that those that are read can be counted.
    pub(crate) fn write_size(&self) -> usize {
        if self.is_on_disk { WRITE_SIZE } else { 0 }
    }

    /// Writes whole lines in one write, so that a reader of the file never sees a part of one.
    pub(crate) fn append(&mut self, lines: &str) -> Result<(), Error> {
        let mut rest = lines.as_bytes();
        while !rest.is_empty() {
            let error = match self.file.write(rest) {
                Ok(count @ 1..) => {
                    rest = rest.get(count..).unwrap_or_default();
                    continue;
                }
                Ok(0) => ErrorKind::WriteZero.into(),
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => error,
            };
            self.cut_line(&lines.as_bytes()[..lines.len() - rest.len()]);
            return Err(Error::output(format_args!(
                "--log {}: cannot write",
                self.path.display()
            ))(error));
        }
        Ok(())
    }

    /// Removes the part of a line that a full disk had room for, if that works.
    fn cut_line(&self, written: &[u8]) {
        let part = written.len() - written.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        if self.is_on_disk
            && part > 0
            && let Ok(metadata) = self.file.metadata()
        {
            let _ = self.file.set_len(metadata.len().saturating_sub(part as u64));
        }
    }
}

fn open(path: &Path) -> io::Result<(File, bool)> {
    let file = OpenOptions::new().create(true).append(true).open(path)?;
    let is_on_disk = file.metadata()?.is_file();
    Ok((file, is_on_disk))
}
