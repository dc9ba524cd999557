//! Cases, their selection, and the validation of requests.
//!
//! Only the player sees a connection.

mod answer;
mod behavior;
mod body;
mod case;
mod catalogue;
mod delay;
mod description;
mod hints;
mod notebooks;
mod player;
mod prefer;
mod queue;
mod queued;
mod script;
mod selection;
mod state;
mod token_end;
mod unknown_case;
mod validation;

pub use answer::Answer;
pub use behavior::Behavior;
pub(crate) use body::parse_body;
pub use case::Case;
pub(crate) use delay::parse_duration;
pub use delay::{Delay, InvalidDelay};
pub use description::InvalidDescription;
pub(crate) use description::{SCHEMA, entries_over_http, family_of_catalogue, object};
pub(crate) use hints::hints;
pub use notebooks::NotebookState;
pub(crate) use notebooks::Notebooks;
pub(crate) use player::{OtherHost, play};
pub(crate) use queue::QueueFull;
pub use queued::Queued;
pub use script::{Ending, Script, Step, Trigger};
pub use selection::SelectedBy;
pub(crate) use selection::{Selection, split_path};
pub(crate) use state::State;
pub use unknown_case::UnknownCase;
pub use validation::START_PATH;
pub(crate) use validation::{REDIRECTED, Violation, check_head};
