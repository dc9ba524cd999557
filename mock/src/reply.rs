use core::time::Duration;
use std::io;

use crate::backend::Made;
use crate::connection::Connection;
use crate::net::stream::Wire;
use crate::scenario::player::play;
use crate::scenario::validation::Refusal;
use crate::{Answer, Behavior, Case, ConnectionEnd, RecordedRequest, SelectedBy, Trigger};

/// What a request gets.
pub(crate) struct Reply {
    received: RecordedRequest,
    play: Behavior,
    /// Whether the client leaves the connection open for another request.
    keeps: bool,
}

impl Reply {
    /// The case that was chosen.
    pub(crate) fn chosen(received: RecordedRequest, keeps: bool, (case, by): (Case, SelectedBy)) -> Self {
        let is_whole = match case.behavior() {
            Behavior::Answer(_) => true,
            Behavior::Script(script) => script.trigger() == Trigger::Request,
        };
        Self {
            play: case.behavior().clone(),
            keeps,
            received: RecordedRequest {
                executed: is_whole && !case.refuses(),
                case: Some(case),
                selected_by: Some(by),
                ..received
            },
        }
    }

    /// A refusal, because of what is wrong with the request.
    pub(crate) fn refused(received: RecordedRequest, refusal: &Refusal, keeps: bool) -> Self {
        Self {
            received: RecordedRequest {
                problem: Some(refusal.problem.clone().into_owned()),
                ..received
            },
            play: Behavior::Answer(refusal.answer()),
            keeps,
        }
    }
}

impl Connection {
    /// Writes a request down, replies, and writes down how that ended. Returns the connection where it is kept.
    pub(crate) async fn reply(&self, mut wire: Wire, reply: Reply) -> Option<Wire> {
        let is_head = reply.received.method == "HEAD";
        let pause = match reply.received.case {
            Some(_) => self.house.door.delay(),
            None => Duration::ZERO,
        };
        let number = self.house.door.record(reply.received);
        let before = wire.sent;
        let status = match &reply.play {
            Behavior::Answer(answer) => Some(answer.status()),
            Behavior::Script(script) => script.status(),
        };
        let mut end = if pause > Duration::ZERO && !wire.pause(pause).await {
            ConnectionEnd::Left
        } else {
            match &reply.play {
                Behavior::Answer(answer) => {
                    let answered = self.answer(&mut wire, answer.clone(), is_head, reply.keeps).await;
                    answered.unwrap_or_else(|error| {
                        let problem = format!("the mock could not make its answer: {error}");
                        self.house.door.failed(number, problem);
                        ConnectionEnd::Reset
                    })
                }
                Behavior::Script(script) => play(script, &mut wire, self.house.redirect_target, reply.keeps).await,
            }
        };
        // Before the client can see the end.
        let bytes = wire.sent - before;
        let status = status.filter(|_| bytes > 0);
        self.house.door.sent(number, bytes, status);
        if end == ConnectionEnd::Open {
            end = if wire.hold().await {
                ConnectionEnd::Kept
            } else {
                ConnectionEnd::Left
            };
        }
        self.house.door.end(number, end);
        match end {
            ConnectionEnd::Kept => return Some(wire),
            ConnectionEnd::Reset => wire.reset(),
            ConnectionEnd::Closed if matches!(reply.play, Behavior::Answer(_)) => wire.close_on_a_sender().await,
            ConnectionEnd::Closed => wire.close().await,
            ConnectionEnd::Open | ConnectionEnd::Left => {}
        }
        None
    }

    /// Gives a whole answer.
    async fn answer(&self, wire: &mut Wire, answer: Answer, is_head: bool, keeps: bool) -> io::Result<ConnectionEnd> {
        let keeps = keeps && !answer.closes();
        let Made { mut head, body } = self.house.backend.make(answer).await?;
        if !keeps {
            // Before the empty line.
            let end = head.len() - 2;
            head.splice(end..end, *b"connection: close\r\n");
        }
        if !is_head {
            head.extend(body);
        }
        Ok(match (wire.send(&head).await, keeps) {
            (false, _) => ConnectionEnd::Left,
            (true, true) => ConnectionEnd::Kept,
            (true, false) => ConnectionEnd::Closed,
        })
    }
}
