//! The prerequisites of TLS, from the host. Without any of them `https` is refused.

use core::cell::Cell;

use critical_section::Mutex;
use device_tls::{Settings, Tls};
use embassy_time::Instant;
use static_cell::ConstStaticCell;

use super::hardware::HEAP;

pub(crate) struct Trust {
    /// The certificates of CAs, in DER or PEM.
    pub(crate) ca: Option<&'static [u8]>,
    /// The time of the boot, in seconds since 1970.
    pub(crate) started: Option<u64>,
    /// The seed of TLS. It must be new in each run, and secret: it decrypts every session.
    pub(crate) seed: Option<[u8; 32]>,
    /// The size of the heap of TLS, if it is not the usual one.
    pub(crate) heap: Option<usize>,
}

static STARTED: Mutex<Cell<Option<u64>>> = Mutex::new(Cell::new(None));

impl Trust {
    /// Starts TLS with the prerequisites that there are.
    pub(crate) fn start(self) -> Tls {
        static MEMORY: ConstStaticCell<[u8; HEAP]> = ConstStaticCell::new([0; HEAP]);

        critical_section::with(|section| STARTED.borrow(section).set(self.started));
        let memory = MEMORY.take();
        let size = self.heap.unwrap_or(HEAP).min(HEAP);
        Tls::start(Settings {
            ca: self.ca.unwrap_or_default(),
            clock,
            seed: self.seed,
            heap: &mut memory[..size],
        })
    }
}

fn clock() -> Option<u64> {
    let started = critical_section::with(|section| STARTED.borrow(section).get())?;
    Some(started.saturating_add(Instant::now().as_secs()))
}
