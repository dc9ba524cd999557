use core::time::Duration;

use http::header::HOST;

use super::pass_on::PassOn;
use super::unread::Unread;
use crate::context::Context;
use crate::http::{Persistence, Response};
use crate::journal::{Answered, RecordedRequest};
use crate::net::{ConnectionEnd, Stream};
use crate::scenario::{Behavior, Case, OtherHost, Selection, Violation, play};

/// The reply to a request, and the record of both.
pub(super) struct Reply {
    request: RecordedRequest,
    case: Case,
    delay: Duration,
    persistence: Persistence,
    /// The body of a request that may be passed on to the upstream service.
    body: Vec<u8>,
    unread: Unread,
}

impl Reply {
    /// Makes the reply of the selected case.
    pub(super) fn selected(request: RecordedRequest, persistence: Persistence, selected: Selection) -> Self {
        let Selection { case, by, delay } = selected;
        let request = RecordedRequest {
            executed: case.executes(),
            case: Some(case.clone()),
            selected_by: Some(by),
            ..request
        };
        Self::new(request, case, delay, persistence)
    }

    /// Adds the body of the request.
    pub(super) fn with_body(self, body: Vec<u8>) -> Self {
        Self { body, ..self }
    }

    /// Sets the part of the request that was not read.
    pub(super) fn before(self, unread: Unread) -> Self {
        Self { unread, ..self }
    }

    /// Makes the reply that refuses an invalid request.
    pub(super) fn refusal(request: RecordedRequest, persistence: Persistence, violation: Violation) -> Self {
        let case = violation.answer().into();
        let request = RecordedRequest {
            problem: Some(violation.problem.into_owned()),
            ..request
        };
        Self::new(request, case, Duration::ZERO, persistence)
    }

    /// Makes the reply to a request that is read whole, and is not passed on.
    fn new(request: RecordedRequest, case: Case, delay: Duration, persistence: Persistence) -> Self {
        Self {
            request,
            case,
            delay,
            persistence,
            body: Vec::new(),
            unread: Unread::Nothing,
        }
    }

    /// Records the request, sends the reply, and records the end. Returns the stream if the connection is kept.
    pub(super) async fn send(self, context: &Context, mut stream: Stream) -> Option<Stream> {
        let Self {
            request,
            mut case,
            mut delay,
            persistence,
            body,
            mut unread,
        } = self;
        let journal = &context.journal;
        let is_delayed = !delay.is_zero();
        let request = RecordedRequest {
            delay: is_delayed.then_some(delay),
            is_waiting: is_delayed,
            ..request
        };
        let is_head = request.method == "HEAD";
        let other_host = OtherHost {
            names: &context.host_names,
            called: request.headers.get(HOST).cloned(),
        };
        let pass_on = PassOn::new(context, &case, &request, body);
        let (number, mut reset) = journal.record_open(request);
        let mut _call = None;
        if let Some(pass_on) = pass_on {
            match pass_on.run(number, delay, stream, &mut reset).await {
                Ok((waiting, answer, call)) => {
                    (stream, case, delay) = (waiting, answer.into(), Duration::ZERO);
                    _call = call;
                }
                Err(unanswered) => {
                    journal.answered(number, unanswered);
                    return None;
                }
            }
        }
        let before = stream.sent;
        let end = tokio::select! {
            biased;
            end = async {
                if !delay.is_zero() {
                    if stream.pause(delay).await.is_err() {
                        return ConnectionEnd::Left;
                    }
                    journal.delay_ended(number);
                }
                play_case(&case, &mut stream, &other_host, is_head, persistence).await
            } => end,
            _ = reset.changed() => ConnectionEnd::Reset,
        };
        let (end, sent, until) = match stream.refused_since().await {
            Some(left) => (ConnectionEnd::Left, left.sent, Some(left.time.into_std())),
            None => (end, stream.sent, None),
        };
        let bytes_sent = sent.saturating_sub(before);
        let mut answered = Answered {
            bytes_sent,
            status: case.behavior().status().filter(|_| bytes_sent > 0),
            end,
            until,
        };
        // Recorded before the client can see the end.
        journal.answered(number, answered);
        if answered.end == ConnectionEnd::Open {
            answered.end = tokio::select! {
                biased;
                held = core::mem::take(&mut unread).hold(&mut stream) => match held {
                    Ok(()) => ConnectionEnd::Kept,
                    Err(_) => ConnectionEnd::Left,
                },
                _ = reset.changed() => ConnectionEnd::Reset,
            };
            journal.answered(number, answered);
        }
        match answered.end {
            // The rest of this request is not the next one.
            ConnectionEnd::Kept => return unread.skip(&mut stream).await.is_ok().then_some(stream),
            ConnectionEnd::Reset => stream.reset(),
            ConnectionEnd::Closed if matches!(case.behavior(), Behavior::Answer(_)) => stream.close_lingering().await,
            ConnectionEnd::Closed => stream.close().await,
            ConnectionEnd::Open | ConnectionEnd::Left => {}
        }
        None
    }
}

async fn play_case(
    case: &Case,
    stream: &mut Stream,
    other_host: &OtherHost<'_>,
    is_head: bool,
    persistence: Persistence,
) -> ConnectionEnd {
    match case.behavior() {
        Behavior::Answer(answer) => send_response(stream, answer.response(), is_head, persistence).await,
        Behavior::Script(script) => {
            // A client of HTTP/1.0 reads to the end of a reply that does not say `keep-alive`.
            play(script, stream, other_host, persistence == Persistence::Keep).await
        }
        // Without an upstream service, no server has this case.
        Behavior::Upstream => ConnectionEnd::Closed,
    }
}

async fn send_response(
    stream: &mut Stream,
    response: &Response,
    is_head: bool,
    persistence: Persistence,
) -> ConnectionEnd {
    let persistence = if response.closes() {
        Persistence::Close
    } else {
        persistence
    };
    match stream.send(&response.encode(is_head, persistence)).await {
        Err(_) => ConnectionEnd::Left,
        Ok(()) if persistence.keeps() => ConnectionEnd::Kept,
        Ok(()) => ConnectionEnd::Closed,
    }
}

#[cfg(test)]
mod tests {
    use scnet_notebook::Code;

    use super::*;
    use crate::scenario::{Script, SelectedBy, Trigger};

    #[test]
    fn a_start_counts_as_executed_unless_it_was_cut_off_or_refused() {
        for (case, executed) in [
            (Case::default(), true),
            (Case::from(Code::USER_FROZEN), false),
            (Case::from(Script::on(Trigger::Request).close()), true),
            (Case::from(Script::on(Trigger::Head).close()), false),
            (Case::refusing(Script::on(Trigger::Request).close()), false),
        ] {
            let request = RecordedRequest::new(1, ([127, 0, 0, 1], 8080).into(), false);
            let selected = Selection {
                case: case.clone(),
                by: SelectedBy::Default,
                delay: Duration::ZERO,
            };
            let reply = Reply::selected(request, Persistence::Close, selected);
            assert_eq!(reply.request.executed, executed, "{case:?}");
        }
    }
}
