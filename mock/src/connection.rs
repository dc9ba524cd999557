use core::time::Duration;
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::time::Instant;

use crate::admin::{self, Response};
use crate::http::reader::{self as intake, Missing};
use crate::http::request_body::Body;
use crate::http::request_head::Head;
use crate::net::deadline::after;
use crate::net::listener::House;
use crate::net::stream::Wire;
use crate::reply::Reply;
use crate::scenario::validation::{Refusal, check_head, notebook_id};
use crate::{Case, RecordedRequest, SelectedBy};

/// How long the first bytes of a connection may take that is to be cut off before they are read. They tell whether it is
/// the page that calls, and a client that is none has sent its own by then.
const GRACE: Duration = Duration::from_secs(1);

/// A connection of a client, and where it came in.
#[derive(Debug)]
pub(crate) struct Connection {
    pub(crate) house: Arc<House>,
    /// Its place among all to this server, counted from 1.
    pub(crate) number: u64,
    pub(crate) peer: SocketAddr,
    pub(crate) entrance: Entrance,
}

/// Where a connection came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Entrance {
    Front,
    /// In the clear, where the service is behind TLS: there is only the admin interface.
    Clear,
    /// Where only a redirect leads.
    Elsewhere,
}

impl Connection {
    /// Serves requests until either side ends the connection.
    pub(crate) async fn serve(&self, mut wire: Wire) {
        let mut kept = match self.due_on_accept(&mut wire).await {
            Some(chosen) => self.cut_off(wire, chosen).await,
            None => Some(wire),
        };
        while let Some(wire) = kept {
            kept = self.serve_one(wire).await;
        }
    }

    /// Serves the next request, and returns the connection where it is kept.
    async fn serve_one(&self, mut wire: Wire) -> Option<Wire> {
        let (head, deadline) = match intake::head(&mut wire).await {
            Ok(begun) => begun,
            Err(Missing::Idle) => return None,
            Err(Missing::BrokenOff) => return self.broken_off(self.received(&wire), "inside its head"),
            Err(Missing::Refused(refusal)) => {
                let reply = Reply::refused(self.received(&wire), &refusal, false);
                return self.reply(wire, reply).await;
            }
        };
        if admin::is_for(&head) && self.entrance != Entrance::Elsewhere {
            return self.administer(wire, &head, deadline).await;
        }
        let reply = self.decide(&mut wire, head, deadline).await?;
        self.reply(wire, reply).await
    }

    /// Takes the next case if it begins before anything is read, unless the connection turns out to be for the page.
    async fn due_on_accept(&self, wire: &mut Wire) -> Option<(Case, SelectedBy)> {
        if self.entrance != Entrance::Front || !self.house.door.is_due_on_accept() {
            return None;
        }
        let end = after(GRACE).into();
        loop {
            match admin::is_called_by(&wire.pending) {
                Some(true) => return None,
                Some(false) => break,
                None => match wire.more_until(end).await {
                    Some(true) => {}
                    // The client is gone already.
                    Some(false) => return None,
                    None => break,
                },
            }
        }
        self.house.door.on_accept()
    }

    /// Plays a case that begins before anything is read.
    pub(crate) async fn cut_off(&self, wire: Wire, chosen: (Case, SelectedBy)) -> Option<Wire> {
        let reply = Reply::chosen(self.received(&wire), false, chosen);
        self.reply(wire, reply).await
    }

    async fn administer(&self, mut wire: Wire, head: &Head, deadline: Instant) -> Option<Wire> {
        let mut body = Body::new(head.body);
        let (response, keeps) = match intake::body(&mut wire, head, deadline, &mut body).await {
            Ok(()) => (admin::respond(&self.house, head, &body).await, head.keeps),
            Err(Missing::Refused(refusal)) => (Response::error(400, &refusal.problem), false),
            Err(Missing::Idle | Missing::BrokenOff) => return None,
        };
        if !wire.send(&response.bytes(&head.method, keeps)).await {
            return None;
        }
        if keeps {
            return Some(wire);
        }
        wire.close_on_a_sender().await;
        None
    }

    /// Reads a request on, and decides what comes of it. `None` if the client is gone.
    async fn decide(&self, wire: &mut Wire, head: Head, deadline: Instant) -> Option<Reply> {
        let received = self.received(wire).with_head(&head);
        let mut verdict = self.check(&head);
        if verdict.is_ok() {
            match self.house.door.on_head(&head) {
                Ok(None) => {}
                Ok(Some(chosen)) => return Some(Reply::chosen(received, head.keeps, chosen)),
                Err(refusal) => verdict = Err(refusal),
            }
        }
        let mut body = Body::new(head.body);
        let read = intake::body(wire, &head, deadline, &mut body).await;
        let received = received.with_body(&body.held, body.length);
        match read {
            Ok(()) => {}
            Err(Missing::Refused(refusal)) => return Some(Reply::refused(received, &refusal, false)),
            Err(Missing::Idle | Missing::BrokenOff) => {
                let place = format!("after {} of {} bytes of its body", body.length, body.announced());
                return self.broken_off(received, &place);
            }
        }
        let chosen = verdict.and_then(|()| {
            let id = notebook_id(&body)?;
            let chosen = self.house.door.on_request(&head, &id)?;
            Ok((id, chosen))
        });
        Some(match chosen {
            Err(refusal) => Reply::refused(received, &refusal, head.keeps),
            Ok((id, chosen)) => {
                let received = RecordedRequest {
                    notebook_id: Some(id),
                    ..received
                };
                Reply::chosen(received, head.keeps, chosen)
            }
        })
    }

    /// Checks what the head tells of a request.
    fn check(&self, head: &Head) -> Result<(), Refusal> {
        match self.entrance {
            Entrance::Front => check_head(head),
            Entrance::Clear => {
                let problem = "the connection is in the clear, and the service is behind TLS";
                Err(Refusal::with_status(400, problem))
            }
            Entrance::Elsewhere => Err(Refusal::path(
                "a redirect to another host was followed, with all that was sent",
            )),
        }
    }

    fn received(&self, wire: &Wire) -> RecordedRequest {
        RecordedRequest::new(self.number, self.peer, wire.is_tls())
    }

    /// Writes a request down that the client did not end.
    fn broken_off<T>(&self, received: RecordedRequest, place: &str) -> Option<T> {
        self.house.door.record_left(RecordedRequest {
            problem: Some(format!("the request broke off {place}")),
            ..received
        });
        None
    }
}
