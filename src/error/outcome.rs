/// The possible effect of a call that failed: whether it may have started the notebook.
///
/// These are all the possibilities, so a `match` needs no other arm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Outcome {
    /// The notebook was not started: the request was not handed over whole. Try again after a pause, unless
    /// [`Error::fault`](crate::Error::fault) is the request's.
    NotSent,
    /// The notebook was not started: the service says so, or a server in front of it refused the request.
    /// [`Error::fault`](crate::Error::fault) says who has to act.
    Refused,
    /// The request may have reached the service, and no reply of the service says what became of it. Look at the notebook
    /// before the next call: a running one costs money.
    Unknown,
}

impl Outcome {
    /// Returns the outcome of a reply with this HTTP status and without a code.
    ///
    /// [`Refused`](Outcome::Refused) where the standard leaves no doubt that the server that answered did not pass the request on,
    /// or forwarded it without effect.
    pub(crate) const fn of_status(status: u16) -> Self {
        match status {
            400 | 401 | 403..=407 | 411 | 413..=415 | 417 | 421 | 426 | 429 | 431 => Self::Refused,
            _ => Self::Unknown,
        }
    }
}
