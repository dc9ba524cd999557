use scnet_notebook::{
    Client, Error, Outcome, StreamConnection,
    error::{Kind, Step},
    http1::StreamError,
};

use super::{HOST, NEXT_RESPONSE, Settings, client};
use crate::{
    Form,
    documented::request,
    fixture::{Action, Actions, Failure, ScriptedConnector, StreamEnd, StreamRecord},
    future::{block_on, poll_times},
    oracle::{
        http_oracle::{self, MessageEnd},
        invariants::{CallResult, check_next, check_outcome, check_secrecy, check_secrecy_of},
        response::ReceivedResponse,
    },
};

/// Calls twice over streams with these actions, blocking and async, and drops a third call.
pub(crate) fn check_stream(actions: &Actions, settings: &Settings, response: &[u8]) {
    let connector = ScriptedConnector::new(actions.clone(), response).staying_open(settings.stays_open);
    let is_undercounted = actions.contains(Action::Undercount);
    let [blocking, asynch] =
        Form::BOTH.map(|form| check_calls(form, &connector.restarted(), settings, is_undercounted));
    assert_eq!(blocking, asynch, "blocking and async differ");
    drop_call(&connector, settings);
}

/// Calls twice, and returns the result of the first call, the streams, and the bytes of the buffer.
fn check_calls(
    form: Form,
    connector: &ScriptedConnector,
    settings: &Settings,
    is_undercounted: bool,
) -> (CallResult<StreamError<Failure>>, Vec<StreamRecord>, Vec<u8>) {
    let capacity = settings.capacity;
    let mut buffer = vec![0; capacity];
    let mut client = client(StreamConnection::new(connector.clone()), &mut buffer);
    let result = form.start(&mut client, settings.id);
    check_secrecy(&client, &result);
    check_secrecy_of(&format!("{:?}", client.connection()));
    check_outcome(&client, &result);
    let records = connector.records();
    check_record(&records, settings, &client, &result);
    let request = request(HOST, &settings.body);
    if !is_undercounted {
        let is_start = |record: &StreamRecord| request.starts_with(&record.request());
        assert!(records.iter().all(is_start), "no byte is sent twice");
    }

    // Regardless of the first call, the next one succeeds over another stream.
    if settings.is_sent() {
        connector.recover(NEXT_RESPONSE);
        let next = form.start(&mut client, settings.id);
        check_next(&client, &next, capacity);
        assert_eq!(connector.records().len(), records.len() + 1);
        assert_eq!(connector.records()[records.len()].request(), request);
    }
    (result, connector.records(), buffer)
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
        assert_eq!(
            connector.records()[before.len()].request(),
            request(HOST, &settings.body)
        );
    }
}

/// Checks the result of a call against the record of its stream.
fn check_record<C>(
    records: &[StreamRecord],
    settings: &Settings,
    client: &Client<'_, C>,
    result: &CallResult<StreamError<Failure>>,
) {
    assert!(records.len() <= 1, "a call opens one stream");
    let sent = records.first().map(StreamRecord::request).unwrap_or_default();
    assert!(sent.matches("POST ").count() <= 1, "a call makes one request");
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
        let is_failure = |step: &Step| matches!(step, Step::Open | Step::Send | Step::Await);
        assert!(
            matches!(kind, Err(Kind::Connection { step, .. }) if is_failure(step)),
            "{result:?}"
        );
        assert!(!record.is_open, "a failure drops the stream");
        return;
    }
    assert!(sent.contains('}'), "a read before the whole request is sent");
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
        (MessageEnd::Complete, _) | (MessageEnd::UntilClose, Some(StreamEnd::Eof)) => Some(StreamEnd::Eof),
        (MessageEnd::UntilClose | MessageEnd::Incomplete, None) => None,
        (_, _) => Some(StreamEnd::Failed(error)),
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
