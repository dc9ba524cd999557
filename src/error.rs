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
    /// Whoever keeps the network up between here and the service.
    Connection,
    /// Nobody yet: what came back is not the documented reply, so what answered may not be the service.
    Reply,
}
