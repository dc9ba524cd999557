//! A terminal of a host as the port: a modem on USB or a serial adapter, or the simulated one.

use std::{
    convert::Infallible,
    fs::{File, OpenOptions},
    io::{self, Read as _, Write as _},
    ops::Range,
    path::Path,
};

use async_io::Async;
use embedded_hal::digital::{self, OutputPin};
use embedded_io_async::{BufRead, ErrorType, Read, Write};
use rustix::termios::{OptionalActions, Termios, tcgetattr, tcsetattr};

#[derive(Debug)]
pub(crate) struct Serial {
    port: Async<File>,
    buffer: [u8; 2048],
    received: Range<usize>,
}

/// The DTR of a terminal, which is active when it is low.
#[derive(Debug)]
pub(crate) struct Dtr {
    port: File,
    settings: Termios,
}

/// Opens a terminal without any processing, at 115,200 baud.
pub(crate) fn open(path: &Path) -> io::Result<(Serial, Dtr)> {
    let port = OpenOptions::new().read(true).write(true).open(path)?;
    let mut settings = tcgetattr(&port)?;
    settings.make_raw();
    settings.set_speed(115_200)?;
    tcsetattr(&port, OptionalActions::Now, &settings)?;
    let serial = Serial {
        port: Async::new(port.try_clone()?)?,
        buffer: [0; 2048],
        received: 0..0,
    };
    Ok((serial, Dtr { port, settings }))
}

impl ErrorType for Serial {
    type Error = io::Error;
}

impl Read for Serial {
    async fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let received = self.fill_buf().await?;
        let count = received.len().min(buffer.len());
        buffer[..count].copy_from_slice(&received[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl BufRead for Serial {
    async fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.received.is_empty() {
            let buffer = &mut self.buffer;
            let count = self.port.read_with(|mut port| port.read(buffer)).await?;
            self.received = 0..count;
        }
        Ok(&self.buffer[self.received.clone()])
    }

    fn consume(&mut self, count: usize) {
        self.received.start += count;
    }
}

impl Write for Serial {
    async fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.port.write_with(|mut port| port.write(bytes)).await
    }

    async fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl digital::ErrorType for Dtr {
    type Error = Infallible;
}

/// Best effort: the dialogue that follows shows whether the modem listens.
impl OutputPin for Dtr {
    /// Drops DTR, as a speed of 0 does.
    fn set_high(&mut self) -> Result<(), Infallible> {
        let mut off = self.settings.clone();
        let _ = off.set_speed(0);
        let _ = tcsetattr(&self.port, OptionalActions::Now, &off);
        Ok(())
    }

    fn set_low(&mut self) -> Result<(), Infallible> {
        let _ = tcsetattr(&self.port, OptionalActions::Now, &self.settings);
        Ok(())
    }
}
