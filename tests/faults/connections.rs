//! The connections of the crate, each with a client that is kept from call to call.

use std::{
    net::SocketAddr,
    sync::{Arc, LazyLock},
    time::Duration,
};

use rustls::ClientConfig;
use scnet_notebook::{
    BaseUrl, Client, Error, NotebookId, Started, StdHttpConnection, StreamConnection, Token, http1::Endpoint,
};

use crate::{async_streams, expected::Ending, streams, trust::trust};

/// The streams of the example ask for it, though none of these tests uses TLS.
static TLS: LazyLock<Arc<ClientConfig>> = LazyLock::new(|| trust(None).unwrap());

/// Long enough to go out from where it lies.
const TOKEN: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyIjoic29tZWJvZHkifQ.c2lnbmF0dXJl";

/// The connection that carries the calls.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Connection {
    Std,
    Stream,
    StreamAsync,
}

impl Connection {
    /// Makes a client, and returns a function that calls with it.
    pub(crate) fn client(self, server: SocketAddr, timeout: Duration) -> Box<dyn FnMut() -> Ending> {
        let url = BaseUrl::new(format!("http://{server}").leak()).unwrap();
        let token = Token::new(TOKEN).unwrap();
        let notebook = NotebookId::new("1821067171420946434").unwrap();
        let buffer = Box::leak(Box::new([0; 512]));
        match self {
            Self::Std => {
                let connection = StdHttpConnection::new().with_total_timeout(timeout);
                let mut client = Client::new(connection, url, token, buffer);
                Box::new(move || {
                    let result = client.start(notebook);
                    ending(&client, &result)
                })
            }
            Self::Stream => {
                let open = move |endpoint: &Endpoint<'_>| streams::open(endpoint, timeout, &TLS);
                let mut client = Client::new(StreamConnection::new(open), url, token, buffer);
                Box::new(move || {
                    let result = client.start(notebook);
                    ending(&client, &result)
                })
            }
            Self::StreamAsync => {
                let open = async move |endpoint: &Endpoint<'_>| async_streams::open(endpoint, timeout, &TLS).await;
                let mut client = Client::new(StreamConnection::new(open), url, token, buffer);
                let mut runtime = tokio::runtime::Builder::new_current_thread();
                let runtime = runtime.enable_all().build().unwrap();
                Box::new(move || {
                    let result = runtime.block_on(client.start_async(notebook));
                    ending(&client, &result)
                })
            }
        }
    }
}

/// Returns how a call ended. Nothing that it can print shows the token, and the client says the same as the error.
fn ending<C, E: embedded_svc::io::Error + 'static>(
    client: &Client<'_, C>,
    result: &Result<Started, Error<E>>,
) -> Ending {
    let mut text = format!("{client:?} {:?} {result:?}", client.message());
    if let Err(error) = result {
        let first: &dyn core::error::Error = error;
        text.extend(
            core::iter::successors(Some(first), |cause| cause.source()).map(|cause| format!(" {cause} {cause:?}")),
        );
    }
    for part in TOKEN.split('.') {
        assert!(!text.contains(part), "the token is shown: {text}");
    }
    let outcome = result.as_ref().err().map(Error::outcome);
    assert_eq!(client.outcome(), outcome, "{text}");
    let message = client.message().map(|message| message.chars().collect());
    Ending::of(result, outcome, message)
}
