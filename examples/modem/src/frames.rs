use core::{error, fmt};

use embassy_time::{Duration, Instant, Timer, with_deadline};
use embedded_io_async::{BufRead, Error, ErrorKind, ErrorType, Read, Write};
use heapless::Vec;

use crate::frame;

const FLAG: u8 = 0x7e;
/// A frame of 1500 bytes, each of which may be escaped, and its flags.
const MAX_FRAME: usize = 2 * 1508 + 2;
/// The errors in a row, or reads of nothing, after which the port counts as broken.
const MAX_ERRORS: u8 = 100;
/// The silence after which `NO CARRIER` is no part of a frame.
const SILENCE: Duration = Duration::from_secs(1);

/// The port in data mode: passes sound PPP frames, and notices that the modem has left data mode.
pub(crate) struct Frames<'p, P> {
    port: &'p mut P,
    /// The frame that is being received, then passed on, from its first flag.
    frame: Vec<u8, MAX_FRAME>,
    /// The bytes of a whole frame that were passed on, `None` while it is received.
    passed: Option<usize>,
    /// The time of the last bytes.
    heard_at: Instant,
}

/// The end of data mode.
#[derive(Debug)]
pub(crate) enum Lost<E> {
    /// The modem says `NO CARRIER`.
    NoCarrier,
    Port(E),
}

impl<'p, P: BufRead + Write> Frames<'p, P> {
    pub(crate) fn new(port: &'p mut P) -> Self {
        Self {
            port,
            frame: Vec::new(),
            passed: None,
            heard_at: Instant::now(),
        }
    }

    /// Receives bytes until a sound frame is whole.
    async fn receive(&mut self) -> Result<(), Lost<P::Error>> {
        let mut errors = 0;
        while self.passed.is_none() {
            // In a frame more bytes would follow at once.
            let is_lost = self.frame.ends_with(b"\r\nNO CARRIER\r\n");
            let deadline = if is_lost { self.heard_at + SILENCE } else { Instant::MAX };
            let input = match with_deadline(deadline, self.port.fill_buf()).await {
                Err(_) => return Err(Lost::NoCarrier),
                Ok(Ok(input)) if !input.is_empty() => input,
                Ok(result) => {
                    errors += 1;
                    if errors == MAX_ERRORS {
                        return Err(result.err().map_or(Lost::NoCarrier, Lost::Port));
                    }
                    // Bytes were lost, and the frame with them.
                    self.frame.clear();
                    Timer::after_millis(10).await;
                    continue;
                }
            };
            errors = 0;
            self.heard_at = Instant::now();
            let mut used = 0;
            for &byte in input {
                used += 1;
                if byte == FLAG && self.frame.first() == Some(&FLAG) && frame::is_sound(&self.frame[1..]) {
                    self.passed = Some(0);
                } else if byte == FLAG || self.frame.len() == MAX_FRAME - 1 {
                    self.frame.clear();
                }
                let _ = self.frame.push(byte);
                if self.passed.is_some() {
                    break;
                }
            }
            self.port.consume(used);
        }
        Ok(())
    }
}

impl<P: BufRead + Write> ErrorType for Frames<'_, P> {
    type Error = Lost<P::Error>;
}

impl<P: BufRead + Write> Read for Frames<'_, P> {
    async fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Self::Error> {
        let frame = self.fill_buf().await?;
        let count = frame.len().min(buffer.len());
        buffer[..count].copy_from_slice(&frame[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl<P: BufRead + Write> BufRead for Frames<'_, P> {
    async fn fill_buf(&mut self) -> Result<&[u8], Self::Error> {
        self.receive().await?;
        Ok(&self.frame[self.passed.unwrap_or_default()..])
    }

    fn consume(&mut self, count: usize) {
        // PPP begins with a `consume` of nothing.
        let Some(passed) = &mut self.passed else {
            return;
        };
        *passed += count;
        if *passed >= self.frame.len() {
            // Its last flag is the first one of the next frame.
            self.frame.clear();
            let _ = self.frame.push(FLAG);
            self.passed = None;
        }
    }
}

impl<P: BufRead + Write> Write for Frames<'_, P> {
    async fn write(&mut self, bytes: &[u8]) -> Result<usize, Self::Error> {
        self.port.write(bytes).await.map_err(Lost::Port)
    }

    async fn flush(&mut self) -> Result<(), Self::Error> {
        self.port.flush().await.map_err(Lost::Port)
    }
}

impl<E: fmt::Display> fmt::Display for Lost<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoCarrier => f.write_str("carrier was lost"),
            Self::Port(error) => write!(f, "serial port failed: {error}"),
        }
    }
}

impl<E: error::Error> error::Error for Lost<E> {}

impl<E: Error> Error for Lost<E> {
    fn kind(&self) -> ErrorKind {
        match self {
            Self::NoCarrier => ErrorKind::NotConnected,
            Self::Port(error) => error.kind(),
        }
    }
}
