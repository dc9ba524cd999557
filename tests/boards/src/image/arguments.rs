//! The arguments from the host. A device in the field has them in its flash or its configuration.

use core::{fmt::Display, net::Ipv4Addr, num::NonZeroU32, str::FromStr};

use embassy_time::Duration;
use scnet_notebook::{BaseUrl, NotebookId};
use semihosting::experimental::env::{self, Args};
use static_cell::StaticCell;

use super::{report::invalid, secrets::Secrets};

/// `--base-url URL [--address ADDRESS] [--time SECONDS] [--entropy] [--blocking] [--timeout SECONDS] [--calls N]
/// [--heap BYTES] [--twice] [--cancel MILLISECONDS] [--stack] ID`, and [`Secrets`]
pub(crate) struct Arguments {
    pub(crate) base_url: BaseUrl<'static>,
    /// The address of its host.
    pub(crate) address: Option<Ipv4Addr>,
    pub(crate) secrets: Secrets,
    pub(crate) notebook: NotebookId<'static>,
    /// The time of the boot, in seconds since 1970.
    pub(crate) time: Option<u64>,
    /// Makes blocking calls, not async ones.
    pub(crate) blocking: bool,
    /// The time limit of a whole call.
    pub(crate) timeout: Duration,
    /// The number of calls, each over its own stream.
    pub(crate) calls: u32,
    /// The size of the heap of TLS, if it is not the usual one.
    pub(crate) heap: Option<usize>,
    /// Starts TLS a second time, and uses that.
    pub(crate) twice: bool,
    /// The time after which the first async call is dropped.
    pub(crate) cancel: Option<Duration>,
    /// Reports the used stack and heap at the end.
    pub(crate) stack: bool,
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
        let (mut blocking, mut timeout, mut calls) = (false, 30_u32, NonZeroU32::MIN);
        let (mut has_entropy, mut heap, mut twice, mut cancel, mut stack) = (false, None, false, None, false);
        while let Some(option) = words.next() {
            let mut value = || match words.next() {
                Some(value) => value,
                None => invalid(&format_args!("{option} is missing its value")),
            };
            match option {
                "--base-url" => base_url = Some(valid(BaseUrl::new(value()))),
                "--address" => address = Some(parse(option, value())),
                "--time" => time = Some(parse(option, value())),
                "--entropy" => has_entropy = true,
                "--blocking" => blocking = true,
                "--timeout" => timeout = parse(option, value()),
                "--calls" => calls = parse(option, value()),
                "--heap" => heap = Some(parse(option, value())),
                "--twice" => twice = true,
                "--cancel" => cancel = Some(Duration::from_millis(parse(option, value()))),
                "--stack" => stack = true,
                id if notebook.is_none() && !id.starts_with('-') => notebook = Some(valid(NotebookId::new(id))),
                other => invalid(&format_args!("unexpected argument '{other}'")),
            }
        }
        Self {
            secrets: Secrets::from_host(has_entropy),
            base_url: base_url.unwrap_or_else(|| invalid(&"--base-url is missing")),
            notebook: notebook.unwrap_or_else(|| invalid(&"notebook id is missing")),
            timeout: Duration::from_secs(timeout.into()),
            calls: calls.get(),
            address,
            time,
            blocking,
            heap,
            twice,
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
