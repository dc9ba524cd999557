//! The call over a blocking connection.

use embedded_svc::http::{Method, client::Connection};

use crate::{
    Client, Error, NotebookId, Outcome, Started,
    error::{Kind, Step},
    protocol::{Request, Response, request},
};

impl<C: Connection> Client<'_, C> {
    /// Starts a notebook: sends one request and receives one reply, and never repeats it.
    ///
    /// # Errors
    ///
    /// Unless the service says that it accepted the start. A start costs money and cannot be taken back: ask the error for its
    /// [`outcome`](Error::outcome) before the next call.
    #[inline(never)] // one copy for all callers
    pub fn start(&mut self, notebook: NotebookId<'_>) -> Result<Started, Error<C::Error>> {
        self.begin();
        let result = self.call(notebook);
        self.end(result)
    }

    fn call(&mut self, notebook: NotebookId<'_>) -> Result<Started, Kind<C::Error>> {
        let Self {
            connection,
            url,
            token,
            buffer,
            ..
        } = self;
        let request = Request::encode(notebook, buffer)?;
        send(connection, url, &request.headers(*token), request.body)?;
        self.outcome = Some(Outcome::Unknown);
        let response = receive(connection, buffer)?;
        self.response = response.info();
        response.decode(&mut self.message)
    }
}

/// Hands over the request, all but for a flush.
fn send<C: Connection>(
    connection: &mut C,
    url: &str,
    headers: &[(&str, &str)],
    mut body: &[u8],
) -> Result<(), Kind<C::Error>> {
    // An `EspHttpConnection` would panic.
    if connection.is_request_initiated() {
        return Err(Kind::RequestInProgress);
    }
    let opened = connection.initiate_request(Method::Post, url, headers);
    opened.map_err(Kind::at(Step::Open))?;
    // `write_all` would panic on a connection that accepts nothing more.
    while !body.is_empty() {
        let written = connection.write(body);
        body = request::remaining(body, written.map_err(Kind::at(Step::Send))?)?;
    }
    Ok(())
}

/// Receives the response.
fn receive<'b, C: Connection>(
    connection: &mut C,
    buffer: &'b mut [u8],
) -> Result<Response<'b, C::Error>, Kind<C::Error>> {
    connection.flush().map_err(Kind::at(Step::Await))?;
    connection.initiate_response().map_err(Kind::at(Step::Await))?;
    let mut response = Response::new(connection, buffer);
    while let Some(unfilled) = response.unfilled() {
        let read = connection.read(unfilled);
        response.record(read);
    }
    Ok(response)
}
