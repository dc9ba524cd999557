mod arguments;
mod asynchronous;
mod blocking;
mod clock;
mod failure;
mod hardware;
mod network;
mod report;
mod secrets;
mod stack;
mod tcp;
mod tls;

use arguments::Arguments;

/// The entry of the image. Its memory is ready; interrupts are off or have no effect yet.
#[hardware::entry]
fn main() -> ! {
    stack::paint();
    let arguments = Arguments::from_host();
    let driver = hardware::start();
    if arguments.blocking {
        blocking::run(driver, arguments)
    } else {
        asynchronous::run(driver, arguments)
    }
}
