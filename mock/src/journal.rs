use std::collections::VecDeque;

use crate::Received;

/// How many requests are kept.
const KEPT: usize = 1000;

/// The latest requests, in the order of their arrival.
#[derive(Debug, Default)]
pub(crate) struct Journal {
    kept: VecDeque<Received>,
    count: u64,
    dropped: u64,
}

impl Journal {
    /// Writes a request down and returns its number. The oldest request makes room for it.
    pub(crate) fn record(&mut self, request: Received) -> u64 {
        if self.kept.len() == KEPT {
            self.kept.pop_front();
            self.dropped += 1;
        }
        self.count += 1;
        self.kept.push_back(Received {
            number: self.count,
            ..request
        });
        self.count
    }

    /// Returns the requests that are kept and came after the one with this number.
    pub(crate) fn after(&self, number: u64) -> Vec<Received> {
        self.kept
            .iter()
            .filter(|request| request.number > number)
            .cloned()
            .collect()
    }

    pub(crate) fn dropped(&self) -> u64 {
        self.dropped
    }

    /// Forgets the requests, but not how many there have been: a number is never given twice.
    pub(crate) fn clear(&mut self) {
        self.kept.clear();
        self.dropped = 0;
    }
}
