use std::fmt::Debug;

use embedded_svc::http::client::{Connection, asynch};
use scnet_notebook::{
    Connect, ConnectAsync, Error, Outcome, StreamConnection,
    error::Step,
    http1::{KeepAlive, StreamError},
};

use crate::{
    call::{Outcomes, SECOND_REPLY, Settings, client},
    claims::{assert_second, check_outcome, show_no_secret, show_no_secret_in},
    connection::Thrown,
    plan::{Async, Plan, block_on},
    polling::poll_times,
    reading::{self, End},
    response::{BodyEnd, Response},
    stream::{Dialler, ReadEnd, Stream, Trace},
};

/// Calls twice over streams that keep to a plan, blocking and async, and drops a third call.
pub fn over_stream(plan: &Plan, settings: &Settings, reply: &[u8]) {
    let dialler = Dialler::new(plan.clone(), reply).staying_open(settings.stays_open);
    if settings.keeps_alive {
        call_streams(&dialler, settings, KeepAlive);
    } else {
        call_streams(&dialler, settings, |dialler| dialler);
    }
}

fn call_streams<C>(origin: &Dialler, settings: &Settings, connect: impl Fn(Dialler) -> C)
where
    StreamConnection<C, Stream>: Connection<Error = StreamError<Thrown>> + Debug,
    StreamConnection<C, Async<Stream>>: asynch::Connection<Error = StreamError<Thrown>> + Debug,
    C: Connect<Stream = Stream> + ConnectAsync<Stream = Async<Stream>>,
{
    let (dialler, other_dialler) = (origin.again(), origin.again());
    let mut blocking = client(StreamConnection::new(connect(dialler.clone())));
    let mut asynch = client(StreamConnection::new(connect(other_dialler.clone())));
    let mut buffer = vec![0; settings.capacity];
    let result = blocking.start(&settings.id, &mut buffer);
    let other = block_on(asynch.start_async(&settings.id, &mut buffer));
    assert_eq!(result, other, "blocking and async");
    show_no_secret(&result);
    show_no_secret_in(&(format!("{blocking:?}") + &format!("{:?}", blocking.connection())));
    check_outcome(&result);
    let traces = dialler.traces();
    assert_eq!(traces, other_dialler.traces());
    check_stream(&traces, settings, &result);

    // Whatever happened, the next call works, and reads its own reply.
    if settings.capacity >= settings.body.len() {
        dialler.recover(SECOND_REPLY);
        other_dialler.recover(SECOND_REPLY);
        let second = blocking.start(&settings.id, &mut [0; 128]);
        assert_eq!(second, block_on(asynch.start_async(&settings.id, &mut [0; 128])));
        assert_second(&second);
        check_reuse(&traces, &dialler.traces());
        assert_eq!(dialler.traces(), other_dialler.traces());
    }

    let dialler = origin.again();
    let mut dropped = client(StreamConnection::new(connect(dialler.clone())));
    let first = poll_times(dropped.start_async(&settings.id, &mut buffer), settings.polls);
    show_no_secret_in(&(format!("{dropped:?}") + &format!("{:?}", dropped.connection())));
    if first.is_none() && settings.polls > 0 {
        let before = dialler.traces();
        dialler.recover(SECOND_REPLY);
        let second = block_on(dropped.start_async(&settings.id, &mut [0; 128]));
        match second {
            Err(Error::RequestInProgress) => {
                assert_eq!(dialler.traces(), before, "nothing was sent");
                dropped.connection().reset();
                assert_second(&block_on(dropped.start_async(&settings.id, &mut [0; 128])));
            }
            second => assert_second(&second),
        }
    }
}

/// Checks that the second call got the stream of the first only where both sides agree on where its reply ended.
fn check_reuse(before: &[Trace], after: &[Trace]) {
    if let ([first], [_]) = (before, after) {
        let reading = reading::read(&first.delivered);
        let head = reading.head.expect("it was answered");
        assert_eq!((reading.end, reading.length), (End::Whole, first.delivered.len()));
        assert!(!head.closes);
    }
}

fn check_stream(traces: &[Trace], settings: &Settings, result: &Outcomes<StreamError<Thrown>>) {
    assert!(traces.len() <= 1, "one stream for each call");
    let sent = traces.first().map_or(&[][..], |trace| &trace.passed);
    assert!(
        sent.windows(5).filter(|window| window == b"POST ").count() <= 1,
        "one request for each call"
    );
    let ended = sent.contains(&b'}');
    if let Err(error) = result
        && error.outcome() == Outcome::NotSent
    {
        assert!(!ended, "the last byte of the body was passed on");
    }
    if settings.capacity < settings.body.len() {
        let capacity = settings.capacity;
        assert_eq!((result, traces.len()), (&Err(Error::RequestTooLong { capacity }), 0));
        return;
    }
    let Some(trace) = traces.first() else {
        let error = StreamError::Stream(Thrown);
        assert_eq!(
            *result,
            Err(Error::Connection {
                step: Step::Open,
                error
            })
        );
        return;
    };
    // Nothing was read, and no read was tried.
    if trace.delivered.is_empty() && trace.end.is_none() {
        assert!(
            matches!(
                result,
                Err(Error::Connection {
                    step: Step::Open | Step::Send | Step::Await,
                    ..
                })
            ),
            "{result:?}"
        );
        return;
    }
    assert!(ended, "who reads has sent all");
    let reading = reading::read(&trace.delivered);
    // Did the reader ask for more than came?
    let end = match (&reading.end, trace.end) {
        (End::Whole, _) => BodyEnd::Over,
        (End::WithStream | End::Short, Some(ReadEnd::Over)) => BodyEnd::Over,
        (End::WithStream | End::Short | End::Closed, None) => BodyEnd::NotAsked,
        (_, _) => BodyEnd::Failed,
    };
    let Some(head) = &reading.head else {
        let error = match (&reading.end, trace.end.unwrap_or(ReadEnd::Over)) {
            (End::Broken(broken), _) => StreamError::Protocol(*broken),
            (_, ReadEnd::Over) => StreamError::UnexpectedEof,
            (_, ReadEnd::Failed) => StreamError::Stream(Thrown),
            (_, ReadEnd::Lied) => StreamError::InvalidByteCount,
        };
        assert_eq!(
            *result,
            Err(Error::Connection {
                step: Step::Await,
                error
            })
        );
        return;
    };
    let length = head.content_length.as_ref().map(|length| Ok(length.parse().unwrap()));
    let response = Response {
        status: head.status,
        length,
        retry_after: head.retry_after,
        body: &reading.body,
        end,
        capacity: settings.capacity,
    };
    response.check(result);
}
