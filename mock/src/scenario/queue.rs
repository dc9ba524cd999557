use core::fmt;
use std::collections::VecDeque;

use super::case::Case;
use super::delay::Delay;
use super::queued::{Device, Queued};
use super::script::Trigger;

/// The most uses of all entries.
pub(super) const USES_MAX: u32 = 10_000;
/// The most bytes of all answers and scripts.
const BYTES_MAX: usize = 16 * 1024 * 1024;

/// The queue of a server. A request takes the first entry that is for its device.
#[derive(Debug, Default)]
pub(super) struct Queue {
    entries: VecDeque<Entry>,
    /// The number of the latest entry.
    latest: u64,
}

/// An entry with its number, which no later one gets.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) id: u64,
    pub(crate) queued: Queued,
}

/// The next entry for a request.
#[derive(Debug)]
pub(super) enum Next<T> {
    /// The entry is due.
    Due(T),
    /// The entry begins later, or it is not known yet which one is for the device.
    Later,
    /// No entry is for the device.
    None,
}

impl Queue {
    /// Finds the entry that is due by this trigger.
    pub(super) fn find(&self, trigger: Trigger, device: Device<'_>) -> Next<usize> {
        for (place, Entry { queued, .. }) in self.entries.iter().enumerate() {
            match queued.is_for(device) {
                Some(false) => {}
                Some(true) if queued.case().behavior().trigger() <= trigger => return Next::Due(place),
                Some(true) | None => return Next::Later,
            }
        }
        Next::None
    }

    /// Takes one use off the entry that is due by this trigger, and returns its case and its own delay.
    pub(super) fn take(&mut self, trigger: Trigger, device: Device<'_>) -> Next<(Case, Option<Delay>)> {
        let place = match self.find(trigger, device) {
            Next::Due(place) => place,
            Next::Later => return Next::Later,
            Next::None => return Next::None,
        };
        let queued = &self.entries[place].queued;
        let due = (queued.case().clone(), queued.own_delay().cloned());
        self.take_off(place, 1);
        Next::Due(due)
    }

    /// Appends an entry. If it equals the last one, that has more uses instead.
    pub(super) fn push(&mut self, queued: Queued) {
        if let Some(last) = self.entries.back_mut()
            && last.queued.is_like(&queued)
            && last.queued.add(queued.uses())
        {
            return;
        }
        self.latest += 1;
        let id = self.latest;
        self.entries.push_back(Entry { id, queued });
    }

    /// Checks that there is room for these entries.
    pub(super) fn has_room_for(&self, queued: &[Queued]) -> Result<(), QueueFull> {
        let all = || self.entries.iter().map(|entry| &entry.queued).chain(queued);
        if all().map(|queued| u64::from(queued.uses())).sum::<u64>() > USES_MAX.into() {
            return Err(QueueFull::Uses);
        }
        if all().map(|queued| queued.case().own_weight()).sum::<usize>() > BYTES_MAX {
            return Err(QueueFull::Bytes);
        }
        Ok(())
    }

    /// Takes this number of uses, or all, off an entry. Returns whether the entry was there.
    pub(super) fn remove(&mut self, id: u64, times: Option<u32>) -> bool {
        let place = self.entries.iter().position(|entry| entry.id == id);
        if let Some(place) = place {
            self.take_off(place, times.unwrap_or(u32::MAX));
        }
        place.is_some()
    }

    fn take_off(&mut self, place: usize, times: u32) {
        if !self.entries[place].queued.take_off(times) {
            self.entries.remove(place);
        }
    }

    pub(super) fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter()
    }

    /// Removes all entries. Later ones get other numbers.
    pub(super) fn clear(&mut self) {
        self.entries.clear();
    }
}

/// The error for entries that the queue has no room for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum QueueFull {
    Uses,
    Bytes,
}

impl fmt::Display for QueueFull {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Uses => write!(f, "the queue holds {USES_MAX} cases at most"),
            Self::Bytes => f.write_str("the queue holds 16 MiB of answers and scripts at most"),
        }
    }
}

#[cfg(test)]
mod tests {
    use core::time::Duration;

    use super::*;
    use crate::scenario::{Answer, Script, Step};

    fn queued(name: &str) -> Queued {
        Case::named(name).unwrap().into()
    }

    fn queue(entries: impl IntoIterator<Item = Queued>) -> Queue {
        let mut queue = Queue::default();
        entries.into_iter().for_each(|entry| queue.push(entry));
        queue
    }

    /// Returns the numbers and the uses of all entries.
    fn left(queue: &Queue) -> Vec<(u64, u32)> {
        let entries = queue.entries().map(|entry| (entry.id, entry.queued.uses()));
        entries.collect()
    }

    #[test]
    fn equal_entries_side_by_side_are_one() {
        let delay = |milliseconds| queued("json/null").delay(Delay::fixed(Duration::from_millis(milliseconds)));
        let queue = queue([
            queued("json/null"),
            queued("json/null").times(2),
            queued("code/0"),
            queued("json/null"),
            delay(1),
            delay(1),
            delay(2),
            queued("json/null").token("w5c4"),
            queued("json/null").token("…w5c4"),
            queued("json/null").notebook("1"),
            queued("json/null").notebook("2"),
            queued("json/null").times(u32::MAX),
            // The sum would be too large.
            queued("json/null").times(u32::MAX),
        ]);
        let uses = [3, 1, 1, 2, 1, 2, 1, 1, u32::MAX, u32::MAX];
        assert_eq!(left(&queue), (1..).zip(uses).collect::<Vec<_>>());
    }

    #[test]
    fn an_entry_is_removed_by_its_number_or_loses_uses() {
        let mut queue = queue([queued("json/null").times(3), queued("code/10007")]);
        assert!(queue.remove(1, Some(1)));
        assert_eq!(left(&queue), [(1, 2), (2, 1)]);
        assert!(queue.remove(2, Some(7)));
        assert_eq!(left(&queue), [(1, 2)]);
        assert!(!queue.remove(2, None) && !queue.remove(0, None) && !queue.remove(3, None));
        assert!(queue.remove(1, None));
        assert_eq!(left(&queue), []);
        // A number is not used again.
        queue.push(queued("json/null"));
        queue.clear();
        queue.push(queued("json/null"));
        assert_eq!(left(&queue), [(4, 1)]);
    }

    #[test]
    fn the_queue_has_a_limit_of_uses_and_of_bytes() {
        let some = |times| queued("json/null").times(times);
        let full = queue([some(USES_MAX - 1)]);
        assert_eq!(full.has_room_for(&[some(1)]), Ok(()));
        for more in [&[some(2)][..], &[some(1), some(1)], &[some(u32::MAX), some(u32::MAX)]] {
            assert_eq!(full.has_room_for(more), Err(QueueFull::Uses));
        }
        let half = |byte| Queued::new(Answer::raw(200, vec![byte; BYTES_MAX / 2]));
        let full = queue([half(1).times(2)]);
        assert_eq!(full.has_room_for(&[half(2)]), Ok(()));
        let byte = Queued::new(Script::reply("x"));
        assert_eq!(full.has_room_for(&[half(2), byte]), Err(QueueFull::Bytes));
        let named = |size| Answer::raw(200, "").with_header("X-A", &"a".repeat(size));
        assert_eq!(
            full.has_room_for(&[half(2), Queued::new(named(1))]),
            Err(QueueFull::Bytes)
        );
        let steps = BYTES_MAX / 2 / size_of::<Step>() + 1;
        let waits = (0..steps).fold(Script::on(Trigger::Request), |script, _| script.wait(Duration::ZERO));
        assert_eq!(full.has_room_for(&[waits.into()]), Err(QueueFull::Bytes));
        // The bytes of the catalogue are there anyway.
        assert_eq!(full.has_room_for(&[half(2), some(1)]), Ok(()));
    }
}
