//! The clock of embassy-time: it counts ticks of a millisecond, and wakes the timers that expire.

use core::{cell::RefCell, task::Waker};

use critical_section::Mutex;
use embassy_time_driver::Driver;
use embassy_time_queue_utils::Queue;

struct Clock(Mutex<RefCell<Ticks>>);

struct Ticks {
    now: u64,
    queue: Queue,
}

embassy_time_driver::time_driver_impl!(static CLOCK: Clock = Clock(Mutex::new(RefCell::new(Ticks {
    now: 0,
    queue: Queue::new(),
}))));

impl Clock {
    fn with<R>(&self, action: impl FnOnce(&mut Ticks) -> R) -> R {
        critical_section::with(|section| action(&mut self.0.borrow_ref_mut(section)))
    }
}

impl Driver for Clock {
    fn now(&self) -> u64 {
        self.with(|ticks| ticks.now)
    }

    fn schedule_wake(&self, at: u64, waker: &Waker) {
        self.with(|ticks| ticks.queue.schedule_wake(at, waker));
    }
}

/// Counts a tick, in the interrupt of the board's timer.
pub(crate) fn tick() {
    CLOCK.with(|ticks| {
        ticks.now += 1;
        ticks.queue.next_expiration(ticks.now);
    });
}
