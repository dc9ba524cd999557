use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use clap::builder::{BoolishValueParser, Resettable};
use clap::{CommandFactory, FromArgMatches, Parser};
use scnet_notebook_mock::{Case, Delay, TlsCase, UnknownCase, UnknownTlsCase};

use crate::Failure;

/// Stands in for the notebook service on a bench, and misbehaves on command.
///
/// The first line of output is its URL, for a device the base URL of the service (where it listens on 0.0.0.0, with the
/// address of this machine instead). Then comes one line for each request: what was sent, which case was played, and how
/// that ended. What breaks the service's contract is refused, and the header Mock-Problem says why. A start is "executed" if
/// the reply leaves open whether the service carried it out, or says so. Ctrl-C stops it.
#[derive(Debug, Parser)]
#[command(version, after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Where to listen; port 0 takes a free one.
    ///
    /// On 127.0.0.1 only this machine reaches it. On 0.0.0.0 a board on the network does, and so does everyone else
    /// there: without --tls the traffic, tokens included, is not encrypted, and the page is open to all.
    #[arg(
        long,
        value_name = "ADDRESS:PORT",
        default_value = "127.0.0.1:8080",
        env = "SCNET_MOCK_LISTEN"
    )]
    pub(crate) listen: Address,

    /// What to play where a request chooses nothing itself: a case of --list.
    ///
    /// For example conn/reset-mid-body; or a documented code by number or name, such as 10007 or user-frozen; or a TLS
    /// case such as tls/expired.
    #[arg(
        long,
        alias = "code",
        value_name = "NAME",
        default_value = "code/0",
        env = "SCNET_MOCK_CASE"
    )]
    pub(crate) case: Chosen,

    /// How long to wait before a case is played: 300ms, or 100ms..2s for a random time between.
    #[arg(long, value_name = "TIME", default_value = "0s", env = "SCNET_MOCK_DELAY")]
    pub(crate) delay: Delay,

    /// What the random times begin with; the same seed makes the same ones.
    #[arg(long, value_name = "NUMBER", default_value_t = 0, env = "SCNET_MOCK_SEED")]
    pub(crate) seed: u64,

    /// Speak TLS. In the clear there is then the page only, on the same port.
    #[arg(long, env = "SCNET_MOCK_TLS", value_parser = BoolishValueParser::new())]
    pub(crate) tls: bool,

    /// Where the certificate authority is: ca.pem and ca.key, and ca.der for devices.
    ///
    /// It is made where there is none, and used again where there is, so that a device is built with it once. If no folder
    /// is given, it is scnet-notebook-mock-tls.
    #[arg(long, value_name = "FOLDER", env = "SCNET_MOCK_TLS_DIR")]
    pub(crate) tls_dir: Option<PathBuf>,

    /// Another name or address that the certificate is good for; may be given more than once.
    #[arg(long, value_name = "NAME", env = "SCNET_MOCK_TLS_NAME", value_delimiter = ',')]
    pub(crate) tls_name: Vec<String>,

    /// Append a line of JSON for each request to this file, once it has ended.
    ///
    /// A line such as {"missing":3} stands for requests that came faster than they could be written down.
    #[arg(long, value_name = "FILE", env = "SCNET_MOCK_LOG")]
    pub(crate) log: Option<PathBuf>,

    /// Say on standard error only what is wrong.
    #[arg(long, env = "SCNET_MOCK_QUIET", value_parser = BoolishValueParser::new())]
    pub(crate) quiet: bool,

    /// List every case, and stop.
    #[arg(long)]
    pub(crate) list: bool,

    /// Print the description of the service for machines, `OpenAPI` 3.1, and stop.
    #[arg(long)]
    pub(crate) export_openapi: bool,
}

const EXAMPLES: &str = "\
A case is chosen in five ways; the first that says anything counts:
  the queue                                    on the page, or POST /__admin/queue
  a header                                     Prefer: example=conn/reset-mid-body, or Prefer: code=10007
  the base URL                                 http://127.0.0.1:8080/__case/conn/reset-mid-body
  the notebook id                              case:conn/reset-mid-body
  the default                                  --case, on the page, or PUT /__admin/default

Examples:
  scnet-notebook-mock                          every start succeeds
  scnet-notebook-mock --case user-frozen       every start is told that the user is frozen
  scnet-notebook-mock --listen 0.0.0.0:8080    for boards on the network
  scnet-notebook-mock --tls                    for https, with scnet-notebook-mock-tls/ca.der in the device

Exit status: 0 stopped by Ctrl-C or SIGTERM, 1 the output or the log is gone, 2 wrong usage, or an address or a file that
cannot be used.";

/// What the server has for TLS.
pub(crate) struct TlsArguments<'a> {
    pub(crate) folder: &'a Path,
    pub(crate) names: Vec<String>,
    pub(crate) case: Option<TlsCase>,
}

impl Arguments {
    /// Reads the command line and the environment, where an empty variable is as good as none.
    pub(crate) fn given() -> Result<Self, clap::Error> {
        let is_empty = |name: &OsStr| env::var_os(name).is_some_and(|value| value.is_empty());
        let command = Self::command().mut_args(|arg| {
            if arg.get_env().is_some_and(is_empty) {
                arg.env(Resettable::Reset)
            } else {
                arg
            }
        });
        Self::from_arg_matches(&command.try_get_matches()?)
    }

    /// Returns what there is for TLS, if that is to be spoken. Nothing that is given for it is passed over.
    pub(crate) fn tls(&self) -> Result<Option<TlsArguments<'_>>, Failure> {
        let case = match self.case {
            Chosen::Case(_) => None,
            Chosen::Tls(case) => Some(case),
        };
        let names = self.tls_name.clone();
        if self.tls || case.is_some() {
            return Ok(Some(TlsArguments {
                folder: self.tls_dir.as_deref().unwrap_or(Path::new(FOLDER)),
                names,
                case,
            }));
        }
        for (option, is_given) in [("--tls-dir", self.tls_dir.is_some()), ("--tls-name", !names.is_empty())] {
            if is_given {
                return Err(Failure::Usage(format!("{option} is of no use without --tls")));
            }
        }
        Ok(None)
    }
}

/// Where the certificate authority is, if nothing else is said.
const FOLDER: &str = "scnet-notebook-mock-tls";

/// What `--listen` is given: a host and a port.
#[derive(Clone, Debug)]
pub(crate) struct Address(String);

impl Address {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Address {
    type Err = NotAnAddress;

    fn from_str(text: &str) -> Result<Self, NotAnAddress> {
        match text.rsplit_once(':') {
            Some((host, port)) if !host.is_empty() && port.parse::<u16>().is_ok() => Ok(Self(text.to_owned())),
            _ => Err(NotAnAddress),
        }
    }
}

/// It lacks the host, or the port.
#[derive(Debug)]
pub(crate) struct NotAnAddress;

impl core::fmt::Display for NotAnAddress {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("not ADDRESS:PORT, such as 127.0.0.1:8080, or 0.0.0.0:8080 for boards on the network")
    }
}

impl core::error::Error for NotAnAddress {}

/// What `--case` names.
#[derive(Clone, Debug)]
pub(crate) enum Chosen {
    Case(Case),
    Tls(TlsCase),
}

impl FromStr for Chosen {
    type Err = NotChosen;

    fn from_str(name: &str) -> Result<Self, NotChosen> {
        if name.starts_with("tls/") {
            name.parse().map(Self::Tls).map_err(NotChosen::Tls)
        } else {
            name.parse().map(Self::Case).map_err(NotChosen::Case)
        }
    }
}

/// No case, or no TLS case, has the name.
#[derive(Debug)]
pub(crate) enum NotChosen {
    Case(UnknownCase),
    Tls(UnknownTlsCase),
}

impl core::fmt::Display for NotChosen {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Case(unknown) => unknown.fmt(f),
            Self::Tls(unknown) => unknown.fmt(f),
        }
    }
}

impl core::error::Error for NotChosen {}
