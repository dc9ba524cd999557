//! The mock as a program, for the bench.
#![forbid(unsafe_code)]

mod ca_dir;
mod cli;
mod error;
mod output;
mod printer;
mod shutdown;

use core::fmt::Display;
use std::io::{self, Write};
use std::process::ExitCode;
use std::time::Duration;

use cli::{Arguments, Chosen, TlsArguments};
use error::Failure;
use output::Output;
use printer::say;
use scnet_notebook_mock::{Case, Server, Tls, TlsCase, openapi};
use shutdown::Stop;
use tokio::time::timeout;

fn main() -> ExitCode {
    let arguments = match Arguments::given() {
        Ok(arguments) => arguments,
        Err(error) => return explain(&error),
    };
    match run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            remark(format_args!("error: {failure}"));
            failure.status()
        }
    }
}

/// Says on standard error what is not the program's output. Whether anybody reads it makes no difference.
fn remark(line: impl Display) {
    // In one go, so that nothing comes between where both outputs are one.
    let _ = io::stderr().write_all(format!("{line}\n").as_bytes());
}

fn run(arguments: Arguments) -> Result<(), Failure> {
    if arguments.list {
        return until_enough(list());
    }
    if arguments.export_openapi {
        return until_enough(say(openapi().trim_end()));
    }
    // Each connection takes a descriptor, and the usual limit is as low as 1024. Where it cannot be raised, so be it.
    let _ = rlimit::increase_nofile_limit(u64::MAX);
    serve(arguments)
}

/// Lists every case there is a name for.
fn list() -> io::Result<()> {
    let cases = Case::all().iter().map(|case| (case.to_string(), case.summary()));
    let tls = TlsCase::ALL.map(|case| (case.to_string(), case.summary()));
    for (name, summary) in cases.chain(tls) {
        say(format_args!("{name:40} {summary}"))?;
    }
    Ok(())
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
    let stop = Stop::new()?;
    let tls = arguments.tls()?;
    let mut output = Output::new(arguments.log.as_deref())?;
    let server = start(&arguments, tls.as_ref()).await?;
    // By itself, before anything else is said: whoever has both outputs in one reads it first, too.
    say(server.url())?;
    if !arguments.quiet {
        introduce(&server, tls.as_ref());
    }

    let told = tell(&server, &mut output, stop).await;
    let (count, executed) = (server.count(), server.executed());
    drop(server);
    let printed = output.finish().await;
    told?;
    printed?;
    if !arguments.quiet {
        remark(format_args!("stopped; requests: {count}, executed starts: {executed}"));
    }
    Ok(())
}

/// Tells of every request, until the program is to stop or its output is gone.
async fn tell(server: &Server, output: &mut Output, mut stop: Stop) -> io::Result<()> {
    let mut seen = 0;
    loop {
        tokio::select! {
            (requests, ended) = server.ended_after(seen) => {
                output.write(&requests, ended - seen)?;
                seen = ended;
            }
            error = output.failed() => return Err(error),
            () = stop.asked() => break,
        }
    }
    // What is cut off now, unless it has ended since.
    let mut cut_off = server.open_requests();
    if let Ok((requests, ended)) = timeout(Duration::ZERO, server.ended_after(seen)).await {
        output.write(&requests, ended - seen)?;
        cut_off.retain(|open| requests.iter().all(|request| request.number != open.number));
    }
    output.write(&cut_off, 0)
}

async fn start(arguments: &Arguments, tls: Option<&TlsArguments<'_>>) -> Result<Server, Failure> {
    let mut builder = Server::builder()
        .listen(arguments.listen.as_str())
        .delay(arguments.delay.clone().with_seed(arguments.seed));
    if let Chosen::Case(case) = &arguments.case {
        builder = builder.case(case.clone());
    }
    if let Some(TlsArguments { folder, names, case }) = tls {
        let settings = Tls::with_ca(ca_dir::in_folder(folder)?);
        let settings = names.iter().fold(settings, Tls::with_name);
        builder = builder.tls(match case {
            Some(case) => settings.with_case(*case),
            None => settings,
        });
    }
    let started = builder.start_async().await;
    started.map_err(|error| {
        Failure::Usage(match error.kind() {
            io::ErrorKind::InvalidData => format!("--tls-name: {error}"),
            _ => format!("cannot listen on {}: {error}", arguments.listen.as_str()),
        })
    })
}

/// Says what is good to know at the start.
fn introduce(server: &Server, tls: Option<&TlsArguments<'_>>) {
    let address = server.address();
    remark(format_args!("page: http://{address}/"));
    if let Some(TlsArguments { folder, names, case }) = tls {
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
                "its certificate is good on this machine only: --tls-name adds the name or the address that boards call",
            );
        }
    }
    if !address.ip().is_loopback() {
        remark(
            "open to the network: everyone there can call it, and see on its page what your device sent, but for the token",
        );
    }
}

/// Shows the help as it is, and of a wrong usage what is wrong and what helps.
fn explain(error: &clap::Error) -> ExitCode {
    if !error.use_stderr() {
        return match error.print() {
            Ok(()) => ExitCode::SUCCESS,
            Err(_) => ExitCode::FAILURE,
        };
    }
    remark(error.to_string().trim_end());
    ExitCode::from(2)
}
