//! The mock as a program, for the bench.
#![forbid(unsafe_code)]
#![expect(
    clippy::print_stderr,
    reason = "a program says on standard error what is not its output"
)]

mod arguments;
mod authority;
mod failure;
mod output;
mod stop;

use std::io;
use std::process::ExitCode;
use std::time::Duration;

use arguments::{Arguments, Chosen};
use clap::Parser;
use failure::Failure;
use output::{Output, list, say};
use scnet_notebook_mock::{End, OPENAPI, Server, Tls};
use stop::Stop;
use tokio::time::timeout;

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return explain(&error),
    };
    match run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("error: {failure}");
            failure.status()
        }
    }
}

fn run(arguments: Arguments) -> Result<(), Failure> {
    if arguments.list {
        return until_enough(list());
    }
    if arguments.export_openapi {
        return until_enough(say(OPENAPI.trim_end()));
    }
    // Each connection takes a descriptor, and the usual limit is as low as 1024. Where it cannot be raised, so be it.
    let _ = rlimit::increase_nofile_limit(u64::MAX);
    serve(arguments)
}

/// Whoever closes the pipe, as `head` does, has read enough.
fn until_enough(printed: io::Result<()>) -> Result<(), Failure> {
    match printed {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

#[tokio::main(flavor = "current_thread")]
async fn serve(arguments: Arguments) -> Result<(), Failure> {
    // First of all, so that from the first line of output on a signal stops the program cleanly.
    let mut stop = Stop::new()?;
    let mut output = Output::new(arguments.log.as_deref())?;
    let server = start(&arguments).await?;
    say(server.url())?;
    if !arguments.quiet {
        remark(&arguments, &server);
    }

    let mut seen = 0;
    loop {
        tokio::select! {
            (requests, ended) = server.ended_after(seen) => {
                output.write(&requests, ended - seen)?;
                seen = ended;
            }
            () = stop.asked() => break,
        }
    }
    // What has ended since, and what was cut off now.
    if let Ok((requests, ended)) = timeout(Duration::ZERO, server.ended_after(seen)).await {
        output.write(&requests, ended - seen)?;
    }
    let mut cut_off = server.requests();
    cut_off.retain(|request| request.end == End::Open);
    output.write(&cut_off, 0)?;
    if !arguments.quiet {
        let (count, executed) = (server.count(), server.executed());
        eprintln!("stopped; requests: {count}, executed starts: {executed}");
    }
    Ok(())
}

async fn start(arguments: &Arguments) -> Result<Server, Failure> {
    let mut builder = Server::builder()
        .listen(arguments.listen.as_str())
        .delay(arguments.delay.clone().with_seed(arguments.seed));
    let mut tls = None;
    match &arguments.case {
        Chosen::Case(case) => builder = builder.case(case.clone()),
        Chosen::Tls(case) => tls = Some(*case),
    }
    if arguments.tls || tls.is_some() {
        let mut settings = Tls::with_ca(authority::in_folder(&arguments.tls_dir)?);
        for name in &arguments.tls_name {
            settings = settings.with_name(name);
        }
        builder = builder.tls(match tls {
            Some(case) => settings.with_case(case),
            None => settings,
        });
    }
    let started = builder.start_async().await;
    started.map_err(|error| Failure::Usage(format!("cannot listen on {}: {error}", arguments.listen)))
}

/// Says what is good to know at the start.
fn remark(arguments: &Arguments, server: &Server) {
    let address = server.address();
    eprintln!("page: http://{address}/");
    if server.ca().is_some() {
        let folder = arguments.tls_dir.display();
        eprintln!("CA for the device to trust: {folder}/ca.pem, {folder}/ca.der");
    }
    if server.ca().is_some() && address.ip().is_unspecified() && arguments.tls_name.is_empty() {
        eprintln!(
            "its certificate is good on this machine only: --tls-name adds the name or the address that boards call"
        );
    }
    if !address.ip().is_loopback() {
        eprintln!(
            "open to the network: everyone there can call it, and see on its page what your device sent, but for the token"
        );
    }
}

/// Shows the help as it is, and of a wrong usage the one line that says what is wrong.
fn explain(error: &clap::Error) -> ExitCode {
    if !error.use_stderr() {
        return match error.print() {
            Ok(()) => ExitCode::SUCCESS,
            Err(_) => ExitCode::FAILURE,
        };
    }
    let text = error.to_string();
    let line = text.lines().next().unwrap_or_default();
    eprintln!("{line}");
    ExitCode::from(2)
}
