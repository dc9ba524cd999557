//! The limit of frames, against a flooded network.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Wake, Waker},
};

use boards::FrameBudget;
use embassy_net_driver::{Capabilities, Driver, HardwareAddress, LinkState, RxToken, TxToken};

/// A network with this number of received frames.
struct Network {
    frames: usize,
}

struct Frame;

impl RxToken for Frame {
    fn consume<R, F: FnOnce(&mut [u8]) -> R>(self, f: F) -> R {
        f(&mut [])
    }
}

impl TxToken for Frame {
    fn consume<R, F: FnOnce(&mut [u8]) -> R>(self, length: usize, f: F) -> R {
        f(&mut vec![0; length])
    }
}

impl Driver for Network {
    type RxToken<'a> = Frame;
    type TxToken<'a> = Frame;

    fn receive(&mut self, _: &mut Context<'_>) -> Option<(Frame, Frame)> {
        self.frames = self.frames.checked_sub(1)?;
        Some((Frame, Frame))
    }

    fn transmit(&mut self, _: &mut Context<'_>) -> Option<Frame> {
        Some(Frame)
    }

    fn link_state(&mut self, _: &mut Context<'_>) -> LinkState {
        LinkState::Up
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::default()
    }

    fn hardware_address(&self) -> HardwareAddress {
        HardwareAddress::Ethernet([2, 0, 0, 0, 0, 1])
    }
}

/// Counts the wake-ups of its task.
#[derive(Default)]
struct Task(AtomicUsize);

impl Wake for Task {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

/// Receives frames until there are none, as embassy-net does in one poll. Returns their number, and `true` if the task is
/// woken again.
fn poll(driver: &mut FrameBudget<Network>) -> (usize, bool) {
    let task = Arc::new(Task::default());
    let waker = Waker::from(task.clone());
    let mut context = Context::from_waker(&waker);
    let frames = std::iter::from_fn(|| driver.receive(&mut context).map(drop))
        .take(1000)
        .count();
    (frames, task.0.load(Ordering::Relaxed) > 0)
}

#[test]
fn a_flood_of_frames_is_received_in_several_polls() {
    let mut driver = FrameBudget::new(Network { frames: usize::MAX });
    for _ in 0..3 {
        assert_eq!(poll(&mut driver), (8, true));
    }
}

#[test]
fn a_few_frames_are_received_in_one_poll() {
    for frames in 0..8 {
        let mut driver = FrameBudget::new(Network { frames });
        assert_eq!(poll(&mut driver), (frames, false));
        // The next poll has the full budget.
        assert_eq!(poll(&mut driver), (0, false));
    }
}

#[test]
fn the_next_poll_receives_the_remaining_frames() {
    let mut driver = FrameBudget::new(Network { frames: 11 });
    assert_eq!(poll(&mut driver), (8, true));
    assert_eq!(poll(&mut driver), (3, false));
}
