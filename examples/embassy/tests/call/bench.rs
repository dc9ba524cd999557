//! A device and a server, with a cable between them.

use std::sync::{Mutex, PoisonError};

use call::Call;
use embassy_futures::{
    block_on,
    join::{join, join3},
    select::{Either, select},
    yield_now,
};
use embassy_net::{ConfigV4, Ipv4Address, Ipv4Cidr, Stack, StackResources, StaticConfigV4};
use embassy_net_driver_channel::{
    self as channel, RxRunner, TxRunner,
    driver::{HardwareAddress, LinkState},
};
use embassy_time::{Duration, MockDriver};
use scnet_notebook::{BaseUrl, NotebookId, Outcome, Token};

use crate::server::{serve_http, serve_udp};

/// Makes the answer of the time server to a question.
pub(crate) type Answer = fn(&[u8; 48]) -> Vec<u8>;

pub(crate) struct Bench {
    url: &'static str,
    sntp: Option<Answer>,
    http: &'static [&'static str],
}

/// The result of a call, and its traces.
pub(crate) struct Run {
    pub(crate) result: Result<(), Outcome>,
    pub(crate) lines: Vec<String>,
    /// The requests that came whole.
    pub(crate) requests: u32,
}

impl Bench {
    pub(crate) fn new(url: &'static str) -> Self {
        Self {
            url,
            sntp: None,
            http: &[],
        }
    }

    pub(crate) fn sntp(mut self, answer: Answer) -> Self {
        self.sntp = Some(answer);
        self
    }

    /// Serves connections, one after the other.
    pub(crate) fn http(mut self, replies: &'static [&'static str]) -> Self {
        self.http = replies;
        self
    }

    pub(crate) fn run(self) -> Run {
        // There is one clock for all tests.
        static CLOCK: Mutex<()> = Mutex::new(());
        let _clock = CLOCK.lock().unwrap_or_else(PoisonError::into_inner);

        let device = End::new(2);
        let server = End::new(1);
        let (network, peer) = (device.stack, server.stack);
        let mut requests = 0;
        let mut lines = Vec::new();
        let call = Call {
            base_url: BaseUrl::new(self.url).unwrap(),
            token: Token::new("eyJhbGciOiJIUzI1N").unwrap(),
            notebook: NotebookId::new("1821067171420946434").unwrap(),
            time_server: "10.0.0.1",
            timeout: Duration::from_secs(30),
            attempts: 3,
        };
        let mut report = |line: std::fmt::Arguments<'_>| lines.push(line.to_string());
        let serve = join(
            serve_http(peer, self.http, &mut requests),
            serve_udp(peer, 123, |question| {
                self.sntp.map(|answer| answer(question.try_into().unwrap()))
            }),
        );
        let cable = join(carry(device.sent, server.received), carry(server.sent, device.received));
        let (mut device, mut server) = (device.runner, server.runner);
        let world = select(advance(), join3(join(device.run(), server.run()), serve, cable));
        let result = match block_on(select(call::start(network, call, &mut report), world)) {
            Either::First(result) => result,
            Either::Second(_) => panic!("the call does not end"),
        };
        Run {
            result,
            requests,
            lines,
        }
    }
}

/// Lets 10 milliseconds pass whenever all have done what they can, for 10 minutes.
async fn advance() {
    for _ in 0..60_000 {
        MockDriver::get().advance(Duration::from_millis(10));
        yield_now().await;
    }
}

/// An end of the cable.
struct End {
    stack: Stack<'static>,
    runner: embassy_net::Runner<'static, channel::Device<'static, 1514>>,
    received: RxRunner<'static, 1514>,
    sent: TxRunner<'static, 1514>,
}

impl End {
    /// Makes the end with the address 10.0.0.NUMBER. The memory is never given back, as on a board.
    fn new(number: u8) -> Self {
        let state = Box::leak(Box::new(channel::State::<1514, 4, 4>::new()));
        let (runner, device) = channel::new(state, HardwareAddress::Ethernet([2, 0, 0, 0, 0, number]));
        let (link, received, sent) = runner.split();
        link.set_link_state(LinkState::Up);
        let mut config = embassy_net::Config::default();
        config.ipv4 = ConfigV4::Static(StaticConfigV4 {
            address: Ipv4Cidr::new(Ipv4Address::new(10, 0, 0, number), 24),
            gateway: None,
            dns_servers: heapless::Vec::from_slice(&[Ipv4Address::new(10, 0, 0, 1)]).unwrap(),
        });
        let resources = Box::leak(Box::new(StackResources::<6>::new()));
        let (stack, runner) = embassy_net::new(device, config, resources, number.into());
        Self {
            stack,
            runner,
            received,
            sent,
        }
    }
}

async fn carry(mut from: TxRunner<'static, 1514>, mut to: RxRunner<'static, 1514>) {
    loop {
        let frame = from.tx_buf().await.to_vec();
        from.tx_done();
        to.rx_buf().await[..frame.len()].copy_from_slice(&frame);
        to.rx_done(frame.len());
    }
}
