#[cfg(feature = "async")]
mod asynch;
mod blocking;

use core::fmt;

use crate::{BaseUrl, Token};

/// Starts notebooks over a connection.
///
/// The client owns its connection; `&mut` of one works as well. It keeps the URL and borrows the token, so a call
/// allocates and builds nothing. What a call needs to write, it writes into the buffer it is given.
///
/// Whether a start may have happened is told from the step at which the connection fails. So its `write` must keep to
/// this: when it fails, it has not passed on the last of its bytes. One that cannot tell takes the bytes, and fails in
/// `flush`.
pub struct Client<'t, C> {
    connection: C,
    base_url: BaseUrl,
    token: Token<'t>,
}

impl<'t, C> Client<'t, C> {
    /// Makes a client. Nothing is sent yet.
    pub fn new(connection: C, base_url: BaseUrl, token: Token<'t>) -> Self {
        Self {
            connection,
            base_url,
            token,
        }
    }

    /// Replaces the token from the next call on. Tokens expire after hours; a client may live for years.
    pub fn set_token(&mut self, token: Token<'t>) {
        self.token = token;
    }

    /// Lends the connection, to reset it for example.
    pub fn connection(&mut self) -> &mut C {
        &mut self.connection
    }

    /// Gives the connection back.
    pub fn release(self) -> C {
        self.connection
    }
}

impl<C> fmt::Debug for Client<'_, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.base_url)
            .field("token", &self.token)
            .finish_non_exhaustive()
    }
}
