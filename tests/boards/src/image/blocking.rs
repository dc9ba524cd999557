//! The blocking call, without an executor: a wait for the network also runs the network.

use core::{
    cell::RefCell,
    future::Future,
    pin::{Pin, pin},
    task::{Context, Poll, Waker},
};

use device_tls::TlsConnector;
use embedded_io::{ErrorType, Read, Write};
use embedded_io_async as asynch;
use scnet_notebook::{Client, Connect, ConnectAsync, StreamConnection, http1::Endpoint};

use super::{
    arguments::Arguments,
    hardware::{self, Driver},
    network::Network,
    report,
    tcp::Tcp,
    tls,
};

pub(crate) fn run(driver: Driver, arguments: Arguments) -> ! {
    let (network, mut runner) = Network::new(driver, arguments.secrets.network_seed);
    let running = pin!(runner.run());
    let wait = &Foreground(RefCell::new(running));
    let up = wait.block_on(network.up());
    up.unwrap_or_else(|failure| report::no_network(failure));

    let tls = tls::start(&arguments);
    let tcp = async |endpoint: &Endpoint<'_>| Tcp::open(&network, endpoint, arguments.address).await;
    let connection = StreamConnection::new(TlsConnector::new(&tls, Blocking { inner: tcp, wait }));
    let mut buffer = [0; 512];
    let mut client = Client::new(connection, arguments.base_url, arguments.secrets.token, &mut buffer);
    let mut run = report::Run::new(arguments.stack, &tls);
    for _ in 0..arguments.calls {
        network.set_timeout(arguments.timeout);
        let result = client.start(arguments.notebook);
        run.record(arguments.notebook, result, client.message());
    }
    run.end()
}

/// Runs a future to its end, and the network alongside. Both are polled at each tick.
struct Foreground<'n, N>(RefCell<Pin<&'n mut N>>);

impl<N: Future> Foreground<'_, N> {
    fn block_on<F: Future>(&self, future: F) -> F::Output {
        let mut network = self.0.borrow_mut();
        let mut future = pin!(future);
        let context = &mut Context::from_waker(Waker::noop());
        loop {
            if let Poll::Ready(output) = future.as_mut().poll(context) {
                return output;
            }
            // The network never ends.
            let _ = network.as_mut().poll(context);
            hardware::sleep();
        }
    }
}

/// Blocking adapter for an async connector and its streams.
struct Blocking<'f, 'n, T, N> {
    inner: T,
    wait: &'f Foreground<'n, N>,
}

impl<'f, 'n, C: ConnectAsync, N: Future> Connect for Blocking<'f, 'n, C, N> {
    type Stream = Blocking<'f, 'n, C::Stream, N>;

    fn connect(&mut self, endpoint: &Endpoint<'_>) -> Result<Self::Stream, <Self::Stream as ErrorType>::Error> {
        let inner = self.wait.block_on(self.inner.connect(endpoint))?;
        Ok(Blocking { inner, wait: self.wait })
    }
}

impl<S: ErrorType, N> ErrorType for Blocking<'_, '_, S, N> {
    type Error = S::Error;
}

impl<S: asynch::Read, N: Future> Read for Blocking<'_, '_, S, N> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, S::Error> {
        self.wait.block_on(self.inner.read(buffer))
    }
}

impl<S: asynch::Write, N: Future> Write for Blocking<'_, '_, S, N> {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, S::Error> {
        self.wait.block_on(self.inner.write(bytes))
    }

    fn flush(&mut self) -> Result<(), S::Error> {
        self.wait.block_on(self.inner.flush())
    }
}
