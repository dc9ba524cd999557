//! The call, over any connection.

use embedded_svc::http::client::Connection;
use scnet_notebook::{Client, Error, error::Kind};

use crate::{CallResult, Fault, Outcome, Reason, Request, Step, message, reason::Cause, request::Unusable};

/// Makes the call that a request describes over the connection that `connect` makes, and shows the error to `report`.
///
/// # Safety
///
/// The pointers are NULL, or as the header demands.
pub(crate) unsafe fn call<C>(
    request: *const Request,
    result: *mut CallResult,
    connect: impl FnOnce() -> Result<C, Unusable>,
    report: impl FnOnce(&Error<C::Error>),
) -> Outcome
where
    C: Connection,
    C::Error: Cause,
{
    if result.is_null() {
        return Outcome::NotSent;
    }
    // SAFETY: the caller's promise, and it is not NULL. It is never borrowed, and a result of zeros is valid.
    unsafe {
        result.write_bytes(0, 1);
        (*result).outcome = Outcome::NotSent;
        (*result).fault = Fault::Request;
        (*result).step = Step::Check;
        if let Err(error) = run(request, result, connect, report) {
            (*result).reason = error.reason;
            (*result).detail = error.detail;
        }
        (*result).outcome
    }
}

/// Fills in the result, unless the arguments cannot be used.
///
/// # Safety
///
/// As `call`, and `result` is a valid result.
unsafe fn run<C>(
    request: *const Request,
    result: *mut CallResult,
    connect: impl FnOnce() -> Result<C, Unusable>,
    report: impl FnOnce(&Error<C::Error>),
) -> Result<(), Unusable>
where
    C: Connection,
    C::Error: Cause,
{
    // SAFETY: the caller's promise.
    let Some(request) = (unsafe { request.as_ref() }) else {
        return Err(Unusable::new(Reason::NullPointer, 0));
    };
    let has_message = !request.message.is_null() && request.message_size > 0;
    if has_message {
        // SAFETY: the caller's promise, and it has room for a byte.
        unsafe { request.message.write(0) };
    }
    // SAFETY: the caller's promise.
    let (base_url, token, notebook, buffer) = unsafe { request.values()? };
    let mut client = Client::new(connect()?, base_url, token, buffer);
    match client.start(notebook) {
        // SAFETY: the caller's promise.
        Ok(started) => unsafe {
            (*result).outcome = Outcome::Started;
            (*result).fault = Fault::None;
            (*result).step = Step::None;
            (*result).status = started.status;
        },
        Err(error) => {
            report(&error);
            // SAFETY: the caller's promise.
            unsafe {
                (*result).outcome = client.outcome().map_or(Outcome::Unknown, Outcome::from);
                failed(&error, result);
            }
        }
    }
    if has_message {
        if let Some(words) = client.message() {
            // SAFETY: the caller's promise, and it has room for a byte.
            unsafe { message::write(words, request.token, request.message, request.message_size) };
        }
    }
    Ok(())
}

/// Fills in the result of a call that failed, but for its outcome.
///
/// # Safety
///
/// `result` is a valid result.
#[inline(never)] // smaller than in its caller
unsafe fn failed<E: Cause>(error: &Error<E>, result: *mut CallResult) {
    let read = Step::Read;
    let (reason, step, detail) = match error.kind() {
        Kind::Connection { step, error } => {
            let (reason, value) = error.cause();
            // SAFETY: the caller's promise.
            unsafe { (*result).error = value };
            (reason, (*step).into(), 0)
        }
        Kind::InvalidByteCount { step } => (Reason::ByteCount, (*step).into(), 0),
        Kind::RequestTooLong { capacity } => (Reason::BufferTooSmall, Step::Check, *capacity),
        Kind::ReplyTooLong { capacity } => (Reason::ReplyTooLong, read, *capacity),
        Kind::Truncated { missing } => (Reason::Truncated, read, *missing),
        Kind::Malformed { reason, position } => (Reason::malformed(*reason), read, *position),
        Kind::Code(code) => {
            // SAFETY: the caller's promise.
            unsafe { (*result).code = code.number() };
            (Reason::Code, read, 0)
        }
        Kind::NotStarted => (Reason::NotStarted, read, 0),
        Kind::Status => (Reason::Status, read, 0),
        _ => (Reason::Other, read, 0),
    };
    // SAFETY: the caller's promise.
    unsafe {
        (*result).reason = reason;
        (*result).step = step;
        (*result).detail = detail;
        (*result).fault = error.fault().into();
        (*result).retry_after = error.retry_after().unwrap_or_default();
        (*result).status = error.status().unwrap_or_default();
    }
}
