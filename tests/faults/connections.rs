//! The connections of the crate, each with one client for several calls.

use std::{
    sync::{Arc, LazyLock},
    time::Duration,
};

use rustls::ClientConfig;
use scnet_notebook::{BaseUrl, Client, Error, Started, StdHttpConnection, StreamConnection, Token, http1::Endpoint};
use support::documented::{message, notebook};

use crate::{async_streams, call_result::CallResult, streams, trust::trust};

/// The streams of the example need it, though no test here uses TLS.
pub(crate) static TLS: LazyLock<Arc<ClientConfig>> = LazyLock::new(|| trust(None).unwrap());

/// A token that is long enough to be written without a copy.
pub(crate) const TOKEN: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyIjoic29tZWJvZHkifQ.c2lnbmF0dXJl";

/// A connection of the crate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Connection {
    Std,
    Stream,
    StreamAsync,
}

impl Connection {
    /// Makes a client, and returns a function that makes a call.
    pub(crate) fn client(self, base_url: &str, token: &str, timeout: Duration) -> Box<dyn FnMut() -> CallResult> {
        let base_url = BaseUrl::new(base_url.to_owned().leak()).unwrap();
        let token: &str = token.to_owned().leak();
        let (valid_token, buffer) = (Token::new(token).unwrap(), Box::leak(Box::new([0; 512])));
        match self {
            Self::Std => {
                let connection = StdHttpConnection::new().with_total_timeout(timeout);
                let mut client = Client::new(connection, base_url, valid_token, buffer);
                Box::new(move || {
                    let result = client.start(notebook());
                    call_result(&client, &result, token)
                })
            }
            Self::Stream => {
                let open = move |endpoint: &Endpoint<'_>| streams::open(endpoint, timeout, &TLS);
                let mut client = Client::new(StreamConnection::new(open), base_url, valid_token, buffer);
                Box::new(move || {
                    let result = client.start(notebook());
                    call_result(&client, &result, token)
                })
            }
            Self::StreamAsync => {
                let open = async move |endpoint: &Endpoint<'_>| async_streams::open(endpoint, timeout, &TLS).await;
                let mut client = Client::new(StreamConnection::new(open), base_url, valid_token, buffer);
                let mut runtime = tokio::runtime::Builder::new_current_thread();
                let runtime = runtime.enable_all().build().unwrap();
                Box::new(move || {
                    let result = runtime.block_on(client.start_async(notebook()));
                    call_result(&client, &result, token)
                })
            }
        }
    }
}

/// Returns the result of a call. Checks that nothing shows the token, and that the client and the error have the same outcome.
fn call_result<C, E: embedded_svc::io::Error + 'static>(
    client: &Client<'_, C>,
    result: &Result<Started, Error<E>>,
    token: &str,
) -> CallResult {
    let mut text = format!("{client:?} {:?} {result:?}", client.message());
    if let Err(error) = result {
        let causes = core::iter::successors(Some(error as &dyn core::error::Error), |cause| cause.source());
        text.extend(causes.map(|cause| format!(" {cause} {cause:?}")));
    }
    for part in token.split('.') {
        assert!(!text.contains(part), "the token is shown: {text}");
    }
    let outcome = result.as_ref().err().map(Error::outcome);
    assert_eq!(client.outcome(), outcome, "{text}");
    CallResult::new(result, outcome, message(client))
}
