//! A terminal of a host as the port: a modem on USB or a serial adapter, or the simulated one.

use std::{
    convert::Infallible,
    fs::{File, OpenOptions},
    io,
    path::Path,
};

use async_io::Async;
use embedded_hal::digital::{ErrorType, OutputPin};
use embedded_io_adapters::futures_03::FromFutures;
use futures_lite::io::BufReader;
use rustix::termios::{OptionalActions, Termios, tcgetattr, tcsetattr};

pub(crate) type Serial = FromFutures<BufReader<Async<File>>>;

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
    let serial = FromFutures::new(BufReader::new(Async::new(port.try_clone()?)?));
    Ok((serial, Dtr { port, settings }))
}

impl ErrorType for Dtr {
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
