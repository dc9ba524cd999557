//! The connections of the crate, each with a client that is kept from call to call.

mod kept;
mod kept_async;

use std::{
    cell::Cell,
    net::SocketAddr,
    rc::Rc,
    sync::{Arc, LazyLock},
    time::{Duration, Instant},
};

use rustls::ClientConfig;
use scnet_notebook::{
    BaseUrl, Client, Error, NotebookId, Outcome, Started, StdHttpConnection, StreamConnection, Token,
    http1::{Endpoint, KeepAlive},
};

use crate::{async_streams, expected::Ending, streams, trust::trust};

/// What the streams of the example ask for, though none of these tests has a use for it.
static TLS: LazyLock<Arc<ClientConfig>> = LazyLock::new(|| trust(None).unwrap());

/// Long enough to go out from where it lies.
const TOKEN: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyIjoic29tZWJvZHkifQ.c2lnbmF0dXJl";

/// What carries the calls.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Connection {
    Std,
    /// With a stream of its own for each call.
    Stream,
    /// With a stream that is kept where it may be.
    KeptStream,
    StreamAsync,
    KeptStreamAsync,
}

/// How a call ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) ending: Ending,
    /// `None` if the notebook was started.
    pub(crate) outcome: Option<Outcome>,
    /// For whoever reads of a failed test.
    #[expect(dead_code, reason = "is printed with the rest")]
    text: String,
}

impl Ended {
    fn of<E: embedded_svc::io::Error + 'static>(result: &Result<Started, Error<E>>) -> Self {
        let text = printed(result);
        for part in TOKEN.split('.') {
            assert!(!text.contains(part), "the token is shown: {text}");
        }
        Self {
            ending: Ending::of(result),
            outcome: result.as_ref().err().map(Error::outcome),
            text,
        }
    }
}

/// Returns everything that a call can print.
fn printed<E: embedded_svc::io::Error + 'static>(result: &Result<Started, Error<E>>) -> String {
    match result {
        Ok(started) => format!("{started:?}"),
        Err(error) => {
            let first: &dyn core::error::Error = error;
            core::iter::successors(Some(first), |cause| cause.source())
                .map(|cause| format!("{cause} {cause:?} "))
                .collect()
        }
    }
}

impl Connection {
    /// Makes a client, and returns how to call with it.
    pub(crate) fn client(self, server: SocketAddr, timeout: Duration) -> Box<dyn FnMut() -> Ended> {
        let url = BaseUrl::new(&format!("http://{server}")).unwrap();
        let token = Token::new(TOKEN).unwrap();
        let notebook = NotebookId::new("1821067171420946434").unwrap();
        let mut buffer = [0; 512];
        // Where a stream is kept, the deadline is the call's rather than the stream's.
        let deadline = Rc::new(Cell::new(Instant::now()));
        let of_stream = Rc::clone(&deadline);
        match self {
            Self::Std => {
                let connection = StdHttpConnection::new().with_total_timeout(timeout);
                let mut client = Client::new(connection, url, token);
                Box::new(move || Ended::of(&client.start(&notebook, &mut buffer)))
            }
            Self::Stream => {
                let open = move |server: &Endpoint<'_>| streams::open(server, timeout, &TLS);
                let mut client = Client::new(StreamConnection::new(open), url, token);
                Box::new(move || Ended::of(&client.start(&notebook, &mut buffer)))
            }
            Self::KeptStream => {
                let open = move |server: &Endpoint<'_>| kept::open(server, &of_stream);
                let mut client = Client::new(StreamConnection::new(KeepAlive(open)), url, token);
                Box::new(move || {
                    deadline.set(Instant::now() + timeout);
                    Ended::of(&client.start(&notebook, &mut buffer))
                })
            }
            Self::StreamAsync => {
                let open = async move |server: &Endpoint<'_>| async_streams::open(server, timeout, &TLS).await;
                let mut client = Client::new(StreamConnection::new(open), url, token);
                let runtime = runtime();
                Box::new(move || Ended::of(&runtime.block_on(client.start_async(&notebook, &mut buffer))))
            }
            Self::KeptStreamAsync => {
                let open = async move |server: &Endpoint<'_>| kept_async::open(server, &of_stream).await;
                let mut client = Client::new(StreamConnection::new(KeepAlive(open)), url, token);
                let runtime = runtime();
                Box::new(move || {
                    deadline.set(Instant::now() + timeout);
                    Ended::of(&runtime.block_on(client.start_async(&notebook, &mut buffer)))
                })
            }
        }
    }
}

fn runtime() -> tokio::runtime::Runtime {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    builder.enable_all().build().unwrap()
}
