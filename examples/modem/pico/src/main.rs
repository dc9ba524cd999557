//! Starts a notebook from a Raspberry Pi Pico with a modem, and reports on the serial port at GP0 with 115,200 baud.
#![no_std]
#![no_main]

use call::{Call, settings};
use embassy_executor::Spawner;
use embassy_net::Runner;
use embassy_net_ppp::Device;
use embassy_rp::{
    bind_interrupts,
    clocks::RoscRng,
    gpio::{Level, Output},
    peripherals::UART1,
    uart::{self, BufferedInterruptHandler, BufferedUart, UartTx},
};
use embassy_time::Timer;
use embedded_io::Write;
use modem::{Limits, Link, Modem};
use panic_halt as _;
use scnet_notebook::Outcome;
use static_cell::StaticCell;

bind_interrupts!(struct Interrupts {
    UART1_IRQ => BufferedInterruptHandler<UART1>;
});

const APN: &str = env!(
    "MODEM_APN",
    "MODEM_APN is not set: copy settings.example.toml to settings.toml"
);
const _: () = assert!(!APN.is_empty(), "MODEM_APN is empty: fill in settings.toml");

#[embassy_executor::main]
async fn main(spawner: Spawner) {
    let board = embassy_rp::init(Default::default());
    let mut serial = UartTx::new_blocking(board.UART0, board.PIN_0, Default::default());
    let mut report = |line: core::fmt::Arguments<'_>| _ = write!(serial, "{line}\r\n");
    report(format_args!("scnet-notebook on a modem"));

    static BUFFERS: StaticCell<[[u8; 2048]; 2]> = StaticCell::new();
    let [send, receive] = BUFFERS.init([[0; 2048]; 2]);
    let (tx, rx, rts, cts) = (board.PIN_4, board.PIN_5, board.PIN_7, board.PIN_6);
    let config = uart::Config::default(); // 115,200 baud
    let uart = BufferedUart::new_with_rtscts(board.UART1, tx, rx, rts, cts, Interrupts, send, receive, config);
    let dtr = Output::new(board.PIN_8, Level::Low);
    let mut modem = Modem::new(uart, dtr, Limits::LTE);

    // Ports and sequence numbers need no true randomness, which this chip lacks.
    let (mut link, runner) = Link::new(RoscRng.next_u64());
    spawner.spawn(run_stack(runner).expect("it is spawned once"));

    for _ in 0..3 {
        // Another attempt needs another dialling.
        let call = Call {
            attempts: 1,
            ..settings::call()
        };
        let stack = link.stack();
        let outcome = match modem.dial(APN).await {
            Ok(()) => link.run(&mut modem, call::start(stack, call, &mut report)).await,
            Err(error) => Err(error),
        };
        let _ = modem.hang_up().await; // the next dialling would report it
        match outcome {
            Err(error) => report(format_args!("not sent: {error}")),
            Ok(Err(Outcome::NotSent)) => {}
            Ok(_) => break,
        }
        Timer::after_secs(30).await;
    }
}

#[embassy_executor::task]
async fn run_stack(mut runner: Runner<'static, Device<'static>>) -> ! {
    runner.run().await
}
