//! The async call. The network and the call are two tasks of an executor, which sleeps while both wait.

use device_tls::TlsConnector;
use embassy_executor::Executor;
use embassy_net::Runner;
use embassy_time::{Instant, with_deadline};
use scnet_notebook::{Client, StreamConnection, http1::Endpoint};
use static_cell::StaticCell;

use super::{arguments::Arguments, hardware::Driver, network::Network, report, tcp::Tcp, tls};

pub(crate) fn run(driver: Driver, arguments: Arguments) -> ! {
    static EXECUTOR: StaticCell<Executor> = StaticCell::new();
    EXECUTOR.init(Executor::new()).run(|spawner| {
        let (network, runner) = Network::new(driver, arguments.secrets.network_seed);
        spawner.spawn(run_network(runner).expect("the task is spawned once"));
        spawner.spawn(call(network, arguments).expect("the task is spawned once"));
    })
}

#[embassy_executor::task]
async fn run_network(mut runner: Runner<'static, Driver>) -> ! {
    runner.run().await
}

#[embassy_executor::task]
async fn call(network: Network, arguments: Arguments) {
    network.up().await.unwrap_or_else(|failure| report::no_network(failure));

    let tls = tls::start(&arguments);
    let tcp = async |endpoint: &Endpoint<'_>| Tcp::open(&network, endpoint, arguments.address).await;
    let connection = StreamConnection::new(TlsConnector::new(&tls, tcp));
    let mut buffer = [0; 512];
    let mut client = Client::new(connection, arguments.base_url, arguments.secrets.token, &mut buffer);
    let mut run = report::Run::new(arguments.stack, &tls);
    for call in 0..arguments.calls {
        network.set_timeout(arguments.timeout);
        let start = client.start_async(arguments.notebook);
        // Only the first call is dropped.
        let cancel = arguments.cancel.filter(|_| call == 0);
        let end = cancel.map_or(Instant::MAX, |after| Instant::now() + after);
        match with_deadline(end, start).await {
            Ok(result) => run.record(arguments.notebook, result, client.message()),
            Err(_) => run.record_dropped(client.outcome()),
        }
    }
    run.end()
}
