/// The party that has to act so that the next call can succeed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Fault {
    /// The caller: the notebook id or the URL is wrong, or the buffer cannot hold the request.
    Request,
    /// The owner of the account: the token, its permissions or its state.
    Account,
    /// The operator of the service.
    Service,
    /// The operator of the network between the device and the service, or the author of the connection if it counts bytes
    /// wrong or was left inside a request.
    Connection,
    /// Not known: the response is not the documented reply, so the service may not have sent it.
    Reply,
}

impl Fault {
    /// Returns the fault of a reply with this HTTP status and without a code.
    pub(crate) const fn of_status(status: u16) -> Self {
        match status {
            401 | 403 => Self::Account,
            407 | 408 => Self::Connection,
            429 | 500..=599 => Self::Service,
            300..=499 => Self::Request,
            _ => Self::Reply,
        }
    }
}
