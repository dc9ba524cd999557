use std::sync::{Mutex, MutexGuard, PoisonError};

use http::HeaderMap;

use super::case::Case;
use super::delay::Delay;
use super::queue::{Entry, Next, Queue, QueueFull};
use super::queued::{Device, Queued};
use super::script::Trigger;
use super::selection::{SelectedBy, Selection, in_head, in_id};
use super::validation::Violation;

/// The selected state of a server: the queue, the default case, and the delay.
#[derive(Debug)]
pub(crate) struct State {
    selected: Mutex<Selected>,
    first_queue: Vec<Queued>,
    first_default: Case,
    first_delay: Delay,
}

#[derive(Debug)]
struct Selected {
    queue: Queue,
    default: Case,
    delay: Delay,
}

impl State {
    pub(crate) fn new(queue: Vec<Queued>, default: Case, delay: Delay) -> Self {
        let selected = Mutex::new(Selected {
            queue: Queue::default(),
            default: default.clone(),
            delay: delay.clone(),
        });
        let state = Self {
            selected,
            first_queue: queue,
            first_default: default,
            first_delay: delay,
        };
        state.reset();
        state
    }

    fn selected(&self) -> MutexGuard<'_, Selected> {
        // No panic can leave it half changed.
        self.selected.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns whether the next case begins before anything is read.
    pub(crate) fn is_due_on_accept(&self) -> bool {
        let selected = self.selected();
        match selected.queue.find(Trigger::Accept, Device::default()) {
            Next::Due(_) => true,
            Next::Later => false,
            Next::None => selected.default.behavior().trigger() == Trigger::Accept,
        }
    }

    /// Takes the next case if it begins before anything is read.
    pub(crate) fn on_accept(&self) -> Option<Selection> {
        let mut selected = self.selected();
        match selected.dequeue(Trigger::Accept, Device::default()) {
            Next::Due(selection) => Some(selection),
            Next::Later => None,
            Next::None => selected.default_by(Trigger::Accept),
        }
    }

    /// Takes the next case if it begins before the body is read.
    pub(crate) fn on_head(&self, headers: &HeaderMap, path: &str) -> Result<Option<Selection>, Violation> {
        let mut selected = self.selected();
        let device = Device {
            token: Some(token(headers)),
            notebook: None,
        };
        match selected.dequeue(Trigger::Head, device) {
            Next::Due(selection) => return Ok(Some(selection)),
            Next::Later => return Ok(None),
            Next::None => {}
        }
        Ok(match in_head(headers, path)? {
            Some((case, by)) if case.behavior().trigger() <= Trigger::Head => Some(selected.select(case, by)),
            Some(_) => None,
            None => selected.default_by(Trigger::Head),
        })
    }

    /// Takes the next case.
    pub(crate) fn on_request(&self, headers: &HeaderMap, path: &str, id: &str) -> Result<Selection, Violation> {
        let mut selected = self.selected();
        let device = Device {
            token: Some(token(headers)),
            notebook: Some(id),
        };
        if let Next::Due(selection) = selected.dequeue(Trigger::Request, device) {
            return Ok(selection);
        }
        let chosen = match in_head(headers, path)? {
            Some(chosen) => Some(chosen),
            None => in_id(id)?,
        };
        let (case, by) = chosen.unwrap_or_else(|| (selected.default.clone(), SelectedBy::Default));
        Ok(selected.select(case, by))
    }

    /// Appends an entry to the queue, however full that is.
    pub(crate) fn queue(&self, queued: Queued) {
        self.selected().queue.push(queued);
    }

    /// Appends all of these entries to the queue, or none.
    pub(crate) fn queue_if_room(&self, queued: Vec<Queued>) -> Result<(), QueueFull> {
        let mut selected = self.selected();
        selected.queue.has_room_for(&queued)?;
        queued.into_iter().for_each(|queued| selected.queue.push(queued));
        Ok(())
    }

    pub(crate) fn queued(&self) -> Vec<Entry> {
        self.selected().queue.entries().cloned().collect()
    }

    /// Takes this number of uses, or all, off an entry of the queue. Returns whether the entry was there.
    pub(crate) fn remove(&self, id: u64, times: Option<u32>) -> bool {
        self.selected().queue.remove(id, times)
    }

    pub(crate) fn clear_queue(&self) {
        self.selected().queue.clear();
    }

    pub(crate) fn default(&self) -> Case {
        self.selected().default.clone()
    }

    pub(crate) fn set_default(&self, case: Case) {
        self.selected().default = case;
    }

    /// Returns the delay as text.
    pub(crate) fn delay(&self) -> String {
        self.selected().delay.to_string()
    }

    pub(crate) fn set_delay(&self, delay: Delay) {
        self.selected().delay = delay;
    }

    /// Sets a delay with the seed that the server was built with.
    pub(crate) fn set_delay_with_first_seed(&self, delay: Delay) {
        self.set_delay(delay.with_seed(self.first_delay.seed()));
    }

    /// Restores the initial state. Only the numbers of the queue's entries go on.
    pub(crate) fn reset(&self) {
        let mut selected = self.selected();
        selected.queue.clear();
        self.first_queue
            .iter()
            .for_each(|queued| selected.queue.push(queued.clone()));
        selected.default = self.first_default.clone();
        selected.delay = self.first_delay.clone();
    }
}

/// Returns the token of a valid start.
fn token(headers: &HeaderMap) -> &[u8] {
    headers.get("token").map_or(&[], |token| token.as_bytes())
}

impl Selected {
    /// Takes the entry of the queue that is due by this trigger.
    fn dequeue(&mut self, trigger: Trigger, device: Device<'_>) -> Next<Selection> {
        match self.queue.take(trigger, device) {
            Next::Due((case, limits)) => {
                let by = SelectedBy::Queue;
                let delay = match limits {
                    Some(limits) => self.delay.next_within(&limits),
                    None => self.delay.next(),
                };
                Next::Due(Selection { case, by, delay })
            }
            Next::Later => Next::Later,
            Next::None => Next::None,
        }
    }

    /// Returns the default if it begins by this trigger.
    fn default_by(&mut self, trigger: Trigger) -> Option<Selection> {
        let is_due = self.default.behavior().trigger() <= trigger;
        is_due.then(|| self.select(self.default.clone(), SelectedBy::Default))
    }

    fn select(&mut self, case: Case, by: SelectedBy) -> Selection {
        let delay = self.delay.next();
        Selection { case, by, delay }
    }
}

#[cfg(test)]
mod tests;
