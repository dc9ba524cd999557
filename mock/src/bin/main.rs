//! The mock as a program, for the bench.
#![forbid(unsafe_code)]

mod addresses;
mod ca_dir;
mod cli;
mod environment;
mod error;
mod log;
mod output;
mod printer;
mod signals;

use core::fmt::Display;
use core::time::Duration;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::process::ExitCode;

use addresses::reachable;
use cli::{Cli, DefaultCase, TlsOptions};
use error::Error;
use output::{Batch, Output};
use printer::print_line;
use scnet_notebook_mock::{Case, Server, Tls, TlsCase, openapi};
use signals::{Signal, Signals};
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
pub(crate) fn remark(line: impl Display) {
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
    // The runtime would panic.
    let spare: io::Result<Vec<_>> = (0..SPARE_PIPES).map(|_| io::pipe()).collect();
    drop(spare.map_err(Error::cannot_start)?);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(Error::cannot_start)?.block_on(serve(cli))
}

/// The pipes of two descriptors each that a start needs, with some room for connections.
const SPARE_PIPES: usize = 12;

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

/// Serves until a signal stops the program, or its output fails.
async fn serve(cli: &Cli) -> Result<(), Error> {
    // First, so that a signal stops the program in order from its first line of output on.
    let mut signals = Signals::new(cli.log.is_some()).map_err(Error::cannot_start)?;
    let tls = cli.tls()?;
    let started = tokio::select! {
        started = Output::start(cli.log.clone()) => started,
        () = stopped(&mut signals) => return Ok(()),
    };
    let (output, mut failures) = started?;
    let mut server = start(cli, tls.as_ref()).await?;
    let addresses = reachable(server.address());
    let scheme = if tls.is_some() { "https" } else { "http" };
    // Before the remarks: both outputs may be one file, and its first line is the URL.
    print_line(format_args!("{scheme}://{}", addresses[0])).map_err(Error::output("standard output"))?;
    if !cli.quiet {
        introduce(&server, &addresses, tls.as_ref());
    }

    let mut seen = 0;
    let reported = loop {
        let next = async {
            let (requests, ended) = server.ended_after(seen).await;
            let missing = ended - seen - requests.len() as u64;
            seen = ended;
            Batch { requests, missing }
        };
        tokio::select! {
            () = output.write(next) => {}
            Some(error) = failures.recv() => break Err(error),
            signal = signals.next() => match signal {
                Signal::Reopen => output.reopen(),
                Signal::Stop => break Ok(()),
            },
        }
    };
    // Before the rest is reported, so that nothing comes in between: the log and the summary agree.
    server.stop();
    let (count, executed) = (server.count(), server.executed());
    let written = output.finish(rest(&server, seen).await).await;
    reported.and(failures.try_recv().map_or(Ok(()), Err))?;
    if !cli.quiet {
        remark(format_args!("stopped; requests: {count}, executed starts: {executed}"));
        if written.printed < count {
            remark(format_args!(
                "not printed, as nobody reads them: {}",
                count - written.printed
            ));
        }
    }
    match &cli.log {
        Some(log) if written.logged < count => {
            let log = log.display();
            Err(Error::Output(format!(
                "--log {log}: nobody reads it; requests that are not in it: {}",
                count - written.logged
            )))
        }
        _ => Ok(()),
    }
}

async fn stopped(signals: &mut Signals) {
    while !matches!(signals.next().await, Signal::Stop) {}
}

/// Returns the last requests of a stopped server, and those that the stop has cut off.
async fn rest(server: &Server, seen: u64) -> [Batch; 2] {
    let ended = timeout(Duration::ZERO, server.ended_after(seen)).await;
    let ended = ended.map(|(requests, ended)| Batch {
        missing: ended - seen - requests.len() as u64,
        requests,
    });
    let open = Batch {
        requests: server.open_requests(),
        missing: 0,
    };
    [ended.unwrap_or_default(), open]
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
        // Those of the URL that is printed.
        let addresses = cli
            .listen
            .reachable()
            .into_iter()
            .map(|address| address.ip().to_string());
        let settings = addresses.chain(names.iter().cloned()).fold(settings, Tls::with_name);
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
fn introduce(server: &Server, addresses: &[SocketAddr], tls: Option<&TlsOptions<'_>>) {
    let address = server.address();
    remark(format_args!("page: http://{}/", addresses[0]));
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
            remark("the certificate has the addresses of this machine: --tls-name adds a name or another address");
        }
    }
    if !address.ip().is_loopback() {
        remark(
            "open to the network: everyone there can call the mock, and see on its page the requests without the token",
        );
    }
    if let [_, others @ ..] = addresses
        && !others.is_empty()
    {
        let others: Vec<_> = others.iter().map(SocketAddr::to_string).collect();
        remark(format_args!("further addresses: {}", others.join(", ")));
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
