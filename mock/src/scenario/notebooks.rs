use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use scnet_notebook::Code;
use serde::{Deserialize, Serialize};

use super::case::Case;
use super::hints::ID_MAX;
use super::selection::{SelectedBy, Selection};

/// The most notebooks whose states are kept. A further one replaces the one that was known first.
const NOTEBOOKS_MAX: usize = 10_000;

/// The state of a notebook, as far as a server knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum NotebookState {
    /// The notebook was started, or may have been.
    Running,
    /// The notebook does not run.
    Stopped,
}

/// The states of notebooks, and the case that answers the start of a running one.
#[derive(Debug)]
pub(crate) struct Notebooks {
    running: Case,
    known: Mutex<Known>,
}

#[derive(Debug, Default)]
struct Known {
    states: HashMap<Arc<str>, NotebookState>,
    /// The ids in the order in which they became known.
    ids: VecDeque<Arc<str>>,
}

impl Notebooks {
    /// Makes the states of a server that answers the start of a running notebook with this code, and starts nothing more.
    pub(crate) fn new(running: Code) -> Self {
        Self {
            running: Case::from(running).with_refusal(running != Code::SUCCESS),
            known: Mutex::default(),
        }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        // No panic can leave it half changed.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Replaces the default case if the notebook runs already. Then sets the notebook to running if the case executes the start.
    pub(crate) fn replace(&self, id: &str, mut selected: Selection) -> Selection {
        let mut known = self.known();
        let is_running = known.states.get(id) == Some(&NotebookState::Running);
        if is_running && selected.by == SelectedBy::Default {
            selected.case = self.running.clone();
            selected.by = SelectedBy::State;
        }
        if selected.case.executes() {
            known.set(id, NotebookState::Running);
        }
        selected
    }

    /// Sets the state of a notebook. Returns false if the service has no such id.
    pub(crate) fn set(&self, id: &str, state: NotebookState) -> bool {
        self.known().set(id, state)
    }

    /// Returns the known states, in the order in which the notebooks became known.
    pub(crate) fn all(&self) -> Vec<(String, NotebookState)> {
        let known = self.known();
        let state = |id: &Arc<str>| Some((id.to_string(), *known.states.get(id)?));
        known.ids.iter().filter_map(state).collect()
    }

    /// Forgets all states.
    pub(crate) fn reset(&self) {
        *self.known() = Known::default();
    }
}

impl Known {
    fn set(&mut self, id: &str, state: NotebookState) -> bool {
        if !is_id(id) {
            return false;
        }
        let id: Arc<str> = id.into();
        if self.states.insert(Arc::clone(&id), state).is_none() {
            self.ids.push_back(id);
        }
        if self.ids.len() > NOTEBOOKS_MAX
            && let Some(first) = self.ids.pop_front()
        {
            self.states.remove(&first);
        }
        true
    }
}

/// Returns whether the service may have this id. Others are not kept: they may be long, or a token.
fn is_id(id: &str) -> bool {
    (1..=ID_MAX).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use core::time::Duration;

    use super::*;

    fn select(notebooks: &Notebooks, id: &str, case: &str, by: SelectedBy) -> (String, SelectedBy) {
        let (case, delay) = (Case::named(case).unwrap(), Duration::ZERO);
        let selected = notebooks.replace(id, Selection { case, by, delay });
        (selected.case.name().to_owned(), selected.by)
    }

    #[test]
    fn the_default_start_of_a_running_notebook_gets_the_code() {
        let notebooks = Notebooks::new(Code::new(716_865));
        let start = |id, case| select(&notebooks, id, case, SelectedBy::Default);
        let default = |case: &str| (case.to_owned(), SelectedBy::Default);
        let running = ("code/716865".to_owned(), SelectedBy::State);
        // Neither a refusal nor a case without the whole request starts it.
        for case in ["code/10007", "conn/reset-after-request-head", "json/null"] {
            assert_eq!(start("1", case), default(case));
        }
        assert_eq!(start("1", "code/0"), running);
        assert_eq!(start("2", "code/0"), default("code/0"));
        for by in [
            SelectedBy::Queue,
            SelectedBy::Header,
            SelectedBy::Path,
            SelectedBy::NotebookId,
        ] {
            let selected = select(&notebooks, "1", "code/0", by);
            assert_eq!(selected, ("code/0".to_owned(), by), "a case of its own");
        }
        notebooks.set("1", NotebookState::Stopped);
        assert_eq!(start("1", "code/0"), default("code/0"));
        notebooks.reset();
        assert_eq!(notebooks.all(), []);
        assert_eq!(start("2", "code/0"), default("code/0"));
    }

    #[test]
    fn a_running_notebook_is_not_started_whatever_the_code_is() {
        for (code, executes) in [(42, false), (10_001, false), (716_865, false), (0, true)] {
            let running = Notebooks::new(Code::new(code)).running;
            assert_eq!(running.executes(), executes, "{code}");
        }
    }

    #[test]
    fn the_states_of_the_latest_notebooks_are_kept() {
        let notebooks = Notebooks::new(Code::new(716_865));
        for id in 0..=NOTEBOOKS_MAX {
            assert!(notebooks.set(&id.to_string(), NotebookState::Running));
        }
        for id in ["", "a1", "case:0", &"1".repeat(ID_MAX + 1)] {
            assert!(!notebooks.set(id, NotebookState::Running), "{id}");
        }
        let all = notebooks.all();
        assert_eq!((all.len(), all[0].0.as_str()), (NOTEBOOKS_MAX, "1"));
        assert_eq!(notebooks.known().states.len(), NOTEBOOKS_MAX);
    }
}
