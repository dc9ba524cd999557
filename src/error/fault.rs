/// Who has to act so that the next call can succeed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Fault {
    /// The caller: what was asked, or where it was asked, is wrong.
    Request,
    /// The owner of the account: the token, its permissions or its state.
    Account,
    /// The operator of the service.
    Service,
    /// Whoever keeps the network up between here and the service; or whoever wrote the connection, if it miscounts or was
    /// left inside a request.
    Connection,
    /// Nobody yet: what came back is not the documented reply, so what answered may not be the service.
    Reply,
}

impl Fault {
    /// Reads an HTTP status outside 2xx that came without a reply of the service.
    pub(crate) fn of_status(status: u16) -> Self {
        match status {
            401 | 403 => Self::Account,
            407 | 408 => Self::Connection,
            429 | 500..=599 => Self::Service,
            300..=499 => Self::Request,
            _ => Self::Reply,
        }
    }
}
