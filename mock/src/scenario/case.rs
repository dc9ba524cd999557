use core::fmt;
use core::str::FromStr;
use std::borrow::Cow;
use std::sync::{Arc, LazyLock};

pub use crate::scenario::unknown_case::UnknownCase;
use scnet_notebook::Code;

use crate::{Answer, Script};

/// What the server does to one call, by its name: a documented code, or a fault of the catalogue.
///
/// The catalogue has six families: `code` are the documented codes; `conn` breaks or slows the connection; `frame` frames
/// the reply oddly; `status` answers with another HTTP status; `enc` encodes the body in another way; `json` changes the
/// envelope. Where a fault has several forms, the others are named after the first: `frame/no-length-close/2`.
///
/// ```
/// use scnet_notebook_mock::Case;
///
/// let case = Case::named("conn/reset-mid-body")?;
/// assert_eq!(case.family(), "conn");
/// assert_eq!(Case::named("code/user-frozen")?, Case::named("code/10007")?);
/// # Ok::<(), scnet_notebook_mock::UnknownCase>(())
/// ```
///
/// One of your own is made from a [`Code`], an [`Answer`] or a [`Script`].
#[derive(Clone)]
pub struct Case(pub(super) Arc<Entry>);

pub(super) struct Entry {
    pub(super) name: Cow<'static, str>,
    pub(super) alias: Option<&'static str>,
    pub(super) summary: Cow<'static, str>,
    pub(super) play: Behavior,
    pub(super) refuses: bool,
}

/// How a case is brought about.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Behavior {
    /// By a whole and well-formed answer, which wiremock gives.
    Answer(Answer),
    /// By bytes, pauses and the end of the connection.
    Script(Script),
}

/// The whole catalogue, in its order.
static CASES: LazyLock<Vec<Case>> = LazyLock::new(|| {
    let families: [Vec<Case>; 8] = [
        crate::scenario::catalogue::code::cases(),
        crate::scenario::catalogue::conn::cases(),
        crate::scenario::catalogue::lengths::cases(),
        crate::scenario::catalogue::chunks::cases(),
        crate::scenario::catalogue::heads::cases(),
        crate::scenario::catalogue::status::cases(),
        crate::scenario::catalogue::enc::cases(),
        [
            crate::scenario::catalogue::json::cases(),
            crate::scenario::catalogue::member::cases(),
        ]
        .concat(),
    ];
    families.concat()
});

impl Case {
    /// Returns every case there is a name for, family by family.
    #[must_use]
    pub fn all() -> &'static [Self] {
        &CASES
    }

    /// Finds a case by its name, such as `conn/reset-mid-body`, or a documented code by its number or name, such as
    /// `code/10007`, `code/user-frozen`, `10007` or `user-frozen`.
    ///
    /// # Errors
    ///
    /// If there is none, with the name that comes closest.
    pub fn named(name: &str) -> Result<Self, UnknownCase> {
        CASES
            .iter()
            .find(|case| case.answers_to(name))
            .cloned()
            .ok_or_else(|| UnknownCase::new(name))
    }

    fn answers_to(&self, name: &str) -> bool {
        let code = |full: &str| full.strip_prefix("code/").is_some_and(|short| short == name);
        self.0.name == name || code(&self.0.name) || self.0.alias.is_some_and(|alias| alias == name || code(alias))
    }

    /// Returns its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// Returns the other name of a documented code, such as `code/user-frozen`.
    #[must_use]
    pub fn alias(&self) -> Option<&'static str> {
        self.0.alias
    }

    /// Returns the part of its name before the slash.
    #[must_use]
    pub fn family(&self) -> &str {
        self.0.name.split('/').next().unwrap_or_default()
    }

    /// Returns one sentence on what it does.
    #[must_use]
    pub fn summary(&self) -> &str {
        &self.0.summary
    }

    /// Returns how it is brought about.
    #[must_use]
    pub fn behavior(&self) -> &Behavior {
        &self.0.play
    }

    /// Returns whether a client may conclude from the reply that the notebook was not started, although the request came whole.
    ///
    /// It may by a documented code other than 0, 10001 and 10012; by code 0 with `data` false, under 2xx; and, of a reply
    /// without a code, by HTTP status 400, 401, 403 to 407, 411, 413 to 415, 417, 421, 426, 429 or 431. Any other reply, none,
    /// and a cut or malformed one leave it open. So does a [`Script`] of your own, which is not read.
    #[must_use]
    pub fn refuses(&self) -> bool {
        self.0.refuses
    }

    /// A case in which the service may have started the notebook, for all that a client can know.
    pub(super) fn new(name: &'static str, summary: &'static str, script: Script) -> Self {
        Self(Arc::new(Entry {
            name: name.into(),
            alias: None,
            summary: summary.into(),
            play: Behavior::Script(script),
            refuses: false,
        }))
    }

    /// A case with a reply from which a client may conclude that the notebook was not started.
    pub(super) fn refusing(name: &'static str, summary: &'static str, script: Script) -> Self {
        Self(Arc::new(Entry {
            name: name.into(),
            alias: None,
            summary: summary.into(),
            play: Behavior::Script(script),
            refuses: true,
        }))
    }
}

impl FromStr for Case {
    type Err = UnknownCase;

    fn from_str(name: &str) -> Result<Self, UnknownCase> {
        Self::named(name)
    }
}

/// The documented success.
impl Default for Case {
    fn default() -> Self {
        Code::SUCCESS.into()
    }
}

impl From<Code> for Case {
    fn from(code: Code) -> Self {
        let name = format!("code/{}", code.number());
        Self::named(&name).unwrap_or_else(|_| {
            Self(Arc::new(Entry {
                name: name.into(),
                alias: None,
                summary: "An undocumented code.".into(),
                play: Behavior::Answer(Answer::code(code)),
                refuses: false,
            }))
        })
    }
}

/// Its name is that of its code and of its status, such as `code/10007` or `answer/503`.
impl From<Answer> for Case {
    fn from(answer: Answer) -> Self {
        let of_code = answer.of_code().map(Self::from);
        match of_code {
            Some(case) if case.0.play == Behavior::Answer(answer.clone()) => case,
            _ => Self(Arc::new(Entry {
                name: format!("answer/{}", answer.status()).into(),
                alias: None,
                summary: "An answer of your own.".into(),
                refuses: answer.refuses(),
                play: Behavior::Answer(answer),
            })),
        }
    }
}

/// Its name is `script`.
impl From<Script> for Case {
    fn from(script: Script) -> Self {
        Self::new("script", "A script of your own.", script)
    }
}

impl PartialEq for Case {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || (self.0.name == other.0.name && self.0.play == other.0.play)
    }
}

impl Eq for Case {}

/// Writes the name, and of a documented code both.
impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.alias.and_then(|alias| alias.strip_prefix("code/")) {
            Some(alias) => write!(f, "{} {alias}", self.0.name),
            None => f.write_str(&self.0.name),
        }
    }
}

impl fmt::Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Case")
            .field("name", &self.0.name)
            .field("play", &self.0.play)
            .finish_non_exhaustive()
    }
}
