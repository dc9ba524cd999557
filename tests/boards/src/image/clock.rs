//! The clock of embassy-time: it reads the counter of the board, and its tick wakes the timers that expire.

use core::{cell::RefCell, task::Waker};

use critical_section::Mutex;
use embassy_time_driver::Driver;
use embassy_time_queue_utils::Queue;

use super::hardware;

struct Clock(Mutex<RefCell<Queue>>);

embassy_time_driver::time_driver_impl!(static CLOCK: Clock = Clock(Mutex::new(RefCell::new(Queue::new()))));

impl Driver for Clock {
    fn now(&self) -> u64 {
        hardware::milliseconds()
    }

    fn schedule_wake(&self, at: u64, waker: &Waker) {
        critical_section::with(|section| self.0.borrow_ref_mut(section).schedule_wake(at, waker));
    }
}

/// Wakes at the next tick. The drivers of the network have no interrupt: they look for a frame then.
pub(crate) fn wake_at_next_tick(waker: &Waker) {
    CLOCK.schedule_wake(CLOCK.now() + 1, waker);
}

/// Wakes the timers that expired, in the interrupt of the board's tick.
pub(crate) fn tick() {
    critical_section::with(|section| CLOCK.0.borrow_ref_mut(section).next_expiration(CLOCK.now()));
}
