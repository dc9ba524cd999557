//! What a server does to one call.

use std::{
    io::{ErrorKind, Write},
    net::TcpStream,
    time::Duration,
};

use socket2::SockRef;

/// The body of the documented success.
pub(crate) const SUCCESS: &str = r#"{"code":"0","msg":"success","data":true}"#;

/// What a server does from its cue on, and how it leaves the connection.
#[derive(Clone, Debug)]
pub(crate) struct Script {
    pub(crate) cue: Cue,
    acts: Vec<Act>,
    pub(crate) end: End,
}

/// When a script begins.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Cue {
    Accepted,
    /// The head of the request has come, and none of its body was read.
    Head,
    /// The request has come whole.
    Request,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum End {
    Close,
    Reset,
    /// Keeps the connection, and takes another request on it.
    Hold,
}

#[derive(Clone, Debug)]
enum Act {
    Send(Vec<u8>),
    /// Sends byte by byte, with a pause after each.
    Dribble(Vec<u8>, Duration),
    Pause(Duration),
}

impl Script {
    pub(crate) fn on(cue: Cue) -> Self {
        let (acts, end) = (Vec::new(), End::Hold);
        Self { cue, acts, end }
    }

    pub(crate) fn send(mut self, bytes: impl AsRef<[u8]>) -> Self {
        self.acts.push(Act::Send(bytes.as_ref().to_vec()));
        self
    }

    pub(crate) fn dribble(mut self, bytes: impl AsRef<[u8]>, pause: Duration) -> Self {
        self.acts.push(Act::Dribble(bytes.as_ref().to_vec(), pause));
        self
    }

    pub(crate) fn pause(mut self, pause: Duration) -> Self {
        self.acts.push(Act::Pause(pause));
        self
    }

    pub(crate) fn close(self) -> Self {
        Self {
            end: End::Close,
            ..self
        }
    }

    pub(crate) fn reset(self) -> Self {
        Self {
            end: End::Reset,
            ..self
        }
    }

    /// Returns whether the client may go away before all of it was played.
    pub(crate) fn may_be_left(&self) -> bool {
        self.acts.iter().any(|act| match act {
            // More than a socket takes before anybody reads.
            Act::Send(bytes) => bytes.len() > 64 * 1024,
            Act::Dribble(..) | Act::Pause(_) => true,
        })
    }

    /// Plays it, unless the client goes away before.
    pub(crate) fn play(&self, stream: &mut TcpStream) {
        let is_played = self.acts.iter().all(|act| match act {
            Act::Send(bytes) => stream.write_all(bytes).is_ok(),
            Act::Dribble(bytes, pause) => bytes
                .iter()
                .all(|byte| stream.write_all(&[*byte]).is_ok() && is_open_after(*pause, stream)),
            Act::Pause(pause) => is_open_after(*pause, stream),
        });
        if is_played && self.end == End::Reset {
            SockRef::from(&*stream).set_linger(Some(Duration::ZERO)).unwrap();
        }
    }
}

/// A script for a request that has come whole, as most do.
pub(crate) fn after_request() -> Script {
    Script::on(Cue::Request)
}

/// A script that sends this and keeps the connection.
pub(crate) fn reply(bytes: impl AsRef<[u8]>) -> Script {
    after_request().send(bytes)
}

/// The reply with this status line and these headers, each with its line end, a length and a body.
pub(crate) fn whole(status: &str, headers: &str, body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\n\r\n{body}")
}

/// The documented success.
pub(crate) fn success() -> String {
    whole("200 OK", "Content-Type: application/json\r\n", SUCCESS)
}

/// Waits that long for the client to go away, and returns whether it has not. It may have called again.
fn is_open_after(pause: Duration, stream: &TcpStream) -> bool {
    let patience = stream.read_timeout().unwrap();
    stream.set_read_timeout(Some(pause)).unwrap();
    let peeked = stream.peek(&mut [0]);
    stream.set_read_timeout(patience).unwrap();
    match peeked {
        Ok(count) => count > 0,
        Err(error) => matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut),
    }
}
