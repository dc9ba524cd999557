use core::{
    cell::Cell,
    ffi::{CStr, c_char, c_int},
    fmt::Write,
    ptr,
    time::Duration,
};
use std::{fs, io};

use scnet_notebook::{StdHttpConnection, std_http::StdHttpError};

use crate::{
    CallResult, Outcome, Reason, Request,
    call::call,
    reason::Cause,
    request::Unusable,
    text::{scnet_text, write_advice, write_outcome},
    text_buffer::TextBuffer,
};

/// The settings of scnet_start_https. Zeros are the defaults.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Https {
    /// The path of a file with certificates of CAs in PEM, the only ones that are then trusted. NULL: the public roots.
    pub ca_file: *const c_char,
    /// The limit of the whole call in milliseconds. 0: 30 seconds. Of these, the stream has to be open after 10 seconds, with its
    /// name resolved, through the proxy, and with TLS.
    pub timeout_ms: u32,
    /// Memory for a sentence like that of scnet_text, but with the reasons of TLS, proxies and the operating system; or NULL. It
    /// is cut to fit, and ends with a NUL.
    pub text: *mut c_char,
    /// The size of text in bytes, with the NUL. 512 is ample. 0 if it is NULL.
    pub text_size: usize,
}

/// Starts a notebook as scnet_start does, over the sockets of the operating system, with its own TLS for https.
///
/// For hosts and Linux gateways: only the library with the feature std has it. https may be NULL, for the defaults. Proxies are
/// taken from the environment by the rules of curl: HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY. Nobody may change the
/// environment meanwhile (setenv). It allocates memory, may be called by threads at the same time, raises no signal, and tries
/// again what a signal interrupts. It makes threads to resolve a name and to try several addresses, which may outlive the call by
/// some seconds. A bug of the library, or too little memory, ends the program by abort().
///
/// Its errors of the network have SCNET_REASON_HTTPS, and no number of the operating system: scnet_https.text has the words. A
/// server or proxy that cannot be reached or verified fails at SCNET_STEP_OPEN.
///
/// # Safety
///
/// Each pointer is NULL or valid for what is said of it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scnet_start_https(
    request: *const Request,
    https: *const Https,
    result: *mut CallResult,
) -> Outcome {
    const DEFAULT: Https = Https {
        ca_file: ptr::null(),
        timeout_ms: 0,
        text: ptr::null_mut(),
        text_size: 0,
    };
    let words = Cell::new(None);
    // SAFETY: the caller's promise. It fails where the text is cut.
    unsafe {
        let https = https.as_ref().unwrap_or(&DEFAULT);
        let connect = || connect(https, &words);
        let outcome = call(request, result, connect, |error| words.set(Some(error.to_string())));
        if let Some(words) = words.take() {
            let mut text = TextBuffer::new(https.text, https.text_size);
            let _ = write_outcome(outcome as u8, &mut text)
                .and_then(|()| text.write_str(&words))
                .and_then(|()| write_advice((*result).code, &mut text));
        } else {
            scnet_text(result, https.text, https.text_size);
        }
        outcome
    }
}

/// Makes a connection with these settings. The words say why it cannot.
///
/// # Safety
///
/// As the header demands of the caller.
unsafe fn connect(https: &Https, words: &Cell<Option<String>>) -> Result<StdHttpConnection, Unusable> {
    let mut connection = StdHttpConnection::new();
    if https.timeout_ms > 0 {
        connection = connection.with_total_timeout(Duration::from_millis(https.timeout_ms.into()));
    }
    if https.ca_file.is_null() {
        return Ok(connection);
    }
    let unusable = |errno: usize, text| {
        words.set(Some(text));
        Unusable::new(Reason::CaFile, errno)
    };
    // SAFETY: the caller's promise.
    let path = unsafe { CStr::from_ptr(https.ca_file) };
    let pem = path.to_str().map_err(io::Error::other).and_then(fs::read);
    let pem = pem.map_err(|error| {
        let errno = error.raw_os_error().and_then(|errno| errno.try_into().ok());
        unusable(errno.unwrap_or(0), format!("CA file cannot be read: {error}"))
    })?;
    let trusting = connection.with_private_ca(&pem);
    trusting.map_err(|error| unusable(0, format!("CA file cannot be used: {error}")))
}

impl Cause for StdHttpError {
    fn cause(&self) -> (Reason, c_int) {
        (Reason::Https, 0)
    }
}
