use scnet_notebook::{
    Client, Error, Outcome, StreamConnection,
    error::{Kind, Step},
    http1::StreamError,
};

use super::{NEXT_RESPONSE, Settings, TOKEN, client};
use crate::{
    crate_version,
    fixture::{Action, Actions, Failure, ScriptedConnector, StreamEnd, StreamRecord},
    future::{block_on, poll_times},
    oracle::{
        http_oracle::{self, MessageEnd},
        invariants::{CallResult, check_next, check_outcome, check_secrecy, check_secrecy_of},
        response::{BodyEnd, ReceivedResponse},
    },
};

/// Calls twice over streams with these actions, blocking and async, and drops a third call.
pub(crate) fn check_stream(actions: &Actions, settings: &Settings, response: &[u8]) {
    let capacity = settings.capacity;
    let connector = ScriptedConnector::new(actions.clone(), response).staying_open(settings.stays_open);
    let other_connector = connector.restarted();
    let (mut buffer, mut other_buffer) = (vec![0; capacity], vec![0; capacity]);
    let mut blocking = client(StreamConnection::new(connector.clone()), &mut buffer);
    let mut asynch = client(StreamConnection::new(other_connector.clone()), &mut other_buffer);
    let result = blocking.start(settings.id);
    let other = block_on(asynch.start_async(settings.id));
    assert_eq!(result, other, "blocking and async differ");
    check_secrecy(&blocking, &result);
    check_secrecy_of(&format!("{:?}", blocking.connection()));
    check_outcome(&blocking, &result);
    check_outcome(&asynch, &other);
    let records = connector.records();
    assert_eq!(records, other_connector.records());
    check_record(&records, settings, &blocking, &result);
    check_record(&records, settings, &asynch, &other);
    let request = request(settings);
    if let Some(record) = records.first()
        && !actions.contains(Action::Undercount)
    {
        assert!(request.starts_with(&record.request), "no byte is sent twice");
    }

    // Regardless of the first call, the next one succeeds over another stream.
    if settings.is_sent() {
        connector.recover(NEXT_RESPONSE);
        other_connector.recover(NEXT_RESPONSE);
        let next = blocking.start(settings.id);
        assert_eq!(next, block_on(asynch.start_async(settings.id)));
        check_next(&blocking, &next, capacity);
        check_next(&asynch, &next, capacity);
        assert_eq!(connector.records(), other_connector.records());
        assert_eq!(connector.records().len(), records.len() + 1);
        assert_eq!(connector.records()[records.len()].request, request);
    }
    assert_eq!(buffer, other_buffer);
    drop_call(&connector.restarted(), settings);
}

/// Drops a call and makes another.
fn drop_call(connector: &ScriptedConnector, settings: &Settings) {
    let capacity = settings.capacity;
    let mut buffer = vec![0; capacity];
    let mut client = client(StreamConnection::new(connector.clone()), &mut buffer);
    if poll_times(client.start_async(settings.id), settings.polls).is_some() {
        return;
    }
    check_secrecy_of(&(format!("{client:?}") + &format!("{:?}", client.connection())));
    let before = connector.records();
    let was_given_all = before.iter().any(|record| record.was_given_all);
    let expected = if was_given_all {
        Outcome::Unknown
    } else {
        Outcome::NotSent
    };
    assert_eq!(client.outcome(), (settings.polls > 0).then_some(expected));
    if settings.is_sent() {
        connector.recover(NEXT_RESPONSE);
        let next = block_on(client.start_async(settings.id));
        check_next(&client, &next, capacity);
        assert_eq!(connector.records().len(), before.len() + 1);
        assert_eq!(connector.records()[before.len()].request, request(settings));
    }
}

/// Returns the request of a call.
fn request(settings: &Settings) -> Vec<u8> {
    let head = format!(
        "POST /ac/openapi/v2/notebook/actions/start HTTP/1.1\r\nHost: h\r\nConnection: close\r\nUser-Agent: scnet-notebook/{}\r\n\
         token: {TOKEN}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        crate_version(),
        settings.body.len()
    );
    [head.as_bytes(), &settings.body].concat()
}

/// Checks the result of a call against the record of its stream.
fn check_record<C>(
    records: &[StreamRecord],
    settings: &Settings,
    client: &Client<'_, C>,
    result: &CallResult<StreamError<Failure>>,
) {
    assert!(records.len() <= 1, "a call opens one stream");
    let sent = records.first().map_or(&[][..], |record| &record.request);
    assert!(
        sent.windows(5).filter(|window| window == b"POST ").count() <= 1,
        "a call makes one request"
    );
    let was_given_all = records.iter().any(|record| record.was_given_all);
    let is_not_sent = matches!(result, Err(error) if error.outcome() == Outcome::NotSent);
    assert_eq!(is_not_sent, !was_given_all, "{result:?}");
    let kind = result.as_ref().map_err(Error::kind);
    if !settings.is_sent() {
        let capacity = u32::try_from(settings.capacity).unwrap();
        assert_eq!((kind, records.len()), (Err(&Kind::RequestTooLong { capacity }), 0));
        return;
    }
    let Some(record) = records.first() else {
        let is_open_error = |error: &_| matches!(error, StreamError::Stream(Failure::UNPLUGGED | Failure::INTERRUPTED));
        assert!(
            matches!(kind, Err(Kind::Connection { step: Step::Open, error }) if is_open_error(error)),
            "{result:?}"
        );
        return;
    };
    // No read was tried.
    if record.received.is_empty() && record.end.is_none() {
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
        assert!(!record.is_open, "a failure drops the stream");
        return;
    }
    assert!(sent.contains(&b'}'), "a read before the whole request is sent");
    let parsed = http_oracle::parse(&record.received);
    let error = match (&parsed.end, record.end.unwrap_or(StreamEnd::Eof)) {
        (MessageEnd::Invalid(error), _) => StreamError::Protocol(*error),
        (_, StreamEnd::Eof) => StreamError::UnexpectedEof,
        (_, StreamEnd::Failed(error)) => StreamError::Stream(error),
        (_, StreamEnd::Overcounted) => StreamError::InvalidByteCount,
    };
    let Some(head) = &parsed.head else {
        let step = Step::Await;
        assert_eq!(kind, Err(&Kind::Connection { step, error }));
        assert!(!record.is_open, "a failure drops the stream");
        return;
    };
    let end = match (&parsed.end, record.end) {
        (MessageEnd::Complete, _) | (MessageEnd::UntilClose, Some(StreamEnd::Eof)) => BodyEnd::Eof,
        (MessageEnd::UntilClose | MessageEnd::Incomplete, None) => BodyEnd::NotRead,
        (_, _) => BodyEnd::Failed(error),
    };
    // The connection does not know that the buffer of its client is full.
    let length: Option<u64> = head.content_length.as_ref().map(|length| length.parse().unwrap());
    let is_too_long = parsed.body.len() > settings.capacity;
    let is_last_byte = length == Some(settings.capacity as u64 + 1);
    assert_eq!(record.is_open, is_too_long && !is_last_byte, "{result:?}");
    let response = ReceivedResponse {
        status: head.status,
        length: None, // the connection checks the framing
        retry_after: head.retry_after,
        body: &parsed.body,
        end,
        capacity: settings.capacity,
    };
    response.check(client, result);
}
