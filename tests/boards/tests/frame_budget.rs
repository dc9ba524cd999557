//! The ration of frames, against a network that is flooded.

#[path = "../src/image/rationed.rs"]
mod rationed;

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Wake, Waker},
};

use embassy_net_driver::{Capabilities, Driver, HardwareAddress, LinkState, RxToken, TxToken};
use rationed::Rationed;

/// A network with so many frames to be received.
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

/// Counts how often its task is woken.
#[derive(Default)]
struct Task(AtomicUsize);

impl Wake for Task {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

/// Takes frames until there are none, as embassy-net does in one turn, and returns how many, and whether it is to come
/// again.
fn turn(driver: &mut Rationed<Network>) -> (usize, bool) {
    let task = Arc::new(Task::default());
    let waker = Waker::from(task.clone());
    let mut context = Context::from_waker(&waker);
    let frames = std::iter::from_fn(|| driver.receive(&mut context).map(drop))
        .take(1000)
        .count();
    (frames, task.0.load(Ordering::Relaxed) > 0)
}

#[test]
fn a_flood_of_frames_leaves_others_their_turn_and_is_come_back_to() {
    let mut driver = Rationed::new(Network { frames: usize::MAX });
    for _ in 0..3 {
        assert_eq!(turn(&mut driver), (8, true));
    }
}

#[test]
fn a_few_frames_are_taken_in_one_turn() {
    for frames in 0..8 {
        let mut driver = Rationed::new(Network { frames });
        assert_eq!(turn(&mut driver), (frames, false));
        // The next turn has its whole ration.
        assert_eq!(turn(&mut driver), (0, false));
    }
}

#[test]
fn what_one_turn_left_the_next_one_takes() {
    let mut driver = Rationed::new(Network { frames: 11 });
    assert_eq!(turn(&mut driver), (8, true));
    assert_eq!(turn(&mut driver), (3, false));
}

#[test]
fn all_else_is_as_the_driver_has_it() {
    let mut driver = Rationed::new(Network { frames: 0 });
    let mut context = Context::from_waker(Waker::noop());
    assert!(driver.transmit(&mut context).is_some());
    assert!(matches!(driver.link_state(&mut context), LinkState::Up));
    assert_eq!(driver.hardware_address(), HardwareAddress::Ethernet([2, 0, 0, 0, 0, 1]));
}
