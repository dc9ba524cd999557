use core::{arch::asm, hint::black_box};

use cortex_m::{
    Peripherals,
    peripheral::{SYST, syst::SystClkSource},
};

/// Counts instructions by the system timer, whose clock the emulator ties to them.
pub(super) struct Counter {
    timer: SYST,
    /// The ticks of the timer for [`KNOWN`] instructions.
    ticks: u32,
}

/// The number of instructions of [`known`].
const KNOWN: u32 = 300_000;

/// The number of calls: enough that one tick of the timer matters little.
const CALLS: u32 = 200;

impl Counter {
    pub(super) fn new() -> Self {
        let mut timer = Peripherals::take().expect("the peripherals are taken once").SYST;
        timer.set_clock_source(SystClkSource::Core);
        timer.set_reload(0x00FF_FFFF);
        timer.enable_counter();
        let mut counter = Self { timer, ticks: 0 };
        counter.ticks = counter.time(known);
        counter
    }

    /// Returns the instructions of one of `calls`, without those around the calls.
    pub(super) fn of_one(&mut self, calls: fn(u32)) -> u32 {
        let calls = black_box(calls);
        let ticks = self.time(|| calls(CALLS + 1)) - self.time(|| calls(1));
        let instructions = u64::from(ticks) * u64::from(KNOWN) / u64::from(self.ticks) / u64::from(CALLS);
        u32::try_from(instructions).expect("a call is short")
    }

    fn time(&mut self, work: impl FnOnce()) -> u32 {
        self.timer.clear_current();
        work();
        let left = SYST::get_current();
        assert!(!self.timer.has_wrapped(), "the timer wrapped");
        0x00FF_FFFF - left
    }
}

/// Executes [`KNOWN`] instructions, written out because the delay of a library may change.
fn known() {
    // SAFETY: the code counts a register down and touches nothing else.
    unsafe {
        asm!("2:", "subs {0}, #1", "bne 2b", inout(reg) KNOWN / 2 => _, options(nomem, nostack));
    }
}
