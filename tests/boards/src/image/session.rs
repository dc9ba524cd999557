//! A TLS session over the socket, and the buffers for its records.

use core::{
    cell::UnsafeCell,
    sync::atomic::{AtomicBool, Ordering},
};

use embedded_io_async::{ErrorType, Read, Write};
use tls_guard::asynch;

use super::{failure::Failure, tcp::Tcp, trust::Handshake};

/// Holds the longest record that TLS allows.
const READ: usize = 16_640;

/// Holds a request with a short token in one record.
const WRITE: usize = 1024;

/// A session with a verified server.
pub(crate) struct Session<'n> {
    tls: asynch::Stream<'n, Tcp<'n>>,
    /// After the session: fields are dropped in this order.
    _buffers: Loan,
}

impl<'n> Session<'n> {
    pub(crate) async fn open(tcp: Tcp<'n>, handshake: Handshake<'_>) -> Result<Self, Failure> {
        let Handshake { server, now, random } = handshake;
        let buffers = Loan::take().ok_or(Failure::Busy)?;
        // SAFETY: only the session uses them, and it is dropped before the loan, here and in the struct.
        let (read, write) = unsafe { buffers.slices() };
        let tls = asynch::connect(tcp, &server, now, random, read, write).await?;
        Ok(Self { tls, _buffers: buffers })
    }
}

impl ErrorType for Session<'_> {
    type Error = Failure;
}

impl Read for Session<'_> {
    async fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Failure> {
        Ok(self.tls.read(buffer).await?)
    }
}

impl Write for Session<'_> {
    async fn write(&mut self, bytes: &[u8]) -> Result<usize, Failure> {
        Ok(self.tls.write(bytes).await?)
    }

    async fn flush(&mut self) -> Result<(), Failure> {
        Ok(self.tls.flush().await?)
    }
}

/// The buffers of the one session at a time.
struct Buffers {
    are_lent: AtomicBool,
    read: UnsafeCell<[u8; READ]>,
    write: UnsafeCell<[u8; WRITE]>,
}

// SAFETY: only the holder of the loan accesses the cells.
unsafe impl Sync for Buffers {}

static BUFFERS: Buffers = Buffers {
    are_lent: AtomicBool::new(false),
    read: UnsafeCell::new([0; READ]),
    write: UnsafeCell::new([0; WRITE]),
};

/// Exclusive access to the buffers, for as long as a session lives.
struct Loan(());

impl Loan {
    fn take() -> Option<Self> {
        let is_free = !BUFFERS.are_lent.swap(true, Ordering::Acquire);
        is_free.then(|| Self(()))
    }

    /// Returns the buffers for reading and writing.
    ///
    /// # Safety
    ///
    /// Call it once for a loan, and use neither buffer after the loan is dropped.
    unsafe fn slices<'b>(&self) -> (&'b mut [u8], &'b mut [u8]) {
        // SAFETY: there is one loan at a time; the caller guarantees the rest.
        unsafe { (&mut *BUFFERS.read.get(), &mut *BUFFERS.write.get()) }
    }
}

impl Drop for Loan {
    fn drop(&mut self) {
        BUFFERS.are_lent.store(false, Ordering::Release);
    }
}
