//! The record of requests. Nothing in this folder sees a connection.

mod count_range;
mod counts;
mod display;
mod encodings;
mod entries;
mod expected;
mod filter;
mod harmless;
mod json;
mod named_values;
mod not_verified;
mod pieces;
mod recorded_request;
mod redacted_request;
mod repeats;
mod secrets;
mod upstream_answer;
mod verification;
mod watches;

use core::time::Duration;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use tokio::sync::watch;

use crate::net::after;
pub use count_range::CountRange;
pub use counts::Counts;
pub(crate) use display::report;
pub(crate) use entries::Answered;
use entries::Entries;
pub(crate) use entries::PassedOn;
pub(crate) use expected::Expected;
use expected::Verdict;
pub(crate) use filter::Filter;
pub use not_verified::NotVerified;
pub use recorded_request::RecordedRequest;
pub use upstream_answer::UpstreamAnswer;
pub(crate) use verification::Expectation;
use verification::until;

/// The journal of a server, shared by its connections and its users. Wakes up those who wait for a change.
#[derive(Debug, Default)]
pub(crate) struct Journal {
    entries: Mutex<Entries>,
    changed: Condvar,
}

impl Journal {
    /// Locks the entries, to read or to clear them.
    pub(crate) fn entries(&self) -> MutexGuard<'_, Entries> {
        // No panic can leave them half changed.
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Records a request, and returns its number.
    pub(crate) fn record(&self, request: RecordedRequest) -> u64 {
        let number = self.entries().record(request);
        self.changed.notify_all();
        number
    }

    /// Records a request, and returns its number, and a receiver that is woken by the next reset.
    pub(crate) fn record_open(&self, request: RecordedRequest) -> (u64, watch::Receiver<u64>) {
        let mut entries = self.entries();
        let recorded = (entries.record(request), entries.wait_reset());
        drop(entries);
        self.changed.notify_all();
        recorded
    }

    /// Records the answer to a request.
    pub(crate) fn answered(&self, number: u64, answered: Answered) {
        self.entries().answered(number, answered);
        self.changed.notify_all();
    }

    /// Records the outcome of a start that was to be passed on.
    pub(crate) fn passed_on(&self, number: u64, passed_on: PassedOn) {
        self.entries().passed_on(number, passed_on);
        self.changed.notify_all();
    }

    /// Wakes up those who wait, blocking, for a change outside the entries.
    pub(crate) fn notify(&self) {
        // After the lock, a blocking waiter has yet to look, or waits already.
        drop(self.entries());
        self.changed.notify_all();
    }

    /// Records that the delay before the case of a request has ended.
    pub(crate) fn delay_ended(&self, number: u64) {
        self.entries().delay_ended(number);
        self.changed.notify_all();
    }

    /// Waits until at least this many requests match.
    pub(crate) async fn wait_matching(&self, filter: Filter, count: u64) {
        let mut status = self.entries().watch(filter, Expected::requests(count));
        until(&mut status, |status| status.verdict == Verdict::Holds).await;
    }

    /// Waits until requests have ended after the first `count`, and returns them and the number of those that have ended.
    pub(crate) async fn wait_ended_after(&self, count: u64) -> (Vec<RecordedRequest>, u64) {
        let mut ends = self.entries().watch_ends();
        // It cannot fail: the journal keeps the sender.
        let _ = ends.wait_for(|ended| *ended > count).await;
        self.entries().ended_after(count)
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
            let waited = self.changed.wait_timeout(entries, left);
            entries = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::thread;

    use super::*;
    use crate::net::ConnectionEnd;

    const TIMEOUT: Duration = Duration::from_secs(30);

    #[tokio::test]
    async fn those_who_wait_are_woken_by_a_request_and_by_its_end() {
        let journal = Arc::new(Journal::default());
        let clone = || Arc::clone(&journal);
        let (one, other, third) = (clone(), clone(), clone());
        let come = tokio::spawn(async move { one.wait_matching(Filter::default(), 1).await });
        let ended = tokio::spawn(async move { other.wait_ended_after(0).await.1 });
        let blocking = thread::spawn(move || {
            let is_left = |request: &RecordedRequest| request.end == ConnectionEnd::Left;
            third.wait_blocking(TIMEOUT, |entries| entries.after(0).any(is_left).then_some(()))
        });
        // Both tasks wait by then.
        tokio::task::yield_now().await;
        let request = RecordedRequest::new(1, ([127, 0, 0, 1], 8080).into(), false);
        let number = journal.record(request);
        come.await.unwrap();
        assert!(!ended.is_finished());
        let end = ConnectionEnd::Left;
        journal.answered(
            number,
            Answered {
                bytes_sent: 0,
                status: None,
                end,
                until: None,
            },
        );
        assert_eq!(ended.await.unwrap(), 1);
        assert!(blocking.join().unwrap().is_some());
        assert!(journal.wait_blocking(Duration::ZERO, |_| None::<()>).is_none());
    }
}
