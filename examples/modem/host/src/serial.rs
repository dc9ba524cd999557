//! A terminal of a host as the port: a modem on USB or a serial adapter, or the simulated one.

use std::{
    fs::{File, OpenOptions},
    io::{self, Read as _, Write as _},
    ops::Range,
    path::Path,
};

use async_io::Async;
use embassy_time::Timer;
use embedded_io_async::{BufRead, ErrorType, Read, Write};
use modem::Port;
use rustix::termios::{OptionalActions, Termios, tcgetattr, tcsetattr};

#[derive(Debug)]
pub(crate) struct Serial {
    port: Async<File>,
    settings: Termios,
    buffer: [u8; 2048],
    received: Range<usize>,
}

impl Serial {
    /// Opens a terminal without any processing, at 115,200 baud.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        let file = OpenOptions::new().read(true).write(true).open(path)?;
        let mut settings = tcgetattr(&file)?;
        settings.make_raw();
        settings.set_speed(115_200)?;
        tcsetattr(&file, OptionalActions::Now, &settings)?;
        Ok(Self {
            port: Async::new(file)?,
            settings,
            buffer: [0; 2048],
            received: 0..0,
        })
    }
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

impl Port for Serial {
    /// Drops DTR, as a speed of 0 does.
    async fn reset(&mut self) {
        let mut off = self.settings.clone();
        // Best effort: the dialogue that follows shows whether the modem listens.
        let _ = off.set_speed(0);
        let _ = tcsetattr(&self.port, OptionalActions::Now, &off);
        Timer::after_secs(1).await;
        let _ = tcsetattr(&self.port, OptionalActions::Now, &self.settings);
    }
}
