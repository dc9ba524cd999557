//! The async call. The network and the call are two tasks of an executor, which sleeps while both wait.

use boards::FrameBudget;
use embassy_net::Runner;
use embassy_time::Timer;
use scnet_notebook::{Client, StreamConnection};
use static_cell::StaticCell;

use super::{
    arguments::Arguments,
    hardware::{Driver, Executor},
    network::Network,
    report,
    stream::Connector,
};

pub(crate) fn run(driver: Driver, mut arguments: Arguments) -> ! {
    static EXECUTOR: StaticCell<Executor> = StaticCell::new();
    EXECUTOR.init(Executor::new()).run(|spawner| {
        let (network, runner) = Network::new(driver, arguments.trust.random_number());
        spawner.spawn(run_network(runner).expect("the task is spawned once"));
        spawner.spawn(call(network, arguments).expect("the task is spawned once"));
    })
}

#[embassy_executor::task]
async fn run_network(mut runner: Runner<'static, FrameBudget<Driver>>) -> ! {
    runner.run().await
}

#[embassy_executor::task]
async fn call(network: Network, arguments: Arguments) {
    if let Err(failure) = network.up().await {
        report::no_network(&failure);
    }

    let connection = StreamConnection::new(Connector {
        network: &network,
        address: arguments.address,
        trust: arguments.trust,
    });
    let mut buffer = [0; 512];
    let mut client = Client::new(connection, arguments.base_url, arguments.token, &mut buffer);
    let mut run = report::Run::new(arguments.stack);
    for call in 0..arguments.calls {
        if call > 0 {
            Timer::after(arguments.pause).await;
        }
        network.set_timeout(arguments.timeout);
        let result = client.start_async(arguments.notebook).await;
        run.record(arguments.notebook, result, client.message());
    }
    run.end()
}
