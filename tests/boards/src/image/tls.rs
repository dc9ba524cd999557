//! The prerequisites of TLS, from the host. Without any of them `https` is refused.

use core::cell::Cell;

use critical_section::Mutex;
use device_tls::{Settings, Tls};
use embassy_time::Instant;
use static_cell::ConstStaticCell;

use super::{arguments::Arguments, hardware::HEAP};

/// The time of the boot, in seconds since 1970.
static BOOTED: Mutex<Cell<Option<u64>>> = Mutex::new(Cell::new(None));

/// Starts TLS with the prerequisites that there are.
pub(crate) fn start(arguments: &Arguments) -> Tls {
    static MEMORY: ConstStaticCell<[u8; HEAP]> = ConstStaticCell::new([0; HEAP]);

    critical_section::with(|section| BOOTED.borrow(section).set(arguments.time));
    let start = |heap| {
        let (ca, seed) = (arguments.secrets.ca, arguments.secrets.tls_seed);
        Tls::start(Settings { ca, clock, seed, heap })
    };
    let size = arguments.heap.unwrap_or(HEAP).min(HEAP);
    let tls = start(&mut MEMORY.take()[..size]);
    if arguments.twice { start(&mut []) } else { tls }
}

fn clock() -> Option<u64> {
    let booted = critical_section::with(|section| BOOTED.borrow(section).get())?;
    Some(booted.saturating_add(Instant::now().as_secs()))
}
