//! Starts a notebook from a host. Without arguments it starts the documented one on a mock that it brings along.

mod async_streams;
mod streams;
mod trust;

use std::{
    env::{self, VarError},
    fmt::Display,
    fs,
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
    time::Duration,
};

use clap::{Parser, ValueEnum};
use scnet_notebook::{
    BaseUrl, Client, Error, NotebookId, Outcome, Started, StdHttpConnection, StreamConnection, Token, http1::Endpoint,
};
use scnet_notebook_mock as mock;
use trust::trust;

/// Starts an SCNet notebook instance.
///
/// Without arguments, starts the documented notebook on a mock of the service: no account, no network.
///
/// Against a real server the token is taken from the environment variable SCNET_TOKEN, never from the command line,
/// where others on the machine can read it.
#[derive(Debug, Parser)]
#[command(version, after_help = EXIT_STATUS)]
struct Arguments {
    /// The notebook to start, such as 1821067171420946434
    #[arg(requires = "base_url")]
    notebook_id: Option<NotebookId>,

    /// Where the service is: its scheme, host, port and path prefix
    #[arg(long, value_name = "URL", requires = "notebook_id")]
    base_url: Option<BaseUrl>,

    /// Trust the certificate authorities in this PEM file, and no others
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,

    /// How long the whole call may take
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    timeout: u64,

    /// What carries the call
    #[arg(long, value_enum, default_value_t = Carrier::Std)]
    connection: Carrier,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Carrier {
    /// `StdHttpConnection`: ureq and rustls
    Std,
    /// `StreamConnection` over sockets of the standard library
    Stream,
    /// `StreamConnection` over sockets of tokio
    StreamAsync,
}

const EXIT_STATUS: &str = "\
Exit status:
  0  the notebook is starting
  1  the service answered that it did not start the notebook
  2  wrong usage, or wrong input
  3  the request was not sent whole: nothing was started
  4  unknown whether the notebook was started: look at it before you try again";

/// The notebook on the service's page.
const DOCUMENTED_ID: &str = "1821067171420946434";

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(arguments) {
        Ok(status) => status,
        Err(wrong) => {
            complain(format_args!("error: {wrong}"));
            ExitCode::from(2)
        }
    }
}

/// Writes a line to standard error. The exit status counts, whether or not anybody reads this.
fn complain(line: impl Display) {
    let _ = writeln!(io::stderr(), "{line}");
}

/// Collects what a call needs. What is wrong with it is wrong before anything is sent.
fn run(arguments: Arguments) -> Result<ExitCode, Box<dyn std::error::Error>> {
    // The mock stops when it is dropped, after the call.
    let (_mock, base_url, notebook, token);
    if let (Some(url), Some(id)) = (arguments.base_url, arguments.notebook_id) {
        token = env::var("SCNET_TOKEN").map_err(|error| match error {
            VarError::NotPresent => "environment variable SCNET_TOKEN is not set",
            // The error itself would repeat the token.
            VarError::NotUnicode(_) => "environment variable SCNET_TOKEN is not text",
        })?;
        (_mock, base_url, notebook) = (None, url, id);
    } else {
        let mock = mock::Server::start();
        (base_url, notebook) = (mock.url().parse()?, DOCUMENTED_ID.parse()?);
        token = String::from("a-token-for-the-mock");
        _mock = Some(mock);
    }
    let token = Token::new(&token).map_err(|error| format!("environment variable SCNET_TOKEN: {error}"))?;
    let timeout = Duration::from_secs(arguments.timeout);
    let ca = arguments
        .ca
        .map(|file| fs::read(&file).map_err(|error| format!("{}: {error}", file.display())));
    let ca = ca.transpose()?;

    // It holds first the request, then the reply: 512 bytes are plenty for both.
    let mut buffer = [0; 512];
    Ok(match arguments.connection {
        Carrier::Std => {
            let mut connection = StdHttpConnection::new().with_total_timeout(timeout);
            if let Some(ca) = ca {
                connection = connection.with_private_ca(&ca)?;
            }
            let mut client = Client::new(connection, base_url, token);
            report(&notebook, client.start(&notebook, &mut buffer))
        }
        Carrier::Stream => {
            let tls = trust(ca.as_deref())?;
            let connection = StreamConnection::new(|server: &Endpoint<'_>| streams::open(server, timeout, &tls));
            let mut client = Client::new(connection, base_url, token);
            report(&notebook, client.start(&notebook, &mut buffer))
        }
        Carrier::StreamAsync => {
            let tls = trust(ca.as_deref())?;
            let connection =
                StreamConnection::new(async |server: &Endpoint<'_>| async_streams::open(server, timeout, &tls).await);
            let mut client = Client::new(connection, base_url, token);
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            let status = report(&notebook, runtime.block_on(client.start_async(&notebook, &mut buffer)));
            // A resolver that hangs outlives the deadline on a thread of its own, and is not waited for.
            runtime.shutdown_background();
            status
        }
    })
}

/// Tells how the call went.
fn report<E: Display>(notebook: &NotebookId, result: Result<Started, Error<E>>) -> ExitCode {
    let error = match result {
        Ok(_) => {
            // It is started, whether or not anybody reads so.
            let _ = writeln!(io::stdout(), "started {notebook}");
            return ExitCode::SUCCESS;
        }
        Err(error) => error,
    };
    complain(format_args!("error: {error}"));
    if let Error::Refused { code, .. } = &error {
        if let Some(entry) = code.documented() {
            complain(format_args!("hint: {}", entry.advice));
        }
    }
    ExitCode::from(match error.outcome() {
        Outcome::Refused => 1,
        Outcome::NotSent => 3,
        Outcome::Unknown => 4,
    })
}
