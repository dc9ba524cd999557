use embedded_io_async::{BufRead, Write};

/// A serial port with a modem on it, such as the `BufferedUart` of embassy.
///
/// `fill_buf` loses nothing if its future is dropped. An error of it costs the bytes of that moment, not the call: a UART reports so
/// that its buffer overflowed.
pub trait Port: BufRead + Write {
    /// Ends data mode by hardware, if the modem does not listen: drops DTR for a second, or pulses its reset
    /// pin. Does nothing where neither is wired.
    async fn reset(&mut self);
}
