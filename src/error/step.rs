use core::fmt;

use crate::Outcome;

/// The step of a call at which a connection failed, as the client sees it.
///
/// A connection that gathers the request before it connects fails to connect at [`Send`](Step::Send). Decide by the [`Outcome`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Step {
    /// Connecting, and sending the head of the request.
    Open,
    /// Sending the body of the request; its last byte was not handed over.
    Send,
    /// Waiting for the head of the response; the whole request was handed over.
    Await,
    /// Reading the body of the response.
    Read,
}

impl Step {
    /// The service carries out whole requests only, so the last byte of the body decides.
    pub(crate) const fn outcome(self) -> Outcome {
        match self {
            Self::Open | Self::Send => Outcome::NotSent,
            Self::Await | Self::Read => Outcome::Unknown,
        }
    }
}

/// Writes the step as the end of a sentence, such as `while reading the response`.
impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Open => "while opening the request",
            Self::Send => "before the whole request was sent",
            Self::Await => "while waiting for the response",
            Self::Read => "while reading the response",
        })
    }
}
