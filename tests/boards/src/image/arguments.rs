//! The arguments from the host. A device in the field has them in its flash or its configuration.

use core::{fmt::Display, net::Ipv4Addr, num::NonZeroU32, str::FromStr};

use embassy_time::Duration;
use scnet_notebook::{BaseUrl, NotebookId, Token};
use semihosting::experimental::env::{self, Args};
use static_cell::StaticCell;

use super::{report::invalid, secrets::Secrets, trust::Trust};

/// `--base-url URL [--address ADDRESS] [--time SECONDS] [--connection blocking|async] [--timeout SECONDS] [--calls N]
/// [--pause SECONDS] [--heap BYTES] [--twice] [--cancel MILLISECONDS] [--stack] ID`, and [`Secrets`]
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
    /// Reads them by semihosting. Invalid ones end the run.
    pub(crate) fn from_host() -> Self {
        static WORDS: StaticCell<Args<LINE>> = StaticCell::new();

        let words =
            env::args().unwrap_or_else(|_| invalid(&format_args!("the command line is longer than {LINE} bytes")));
        let words = WORDS.init(words);
        let mut words = words.map(|word| word.unwrap_or_else(|_| invalid(&"the command line is not UTF-8")));
        words.next(); // the name of the image
        let (mut base_url, mut address, mut time, mut notebook) = (None, None, None, None);
        let (mut connection, mut timeout, mut calls, mut pause) = (Connection::Async, 30_u32, NonZeroU32::MIN, 0_u32);
        let (mut heap, mut twice, mut cancel, mut stack) = (None, false, None, false);
        while let Some(option) = words.next() {
            let mut value = || match words.next() {
                Some(value) => value,
                None => invalid(&format_args!("{option} is missing its value")),
            };
            match option {
                "--base-url" => base_url = Some(valid(BaseUrl::new(value()))),
                "--address" => address = Some(parse(option, value())),
                "--time" => time = Some(parse(option, value())),
                "--connection" => connection = parse(option, value()),
                "--timeout" => timeout = parse(option, value()),
                "--calls" => calls = parse(option, value()),
                "--pause" => pause = parse(option, value()),
                "--heap" => heap = Some(parse(option, value())),
                "--twice" => twice = true,
                "--cancel" => cancel = Some(Duration::from_millis(parse(option, value()))),
                "--stack" => stack = true,
                id if notebook.is_none() && !id.starts_with('-') => notebook = Some(valid(NotebookId::new(id))),
                other => invalid(&format_args!("unexpected argument '{other}'")),
            }
        }
        let secrets = Secrets::from_host();
        Self {
            base_url: base_url.unwrap_or_else(|| invalid(&"--base-url is missing")),
            address,
            trust: Trust {
                ca: secrets.ca,
                started: time,
                seed: secrets.tls_seed,
                heap,
                twice,
            },
            network_seed: secrets.network_seed,
            token: secrets.token,
            notebook: notebook.unwrap_or_else(|| invalid(&"notebook id is missing")),
            connection,
            timeout: Duration::from_secs(timeout.into()),
            calls: calls.get(),
            pause: Duration::from_secs(pause.into()),
            cancel,
            stack,
        }
    }
}

/// Returns the value, or ends the run.
pub(super) fn valid<T>(result: Result<T, impl Display>) -> T {
    result.unwrap_or_else(|error| invalid(&error))
}

fn parse<T: FromStr>(option: &str, word: &str) -> T {
    let unfit = |_| invalid(&format_args!("'{word}' is not a value of {option}"));
    word.parse().unwrap_or_else(unfit)
}

impl FromStr for Connection {
    type Err = ();

    fn from_str(word: &str) -> Result<Self, ()> {
        match word {
            "blocking" => Ok(Self::Blocking),
            "async" => Ok(Self::Async),
            _ => Err(()),
        }
    }
}
