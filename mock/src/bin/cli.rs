use std::net::{SocketAddr, ToSocketAddrs};
use std::path::{Path, PathBuf};

use clap::Parser;
use scnet_notebook_mock::{Delay, TlsCase};

use crate::addresses::reachable;
use crate::descriptions::{DefaultCase, Entries, parse_case, parse_queue};
use crate::error::Error;
use crate::notebook_options::NotebookOptions;
use crate::upstream_options::UpstreamOptions;

/// A mock of the notebook service for the bench, with faults on demand.
///
/// The first line of output is the base URL for a device; if it listens on 0.0.0.0, with an address of this machine. Each
/// request then prints one line: the request, the case that was played, the end of the connection, and a hint if the
/// request is odd. The mock refuses invalid requests; the header Mock-Problem of the reply has the reason. A start counts
/// as "executed" unless the reply says that the notebook was not started. Ctrl-C stops the mock.
#[derive(Debug, Parser)]
#[command(version, after_help = EXAMPLES)]
pub(crate) struct Cli {
    /// Address and port to listen on; port 0 takes a free port.
    ///
    /// Only this machine can reach 127.0.0.1. Boards on the network can reach 0.0.0.0, and so can everyone else
    /// there: without --tls the traffic is not encrypted, tokens included, and the page is open to all.
    #[arg(
        long,
        value_name = "ADDRESS:PORT",
        default_value = "127.0.0.1:8080",
        env = "SCNET_MOCK_LISTEN",
        value_parser = parse_address
    )]
    pub(crate) listen: Address,

    /// Default case, for requests that select no other; --list lists all cases.
    ///
    /// For example conn/reset-mid-body; or a documented code by number or name, such as 10007 or user-frozen; or a TLS
    /// case such as tls/expired. A case of your own is described in JSON, such as
    /// {"code":911042,"msg":"try later","status":502} or {"script":[{"send":"HTTP/1.1 200 OK\r\n"},"reset"]}, here or in a
    /// file: @case.json. GET /__admin/schema has the schema.
    #[arg(
        long,
        alias = "code",
        value_name = "CASE",
        default_value = "code/0",
        env = "SCNET_MOCK_CASE",
        value_parser = parse_case
    )]
    pub(crate) case: DefaultCase,

    /// Cases for the first starts, in this order: names with commas between them, an entry in JSON, an array of entries, or
    /// a file of either: @queue.json; can be given more than once.
    ///
    /// An entry is a name or a description, which may also have "times":3, "delay":"100ms..2s", and, to be used only for
    /// one device, "token":"w5c4", the end of its token, or "notebook":"1821067171420946434".
    #[arg(long, value_name = "CASES", env = "SCNET_MOCK_QUEUE", value_parser = parse_queue)]
    pub(crate) queue: Vec<Entries>,

    /// Delay before a case is played: 300ms, or 100ms..2s for a random delay.
    #[arg(long, value_name = "TIME", default_value = "0s", env = "SCNET_MOCK_DELAY")]
    pub(crate) delay: Delay,

    /// Seed of random delays; the same seed makes the same delays.
    #[arg(long, value_name = "NUMBER", default_value_t = 0, env = "SCNET_MOCK_SEED", value_parser = parse_seed)]
    pub(crate) seed: u64,

    /// Serve TLS; a TLS case implies it.
    ///
    /// Plain HTTP then serves only the page and the admin interface, on the same port.
    #[arg(long, env = "SCNET_MOCK_TLS", value_parser = parse_switch)]
    pub(crate) tls: bool,

    /// Folder of the certificate authority: ca.pem, ca.key, and ca.der for devices.
    ///
    /// A new authority is made if the folder has none. Later runs use the same one, so a device is built with it once.
    /// Without this option, the folder is scnet-notebook-mock-tls.
    #[arg(long, value_name = "FOLDER", env = "SCNET_MOCK_TLS_DIR")]
    pub(crate) tls_dir: Option<PathBuf>,

    /// Further name or address in the certificate, by which the page can be called as well; can be given more than once.
    #[arg(long, value_name = "NAME", env = "SCNET_MOCK_TLS_NAME", value_delimiter = ',')]
    pub(crate) tls_name: Vec<String>,

    /// Append a line of JSON to this file for each request that has ended.
    ///
    /// A line such as {"missing":3} counts requests that came faster than they could be written. SIGHUP opens the file
    /// again, so that it can be rotated.
    #[arg(long, value_name = "FILE", env = "SCNET_MOCK_LOG")]
    pub(crate) log: Option<PathBuf>,

    /// Print only errors on standard error.
    #[arg(long, env = "SCNET_MOCK_QUIET", value_parser = parse_switch)]
    pub(crate) quiet: bool,

    #[command(flatten)]
    pub(crate) notebooks: NotebookOptions,

    #[command(flatten)]
    pub(crate) upstream: UpstreamOptions,

    /// List all cases, and exit.
    #[arg(long)]
    pub(crate) list: bool,

    // Not a documentation comment, in which the lints want a markup that the help does not need.
    #[arg(long, help = "Print the description of the service in OpenAPI 3.1, and exit")]
    pub(crate) export_openapi: bool,
}

const EXAMPLES: &str = "\
Five ways to select a case, in the order of their precedence:
  the queue                                    --queue, on the page, or POST /__admin/queue
  a header                                     Prefer: example=conn/reset-mid-body, or Prefer: code=10007
  the base URL                                 http://127.0.0.1:8080/__case/conn/reset-mid-body
  the notebook id                              case:conn/reset-mid-body
  the default                                  --case, on the page, or PUT /__admin/default

Examples:
  scnet-notebook-mock                          every start succeeds
  scnet-notebook-mock --case user-frozen       every start is refused: the user is frozen
  scnet-notebook-mock --queue 10001,status/503 the first two starts fail
  scnet-notebook-mock --listen 0.0.0.0:8080    for boards on the network
  scnet-notebook-mock --tls                    https; the device trusts scnet-notebook-mock-tls/ca.der

Exit status: 0 stopped by Ctrl-C, SIGTERM, or SIGHUP without a log; 1 standard output or the log failed, or nobody reads
the log; 2 an argument, an address or a file cannot be used.";

/// The arguments for TLS.
pub(crate) struct TlsOptions<'a> {
    pub(crate) folder: &'a Path,
    pub(crate) names: Vec<String>,
    pub(crate) case: Option<TlsCase>,
}

impl Cli {
    /// Returns the arguments for TLS, if the server uses it. An error if they are given and it does not.
    pub(crate) fn tls(&self) -> Result<Option<TlsOptions<'_>>, Error> {
        let case = match self.case {
            DefaultCase::Case(_) => None,
            DefaultCase::Tls(case) => Some(case),
        };
        let names = self.tls_name.clone();
        if self.tls || case.is_some() {
            return Ok(Some(TlsOptions {
                folder: self.tls_dir.as_deref().unwrap_or(Path::new(FOLDER)),
                names,
                case,
            }));
        }
        for (option, is_given) in [("--tls-dir", self.tls_dir.is_some()), ("--tls-name", !names.is_empty())] {
            if is_given {
                return Err(Error::Usage(format!("{option} needs --tls")));
            }
        }
        Ok(None)
    }
}

pub(crate) fn parse_switch(text: &str) -> Result<bool, &'static str> {
    match text.to_ascii_lowercase().as_str() {
        "1" | "true" | "t" | "yes" | "y" | "on" => Ok(true),
        "0" | "false" | "f" | "no" | "n" | "off" => Ok(false),
        _ => Err("not yes or no"),
    }
}

fn parse_seed(text: &str) -> Result<u64, &'static str> {
    text.parse().map_err(|_| "not a whole number of 64 bits, such as 7")
}

/// The default of `--tls-dir`.
const FOLDER: &str = "scnet-notebook-mock-tls";

/// The argument of `--listen`: a host and a port.
#[derive(Clone, Debug)]
pub(crate) struct Address(String);

impl Address {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the addresses by which others can call it, as far as it can be resolved.
    pub(crate) fn reachable(&self) -> Vec<SocketAddr> {
        let addresses = self.0.to_socket_addrs().into_iter().flatten();
        addresses.flat_map(reachable).collect()
    }
}

fn parse_address(text: &str) -> Result<Address, &'static str> {
    match text.rsplit_once(':') {
        Some((host, port)) if !host.is_empty() && port.parse::<u16>().is_ok() => Ok(Address(text.to_owned())),
        _ => Err("not ADDRESS:PORT, such as 127.0.0.1:8080, or 0.0.0.0:8080 for boards on the network"),
    }
}
