use scnet_notebook::{
    Error, Outcome,
    error::{Kind, Step},
};

use super::{NEXT_BODY, Settings, client};
use crate::{
    Form,
    fixture::{Actions, Failure, ScriptedConnection, StreamEnd},
    future::{block_on, poll_times},
    oracle::{
        invariants::{CallResult, check_next, check_outcome, check_secrecy},
        response::ReceivedResponse,
    },
};

/// Calls twice over a connection with these actions, blocking and async, and drops a third call.
pub(crate) fn check_connection(actions: &Actions, settings: &Settings, body: &[u8]) {
    let mut connection = ScriptedConnection::unannounced(body).status(settings.status);
    connection.actions = actions.clone();
    connection.content_length = match settings.length {
        0 => None,
        1 => Some(body.len().saturating_sub(1).to_string()),
        2 => Some((body.len() + 1).to_string()),
        3 => Some("99999999999".to_owned()),
        4 => Some("1O".to_owned()),
        _ => Some(body.len().to_string()),
    };
    connection.retry_after = match settings.retry_after {
        0 => None,
        1 => Some("30".to_owned()),
        2 => Some("99999999999".to_owned()),
        _ => Some("Wed, 21 Oct 2026 07:28:00 GMT".to_owned()),
    };
    let retry_after = [None, Some(30), Some(u32::MAX), None][usize::from(settings.retry_after)];

    let [blocking, asynch] = Form::BOTH.map(|form| check_calls(form, connection.clone(), settings, retry_after));
    assert_eq!(blocking, asynch, "blocking and async differ");
    drop_call(settings, connection);
}

/// Calls twice, and returns the results, the connection, and the bytes of the buffer.
fn check_calls(
    form: Form,
    connection: ScriptedConnection,
    settings: &Settings,
    retry_after: Option<u32>,
) -> (Vec<CallResult<Failure>>, ScriptedConnection, Vec<u8>) {
    let capacity = settings.capacity;
    let mut buffer = vec![0; capacity];
    let mut client = client(connection, &mut buffer);
    let mut results = Vec::new();
    for call in 1..=2 {
        let was_inside = client.connection().is_inside_a_request();
        let result = form.start(&mut client, settings.id);
        check_secrecy(&client, &result);
        check_outcome(&client, &result);
        results.push(result);
        let seen = client.connection().clone();
        let kind = result.as_ref().map_err(Error::kind);
        if !settings.is_sent() {
            let capacity = u32::try_from(capacity).unwrap();
            assert_eq!((kind, seen.requests()), (Err(&Kind::RequestTooLong { capacity }), 0));
            continue;
        }
        if was_inside {
            assert_eq!((kind, seen.requests()), (Err(&Kind::RequestInProgress), call - 1));
            break;
        }
        assert_eq!(seen.requests(), call, "a call makes one request");
        let sent = seen.request_body();
        assert!(settings.body.starts_with(&sent));
        let is_whole = sent == settings.body;
        match kind {
            Err(Kind::Connection { step, .. }) => match step {
                Step::Open => assert!(!seen.is_inside_a_request()),
                Step::Send => assert!(seen.is_inside_a_request() && !is_whole),
                Step::Await => assert!(seen.is_inside_a_request() && is_whole),
                _ => assert!(matches!(seen.end(), Some(StreamEnd::Failed(_)))),
            },
            Err(Kind::InvalidByteCount { step: Step::Send }) => assert!(!is_whole),
            Err(Kind::InvalidByteCount { step: Step::Await }) => assert!(seen.is_inside_a_request() && is_whole),
            _ => assert!(is_whole && !seen.is_inside_a_request()),
        }
        if !seen.is_inside_a_request() && is_whole {
            let length = seen.content_length.as_deref();
            let response = ReceivedResponse {
                status: seen.status,
                length: length.map(|length| length.parse().map_err(drop)),
                retry_after,
                body: seen.received(),
                end: seen.end(),
                capacity,
            };
            response.check(&client, &result);
        }
    }
    (results, client.release(), buffer)
}

/// Drops a call and makes another.
fn drop_call(settings: &Settings, connection: ScriptedConnection) {
    let capacity = settings.capacity;
    let mut buffer = vec![0; capacity];
    let mut client = client(connection, &mut buffer);
    if poll_times(client.start_async(settings.id), settings.polls).is_some() {
        return;
    }
    let outcome = client.outcome();
    let connection = client.connection();
    let expected = if connection.request_body() == settings.body {
        Outcome::Unknown
    } else {
        Outcome::NotSent
    };
    assert_eq!(outcome, (settings.polls > 0).then_some(expected));
    let was_inside = connection.is_inside_a_request();
    connection.actions = Actions::default();
    connection.body = NEXT_BODY.to_vec();
    (connection.status, connection.content_length) = (200, None);
    let next = block_on(client.start_async(settings.id));
    check_secrecy(&client, &next);
    check_outcome(&client, &next);
    if was_inside {
        assert_eq!(next.as_ref().map_err(Error::kind), Err(&Kind::RequestInProgress));
    } else if settings.is_sent() {
        check_next(&client, &next, capacity);
    }
}
