use core::fmt;
use core::time::Duration;

/// What a server does to one call: from its cue on it acts, and then leaves the connection in some way.
///
/// ```
/// use core::time::Duration;
/// use scnet_notebook_mock::{Trigger, Script};
///
/// let half = Script::on(Trigger::Request)
///     .wait(Duration::from_millis(300))
///     .send("HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\n{\"code\"")
///     .reset();
/// assert_eq!(half.bytes().len(), 46);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Script {
    cue: Trigger,
    acts: Vec<Step>,
    leave: Ending,
}

/// When a script begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Trigger {
    /// The connection was accepted, and nothing was read from it.
    Accept,
    /// The head of the request has come, and nothing of its body was read.
    Head,
    /// The request has come whole.
    Request,
}

/// One step of a script.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Step {
    /// Sends these bytes at once. [`Script::REDIRECT_TARGET`] in them is replaced.
    Send(Vec<u8>),
    /// Sends these bytes in pieces.
    Dribble {
        /// All of the bytes.
        bytes: Vec<u8>,
        /// How many go out at a time.
        piece: usize,
        /// How long it waits between two pieces.
        every: Duration,
    },
    /// Waits.
    Wait(Duration),
}

/// How a script leaves the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Ending {
    /// As HTTP says: open, to take another request on it, or closed if the client has asked for that.
    Keep,
    /// Open, whatever the client has asked for, until it sends another request or goes away, however long that takes. Where
    /// the reply is not whole, this is a stall. A client that has lost its power is noticed by the keepalive of TCP, some
    /// minutes later.
    Hold,
    /// Closed, in order.
    Close,
    /// Reset.
    Reset,
}

impl Script {
    /// What a script writes where another host is meant: the address of a listener beside the server, which takes note of
    /// who comes and does nothing else.
    pub const REDIRECT_TARGET: &'static str = "{redirect-target}";

    /// Begins a script that does nothing, and keeps the connection.
    #[must_use]
    pub fn on(cue: Trigger) -> Self {
        let (acts, leave) = (Vec::new(), Ending::Keep);
        Self { cue, acts, leave }
    }

    /// Begins a script that sends these bytes once the request has come, and keeps the connection.
    #[must_use]
    pub fn reply(bytes: impl AsRef<[u8]>) -> Self {
        Self::on(Trigger::Request).send(bytes)
    }

    /// Sends these bytes at once.
    #[must_use]
    pub fn send(self, bytes: impl AsRef<[u8]>) -> Self {
        self.then(Step::Send(bytes.as_ref().to_vec()))
    }

    /// Sends these bytes `piece` at a time, with a pause between two pieces.
    ///
    /// # Panics
    ///
    /// If a piece has no byte.
    #[must_use]
    pub fn dribble(self, bytes: impl AsRef<[u8]>, piece: usize, every: Duration) -> Self {
        assert!(piece > 0, "a piece has at least one byte");
        let bytes = bytes.as_ref().to_vec();
        self.then(Step::Dribble { bytes, piece, every })
    }

    /// Waits this long.
    #[must_use]
    pub fn wait(self, pause: Duration) -> Self {
        self.then(Step::Wait(pause))
    }

    /// Holds the connection at the end.
    #[must_use]
    pub fn hold(self) -> Self {
        let leave = Ending::Hold;
        Self { leave, ..self }
    }

    /// Closes the connection at the end.
    #[must_use]
    pub fn close(self) -> Self {
        let leave = Ending::Close;
        Self { leave, ..self }
    }

    /// Resets the connection at the end.
    #[must_use]
    pub fn reset(self) -> Self {
        let leave = Ending::Reset;
        Self { leave, ..self }
    }

    fn then(mut self, act: Step) -> Self {
        self.acts.push(act);
        self
    }

    /// Returns when it begins.
    #[must_use]
    pub fn trigger(&self) -> Trigger {
        self.cue
    }

    /// Returns what it does.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.acts
    }

    /// Returns how it leaves the connection.
    #[must_use]
    pub fn ending(&self) -> Ending {
        self.leave
    }

    /// Returns all that it sends.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        let sent = self.acts.iter().map(|act| match act {
            Step::Send(bytes) | Step::Dribble { bytes, .. } => bytes.as_slice(),
            Step::Wait(_) => &[],
        });
        sent.collect::<Vec<_>>().concat()
    }

    /// Returns the status of the final response that it sends, as far as it can be read.
    pub(crate) fn status(&self) -> Option<u16> {
        let bytes = self.bytes();
        let mut rest = bytes.trim_ascii_start();
        while let Some(number) = rest.strip_prefix(b"HTTP/1.").and_then(|line| line.get(2..5)) {
            let status = core::str::from_utf8(number).ok()?.parse().ok()?;
            if status >= 200 {
                return Some(status);
            }
            let end = rest.windows(4).position(|four| four == b"\r\n\r\n")?;
            rest = rest.get(end + 4..)?;
        }
        None
    }
}

impl fmt::Debug for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Send(bytes) => write!(f, "send {:?}", Start(bytes)),
            Self::Dribble { bytes, piece, every } => write!(f, "dribble {piece} each {every:?} of {:?}", Start(bytes)),
            Self::Wait(pause) => write!(f, "wait {pause:?}"),
        }
    }
}

/// As much of some bytes as anybody wants to read.
struct Start<'a>(&'a [u8]);

impl fmt::Debug for Start<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.0.get(..256).unwrap_or(self.0).escape_ascii();
        write!(f, "{} bytes \"{shown}\"", self.0.len())
    }
}
