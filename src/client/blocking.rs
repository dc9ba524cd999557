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
    /// The service did not say that it accepted the start. A start costs money and cannot be taken back: ask the error for its
    /// [`outcome`](Error::outcome) before the next call.
    #[inline(never)] // one copy for all callers
    pub fn start(&mut self, notebook: NotebookId<'_>) -> Result<Started, Error<C::Error>> {
        self.begin();
        let result = self.call(notebook);
        self.end(result)
    }

    fn call(&mut self, notebook: NotebookId<'_>) -> Result<(), Kind<C::Error>> {
        let Self {
            connection,
            url,
            token,
            buffer,
            outcome,
            response: info,
            message,
            ..
        } = self;
        let request = Request::encode(notebook, buffer)?;

        // An `EspHttpConnection` would panic.
        if connection.is_request_initiated() {
            return Err(Kind::RequestInProgress);
        }
        let headers = request.headers(*token);
        let opened = connection.initiate_request(Method::Post, url, &headers);
        opened.map_err(Kind::at(Step::Open))?;
        let mut body = request.body;
        // `write_all` would panic on a connection that accepts nothing more.
        while !body.is_empty() {
            let written = connection.write(body);
            body = request::remaining(body, written.map_err(Kind::at(Step::Send))?)?;
        }

        *outcome = Some(Outcome::Unknown);
        connection.flush().map_err(Kind::at(Step::Await))?;
        connection.initiate_response().map_err(Kind::at(Step::Await))?;

        let mut response = Response::new(connection, buffer, info)?;
        let end = loop {
            let read = connection.read(response.unfilled()).map_err(Kind::at(Step::Read));
            match read.and_then(|count| response.record(count)) {
                Ok(true) => break Ok(()),
                Ok(false) => {}
                Err(kind) => break Err(kind),
            }
        };
        response.decode(end, message)
    }
}
