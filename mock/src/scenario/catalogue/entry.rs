use std::borrow::Cow;

use crate::scenario::behavior::Behavior;
use crate::scenario::script::Script;

/// The data of a case.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) name: Cow<'static, str>,
    /// The other name of a documented code.
    pub(crate) alias: Option<&'static str>,
    pub(crate) summary: Cow<'static, str>,
    pub(crate) behavior: Behavior,
    /// Set if a client may conclude from the reply that the notebook was not started.
    pub(crate) refuses: bool,
}

impl Entry {
    /// Makes a case after which the notebook may have been started.
    pub(crate) fn new(name: &'static str, summary: &'static str, script: Script) -> Self {
        Self {
            name: name.into(),
            alias: None,
            summary: summary.into(),
            behavior: Behavior::Script(script),
            refuses: false,
        }
    }

    /// Makes a case with a reply from which a client may conclude that the notebook was not started.
    pub(super) fn refusing(name: &'static str, summary: &'static str, script: Script) -> Self {
        Self {
            refuses: true,
            ..Self::new(name, summary, script)
        }
    }
}
