use core::{
    cell::RefCell,
    future::Future,
    pin::{Pin, pin},
    sync::atomic::{AtomicBool, Ordering},
    task::{Context, Poll, RawWaker, RawWakerVTable, Waker},
};

use crate::image::hardware;

/// Runs a future to its end, and the network alongside.
///
/// Each has its own waker and is polled only when that is woken. With a common waker, each would wake the other, and the
/// processor would never sleep.
pub(crate) struct Foreground<'n, N> {
    network: RefCell<Pin<&'n mut N>>,
}

static NETWORK: AtomicBool = AtomicBool::new(true);
static FUTURE: AtomicBool = AtomicBool::new(true);

impl<'n, N: Future> Foreground<'n, N> {
    pub(crate) fn new(network: Pin<&'n mut N>) -> Self {
        Self {
            network: RefCell::new(network),
        }
    }

    pub(crate) fn block_on<F: Future>(&self, future: F) -> F::Output {
        let mut network = self.network.borrow_mut();
        let mut future = pin!(future);
        FUTURE.store(true, Ordering::Relaxed);
        loop {
            if FUTURE.swap(false, Ordering::Relaxed)
                && let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker(&FUTURE)))
            {
                return output;
            }
            if NETWORK.swap(false, Ordering::Relaxed) {
                // The network never ends.
                let _ = network.as_mut().poll(&mut Context::from_waker(&waker(&NETWORK)));
            }
            // An interrupt after the check of the flags is pending, so it ends the sleep.
            critical_section::with(|_| {
                if !FUTURE.load(Ordering::Relaxed) && !NETWORK.load(Ordering::Relaxed) {
                    hardware::sleep();
                }
            });
        }
    }
}

/// Makes a waker that sets a flag.
fn waker(flag: &'static AtomicBool) -> Waker {
    const VTABLE: RawWakerVTable = RawWakerVTable::new(|flag| RawWaker::new(flag, &VTABLE), wake, wake, |_| ());

    fn wake(flag: *const ()) {
        // SAFETY: the pointer is that of the static flag below.
        unsafe { &*flag.cast::<AtomicBool>() }.store(true, Ordering::Relaxed);
    }

    let flag: *const AtomicBool = flag;
    // SAFETY: the functions of the table only set the flag, so any thread may call them at any time.
    unsafe { Waker::from_raw(RawWaker::new(flag.cast(), &VTABLE)) }
}
