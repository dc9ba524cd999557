use core::time::Duration;
use std::io;

use crate::backend::Made;
use crate::connection::Connection;
use crate::contract::Refusal;
use crate::play::play;
use crate::wire::Wire;
use crate::{Answer, Case, ChosenBy, Cue, End, Play, Received};

/// What a request gets.
pub(crate) struct Reply {
    received: Received,
    play: Play,
    /// Whether the client leaves the connection open for another request.
    keeps: bool,
}

impl Reply {
    /// The case that was chosen.
    pub(crate) fn chosen(received: Received, keeps: bool, (case, by): (Case, ChosenBy)) -> Self {
        let is_whole = match case.play() {
            Play::Answer(_) => true,
            Play::Script(script) => script.cue() == Cue::Request,
        };
        Self {
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

    /// A refusal, because of what is wrong with the request.
    pub(crate) fn refused(received: Received, refusal: &Refusal, keeps: bool) -> Self {
        Self {
            received: Received {
                problem: Some(refusal.problem.clone().into_owned()),
                ..received
            },
            play: Play::Answer(refusal.answer()),
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
            Play::Answer(answer) => Some(answer.status()),
            Play::Script(script) => script.status(),
        };
        let mut end = if pause > Duration::ZERO && !wire.pause(pause).await {
            End::Left
        } else {
            match &reply.play {
                Play::Answer(answer) => {
                    let answered = self.answer(&mut wire, answer.clone(), is_head, reply.keeps).await;
                    answered.unwrap_or_else(|error| {
                        let problem = format!("the mock could not make its answer: {error}");
                        self.house.door.failed(number, problem);
                        End::Reset
                    })
                }
                Play::Script(script) => play(script, &mut wire, self.house.elsewhere, reply.keeps).await,
            }
        };
        // Before the client can see the end.
        let bytes = wire.sent - before;
        let status = status.filter(|_| bytes > 0);
        self.house.door.sent(number, bytes, status);
        if end == End::Open {
            end = if wire.hold().await { End::Kept } else { End::Left };
        }
        self.house.door.end(number, end);
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
    async fn answer(&self, wire: &mut Wire, answer: Answer, is_head: bool, keeps: bool) -> io::Result<End> {
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
            (false, _) => End::Left,
            (true, true) => End::Kept,
            (true, false) => End::Closed,
        })
    }
}
