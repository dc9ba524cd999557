//! Starts a notebook from an RP2040 with a W5500, and reports on the serial port at GP0 with 115,200 baud.
#![no_std]
#![no_main]

use call::settings;
use embassy_executor::Spawner;
use embassy_net_wiznet::{Device, Runner, State, chip::W5500};
use embassy_rp::{
    bind_interrupts,
    clocks::RoscRng,
    dma,
    gpio::{Input, Level, Output, Pull},
    peripherals::{DMA_CH0, DMA_CH1, SPI0},
    spi::{self, Spi},
    uart::UartTx,
};
use embassy_time::Delay;
use embedded_hal_bus::spi::ExclusiveDevice;
use embedded_io::Write;
use panic_halt as _;
use static_cell::StaticCell;

bind_interrupts!(struct Interrupts {
    DMA_IRQ_0 => dma::InterruptHandler<DMA_CH0>, dma::InterruptHandler<DMA_CH1>;
});

type SpiDevice = ExclusiveDevice<Spi<'static, SPI0, spi::Async>, Output<'static>, Delay>;

#[embassy_executor::main]
async fn main(spawner: Spawner) {
    let board = embassy_rp::init(Default::default());
    let mut serial = UartTx::new_blocking(board.UART0, board.PIN_0, Default::default());
    let mut report = |line: core::fmt::Arguments<'_>| _ = write!(serial, "{line}\r\n");
    report(format_args!("scnet-notebook on W5500"));

    // The pins of W5500-EVB-Pico.
    let mut config = spi::Config::default();
    config.frequency = 33_000_000; // what its data sheet guarantees
    let (clock, mosi, miso) = (board.PIN_18, board.PIN_19, board.PIN_16);
    let spi = Spi::new(
        board.SPI0,
        clock,
        mosi,
        miso,
        board.DMA_CH0,
        board.DMA_CH1,
        Interrupts,
        config,
    );
    let Ok(spi) = ExclusiveDevice::new(spi, Output::new(board.PIN_17, Level::High), Delay);
    let interrupt = Input::new(board.PIN_21, Pull::Up);
    let reset = Output::new(board.PIN_20, Level::High);
    static STATE: StaticCell<State<4, 4>> = StaticCell::new();
    let state = STATE.init(State::new());
    let Ok((device, chip)) = embassy_net_wiznet::new(settings::mac(), state, spi, interrupt, reset).await else {
        return report(format_args!("no W5500 on SPI0: check the wires"));
    };
    spawner.spawn(run_chip(chip).expect("it is spawned once"));

    // Ports and sequence numbers need no true randomness, which this chip lacks. TLS does: see the README.
    let (network, runner) = call::network(device, RoscRng.next_u64());
    spawner.spawn(run_network(runner).expect("it is spawned once"));

    // It reports what came of the call.
    _ = call::start(network, settings::call(), &mut report).await;
}

#[embassy_executor::task]
async fn run_chip(chip: Runner<'static, W5500, SpiDevice, Input<'static>, Output<'static>>) {
    chip.run().await;
}

#[embassy_executor::task]
async fn run_network(mut runner: embassy_net::Runner<'static, Device<'static>>) {
    runner.run().await;
}
