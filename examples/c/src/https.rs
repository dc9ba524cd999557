use core::{
    ffi::{CStr, c_char, c_int},
    fmt::Write,
    time::Duration,
};
use std::fs;

use scnet_notebook::{StdHttpConnection, error::Kind, std_http::StdHttpError};

use crate::{
    CallResult, Outcome, Reason, Request,
    call::call,
    reason::Cause,
    request::{Unusable, unusable},
    text::{scnet_text, write_advice, write_outcome},
    text_buffer::TextBuffer,
};

/// The settings of scnet_start_https. Zeros are the defaults.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Https {
    /// The path of a file with certificates of CAs in PEM, the only ones that are then trusted. NULL: the public roots.
    pub ca_file: *const c_char,
    /// The limit of the whole call in milliseconds. 0: 30 seconds. Resolving the name, and connecting, take 10 seconds each at
    /// most.
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
/// taken from the environment by the rules of curl: HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY. It allocates memory, may be
/// called by threads at the same time, raises no signal, and tries again what a signal interrupts. A bug of the library,
/// or too little memory, ends the program by abort().
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
    // SAFETY: the caller's promise.
    let https = unsafe { https.as_ref() };
    if let Some(https) = https {
        // SAFETY: the caller's promise. The text is empty, if nothing else is written.
        unsafe { TextBuffer::new(https.text, https.text_size) };
    }
    let mut is_described = false;
    // SAFETY: the caller's promise.
    let outcome = unsafe {
        let connect = || connect(https);
        call(request, result, connect, |error| {
            let Some(https) = https else { return };
            let mut text = TextBuffer::new(https.text, https.text_size);
            is_described = true;
            // It fails where the text is cut.
            let _ = write_outcome(Outcome::from(error.outcome()) as u8, &mut text);
            let _ = write!(text, "{error}");
            if let Kind::Code(code) = error.kind() {
                let _ = write_advice(code.number(), &mut text);
            }
        })
    };
    if let (false, Some(https)) = (is_described, https) {
        // SAFETY: the caller's promise.
        unsafe { scnet_text(result, https.text, https.text_size) };
    }
    outcome
}

/// Makes a connection with these settings.
///
/// # Safety
///
/// As the header demands of the caller.
unsafe fn connect(https: Option<&Https>) -> Result<StdHttpConnection, Unusable> {
    let mut connection = StdHttpConnection::new();
    let Some(https) = https else {
        return Ok(connection);
    };
    if https.timeout_ms > 0 {
        connection = connection.with_total_timeout(Duration::from_millis(https.timeout_ms.into()));
    }
    if https.ca_file.is_null() {
        return Ok(connection);
    }
    // SAFETY: the caller's promise.
    let path = unsafe { CStr::from_ptr(https.ca_file) };
    let pem = path.to_str().map(fs::read);
    let unreadable =
        |errno: Option<c_int>| unusable(Reason::CaFile, errno.and_then(|e| e.try_into().ok()).unwrap_or(0));
    match pem {
        Ok(Ok(pem)) => connection.with_private_ca(&pem).or_else(|_| unreadable(None)),
        Ok(Err(error)) => unreadable(error.raw_os_error()),
        Err(_) => unreadable(None),
    }
}

impl Cause for StdHttpError {
    fn reason(&self) -> Reason {
        Reason::Https
    }

    fn value(&self) -> c_int {
        0
    }
}
