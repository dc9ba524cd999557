use core::time::Duration;

use tokio::time::Instant;

use crate::http::request_body::{BODY_READ, Body};
use crate::http::request_head::{BadHead, Head};
use crate::net::deadline::after;
use crate::net::stream::Wire;
use crate::scenario::validation::Refusal;

/// Why there is no head of a request, or no body.
pub(crate) enum Missing {
    /// The client is gone, and had not begun a request.
    Idle,
    /// The client is gone, in the middle.
    BrokenOff,
    /// What came is none.
    Refused(Refusal),
}

impl From<BadHead> for Missing {
    fn from(bad: BadHead) -> Self {
        Self::Refused(bad.into())
    }
}

/// Reads the head of the next request; also returns until when its body has to come.
pub(crate) async fn head(wire: &mut Wire) -> Result<(Head, Instant), Missing> {
    if wire.idle().await != Some(true) {
        return Err(Missing::Idle);
    }
    let deadline = after(wire.client_timeout).into();
    loop {
        // An empty line before a request is let through.
        while wire.pending.starts_with(b"\r\n") {
            wire.pending.drain(..2);
        }
        if let Some((head, length)) = Head::parse(&wire.pending)? {
            wire.pending.drain(..length);
            return Ok((head, deadline));
        }
        match wire.more_until(deadline).await {
            Some(true) => {}
            Some(false) if wire.pending.is_empty() => return Err(Missing::Idle),
            Some(false) => return Err(Missing::BrokenOff),
            None => return Err(late("the head", wire.client_timeout)),
        }
    }
}

/// Reads the body of a request, as far as it comes.
pub(crate) async fn body(wire: &mut Wire, head: &Head, deadline: Instant, body: &mut Body) -> Result<(), Missing> {
    let is_awaited = head.expects && wire.pending.is_empty() && !body.is_whole() && body.announced() <= BODY_READ;
    if is_awaited && !wire.send(b"HTTP/1.1 100 Continue\r\n\r\n").await {
        return Err(Missing::BrokenOff);
    }
    loop {
        if body.take(&mut wire.pending).is_err() {
            return Err(Missing::Refused(Refusal::with_status(
                400,
                "the body is not in chunks as its head says",
            )));
        }
        if body.announced() > BODY_READ {
            return Err(too_long(BODY_READ));
        }
        if body.is_whole() {
            return Ok(());
        }
        match wire.more_until(deadline).await {
            Some(true) => {}
            Some(false) => return Err(Missing::BrokenOff),
            None => return Err(late("the body", wire.client_timeout)),
        }
    }
}

fn too_long(most: u64) -> Missing {
    Missing::Refused(Refusal::with_status(
        413,
        format!("the body has more than {most} bytes"),
    ))
}

fn late(what: &str, client_timeout: Duration) -> Missing {
    let problem = format!(
        "{what} of the request did not come within {}",
        humantime::format_duration(client_timeout)
    );
    Missing::Refused(Refusal::with_status(408, problem))
}
