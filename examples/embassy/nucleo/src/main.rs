//! Starts a notebook from a Nucleo-H743ZI or Nucleo-F767ZI over its Ethernet, and reports over the probe of the board.
#![no_std]
#![no_main]

use call::settings;
use embassy_executor::Spawner;
use embassy_net::Runner;
use embassy_stm32::{
    Config, bind_interrupts,
    eth::{self, Ethernet, GenericPhy, PacketQueue, Sma},
    peripherals::{ETH, ETH_SMA, RNG},
    rng::{self, Rng},
    uid,
};
use panic_rtt_target as _;
use rtt_target::{rprintln, rtt_init_print};
use static_cell::StaticCell;

bind_interrupts!(struct Interrupts {
    ETH => eth::InterruptHandler;
    RNG => rng::InterruptHandler<RNG>;
});

type Device = Ethernet<'static, ETH, GenericPhy<Sma<'static, ETH_SMA>>>;

#[embassy_executor::main]
async fn main(spawner: Spawner) {
    rtt_init_print!();
    rprintln!("scnet-notebook on Nucleo");
    let board = embassy_stm32::init(config());

    // The true random number generator seeds TLS, and chooses the first port.
    let (mut seed, mut port) = ([0; 32], [0; 8]);
    let mut random = Rng::new(board.RNG, Interrupts);
    if random.async_fill_bytes(&mut seed).await.is_err() || random.async_fill_bytes(&mut port).await.is_err() {
        return rprintln!("the random number generator fails");
    }

    // A local address, made of the chip's unique number.
    let [.., b, c, d, e, f] = uid::uid();
    static PACKETS: StaticCell<PacketQueue<4, 4>> = StaticCell::new();
    #[rustfmt::skip] // a line for each group of pins
    let device = Ethernet::new(
        PACKETS.init(PacketQueue::new()), board.ETH, Interrupts,
        board.PA1, board.PA7, // clock, carrier
        board.PC4, board.PC5, // received bits
        board.PG13, board.PB13, board.PG11, // bits to send
        [0x02, b, c, d, e, f], board.ETH_SMA, board.PA2, board.PC1, // management
    );
    let (network, runner) = call::network(device, u64::from_le_bytes(port));
    spawner.spawn(run_network(runner).expect("it is spawned once"));

    // It reports what came of the call.
    let mut report = |line: core::fmt::Arguments<'_>| rprintln!("{}", line);
    _ = call::start(network, settings::call(), &settings::tls(seed), &mut report).await;
}

#[embassy_executor::task]
async fn run_network(mut runner: Runner<'static, Device>) {
    runner.run().await;
}

/// Ethernet needs more than the 16 MHz of a F767 after a reset, and its random number generator needs 48 MHz. A H743 has both.
fn config() -> Config {
    #[allow(unused_mut, reason = "a H743 needs no change")]
    let mut config = Config::default();
    #[cfg(feature = "f767")]
    {
        use embassy_stm32::rcc::{Pll, PllMul, PllPDiv, PllPreDiv, PllQDiv, Sysclk};
        let (prediv, divp, divq) = (PllPreDiv::DIV8, Some(PllPDiv::DIV8), Some(PllQDiv::DIV9));
        #[rustfmt::skip]
        let pll = Pll { prediv, mul: PllMul::MUL216, divp, divq, divr: None };
        config.rcc.pll = Some(pll);
        config.rcc.sys = Sysclk::PLL1_P;
    }
    config
}
