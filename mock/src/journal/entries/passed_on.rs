use std::sync::Arc;

use super::{Entries, Entry};
use crate::journal::repeats::since;
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
        if before.executed && !passed_on.executed {
            let count = if entry.is_counted {
                &mut self.executed
            } else {
                &mut self.executed_before
            };
            *count -= 1;
        }
        if !entry.is_cleared {
            self.judge_repeats_of(number);
        }
        self.make_room();
    }

    /// Judges anew the starts that repeat this one: they repeat the one before if this one was not executed.
    fn judge_repeats_of(&mut self, number: u64) {
        let Some(entry) = self.by_number.get(&number) else {
            return;
        };
        let Some(id) = entry.request.notebook_id.clone() else {
            return;
        };
        let is_executed = |entry: &Entry| entry.request.executed && is_shown_start(entry, &id);
        let last = self
            .by_number
            .range(..=number)
            .rev()
            .find(|(_, entry)| is_executed(entry));
        let last = last.map(|(last, entry)| (*last, entry.recorded, entry.request.is_undecided()));
        if !entry.request.executed
            && self.repeats.forget(number)
            && let Some((last, recorded, _)) = last
        {
            self.repeats.started(&id, last, recorded, true);
        }
        let later = self.by_number.range_mut(number + 1..).map(|(_, entry)| entry);
        for entry in later.filter(|entry| is_shown_start(entry, &id)) {
            let before = entry.request.clone();
            let repeated = last.and_then(|(_, recorded, is_undecided)| {
                let after = since(recorded, entry.recorded)?;
                Some((after, is_undecided))
            });
            entry.request.repeated_after = repeated.map(|(after, _)| after);
            entry.request.may_not_repeat = repeated.is_some_and(|(_, is_undecided)| is_undecided);
            self.repeated -= u64::from(entry.is_counted && before.repeated_after.is_some() && repeated.is_none());
            self.watches.changed(&before, &entry.request);
            if before.executed {
                break;
            }
        }
    }
}

fn is_shown_start(entry: &Entry, id: &str) -> bool {
    !entry.is_cleared && entry.request.notebook_id.as_deref() == Some(id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::expected::{Expected, Verdict};
    use crate::journal::filter::Filter;
    use crate::journal::recorded_request::RecordedRequest;
    use crate::scenario::Case;

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
        assert_eq!((entries.executed_in_all(), entries.repeated_in_all()), (3, 4));
        let weights = entries.by_number.values().map(|entry| entry.request.weight());
        assert_eq!(entries.weight, weights.sum::<usize>());
    }

    #[test]
    fn a_repeat_of_a_start_that_is_not_answered_yet_may_be_none() {
        let (mut entries, mut count) = (Entries::default(), 0);
        let mut start = |entries: &mut Entries, connection| {
            count += 1;
            let recorded = entries.record(RecordedRequest {
                method: "POST".to_owned(),
                notebook_id: Some("1".to_owned()),
                executed: true,
                case: Some(Case::upstream()),
                ..RecordedRequest::new(connection, ([127, 0, 0, 1], 8080).into(), false)
            });
            assert_eq!(recorded, count);
        };
        let passed_on = |executed| PassedOn {
            executed,
            problem: Some(String::new()),
            answer: None,
        };
        let repeats = |connection| {
            let mut expected = Expected::default();
            expected.set("repeats", 0.into());
            let filter = Filter {
                connection,
                ..Filter::default()
            };
            (filter, expected)
        };
        let [all, second] = [None, Some(2)].map(|connection| {
            let (filter, expected) = repeats(connection);
            entries.watch(filter, expected)
        });
        let limits = || [&all, &second].map(|watch| watch.borrow().limits()[3]);
        (1..=3).for_each(|connection| start(&mut entries, connection));
        assert_eq!((limits(), entries.repeated), ([(0, 2), (0, 1)], 2));
        assert_eq!(second.borrow().verdict, Verdict::TooFew);
        // The third one repeats the first now.
        entries.passed_on(2, passed_on(false));
        let after = |later: u64| entries.by_number[&later].recorded - entries.by_number[&1].recorded;
        assert_eq!(entries.by_number[&3].request.repeated_after, Some(after(3)));
        assert_eq!(limits(), [(0, 2), (0, 1)]);
        entries.passed_on(1, passed_on(false));
        assert_eq!((limits(), entries.repeated), ([(0, 0), (0, 0)], 0));
        assert_eq!(second.borrow().verdict, Verdict::Holds);
        // One that was executed is surely repeated.
        start(&mut entries, 2);
        assert_eq!(limits(), [(0, 1), (0, 1)]);
        entries.passed_on(3, passed_on(true));
        assert_eq!((limits(), entries.repeated), ([(1, 1), (1, 1)], 1));
        assert_eq!(second.borrow().verdict, Verdict::TooMany);
        // A cleared start changes nothing that is shown.
        entries.clear();
        entries.passed_on(4, passed_on(false));
        assert_eq!((limits(), entries.executed), ([(0, 0), (0, 0)], 1));
    }
}
