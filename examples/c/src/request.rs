use core::{
    ffi::{c_char, c_void},
    slice, str,
};

use scnet_notebook::{
    BaseUrl, NotebookId, Token,
    error::{InvalidBaseUrl, InvalidNotebookId, InvalidToken},
};

use crate::Reason;

/// The arguments of a call. Nothing is kept: all that is pointed to has to be valid, and must not change, until the function
/// returns.
///
/// Strings end with a NUL; NULL is the empty string, which is an error in each. The memory of buffer, of message and of the
/// result overlaps nothing else of the call.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Request {
    /// The URL of the service, such as "https://scnet-demo.accloud.cn": a scheme, a host, perhaps a port and the beginning of a
    /// path; no slash at the end, 128 characters at most. With "http" everything, the token included, is sent in the clear.
    pub base_url: *const c_char,
    /// The token of the account: visible ASCII, without a line end. Its length is limited by the server only.
    pub token: *const c_char,
    /// The id of the notebook, such as "1821067171420946434": visible ASCII without quotes and backslashes, 64 characters at
    /// most.
    pub notebook_id: *const c_char,
    /// Working memory, of any alignment. It holds the body of the request, then that of the response; the token is never in
    /// it. Its content means nothing before the call and after it.
    pub buffer: *mut c_void,
    /// The size of buffer in bytes. 512 is ample. Below 40, or too small for the request, the call fails with
    /// SCNET_REASON_BUFFER_TOO_SMALL. A reply that does not fit fails too, but after the request was sent: the outcome is unknown.
    pub buffer_size: usize,
    /// Memory for the words of the service about its decision, or NULL. They are for people, in UTF-8, in the language of the
    /// service's choice, which is Chinese or English. They fill one line of a log: control characters, and all that are neither
    /// ASCII nor of the scripts of East Asia, are replaced by "?". Pieces of the token of eight or more characters, or all of a
    /// shorter token, are overwritten with "*", one for each character. The words are cut to fit, at the end of a character. They
    /// end with a NUL, and are "" if there are none.
    pub message: *mut c_char,
    /// The size of message in bytes, with the NUL. 0 if it is NULL.
    pub message_size: usize,
}

/// The values of a request, checked, and its buffer.
type Values<'a> = (BaseUrl<'a>, Token<'a>, NotebookId<'a>, &'a mut [u8]);

/// The reason why a request cannot be used, and its detail.
pub(crate) struct Unusable {
    pub(crate) reason: Reason,
    pub(crate) detail: u32,
}

impl Unusable {
    /// Makes the error of a value with a defect at this place. No string has 4 GiB.
    pub(crate) fn new(reason: Reason, detail: usize) -> Self {
        let detail = u32::try_from(detail).unwrap_or(u32::MAX);
        Self { reason, detail }
    }
}

impl From<InvalidBaseUrl> for Unusable {
    fn from(error: InvalidBaseUrl) -> Self {
        // Reason and detail apart, in the order of the variants: the compiler makes an addition of it.
        let reason = match error {
            InvalidBaseUrl::Scheme => Reason::BaseUrlScheme,
            InvalidBaseUrl::NoHost => Reason::BaseUrlNoHost,
            InvalidBaseUrl::Port => Reason::BaseUrlPort,
            InvalidBaseUrl::TrailingSlash => Reason::BaseUrlTrailingSlash,
            InvalidBaseUrl::TooLong { .. } => Reason::BaseUrlTooLong,
            InvalidBaseUrl::UserInfo => Reason::BaseUrlUserInfo,
            InvalidBaseUrl::Character { .. } => Reason::BaseUrlCharacter,
            _ => Reason::Other,
        };
        let detail = match error {
            InvalidBaseUrl::TooLong { length: detail } | InvalidBaseUrl::Character { position: detail } => detail,
            _ => 0,
        };
        Self::new(reason, detail)
    }
}

impl From<InvalidToken> for Unusable {
    fn from(error: InvalidToken) -> Self {
        let (reason, detail) = match error {
            InvalidToken::Empty => (Reason::TokenEmpty, 0),
            InvalidToken::Character { position } => (Reason::TokenCharacter, position),
            _ => (Reason::Other, 0),
        };
        Self::new(reason, detail)
    }
}

impl From<InvalidNotebookId> for Unusable {
    fn from(error: InvalidNotebookId) -> Self {
        let (reason, detail) = match error {
            InvalidNotebookId::Empty => (Reason::NotebookIdEmpty, 0),
            InvalidNotebookId::TooLong { length } => (Reason::NotebookIdTooLong, length),
            InvalidNotebookId::Character { position } => (Reason::NotebookIdCharacter, position),
            _ => (Reason::Other, 0),
        };
        Self::new(reason, detail)
    }
}

impl Request {
    /// Checks and borrows the values.
    ///
    /// # Safety
    ///
    /// As the header demands of the caller.
    pub(crate) unsafe fn values<'a>(&self) -> Result<Values<'a>, Unusable> {
        if self.buffer.is_null() || isize::try_from(self.buffer_size).is_err() {
            return Err(Unusable::new(Reason::NullPointer, 0));
        }
        // SAFETY: the caller's promise, and it is neither NULL nor too large for a slice. The client reads no byte of it that it
        // has not written.
        let buffer = unsafe { slice::from_raw_parts_mut(self.buffer.cast(), self.buffer_size) };
        // SAFETY: the caller's promise.
        let (base_url, token, notebook) = unsafe {
            (
                BaseUrl::new(ascii(self.base_url, Reason::BaseUrlCharacter)?)?,
                Token::new(ascii(self.token, Reason::TokenCharacter)?)?,
                NotebookId::new(ascii(self.notebook_id, Reason::NotebookIdCharacter)?)?,
            )
        };
        Ok((base_url, token, notebook, buffer))
    }
}

/// Borrows a string of ASCII. Another character has the reason `defect`.
///
/// # Safety
///
/// `string` is NULL, or ends with a NUL.
unsafe fn ascii<'a>(string: *const c_char, defect: Reason) -> Result<&'a str, Unusable> {
    if string.is_null() {
        return Ok("");
    }
    let string: *const u8 = string.cast();
    let mut length = 0;
    loop {
        // SAFETY: the string goes on, up to its NUL.
        match unsafe { string.add(length).read() } {
            // SAFETY: ASCII is UTF-8. A check of UTF-8 would take 600 bytes of flash.
            0 => return Ok(unsafe { str::from_utf8_unchecked(slice::from_raw_parts(string, length)) }),
            1..0x80 => length += 1,
            _ => return Err(Unusable::new(defect, length)),
        }
    }
}
