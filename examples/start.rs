//! Starts a notebook from a host. Without arguments it starts the documented one on a mock that it brings along.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program talks to its user")]

use std::{env, fs, path::PathBuf, process::ExitCode, time::Duration};

use clap::{Parser, ValueEnum};
use embedded_svc::http::client::Connection;
use scnet_notebook::{BaseUrl, Client, Error, NotebookId, Outcome, StdHttpConnection, Token};
use scnet_notebook_mock::Server;

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
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..))]
    timeout: u64,

    /// What carries the call
    #[arg(long, value_enum, default_value_t = Carrier::Std)]
    connection: Carrier,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Carrier {
    /// The host's sockets and rustls
    Std,
}

const EXIT_STATUS: &str = "\
Exit status:
  0  the notebook is starting
  1  the service answered that it did not start the notebook
  2  wrong usage, or wrong input
  3  nothing was sent
  4  unknown whether the notebook was started: look at it before you try again";

/// The notebook on the service's page.
const DOCUMENTED_ID: &str = "1821067171420946434";

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(arguments) {
        Ok(status) => status,
        Err(wrong) => {
            eprintln!("error: {wrong}");
            ExitCode::from(2)
        }
    }
}

/// Collects what a call needs. What is wrong with it is wrong before anything is sent.
fn run(arguments: Arguments) -> Result<ExitCode, Box<dyn std::error::Error>> {
    // The mock stops when it is dropped, after the call.
    let (_mock, base_url, notebook, token);
    if let (Some(url), Some(id)) = (arguments.base_url, arguments.notebook_id) {
        token = env::var("SCNET_TOKEN").map_err(|error| format!("environment variable SCNET_TOKEN: {error}"))?;
        (_mock, base_url, notebook) = (None, url, id);
    } else {
        let mock = Server::start();
        (base_url, notebook) = (mock.url().parse()?, DOCUMENTED_ID.parse()?);
        token = String::from("a-token-for-the-mock");
        _mock = Some(mock);
    }
    let token = Token::new(&token).map_err(|error| format!("environment variable SCNET_TOKEN: {error}"))?;

    match arguments.connection {
        Carrier::Std => {
            let mut connection = StdHttpConnection::new().with_total_timeout(Duration::from_secs(arguments.timeout));
            if let Some(ca) = arguments.ca {
                let pem = fs::read(&ca).map_err(|error| format!("{}: {error}", ca.display()))?;
                connection = connection
                    .with_private_ca(&pem)
                    .map_err(|error| format!("{}: {error}", ca.display()))?;
            }
            Ok(start(Client::new(connection, base_url, token), &notebook))
        }
    }
}

/// Makes the call over whichever connection, and tells how it went.
fn start<C: Connection>(mut client: Client<'_, C>, notebook: &NotebookId) -> ExitCode {
    // It holds first the request, then the reply: 512 bytes are plenty for both.
    let mut buffer = [0; 512];
    match client.start(notebook, &mut buffer) {
        Ok(_) => {
            println!("started {notebook}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            if let Error::Refused { code, .. } = &error {
                if let Some(entry) = code.documented() {
                    eprintln!("hint: {}", entry.advice);
                }
            }
            ExitCode::from(match error.outcome() {
                Outcome::Answered => 1,
                Outcome::NotSent => 3,
                Outcome::Unknown => 4,
            })
        }
    }
}
