use core::mem;
use std::sync::Arc;

use super::Entries;
use crate::journal::upstream_answer::UpstreamAnswer;

/// The outcome of a start that was to be passed on to the upstream service.
#[derive(Debug)]
pub(crate) struct PassedOn {
    /// Set if the start may have happened.
    pub(crate) executed: bool,
    /// The reason why there is no answer.
    pub(crate) problem: Option<String>,
    pub(crate) answer: Option<UpstreamAnswer>,
}

impl Entries {
    /// Records the outcome of a start that was to be passed on, if it is still kept. Until then it counted as executed.
    pub(in crate::journal) fn passed_on(&mut self, number: u64, passed_on: PassedOn) {
        let Some(entry) = self.by_number.get_mut(&number) else {
            return;
        };
        let before = entry.request.clone();
        entry.request.executed = passed_on.executed;
        entry.request.problem = passed_on.problem;
        entry.request.upstream = passed_on.answer.map(Arc::new);
        if !entry.is_cleared {
            self.watches.changed(&before, &entry.request);
        }
        self.weight -= entry.weight;
        entry.weight = entry.request.weight();
        self.weight += entry.weight;
        if !passed_on.executed {
            if mem::take(&mut entry.is_counted) {
                self.executed -= 1;
            } else {
                self.executed_before -= u64::from(before.executed);
            }
            self.forget_start(number);
        }
        self.make_room();
    }

    /// Makes no later start a repeat of this one, but of the one before.
    fn forget_start(&mut self, number: u64) {
        if !self.repeats.forget(number) {
            return;
        }
        let id = self
            .by_number
            .get(&number)
            .and_then(|entry| entry.request.notebook_id.as_ref());
        let mut earlier = self
            .by_number
            .range(..number)
            .rev()
            .filter(|(_, entry)| !entry.is_cleared);
        let before = earlier.find(|(_, entry)| entry.request.executed && entry.request.notebook_id.as_ref() == id);
        if let (Some(id), Some((number, entry))) = (id, before) {
            self.repeats.started(id, *number, entry.recorded, true);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::expected::Expected;
    use crate::journal::filter::Filter;
    use crate::journal::recorded_request::RecordedRequest;

    #[test]
    fn a_start_that_is_passed_on_counts_as_executed_until_its_outcome_says_otherwise() {
        let mut entries = Entries::default();
        let start = || RecordedRequest {
            method: "POST".to_owned(),
            notebook_id: Some("1".to_owned()),
            executed: true,
            ..RecordedRequest::new(1, ([127, 0, 0, 1], 8080).into(), false)
        };
        let passed_on = |executed| PassedOn {
            executed,
            problem: None,
            answer: None,
        };
        let watch = entries.watch(Filter::default(), Expected::requests(1));
        let counts = || {
            let counts = watch.borrow().counts;
            [counts.posts, counts.executed, counts.refused, counts.repeats]
        };
        assert_eq!([entries.record(start()), entries.record(start())], [1, 2]);
        assert_eq!((entries.executed, counts()), (2, [2, 2, 0, 1]));
        entries.passed_on(1, passed_on(true));
        entries.passed_on(2, passed_on(false));
        assert_eq!((entries.executed, counts()), (1, [2, 1, 1, 1]));
        // The next one repeats the first.
        let third = entries.record(start());
        let after = |number| entries.by_number[&number].recorded - entries.by_number[&1].recorded;
        assert_eq!(entries.by_number[&third].request.repeated_after, Some(after(third)));
        entries.passed_on(1, passed_on(false));
        entries.passed_on(3, passed_on(false));
        let fourth = entries.record(start());
        assert_eq!(entries.by_number[&fourth].request.repeated_after, None);
        // A start that ends late as not executed leaves a later one the latest.
        let [_, late, latest] = [(); 3].map(|()| entries.record(start()));
        entries.passed_on(late, passed_on(false));
        let last = entries.record(start());
        let after = |number| entries.by_number[&last].recorded - entries.by_number[&number].recorded;
        let repeated = entries.by_number[&last].request.repeated_after;
        assert_eq!(repeated, Some(after(latest)));
        entries.reset();
        entries.passed_on(fourth, passed_on(false));
        assert_eq!((entries.executed, counts()), (0, [0; 4]));
        assert_eq!((entries.executed_in_all(), entries.repeated_in_all()), (3, 6));
        let weights = entries.by_number.values().map(|entry| entry.request.weight());
        assert_eq!(entries.weight, weights.sum::<usize>());
    }
}
