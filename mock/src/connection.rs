use core::time::Duration;
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::time::Instant;

use crate::body::Body;
use crate::contract::{Refusal, check_head, notebook_id};
use crate::head::Head;
use crate::house::House;
use crate::intake::{self, Missing};
use crate::wire::Wire;
use crate::{Case, ChosenBy, Cue, End, Play, Received, admin, play};

/// How long the first bytes of a connection may take that is to be cut off before they are read. They tell whether it is
/// the page that calls.
const GRACE: Duration = Duration::from_millis(100);

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

/// What a request gets.
struct Reply {
    received: Received,
    play: Play,
    /// Whether the connection can take another request after a whole answer.
    keeps: bool,
}

impl Connection {
    /// Serves requests until either side ends the connection.
    pub(crate) async fn serve(&self, mut wire: Wire) {
        while let Some(kept) = self.serve_one(wire).await {
            wire = kept;
        }
    }

    /// Serves the next request, and returns the connection where it is kept.
    async fn serve_one(&self, mut wire: Wire) -> Option<Wire> {
        if let Some((case, by)) = self.due_on_accept(&mut wire).await {
            return self.cut_off(wire, (case, by)).await;
        }
        let (head, deadline) = match intake::head(&mut wire).await {
            Ok(begun) => begun,
            Err(Missing::Idle) => return None,
            Err(Missing::BrokenOff) => return self.broken_off(self.received(&wire), "inside its head"),
            Err(Missing::Refused(refusal)) => {
                let reply = refused(self.received(&wire), &refusal, false);
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
    async fn due_on_accept(&self, wire: &mut Wire) -> Option<(Case, ChosenBy)> {
        if self.entrance != Entrance::Front || !self.house.door.is_due_on_accept() {
            return None;
        }
        let end = Instant::now() + GRACE;
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
    pub(crate) async fn cut_off(&self, wire: Wire, chosen: (Case, ChosenBy)) -> Option<Wire> {
        let reply = self.chosen(self.received(&wire), false, chosen);
        self.reply(wire, reply).await
    }

    async fn administer(&self, mut wire: Wire, head: &Head, deadline: Instant) -> Option<Wire> {
        let mut body = Body::new(head.body);
        let is_read = intake::body(&mut wire, head, deadline, &mut body).await.is_ok();
        let keeps = head.keeps && is_read;
        let response = admin::respond(&self.house, head, &body.held).await;
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
                Ok(Some(chosen)) => return Some(self.chosen(received, head.keeps, chosen)),
                Err(refusal) => verdict = Err(refusal),
            }
        }
        let mut body = Body::new(head.body);
        let read = intake::body(wire, &head, deadline, &mut body).await;
        let received = received.with_body(&body.held, body.length);
        match read {
            Ok(()) => {}
            Err(Missing::Refused(refusal)) => return Some(refused(received, &refusal, false)),
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
            Err(refusal) => refused(received, &refusal, head.keeps),
            Ok((id, chosen)) => {
                let received = Received {
                    notebook_id: Some(id),
                    ..received
                };
                self.chosen(received, head.keeps, chosen)
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

    fn received(&self, wire: &Wire) -> Received {
        Received::new(self.number, self.peer, wire.is_tls())
    }

    fn chosen(&self, received: Received, keeps: bool, (case, by): (Case, ChosenBy)) -> Reply {
        let is_whole = match case.play() {
            Play::Answer(_) => true,
            Play::Script(script) => script.cue() == Cue::Request,
        };
        Reply {
            play: case.play().clone(),
            keeps,
            received: Received {
                executed: is_whole && !case.refuses(),
                case: Some(case),
                chosen_by: Some(by),
                ..received
            },
        }
    }

    /// Writes a request down that the client did not end.
    fn broken_off<T>(&self, received: Received, place: &str) -> Option<T> {
        self.house.door.record_left(Received {
            problem: Some(format!("the request broke off {place}")),
            ..received
        });
        None
    }

    /// Writes a request down, replies, and writes down how that ended. Returns the connection where it is kept.
    async fn reply(&self, mut wire: Wire, reply: Reply) -> Option<Wire> {
        let is_head = reply.received.method == "HEAD";
        let pause = if reply.received.case.is_some() {
            self.house.door.delay()
        } else {
            Duration::ZERO
        };
        let number = self.house.door.record(reply.received);
        let before = wire.sent;
        let status = match &reply.play {
            Play::Answer(answer) => Some(answer.status()),
            Play::Script(script) => script.status(),
        };
        let end = if pause > Duration::ZERO && !wire.pause(pause).await {
            End::Left
        } else {
            match &reply.play {
                Play::Answer(answer) => self.answer(&mut wire, answer.clone(), is_head, reply.keeps).await,
                Play::Script(script) => play::play(script, &mut wire, self.house.elsewhere, reply.keeps).await,
            }
        };
        // Before the client can see the end.
        let sent = wire.sent - before;
        self.house.door.end(number, sent, status.filter(|_| sent > 0), end);
        match end {
            End::Kept => return Some(wire),
            End::Reset => wire.reset(),
            End::Closed if matches!(reply.play, Play::Answer(_)) => wire.close_on_a_sender().await,
            End::Closed => wire.close().await,
            End::Open | End::Left => {}
        }
        None
    }

    /// Gives a whole answer.
    async fn answer(&self, wire: &mut Wire, answer: crate::Answer, is_head: bool, keeps: bool) -> End {
        let Ok((mut reply, body)) = self.house.backend.make(answer).await else {
            return End::Reset;
        };
        if !keeps {
            // Before the empty line.
            let end = reply.len() - 2;
            reply.splice(end..end, *b"connection: close\r\n");
        }
        if !is_head {
            reply.extend(body);
        }
        match (wire.send(&reply).await, keeps) {
            (false, _) => End::Left,
            (true, true) => End::Kept,
            (true, false) => End::Closed,
        }
    }
}

fn refused(received: Received, refusal: &Refusal, keeps: bool) -> Reply {
    Reply {
        received: Received {
            problem: Some(refusal.problem.clone().into_owned()),
            ..received
        },
        play: Play::Answer(refusal.answer()),
        keeps,
    }
}
