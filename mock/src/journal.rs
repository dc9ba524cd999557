//! The record of requests. Nothing in this folder sees a connection.

mod display;
mod entries;
mod json;
mod recorded_request;
mod redacted_request;
mod secrets;

use core::time::Duration;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use tokio::sync::Notify;

use crate::net::{ConnectionEnd, after};
pub(crate) use display::report;
use entries::Entries;
pub use recorded_request::RecordedRequest;

/// The journal of a server, shared by its connections and its users. Wakes up those who wait for a change.
#[derive(Debug, Default)]
pub(crate) struct Journal {
    entries: Mutex<Entries>,
    changed: Notify,
    ended: Notify,
    changed_blocking: Condvar,
}

impl Journal {
    /// Locks the entries, to read or to clear them.
    pub(crate) fn entries(&self) -> MutexGuard<'_, Entries> {
        // No panic can leave them half changed.
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Records a request, and returns its number.
    pub(crate) fn record(&self, request: RecordedRequest) -> u64 {
        let end = request.end;
        let number = self.entries().record(request);
        self.notify_change(end);
        number
    }

    /// Records the answer to a request: the bytes sent, their status, and the state of the connection.
    pub(crate) fn answered(&self, number: u64, bytes: u64, status: Option<u16>, end: ConnectionEnd) {
        self.entries().answered(number, bytes, status, end);
        self.notify_change(end);
    }

    fn notify_change(&self, end: ConnectionEnd) {
        self.changed.notify_waiters();
        self.changed_blocking.notify_all();
        if end != ConnectionEnd::Open {
            self.ended.notify_waiters();
        }
    }

    /// Wakes up those who wait for a change outside the entries.
    pub(crate) fn notify(&self) {
        // After the lock, a blocking waiter has yet to look, or waits already.
        drop(self.entries());
        self.notify_change(ConnectionEnd::Open);
    }

    /// Waits until requests have come after the one with this number, and returns them.
    pub(crate) async fn wait_after(&self, number: u64) -> Vec<RecordedRequest> {
        let found = |entries: &Entries| Some(entries.after(number)).filter(|requests| !requests.is_empty());
        self.wait(&self.changed, found).await
    }

    /// Waits until requests have ended after the first `count`, and returns them and the number of those that have ended.
    pub(crate) async fn wait_ended_after(&self, count: u64) -> (Vec<RecordedRequest>, u64) {
        let found = |entries: &Entries| Some(entries.ended_after(count)).filter(|(_, now)| *now > count);
        self.wait(&self.ended, found).await
    }

    async fn wait<T>(&self, change: &Notify, find: impl Fn(&Entries) -> Option<T>) -> T {
        loop {
            // Created before the look at the entries, it notices every later change.
            let notified = change.notified();
            let found = find(&self.entries());
            if let Some(found) = found {
                return found;
            }
            notified.await;
        }
    }

    /// Waits, blocking, until `find` returns something. Returns `None` on a timeout.
    pub(crate) fn wait_blocking<T>(&self, timeout: Duration, mut find: impl FnMut(&Entries) -> Option<T>) -> Option<T> {
        let end = after(timeout);
        let mut entries = self.entries();
        loop {
            let found = find(&entries);
            let left = end.saturating_duration_since(Instant::now());
            if found.is_some() || left.is_zero() {
                return found;
            }
            let waited = self.changed_blocking.wait_timeout(entries, left);
            entries = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::thread;

    use super::*;

    const TIMEOUT: Duration = Duration::from_secs(30);

    #[tokio::test]
    async fn those_who_wait_are_woken_by_a_request_and_by_its_end() {
        let journal = Arc::new(Journal::default());
        let clone = || Arc::clone(&journal);
        let (one, other, third) = (clone(), clone(), clone());
        let come = tokio::spawn(async move { one.wait_after(0).await.len() });
        let ended = tokio::spawn(async move { other.wait_ended_after(0).await.1 });
        let blocking = thread::spawn(move || {
            let is_left = |request: &RecordedRequest| request.end == ConnectionEnd::Left;
            third.wait_blocking(TIMEOUT, |entries| entries.after(0).iter().any(is_left).then_some(()))
        });
        // Both tasks wait by then.
        tokio::task::yield_now().await;
        let request = RecordedRequest::new(1, ([127, 0, 0, 1], 8080).into(), false);
        let number = journal.record(request);
        assert_eq!(come.await.unwrap(), 1);
        assert!(!ended.is_finished());
        journal.answered(number, 0, None, ConnectionEnd::Left);
        assert_eq!(ended.await.unwrap(), 1);
        assert!(blocking.join().unwrap().is_some());
        assert!(journal.wait_blocking(Duration::ZERO, |_| None::<()>).is_none());
    }
}
