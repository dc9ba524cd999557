use std::{error::Error as _, fmt::Debug};

use embedded_svc::http::client::{Connection, asynch};
use scnet_notebook::{
    BaseUrl, Client, Code, Error, KeepAlive, NotebookId, Outcome, Started, Step, StreamConnection, StreamError, Token,
};

use crate::{
    connection::{Scripted, Thrown},
    envelope,
    http::{self, End},
    plan::{Async, Plan, block_on, poll_times},
    stream::{Dialler, ReadEnd, Trace},
};

const TOKEN: &str = "unmistakable-secret";

/// Ids whose bodies are short, and as long as a body can be without a backslash.
const IDS: [&str; 2] = ["7", "7777777777777777777777777777777777777777777777777777777777777777"];
const SECOND: &[u8] = br#"{"code":"0","msg":"second","data":true}"#;
const SECOND_REPLY: &[u8] =
    b"HTTP/1.1 200 OK\r\nContent-Length: 39\r\n\r\n{\"code\":\"0\",\"msg\":\"second\",\"data\":true}";

/// Statuses that differ in what they mean.
const STATUSES: [u16; 16] = [
    200, 201, 299, 100, 199, 300, 302, 400, 401, 404, 408, 409, 429, 500, 503, 999,
];

/// Takes three lines: a byte for each operation, some settings, and a reply.
pub fn call(data: &[u8]) {
    let mut lines = data.splitn(3, |byte| *byte == b'\n');
    let plan = Plan::new(lines.next().unwrap_or_default());
    let settings = lines.next().unwrap_or_default();
    let reply = lines.next().unwrap_or_default();
    let setting = |index: usize| settings.get(index).copied().unwrap_or(0);
    let flags = setting(0);
    let id = IDS[usize::from(flags >> 2 & 1)];
    let settings = Settings {
        id: NotebookId::new(id).unwrap(),
        body: format!(r#"{{"notebookId":"{id}"}}"#).into_bytes(),
        keeps_alive: flags & 1 != 0,
        stays_open: flags & 2 != 0,
        capacity: usize::from(setting(1)) + usize::from(setting(6)) * 256,
        polls: usize::from(setting(2)),
        status: STATUSES[usize::from(setting(3)) % STATUSES.len()],
        length: setting(4) % 6,
        retry_after: setting(5) % 4,
    };
    over_connection(&plan, &settings, reply);
    over_stream(&plan, &settings, reply);
}

struct Settings {
    id: NotebookId,
    body: Vec<u8>,
    keeps_alive: bool,
    stays_open: bool,
    capacity: usize,
    polls: usize,
    status: u16,
    length: u8,
    retry_after: u8,
}

type Outcomes<E> = Result<Started, Error<E>>;

fn client<C>(connection: C) -> Client<'static, C> {
    Client::new(
        connection,
        BaseUrl::new("http://h").unwrap(),
        Token::new(TOKEN).unwrap(),
    )
}

fn over_connection(plan: &Plan, settings: &Settings, body: &[u8]) {
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
            assert_eq!((result, seen.requests), (Err(Error::Unfinished), call - 1));
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
            Err(Error::Miscount { step: Step::Send }) => assert!(!is_whole),
            Err(Error::Miscount { step: Step::Await }) => assert!(seen.is_inside_a_request() && is_whole),
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
            assert_eq!(second, Err(Error::Unfinished));
        } else {
            assert_second(&second);
        }
    }
}

fn over_stream(plan: &Plan, settings: &Settings, reply: &[u8]) {
    let dialler = Dialler::new(plan.clone(), reply).staying_open(settings.stays_open);
    if settings.keeps_alive {
        call_streams(&dialler, settings, KeepAlive);
    } else {
        call_streams(&dialler, settings, |dialler| dialler);
    }
}

fn call_streams<C>(origin: &Dialler, settings: &Settings, connect: impl Fn(Dialler) -> C)
where
    StreamConnection<C, crate::stream::Stream>: Connection<Error = StreamError<Thrown>> + Debug,
    StreamConnection<C, Async<crate::stream::Stream>>: asynch::Connection<Error = StreamError<Thrown>> + Debug,
    C: scnet_notebook::Connect<Stream = crate::stream::Stream>
        + scnet_notebook::ConnectAsync<Stream = Async<crate::stream::Stream>>,
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
            Err(Error::Unfinished) => {
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
        let reading = http::read(&first.delivered);
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
    let reading = http::read(&trace.delivered);
    // Did the reader ask for more than came?
    let end = match (&reading.end, trace.end) {
        (End::Whole, _) => BodyEnd::Over,
        (End::WithStream | End::Short, Some(ReadEnd::Over)) => BodyEnd::Over,
        (End::WithStream | End::Short | End::Closed, None) => BodyEnd::NotAsked,
        (_, _) => BodyEnd::Failed,
    };
    let Some(head) = &reading.head else {
        let error = match (&reading.end, trace.end.unwrap_or(ReadEnd::Over)) {
            (End::Broken(broken), _) => StreamError::Broken(*broken),
            (_, ReadEnd::Over) => StreamError::Closed,
            (_, ReadEnd::Failed) => StreamError::Stream(Thrown),
            (_, ReadEnd::Lied) => StreamError::Miscount,
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

/// A response as a client gets it.
struct Response<'a> {
    status: u16,
    /// The announced length, if it is a number.
    length: Option<Result<u64, ()>>,
    retry_after: Option<u32>,
    body: &'a [u8],
    end: BodyEnd,
    capacity: usize,
}

#[derive(Debug, PartialEq)]
enum BodyEnd {
    Over,
    Failed,
    Miscounted,
    /// The client did not look for the end.
    NotAsked,
}

impl Response<'_> {
    /// Checks what a call made of it.
    fn check<E: Debug + PartialEq>(&self, result: &Outcomes<E>) {
        let status = self.status;
        let length = match self.length {
            Some(Ok(length)) => Some(usize::try_from(length.min(u64::from(u32::MAX))).unwrap()),
            _ => None,
        };
        let received = self.body.len();
        let (is_long, is_wrong) = (
            length.is_some_and(|length| length > self.capacity) || received > self.capacity,
            self.length == Some(Err(())),
        );
        let agrees = match result {
            Err(Error::ReplyTooLong { status: s, capacity }) => is_long && (*s, *capacity) == (status, self.capacity),
            Err(Error::Connection {
                step: Step::Read { status: s },
                ..
            }) => !is_long && !is_wrong && self.end == BodyEnd::Failed && *s == status,
            Err(Error::Miscount {
                step: Step::Read { status: s },
            }) => !is_long && !is_wrong && self.end == BodyEnd::Miscounted && *s == status,
            Err(Error::Truncated {
                status: s,
                received: r,
                expected,
            }) => {
                !is_long
                    && self.end == BodyEnd::Over
                    && Some(*expected) == length
                    && received < *expected
                    && (*s, *r) == (status, received)
            }
            Err(Error::Malformed {
                reason: scnet_notebook::Malformed::WrongLength,
                status: s,
                ..
            }) => *s == status && (is_wrong || !is_long && length.is_some_and(|length| received > length)),
            _ if is_long || is_wrong || self.end != BodyEnd::Over || length.is_some_and(|l| l != received) => {
                // It is not whole, so it is nothing but its status.
                let retry_after = self.retry_after;
                *result == Err(Error::Status { status, retry_after })
            }
            _ => return envelope::check(self.body, status, self.retry_after, result),
        };
        let is_success = (200..300).contains(&status);
        assert!(
            agrees && (is_success || matches!(result, Err(Error::Status { .. }))),
            "{result:?} of {status}, {:?}, {:?}, {:?}",
            self.length,
            self.end,
            String::from_utf8_lossy(self.body)
        );
    }
}

/// Checks the outcome against the table of the README.
fn check_outcome<E>(result: &Outcomes<E>) {
    let Err(error) = result else { return };
    let settles = |status: u16| status / 100 == 2 || status / 100 == 4 && status != 408;
    let is_documented = |code: &Code| scnet_notebook::CODES.iter().any(|entry| entry.code == *code);
    let outcome = match error {
        Error::RequestTooLong { .. } | Error::Unfinished => Outcome::NotSent,
        Error::Connection {
            step: Step::Open | Step::Send,
            ..
        }
        | Error::Miscount { step: Step::Send } => Outcome::NotSent,
        Error::Refused { status, code, .. } if is_documented(code) || settles(*status) => Outcome::Answered,
        Error::NotStarted { .. } => Outcome::Answered,
        Error::Status { status, .. } if settles(*status) => Outcome::Answered,
        _ => Outcome::Unknown,
    };
    assert_eq!(error.outcome(), outcome);
}

fn assert_second<E: Debug>(result: &Outcomes<E>) {
    let started = result.as_ref().expect("the next call works");
    assert_eq!(started.message.as_ref().unwrap().as_str(), "second");
}

fn show_no_secret<E: std::error::Error>(result: &Outcomes<E>) {
    match result {
        Ok(started) => show_no_secret_in(&format!("{started:?}")),
        Err(error) => {
            let mut shown = format!("{error} {error:?} {error:#?} {:?} {:?}", error.outcome(), error.fault());
            let mut source = error.source();
            while let Some(cause) = source {
                shown += &format!(" {cause} {cause:?}");
                source = cause.source();
            }
            show_no_secret_in(&shown);
        }
    }
}

fn show_no_secret_in(shown: &str) {
    assert!(!shown.contains("unmistakable"), "{shown}");
}
