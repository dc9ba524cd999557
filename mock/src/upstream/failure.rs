use core::fmt;

/// A call without a whole answer.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    /// The status of the answer to the device.
    pub(crate) status: u16,
    /// Set if the service may have carried out the call.
    pub(crate) is_sent: bool,
    pub(crate) problem: String,
}

impl Failure {
    /// Makes the failure of a call of which nothing was sent.
    pub(crate) fn not_sent(problem: impl fmt::Display) -> Self {
        Self {
            status: 502,
            is_sent: false,
            problem: format!("the start was not passed on: {problem}"),
        }
    }

    /// Makes the failure of a call that may have arrived.
    pub(crate) fn unanswered(problem: impl fmt::Display) -> Self {
        Self {
            status: 502,
            is_sent: true,
            problem: format!("the start was passed on, and may have happened: {problem}"),
        }
    }

    /// Makes the failure of a call that may have arrived, and took too long.
    pub(crate) fn late(problem: impl fmt::Display) -> Self {
        Self {
            status: 504,
            ..Self::unanswered(problem)
        }
    }
}
