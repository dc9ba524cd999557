use std::collections::VecDeque;
use std::time::Instant;

use crate::{ConnectionEnd, RecordedRequest};

/// How many requests are kept once they have ended, and how much memory all may take.
const KEPT: usize = 1000;
const WEIGHT: usize = 16 * 1024 * 1024;

/// The latest requests, in the order of their arrival, and those that have not ended.
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
    request: RecordedRequest,
    recorded: Instant,
    /// Its place among those that have ended.
    ended: Option<u64>,
    /// Whether the journal was cleared after it: then it is here for the log alone.
    is_cleared: bool,
}

impl Journal {
    /// Writes a request down and returns its number. Those that ended first make room for it.
    pub(crate) fn record(&mut self, request: RecordedRequest) -> u64 {
        self.count += 1;
        self.executed += u64::from(request.executed);
        self.weight += request.weight();
        let number = self.count;
        let has_ended = request.end != ConnectionEnd::Open;
        self.ended += u64::from(has_ended);
        self.kept.push_back(Kept {
            request: RecordedRequest { number, ..request },
            recorded: Instant::now(),
            ended: has_ended.then_some(self.ended),
            is_cleared: false,
        });
        self.make_room();
        number
    }

    /// Drops the requests that ended first. One that has not goes only where there is too little memory.
    fn make_room(&mut self) {
        loop {
            let is_heavy = self.weight > WEIGHT && self.kept.len() > 1;
            let ended = self.kept.iter().filter(|kept| kept.ended.is_some()).count();
            if ended <= KEPT && !is_heavy {
                return;
            }
            let places = self.kept.iter().enumerate();
            let ended = places.filter_map(|(place, kept)| Some((kept.ended?, place)));
            let oldest = ended.min().map_or(0, |(_, place)| place);
            let Some(dropped) = self.kept.remove(oldest) else {
                return;
            };
            self.weight -= dropped.request.weight();
            self.dropped += u64::from(!dropped.is_cleared);
        }
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
    pub(crate) fn end(&mut self, number: u64, end: ConnectionEnd) {
        self.ended += 1;
        let ended = Some(self.ended);
        if let Some(kept) = self.find(number) {
            kept.request.end = end;
            kept.request.lasted = Some(kept.recorded.elapsed());
            kept.ended = ended;
        }
        self.make_room();
    }

    /// Returns the requests that are kept and came after the one with this number.
    pub(crate) fn after(&self, number: u64) -> Vec<RecordedRequest> {
        let shown = self.kept.iter().filter(|kept| !kept.is_cleared);
        let after = shown.filter(|kept| kept.request.number > number);
        after.map(|kept| kept.request.clone()).collect()
    }

    /// Returns the requests that have not ended, those as well that were cleared.
    pub(crate) fn open(&self) -> Vec<RecordedRequest> {
        let open = self.kept.iter().filter(|kept| kept.ended.is_none());
        open.map(|kept| kept.request.clone()).collect()
    }

    /// Returns the requests that are kept and ended after the first so many, in that order, and how many have by now. Those
    /// that were cleared are here as well: the log has each request, whoever clears the journal.
    pub(crate) fn ended_after(&self, ended: u64) -> (Vec<RecordedRequest>, u64) {
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

    /// Returns how many starts were executed since it was reset.
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

    /// Shows the requests no longer, but not how many there have been: a number is never given twice.
    pub(crate) fn clear(&mut self) {
        for kept in &mut self.kept {
            kept.is_cleared = true;
        }
        self.dropped = 0;
        self.cleared += 1;
    }

    /// Forgets how many starts were executed as well.
    pub(crate) fn reset(&mut self) {
        self.clear();
        self.executed = 0;
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
            let number = journal.record(RecordedRequest {
                problem: refusal,
                ..RecordedRequest::new(1, peer, false)
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
        for _ in 0..=KEPT {
            let number = journal.record(RecordedRequest::new(1, peer, false));
            journal.end(number, ConnectionEnd::Kept);
        }
        assert_eq!((journal.weight, journal.dropped), (weights(&journal), 1));
    }

    #[test]
    fn what_is_open_makes_room_for_nothing_but_memory() {
        let mut journal = Journal::default();
        let peer = ([127, 0, 0, 1], 8080).into();
        for _ in 0..KEPT + 10 {
            journal.record(RecordedRequest::new(1, peer, false));
        }
        assert_eq!((journal.after(0).len(), journal.dropped), (KEPT + 10, 0));
        for _ in 0..WEIGHT / 1_000_000 + 1 {
            let heavy = RecordedRequest::new(1, peer, false);
            let path = "x".repeat(1_000_000);
            journal.record(RecordedRequest { path, ..heavy });
        }
        assert!(journal.weight <= WEIGHT && journal.dropped > 0);
    }
}
