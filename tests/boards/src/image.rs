mod arguments;
mod asynchronous;
mod blocking;
mod boards;
mod clock;
mod failure;
mod network;
mod rationed;
mod report;
mod secrets;
mod session;
mod stack;
mod stream;
mod tcp;
mod trust;

use arguments::{Arguments, Connection};

/// Where the image begins, with its memory ready and its interrupts off or without effect.
#[boards::entry]
fn main() -> ! {
    stack::paint();
    let arguments = Arguments::of_the_host().unwrap_or_else(|wrong| report::wrong(&wrong));
    let driver = boards::start();
    match arguments.connection {
        Connection::Async => asynchronous::run(driver, arguments),
        Connection::Blocking => blocking::run(driver, arguments),
    }
}
