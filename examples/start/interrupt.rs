//! SIGINT and SIGTERM during a call. The next start depends on it: the program says whether this one may have happened.

use std::{
    sync::{Mutex, MutexGuard, PoisonError, mpsc},
    thread,
};

use embedded_svc::{
    http::{Headers, Method, Status, client::Connection},
    io::{ErrorType, Read, Write},
};

/// True once the last byte of a request may be out. The holder of the lock decides how the program ends.
static MAY_BE_SENT: Mutex<bool> = Mutex::new(false);

pub(crate) fn may_be_sent() -> MutexGuard<'static, bool> {
    MAY_BE_SENT.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Does something on the first SIGINT or SIGTERM. Where no thread can wait for them, they end the program as ever.
pub(crate) fn on_interrupt(action: impl FnOnce() + Send + 'static) {
    let (sender, is_ready) = mpsc::channel();
    let wait = move || {
        #[cfg(unix)]
        if let Ok(mut signals) =
            signal_hook::iterator::Signals::new([signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM])
        {
            let _ = sender.send(());
            if signals.forever().next().is_some() {
                action();
            }
        }
        #[cfg(not(unix))]
        drop((sender, action));
    };
    if thread::Builder::new().spawn(wait).is_ok() {
        let _ = is_ready.recv();
    }
}

/// A connection that notes when the last byte of a request may be out: the flush sends it.
pub(crate) struct Watched<C>(pub(crate) C);

impl<C: ErrorType> ErrorType for Watched<C> {
    type Error = C::Error;
}

impl<C: Write> Write for Watched<C> {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, C::Error> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> Result<(), C::Error> {
        *may_be_sent() = true;
        self.0.flush()
    }
}

impl<C: Read> Read for Watched<C> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, C::Error> {
        self.0.read(buffer)
    }
}

impl<C: Status> Status for Watched<C> {
    fn status(&self) -> u16 {
        self.0.status()
    }

    fn status_message(&self) -> Option<&str> {
        self.0.status_message()
    }
}

impl<C: Headers> Headers for Watched<C> {
    fn header(&self, name: &str) -> Option<&str> {
        self.0.header(name)
    }
}

impl<C: Connection> Connection for Watched<C> {
    type Headers = C::Headers;
    type Read = C::Read;
    type RawConnectionError = C::RawConnectionError;
    type RawConnection = C::RawConnection;

    fn initiate_request<'a>(
        &'a mut self,
        method: Method,
        uri: &'a str,
        headers: &'a [(&'a str, &'a str)],
    ) -> Result<(), C::Error> {
        self.0.initiate_request(method, uri, headers)
    }

    fn is_request_initiated(&self) -> bool {
        self.0.is_request_initiated()
    }

    fn initiate_response(&mut self) -> Result<(), C::Error> {
        self.0.initiate_response()
    }

    fn is_response_initiated(&self) -> bool {
        self.0.is_response_initiated()
    }

    fn split(&mut self) -> (&C::Headers, &mut C::Read) {
        self.0.split()
    }

    fn raw_connection(&mut self) -> Result<&mut C::RawConnection, C::Error> {
        self.0.raw_connection()
    }
}
