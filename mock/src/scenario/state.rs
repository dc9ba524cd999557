use core::time::Duration;
use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use http::HeaderMap;

use super::case::Case;
use super::delay::Delay;
use super::script::Trigger;
use super::selection::{SelectedBy, in_head, in_id};
use super::validation::Violation;

/// The most cases in the queue.
pub(crate) const QUEUE_MAX: usize = 10_000;

/// The selected state of a server: the queue, the default case, and the delay.
#[derive(Debug)]
pub(crate) struct State {
    selected: Mutex<Selected>,
    first_default: Case,
    first_delay: Delay,
}

#[derive(Debug)]
struct Selected {
    queue: VecDeque<Case>,
    default: Case,
    delay: Delay,
}

impl State {
    pub(crate) fn new(default: Case, delay: Delay) -> Self {
        Self {
            first_default: default.clone(),
            first_delay: delay.clone(),
            selected: Mutex::new(Selected {
                queue: VecDeque::new(),
                default,
                delay,
            }),
        }
    }

    fn selected(&self) -> MutexGuard<'_, Selected> {
        // No panic can leave it half changed.
        self.selected.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns whether the next case begins before anything is read.
    pub(crate) fn is_due_on_accept(&self) -> bool {
        let selected = self.selected();
        let next = selected.queue.front().unwrap_or(&selected.default);
        next.behavior().trigger() == Trigger::Accept
    }

    /// Takes the next case if it begins before anything is read.
    pub(crate) fn on_accept(&self) -> Option<(Case, SelectedBy)> {
        let mut selected = self.selected();
        if selected.queue.is_empty() {
            selected.default_by(Trigger::Accept)
        } else {
            selected.dequeue_by(Trigger::Accept)
        }
    }

    /// Takes the next case if it begins before the body is read.
    pub(crate) fn on_head(&self, headers: &HeaderMap, path: &str) -> Result<Option<(Case, SelectedBy)>, Violation> {
        let mut selected = self.selected();
        if !selected.queue.is_empty() {
            return Ok(selected.dequeue_by(Trigger::Head));
        }
        Ok(match in_head(headers, path)? {
            Some(chosen) => Some(chosen).filter(|(case, _)| case.behavior().trigger() <= Trigger::Head),
            None => selected.default_by(Trigger::Head),
        })
    }

    /// Takes the next case.
    pub(crate) fn on_request(
        &self,
        headers: &HeaderMap,
        path: &str,
        id: &str,
    ) -> Result<(Case, SelectedBy), Violation> {
        let mut selected = self.selected();
        if let Some(case) = selected.queue.pop_front() {
            return Ok((case, SelectedBy::Queue));
        }
        let chosen = match in_head(headers, path)? {
            Some(chosen) => Some(chosen),
            None => in_id(id)?,
        };
        Ok(chosen.unwrap_or_else(|| (selected.default.clone(), SelectedBy::Default)))
    }

    pub(crate) fn queue(&self, cases: impl IntoIterator<Item = Case>) {
        self.selected().queue.extend(cases);
    }

    pub(crate) fn queued(&self) -> Vec<Case> {
        self.selected().queue.iter().cloned().collect()
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

    /// Draws the delay of the next answer.
    pub(crate) fn next_delay(&self) -> Duration {
        self.selected().delay.next()
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

    /// Restores the initial state.
    pub(crate) fn reset(&self) {
        *self.selected() = Selected {
            queue: VecDeque::new(),
            default: self.first_default.clone(),
            delay: self.first_delay.clone(),
        };
    }
}

impl Selected {
    /// Takes the front of the queue if it begins by this trigger.
    fn dequeue_by(&mut self, trigger: Trigger) -> Option<(Case, SelectedBy)> {
        if self.queue.front()?.behavior().trigger() > trigger {
            return None;
        }
        Some((self.queue.pop_front()?, SelectedBy::Queue))
    }

    /// Returns the default if it begins by this trigger.
    fn default_by(&self, trigger: Trigger) -> Option<(Case, SelectedBy)> {
        let is_due = self.default.behavior().trigger() <= trigger;
        is_due.then(|| (self.default.clone(), SelectedBy::Default))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case(name: &str) -> Case {
        Case::named(name).unwrap()
    }

    #[test]
    fn a_queued_case_is_taken_when_it_begins_and_before_all_others() {
        let state = State::new(case("conn/reset-on-accept"), Delay::default());
        let none = HeaderMap::new();
        state.queue([case("conn/reset-after-request-head"), case("code/10007")]);
        assert!(!state.is_due_on_accept());
        assert_eq!(state.on_accept(), None);
        let head = state.on_head(&none, "/__case/json/null/").unwrap();
        assert_eq!(head, Some((case("conn/reset-after-request-head"), SelectedBy::Queue)));
        assert_eq!(state.on_head(&none, "/").unwrap(), None);
        let request = state.on_request(&none, "/", "case:json/null").unwrap();
        assert_eq!(request, (case("code/10007"), SelectedBy::Queue));
        assert!(state.is_due_on_accept());
        let default = (case("conn/reset-on-accept"), SelectedBy::Default);
        assert_eq!(state.on_accept(), Some(default));
    }

    #[test]
    fn a_request_selects_a_case_before_the_default() {
        let state = State::new(case("code/10007"), Delay::default());
        let none = HeaderMap::new();
        let selected = |path, id| state.on_request(&none, path, id).unwrap();
        assert_eq!(
            selected("/__case/json/null/", "case:0"),
            (case("json/null"), SelectedBy::Path)
        );
        assert_eq!(selected("/", "case:0"), (case("code/0"), SelectedBy::NotebookId));
        assert_eq!(selected("/", "1"), (case("code/10007"), SelectedBy::Default));
        assert!(state.on_request(&none, "/", "case:nothing").is_err());
    }

    #[test]
    fn a_reset_restarts_the_random_delays() {
        let delay = Delay::uniform(Duration::ZERO, Duration::from_secs(1), 7);
        let state = State::new(Case::default(), delay);
        let draw = || [state.next_delay(), state.next_delay(), state.next_delay()];
        let first = draw();
        assert_ne!(draw(), first);
        state.set_delay(Delay::default());
        state.reset();
        assert_eq!(draw(), first);
    }
}
