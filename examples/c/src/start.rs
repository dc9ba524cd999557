use scnet_notebook::StreamConnection;

use crate::{CallResult, Outcome, Request, Stream, call::call, stream::Callbacks};

/// Starts a notebook over a stream of yours: sends one request, and receives one reply.
///
/// It never repeats the request, because a start costs money and cannot be taken back. It returns the outcome, and fills in
/// *result, which nobody may use until it returns. Arguments that cannot be used are SCNET_OUTCOME_NOT_SENT, before a callback
/// is called: a pointer that is NULL, a string with a defect. If result is NULL, that is all it does.
///
/// A device that is reset during a call does not know its outcome. Put a mark into memory that survives a reset before the call, and
/// the outcome after it; a boot that finds the mark alone has to treat it as SCNET_OUTCOME_UNKNOWN.
///
/// It has no state, and takes no heap, no static memory and no lock. So threads may call it at the same time, and a callback
/// may too, each with a buffer, a message and a result of its own. It needs some 1,100 bytes of stack, without that of the
/// callbacks: README.md has the figure. It logs nothing, and is not for interrupt handlers, because it waits. No input makes it
/// panic; a bug of the library itself would end in scnet_panic, a function that executes an undefined instruction, and so in
/// your fault handler.
///
/// # Safety
///
/// Each pointer is NULL or valid for what is said of it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scnet_start(
    request: *const Request,
    stream: *const Stream,
    result: *mut CallResult,
) -> Outcome {
    // SAFETY: the caller's promise.
    unsafe {
        let connect = || Ok(StreamConnection::new(Callbacks::new(stream)?));
        call(request, result, connect, |_| ())
    }
}
