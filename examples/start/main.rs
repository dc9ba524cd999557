//! Starts a notebook from a host. Without arguments it starts the documented one on a mock that it brings along.

mod arguments;
mod async_streams;
mod interrupt;
mod report;
mod streams;
mod trust;

use std::{
    env::{self, VarError},
    fmt::Display,
    fs, io,
    process::ExitCode,
    time::Duration,
};

use arguments::{Arguments, Carrier, visible, without_secrets};
use clap::Parser;
use embedded_svc::http::client::{Connection, asynch};
use interrupt::{Stage, Watched, enter};
use report::{NOT_SENT, UNKNOWN, complain, report, report_interrupt};
use scnet_notebook::{
    BaseUrl, Client, NotebookId, Outcome, StdHttpConnection, StreamConnection, Token, error::InvalidBaseUrl,
    http1::Endpoint,
};
use scnet_notebook_mock as mock;
use tokio::{runtime::Builder, sync::oneshot};
use trust::trust;

/// The notebook on the service's page.
const DOCUMENTED_ID: &str = "1821067171420946434";

fn main() -> ExitCode {
    let arguments = Arguments::try_parse().unwrap_or_else(|error| without_secrets(error).exit());
    #[cfg(unix)]
    let _ = interrupt::watch_signals();
    match run(arguments) {
        Ok(status) => status,
        Err(error) => {
            enter(Stage::Ended(2));
            complain(format_args!("error: {error}"));
            ExitCode::from(2)
        }
    }
}

/// Makes the call. An error is one of the input: nothing was sent.
fn run(arguments: Arguments) -> Result<ExitCode, Box<dyn std::error::Error>> {
    // The mock stops when it is dropped, after the call.
    let mock = match arguments.base_url {
        Some(_) => None,
        None => {
            let started = spare_files().and_then(|()| mock::Server::builder().start());
            Some(started.map_err(|error| format!("starting the mock: {error}"))?)
        }
    };
    let url = arguments.base_url.as_deref().or(mock.as_ref().map(mock::Server::url));
    let id = arguments.notebook_id.as_deref().unwrap_or(DOCUMENTED_ID);
    let url = visible("--base-url", url.unwrap_or_default())?;
    // A password with a slash looks like a path.
    let has_user = |error| {
        if url.contains('@') {
            InvalidBaseUrl::UserInfo
        } else {
            error
        }
    };
    let base_url = BaseUrl::new(url).map_err(|error| format!("--base-url: {}", has_user(error)))?;
    let notebook = NotebookId::new(visible("NOTEBOOK_ID", id)?).map_err(|error| format!("NOTEBOOK_ID: {error}"))?;
    let token = match mock {
        Some(_) => String::from("a-token-for-the-mock"),
        None => env::var("SCNET_TOKEN").map_err(|error| match error {
            VarError::NotPresent => "environment variable SCNET_TOKEN is not set",
            // The error itself would repeat the token.
            VarError::NotUnicode(_) => "environment variable SCNET_TOKEN is not text",
        })?,
    };
    let name = "environment variable SCNET_TOKEN";
    let token = Token::new(visible(name, &token)?).map_err(|error| format!("{name}: {error}"))?;
    let timeout = Duration::from_secs(arguments.timeout);
    let mut connection = StdHttpConnection::new().with_total_timeout(timeout);
    let mut ca = None;
    if let Some(file) = arguments.ca {
        let named = |error: &dyn Display| format!("--ca {}: {error}", file.display());
        let pem = fs::read(&file).map_err(|error| named(&error))?;
        // It checks the text for the other connections as well.
        connection = connection.with_private_ca(&pem).map_err(|error| named(&error))?;
        ca = Some(pem);
    }

    Ok(match arguments.connection {
        Carrier::Std => call(connection, base_url, token, notebook),
        Carrier::Stream => {
            let tls = trust(ca.as_deref())?;
            let connect = |endpoint: &Endpoint<'_>| {
                streams::open(endpoint, timeout, &tls).map_err(|error| with_address(endpoint, &error))
            };
            call(StreamConnection::new(connect), base_url, token, notebook)
        }
        Carrier::StreamAsync => {
            let tls = trust(ca.as_deref())?;
            let connect = async |endpoint: &Endpoint<'_>| {
                let stream = async_streams::open(endpoint, timeout, &tls).await;
                stream.map_err(|error| with_address(endpoint, &error))
            };
            call_async(StreamConnection::new(connect), base_url, token, notebook)?
        }
    })
}

/// Checks that some files can be opened. An async runtime panics where it cannot open its own.
fn spare_files() -> io::Result<()> {
    let pipes: io::Result<Vec<_>> = (0..8).map(|_| io::pipe()).collect();
    pipes.map(drop)
}

/// Makes the call over a blocking connection.
fn call<C: Connection<Error: Display>>(
    connection: C,
    base_url: BaseUrl<'_>,
    token: Token<'_>,
    notebook: NotebookId<'_>,
) -> ExitCode {
    let mut buffer = [0; 512];
    let mut client = Client::new(Watched(connection), base_url, token, &mut buffer);
    let result = client.start(notebook);
    report(notebook, result, client.message())
}

/// Makes the call over an async connection. A signal drops it, and the client knows how far it was.
fn call_async<C: asynch::Connection<Error: Display>>(
    connection: C,
    base_url: BaseUrl<'_>,
    token: Token<'_>,
    notebook: NotebookId<'_>,
) -> Result<ExitCode, String> {
    let runtime = spare_files().and_then(|()| Builder::new_current_thread().enable_all().build());
    let runtime = runtime.map_err(|error| format!("starting the async runtime: {error}"))?;
    let mut buffer = [0; 512];
    let mut client = Client::new(connection, base_url, token, &mut buffer);
    let (sender, interrupted) = oneshot::channel();
    enter(Stage::Async(sender));
    let result = runtime.block_on(async {
        tokio::select! {
            biased;
            result = client.start_async(notebook) => Some(result),
            Ok(()) = interrupted => None,
        }
    });
    Ok(match result {
        Some(result) => report(notebook, result, client.message()),
        None => {
            let is_unsent = client.outcome() == Some(Outcome::NotSent);
            let outcome = if is_unsent { NOT_SENT } else { UNKNOWN };
            enter(Stage::Ended(outcome.0));
            report_interrupt(outcome).into()
        }
    })
}

/// Adds the address of the server to an error.
fn with_address(endpoint: &Endpoint<'_>, error: &io::Error) -> io::Error {
    let Endpoint { host, port, .. } = endpoint;
    io::Error::new(error.kind(), format!("connecting to {host}:{port}: {error}"))
}
