//! What the host asks for. A device in the field has all this in its flash or its configuration.

use core::{fmt, str::FromStr};

use embassy_time::Duration;
use scnet_notebook::{BaseUrl, InvalidBaseUrl, InvalidNotebookId, InvalidToken, NotebookId, Token};
use semihosting::{
    experimental::env::{self, Args},
    io::{self, Read},
};
use static_cell::StaticCell;

/// `--base-url URL [--connection blocking|async] [--timeout SECONDS] [--calls N] [--pause SECONDS] ID`
///
/// The token is the first line of standard input: anyone on the host can read the arguments of a program.
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
const LINE: usize = 512;

/// The longest token.
const TOKEN: usize = 2048;

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
        let (mut base_url, mut notebook) = (None, None);
        let (mut connection, mut timeout, mut calls, mut pause) = (Connection::Async, 30, 1, 0);
        while let Some(word) = words.next() {
            let option = word?;
            let mut value = || words.next().unwrap_or(Err(Wrong::Missing(option)));
            match option {
                "--base-url" => base_url = Some(BaseUrl::new(value()?).map_err(Wrong::BaseUrl)?),
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
            notebook: notebook.ok_or(Wrong::Missing("notebook id"))?,
            token: token()?,
            connection,
            timeout: Duration::from_secs(timeout.into()),
            calls,
            pause: Duration::from_secs(pause.into()),
        })
    }
}

/// Reads the token from standard input.
fn token() -> Result<Token<'static>, Wrong> {
    static BUFFER: StaticCell<[u8; TOKEN + 1]> = StaticCell::new();

    let buffer = BUFFER.init([0; TOKEN + 1]);
    let mut input = io::stdin().map_err(|_| Wrong::Input)?;
    let mut length = 0;
    while length < buffer.len() && !buffer[..length].ends_with(b"\n") {
        match input.read(&mut buffer[length..]) {
            Ok(0) => break,
            Ok(count) => length += count,
            Err(_) => return Err(Wrong::Input),
        }
    }
    let line = str::from_utf8(&buffer[..length]).map_err(|_| Wrong::Input)?;
    Token::new(line.strip_suffix('\n').ok_or(Wrong::Input)?).map_err(Wrong::Token)
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

/// What is wrong with what the host asks for.
pub(crate) enum Wrong {
    Line,
    Input,
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
            Self::Line => write!(f, "there is no command line of at most {LINE} bytes of UTF-8"),
            Self::Input => write!(f, "standard input does not begin with a token of at most {TOKEN} bytes"),
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
