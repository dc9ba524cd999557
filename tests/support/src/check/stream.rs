use scnet_notebook::{
    Client, Error, Outcome, StreamConnection,
    error::{Kind, Step},
    http1::StreamError,
};

use crate::{
    call::{Outcomes, SECOND_REPLY, Settings, TOKEN, client, user_agent},
    claims::{check_outcome, check_second, show_no_secret, show_no_secret_in},
    connection::Thrown,
    plan::{Act, Plan, block_on},
    polling::poll_times,
    reading::{self, End},
    response::{BodyEnd, Response},
    stream::{Dialler, ReadEnd, Trace},
};

/// Calls twice over streams that follow a plan, blocking and async, and drops a third call.
pub fn over_stream(plan: &Plan, settings: &Settings, reply: &[u8]) {
    let capacity = settings.capacity;
    let dialler = Dialler::new(plan.clone(), reply).staying_open(settings.stays_open);
    let other_dialler = dialler.again();
    let (mut buffer, mut other_buffer) = (vec![0; capacity], vec![0; capacity]);
    let mut blocking = client(StreamConnection::new(dialler.clone()), &mut buffer);
    let mut asynch = client(StreamConnection::new(other_dialler.clone()), &mut other_buffer);
    let result = blocking.start(settings.id);
    let other = block_on(asynch.start_async(settings.id));
    assert_eq!(result, other, "blocking and async");
    show_no_secret(&blocking, &result);
    show_no_secret_in(&format!("{:?}", blocking.connection()));
    check_outcome(&blocking, &result);
    check_outcome(&asynch, &other);
    let traces = dialler.traces();
    assert_eq!(traces, other_dialler.traces());
    check_stream(&traces, settings, &blocking, &result);
    check_stream(&traces, settings, &asynch, &other);
    let request = request(settings);
    if let Some(trace) = traces.first()
        && !plan.has(Act::Less)
    {
        assert!(request.starts_with(&trace.passed), "no byte is passed on twice");
    }

    // Regardless of the first call, the next one works on a stream of its own.
    if capacity >= settings.body.len() {
        dialler.recover(SECOND_REPLY);
        other_dialler.recover(SECOND_REPLY);
        let second = blocking.start(settings.id);
        assert_eq!(second, block_on(asynch.start_async(settings.id)));
        check_second(&blocking, &second, capacity);
        check_second(&asynch, &second, capacity);
        assert_eq!(dialler.traces(), other_dialler.traces());
        assert_eq!(dialler.traces().len(), traces.len() + 1);
        assert_eq!(dialler.traces()[traces.len()].passed, request);
    }
    assert_eq!(buffer, other_buffer);
    drop_call(&dialler.again(), settings);
}

/// Drops a call, and calls again.
fn drop_call(dialler: &Dialler, settings: &Settings) {
    let capacity = settings.capacity;
    let mut buffer = vec![0; capacity];
    let mut client = client(StreamConnection::new(dialler.clone()), &mut buffer);
    if poll_times(client.start_async(settings.id), settings.polls).is_some() {
        return;
    }
    show_no_secret_in(&(format!("{client:?}") + &format!("{:?}", client.connection())));
    let before = dialler.traces();
    let was_given_all = before.iter().any(|trace| trace.was_given_all);
    let expected = if was_given_all {
        Outcome::Unknown
    } else {
        Outcome::NotSent
    };
    assert_eq!(client.outcome(), (settings.polls > 0).then_some(expected));
    if capacity >= settings.body.len() {
        dialler.recover(SECOND_REPLY);
        let second = block_on(client.start_async(settings.id));
        check_second(&client, &second, capacity);
        assert_eq!(dialler.traces().len(), before.len() + 1);
        assert_eq!(dialler.traces()[before.len()].passed, request(settings));
    }
}

/// Returns the bytes of the request.
fn request(settings: &Settings) -> Vec<u8> {
    let head = format!(
        "POST /ac/openapi/v2/notebook/actions/start HTTP/1.1\r\nHost: h\r\nConnection: close\r\nUser-Agent: {}\r\n\
         token: {TOKEN}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        user_agent(),
        settings.body.len()
    );
    [head.as_bytes(), &settings.body].concat()
}

fn check_stream<C>(
    traces: &[Trace],
    settings: &Settings,
    client: &Client<'_, C>,
    result: &Outcomes<StreamError<Thrown>>,
) {
    assert!(traces.len() <= 1, "one stream for each call");
    let sent = traces.first().map_or(&[][..], |trace| &trace.passed);
    assert!(
        sent.windows(5).filter(|window| window == b"POST ").count() <= 1,
        "one request for each call"
    );
    let was_given_all = traces.iter().any(|trace| trace.was_given_all);
    let is_not_sent = matches!(result, Err(error) if error.outcome() == Outcome::NotSent);
    assert_eq!(is_not_sent, !was_given_all, "{result:?}");
    let kind = result.as_ref().map_err(Error::kind);
    if settings.capacity < settings.body.len() {
        let capacity = u32::try_from(settings.capacity).unwrap();
        assert_eq!((kind, traces.len()), (Err(&Kind::RequestTooLong { capacity }), 0));
        return;
    }
    let Some(trace) = traces.first() else {
        let is_open_error = |error| matches!(error, &StreamError::Stream(Thrown::Unplugged | Thrown::Interrupted));
        assert!(
            matches!(kind, Err(Kind::Connection { step: Step::Open, error }) if is_open_error(error)),
            "{result:?}"
        );
        return;
    };
    // Nothing was read, and no read was tried.
    if trace.delivered.is_empty() && trace.end.is_none() {
        assert!(
            matches!(
                kind,
                Err(Kind::Connection {
                    step: Step::Open | Step::Send | Step::Await,
                    ..
                })
            ),
            "{result:?}"
        );
        assert!(!trace.is_open, "the stream is dropped when anything fails");
        return;
    }
    assert!(sent.contains(&b'}'), "nothing is read before all is sent");
    let reading = reading::read(&trace.delivered);
    let error = match (&reading.end, trace.end.unwrap_or(ReadEnd::Over)) {
        (End::Broken(broken), _) => StreamError::Protocol(*broken),
        (_, ReadEnd::Over) => StreamError::UnexpectedEof,
        (_, ReadEnd::Failed(error)) => StreamError::Stream(error),
        (_, ReadEnd::Lied) => StreamError::InvalidByteCount,
    };
    let Some(head) = &reading.head else {
        let step = Step::Await;
        assert_eq!(kind, Err(&Kind::Connection { step, error }));
        assert!(!trace.is_open, "the stream is dropped when anything fails");
        return;
    };
    let end = match (&reading.end, trace.end) {
        (End::Whole, _) | (End::WithStream, Some(ReadEnd::Over)) => BodyEnd::Over,
        (End::WithStream | End::Closed, None) => BodyEnd::NotAsked,
        (_, _) => BodyEnd::Failed(error),
    };
    // A connection cannot know that its client has no room for the rest of a reply.
    let length: Option<u64> = head.content_length.as_ref().map(|length| length.parse().unwrap());
    let is_too_long = reading.body.len() > settings.capacity;
    let is_last_byte = length == Some(settings.capacity as u64 + 1);
    assert_eq!(trace.is_open, is_too_long && !is_last_byte, "{result:?}");
    let response = Response {
        status: head.status,
        length: None, // the connection alone follows the framing
        retry_after: head.retry_after,
        body: &reading.body,
        end,
        capacity: settings.capacity,
    };
    response.check(client, result);
}
