//! One call over a stack of embassy-net: address, lookup, TCP, request and response, each wait with a deadline.
#![no_std]

mod failure;
mod network;
#[cfg(feature = "settings")]
pub mod settings;
mod tcp;
#[cfg(feature = "time")]
pub mod time;

use core::fmt;

use embassy_net::{
    Stack,
    tcp::client::{TcpClient, TcpClientState},
};
use embassy_time::{Duration, Timer, with_timeout};
use scnet_notebook::{BaseUrl, Client, Fault, NotebookId, Outcome, StreamConnection, Token, http1::Endpoint};

pub use failure::{Failure, Wait};
pub use network::network;
use tcp::Tcp;

/// The call to make.
#[derive(Clone, Copy, Debug)]
pub struct Call<'a> {
    /// The URL of the service. One with an IPv4 address needs no DNS.
    pub base_url: BaseUrl<'a>,
    /// The token of the user.
    pub token: Token<'a>,
    /// The notebook to start.
    pub notebook: NotebookId<'a>,
    /// The server that tells the time, which TLS needs.
    #[cfg(feature = "time")]
    pub time_server: &'a str,
    /// The time for the address, for the lookup, for the rest of an attempt, and for the pause before the next.
    pub timeout: Duration,
    /// The number of attempts while nothing was sent.
    pub attempts: u32,
}

/// Makes the call, and reports line by line. Repeats it only if nothing was sent. With the feature `tls` it takes TLS as well.
///
/// # Errors
///
/// The outcome of the last attempt, which was reported.
pub async fn start(
    network: Stack<'_>,
    call: Call<'_>,
    #[cfg(feature = "tls")] tls: &device_tls::Tls,
    report: &mut dyn FnMut(fmt::Arguments<'_>),
) -> Result<(), Outcome> {
    let (state, mut buffer) = (TcpClientState::new(), [0; 512]);
    let tcp = TcpClient::new(network, &state);
    for attempt in 1.. {
        _ = with_timeout(call.timeout, network.wait_config_up()).await;
        if let Some(config) = network.config_v4() {
            report(format_args!("address {}", config.address));
        }
        #[cfg(feature = "time")]
        time::ask(network, &call, report).await;
        let connect = async |endpoint: &Endpoint<'_>| Tcp::open(network, &tcp, endpoint, call.timeout).await;
        #[cfg(feature = "tls")]
        let connect = device_tls::TlsConnector::new(tls, connect);
        let mut client = Client::new(StreamConnection::new(connect), call.base_url, call.token, &mut buffer);
        let Err(error) = client.start_async(call.notebook).await else {
            report(format_args!("started {}", call.notebook));
            return Ok(());
        };
        let outcome = error.outcome();
        // A start costs money: an attempt that may have reached the service is the last.
        let again = outcome == Outcome::NotSent && error.fault() != Fault::Request && attempt < call.attempts;
        match outcome {
            Outcome::NotSent if again => report(format_args!(
                "not sent, trying again in {} s: {error}",
                call.timeout.as_secs()
            )),
            Outcome::NotSent => report(format_args!("not sent, correct the cause first: {error}")),
            Outcome::Refused => report(format_args!("refused, remove the cause first: {error}")),
            Outcome::Unknown => report(format_args!(
                "unknown, look at the notebook before the next call: {error}"
            )),
        }
        if let Some(message) = client.message() {
            report(format_args!("the service says: {message}"));
        }
        if !again {
            return Err(outcome);
        }
        Timer::after(call.timeout).await;
    }
    Err(Outcome::NotSent)
}
