//! The mock as a program, for the bench.
#![forbid(unsafe_code)]

mod addresses;
mod ca_dir;
mod cli;
mod descriptions;
mod environment;
mod error;
mod log;
mod notebook_options;
mod output;
mod printer;
mod serve;
mod signals;
mod upstream_options;

use core::fmt::Display;
use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::mpsc::channel;
use std::thread;

use cli::Cli;
use error::Error;
use output::UNREAD;
use printer::print_line;
use scnet_notebook_mock::{Case, TlsCase, openapi};
use serve::serve;

fn main() -> ExitCode {
    let ended = match environment::parse() {
        Ok(cli) => run(&cli),
        Err(usage) if usage.use_stderr() => {
            remark(usage.to_string().trim_end());
            return ExitCode::from(2);
        }
        Err(help) => ignore_closed_pipe(help.print()),
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            remark(format_args!("error: {error}"));
            error.status()
        }
    }
}

/// Prints lines on standard error, if that works. By a thread: a reader that stops reading holds up the program no longer than
/// for a moment.
pub(crate) fn remark(lines: impl Display) {
    let lines = format!("{lines}\n");
    let (written, is_written) = channel();
    let write = move || {
        let _ = written.send(());
        // In one write: both outputs may be one file.
        let _ = io::stderr().write_all(lines.as_bytes());
        let _ = written.send(());
    };
    // Without a thread for it the program is about to end.
    match thread::Builder::new().name("remark".into()).spawn(write.clone()) {
        Ok(_) => {
            // Until it begins: a busy machine is no reader that stops reading.
            let _ = is_written.recv();
            let _ = is_written.recv_timeout(UNREAD);
        }
        Err(_) => write(),
    }
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

/// A closed pipe (`head`) ends a listing and the help.
fn ignore_closed_pipe(printed: io::Result<()>) -> Result<(), Error> {
    match printed {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Error::output("standard output")(error)),
        _ => Ok(()),
    }
}
