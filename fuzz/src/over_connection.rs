use scnet_notebook::{Error, error::Step};

use crate::{
    call::{SECOND, Settings, client},
    claims::{assert_second, check_outcome, show_no_secret},
    connection::{Scripted, Thrown},
    plan::{Async, Plan, block_on},
    polling::poll_times,
    response::{BodyEnd, Response},
};

/// Calls twice over a connection that keeps to a plan, blocking and async, and drops a third call.
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

    let mut blocking = client(again());
    let mut asynch = client(Async(again()));
    for call in 1..=2 {
        let was_inside = blocking.connection().is_inside_a_request();
        let (mut buffer, mut other_buffer) = (vec![0; settings.capacity], vec![0; settings.capacity]);
        let result = blocking.start(&settings.id, &mut buffer);
        let other = block_on(asynch.start_async(&settings.id, &mut other_buffer));
        assert_eq!(result, other, "blocking and async");
        assert_eq!(buffer, other_buffer);
        show_no_secret(&result);
        let seen = blocking.connection();
        assert_eq!(*seen, asynch.connection().0);
        check_outcome(&result);
        if settings.capacity < settings.body.len() {
            let capacity = settings.capacity;
            assert_eq!((result, seen.requests), (Err(Error::RequestTooLong { capacity }), 0));
            continue;
        }
        if was_inside {
            assert_eq!((result, seen.requests), (Err(Error::RequestInProgress), call - 1));
            break;
        }
        assert_eq!(seen.requests, call, "one request for each call");
        assert!(settings.body.starts_with(&seen.written));
        let is_whole = seen.written == settings.body;
        match &result {
            Err(Error::Connection { step, error: Thrown }) => match step {
                Step::Open => assert!(!seen.is_inside_a_request()),
                Step::Send => assert!(seen.is_inside_a_request() && !is_whole),
                Step::Await => assert!(seen.is_inside_a_request() && is_whole),
                _ => assert!(seen.has_failed),
            },
            Err(Error::InvalidByteCount { step: Step::Send }) => assert!(!is_whole),
            Err(Error::InvalidByteCount { step: Step::Await }) => assert!(seen.is_inside_a_request() && is_whole),
            _ => assert!(is_whole && !seen.is_inside_a_request()),
        }
        if !seen.is_inside_a_request() && is_whole {
            let end = match (seen.has_failed, seen.has_lied) {
                (true, _) => BodyEnd::Failed,
                (_, true) => BodyEnd::Miscounted,
                _ => BodyEnd::Over,
            };
            let length = seen.content_length.as_deref();
            let response = Response {
                status: seen.status,
                length: length.map(|length| length.parse().map_err(drop)),
                retry_after,
                body: &seen.body[..seen.given],
                end,
                capacity: settings.capacity,
            };
            response.check(&result);
        }
    }

    let mut dropped = client(Async(again()));
    let first = poll_times(
        dropped.start_async(&settings.id, &mut vec![0; settings.capacity]),
        settings.polls,
    );
    if first.is_none() && settings.polls > 0 {
        let connection = &mut dropped.connection().0;
        let was_inside = connection.is_inside_a_request();
        connection.plan = Plan::default();
        connection.body = SECOND.to_vec();
        (connection.status, connection.content_length) = (200, None);
        let second = block_on(dropped.start_async(&settings.id, &mut [0; 128]));
        show_no_secret(&second);
        if was_inside {
            assert_eq!(second, Err(Error::RequestInProgress));
        } else {
            assert_second(&second);
        }
    }
}
