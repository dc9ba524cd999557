use core::fmt;
use core::time::Duration;

/// A script of one call: a trigger, steps, and the ending of the connection.
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
    trigger: Trigger,
    steps: Vec<Step>,
    ending: Ending,
}

/// The moment at which a script begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Trigger {
    /// The connection is accepted, and its first bytes have come: a silent one may be a spare connection of a browser. Unless
    /// the script holds or resets it, the connection is closed at its end.
    Accept,
    /// The head of the request has come. Its body is not read before the script ends.
    Head,
    /// The request has come whole.
    Request,
}

/// A step of a script.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Step {
    /// Sends these bytes in one write. [`Script::REDIRECT_TARGET`] in them is replaced.
    Send(Vec<u8>),
    /// Sends these bytes in pieces.
    Dribble {
        /// All of the bytes.
        bytes: Vec<u8>,
        /// The number of bytes in a piece.
        piece: usize,
        /// The pause between two pieces.
        every: Duration,
    },
    /// Pauses.
    Wait(Duration),
}

/// The ending of a script: the state in which it leaves the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Ending {
    /// Open for another request, or closed if the client asked for that or speaks HTTP/1.0, as HTTP says.
    Keep,
    /// Open, even if the client asked to close, until the client sends another request or closes the connection; of a script on
    /// accept, until it closes the connection. If the reply is not complete, this is a stall. The keepalive of TCP notices a
    /// client that lost its power some minutes later.
    Hold,
    /// Closed in order.
    Close,
    /// Reset.
    Reset,
}

impl Script {
    /// The placeholder for another host, without a path: another name of the server, on the port that the client called. The
    /// server records the requests that follow such a redirect, and refuses them.
    pub const REDIRECT_TARGET: &'static str = "{redirect-target}";

    /// Makes a script without steps that keeps the connection.
    #[must_use]
    pub fn on(trigger: Trigger) -> Self {
        let (steps, ending) = (Vec::new(), Ending::Keep);
        Self { trigger, steps, ending }
    }

    /// Makes a script that sends these bytes once the request has come, and keeps the connection.
    #[must_use]
    pub fn reply(bytes: impl AsRef<[u8]>) -> Self {
        Self::on(Trigger::Request).send(bytes)
    }

    /// Adds a step that sends these bytes in one write.
    #[must_use]
    pub fn send(self, bytes: impl AsRef<[u8]>) -> Self {
        self.then(Step::Send(bytes.as_ref().to_vec()))
    }

    /// Adds a step that sends these bytes in pieces, with a pause between two pieces.
    ///
    /// # Panics
    ///
    /// If `piece` is 0.
    #[must_use]
    pub fn dribble(self, bytes: impl AsRef<[u8]>, piece: usize, every: Duration) -> Self {
        assert!(piece > 0, "a piece has at least one byte");
        let bytes = bytes.as_ref().to_vec();
        self.then(Step::Dribble { bytes, piece, every })
    }

    /// Adds a pause.
    #[must_use]
    pub fn wait(self, pause: Duration) -> Self {
        self.then(Step::Wait(pause))
    }

    /// Sets the ending to [`Ending::Hold`].
    #[must_use]
    pub fn hold(self) -> Self {
        let ending = Ending::Hold;
        Self { ending, ..self }
    }

    /// Sets the ending to [`Ending::Close`].
    #[must_use]
    pub fn close(self) -> Self {
        let ending = Ending::Close;
        Self { ending, ..self }
    }

    /// Sets the ending to [`Ending::Reset`].
    #[must_use]
    pub fn reset(self) -> Self {
        let ending = Ending::Reset;
        Self { ending, ..self }
    }

    fn then(mut self, step: Step) -> Self {
        self.steps.push(step);
        self
    }

    /// Returns the trigger.
    #[must_use]
    pub fn trigger(&self) -> Trigger {
        self.trigger
    }

    /// Returns the steps.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Returns the ending.
    #[must_use]
    pub fn ending(&self) -> Ending {
        self.ending
    }

    /// Returns all bytes that the script sends.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        let sent = self.steps.iter().map(|step| match step {
            Step::Send(bytes) | Step::Dribble { bytes, .. } => bytes.as_slice(),
            Step::Wait(_) => &[],
        });
        sent.collect::<Vec<_>>().concat()
    }

    /// Returns the status of the final response, as far as it can be read.
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

impl Step {
    /// Returns the approximate size in memory.
    pub(super) fn weight(&self) -> usize {
        match self {
            Self::Send(bytes) | Self::Dribble { bytes, .. } => size_of::<Self>() + bytes.len(),
            Self::Wait(_) => size_of::<Self>(),
        }
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

/// The start of a byte string, for `Debug`.
struct Start<'a>(&'a [u8]);

impl fmt::Debug for Start<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.0.get(..256).unwrap_or(self.0).escape_ascii();
        write!(f, "{} bytes \"{shown}\"", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_status_is_that_of_the_final_response() {
        for (bytes, status) in [
            ("HTTP/1.1 200 OK\r\n\r\n", Some(200)),
            ("\r\nHTTP/1.0 503\r\n\r\n", Some(503)),
            ("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\n\r\n", Some(201)),
            ("HTTP/1.1 100 Continue\r\n\r\n", None),
            ("HTTP/1.1 2O0 OK\r\n\r\n", None),
            ("HTTP/1.1 20", None),
            ("", None),
        ] {
            let (start, end) = bytes.split_at(bytes.len() / 2);
            let script = Script::reply(start)
                .wait(Duration::ZERO)
                .dribble(end, 1, Duration::ZERO);
            assert_eq!(script.status(), status, "{bytes}");
        }
    }
}
