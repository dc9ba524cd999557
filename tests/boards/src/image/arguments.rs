//! What the host asks for. A device in the field has all this in its flash or its configuration.

use core::{fmt, net::Ipv4Addr, str::FromStr};

use embassy_time::Duration;
use scnet_notebook::{
    BaseUrl, NotebookId, Token,
    error::{InvalidBaseUrl, InvalidNotebookId},
};
use semihosting::experimental::env::{self, Args};
use static_cell::StaticCell;

use super::{
    secrets::{Secrets, Unusable},
    trust::Trust,
};

/// `--base-url URL [--address ADDRESS] [--time SECONDS] [--connection blocking|async] [--timeout SECONDS] [--calls N]
/// [--pause SECONDS] [--stack] ID`, and [`Secrets`]
pub(crate) struct Arguments {
    pub(crate) base_url: BaseUrl<'static>,
    /// Where its host is.
    pub(crate) address: Option<Ipv4Addr>,
    pub(crate) trust: Trust,
    pub(crate) token: Token<'static>,
    pub(crate) notebook: NotebookId<'static>,
    pub(crate) connection: Connection,
    /// How long a whole call may take.
    pub(crate) timeout: Duration,
    /// How many calls to make, each over a stream of its own.
    pub(crate) calls: u32,
    /// How long to wait between them.
    pub(crate) pause: Duration,
    /// Whether to tell how much of the stack was used.
    pub(crate) stack: bool,
}

/// What makes the call.
#[derive(Clone, Copy)]
pub(crate) enum Connection {
    Blocking,
    Async,
}

/// The longest command line.
const LINE: usize = 512;

impl Arguments {
    /// Asks the host, by semihosting.
    pub(crate) fn of_the_host() -> Result<Self, Wrong> {
        static WORDS: StaticCell<Args<LINE>> = StaticCell::new();

        let words = WORDS.init(env::args().map_err(|_| Wrong::Line)?);
        let mut words = words.map(|word| word.map_err(|_| Wrong::Line));
        words.next().transpose()?; // the name of the image
        Self::read(words)
    }

    fn read(mut words: impl Iterator<Item = Result<&'static str, Wrong>>) -> Result<Self, Wrong> {
        let (mut base_url, mut address, mut time, mut notebook) = (None, None, None, None);
        let (mut connection, mut timeout, mut calls, mut pause) = (Connection::Async, 30_u32, 1, 0_u32);
        let mut stack = false;
        while let Some(word) = words.next() {
            let option = word?;
            let mut value = || words.next().unwrap_or(Err(Wrong::Missing(option)));
            match option {
                "--base-url" => base_url = Some(BaseUrl::new(value()?).map_err(Wrong::BaseUrl)?),
                "--address" => address = Some(value()?.parse().map_err(|_| Wrong::Address)?),
                "--time" => time = Some(number(value()?)?),
                "--connection" => connection = value()?.parse()?,
                "--timeout" => timeout = number(value()?)?,
                "--calls" => calls = at_least_one(value()?)?,
                "--pause" => pause = number(value()?)?,
                "--stack" => stack = true,
                option if option.starts_with('-') => return Err(Wrong::Unknown(option)),
                id if notebook.is_none() => notebook = Some(NotebookId::new(id).map_err(Wrong::NotebookId)?),
                another => return Err(Wrong::Unknown(another)),
            }
        }
        let base_url = base_url.ok_or(Wrong::Missing("--base-url"))?;
        let notebook = notebook.ok_or(Wrong::Missing("notebook id"))?;
        let Secrets { token, entropy, ca } = Secrets::of_the_host().map_err(Wrong::Secrets)?;
        Ok(Self {
            base_url,
            address,
            trust: Trust::new(ca, time, entropy),
            token,
            notebook,
            connection,
            timeout: Duration::from_secs(timeout.into()),
            calls,
            pause: Duration::from_secs(pause.into()),
            stack,
        })
    }
}

fn number<N: FromStr>(word: &'static str) -> Result<N, Wrong> {
    word.parse().map_err(|_| Wrong::Number(word))
}

fn at_least_one(word: &'static str) -> Result<u32, Wrong> {
    match number(word)? {
        0 => Err(Wrong::NoCall),
        calls => Ok(calls),
    }
}

impl FromStr for Connection {
    type Err = Wrong;

    fn from_str(word: &str) -> Result<Self, Wrong> {
        match word {
            "blocking" => Ok(Self::Blocking),
            "async" => Ok(Self::Async),
            _ => Err(Wrong::Connection),
        }
    }
}

/// What is wrong with what the host asks for.
pub(crate) enum Wrong {
    Line,
    Unknown(&'static str),
    Missing(&'static str),
    Number(&'static str),
    NoCall,
    Address,
    Connection,
    BaseUrl(InvalidBaseUrl),
    NotebookId(InvalidNotebookId),
    Secrets(Unusable),
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line => write!(f, "there is no command line of at most {LINE} bytes of UTF-8"),
            Self::Unknown(option) => write!(f, "unexpected argument '{option}'"),
            Self::Missing(what) => write!(f, "{what} is missing, or its value"),
            Self::Number(word) => write!(f, "'{word}' is not a number"),
            Self::NoCall => f.write_str("--calls is at least 1"),
            Self::Address => f.write_str("--address is not an IPv4 address"),
            Self::Connection => f.write_str("--connection is neither blocking nor async"),
            Self::BaseUrl(wrong) => wrong.fmt(f),
            Self::NotebookId(wrong) => wrong.fmt(f),
            Self::Secrets(wrong) => wrong.fmt(f),
        }
    }
}
