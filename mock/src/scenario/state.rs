use core::time::Duration;
use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use tokio::sync::Notify;

use crate::http::request_head::Head;
use crate::journal::entries::Journal;
use crate::net::deadline::after;
use crate::scenario::validation::Refusal;
use crate::{
    Behavior, Case, ConnectionEnd, Delay, RecordedRequest, SelectedBy, Trigger, scenario::selection as selected_by,
};

/// What a server keeps: which case comes next, and what has come. The door never sees a connection.
#[derive(Debug)]
pub(crate) struct Door {
    choice: Mutex<Choice>,
    journal: Mutex<Journal>,
    /// Tell of every change in the journal.
    news: Notify,
    blocking_news: Condvar,
}

#[derive(Debug)]
struct Choice {
    queue: VecDeque<Case>,
    default: Case,
    first_default: Case,
    delay: Delay,
    first_delay: Delay,
}

/// How long the queue may be.
pub(crate) const QUEUE_MAX: usize = 10_000;

impl Door {
    pub(crate) fn new(default: Case, delay: Delay) -> Self {
        Self {
            choice: Mutex::new(Choice {
                queue: VecDeque::new(),
                first_default: default.clone(),
                default,
                first_delay: delay.clone(),
                delay,
            }),
            journal: Mutex::default(),
            news: Notify::new(),
            blocking_news: Condvar::new(),
        }
    }

    fn choice(&self) -> MutexGuard<'_, Choice> {
        lock(&self.choice)
    }

    pub(crate) fn journal(&self) -> MutexGuard<'_, Journal> {
        lock(&self.journal)
    }
}

/// Which case comes next.
impl Door {
    /// Returns whether the next case begins before anything is read.
    pub(crate) fn is_due_on_accept(&self) -> bool {
        let choice = self.choice();
        trigger(choice.queue.front().unwrap_or(&choice.default)) == Trigger::Accept
    }

    /// Takes the next case, if it begins before anything is read.
    pub(crate) fn on_accept(&self) -> Option<(Case, SelectedBy)> {
        let mut choice = self.choice();
        choice.take(Trigger::Accept).or_else(|| choice.default(Trigger::Accept))
    }

    /// Takes the next case, if it begins before the body is read.
    pub(crate) fn on_head(&self, head: &Head) -> Result<Option<(Case, SelectedBy)>, Refusal> {
        let mut choice = self.choice();
        if !choice.queue.is_empty() {
            return Ok(choice.take(Trigger::Head));
        }
        let chosen = selected_by::in_head(head)?;
        if chosen.is_some() {
            return Ok(chosen.filter(|(case, _)| trigger(case) <= Trigger::Head));
        }
        Ok(choice.default(Trigger::Head))
    }

    /// Takes the next case.
    pub(crate) fn on_request(&self, head: &Head, id: &str) -> Result<(Case, SelectedBy), Refusal> {
        let mut choice = self.choice();
        if let Some(case) = choice.queue.pop_front() {
            return Ok((case, SelectedBy::Queue));
        }
        if let Some(chosen) = selected_by::in_head(head)? {
            return Ok(chosen);
        }
        if let Some(chosen) = selected_by::in_id(id)? {
            return Ok(chosen);
        }
        Ok((choice.default.clone(), SelectedBy::Default))
    }

    pub(crate) fn queue(&self, cases: impl IntoIterator<Item = Case>) {
        self.choice().queue.extend(cases);
    }

    pub(crate) fn queued(&self) -> Vec<Case> {
        self.choice().queue.iter().cloned().collect()
    }

    pub(crate) fn clear_queue(&self) {
        self.choice().queue.clear();
    }

    pub(crate) fn default(&self) -> Case {
        self.choice().default.clone()
    }

    pub(crate) fn set_default(&self, case: Case) {
        self.choice().default = case;
    }

    pub(crate) fn delay(&self) -> Duration {
        self.choice().delay.next()
    }

    pub(crate) fn shown_delay(&self) -> String {
        self.choice().delay.to_string()
    }

    /// Sets a delay whose random times begin with the seed that the server was built with.
    pub(crate) fn set_delay_seeded(&self, delay: Delay) {
        let mut choice = self.choice();
        choice.delay = delay.with_seed(choice.first_delay.seed());
    }

    pub(crate) fn set_delay(&self, delay: Delay) {
        self.choice().delay = delay;
    }

    /// Makes everything as it was at the start, but for the numbers of requests.
    pub(crate) fn reset(&self) {
        let mut choice = self.choice();
        choice.queue.clear();
        choice.default = choice.first_default.clone();
        choice.delay = choice.first_delay.clone();
        drop(choice);
        self.journal().reset();
    }
}

impl Choice {
    fn take(&mut self, by: Trigger) -> Option<(Case, SelectedBy)> {
        if trigger(self.queue.front()?) > by {
            return None;
        }
        Some((self.queue.pop_front()?, SelectedBy::Queue))
    }

    fn default(&self, by: Trigger) -> Option<(Case, SelectedBy)> {
        let is_due = self.queue.is_empty() && trigger(&self.default) <= by;
        is_due.then(|| (self.default.clone(), SelectedBy::Default))
    }
}

/// Returns when a case begins.
fn trigger(case: &Case) -> Trigger {
    match case.behavior() {
        Behavior::Answer(_) => Trigger::Request,
        Behavior::Script(script) => script.trigger(),
    }
}

/// What has come.
impl Door {
    pub(crate) fn record(&self, request: RecordedRequest) -> u64 {
        let number = self.journal().record(request);
        self.tell();
        number
    }

    /// Writes down what the client has ended before it could be answered.
    pub(crate) fn record_left(&self, request: RecordedRequest) {
        let end = ConnectionEnd::Left;
        self.record(RecordedRequest { end, ..request });
    }

    /// Writes down what was sent, and the status in it.
    pub(crate) fn sent(&self, number: u64, bytes: u64, status: Option<u16>) {
        self.journal().sent(number, bytes, status);
        self.tell();
    }

    /// Writes down that the mock itself failed.
    pub(crate) fn failed(&self, number: u64, problem: String) {
        self.journal().failed(number, problem);
        self.tell();
    }

    pub(crate) fn end(&self, number: u64, end: ConnectionEnd) {
        self.journal().end(number, end);
        self.tell();
    }

    /// Makes those who wait look again.
    pub(crate) fn tell(&self) {
        // Whoever is about to wait has looked already, or has yet to: not in between.
        drop(self.journal());
        self.news.notify_waiters();
        self.blocking_news.notify_all();
    }

    /// Waits until there is something to be found in the journal.
    pub(crate) async fn find<T>(&self, mut find: impl FnMut(&Journal) -> Option<T>) -> T {
        loop {
            // Made before the look into the journal: it hears of everything that comes after it.
            let news = self.news.notified();
            let found = find(&self.journal());
            if let Some(found) = found {
                return found;
            }
            news.await;
        }
    }

    /// Waits, blocking, until there is something to be found in the journal, or time is up.
    pub(crate) fn find_blocking<T>(
        &self,
        client_timeout: Duration,
        mut find: impl FnMut(&Journal) -> Option<T>,
    ) -> Option<T> {
        let end = after(client_timeout);
        let mut journal = self.journal();
        loop {
            let found = find(&journal);
            let left = end.saturating_duration_since(Instant::now());
            if found.is_some() || left.is_zero() {
                return found;
            }
            let waited = self.blocking_news.wait_timeout(journal, left);
            journal = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

/// Locks what no panic can leave half done.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reset_begins_the_random_delays_anew() {
        let delay = Delay::uniform(Duration::ZERO, Duration::from_secs(1), 7);
        let door = Door::new(Case::default(), delay);
        let draw = || [door.delay(), door.delay(), door.delay()];
        let first = draw();
        assert_ne!(draw(), first);
        door.set_delay(Delay::default());
        door.reset();
        assert_eq!(draw(), first);
    }
}
