//! The call over an async connection.

use embedded_svc::http::{Method, client::asynch::Connection};

use crate::{
    Client, Error, NotebookId, Outcome, Started,
    error::{Kind, Step},
    protocol::{Request, Response, request},
};

impl<C: Connection> Client<'_, C> {
    /// Starts a notebook as [`start`](Client::start) does, over an async connection.
    ///
    /// The future may be dropped at any await, by a timeout for example. [`outcome`](Client::outcome) then tells whether the
    /// start may have happened, and the next call begins afresh on a connection of this crate. Another connection may be left
    /// inside the request, which the next call reports as [`Kind::RequestInProgress`].
    ///
    /// ```
    /// # #[cfg(feature = "http1")]
    /// # async fn call(notebook: scnet_notebook::NotebookId<'_>) -> Result<(), Box<dyn core::error::Error>> {
    /// use core::time::Duration;
    /// use embedded_io_adapters::tokio_1::FromTokio;
    /// use scnet_notebook::{BaseUrl, Client, Outcome, StreamConnection, Token, http1::Endpoint};
    /// use tokio::{net::TcpStream, time::timeout};
    ///
    /// let connect = async |endpoint: &Endpoint<'_>| {
    ///     if endpoint.is_secure {
    ///         // Over this stream the token would travel in the clear.
    ///         return Err(std::io::Error::new(std::io::ErrorKind::Unsupported, "this stream has no TLS"));
    ///     }
    ///     TcpStream::connect((endpoint.host, endpoint.port)).await.map(FromTokio::new)
    /// };
    /// let connection = StreamConnection::new(connect);
    /// let base_url = BaseUrl::new("http://gateway.local")?;
    /// let mut buffer = [0; 512];
    /// let mut client = Client::new(connection, base_url, Token::new("eyJhbGciOiJIUzI1N")?, &mut buffer);
    ///
    /// match timeout(Duration::from_secs(30), client.start_async(notebook)).await {
    ///     Ok(result) => _ = result?,
    ///     Err(_) if client.outcome() == Some(Outcome::NotSent) => { /* try again */ }
    ///     Err(_) => { /* look at the notebook first */ }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// A task that is spawned owns what the client borrows:
    ///
    /// ```
    /// # #[cfg(feature = "http1")]
    /// # fn spawn(base_url: String, token: String) -> tokio::task::JoinHandle<Result<(), String>> {
    /// # use embedded_io_adapters::tokio_1::FromTokio;
    /// # use scnet_notebook::{BaseUrl, Client, NotebookId, StreamConnection, Token, http1::Endpoint};
    /// # use tokio::net::TcpStream;
    /// # let connect = async |endpoint: &Endpoint<'_>| {
    /// #     TcpStream::connect((endpoint.host, endpoint.port)).await.map(FromTokio::new)
    /// # };
    /// tokio::spawn(async move {
    ///     // `connect` as above
    ///     let base_url = BaseUrl::new(&base_url).map_err(|error| error.to_string())?;
    ///     let token = Token::new(&token).map_err(|error| error.to_string())?;
    ///     let notebook = NotebookId::new("1821067171420946434").map_err(|error| error.to_string())?;
    ///     let mut buffer = [0; 512];
    ///     let mut client = Client::new(StreamConnection::new(connect), base_url, token, &mut buffer);
    ///     client.start_async(notebook).await.map_err(|error| error.to_string())?;
    ///     Ok(())
    /// })
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`start`](Client::start).
    pub async fn start_async(&mut self, notebook: NotebookId<'_>) -> Result<Started, Error<C::Error>> {
        self.begin();
        let result = self.call_async(notebook).await;
        self.end(result)
    }

    async fn call_async(&mut self, notebook: NotebookId<'_>) -> Result<(), Kind<C::Error>> {
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
        let opened = connection.initiate_request(Method::Post, url, &headers).await;
        opened.map_err(Kind::at(Step::Open))?;
        let mut body = request.body;
        // `write_all` would panic on a connection that accepts nothing more.
        while !body.is_empty() {
            let written = connection.write(body).await;
            body = request::remaining(body, written.map_err(Kind::at(Step::Send))?)?;
        }

        *outcome = Some(Outcome::Unknown);
        connection.flush().await.map_err(Kind::at(Step::Await))?;
        connection.initiate_response().await.map_err(Kind::at(Step::Await))?;

        let mut response = Response::new(connection, buffer, info)?;
        let end = loop {
            let read = connection.read(response.unfilled()).await.map_err(Kind::at(Step::Read));
            match read.and_then(|count| response.record(count)) {
                Ok(true) => break Ok(()),
                Ok(false) => {}
                Err(kind) => break Err(kind),
            }
        };
        response.decode(end, message)
    }
}
