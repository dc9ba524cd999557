//! An executor that counts polls.

use std::{
    future::{Future, poll_fn},
    mem,
    pin::pin,
    task::{Context, Poll, Waker},
};

/// Returns `Pending` once.
pub async fn pause() {
    let mut is_paused = false;
    poll_fn(|_| {
        if mem::replace(&mut is_paused, true) {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    })
    .await;
}

/// Polls a future at most `count` times, and drops it.
pub fn poll_times<F: Future>(future: F, count: usize) -> Option<F::Output> {
    let mut future = pin!(future);
    let mut context = Context::from_waker(Waker::noop());
    (0..count).find_map(|_| match future.as_mut().poll(&mut context) {
        Poll::Ready(output) => Some(output),
        Poll::Pending => None,
    })
}

/// Polls a future until it is ready.
///
/// # Panics
///
/// After ten million polls, because a future that needs more is endless.
pub fn block_on<F: Future>(future: F) -> F::Output {
    poll_times(future, 10_000_000).expect("the future is endless")
}
