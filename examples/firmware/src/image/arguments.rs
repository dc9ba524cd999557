//! What the host asks for. A device in the field has all this in its flash or its configuration.

use core::{fmt, str::FromStr};

use embassy_time::Duration;
use scnet_notebook::{BaseUrl, InvalidBaseUrl, InvalidNotebookId, InvalidToken, NotebookId, Token};
use semihosting::experimental::env::{self, Args};
use static_cell::StaticCell;

/// `--base-url URL --token TOKEN [--connection blocking|async] [--timeout SECONDS] [--calls N] [--pause SECONDS] ID`
pub(crate) struct Arguments {
    pub(crate) base_url: BaseUrl,
    pub(crate) token: Token<'static>,
    pub(crate) notebook: NotebookId,
    pub(crate) connection: Connection,
    /// How long a whole call may take.
    pub(crate) timeout: Duration,
    /// How many calls to make.
    pub(crate) calls: u32,
    /// How long to wait between them.
    pub(crate) pause: Duration,
}

/// What makes the call.
#[derive(Clone, Copy)]
pub(crate) enum Connection {
    Blocking,
    Async,
}

/// The longest command line.
const CAPACITY: usize = 4096;

static LINE: StaticCell<Args<CAPACITY>> = StaticCell::new();

impl Arguments {
    /// Asks the host, by semihosting, for the command line of the image.
    pub(crate) fn of_the_host() -> Result<Self, Wrong> {
        let line = env::args().map_err(|_| Wrong::Line)?;
        let mut words = LINE.init(line).map(|word| word.map_err(|_| Wrong::Line));
        words.next().transpose()?; // the name of the image
        Self::read(words)
    }

    fn read(mut words: impl Iterator<Item = Result<&'static str, Wrong>>) -> Result<Self, Wrong> {
        let (mut base_url, mut token, mut notebook) = (None, None, None);
        let (mut connection, mut timeout, mut calls, mut pause) = (Connection::Async, 30, 1, 0);
        while let Some(word) = words.next() {
            let option = word?;
            let mut value = || words.next().unwrap_or(Err(Wrong::Missing(option)));
            match option {
                "--base-url" => base_url = Some(BaseUrl::new(value()?).map_err(Wrong::BaseUrl)?),
                "--token" => token = Some(Token::new(value()?).map_err(Wrong::Token)?),
                "--connection" => connection = value()?.parse()?,
                "--timeout" => timeout = number(value()?)?,
                "--calls" => calls = number(value()?)?,
                "--pause" => pause = number(value()?)?,
                option if option.starts_with('-') => return Err(Wrong::Unknown(option)),
                id => notebook = Some(NotebookId::new(id).map_err(Wrong::NotebookId)?),
            }
        }
        Ok(Self {
            base_url: base_url.ok_or(Wrong::Missing("--base-url"))?,
            token: token.ok_or(Wrong::Missing("--token"))?,
            notebook: notebook.ok_or(Wrong::Missing("notebook id"))?,
            connection,
            timeout: Duration::from_secs(timeout.into()),
            calls,
            pause: Duration::from_secs(pause.into()),
        })
    }
}

fn number(word: &'static str) -> Result<u32, Wrong> {
    word.parse().map_err(|_| Wrong::Number(word))
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

/// What is wrong with the command line.
pub(crate) enum Wrong {
    Line,
    Unknown(&'static str),
    Missing(&'static str),
    Number(&'static str),
    Connection,
    BaseUrl(InvalidBaseUrl),
    NotebookId(InvalidNotebookId),
    Token(InvalidToken),
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line => write!(f, "there is no command line of at most {CAPACITY} bytes of UTF-8"),
            Self::Unknown(option) => write!(f, "unexpected argument '{option}'"),
            Self::Missing(what) => write!(f, "{what} is missing, or its value"),
            Self::Number(word) => write!(f, "'{word}' is not a number"),
            Self::Connection => f.write_str("--connection is neither blocking nor async"),
            Self::BaseUrl(wrong) => wrong.fmt(f),
            Self::NotebookId(wrong) => wrong.fmt(f),
            Self::Token(wrong) => wrong.fmt(f),
        }
    }
}
