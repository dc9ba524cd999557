use embedded_tls::TlsError;

use crate::Error;

/// The state of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Life {
    /// Bytes go both ways.
    Open,
    /// The server has said that it ends the session.
    Ended,
    /// A call failed, was dropped, or is under way.
    ///
    /// `embedded-tls` goes on with the number of the lost record, and would encrypt the next one with it too: two texts
    /// under one key stream, which is as good as none.
    Broken,
}

impl Life {
    /// Begins a call, which is lost until [`Life::end`].
    pub(crate) fn begin(&mut self) -> Result<(), Error> {
        match self {
            Self::Open => {
                *self = Self::Broken;
                Ok(())
            }
            Self::Ended => Err(Error::Closed),
            Self::Broken => Err(Error::Broken),
        }
    }

    /// Ends a call.
    pub(crate) fn end<T>(&mut self, result: Result<T, TlsError>) -> Result<T, Error> {
        *self = match result {
            Ok(_) => Self::Open,
            Err(TlsError::ConnectionClosed) => Self::Ended,
            Err(_) => Self::Broken,
        };
        Ok(result?)
    }

    /// Makes the end of a session the end of what is read.
    pub(crate) fn or_end(result: Result<usize, Error>) -> Result<usize, Error> {
        match result {
            Err(Error::Closed) => Ok(0),
            result => result,
        }
    }
}
