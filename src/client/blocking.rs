//! The call, over a blocking connection.

use embedded_svc::http::{Method, client::Connection};

use crate::{
    Client, Error, NotebookId, Started,
    error::Step,
    protocol::{Request, Response, request},
};

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
            return Err(Error::RequestInProgress);
        }
        let headers = request.headers(self.token);
        self.connection
            .initiate_request(Method::Post, self.base_url.start(), &headers)
            .map_err(Error::while_at(Step::Open))?;
        // `write_all` would panic on a connection that takes nothing more.
        let mut body = request.body;
        while !body.is_empty() {
            let count = self.connection.write(body).map_err(Error::while_at(Step::Send))?;
            body = request::remaining(body, count)?;
        }
        self.connection.flush().map_err(Error::while_at(Step::Await))
    }

    fn receive<'b>(&mut self, buffer: &'b mut [u8]) -> Result<Response<'b, C::Error>, Error<C::Error>> {
        self.connection
            .initiate_response()
            .map_err(Error::while_at(Step::Await))?;
        let mut response = Response::new(&self.connection, buffer);
        while let Some(space) = response.space() {
            let read = self.connection.read(space);
            response.record(read);
        }
        Ok(response)
    }
}
