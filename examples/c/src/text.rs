use core::{
    ffi::c_char,
    fmt::{self, Display, Write},
    mem,
};

use scnet_notebook::{
    Code,
    error::{InvalidBaseUrl, InvalidNotebookId, InvalidToken, Kind, Malformed, Step},
    http1::{ProtocolError, StreamError},
};

use crate::{CallResult, Reason, stream::CallbackError, text_buffer::TextBuffer};

/// Writes a result as a sentence in English, for a log: what became of the call, why, and what helps.
///
/// text has room for size bytes; 256 is ample. The sentence is cut to fit, and ends with a NUL. It is "" if result is NULL.
/// Nothing is written if text is NULL, or size is 0. A program that does not call this function does not link it: it takes 8 KB
/// of flash, most of it texts.
///
/// # Safety
///
/// Each pointer is NULL or valid for what is said of it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn scnet_text(result: *const CallResult, text: *mut c_char, size: usize) {
    // SAFETY: the caller's promise. C may have written any number into an enum, so it is read as plain numbers.
    let (result, mut text) = unsafe { (result.cast::<Numbers>().as_ref(), TextBuffer::new(text, size)) };
    if let Some(result) = result {
        // It fails where the text is cut.
        let _ = write!(text, "{result}");
    }
}

/// Returns the version of the library, such as "0.1.0".
#[unsafe(no_mangle)]
pub extern "C" fn scnet_version() -> *const c_char {
    concat!(env!("CARGO_PKG_VERSION"), "\0").as_ptr().cast()
}

/// A [`CallResult`] of any numbers, in the same layout.
#[repr(C)]
struct Numbers {
    outcome: u8,
    fault: u8,
    step: u8,
    reason: u8,
    detail: u32,
    error: i32,
    code: u32,
    retry_after: u32,
    status: u16,
}

const _: () = assert!(size_of::<Numbers>() == size_of::<CallResult>());

/// Writes the beginning of a sentence about a call with this outcome.
pub(crate) fn write_outcome(outcome: u8, f: &mut impl Write) -> fmt::Result {
    f.write_str(match outcome {
        0 => "started",
        1 => "not started, nothing was sent: ",
        2 => "not started, refused: ",
        _ => "may have started, look at the notebook first: ",
    })
}

/// Writes what helps against a documented code.
pub(crate) fn write_advice(code: u32, f: &mut impl Write) -> fmt::Result {
    match Code::new(code).documented() {
        Some(row) if code != 0 => write!(f, "; {}", row.advice),
        _ => Ok(()),
    }
}

impl Display for Numbers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_outcome(self.outcome, f)?;
        if self.outcome == 0 {
            return Ok(());
        }
        self.write_reason(f)?;
        if !matches!(self.status, 0 | 200..=299) {
            write!(f, ", HTTP status {}", self.status)?;
        }
        if matches!(self.status, 300..=399) {
            f.write_str("; redirects are not followed, use the final URL")?;
        }
        if self.retry_after > 0 {
            write!(f, ", asking to wait {} s", self.retry_after)?;
        }
        write_advice(self.code, f)
    }
}

impl Numbers {
    fn write_reason(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let position = usize::try_from(self.detail).unwrap_or(usize::MAX);
        let (detail, length) = (self.detail, position);
        match Reason::from_number(self.reason) {
            Reason::None => f.write_str("no reason"),
            Reason::NullPointer => {
                f.write_str("buffer_size is too large, or request, buffer, stream or a callback is NULL")
            }
            Reason::BaseUrlScheme => InvalidBaseUrl::Scheme.fmt(f),
            Reason::BaseUrlNoHost => InvalidBaseUrl::NoHost.fmt(f),
            Reason::BaseUrlPort => InvalidBaseUrl::Port.fmt(f),
            Reason::BaseUrlTrailingSlash => InvalidBaseUrl::TrailingSlash.fmt(f),
            Reason::BaseUrlTooLong => InvalidBaseUrl::TooLong { length }.fmt(f),
            Reason::BaseUrlUserInfo => InvalidBaseUrl::UserInfo.fmt(f),
            Reason::BaseUrlCharacter => InvalidBaseUrl::Character { position }.fmt(f),
            Reason::TokenEmpty => InvalidToken::Empty.fmt(f),
            Reason::TokenCharacter => InvalidToken::Character { position }.fmt(f),
            Reason::NotebookIdEmpty => InvalidNotebookId::Empty.fmt(f),
            Reason::NotebookIdTooLong => InvalidNotebookId::TooLong { length }.fmt(f),
            Reason::NotebookIdCharacter => InvalidNotebookId::Character { position }.fmt(f),
            Reason::BufferTooSmall => self.write_kind(f, Kind::RequestTooLong { capacity: detail }),
            Reason::Callback => self.write_failure(f, StreamError::Stream(CallbackError(self.error))),
            Reason::ByteCount => self.write_failure(f, StreamError::InvalidByteCount),
            Reason::EndOfStream => self.write_failure(f, StreamError::UnexpectedEof),
            Reason::HttpStatusLine => self.write_failure(f, ProtocolError::StatusLine.into()),
            Reason::HttpHeader => self.write_failure(f, ProtocolError::Header.into()),
            Reason::HttpLength => self.write_failure(f, ProtocolError::Length.into()),
            Reason::HttpChunk => self.write_failure(f, ProtocolError::Chunk.into()),
            Reason::HttpTooLong => self.write_failure(f, ProtocolError::TooLong.into()),
            Reason::Truncated => self.write_kind(f, Kind::Truncated { missing: detail }),
            Reason::ReplyTooLong => self.write_kind(f, Kind::ReplyTooLong { capacity: detail }),
            Reason::NotUtf8 => self.write_malformed(f, Malformed::NotUtf8),
            Reason::NotJson => self.write_malformed(f, Malformed::NotJson),
            Reason::NotAnObject => self.write_malformed(f, Malformed::NotAnObject),
            Reason::TooDeep => self.write_malformed(f, Malformed::TooDeep),
            Reason::NoCode => self.write_malformed(f, Malformed::NoCode),
            Reason::RepeatedCode => self.write_malformed(f, Malformed::RepeatedCode),
            Reason::InvalidCode => self.write_malformed(f, Malformed::InvalidCode),
            Reason::NoResult => self.write_malformed(f, Malformed::NoResult),
            Reason::RepeatedData => self.write_malformed(f, Malformed::RepeatedData),
            Reason::StatusMismatch => self.write_malformed(f, Malformed::StatusMismatch),
            Reason::WrongLength => self.write_malformed(f, Malformed::WrongLength),
            Reason::Code => self.write_kind(f, Kind::Code(Code::new(self.code))),
            Reason::NotStarted => self.write_kind(f, Kind::NotStarted),
            Reason::Status => self.write_kind(f, Kind::Status),
            Reason::Https => f.write_str("connection failed"),
            Reason::CaFile if detail == 0 => f.write_str("CA file cannot be used"),
            Reason::CaFile => write!(f, "CA file cannot be read, errno {detail}"),
            Reason::Other => write!(f, "reason {}", self.reason),
        }
    }

    fn write_kind(&self, f: &mut fmt::Formatter<'_>, kind: Kind<StreamError<CallbackError>>) -> fmt::Result {
        kind.fmt(f)
    }

    fn write_malformed(&self, f: &mut fmt::Formatter<'_>, reason: Malformed) -> fmt::Result {
        let position = self.detail;
        self.write_kind(f, Kind::Malformed { reason, position })
    }

    fn write_failure(&self, f: &mut fmt::Formatter<'_>, error: StreamError<CallbackError>) -> fmt::Result {
        let step = match self.step {
            2 => Step::Open,
            3 => Step::Send,
            4 => Step::Await,
            _ => Step::Read,
        };
        self.write_kind(f, Kind::Connection { step, error })
    }
}

impl Reason {
    /// Returns the reason of this number.
    fn from_number(number: u8) -> Self {
        if number < Self::Other as u8 {
            // SAFETY: every number up to that of `Other` is a reason.
            unsafe { mem::transmute::<u8, Self>(number) }
        } else {
            Self::Other
        }
    }
}
