use tokio::sync::watch;

use super::counts::Counts;
use super::expected::{Expected, Verdict};
use super::filter::Filter;
use super::recorded_request::RecordedRequest;

/// Those who wait for counts of requests. Each change is counted for them as it is recorded, and wakes only those whose
/// verdict it changes.
#[derive(Debug, Default)]
pub(super) struct Watches(Vec<Watch>);

#[derive(Debug)]
struct Watch {
    filter: Filter,
    expected: Expected,
    status: watch::Sender<Status>,
}

/// The counts of a watch, and the verdict on them.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Status {
    pub(super) counts: Counts,
    /// The number of requests that match.
    pub(super) matching: u64,
    /// The number of starts that the upstream service has not answered yet: they may turn from executed into refused.
    pub(super) undecided: u64,
    /// The number of repeats of such starts, which may be none in the end.
    pub(super) undecided_repeats: u64,
    /// The number of requests that were dropped before they could be counted.
    pub(super) missed: u64,
    /// The number of times that the journal was cleared since.
    pub(super) cleared: u64,
    pub(super) verdict: Verdict,
}

impl Watches {
    /// Returns the counts of these requests, and of all changes from now on.
    pub(super) fn add<'a>(
        &mut self,
        filter: Filter,
        expected: Expected,
        requests: impl Iterator<Item = &'a RecordedRequest>,
        missed: u64,
    ) -> watch::Receiver<Status> {
        self.forget_closed();
        let (status, receiver) = watch::channel(Status {
            missed,
            ..Status::default()
        });
        let watch = Watch {
            filter,
            expected,
            status,
        };
        watch.change(|status| {
            requests
                .filter(|request| watch.filter.matches(request))
                .for_each(|request| status.add(request));
        });
        self.0.push(watch);
        receiver
    }

    /// Forgets those who gave up, so there are never many more than connections.
    fn forget_closed(&mut self) {
        self.0.retain(|watch| !watch.status.is_closed());
    }

    /// Counts a request that was recorded.
    pub(super) fn recorded(&mut self, request: &RecordedRequest) {
        self.forget_closed();
        let watches = self.0.iter().filter(|watch| watch.filter.matches(request));
        watches.for_each(|watch| watch.change(|status| status.add(request)));
    }

    /// Counts a request anew that has ended.
    pub(super) fn ended(&self, request: &RecordedRequest) {
        for watch in &self.0 {
            match watch.filter.is_open {
                Some(is_open) if watch.filter.matches_at_any_time(request) => watch.change(|status| {
                    if is_open {
                        status.matching = status.matching.saturating_sub(1);
                    } else {
                        status.add(request);
                    }
                }),
                _ => {}
            }
        }
    }

    /// Counts a request anew of which more is known.
    pub(super) fn changed(&self, before: &RecordedRequest, after: &RecordedRequest) {
        for watch in &self.0 {
            watch.change(|status| {
                if watch.filter.matches(before) {
                    status.remove(before);
                }
                if watch.filter.matches(after) {
                    status.add(after);
                }
            });
        }
    }

    /// Counts from 0, after the journal was cleared.
    pub(super) fn cleared(&self) {
        for watch in &self.0 {
            watch.change(|status| {
                *status = Status {
                    cleared: status.cleared + 1,
                    ..Status::default()
                };
            });
        }
    }
}

impl Watch {
    /// Changes the status, and wakes those who wait if that changes the verdict.
    fn change(&self, change: impl FnOnce(&mut Status)) {
        self.status.send_if_modified(|status| {
            let before = (status.verdict, status.cleared);
            change(status);
            status.verdict = self.expected.verdict(status);
            (status.verdict, status.cleared) != before
        });
    }
}

impl Status {
    /// Returns the least and the most of each count that may come of the starts that are not answered yet.
    pub(super) fn limits(&self) -> [(u64, u64); 4] {
        let [posts, executed, refused, repeats] = self.counts.values();
        [
            (posts, posts),
            (executed.saturating_sub(self.undecided), executed),
            (refused, refused + self.undecided),
            (repeats.saturating_sub(self.undecided_repeats), repeats),
        ]
    }

    fn add(&mut self, request: &RecordedRequest) {
        self.matching += 1;
        self.undecided += u64::from(request.is_undecided());
        self.undecided_repeats += u64::from(request.may_not_repeat);
        self.counts.add(request);
    }

    fn remove(&mut self, request: &RecordedRequest) {
        // A watch that began after a request was dropped has not counted it.
        self.matching = self.matching.saturating_sub(1);
        self.undecided = self.undecided.saturating_sub(request.is_undecided().into());
        self.undecided_repeats = self.undecided_repeats.saturating_sub(request.may_not_repeat.into());
        self.counts.remove(request);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::{Answered, Entries};
    use crate::net::ConnectionEnd;

    fn post(connection: u64) -> RecordedRequest {
        RecordedRequest {
            method: "POST".to_owned(),
            ..RecordedRequest::new(connection, ([127, 0, 0, 1], 8080).into(), false)
        }
    }

    fn answered(end: ConnectionEnd) -> Answered {
        Answered {
            bytes_sent: 0,
            status: None,
            end,
            until: None,
        }
    }

    #[test]
    fn only_a_change_of_the_verdict_wakes() {
        let mut entries = Entries::default();
        let filter = Filter {
            connection: Some(1),
            ..Filter::default()
        };
        let mut status = entries.watch(filter, Expected::requests(2));
        for (connection, matching, wakes) in [(1, 1, false), (2, 1, false), (1, 2, true), (1, 3, false)] {
            entries.record(post(connection));
            assert_eq!(status.has_changed().unwrap(), wakes);
            assert_eq!(status.borrow_and_update().matching, matching);
        }
        entries.clear();
        assert!(status.has_changed().unwrap());
        assert_eq!(status.borrow().matching, 0);
    }

    #[test]
    fn an_end_changes_the_counts_of_open_and_of_ended_requests() {
        let mut entries = Entries::default();
        let [open, ended, any] = [Some(true), Some(false), None].map(|is_open| {
            let filter = Filter {
                is_open,
                ..Filter::default()
            };
            entries.watch(filter, Expected::requests(1))
        });
        let numbers = [(); 3].map(|()| entries.record(post(1)));
        entries.answered(numbers[1], answered(ConnectionEnd::Open));
        entries.answered(numbers[1], answered(ConnectionEnd::Kept));
        let matching = || [&open, &ended, &any].map(|status| status.borrow().matching);
        assert_eq!(matching(), [2, 1, 3]);
        entries.clear();
        entries.answered(numbers[2], answered(ConnectionEnd::Kept));
        assert_eq!(matching(), [0, 0, 0], "a cleared request counts no more when it ends");
    }

    #[test]
    fn those_who_gave_up_are_forgotten() {
        let mut watches = Watches::default();
        for _ in 0..1000 {
            drop(watches.add(Filter::default(), Expected::default(), [].iter(), 0));
        }
        assert_eq!(watches.0.len(), 1);
        watches.recorded(&post(1));
        assert_eq!(watches.0.len(), 0);
    }
}
