//! The mock as a program, for the bench.
#![forbid(unsafe_code)]
#![expect(clippy::print_stderr, reason = "a program says on standard error why it stops")]

mod stop;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;
use scnet_notebook_mock::{Case, Play, Received, Server};
use stop::Stop;

/// Stands in for the notebook service on a bench.
///
/// The first line of output is its URL, for a device the base URL of the service (where it listens on 0.0.0.0, with the
/// address of this machine instead). Then comes one line for each
/// request: its number, method, path, token (its end and length only), notebook and answer. What breaks the service's
/// contract is refused, and the header Mock-Problem says why. Ctrl-C stops it.
#[derive(Debug, Parser)]
#[command(version, after_help = EXAMPLES)]
struct Arguments {
    /// Where to listen; port 0 takes a free one.
    ///
    /// On 127.0.0.1 only this machine reaches it. On 0.0.0.0 a board on the network does, and so does everyone else
    /// there: the traffic, tokens included, is not encrypted.
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8080")]
    listen: String,

    /// What to answer to a well-formed start: a documented code, by number or by name.
    ///
    /// For example 10007 or user-frozen. A code that does not exist gets the list of those that do.
    #[arg(long, value_name = "CODE", default_value = "success")]
    code: Case,
}

const EXAMPLES: &str = "\
Examples:
  scnet-notebook-mock                          every start succeeds
  scnet-notebook-mock --code user-frozen       every start is told that the user is frozen
  scnet-notebook-mock --listen 0.0.0.0:8080    for boards on the network

Exit status: 0 stopped by Ctrl-C or SIGTERM, 1 the output is gone, 2 wrong usage or the address is not free.";

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return explain(&error),
    };
    match serve(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Listen(message)) => fail(2, &message),
        Err(Failure::Io(error)) => fail(1, &error.to_string()),
    }
}

enum Failure {
    Listen(String),
    Io(io::Error),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

#[tokio::main(flavor = "current_thread")]
async fn serve(arguments: Arguments) -> Result<(), Failure> {
    // First of all, so that from the first line of output on a signal stops the program cleanly.
    let mut stop = Stop::new()?;
    let server = Server::listen_async(&arguments.listen)
        .await
        .map_err(|error| Failure::Listen(format!("cannot listen on {}: {error}", arguments.listen)))?;
    if let Play::Answer(answer) = arguments.code.play() {
        server.reply_with(answer.clone());
    }
    say(server.url())?;

    let mut seen = 0;
    loop {
        tokio::select! {
            requests = server.requests_after(seen) => seen = print(&requests, seen)?,
            () = stop.asked() => break,
        }
    }
    print(&server.requests(), seen)?;
    Ok(())
}

/// Prints the requests after the one numbered `seen`, and returns the number of the last.
fn print(requests: &[Received], mut seen: u64) -> io::Result<u64> {
    for request in requests {
        if request.number > seen {
            let unseen = request.number - seen - 1;
            if unseen > 0 {
                say(format_args!("{unseen} requests came too fast to be printed"))?;
            }
            say(request)?;
            seen = request.number;
        }
    }
    Ok(seen)
}

/// Prints a line at once: whoever reads it may be a program that waits for it.
fn say(line: impl core::fmt::Display) -> io::Result<()> {
    let mut output = io::stdout().lock();
    writeln!(output, "{line}")?;
    output.flush()
}

/// Shows the help as it is, and of a wrong usage the one line that says what is wrong.
fn explain(error: &clap::Error) -> ExitCode {
    if !error.use_stderr() {
        return if error.print().is_ok() {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        };
    }
    let text = error.to_string();
    let line = text.lines().next().unwrap_or_default();
    fail(2, line.trim_start_matches("error: "))
}

fn fail(status: u8, message: &str) -> ExitCode {
    eprintln!("error: {message}");
    ExitCode::from(status)
}
