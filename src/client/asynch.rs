//! The call, over an async connection.

use embedded_svc::http::{Method, client::asynch::Connection};

use crate::{
    Client, Error, NotebookId, Started,
    error::Step,
    protocol::{Request, Response, request},
};

impl<C: Connection> Client<'_, C> {
    /// Does what [`start`](Client::start) does, over an async connection.
    ///
    /// The future may be dropped at any await, by a timeout for example. What became of the start is then unknown, and the
    /// connection may be left inside the request: the next call says so, [`Error::RequestInProgress`], until the connection is
    /// reset.
    ///
    /// ```
    /// # #[cfg(feature = "http1")]
    /// # async fn call(notebook: &scnet_notebook::NotebookId) -> Result<(), Box<dyn core::error::Error>> {
    /// # use embedded_io_adapters::tokio_1::FromTokio;
    /// # use scnet_notebook::{BaseUrl, Client, Endpoint, StreamConnection, Token};
    /// # use tokio::net::TcpStream;
    /// let connection = StreamConnection::new(async |server: &Endpoint<'_>| {
    ///     TcpStream::connect((server.host, server.port)).await.map(FromTokio::new)
    /// });
    /// let base_url = BaseUrl::new("http://gateway.local")?; // in the clear, as the stream is
    /// let mut client = Client::new(connection, base_url, Token::new("eyJhbGciOiJIUzI1N")?);
    /// client.start_async(notebook, &mut [0; 512]).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`start`](Client::start).
    pub async fn start_async(&mut self, notebook: &NotebookId, buffer: &mut [u8]) -> Result<Started, Error<C::Error>> {
        let request = Request::encode(notebook, buffer)?;
        self.post_async(&request).await?;
        let response = self.receive_async(buffer).await?;
        response.decode()
    }

    async fn post_async(&mut self, request: &Request<'_>) -> Result<(), Error<C::Error>> {
        if self.connection.is_request_initiated() {
            return Err(Error::RequestInProgress);
        }
        let headers = request.headers(self.token);
        self.connection
            .initiate_request(Method::Post, self.base_url.start(), &headers)
            .await
            .map_err(Error::while_at(Step::Open))?;
        let mut body = request.body;
        while !body.is_empty() {
            let count = self.connection.write(body).await.map_err(Error::while_at(Step::Send))?;
            body = request::remaining(body, count)?;
        }
        self.connection.flush().await.map_err(Error::while_at(Step::Await))
    }

    async fn receive_async<'b>(&mut self, buffer: &'b mut [u8]) -> Result<Response<'b, C::Error>, Error<C::Error>> {
        self.connection
            .initiate_response()
            .await
            .map_err(Error::while_at(Step::Await))?;
        let mut response = Response::new(&self.connection, buffer);
        while let Some(space) = response.space() {
            let read = self.connection.read(space).await;
            response.record(read);
        }
        Ok(response)
    }
}
