//! The connections of the crate, each with one client for several calls.

use std::{
    net::SocketAddr,
    sync::{Arc, LazyLock},
    time::Duration,
};

use rustls::ClientConfig;
use scnet_notebook::{
    BaseUrl, Client, Error, NotebookId, Started, StdHttpConnection, StreamConnection, Token, http1::Endpoint,
};

use crate::{async_streams, call_result::CallResult, streams, trust::trust};

/// The streams of the example need it, though no test here uses TLS.
pub(crate) static TLS: LazyLock<Arc<ClientConfig>> = LazyLock::new(|| trust(None).unwrap());

/// Long enough to be written without a copy.
const TOKEN: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyIjoic29tZWJvZHkifQ.c2lnbmF0dXJl";

/// A connection of the crate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Connection {
    Std,
    Stream,
    StreamAsync,
}

impl Connection {
    /// Makes a client, and returns a function that makes a call.
    pub(crate) fn client(self, server: SocketAddr, timeout: Duration) -> Box<dyn FnMut() -> CallResult> {
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
                    call_result(&client, &result)
                })
            }
            Self::Stream => {
                let open = move |endpoint: &Endpoint<'_>| streams::open(endpoint, timeout, &TLS);
                let mut client = Client::new(StreamConnection::new(open), url, token, buffer);
                Box::new(move || {
                    let result = client.start(notebook);
                    call_result(&client, &result)
                })
            }
            Self::StreamAsync => {
                let open = async move |endpoint: &Endpoint<'_>| async_streams::open(endpoint, timeout, &TLS).await;
                let mut client = Client::new(StreamConnection::new(open), url, token, buffer);
                let mut runtime = tokio::runtime::Builder::new_current_thread();
                let runtime = runtime.enable_all().build().unwrap();
                Box::new(move || {
                    let result = runtime.block_on(client.start_async(notebook));
                    call_result(&client, &result)
                })
            }
        }
    }
}

/// Returns the result of a call. Checks that nothing shows the token, and that the client and the error have the same outcome.
fn call_result<C, E: embedded_svc::io::Error + 'static>(
    client: &Client<'_, C>,
    result: &Result<Started, Error<E>>,
) -> CallResult {
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
    CallResult::new(result, outcome, message)
}
