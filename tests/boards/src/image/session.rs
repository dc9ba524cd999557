//! A TLS session over the socket, and the buffers for its records.

use core::{
    cell::UnsafeCell,
    sync::atomic::{AtomicBool, Ordering},
};

use embedded_io_async::{ErrorType, Read, Write};
use tls_guard::asynch;

use super::{failure::Failure, tcp::Tcp, trust::Meeting};

/// Holds the longest record that TLS allows.
const READ: usize = 16_640;

/// Holds a request with a short token in one record.
const WRITE: usize = 1024;

/// A session with a verified server.
pub(crate) struct Session<'n> {
    tls: asynch::Stream<'n, Tcp<'n>>,
    /// After the session, since fields are dropped in this order.
    _buffers: Loan,
}

impl<'n> Session<'n> {
    pub(crate) async fn open(tcp: Tcp<'n>, meeting: Meeting<'_>) -> Result<Self, Failure> {
        let Meeting { server, now, random } = meeting;
        let buffers = Loan::take().ok_or(Failure::Busy)?;
        // SAFETY: the session gets them, which goes before the loan, here and in the struct.
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

/// The buffers, for one session after the other.
struct Buffers {
    are_lent: AtomicBool,
    read: UnsafeCell<[u8; READ]>,
    write: UnsafeCell<[u8; WRITE]>,
}

// SAFETY: only the one that has the loan touches what is in the cells.
unsafe impl Sync for Buffers {}

static BUFFERS: Buffers = Buffers {
    are_lent: AtomicBool::new(false),
    read: UnsafeCell::new([0; READ]),
    write: UnsafeCell::new([0; WRITE]),
};

/// The right to the buffers. A session borrows them for its whole life, and a struct cannot borrow from itself.
struct Loan(());

impl Loan {
    fn take() -> Option<Self> {
        let is_free = !BUFFERS.are_lent.swap(true, Ordering::Acquire);
        is_free.then(|| Self(()))
    }

    /// Returns the buffers for reading and for writing.
    ///
    /// # Safety
    ///
    /// It is called once for a loan, and neither buffer is used when the loan is dropped.
    unsafe fn slices<'b>(&self) -> (&'b mut [u8], &'b mut [u8]) {
        // SAFETY: there is one loan at a time, and the caller vouches for the rest.
        unsafe { (&mut *BUFFERS.read.get(), &mut *BUFFERS.write.get()) }
    }
}

impl Drop for Loan {
    fn drop(&mut self) {
        BUFFERS.are_lent.store(false, Ordering::Release);
    }
}
