use core::fmt;
use core::pin::pin;
use core::time::Duration;

use tokio::sync::watch;
use tokio::time::sleep;

use super::Journal;
use super::counts::Counts;
use super::expected::{Expected, Verdict};
use super::filter::Filter;
use super::recorded_request::RecordedRequest;
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

/// The error of a verification: the reason, the counts, and the requests that break it. It shows no token.
#[derive(Clone)]
#[non_exhaustive]
pub struct NotVerified {
    pub(crate) problem: String,
    /// The counts of the requests that match the filters.
    pub counts: Counts,
    /// The requests in a count that is too high; all that match the filters if a count is too low. Without those that the
    /// journal has dropped.
    pub requests: Vec<RecordedRequest>,
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
                problem: "no count is expected".to_owned(),
                counts: Counts::default(),
                requests: Vec::new(),
            });
        }
        let mut status = self.entries().watch(filter.clone(), *expected);
        let mut late = pin!(pause(*within));
        let (mut is_late, mut held) = (false, false);
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
            Verdict::TooFew if within.is_zero() => expected.broken(counts),
            Verdict::TooFew => format!("{}, after {within:?}", expected.broken(counts)),
            Verdict::TooMany if held => format!("{}, within {settle:?} after it held", expected.broken(counts)),
            Verdict::TooMany => expected.broken(counts),
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

/// Writes the reason, the counts, and a line for each request.
impl fmt::Display for NotVerified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (", self.problem)?;
        for (place, (name, value)) in Counts::NAMES.iter().zip(self.counts.values()).enumerate() {
            write!(f, "{}{name}: {value}", if place == 0 { "" } else { ", " })?;
        }
        f.write_str(")")?;
        self.requests.iter().try_for_each(|request| write!(f, "\n  {request}"))
    }
}

/// Writes the same: a test that fails shows it.
impl fmt::Debug for NotVerified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl core::error::Error for NotVerified {}
