use core::ffi::c_int;

use scnet_notebook::{
    error::Malformed,
    http1::{ProtocolError, StreamError},
};

use crate::stream::CallbackError;

/// The reason why a call failed. scnet_text makes it a sentence.
#[repr(u8)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// None: the notebook was started.
    None = 0,
    /// The request, the buffer, the stream or a callback is NULL, or buffer_size is larger than any memory. (A string that is
    /// NULL is empty.)
    NullPointer = 1,
    /// The base URL does not begin with https:// or http://, in lower case.
    BaseUrlScheme = 2,
    /// The base URL names no host.
    BaseUrlNoHost = 3,
    /// The port in the base URL is not a number from 1 to 65535.
    BaseUrlPort = 4,
    /// The base URL ends with a slash.
    BaseUrlTrailingSlash = 5,
    /// The base URL has more than 128 characters. detail: its length.
    BaseUrlTooLong = 6,
    /// The base URL has user information, user:password@.
    BaseUrlUserInfo = 7,
    /// The base URL has a character that is not allowed at its place. detail: its offset.
    BaseUrlCharacter = 8,
    /// The token is empty.
    TokenEmpty = 9,
    /// The token has a character that is not visible ASCII, such as a line end. detail: its offset.
    TokenCharacter = 10,
    /// The notebook id is empty.
    NotebookIdEmpty = 11,
    /// The notebook id has more than 64 characters. detail: its length.
    NotebookIdTooLong = 12,
    /// The notebook id has a character that is not allowed. detail: its offset.
    NotebookIdCharacter = 13,
    /// The buffer cannot hold the request and a reply. detail: its size.
    BufferTooSmall = 14,
    /// A callback failed. error: what it returned.
    Callback = 15,
    /// read or write returned an impossible number of bytes: more than size, or 0 from write.
    ByteCount = 16,
    /// The server closed the stream before the response was whole.
    EndOfStream = 17,
    /// The response is not HTTP/1.1: its status line is malformed.
    HttpStatusLine = 18,
    /// The same: a line of its head is not a header.
    HttpHeader = 19,
    /// The same: the length of its body is malformed, announced twice, or that of an unknown transfer coding.
    HttpLength = 20,
    /// The same: its body is not in well-formed chunks.
    HttpChunk = 21,
    /// The same: too many headers or interim responses.
    HttpTooLong = 22,
    /// The body of the response ended early. detail: the number of bytes that did not come.
    Truncated = 23,
    /// The body of the response does not fit the buffer. detail: the size of the buffer.
    ReplyTooLong = 24,
    /// The body of the response is not UTF-8. detail, here and below: the offset at which that showed.
    NotUtf8 = 25,
    /// It is not JSON, or continues after the object.
    NotJson = 26,
    /// It is not a JSON object: a page, for example.
    NotAnObject = 27,
    /// It nests arrays and objects more than 31 deep.
    TooDeep = 28,
    /// It has no member code.
    NoCode = 29,
    /// It has more than one member code.
    RepeatedCode = 30,
    /// Its code is not a whole number from 0 to 4294967295.
    InvalidCode = 31,
    /// Its code is 0, the success, without a boolean as data.
    NoResult = 32,
    /// It has more than one member data.
    RepeatedData = 33,
    /// Its code is 0, the success, under an HTTP status that is not.
    StatusMismatch = 34,
    /// It is not of the length that its head announces.
    WrongLength = 35,
    /// The reply has an error code. code: its number.
    Code = 36,
    /// The service says that the notebook was not started: code 0 with data false.
    NotStarted = 37,
    /// The HTTP status is not a success, and the response has no code. status: its number.
    Status = 38,
    /// scnet_start_https: the connection failed. scnet_https.text says why.
    Https = 39,
    /// scnet_start_https: the CA file cannot be used. detail: the errno if it cannot be read, else 0.
    /// scnet_https.text says why.
    CaFile = 40,
    /// A reason that has no name in this version.
    Other = 41,
}

/// An error of a connection.
pub(crate) trait Cause {
    /// Returns the reason, and the value of the callback that failed, or 0.
    fn cause(&self) -> (Reason, c_int);
}

impl Cause for StreamError<CallbackError> {
    fn cause(&self) -> (Reason, c_int) {
        let reason = match self {
            Self::Stream(CallbackError(value)) => return (Reason::Callback, *value),
            Self::UnexpectedEof => Reason::EndOfStream,
            Self::Protocol(ProtocolError::StatusLine) => Reason::HttpStatusLine,
            Self::Protocol(ProtocolError::Header) => Reason::HttpHeader,
            Self::Protocol(ProtocolError::Length) => Reason::HttpLength,
            Self::Protocol(ProtocolError::Chunk) => Reason::HttpChunk,
            Self::Protocol(ProtocolError::TooLong) => Reason::HttpTooLong,
            Self::InvalidByteCount => Reason::ByteCount,
            _ => Reason::Other,
        };
        (reason, 0)
    }
}

impl Reason {
    /// Returns the reason of a reply that is not one of the service.
    pub(crate) fn malformed(malformed: Malformed) -> Self {
        match malformed {
            Malformed::NotUtf8 => Self::NotUtf8,
            Malformed::NotJson => Self::NotJson,
            Malformed::NotAnObject => Self::NotAnObject,
            Malformed::TooDeep => Self::TooDeep,
            Malformed::NoCode => Self::NoCode,
            Malformed::RepeatedCode => Self::RepeatedCode,
            Malformed::InvalidCode => Self::InvalidCode,
            Malformed::NoResult => Self::NoResult,
            Malformed::RepeatedData => Self::RepeatedData,
            Malformed::StatusMismatch => Self::StatusMismatch,
            Malformed::WrongLength => Self::WrongLength,
            _ => Self::Other,
        }
    }
}
