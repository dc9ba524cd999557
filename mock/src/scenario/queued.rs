use super::case::Case;
use super::delay::Delay;
use super::token_end::TokenEnd;

/// An entry of the queue: a case, the number of its uses, a delay of its own, and the device that it is for.
///
/// A [`Case`] converts into an entry for one start of any device, and so does all that converts into a case.
///
/// ```
/// use core::time::Duration;
/// use scnet_notebook_mock::{Case, Delay, Queued, Server};
///
/// let server = Server::start();
/// let reset = Case::named("conn/reset-mid-body")?;
/// server.queue(Queued::new(reset).times(3).token("w5c4").delay(Delay::fixed(Duration::from_millis(300))));
/// assert_eq!(server.queued()[0].uses(), 3);
/// # Ok::<(), scnet_notebook_mock::UnknownCase>(())
/// ```
#[derive(Clone, Debug)]
pub struct Queued {
    case: Case,
    times: u32,
    delay: Option<Delay>,
    token: Option<TokenEnd>,
    notebook: Option<String>,
}

impl Queued {
    /// Makes an entry for one start of any device.
    #[must_use]
    pub fn new(case: impl Into<Case>) -> Self {
        Self {
            case: case.into(),
            times: 1,
            delay: None,
            token: None,
            notebook: None,
        }
    }

    /// Sets the number of starts that the entry is used for.
    ///
    /// # Panics
    ///
    /// If it is 0.
    #[must_use]
    pub fn times(self, times: u32) -> Self {
        assert!(times > 0, "an entry is used at least once");
        Self { times, ..self }
    }

    /// Sets the delay before the case is played, instead of that of the server. Its random times are drawn with the seed of
    /// the server's delay.
    #[must_use]
    pub fn delay(self, delay: Delay) -> Self {
        let delay = Some(delay);
        Self { delay, ..self }
    }

    /// Limits the entry to the device whose token ends like this: `w5c4`, or `…w5c4`.
    ///
    /// # Panics
    ///
    /// Unless the text has 4 to 64 characters, all of ASCII, and no space.
    #[must_use]
    pub fn token(self, end: &str) -> Self {
        let token = TokenEnd::parse(end);
        assert!(token.is_some(), "expected {}", TokenEnd::EXPECTED);
        Self { token, ..self }
    }

    /// Limits the entry to starts of this notebook.
    #[must_use]
    pub fn notebook(self, id: impl Into<String>) -> Self {
        let notebook = Some(id.into());
        Self { notebook, ..self }
    }

    /// Sets these parts, each of which may be absent.
    pub(super) fn with(self, delay: Option<Delay>, token: Option<TokenEnd>, notebook: Option<String>) -> Self {
        Self {
            delay,
            token,
            notebook,
            ..self
        }
    }

    /// Returns the case.
    #[must_use]
    pub fn case(&self) -> &Case {
        &self.case
    }

    /// Returns the number of starts that the entry is still used for.
    #[must_use]
    pub fn uses(&self) -> u32 {
        self.times
    }

    /// Returns its own delay.
    pub(crate) fn own_delay(&self) -> Option<&Delay> {
        self.delay.as_ref()
    }

    /// Returns the end of the token, as it is shown.
    pub(crate) fn token_end(&self) -> Option<String> {
        self.token.as_ref().map(ToString::to_string)
    }

    pub(crate) fn notebook_id(&self) -> Option<&str> {
        self.notebook.as_deref()
    }

    /// Returns whether the entry is for this device. `None` if that is not known yet.
    pub(super) fn is_for(&self, device: Device<'_>) -> Option<bool> {
        let token = self.token.as_ref();
        let by_token = token.map_or(Some(true), |end| Some(end.is_end_of(device.token?)));
        let notebook = self.notebook.as_deref();
        let by_notebook = notebook.map_or(Some(true), |id| Some(id == device.notebook?));
        match (by_token, by_notebook) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (Some(true), Some(true)) => Some(true),
            _ => None,
        }
    }

    /// Returns whether the other entry differs at most in the number of its uses.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        let limits = |queued: &Self| queued.delay.as_ref().map(Delay::limits);
        self.case == other.case
            && limits(self) == limits(other)
            && self.token == other.token
            && self.notebook == other.notebook
    }

    /// Adds uses, and returns whether they fit.
    pub(super) fn add(&mut self, times: u32) -> bool {
        let sum = self.times.checked_add(times);
        self.times = sum.unwrap_or(self.times);
        sum.is_some()
    }

    /// Takes off this number of uses, and returns whether any are left.
    pub(super) fn take_off(&mut self, times: u32) -> bool {
        self.times = self.times.saturating_sub(times);
        self.times > 0
    }
}

/// The parts of a request that identify its device, as far as they have come.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Device<'a> {
    pub(super) token: Option<&'a [u8]>,
    pub(super) notebook: Option<&'a str>,
}

impl<T: Into<Case>> From<T> for Queued {
    fn from(case: T) -> Self {
        Self::new(case)
    }
}

impl PartialEq for Queued {
    fn eq(&self, other: &Self) -> bool {
        self.times == other.times && self.is_like(other)
    }
}

impl Eq for Queued {}
