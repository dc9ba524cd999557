use core::pin::pin;
use core::time::Duration;
use std::net::SocketAddr;
use std::time::Instant;

use http::{HeaderMap, Request};
use http_body_util::Full;
use hyper::body::Bytes;
use tokio::sync::watch;
use tokio::time::sleep;

use crate::context::Context;
use crate::http::Response;
use crate::journal::{Answered, Journal, PassedOn, RecordedRequest, UpstreamAnswer};
use crate::net::{ConnectionEnd, Stream};
use crate::scenario::{Answer, Behavior, Case};
use crate::upstream::{Call, Calls, Failure, Received, Upstream, decode, differences, without_hop_by_hop};

/// A start that is passed on to the upstream service, once.
pub(super) struct PassOn<'a> {
    upstream: &'a Upstream,
    calls: &'a Calls,
    journal: &'a Journal,
    /// The address of this server.
    own: SocketAddr,
    request: Result<Request<Full<Bytes>>, Failure>,
    /// The headers from the device.
    headers: HeaderMap,
}

impl<'a> PassOn<'a> {
    /// Makes it of a request whose case is the upstream service, if there is one.
    pub(super) fn new(context: &'a Context, case: &Case, request: &RecordedRequest, body: Vec<u8>) -> Option<Self> {
        let upstream = context
            .upstream
            .as_ref()
            .filter(|_| *case.behavior() == Behavior::Upstream)?;
        Some(Self {
            upstream,
            calls: &context.calls,
            journal: &context.journal,
            own: context.address,
            request: upstream.request(&request.headers, request.query.as_deref(), body),
            headers: request.headers.clone(),
        })
    }

    /// Passes the start on after a delay, records the outcome under this number, and returns the answer for the device, with
    /// the call, which ends when that is sent; or the end of its connection, if that came first.
    ///
    /// A call that has begun is read to its end and recorded, even if the device leaves or the server is reset meanwhile.
    pub(super) async fn run(
        self,
        number: u64,
        delay: Duration,
        mut stream: Stream,
        reset: &mut watch::Receiver<u64>,
    ) -> Result<(Stream, Answer, Option<Call<'a>>), Answered> {
        let Self {
            upstream,
            calls,
            journal,
            own,
            request,
            headers,
        } = self;
        if let Some(end) = before_call(delay, &mut stream, reset).await {
            let failure = Failure::not_sent("its device left, or the mock was reset, during the delay");
            journal.passed_on(number, unanswered(&failure));
            return Err(leave(stream, end));
        }
        journal.delay_ended(number);
        let begun = calls.begin();
        let request = match begun {
            Some(_) => request,
            None => Err(Failure::not_sent("the mock is about to stop")),
        };
        let mut call = pin!(async {
            let received = match request {
                Ok(request) => upstream.call(request, own).await,
                Err(failure) => Err(failure),
            };
            record(received, &headers)
        });
        let gone = tokio::select! {
            biased;
            (answer, passed_on) = &mut call => {
                journal.passed_on(number, passed_on);
                return Ok((stream, answer, begun));
            }
            end = during_call(&mut stream, reset) => leave(stream, end),
        };
        let (_, passed_on) = call.await;
        journal.passed_on(number, passed_on);
        Err(gone)
    }
}

/// Waits for the delay, unless the device leaves before, or ends its side of the connection, or the server is reset. A device
/// that has given up does not need a start that costs money.
async fn before_call(delay: Duration, stream: &mut Stream, reset: &mut watch::Receiver<u64>) -> Option<ConnectionEnd> {
    if delay.is_zero() {
        return None;
    }
    tokio::select! {
        biased;
        _ = reset.changed() => Some(ConnectionEnd::Reset),
        () = stream.left() => Some(ConnectionEnd::Left),
        () = sleep(delay) => None,
    }
}

/// Waits until the device has left, or the server is reset. A device that only ended its side may wait for the answer.
async fn during_call(stream: &mut Stream, reset: &mut watch::Receiver<u64>) -> ConnectionEnd {
    tokio::select! {
        biased;
        _ = reset.changed() => ConnectionEnd::Reset,
        () = async { while stream.pause(Duration::MAX).await.is_ok() {} } => ConnectionEnd::Left,
    }
}

/// Leaves the connection of a device that gets no answer, and returns the end of its record.
fn leave(stream: Stream, end: ConnectionEnd) -> Answered {
    if end == ConnectionEnd::Reset {
        stream.reset();
    }
    Answered {
        bytes_sent: 0,
        status: None,
        end,
        until: Some(Instant::now()),
    }
}

/// Returns the answer for the device, and the record.
fn record(received: Result<Received, Failure>, headers: &HeaderMap) -> (Answer, PassedOn) {
    let received = match received {
        Ok(received) => received,
        Err(failure) => {
            let answer = Answer::raw(failure.status, failure.problem.as_str())
                .with_header("Content-Type", "text/plain")
                .with_header("Mock-Problem", &failure.problem);
            return (answer, unanswered(&failure));
        }
    };
    let Received { head, body, is_cut } = received;
    let decoded = decode(&head.headers, &body);
    let mut differences = differences(head.status, &head.headers, decoded.as_deref());
    if is_cut {
        differences.push("the body is longer than 64 KiB; the device gets the start of it".to_owned());
    }
    let answer = Answer::from_response(Response {
        status: head.status,
        headers: without_framing(&head.headers),
        body: body.clone(),
    });
    let recorded = UpstreamAnswer::new(&answer, decoded.as_deref(), is_cut, differences, headers);
    let passed_on = PassedOn {
        executed: !recorded.refuses(),
        problem: None,
        answer: Some(recorded),
    };
    (answer, passed_on)
}

/// Returns the headers for the device, but for those that frame the body, which are written anew.
fn without_framing(headers: &HeaderMap) -> HeaderMap {
    let mut headers = without_hop_by_hop(headers);
    headers.remove(http::header::CONTENT_LENGTH);
    headers
}

fn unanswered(failure: &Failure) -> PassedOn {
    PassedOn {
        executed: failure.is_sent,
        problem: Some(failure.problem.clone()),
        answer: None,
    }
}
