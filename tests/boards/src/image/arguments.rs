//! The arguments from the host. A device in the field has them in its flash or its configuration.

use core::{fmt, net::Ipv4Addr, str::FromStr};

use embassy_time::Duration;
use scnet_notebook::{
    BaseUrl, NotebookId, Token,
    error::{InvalidBaseUrl, InvalidNotebookId},
};
use semihosting::experimental::env::{self, Args};
use static_cell::StaticCell;

use super::{
    secrets::{InvalidSecrets, Secrets},
    trust::Trust,
};

/// `--base-url URL [--address ADDRESS] [--time SECONDS] [--connection blocking|async] [--timeout SECONDS] [--calls N]
/// [--pause SECONDS] [--heap BYTES] [--cancel MILLISECONDS] [--stack] ID`, and [`Secrets`]
pub(crate) struct Arguments {
    pub(crate) base_url: BaseUrl<'static>,
    /// The address of its host.
    pub(crate) address: Option<Ipv4Addr>,
    pub(crate) trust: Trust,
    /// The seed of the network: an attacker who knows it can guess ports and sequence numbers.
    pub(crate) network_seed: u64,
    pub(crate) token: Token<'static>,
    pub(crate) notebook: NotebookId<'static>,
    pub(crate) connection: Connection,
    /// The time limit of a whole call.
    pub(crate) timeout: Duration,
    /// The number of calls, each over its own stream.
    pub(crate) calls: u32,
    /// The pause between two calls.
    pub(crate) pause: Duration,
    /// The time after which the first async call is dropped.
    pub(crate) cancel: Option<Duration>,
    /// Reports the used stack and heap at the end.
    pub(crate) stack: bool,
}

/// The kind of connection.
#[derive(Clone, Copy)]
pub(crate) enum Connection {
    Blocking,
    Async,
}

/// The longest command line.
const LINE: usize = 512;

impl Arguments {
    /// Reads them by semihosting.
    pub(crate) fn from_host() -> Result<Self, InvalidArguments> {
        static WORDS: StaticCell<Args<LINE>> = StaticCell::new();

        let words = WORDS.init(env::args().map_err(|_| InvalidArguments::Line)?);
        let mut words = words.map(|word| word.map_err(|_| InvalidArguments::Line));
        words.next().transpose()?; // the name of the image
        Self::read(words)
    }

    fn read(mut words: impl Iterator<Item = Result<&'static str, InvalidArguments>>) -> Result<Self, InvalidArguments> {
        let (mut base_url, mut address, mut time, mut notebook) = (None, None, None, None);
        let (mut connection, mut timeout, mut calls, mut pause) = (Connection::Async, 30_u32, 1, 0_u32);
        let (mut heap, mut cancel, mut stack) = (None, None, false);
        while let Some(word) = words.next() {
            let option = word?;
            let mut value = || words.next().unwrap_or(Err(InvalidArguments::Missing(option)));
            match option {
                "--base-url" => base_url = Some(BaseUrl::new(value()?).map_err(InvalidArguments::BaseUrl)?),
                "--address" => address = Some(value()?.parse().map_err(|_| InvalidArguments::Address)?),
                "--time" => time = Some(number(value()?)?),
                "--connection" => connection = value()?.parse()?,
                "--timeout" => timeout = number(value()?)?,
                "--calls" => calls = at_least_one(value()?)?,
                "--pause" => pause = number(value()?)?,
                "--heap" => heap = Some(number(value()?)?),
                "--cancel" => cancel = Some(Duration::from_millis(number(value()?)?)),
                "--stack" => stack = true,
                option if option.starts_with('-') => return Err(InvalidArguments::Unknown(option)),
                id if notebook.is_none() => notebook = Some(NotebookId::new(id).map_err(InvalidArguments::NotebookId)?),
                another => return Err(InvalidArguments::Unknown(another)),
            }
        }
        let base_url = base_url.ok_or(InvalidArguments::Missing("--base-url"))?;
        let notebook = notebook.ok_or(InvalidArguments::Missing("notebook id"))?;
        let secrets = Secrets::from_host().map_err(InvalidArguments::Secrets)?;
        Ok(Self {
            base_url,
            address,
            trust: Trust {
                ca: secrets.ca,
                started: time,
                seed: secrets.tls_seed,
                heap,
            },
            network_seed: secrets.network_seed,
            token: secrets.token,
            notebook,
            connection,
            timeout: Duration::from_secs(timeout.into()),
            calls,
            pause: Duration::from_secs(pause.into()),
            cancel,
            stack,
        })
    }
}

fn number<N: FromStr>(word: &'static str) -> Result<N, InvalidArguments> {
    word.parse().map_err(|_| InvalidArguments::Number(word))
}

fn at_least_one(word: &'static str) -> Result<u32, InvalidArguments> {
    match number(word)? {
        0 => Err(InvalidArguments::NoCall),
        calls => Ok(calls),
    }
}

impl FromStr for Connection {
    type Err = InvalidArguments;

    fn from_str(word: &str) -> Result<Self, InvalidArguments> {
        match word {
            "blocking" => Ok(Self::Blocking),
            "async" => Ok(Self::Async),
            _ => Err(InvalidArguments::Connection),
        }
    }
}

/// An invalid argument.
pub(crate) enum InvalidArguments {
    Line,
    Unknown(&'static str),
    Missing(&'static str),
    Number(&'static str),
    NoCall,
    Address,
    Connection,
    BaseUrl(InvalidBaseUrl),
    NotebookId(InvalidNotebookId),
    Secrets(InvalidSecrets),
}

impl fmt::Display for InvalidArguments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line => write!(f, "the command line is not UTF-8 of at most {LINE} bytes"),
            Self::Unknown(option) => write!(f, "unexpected argument '{option}'"),
            Self::Missing(argument) => write!(f, "{argument} is missing, or its value"),
            Self::Number(word) => write!(f, "'{word}' is not a number"),
            Self::NoCall => f.write_str("--calls is at least 1"),
            Self::Address => f.write_str("--address is not an IPv4 address"),
            Self::Connection => f.write_str("--connection is neither blocking nor async"),
            Self::BaseUrl(error) => error.fmt(f),
            Self::NotebookId(error) => error.fmt(f),
            Self::Secrets(error) => error.fmt(f),
        }
    }
}
