use scnet_notebook::{
    Error, Outcome,
    error::{Kind, Step},
};

use crate::{
    call::{SECOND, Settings, client},
    claims::{check_outcome, check_second, show_no_secret},
    connection::Scripted,
    plan::{Async, Plan, block_on},
    polling::poll_times,
    response::{BodyEnd, Response},
};

/// Calls twice over a connection that follows a plan, blocking and async, and drops a third call.
pub fn over_connection(plan: &Plan, settings: &Settings, body: &[u8]) {
    let mut connection = Scripted::new(plan.clone(), body);
    connection.status = settings.status;
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
    let again = || {
        let mut other = Scripted::new(plan.clone(), body);
        other.status = connection.status;
        other.content_length = connection.content_length.clone();
        other.retry_after = connection.retry_after.clone();
        other
    };

    let capacity = settings.capacity;
    let (mut buffer, mut other_buffer) = (vec![0; capacity], vec![0; capacity]);
    let mut blocking = client(again(), &mut buffer);
    let mut asynch = client(Async(again()), &mut other_buffer);
    for call in 1..=2 {
        let was_inside = blocking.connection().is_inside_a_request();
        let result = blocking.start(settings.id);
        let other = block_on(asynch.start_async(settings.id));
        assert_eq!(result, other, "blocking and async");
        show_no_secret(&blocking, &result);
        check_outcome(&blocking, &result);
        check_outcome(&asynch, &other);
        let seen = blocking.connection().clone();
        assert_eq!(seen, asynch.connection().0);
        let kind = result.as_ref().map_err(Error::kind);
        if capacity < settings.body.len() {
            let capacity = u32::try_from(capacity).unwrap();
            assert_eq!((kind, seen.requests), (Err(&Kind::RequestTooLong { capacity }), 0));
            continue;
        }
        if was_inside {
            assert_eq!((kind, seen.requests), (Err(&Kind::RequestInProgress), call - 1));
            break;
        }
        assert_eq!(seen.requests, call, "one request for each call");
        assert!(settings.body.starts_with(&seen.written));
        let is_whole = seen.written == settings.body;
        match kind {
            Err(Kind::Connection { step, .. }) => match step {
                Step::Open => assert!(!seen.is_inside_a_request()),
                Step::Send => assert!(seen.is_inside_a_request() && !is_whole),
                Step::Await => assert!(seen.is_inside_a_request() && is_whole),
                _ => assert!(seen.failed.is_some()),
            },
            Err(Kind::InvalidByteCount { step: Step::Send }) => assert!(!is_whole),
            Err(Kind::InvalidByteCount { step: Step::Await }) => assert!(seen.is_inside_a_request() && is_whole),
            _ => assert!(is_whole && !seen.is_inside_a_request()),
        }
        if !seen.is_inside_a_request() && is_whole {
            let end = match (seen.failed, seen.has_lied) {
                (Some(error), _) => BodyEnd::Failed(error),
                (_, true) => BodyEnd::Miscounted,
                (_, _) if seen.is_over => BodyEnd::Over,
                (_, _) => BodyEnd::NotAsked,
            };
            let length = seen.content_length.as_deref();
            let response = Response {
                status: seen.status,
                length: length.map(|length| length.parse().map_err(drop)),
                retry_after,
                body: &seen.body[..seen.given],
                end,
                capacity,
            };
            response.check(&blocking, &result);
            response.check(&asynch, &other);
        }
    }
    assert_eq!(buffer, other_buffer);
    drop_call(settings, again());
}

/// Drops a call, and calls again.
fn drop_call(settings: &Settings, connection: Scripted) {
    let capacity = settings.capacity;
    let mut buffer = vec![0; capacity];
    let mut client = client(Async(connection), &mut buffer);
    if poll_times(client.start_async(settings.id), settings.polls).is_some() {
        return;
    }
    let outcome = client.outcome();
    let connection = &mut client.connection().0;
    let expected = if connection.written == settings.body {
        Outcome::Unknown
    } else {
        Outcome::NotSent
    };
    assert_eq!(outcome, (settings.polls > 0).then_some(expected));
    let was_inside = connection.is_inside_a_request();
    connection.plan = Plan::default();
    connection.body = SECOND.to_vec();
    (connection.status, connection.content_length) = (200, None);
    let second = block_on(client.start_async(settings.id));
    show_no_secret(&client, &second);
    check_outcome(&client, &second);
    if was_inside {
        assert_eq!(second.as_ref().map_err(Error::kind), Err(&Kind::RequestInProgress));
    } else if capacity >= settings.body.len() {
        check_second(&client, &second, capacity);
    }
}
