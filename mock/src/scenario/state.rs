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
mod tests {
    use core::time::Duration;

    use super::*;
    use crate::scenario::{Answer, Script};

    const ACCEPT: &str = "conn/reset-on-accept";
    const HEAD: &str = "conn/reset-after-request-head";

    fn case(name: &str) -> Case {
        Case::named(name).unwrap()
    }

    fn state(queue: Vec<Queued>) -> State {
        State::new(queue, Case::default(), Delay::default())
    }

    fn queued(name: &str) -> Queued {
        case(name).into()
    }

    fn headers(token: &str) -> HeaderMap {
        HeaderMap::from_iter([("token".parse().unwrap(), token.parse().unwrap())])
    }

    fn taken(selection: Selection) -> (String, SelectedBy) {
        (selection.case.name().to_owned(), selection.by)
    }

    /// Makes a start of a device, and returns the name of its case, and the moment at which it was taken.
    fn start(state: &State, token: &str, notebook: &str) -> (String, Trigger) {
        let headers = headers(token);
        let (selection, trigger) = if let Some(selection) = state.on_accept() {
            (selection, Trigger::Accept)
        } else if let Some(selection) = state.on_head(&headers, "/").unwrap() {
            (selection, Trigger::Head)
        } else {
            (state.on_request(&headers, "/", notebook).unwrap(), Trigger::Request)
        };
        (selection.case.name().to_owned(), trigger)
    }

    #[test]
    fn a_queued_case_is_taken_when_it_begins_and_before_all_others() {
        let state = State::new(vec![queued(HEAD), queued("code/10007")], case(ACCEPT), Delay::default());
        let none = HeaderMap::new();
        assert!(!state.is_due_on_accept());
        assert_eq!(state.on_accept(), None);
        let head = state.on_head(&none, "/__case/json/null/").unwrap().unwrap();
        assert_eq!(taken(head), (HEAD.to_owned(), SelectedBy::Queue));
        assert_eq!(state.on_head(&none, "/").unwrap(), None);
        let request = state.on_request(&none, "/", "case:json/null").unwrap();
        assert_eq!(taken(request), ("code/10007".to_owned(), SelectedBy::Queue));
        assert!(state.is_due_on_accept());
        let default = state.on_accept().unwrap();
        assert_eq!(taken(default), (ACCEPT.to_owned(), SelectedBy::Default));
    }

    #[test]
    fn a_request_selects_a_case_before_the_default() {
        let state = State::new(Vec::new(), case("code/10007"), Delay::default());
        let none = HeaderMap::new();
        let selected = |path, id| taken(state.on_request(&none, path, id).unwrap());
        let named = |name: &str, by| (name.to_owned(), by);
        assert_eq!(
            selected("/__case/json/null/", "case:0"),
            named("json/null", SelectedBy::Path)
        );
        assert_eq!(selected("/", "case:0"), named("code/0", SelectedBy::NotebookId));
        assert_eq!(selected("/", "1"), named("code/10007", SelectedBy::Default));
        assert!(state.on_request(&none, "/", "case:nothing").is_err());
    }

    #[test]
    fn an_entry_is_used_as_often_as_it_says() {
        let state = state(vec![queued("code/10007").times(3), queued("json/null")]);
        let names: Vec<_> = (0..5).map(|_| start(&state, "t", "1").0).collect();
        assert_eq!(names, ["code/10007", "code/10007", "code/10007", "json/null", "code/0"]);
    }

    #[test]
    fn an_entry_for_a_device_is_skipped_for_others_and_does_not_hold_up_those_behind_it() {
        let state = state(vec![
            queued("code/10007").token("w5c4"),
            queued("code/10008").notebook("182"),
            queued("code/10001").token("w5c4").notebook("182"),
            queued("json/null"),
        ]);
        let request = |token, notebook| start(&state, token, notebook).0;
        assert_eq!(request("of another", "1"), "json/null");
        assert_eq!(request("w5c4 of another", "1"), "code/0");
        assert_eq!(request("of another", "182"), "code/10008");
        assert_eq!(request("of another", "182"), "code/0");
        assert_eq!(request("xxw5c4", "182"), "code/10007");
        assert_eq!(request("xxw5c4", "1"), "code/0");
        assert_eq!(request("xxw5c4", "182"), "code/10001");
        assert_eq!(state.queued().len(), 0);
    }

    #[test]
    fn nothing_behind_an_entry_is_played_before_it_is_known_whether_the_entry_is_for_the_device() {
        for (limited, own, other) in [
            // Its token is known with the head, and its notebook with the body.
            (
                queued(ACCEPT).token("w5c4"),
                (ACCEPT, Trigger::Head),
                (ACCEPT, Trigger::Head),
            ),
            (
                queued(ACCEPT).notebook("182"),
                (ACCEPT, Trigger::Request),
                (ACCEPT, Trigger::Request),
            ),
            (
                queued("json/null").token("w5c4"),
                ("json/null", Trigger::Request),
                (ACCEPT, Trigger::Head),
            ),
            // Another token tells before the notebook.
            (
                queued("json/null").token("w5c4").notebook("182"),
                ("json/null", Trigger::Request),
                (ACCEPT, Trigger::Head),
            ),
        ] {
            for ((token, notebook), (name, trigger)) in [(("w5c4", "182"), own), (("none", "1"), other)] {
                // Behind it is an entry, or the default.
                let behind = [
                    state(vec![limited.clone(), queued(ACCEPT)]),
                    State::new(vec![limited.clone()], case(ACCEPT), Delay::default()),
                ];
                for state in behind {
                    assert!(!state.is_due_on_accept());
                    assert_eq!(
                        start(&state, token, notebook),
                        (name.to_owned(), trigger),
                        "{limited:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn an_entry_has_a_delay_of_its_own_with_the_random_numbers_of_the_server() {
        let (from, to) = (Duration::from_secs(10), Duration::from_secs(20));
        let limits = || Delay::uniform(from, to, 1);
        let draw = |seed| {
            let queue = vec![queued("json/null").delay(limits()).times(2), queued("json/null")];
            let state = State::new(queue, Case::default(), Delay::uniform(Duration::ZERO, from, seed));
            [(); 3].map(|()| state.on_request(&HeaderMap::new(), "/", "1").unwrap().delay)
        };
        let drawn = draw(7);
        assert!((from..=to).contains(&drawn[0]) && (from..=to).contains(&drawn[1]) && drawn[2] < from);
        assert_ne!(drawn[0], drawn[1]);
        assert_eq!(draw(7), drawn);
        assert_ne!(draw(8), drawn);
    }

    #[test]
    fn equal_entries_side_by_side_are_one() {
        let state = state(Vec::new());
        let delay = |milliseconds| queued("json/null").delay(Delay::fixed(Duration::from_millis(milliseconds)));
        for entry in [
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
            queued("json/null").times(u32::MAX),
        ] {
            state.queue(entry);
        }
        let uses: Vec<_> = state
            .queued()
            .iter()
            .map(|entry| (entry.id, entry.queued.uses()))
            .collect();
        let (most, least) = ((u32::MAX, u32::MAX), [3, 1, 1, 2, 1, 2, 1, 1]);
        let expected = least.into_iter().chain([most.0, most.1]);
        assert_eq!(uses, (1..).zip(expected).collect::<Vec<_>>());
    }

    #[test]
    fn an_entry_is_removed_by_its_number_or_loses_uses() {
        let state = state(vec![queued("json/null").times(3), queued("code/10007")]);
        let left = || -> Vec<_> {
            state
                .queued()
                .iter()
                .map(|entry| (entry.id, entry.queued.uses()))
                .collect()
        };
        assert!(state.remove(1, Some(1)));
        assert_eq!(left(), [(1, 2), (2, 1)]);
        assert!(state.remove(2, Some(7)));
        assert_eq!(left(), [(1, 2)]);
        assert!(!state.remove(2, None) && !state.remove(0, None) && !state.remove(3, None));
        assert!(state.remove(1, None));
        assert_eq!(left(), []);
        // The number of a removed entry is not used again.
        state.reset();
        assert_eq!(left(), [(3, 3), (4, 1)]);
    }

    #[test]
    fn the_queue_has_a_limit_of_uses_and_of_bytes() {
        let state = state(Vec::new());
        let some = |times| vec![queued("json/null").times(times)];
        assert_eq!(state.queue_if_room(some(9_999)), Ok(()));
        assert_eq!(state.queue_if_room([some(1), some(1)].concat()), Err(QueueFull::Uses));
        assert_eq!(state.queue_if_room(some(u32::MAX)), Err(QueueFull::Uses));
        assert_eq!(state.queue_if_room(some(1)), Ok(()));
        assert_eq!(state.queue_if_room(some(1)), Err(QueueFull::Uses));
        state.clear_queue();
        let half = |byte| -> Queued { Answer::raw(200, vec![byte; 8 * 1024 * 1024]).into() };
        assert_eq!(state.queue_if_room(vec![half(1).times(2), half(2)]), Ok(()));
        let byte = Queued::new(Script::reply("x"));
        assert_eq!(state.queue_if_room(vec![byte]), Err(QueueFull::Bytes));
        assert_eq!(
            state.queue_if_room(some(1)),
            Ok(()),
            "the bytes of the catalogue are there anyway"
        );
    }

    #[test]
    fn a_reset_restarts_the_random_delays_and_restores_the_queue() {
        let delay = Delay::uniform(Duration::ZERO, Duration::from_secs(1), 7);
        let state = State::new(vec![queued("json/null")], Case::default(), delay);
        let draw = || {
            [(); 3].map(|()| {
                let selection = state.on_request(&HeaderMap::new(), "/", "1").unwrap();
                (selection.case.name().to_owned(), selection.delay)
            })
        };
        let first = draw();
        assert_eq!(first[0].0, "json/null");
        assert_ne!(draw(), first);
        state.set_delay(Delay::default());
        state.queue(queued("json/null").times(7));
        state.reset();
        assert_eq!(draw(), first);
    }
}
