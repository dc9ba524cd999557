//! The mock as a program, for the bench.
#![forbid(unsafe_code)]

mod ca_dir;
mod cli;
mod environment;
mod error;
mod output;
mod shutdown;

use core::fmt::Display;
use core::time::Duration;
use std::io::{self, Write};
use std::process::ExitCode;

use cli::{Cli, DefaultCase, TlsOptions};
use error::Error;
use output::{Output, print_line};
use scnet_notebook_mock::{Case, Server, Tls, TlsCase, openapi};
use shutdown::Shutdown;
use tokio::time::timeout;

fn main() -> ExitCode {
    let cli = match environment::parse() {
        Ok(cli) => cli,
        Err(error) => return show_usage(&error),
    };
    match run(&cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            remark(format_args!("error: {error}"));
            error.status()
        }
    }
}

/// Prints a line on standard error, if that works.
fn remark(line: impl Display) {
    // In one write: both outputs may be one file.
    let _ = io::stderr().write_all(format!("{line}\n").as_bytes());
}

fn run(cli: &Cli) -> Result<(), Error> {
    if cli.list {
        return ignore_closed_pipe(list());
    }
    if cli.export_openapi {
        return ignore_closed_pipe(print_line(openapi().trim_end()));
    }
    // Best effort: each connection needs a descriptor, and the usual limit is as low as 1024.
    let _ = rlimit::increase_nofile_limit(u64::MAX);
    serve(cli)
}

/// Lists all cases.
fn list() -> io::Result<()> {
    let cases = Case::all().iter().map(|case| (case.to_string(), case.summary()));
    let tls = TlsCase::ALL.map(|case| (case.to_string(), case.summary()));
    for (name, summary) in cases.chain(tls) {
        print_line(format_args!("{name:40} {summary}"))?;
    }
    Ok(())
}

/// A closed pipe (`head`) ends the listing.
fn ignore_closed_pipe(printed: io::Result<()>) -> Result<(), Error> {
    match printed {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

#[tokio::main(flavor = "current_thread")]
async fn serve(cli: &Cli) -> Result<(), Error> {
    // First, so that a signal stops the program in order from its first line of output on.
    let shutdown = Shutdown::new()?;
    let tls = cli.tls()?;
    let mut output = Output::new(cli.log.as_deref())?;
    let mut server = start(cli, tls.as_ref()).await?;
    // Before the remarks: both outputs may be one file, and its first line is the URL.
    print_line(server.url())?;
    if !cli.quiet {
        introduce(&server, tls.as_ref());
    }

    let reported = report(&server, &mut output, shutdown).await;
    // Before the rest is reported, so that nothing comes in between: the log and the summary agree.
    server.stop();
    let reported = match reported {
        Ok(seen) => report_rest(&server, &mut output, seen).await,
        Err(error) => Err(error),
    };
    let (count, executed) = (server.count(), server.executed());
    let printed = output.finish().await;
    reported?;
    printed?;
    if !cli.quiet {
        remark(format_args!("stopped; requests: {count}, executed starts: {executed}"));
    }
    Ok(())
}

/// Writes the requests that end, until the program is stopped or its output fails. Returns their number.
async fn report(server: &Server, output: &mut Output, mut shutdown: Shutdown) -> Result<u64, Error> {
    let mut seen = 0;
    loop {
        tokio::select! {
            (requests, ended) = server.ended_after(seen) => {
                output.write(&requests, ended - seen)?;
                seen = ended;
            }
            error = output.failed() => return Err(error),
            () = shutdown.requested() => return Ok(seen),
        }
    }
}

/// Writes the last requests of a stopped server, and those that the stop has cut off.
async fn report_rest(server: &Server, output: &mut Output, seen: u64) -> Result<(), Error> {
    if let Ok((requests, ended)) = timeout(Duration::ZERO, server.ended_after(seen)).await {
        output.write(&requests, ended - seen)?;
    }
    output.write(&server.open_requests(), 0)
}

async fn start(cli: &Cli, tls: Option<&TlsOptions<'_>>) -> Result<Server, Error> {
    let mut builder = Server::builder()
        .listen(cli.listen.as_str())
        .delay(cli.delay.clone().with_seed(cli.seed));
    if let DefaultCase::Case(case) = &cli.case {
        builder = builder.case(case.clone());
    }
    if let Some(TlsOptions { folder, names, case }) = tls {
        let settings = Tls::with_ca(ca_dir::load_or_create(folder)?);
        let settings = names.iter().fold(settings, Tls::with_name);
        builder = builder.tls(match case {
            Some(case) => settings.with_case(*case),
            None => settings,
        });
    }
    let started = builder.start_async().await;
    started.map_err(|error| {
        Error::Usage(match error.kind() {
            io::ErrorKind::InvalidData => format!("--tls-name {error}"),
            _ => format!("cannot listen on {}: {error}", cli.listen.as_str()),
        })
    })
}

/// Prints remarks on the started server.
fn introduce(server: &Server, tls: Option<&TlsOptions<'_>>) {
    let address = server.address();
    remark(format_args!("page: http://{address}/"));
    if let Some(TlsOptions { folder, names, case }) = tls {
        if let Some(case) = case {
            remark(format_args!(
                "TLS case {case}, to be refused by the client: {}",
                case.summary()
            ));
        }
        let folder = folder.display();
        remark(format_args!(
            "CA for the device to trust: {folder}/ca.pem, {folder}/ca.der"
        ));
        if address.ip().is_unspecified() && names.is_empty() {
            remark(
                "the certificate is valid on this machine only: --tls-name adds the name or the address that boards call",
            );
        }
    }
    if !address.ip().is_loopback() {
        remark(
            "open to the network: everyone there can call the mock, and see on its page the requests without the token",
        );
    }
}

/// Prints the help, or an error of the command line.
fn show_usage(error: &clap::Error) -> ExitCode {
    if !error.use_stderr() {
        return match error.print() {
            Ok(()) => ExitCode::SUCCESS,
            Err(_) => ExitCode::FAILURE,
        };
    }
    remark(error.to_string().trim_end());
    ExitCode::from(2)
}
