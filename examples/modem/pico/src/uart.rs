//! The UART of a Pico as the port of a modem.

use embassy_rp::{
    gpio::Output,
    uart::{BufferedUart, Error},
};
use embassy_time::Timer;
use embedded_io_async::{BufRead, ErrorType, Read, Write};
use modem::Port;

/// A buffered UART, and the pin of DTR, which is active when it is low.
pub(crate) struct Uart {
    pub(crate) uart: BufferedUart,
    pub(crate) dtr: Output<'static>,
}

impl ErrorType for Uart {
    type Error = Error;
}

impl Read for Uart {
    async fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Error> {
        Read::read(&mut self.uart, buffer).await
    }
}

impl BufRead for Uart {
    async fn fill_buf(&mut self) -> Result<&[u8], Error> {
        BufRead::fill_buf(&mut self.uart).await
    }

    fn consume(&mut self, count: usize) {
        BufRead::consume(&mut self.uart, count);
    }
}

impl Write for Uart {
    async fn write(&mut self, bytes: &[u8]) -> Result<usize, Error> {
        Write::write(&mut self.uart, bytes).await
    }

    async fn flush(&mut self) -> Result<(), Error> {
        Write::flush(&mut self.uart).await
    }
}

impl Port for Uart {
    async fn reset(&mut self) {
        self.dtr.set_high();
        Timer::after_secs(1).await;
        self.dtr.set_low();
    }
}
