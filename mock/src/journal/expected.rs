use super::count_range::CountRange;
use super::counts::{Counts, counted};
use super::recorded_request::RecordedRequest;
use super::watches::Status;

/// The expected counts.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Expected {
    /// In the order of [`Counts::NAMES`].
    ranges: [Option<CountRange>; 4],
    /// The least number of requests that match.
    least: u64,
}

/// The verdict on counts, which only grow once the upstream service has answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Verdict {
    /// A count is below its range, or not certain yet.
    #[default]
    TooFew,
    /// All counts are in their ranges.
    Holds,
    /// A count is above its range.
    TooMany,
    /// Requests were dropped that may count.
    Unknown,
}

impl Expected {
    /// Expects this many requests, whatever they are.
    pub(super) fn requests(least: u64) -> Self {
        Self {
            least,
            ..Self::default()
        }
    }

    /// Returns whether there is a count of this name.
    pub(crate) fn has(name: &str) -> bool {
        Counts::NAMES.contains(&name)
    }

    /// Sets the range of the count of this name.
    pub(crate) fn set(&mut self, name: &str, range: CountRange) {
        for (known, expected) in Counts::NAMES.iter().zip(&mut self.ranges) {
            if *known == name {
                *expected = Some(range);
            }
        }
    }

    /// Returns whether any count is expected.
    pub(crate) fn is_empty(&self) -> bool {
        self.ranges.iter().all(Option::is_none)
    }

    pub(super) fn verdict(&self, status: &Status) -> Verdict {
        let mut verdict = if status.matching < self.least {
            Verdict::TooFew
        } else {
            Verdict::Holds
        };
        for (range, (low, high)) in self.ranges.iter().zip(status.limits()) {
            match range {
                Some(range) if low > range.most => return Verdict::TooMany,
                Some(range) if low < range.least || high > range.most => verdict = Verdict::TooFew,
                _ => {}
            }
        }
        // A wait for requests, which expects no count, needs none of those that were dropped.
        if status.missed > 0 && !self.is_empty() {
            return Verdict::Unknown;
        }
        verdict
    }

    /// Says which counts are out of their ranges: `posts: 2, expected 1; executed: 0, expected 1..3`.
    pub(super) fn broken(&self, status: &Status) -> String {
        let named = Counts::NAMES.iter().zip(status.counts.values());
        let broken = named.zip(&self.ranges).filter_map(|((name, value), range)| {
            let range = range.filter(|range| value < range.least || value > range.most)?;
            Some(format!("{name}: {value}, expected {range}"))
        });
        // The start that is repeated may not be among the requests that match.
        let undecided = status.undecided.max(status.undecided_repeats);
        let undecided = Some(undecided).filter(|undecided| *undecided > 0);
        let undecided = undecided.map(|undecided| format!("not answered yet by the upstream service: {undecided}"));
        broken.chain(undecided).collect::<Vec<_>>().join("; ")
    }

    /// Returns whether a request is to be shown with a failure: it is in a count that is too high, or any count is too low, or
    /// the upstream service has not answered it.
    pub(super) fn is_broken_by(&self, counts: Counts, request: &RecordedRequest) -> bool {
        let counts = self.ranges.iter().zip(counts.values());
        let mut parts = counts.zip(counted(request));
        request.is_undecided()
            || request.may_not_repeat
            || parts.any(|((range, value), is_counted)| {
                range.is_some_and(|range| value < range.least || (value > range.most && is_counted))
            })
    }
}
