use super::answer::Answer;
use super::script::{Script, Trigger};

/// The behavior of a case: what the server sends, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Behavior {
    /// A whole and well-formed answer.
    Answer(Answer),
    /// Bytes, pauses, and the end of the connection.
    Script(Script),
    /// The answer of the [upstream](crate::Builder::upstream) service, to which the start is passed on.
    Upstream,
}

impl Behavior {
    /// Returns when the behavior begins.
    pub(crate) fn trigger(&self) -> Trigger {
        match self {
            Self::Answer(_) | Self::Upstream => Trigger::Request,
            Self::Script(script) => script.trigger(),
        }
    }

    /// Returns the status of the final response, as far as it can be read.
    pub(crate) fn status(&self) -> Option<u16> {
        match self {
            Self::Answer(answer) => Some(answer.status()),
            Self::Script(script) => script.status(),
            Self::Upstream => None,
        }
    }
}
