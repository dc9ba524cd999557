//! An image that makes a call over TLS: it links only without an allocator.
//!
//! Nothing runs it. Its byte stream, its clock and its random source are opaque to the compiler, and no more than that.
#![cfg_attr(target_os = "none", no_std, no_main)]

#[cfg(not(target_os = "none"))]
fn main() {}

#[cfg(target_os = "none")]
mod image {
    use core::hint::black_box;
    use core::panic::PanicInfo;

    use embedded_io::{Error as _, ErrorKind, ErrorType, Read, Write};
    use tls_guard::rand_core::{CryptoRng, Error, RngCore};
    use tls_guard::{Server, UnixTime, connect};

    /// The stream, clock and random number generator of a device.
    struct Opaque;

    impl ErrorType for Opaque {
        type Error = ErrorKind;
    }

    impl Read for Opaque {
        fn read(&mut self, buffer: &mut [u8]) -> Result<usize, ErrorKind> {
            black_box(buffer);
            black_box(Err(ErrorKind::Other))
        }
    }

    impl Write for Opaque {
        fn write(&mut self, bytes: &[u8]) -> Result<usize, ErrorKind> {
            black_box(Ok(black_box(bytes).len()))
        }

        fn flush(&mut self) -> Result<(), ErrorKind> {
            black_box(Ok(()))
        }
    }

    /// No device may have one like this.
    impl CryptoRng for Opaque {}

    impl RngCore for Opaque {
        fn next_u32(&mut self) -> u32 {
            black_box(0)
        }

        fn next_u64(&mut self) -> u64 {
            black_box(0)
        }

        fn fill_bytes(&mut self, bytes: &mut [u8]) {
            black_box(bytes);
        }

        fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Error> {
            black_box(bytes);
            Ok(())
        }
    }

    /// Connects, writes and reads, so that every part is linked.
    fn call(ca: &[u8], host: &str, seconds: u64) -> Option<usize> {
        let server = Server::new(ca, host).ok()?;
        let now = UnixTime::new(seconds, 0).ok()?;
        let (mut read, mut write) = ([0; 4096], [0; 1024]);
        let mut stream = connect(Opaque, &server, now, Opaque, &mut read, &mut write)
            .map_err(|error| black_box(error.kind()))
            .ok()?;
        stream.write(black_box(b"POST")).ok()?;
        stream.flush().ok()?;
        stream.read(black_box(&mut [0; 64])).ok()
    }

    #[panic_handler]
    fn panic(_: &PanicInfo<'_>) -> ! {
        loop {
            core::hint::spin_loop();
        }
    }

    // SAFETY: no other symbol of this image has the name.
    #[unsafe(no_mangle)]
    extern "C" fn _start() -> ! {
        black_box(call(black_box(b"CA"), black_box("host"), black_box(0)));
        loop {
            core::hint::spin_loop();
        }
    }
}
