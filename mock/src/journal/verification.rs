use core::pin::pin;
use core::time::Duration;

use tokio::sync::watch;
use tokio::time::sleep;

use super::Journal;
use super::counts::Counts;
use super::expected::{Expected, Verdict};
use super::filter::Filter;
use super::not_verified::NotVerified;
use super::watches::Status;

/// The expectation of counts, of the requests that a filter selects.
#[derive(Clone, Debug, Default)]
pub(crate) struct Expectation {
    pub(crate) filter: Filter,
    pub(crate) expected: Expected,
    /// The time in which it must come true.
    pub(crate) within: Duration,
    /// The time for which it must then stay true.
    pub(crate) settle: Duration,
}

impl Journal {
    /// Waits until an expectation holds and stays true, or until it cannot come true any more.
    pub(crate) async fn verify(&self, expectation: &Expectation) -> Result<Counts, NotVerified> {
        let Expectation {
            filter,
            expected,
            settle,
            within,
        } = expectation;
        if expected.is_empty() {
            return Err(NotVerified {
                problem: "no count is expected; expect at least one of posts, executed, refused and repeats".to_owned(),
                counts: Counts::default(),
                requests: Vec::new(),
            });
        }
        let mut status = self.entries().watch(filter.clone(), *expected);
        let mut late = pin!(sleep(*within));
        let (mut is_late, mut held) = (within.is_zero(), false);
        loop {
            tokio::select! {
                biased;
                () = until(&mut status, |status| status.verdict != Verdict::TooFew) => {}
                () = async { if !is_late { late.as_mut().await } } => is_late = true,
            }
            let Some(seen) = self.judge(expectation, &status, is_late, held)? else {
                continue;
            };
            held = true;
            tokio::select! {
                biased;
                () = until(&mut status, |now| (now.verdict, now.cleared) != (seen.verdict, seen.cleared)) => {}
                () = pause(*settle) => return Ok(status.borrow().counts),
            }
        }
    }

    /// Returns the status if the expectation holds, and `None` if it may come true. Both locks are held for a moment only.
    fn judge(
        &self,
        expectation: &Expectation,
        status: &watch::Receiver<Status>,
        is_late: bool,
        held: bool,
    ) -> Result<Option<Status>, NotVerified> {
        let Expectation {
            filter,
            expected,
            within,
            settle,
        } = expectation;
        let entries = self.entries();
        let status = *status.borrow();
        let counts = status.counts;
        let mut problem = match status.verdict {
            Verdict::Holds => return Ok(Some(status)),
            Verdict::TooFew if !is_late => return Ok(None),
            Verdict::TooFew if within.is_zero() => expected.broken(&status),
            Verdict::TooFew => format!("{}, after {within:?}", expected.broken(&status)),
            Verdict::TooMany if held => format!("{}, within {settle:?} after it held", expected.broken(&status)),
            Verdict::TooMany => expected.broken(&status),
            Verdict::Unknown => format!(
                "the journal dropped {} requests, so the counts are not known; clear it before the test",
                status.missed
            ),
        };
        if status.cleared > 0 {
            problem += "; the journal was cleared meanwhile";
        }
        let shown = entries.matching(filter);
        let shown = shown.filter(|request| expected.is_broken_by(counts, request));
        Err(NotVerified {
            problem,
            counts,
            requests: shown.cloned().collect(),
        })
    }
}

/// Waits until a status is as wanted. The journal keeps the sender.
pub(super) async fn until(status: &mut watch::Receiver<Status>, is_wanted: impl FnMut(&Status) -> bool) {
    drop(status.wait_for(is_wanted).await);
}

/// Waits for a time, and for no time at all if it is none: a timer takes a millisecond.
async fn pause(time: Duration) {
    if !time.is_zero() {
        sleep(time).await;
    }
}

#[cfg(test)]
mod tests;
