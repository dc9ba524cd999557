use core::fmt;

use embedded_svc::http::{Method, client::Connection};

use crate::{
    BaseUrl, Error, NotebookId, Started, Step, Token,
    request::{self, Request},
    response::Response,
};

/// Starts notebooks over a connection.
///
/// The client owns its connection; `&mut` of one works as well. It keeps the URL and borrows the token, so a call
/// allocates and builds nothing. What a call needs to write, it writes into the buffer it is given.
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

    /// Gives the connection back.
    pub fn release(self) -> C {
        self.connection
    }
}

impl<C: Connection> Client<'_, C> {
    /// Starts a notebook: one request, one reply, and no second attempt whatever happens.
    ///
    /// `buffer` holds first the request, of [`REQUEST_CAPACITY`](crate::REQUEST_CAPACITY) bytes at most, then the body
    /// of the reply: 512 bytes leave ample room for every reply known. How long a call may take is up to the connection.
    ///
    /// # Errors
    ///
    /// Whenever it is not certain that the service accepted the start. A start costs money and cannot be taken back, so
    /// ask the error for its [`outcome`](Error::outcome) before calling again.
    #[inline(never)] // one copy in the image, however many callers
    pub fn start(&mut self, notebook: &NotebookId, buffer: &mut [u8]) -> Result<Started, Error<C::Error>> {
        let request = Request::encode(notebook, buffer)?;
        self.post(&request)?;
        let response = self.receive(buffer)?;
        response.decode()
    }

    fn post(&mut self, request: &Request<'_>) -> Result<(), Error<C::Error>> {
        // An `EspHttpConnection` would panic.
        if self.connection.is_request_initiated() {
            return Err(Error::Unfinished);
        }
        self.connection
            .initiate_request(Method::Post, self.base_url.start(), &request.headers(self.token))
            .map_err(|error| Error::Connection {
                step: Step::Open,
                error,
            })?;
        // `write_all` would panic on a connection that takes nothing more.
        let mut body = request.body;
        while !body.is_empty() {
            let count = self.connection.write(body).map_err(|error| Error::Connection {
                step: Step::Send,
                error,
            })?;
            body = request::remaining(body, count)?;
        }
        self.connection.flush().map_err(|error| Error::Connection {
            step: Step::Await,
            error,
        })
    }

    fn receive<'b>(&mut self, buffer: &'b mut [u8]) -> Result<Response<'b, C::Error>, Error<C::Error>> {
        self.connection.initiate_response().map_err(|error| Error::Connection {
            step: Step::Await,
            error,
        })?;
        let mut response = Response::new(&self.connection, buffer);
        while let Some(space) = response.space() {
            let read = self.connection.read(space);
            response.record(read);
        }
        Ok(response)
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
