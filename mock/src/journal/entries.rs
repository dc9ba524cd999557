mod passed_on;

use core::mem;
use std::collections::BTreeMap;
use std::time::Instant;

pub(crate) use passed_on::PassedOn;
use tokio::sync::watch;

use super::expected::Expected;
use super::filter::Filter;
use super::recorded_request::RecordedRequest;
use super::repeats::Repeats;
use super::watches::{Status, Watches};
use crate::net::ConnectionEnd;

/// The most requests that are kept after their end, and the most memory of all.
const ENDED_MAX: usize = 1000;
const WEIGHT_MAX: usize = 16 * 1024 * 1024;

/// The latest requests that have ended, and all that have not.
///
/// Wakes up those who wait for a later one, and nobody else.
#[derive(Debug, Default)]
pub(crate) struct Entries {
    by_number: BTreeMap<u64, Entry>,
    /// The numbers of the kept requests that have ended, by their place in the order of ends.
    by_end: BTreeMap<u64, u64>,
    weight: usize,
    count: u64,
    /// The number of requests that have ended. A change wakes those who wait for it.
    ended: watch::Sender<u64>,
    executed: u64,
    dropped: u64,
    cleared: u64,
    repeated: u64,
    /// The executed and the repeated starts before the last reset.
    executed_before: u64,
    repeated_before: u64,
    repeats: Repeats,
    watches: Watches,
    /// The number of resets. A change cuts off the requests that are open.
    resets: watch::Sender<u64>,
}

#[derive(Debug)]
struct Entry {
    request: RecordedRequest,
    weight: usize,
    recorded: Instant,
    /// Set if there was no reset since: the start is in the counts of executed and of repeated starts.
    is_counted: bool,
    /// Set if the journal was cleared since: the entry is kept for the log only.
    is_cleared: bool,
}

/// The answer to a request, as it is recorded.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Answered {
    pub(crate) bytes_sent: u64,
    pub(crate) status: Option<u16>,
    pub(crate) end: ConnectionEnd,
    /// The time of the end, if it was before it is recorded.
    pub(crate) until: Option<Instant>,
}

impl Entries {
    /// Records a request, and returns its number. Drops others to make room.
    pub(super) fn record(&mut self, mut request: RecordedRequest) -> u64 {
        self.count += 1;
        self.executed += u64::from(request.executed);
        let (number, recorded) = (self.count, Instant::now());
        request.number = number;
        if let Some(id) = &request.notebook_id
            && let Some((last, after)) = self.repeats.started(id, number, recorded, request.executed)
        {
            request.repeated_after = Some(after);
            let last = self.by_number.get(&last);
            request.may_not_repeat = last.is_some_and(|last| last.request.is_undecided());
            self.repeated += 1;
        }
        if request.end != ConnectionEnd::Open {
            let place = self.count_end();
            self.by_end.insert(place, number);
        }
        self.watches.recorded(&request);
        let entry = Entry {
            weight: request.weight(),
            is_counted: true,
            request,
            recorded,
            is_cleared: false,
        };
        self.weight += entry.weight;
        self.by_number.insert(number, entry);
        self.make_room();
        number
    }

    /// Drops the requests that ended first. Drops an open request only to save memory.
    fn make_room(&mut self) {
        while self.by_end.len() > ENDED_MAX || (self.weight > WEIGHT_MAX && self.by_number.len() > 1) {
            let dropped = match self.by_end.pop_first() {
                Some((_, number)) => self.by_number.remove(&number),
                None => self.by_number.pop_first().map(|(_, entry)| entry),
            };
            if let Some(dropped) = dropped {
                self.weight -= dropped.weight;
                self.dropped += u64::from(!dropped.is_cleared);
            }
        }
    }

    /// Records the answer to an open request, if it is still kept.
    pub(super) fn answered(&mut self, number: u64, answered: Answered) {
        let end = answered.end;
        let place = (end != ConnectionEnd::Open).then(|| self.count_end());
        let Some(entry) = self.by_number.get_mut(&number) else {
            return;
        };
        entry.request.bytes_sent = answered.bytes_sent;
        entry.request.status = answered.status;
        if let Some(place) = place {
            entry.request.end = end;
            entry.request.is_waiting = false;
            if !entry.is_cleared {
                self.watches.ended(&entry.request);
            }
            let until = answered.until.unwrap_or_else(Instant::now);
            entry.request.lasted = Some(until.saturating_duration_since(entry.recorded));
            self.by_end.insert(place, number);
            self.make_room();
        }
    }

    /// Records that the delay before the case of a request has ended.
    pub(super) fn delay_ended(&mut self, number: u64) {
        if let Some(entry) = self.by_number.get_mut(&number) {
            entry.request.is_waiting = false;
        }
    }

    /// Returns the request with this number.
    pub(crate) fn get(&self, number: u64) -> Option<&RecordedRequest> {
        let entry = self.by_number.get(&number).filter(|entry| !entry.is_cleared);
        entry.map(|entry| &entry.request)
    }

    /// Returns the requests after the one with this number.
    pub(crate) fn after(&self, number: u64) -> impl Iterator<Item = &RecordedRequest> {
        shown_after(&self.by_number, number)
    }

    /// Returns the requests that match.
    pub(crate) fn matching(&self, filter: &Filter) -> impl Iterator<Item = &RecordedRequest> {
        self.after(filter.after).filter(|request| filter.matches(request))
    }

    /// Returns a receiver of the counts of the requests that match. It is woken when the verdict on them changes.
    pub(super) fn watch(&mut self, filter: Filter, expected: Expected) -> watch::Receiver<Status> {
        let shown = shown_after(&self.by_number, filter.after);
        self.watches.add(filter, expected, shown, self.dropped)
    }

    /// Counts the end of a request, and returns its place in the order of ends.
    fn count_end(&mut self) -> u64 {
        self.ended.send_modify(|ended| *ended += 1);
        *self.ended.borrow()
    }

    /// Returns a receiver of the number of requests that have ended.
    pub(super) fn watch_ends(&self) -> watch::Receiver<u64> {
        self.ended.subscribe()
    }

    /// Returns a receiver that is woken by the next reset.
    pub(super) fn wait_reset(&self) -> watch::Receiver<u64> {
        self.resets.subscribe()
    }

    /// Returns the requests that have not ended, with those that were cleared.
    pub(crate) fn open(&self) -> Vec<RecordedRequest> {
        let requests = self.by_number.values().map(|entry| &entry.request);
        let open = requests.filter(|request| request.end == ConnectionEnd::Open);
        open.cloned().collect()
    }

    /// Returns the requests that ended after the first `count`, in the order of their ends, and the number of those that have
    /// ended. Includes those that were cleared: the log has every request.
    pub(super) fn ended_after(&self, count: u64) -> (Vec<RecordedRequest>, u64) {
        let after = self.by_end.range(count.saturating_add(1)..);
        let entries = after.filter_map(|(_, number)| self.by_number.get(number));
        (
            entries.map(|entry| entry.request.clone()).collect(),
            *self.ended.borrow(),
        )
    }

    /// Returns the number of requests that have come.
    pub(crate) fn count(&self) -> u64 {
        self.count
    }

    /// Returns the number of executed starts since the last reset.
    pub(crate) fn executed(&self) -> u64 {
        self.executed
    }

    /// Returns the number of repeated starts since the last reset.
    pub(crate) fn repeated(&self) -> u64 {
        self.repeated
    }

    /// Returns the number of all executed starts.
    pub(crate) fn executed_in_all(&self) -> u64 {
        self.executed_before + self.executed
    }

    /// Returns the number of all repeated starts.
    pub(crate) fn repeated_in_all(&self) -> u64 {
        self.repeated_before + self.repeated
    }

    /// Returns the number of requests that made room for others since the journal was cleared.
    pub(crate) fn dropped(&self) -> u64 {
        self.dropped
    }

    /// Returns the number of times that the journal was cleared. A reader that knows another number has outdated requests.
    pub(crate) fn cleared(&self) -> u64 {
        self.cleared
    }

    /// Hides the requests, so that no later one repeats one of them. The numbers of later requests go on.
    pub(crate) fn clear(&mut self) {
        for entry in self.by_number.values_mut() {
            entry.is_cleared = true;
        }
        self.repeats.clear();
        self.watches.cleared();
        self.dropped = 0;
        self.cleared += 1;
    }

    /// Hides the requests, cuts off those that are open, and counts executed and repeated starts from 0.
    pub(crate) fn reset(&mut self) {
        self.clear();
        self.executed_before += mem::take(&mut self.executed);
        self.repeated_before += mem::take(&mut self.repeated);
        self.by_number.values_mut().for_each(|entry| entry.is_counted = false);
        self.resets.send_modify(|resets| *resets += 1);
    }
}

fn shown_after(entries: &BTreeMap<u64, Entry>, number: u64) -> impl Iterator<Item = &RecordedRequest> {
    let after = entries.range(number.saturating_add(1)..);
    let shown = after.filter(|(_, entry)| !entry.is_cleared);
    shown.map(|(_, entry)| &entry.request)
}

#[cfg(test)]
mod tests;
