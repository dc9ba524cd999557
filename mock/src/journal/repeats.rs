use core::time::Duration;
use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, RandomState};
use std::time::Instant;

/// The time after an executed start in which another start of the same notebook is a repeat.
const REPEAT: Duration = Duration::from_secs(60);
/// The most notebooks that are remembered. Those that were started first are forgotten.
const NOTEBOOKS_MAX: usize = 10_000;

/// The latest executed start of each notebook within the last minute.
#[derive(Debug, Default)]
pub(super) struct Repeats {
    /// The number of the start, by the hash of the notebook id: an id may be as long as a body.
    latest: HashMap<u64, u64>,
    /// The hash and the time of each of these starts, by its number.
    by_number: BTreeMap<u64, (u64, Instant)>,
    hasher: RandomState,
}

impl Repeats {
    /// Records a start. If it is a repeat, returns the number of the last executed start of the same notebook, and the time
    /// since then.
    pub(super) fn started(&mut self, id: &str, number: u64, time: Instant, executed: bool) -> Option<(u64, Duration)> {
        self.forget_before(time);
        let hash = self.hasher.hash_one(id);
        let last = self.latest.get(&hash).copied();
        let last_time = last.and_then(|last| self.by_number.get(&last)).map(|(_, time)| *time);
        if executed {
            if let Some(last) = last {
                self.by_number.remove(&last);
            } else if self.latest.len() == NOTEBOOKS_MAX {
                self.forget_first();
            }
            self.latest.insert(hash, number);
            self.by_number.insert(number, (hash, time));
        }
        last.zip(last_time.and_then(|last| since(last, time)))
    }

    /// Forgets a start that was not executed after all. Returns false if it was not the latest of its notebook.
    pub(super) fn forget(&mut self, number: u64) -> bool {
        let forgotten = self.by_number.remove(&number);
        forgotten.is_some_and(|(hash, _)| self.latest.remove(&hash).is_some())
    }

    /// Forgets the starts that are too long ago for a repeat.
    fn forget_before(&mut self, time: Instant) {
        let is_old = |(_, started): &(u64, Instant)| since(*started, time).is_none();
        while self.by_number.first_key_value().is_some_and(|(_, start)| is_old(start)) {
            self.forget_first();
        }
    }

    fn forget_first(&mut self) {
        if let Some((_, (hash, _))) = self.by_number.pop_first() {
            self.latest.remove(&hash);
        }
    }

    /// Forgets all starts.
    pub(super) fn clear(&mut self) {
        self.latest.clear();
        self.by_number.clear();
    }
}

/// Returns the time since an executed start, if a start at this time is a repeat of it.
pub(super) fn since(executed: Instant, time: Instant) -> Option<Duration> {
    Some(time.saturating_duration_since(executed)).filter(|since| *since <= REPEAT)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Starts made at these times, in seconds.
    #[derive(Default)]
    struct Starts {
        repeats: Repeats,
        begin: Option<Instant>,
        count: u64,
    }

    impl Starts {
        fn make(&mut self, id: &str, seconds: u64, executed: bool) -> Option<u64> {
            let begin = *self.begin.get_or_insert_with(Instant::now);
            self.count += 1;
            let time = begin + Duration::from_secs(seconds);
            let after = self.repeats.started(id, self.count, time, executed);
            after.map(|(_, after)| after.as_secs())
        }
    }

    #[test]
    fn a_start_within_a_minute_after_an_executed_one_is_a_repeat() {
        let mut starts = Starts::default();
        assert_eq!(starts.make("1", 0, true), None);
        assert_eq!(starts.make("2", 1, true), None);
        assert_eq!(starts.make("1", 60, true), Some(60));
        assert_eq!(starts.make("2", 62, true), None, "more than a minute after");
        assert_eq!(starts.make("1", 61, true), Some(1), "after the latest");
    }

    #[test]
    fn only_an_executed_start_can_be_repeated_and_any_start_can_repeat_it() {
        let mut starts = Starts::default();
        assert_eq!(starts.make("1", 0, false), None);
        assert_eq!(starts.make("1", 1, true), None);
        assert_eq!(starts.make("1", 3, false), Some(2));
        assert_eq!(starts.make("1", 4, true), Some(3));
    }

    #[test]
    fn the_memory_is_that_of_the_notebooks_of_the_last_minute_and_bounded() {
        let mut starts = Starts::default();
        for notebook in 0..NOTEBOOKS_MAX + 10 {
            starts.make(&notebook.to_string(), 0, true);
        }
        let lengths = |starts: &Starts| (starts.repeats.latest.len(), starts.repeats.by_number.len());
        assert_eq!(lengths(&starts), (NOTEBOOKS_MAX, NOTEBOOKS_MAX));
        assert_eq!(starts.make("9", 1, true), None, "the first ones were forgotten");
        assert_eq!(starts.make("11", 1, true), Some(1));
        for _ in 0..NOTEBOOKS_MAX {
            starts.make("11", 2, true);
        }
        assert_eq!(lengths(&starts), (NOTEBOOKS_MAX, NOTEBOOKS_MAX));
        starts.make("1", 62, true);
        assert_eq!(lengths(&starts), (2, 2));
    }
}
