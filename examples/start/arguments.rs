//! The arguments of the program. No message repeats a secret in them.

use std::path::PathBuf;

use clap::{
    Parser, ValueEnum,
    error::{ContextKind, ContextValue},
};

/// Starts an SCNet notebook instance.
///
/// Without arguments, starts the documented notebook on a mock of the service: no account, no network.
///
/// Against a real server the token is taken from the environment variable SCNET_TOKEN, never from the command line,
/// where others on the machine can read it.
#[derive(Parser)]
#[command(version, after_help = EXIT_STATUS)]
pub(crate) struct Arguments {
    /// The notebook to start, such as 1821067171420946434
    #[arg(requires = "base_url")]
    pub(crate) notebook_id: Option<String>,

    /// The URL of the service: its scheme, host, port and path prefix
    #[arg(long, value_name = "URL", requires = "notebook_id")]
    pub(crate) base_url: Option<String>, // checked in `run`: clap would print a wrong one, with the password in it

    /// Trust the certificate authorities in this PEM file, and no others
    #[arg(long, value_name = "FILE")]
    pub(crate) ca: Option<PathBuf>,

    /// The time limit of the whole call
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub(crate) timeout: u64,

    /// The connection that carries the call
    #[arg(long, value_enum, default_value_t = Carrier::Std)]
    pub(crate) connection: Carrier,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Carrier {
    /// That for hosts, which knows the proxies of the environment
    Std,
    /// That for devices, over a stream of the standard library
    Stream,
    /// The same, async, over sockets of tokio
    StreamAsync,
}

const EXIT_STATUS: &str = "\
Exit status:
  0  started: the service accepted the start
  1  refused: the notebook was not started
  2  wrong usage, or wrong input: nothing was sent
  3  not sent: the notebook was not started
  4  unknown: look at the notebook before you try again
SIGHUP, SIGINT and SIGTERM end it with 3 or 4.";

/// Hides a value at a wrong place, which may be a token, or a URL with a password.
pub(crate) fn without_secrets(mut error: clap::Error) -> clap::Error {
    for kind in [ContextKind::InvalidArg, ContextKind::InvalidValue] {
        let value = error.get(kind).map(ToString::to_string).unwrap_or_default();
        // An option with its value in <> at its end is known.
        let is_known = value.starts_with("--") && value.ends_with('>');
        if (value.len() > 20 || value.contains(['@', ':'])) && !is_known {
            error.insert(kind, ContextValue::String("***".into()));
            error.remove(ContextKind::Suggested);
        }
    }
    error
}

/// Checks that a value is visible ASCII, and says where not, and what helps.
pub(crate) fn visible<'a>(name: &str, value: &'a str) -> Result<&'a str, String> {
    match value.bytes().zip(0..).find(|(byte, _)| !byte.is_ascii_graphic()) {
        None => Ok(value),
        Some((b'\r' | b'\n', position)) => Err(format!("{name}: line end at byte {position}; trim it")),
        Some((b' ', position)) => Err(format!("{name}: space at byte {position}")),
        Some((_, position)) => Err(format!("{name}: character at byte {position} is not visible ASCII")),
    }
}
