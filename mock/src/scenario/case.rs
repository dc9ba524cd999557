use core::fmt;
use core::str::FromStr;
use std::sync::{Arc, LazyLock};

use scnet_notebook::Code;

use super::answer::Answer;
use super::behavior::Behavior;
use super::catalogue::{Entry, entries};
use super::script::{Script, Step, Trigger};
use super::unknown_case::UnknownCase;
use crate::net::tls::TlsCase;

/// A named behavior of the server: a documented code, or a fault of the catalogue.
///
/// The catalogue has six families: `code` has the documented codes; `conn` breaks or slows the connection; `frame` frames
/// the reply oddly; `status` answers with another HTTP status; `enc` encodes the body in another way; `json` changes the
/// envelope. Further forms of a fault are named after the first: `frame/no-length-close/2`.
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
/// A [`Code`], an [`Answer`] and a [`Script`] convert into a case.
#[derive(Clone)]
pub struct Case(Arc<Entry>);

static CASES: LazyLock<Vec<Case>> = LazyLock::new(|| entries().into_iter().map(Case::from_entry).collect());

impl Case {
    /// Returns every case of the catalogue, family by family.
    #[must_use]
    pub fn all() -> &'static [Self] {
        &CASES
    }

    /// Finds a case by its name, such as `conn/reset-mid-body`, or a documented code by its number or name, such as
    /// `code/10007`, `code/user-frozen`, `10007` or `user-frozen`.
    ///
    /// # Errors
    ///
    /// If no case has this name. The error has the closest name.
    pub fn named(name: &str) -> Result<Self, UnknownCase> {
        let found = CASES.iter().find(|case| case.has_name(name)).cloned();
        found.ok_or_else(|| {
            let names = CASES.iter().flat_map(|case| [Some(case.name()), case.alias()]);
            UnknownCase::new(name, names.flatten().chain(TlsCase::ALL.map(TlsCase::name)))
        })
    }

    fn has_name(&self, name: &str) -> bool {
        let code = |full: &str| full.strip_prefix("code/").is_some_and(|short| short == name);
        let names = [Some(self.name()), self.alias()];
        names.into_iter().flatten().any(|full| full == name || code(full))
    }

    /// Makes a case whose reply refuses the start: the journal counts a request with it as not executed, although the
    /// request came whole.
    ///
    /// A script is not read, so it counts as executed unless it is marked with this.
    ///
    /// ```
    /// use scnet_notebook_mock::{Case, Script};
    ///
    /// let teapot = Script::reply("HTTP/1.1 418 I'm a teapot\r\nContent-Length: 0\r\n\r\n");
    /// assert!(!Case::from(teapot.clone()).refuses());
    /// assert!(Case::refusing(teapot).refuses());
    /// ```
    #[must_use]
    pub fn refusing(behavior: impl Into<Self>) -> Self {
        behavior.into().with_refusal(true)
    }

    /// Sets whether the reply refuses the start.
    pub(crate) fn with_refusal(mut self, refuses: bool) -> Self {
        Arc::make_mut(&mut self.0).refuses = refuses;
        self
    }

    /// Sets a name of one's own.
    pub(super) fn with_name(mut self, name: String) -> Self {
        let entry = Arc::make_mut(&mut self.0);
        (entry.name, entry.alias) = (name.into(), None);
        self
    }

    /// Makes the case that passes starts on to the upstream service.
    pub(crate) fn upstream() -> Self {
        Self::from_entry(Entry {
            name: "upstream".into(),
            alias: None,
            summary: "The start is passed on to the upstream service.".into(),
            behavior: Behavior::Upstream,
            refuses: false,
        })
    }

    /// Returns the name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// Returns the other name of a documented code, such as `code/user-frozen`.
    #[must_use]
    pub fn alias(&self) -> Option<&'static str> {
        self.0.alias
    }

    /// Returns the part of the name before the slash.
    #[must_use]
    pub fn family(&self) -> &str {
        self.0.name.split('/').next().unwrap_or_default()
    }

    /// Returns a description in one sentence.
    #[must_use]
    pub fn summary(&self) -> &str {
        &self.0.summary
    }

    /// Returns the behavior.
    #[must_use]
    pub fn behavior(&self) -> &Behavior {
        &self.0.behavior
    }

    /// Returns whether a client may conclude from the reply that the notebook was not started, although the request came whole.
    ///
    /// It may after a documented code other than 0, 10001 and 10012; after code 0 with `data` false, under 2xx; and, of a reply
    /// without a code, after HTTP status 400, 401, 403 to 407, 411, 413 to 415, 417, 421, 426, 429 or 431. Any other reply, no
    /// reply, and a cut or malformed reply leave the outcome open. So does a [`Script`] of your own, which is not read, unless
    /// [`Case::refusing`] marks it.
    #[must_use]
    pub fn refuses(&self) -> bool {
        self.0.refuses
    }

    /// Returns whether a start with this case counts as executed.
    pub(crate) fn executes(&self) -> bool {
        self.behavior().trigger() == Trigger::Request && !self.refuses()
    }

    /// Returns the approximate size in memory, unless the case shares it with the catalogue.
    pub(super) fn own_weight(&self) -> usize {
        if self.is_of_catalogue() {
            return 0;
        }
        match &self.0.behavior {
            Behavior::Answer(answer) => {
                let headers = answer.response().headers.iter();
                let headers = headers.map(|(name, value)| name.as_str().len() + value.len());
                answer.body().len() + headers.sum::<usize>()
            }
            Behavior::Script(script) => script.steps().iter().map(Step::weight).sum(),
            Behavior::Upstream => 0,
        }
    }

    pub(super) fn is_of_catalogue(&self) -> bool {
        CASES.iter().any(|case| Arc::ptr_eq(&case.0, &self.0))
    }

    fn from_entry(entry: Entry) -> Self {
        Self(Arc::new(entry))
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
            Self::from_entry(Entry {
                name: name.into(),
                alias: None,
                summary: "An undocumented code.".into(),
                behavior: Behavior::Answer(Answer::code(code)),
                refuses: false,
            })
        })
    }
}

/// The name is that of the code or of the status, such as `code/10007` or `answer/503`.
impl From<Answer> for Case {
    fn from(answer: Answer) -> Self {
        let documented = answer.of_code().map(Self::from);
        let behavior = Behavior::Answer(answer.clone());
        let same = documented.filter(|case| case.0.behavior == behavior);
        same.unwrap_or_else(|| {
            Self::from_entry(Entry {
                name: format!("answer/{}", answer.status()).into(),
                alias: None,
                summary: "An answer of your own.".into(),
                behavior,
                refuses: answer.refuses(),
            })
        })
    }
}

/// The name is `script`.
impl From<Script> for Case {
    fn from(script: Script) -> Self {
        Self::from_entry(Entry::new("script", "A script of your own.", script))
    }
}

impl PartialEq for Case {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0 == other.0
    }
}

impl Eq for Case {}

/// Writes the name; of a documented code, the number and the name.
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
            .field("behavior", &self.0.behavior)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_marked_as_refusing_differs_in_nothing_else() {
        let own = [
            Case::from(Script::reply("no")),
            Answer::raw(503, "no").into(),
            Code::new(911_042).into(),
            Case::named("status/503").unwrap(),
        ];
        for case in own {
            let refusing = Case::refusing(case.clone());
            assert!(refusing.refuses() && !case.refuses(), "{case}");
            assert_ne!(refusing, case);
            assert_eq!((refusing.name(), refusing.behavior()), (case.name(), case.behavior()));
        }
        assert!(
            !Case::named("status/503").unwrap().refuses(),
            "the catalogue is unchanged"
        );
    }
}
