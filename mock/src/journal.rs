use std::collections::VecDeque;
use std::time::Instant;

use crate::{End, Received};

/// How many requests are kept, and how much memory they may take.
const KEPT: usize = 1000;
const WEIGHT: usize = 16 * 1024 * 1024;

/// The latest requests, in the order of their arrival.
#[derive(Debug, Default)]
pub(crate) struct Journal {
    kept: VecDeque<Kept>,
    weight: usize,
    count: u64,
    ended: u64,
    executed: u64,
    dropped: u64,
    cleared: u64,
}

#[derive(Debug)]
struct Kept {
    request: Received,
    recorded: Instant,
    /// Its place among those that have ended.
    ended: Option<u64>,
}

impl Journal {
    /// Writes a request down and returns its number. The oldest requests make room for it.
    pub(crate) fn record(&mut self, request: Received) -> u64 {
        self.count += 1;
        self.executed += u64::from(request.executed);
        self.weight += request.weight();
        let number = self.count;
        let has_ended = request.end != End::Open;
        self.ended += u64::from(has_ended);
        self.kept.push_back(Kept {
            request: Received { number, ..request },
            recorded: Instant::now(),
            ended: has_ended.then_some(self.ended),
        });
        while self.kept.len() > KEPT || (self.weight > WEIGHT && self.kept.len() > 1) {
            if let Some(oldest) = self.kept.pop_front() {
                self.weight -= oldest.request.weight();
                self.dropped += 1;
            }
        }
        number
    }

    fn find(&mut self, number: u64) -> Option<&mut Kept> {
        self.kept.iter_mut().rev().find(|kept| kept.request.number == number)
    }

    /// Writes down what was sent to a request, unless it is no longer kept.
    pub(crate) fn sent(&mut self, number: u64, bytes: u64, status: Option<u16>) {
        if let Some(kept) = self.find(number) {
            kept.request.bytes_sent = bytes;
            kept.request.status = status;
        }
    }

    /// Writes down why a request got no answer, unless it is no longer kept.
    pub(crate) fn failed(&mut self, number: u64, problem: String) {
        if let Some(kept) = self.find(number) {
            let before = kept.request.weight();
            kept.request.problem = Some(match kept.request.problem.take() {
                Some(refusal) => format!("{refusal}; {problem}"),
                None => problem,
            });
            let added = kept.request.weight() - before;
            self.weight += added;
        }
    }

    /// Writes down how a request ended, unless it is no longer kept.
    pub(crate) fn end(&mut self, number: u64, end: End) {
        self.ended += 1;
        let ended = Some(self.ended);
        if let Some(kept) = self.find(number) {
            kept.request.end = end;
            kept.request.lasted = Some(kept.recorded.elapsed());
            kept.ended = ended;
        }
    }

    /// Returns the requests that are kept and came after the one with this number.
    pub(crate) fn after(&self, number: u64) -> Vec<Received> {
        let after = self.kept.iter().filter(|kept| kept.request.number > number);
        after.map(|kept| kept.request.clone()).collect()
    }

    /// Returns the requests that are kept and ended after the first so many, in that order, and how many have by now.
    pub(crate) fn ended_after(&self, ended: u64) -> (Vec<Received>, u64) {
        let mut after: Vec<_> = self
            .kept
            .iter()
            .filter_map(|kept| Some((kept.ended.filter(|place| *place > ended)?, &kept.request)))
            .collect();
        after.sort_by_key(|(place, _)| *place);
        (
            after.into_iter().map(|(_, request)| request.clone()).collect(),
            self.ended,
        )
    }

    /// Returns how many requests there have been.
    pub(crate) fn count(&self) -> u64 {
        self.count
    }

    pub(crate) fn executed(&self) -> u64 {
        self.executed
    }

    pub(crate) fn dropped(&self) -> u64 {
        self.dropped
    }

    /// Returns how often it was cleared: who has seen another number holds requests that are no longer here.
    pub(crate) fn cleared(&self) -> u64 {
        self.cleared
    }

    /// Forgets the requests, but not how many there have been: a number is never given twice.
    pub(crate) fn clear(&mut self) {
        self.kept.clear();
        self.weight = 0;
        self.dropped = 0;
        self.cleared += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn its_weight_is_that_of_what_is_kept_whatever_is_written_down_later() {
        let mut journal = Journal::default();
        let peer = ([127, 0, 0, 1], 8080).into();
        for refusal in [None, Some("the header token is missing".to_owned())] {
            let number = journal.record(Received {
                problem: refusal,
                ..Received::new(1, peer, false)
            });
            journal.failed(number, "there was no answer".to_owned());
        }
        let weights = |journal: &Journal| journal.kept.iter().map(|kept| kept.request.weight()).sum::<usize>();
        assert_eq!(journal.weight, weights(&journal));
        let problems: Vec<_> = journal
            .after(0)
            .into_iter()
            .filter_map(|request| request.problem)
            .collect();
        assert_eq!(
            problems,
            [
                "there was no answer",
                "the header token is missing; there was no answer"
            ]
        );
        for _ in 0..KEPT {
            journal.record(Received::new(1, peer, false));
        }
        assert_eq!(journal.weight, weights(&journal));
    }
}
