#[cfg(feature = "async")]
mod asynch;
mod blocking;

use core::fmt;

use heapless::String;

use crate::{
    BaseUrl, Error, Message, Outcome, Started, Token,
    error::{Kind, ResponseInfo},
};

/// Starts notebooks over a connection.
///
/// A client owns its connection, or `&mut` of one, and borrows the rest. It is cheap to make: keep it, or make one for each
/// call. A renewed token needs a new client. A gateway that owns the values makes a client for each call:
///
/// ```
/// # use embedded_svc::http::client::Connection;
/// use scnet_notebook::{BaseUrl, Client, NotebookId, Token};
///
/// struct Gateway<C> {
///     connection: C,
///     base_url: String,
///     token: String,
///     buffer: [u8; 512],
/// }
///
/// impl<C: Connection> Gateway<C>
/// where
///     C::Error: 'static, // for the `?` into a box
/// {
///     fn start(&mut self, notebook: &str) -> Result<(), Box<dyn core::error::Error>> {
///         let (base_url, token) = (BaseUrl::new(&self.base_url)?, Token::new(&self.token)?);
///         let mut client = Client::new(&mut self.connection, base_url, token, &mut self.buffer);
///         client.start(NotebookId::new(notebook)?)?;
///         Ok(())
///     }
/// }
/// ```
///
/// A client that lives as long as the program borrows from statics. On a device the buffer is one of a `StaticCell`:
///
/// ```
/// # use embedded_svc::http::client::Connection;
/// # use scnet_notebook::{BaseUrl, Client, Token};
/// # fn keep<C: Connection>(connection: C) -> Result<Client<'static, C>, Box<dyn core::error::Error>> {
/// let buffer: &'static mut [u8] = Box::leak(Box::new([0; 512]));
/// let (base_url, token) = (BaseUrl::new("https://scnet-demo.accloud.cn")?, Token::new("eyJhbGciOiJIUzI1N")?);
/// let client: Client<'static, C> = Client::new(connection, base_url, token, buffer);
/// # Ok(client)
/// # }
/// ```
///
/// # Connections
///
/// The client concludes from the step at which a connection fails whether the start may have happened. So a `write` that fails,
/// or that is dropped before its end, must not have sent its last byte. A connection that cannot tell accepts the
/// bytes, and fails in `flush`.
///
/// After an error of an `EspHttpConnection`, [`release`](Client::release) it and make a new one. A connection that was left inside a
/// request by its owner fails with [`RequestInProgress`](Kind::RequestInProgress), where ESP-IDF alone would panic: replace it too.
///
/// Timeouts are the connection's responsibility: give it a deadline for the whole exchange.
pub struct Client<'a, C> {
    connection: C,
    base_url: BaseUrl<'a>,
    token: Token<'a>,
    buffer: &'a mut [u8],
    /// The URL of the call, once there was a call.
    url: String<{ BaseUrl::MAX_CALL_LENGTH }, u8>,
    outcome: Option<Outcome>,
    response: ResponseInfo,
    /// The offset of the last message in the buffer, or 0.
    message: usize,
}

impl<'a, C> Client<'a, C> {
    /// Makes a client. Nothing is sent yet.
    ///
    /// `buffer` holds first the body of the request, of 81 bytes at most, then the body of the reply. 512 bytes are ample: the
    /// documented replies have some 50 bytes. A call in a buffer below 40 bytes, or too small for its request, fails with
    /// [`RequestTooLong`](Kind::RequestTooLong).
    pub fn new(connection: C, base_url: BaseUrl<'a>, token: Token<'a>, buffer: &'a mut [u8]) -> Self {
        Self {
            connection,
            base_url,
            token,
            buffer,
            url: String::new(),
            outcome: None,
            response: ResponseInfo::default(),
            message: 0,
        }
    }

    /// Returns the service's words in the last reply, or `None` if there was no whole reply, or none in it.
    #[must_use]
    pub fn message(&self) -> Option<Message<'_>> {
        match (self.message, self.buffer.get(self.message..)) {
            (0, _) | (_, None | Some([b'"', ..])) => None,
            (_, Some(string)) => Some(Message::new(string, self.token)),
        }
    }

    /// Returns the outcome of the last call if it failed, or `None` if there was no call or it started the notebook.
    ///
    /// This is the [outcome](Error::outcome) of the error that the call returned, or that of an async call that was dropped:
    /// [`NotSent`](Outcome::NotSent) up to the last byte of the request's body, then [`Unknown`](Outcome::Unknown). A
    /// future that was never polled does not count as a call.
    #[must_use]
    pub fn outcome(&self) -> Option<Outcome> {
        self.outcome
    }

    /// Returns the connection.
    pub fn connection(&mut self) -> &mut C {
        &mut self.connection
    }

    /// Gives the connection back.
    pub fn release(self) -> C {
        self.connection
    }

    /// Begins a call, of which nothing is sent yet.
    fn begin(&mut self) {
        self.outcome = Some(Outcome::NotSent);
        self.response = ResponseInfo::default();
        self.message = 0;
        if self.url.is_empty() {
            self.base_url.write_call(&mut self.url);
        }
    }

    /// Ends a call.
    fn end<E>(&mut self, result: Result<(), Kind<E>>) -> Result<Started, Error<E>> {
        match result {
            Ok(()) => {
                self.outcome = None;
                Ok(Started {
                    status: self.response.status(),
                })
            }
            Err(kind) => {
                self.outcome = Some(kind.outcome(self.response.status()));
                Err(Error {
                    kind,
                    response: self.response,
                })
            }
        }
    }
}

impl<C> fmt::Debug for Client<'_, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.base_url)
            .field("token", &self.token)
            .field("outcome", &self.outcome)
            .finish_non_exhaustive()
    }
}
