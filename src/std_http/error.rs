use core::{error, fmt};
use std::{
    format, io,
    string::{String, ToString},
};

use embedded_io::{Error, ErrorKind};

use super::connector::NotConnected;
use crate::http1::StreamError;

/// The reason why a [`StdHttpConnection`](crate::StdHttpConnection) failed, and whether anything was sent before.
///
/// Neither its text nor its `Debug` output holds the value of a header, or any text that a server or a proxy chose.
#[derive(Debug)]
pub struct StdHttpError {
    reason: String,
    kind: ErrorKind,
    is_unsent: bool,
}

impl StdHttpError {
    /// Returns true if the server cannot have received the whole request, so that repeating it is safe.
    #[must_use]
    pub const fn is_unsent(&self) -> bool {
        self.is_unsent
    }

    /// Refuses a setting.
    pub(super) fn invalid(reason: &str) -> Self {
        Self {
            reason: reason.into(),
            kind: ErrorKind::InvalidData,
            is_unsent: true,
        }
    }

    /// Makes the error of a call that failed before the whole request was sent.
    pub(super) fn unsent(peer: &str, error: &StreamError<io::Error>) -> Self {
        Self {
            // A call in the wrong state does not tell what was sent before.
            is_unsent: !matches!(error, StreamError::InvalidState),
            ..Self::unknown(peer, error)
        }
    }

    /// Makes the error of a call that failed after the whole request may have been sent.
    pub(super) fn unknown(peer: &str, error: &StreamError<io::Error>) -> Self {
        let names_peer = match error {
            StreamError::Stream(error) => error
                .get_ref()
                .is_some_and(<dyn error::Error + Send + Sync>::is::<NotConnected>),
            StreamError::Unsupported | StreamError::InvalidState => true,
            _ => false,
        };
        Self {
            reason: if names_peer {
                error.to_string()
            } else {
                format!("{peer}: {error}")
            },
            kind: error.kind(),
            is_unsent: false,
        }
    }
}

impl Error for StdHttpError {
    fn kind(&self) -> ErrorKind {
        self.kind
    }
}

impl fmt::Display for StdHttpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

impl error::Error for StdHttpError {}
