use core::{
    ffi::{c_char, c_int, c_uchar, c_void},
    fmt,
};

use embedded_svc::io::{Error, ErrorKind, ErrorType, Read, Write};
use scnet_notebook::{BaseUrl, Connect, http1::Endpoint};

use crate::{Reason, request::Unusable};

/// A byte stream, as four callbacks. All four are required.
///
/// A call uses them in this order: open once; then, if open succeeded, write some times, read some times, and close exactly
/// once, before the function returns. After an error, and after the end of the stream, only close follows. They run in the
/// thread of the call, on its stack.
///
/// The callbacks wait, and enforce the time limit: there is no other. A limit for each read is not enough against a server that
/// sends a byte at a time. Let open set a deadline for the whole call, and let read and write fail after it. A callback must
/// return: no longjmp, no C++ exception.
///
/// While a callback waits, it may feed a watchdog, or let other threads run. read and write have the shape of those of Mbed TLS, but
/// mbedtls_net_recv and mbedtls_net_send themselves wait without a limit: host/tcp.h has callbacks that do not.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Stream {
    /// Handed to each callback. May be NULL.
    pub context: *mut c_void,
    /// Opens a stream to a server.
    ///
    /// host is a name or an address, without the brackets of an IPv6 address; it ends with a NUL, and is valid during
    /// this callback only. port is in the byte order of the machine.
    ///
    /// secure is true for https: the stream must then be a TLS session, verified for host. Without TLS, open must FAIL
    /// if secure is true, or the token travels in the clear.
    ///
    /// Returns 0 if the stream is open. Anything else is an error, negative by convention: nothing was sent, close is not
    /// called, and scnet_result.error has the value.
    pub open: Option<unsafe extern "C" fn(context: *mut c_void, host: *const c_char, port: u16, secure: bool) -> c_int>,
    /// Closes the stream, and frees what open has taken.
    pub close: Option<unsafe extern "C" fn(context: *mut c_void)>,
    /// Waits until at least one byte is there, and receives up to size bytes. size is never 0. buffer is memory of the request
    /// or of the stack, of any alignment.
    ///
    /// Returns the number of bytes; 0 ONLY at the end of the stream, when the server has closed it; or a negative error.
    ///
    /// BEWARE: 0 does NOT mean "nothing yet, call again", as in coreHTTP. It is the END of the stream, and ends the call, in most
    /// cases with the outcome unknown. While your function has nothing yet (MBEDTLS_ERR_SSL_WANT_READ, EAGAIN, EINTR), wait
    /// inside the callback and call it again.
    pub read: Option<unsafe extern "C" fn(context: *mut c_void, buffer: *mut c_uchar, size: usize) -> c_int>,
    /// Sends up to size bytes, at least one. size is never 0. buffer is memory of the request, of the stack or of the
    /// flash, of any alignment.
    ///
    /// Returns the number of bytes that it took, which may be less than size, or a negative error. 0 is an error too.
    ///
    /// BEWARE: a write that fails must not have sent its last byte, or "not sent" would hide a start. One that cannot tell
    /// returns size, and lets the next read fail.
    pub write: Option<unsafe extern "C" fn(context: *mut c_void, buffer: *const c_uchar, size: usize) -> c_int>,
}

/// A [`Stream`] of which no callback is NULL.
#[repr(C)]
pub(crate) struct Callbacks {
    context: *mut c_void,
    open: unsafe extern "C" fn(*mut c_void, *const c_char, u16, bool) -> c_int,
    close: unsafe extern "C" fn(*mut c_void),
    read: unsafe extern "C" fn(*mut c_void, *mut c_uchar, usize) -> c_int,
    write: unsafe extern "C" fn(*mut c_void, *const c_uchar, usize) -> c_int,
}

impl Callbacks {
    /// Borrows the callbacks.
    ///
    /// # Safety
    ///
    /// `stream` is NULL, or points to a stream whose callbacks are NULL or as the header demands until the call returns.
    pub(crate) unsafe fn new<'a>(stream: *const Stream) -> Result<&'a Self, Unusable> {
        // SAFETY: the caller's promise.
        match unsafe { stream.as_ref() } {
            Some(Stream {
                open: Some(_),
                close: Some(_),
                read: Some(_),
                write: Some(_),
                ..
            }) => {
                // SAFETY: the layout is the same, and no callback is NULL.
                Ok(unsafe { &*stream.cast() })
            }
            _ => Err(Unusable::new(Reason::NullPointer, 0)),
        }
    }
}

impl<'a> Connect for &'a Callbacks {
    type Stream = OpenStream<'a>;

    fn connect(&mut self, endpoint: &Endpoint<'_>) -> Result<OpenStream<'a>, CallbackError> {
        let mut host = [0_u8; BaseUrl::MAX_LENGTH + 1];
        for (to, from) in host.iter_mut().zip(endpoint.host.bytes()) {
            *to = from;
        }
        // SAFETY: the caller's promise in `new`; `host` ends with a NUL, because a host is shorter than a base URL.
        match unsafe { (self.open)(self.context, host.as_ptr().cast(), endpoint.port, endpoint.is_secure) } {
            0 => Ok(OpenStream(self)),
            error => Err(CallbackError(error)),
        }
    }
}

/// A stream that is open. Dropping it closes it.
pub(crate) struct OpenStream<'a>(&'a Callbacks);

impl Drop for OpenStream<'_> {
    fn drop(&mut self) {
        // SAFETY: the caller's promise in `new`.
        unsafe { (self.0.close)(self.0.context) }
    }
}

/// The value of a callback that failed, or that is not a possible number of bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CallbackError(pub(crate) c_int);

impl ErrorType for OpenStream<'_> {
    type Error = CallbackError;
}

impl Read for OpenStream<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, CallbackError> {
        let size = countable(buffer.len());
        // SAFETY: the caller's promise in `new`, and `buffer` has this many bytes.
        let result = unsafe { (self.0.read)(self.0.context, buffer.as_mut_ptr(), size) };
        // The client rejects a number that is too large.
        count(result)
    }
}

impl Write for OpenStream<'_> {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, CallbackError> {
        let size = countable(bytes.len());
        // SAFETY: the caller's promise in `new`, and `bytes` has this many bytes.
        let result = unsafe { (self.0.write)(self.0.context, bytes.as_ptr(), size) };
        // The client rejects 0.
        count(result).map(|count| if count > size { 0 } else { count })
    }

    fn flush(&mut self) -> Result<(), CallbackError> {
        Ok(())
    }
}

/// Limits a size to what a callback can return.
fn countable(size: usize) -> usize {
    const MAX: usize = c_int::MAX as usize;
    if cfg!(target_pointer_width = "64") {
        size.min(MAX)
    } else {
        size
    }
}

fn count(result: c_int) -> Result<usize, CallbackError> {
    usize::try_from(result).map_err(|_| CallbackError(result))
}

impl fmt::Display for CallbackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "callback returned {}", self.0)
    }
}

impl core::error::Error for CallbackError {}

impl Error for CallbackError {
    fn kind(&self) -> ErrorKind {
        ErrorKind::Other
    }
}
