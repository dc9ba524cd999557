//! Starts notebooks from a host over a modem: `modem-host PORT APN URL`, with the token in the environment as `SCNET_TOKEN`.
//!
//! Each line of standard input is the id of a notebook, for which the modem is dialled. The exit status is 0 if all were started.

mod serial;

use std::{
    env,
    error::Error,
    hash::{BuildHasher, RandomState},
    io::{self, Write},
    path::Path,
    process,
};

use call::Call;
use embassy_executor::Spawner;
use embassy_net::Runner;
use embassy_net_ppp::Device;
use embassy_time::Duration;
use modem::{Limits, Link, Modem};
use scnet_notebook::{BaseUrl, NotebookId, Outcome, Token};
use serial::{Dtr, Serial};

/// For the simulated modem, which answers at once or never.
const SIMULATED: Limits = Limits {
    boot: Duration::from_secs(2),
    command: Duration::from_secs(1),
    sim: Duration::from_secs(2),
    registration: Duration::from_secs(2),
    dial: Duration::from_secs(2),
    ppp: Duration::from_secs(10),
};

#[embassy_executor::main]
async fn main(spawner: Spawner) {
    let is_started = run(spawner).await.unwrap_or_else(|error| {
        print(format_args!("error: {error}"));
        false
    });
    process::exit(i32::from(!is_started));
}

/// Makes the calls, and returns whether all notebooks were started. An error is one of the input: nothing was sent for it.
async fn run(spawner: Spawner) -> Result<bool, Box<dyn Error>> {
    let arguments = env::args_os().skip(1);
    let arguments: Vec<String> = arguments.map(|word| word.to_string_lossy().into_owned()).collect();
    let [port, apn, url] = &arguments[..] else {
        return Err("usage: modem-host PORT APN URL".into());
    };
    let token = env::var("SCNET_TOKEN").map_err(|_| "environment variable SCNET_TOKEN is not set, or not text")?;
    let (base_url, token) = (BaseUrl::new(url)?, Token::new(&token)?);
    let (limits, timeout) = match env::var_os("SIMULATED_MODEM") {
        Some(_) => (SIMULATED, Duration::from_secs(5)),
        None => (Limits::LTE, Duration::from_secs(30)),
    };
    let (port, dtr) = serial::open(Path::new(port)).map_err(|error| format!("{port}: {error}"))?;
    let mut modem = Modem::new(port, dtr, limits);
    let (mut link, runner) = Link::new(RandomState::new().hash_one(process::id()));
    spawner.spawn(run_stack(runner).expect("it is spawned once"));

    let mut are_started = true;
    for id in io::stdin().lines() {
        let id = id?;
        let notebook = NotebookId::new(&id)?;
        // Another attempt needs another dialling.
        let call = Call {
            base_url,
            token,
            notebook,
            timeout,
            attempts: 1,
        };
        are_started &= start(&mut modem, &mut link, apn, call).await.is_ok();
    }
    Ok(are_started)
}

/// Dials, makes the call, and hangs up. Prints the outcome.
async fn start(modem: &mut Modem<Serial, Dtr>, link: &mut Link, apn: &str, call: Call<'_>) -> Result<(), Outcome> {
    let result = connect(modem, link, apn, call).await.unwrap_or_else(|error| {
        print(format_args!("not sent: {error}"));
        Err(Outcome::NotSent)
    });
    if let Err(error) = modem.hang_up().await {
        print(format_args!("modem does not hang up: {error}"));
    }
    result
}

/// Dials, and makes the call. An error is one of the modem: nothing was sent.
async fn connect(
    modem: &mut Modem<Serial, Dtr>,
    link: &mut Link,
    apn: &str,
    call: Call<'_>,
) -> Result<Result<(), Outcome>, modem::Error<io::Error>> {
    modem.dial(apn).await?;
    let result = link.run(modem, call::start(link.stack(), call, &mut print)).await?;
    if link.is_lost() {
        print(format_args!("the carrier was lost during the call"));
    }
    Ok(result)
}

#[embassy_executor::task]
async fn run_stack(mut runner: Runner<'static, Device<'static>>) -> ! {
    runner.run().await
}

/// Prints a line. The outcome counts, even if nobody reads it.
fn print(line: std::fmt::Arguments<'_>) {
    let _ = writeln!(io::stdout(), "{line}");
}
