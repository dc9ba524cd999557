//! The outcome of a failed call: whether it may have started the notebook.

mod dropped;

use Outcome::{NotSent, Refused, Unknown};
use scnet_notebook::{
    BaseUrl, Client, Code, Error, NotebookId, Outcome, Started, Token,
    error::{CODES, Kind, Malformed, Step},
};
use support::{Action, Failure, ScriptedConnection};

const STARTED: &str = r#"{"code":"0","msg":"success","data":true}"#;
const BUSY: &str = r#"{"code":"0","msg":"busy","data":false}"#;
const FROZEN: &str = r#"{"code":"10007","msg":"frozen","data":null}"#;

fn client<C>(connection: C, buffer: &mut [u8]) -> Client<'_, C> {
    let base_url = BaseUrl::new("https://scnet-demo.accloud.cn").unwrap();
    Client::new(connection, base_url, Token::new("secret").unwrap(), buffer)
}

fn notebook() -> NotebookId<'static> {
    NotebookId::new("1821067171420946434").unwrap()
}

fn start(connection: ScriptedConnection) -> Result<Started, Error<Failure>> {
    client(connection, &mut [0; 128]).start(notebook())
}

#[track_caller]
fn fails(connection: ScriptedConnection, kind: Kind<Failure>, outcome: Outcome) {
    let error = start(connection).unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (&kind, outcome));
}

/// Returns a reply with a length and one without.
fn replies(status: u16, body: &str) -> [ScriptedConnection; 2] {
    [ScriptedConnection::reply(body), ScriptedConnection::unannounced(body)].map(|script| script.status(status))
}

#[test]
fn a_documented_code_means_refused_under_every_status() {
    for status in [100, 200, 204, 302, 400, 401, 408, 500, 504, 999] {
        for row in CODES.iter().filter(|row| row.code != Code::SUCCESS) {
            let outcome = if matches!(row.code.number(), 10001 | 10012) {
                Unknown
            } else {
                Refused
            };
            for body in [
                format!(r#"{{"code":"{}"}}"#, row.code.number()),
                format!(r#"{{"code":{},"data":true}}"#, row.code.number()),
            ] {
                for connection in replies(status, &body) {
                    fails(connection, Kind::Code(row.code), outcome);
                }
            }
        }
    }
}

#[test]
fn an_undocumented_code_means_unknown_under_every_status() {
    for (body, code) in [
        (r#"{"code":500,"msg":"504 GATEWAY_TIMEOUT"}"#, 500),
        (r#"{"code":"200","msg":"OK"}"#, 200),
        (r#"{"code":10002}"#, 10002),
        (r#"{"code":504,"message":"upstream timed out"}"#, 504),
    ] {
        for status in [100, 200, 302, 400, 401, 404, 408, 429, 500, 502, 504] {
            for connection in replies(status, body) {
                fails(connection, Kind::Code(Code::new(code)), Unknown);
            }
        }
    }
}

#[test]
fn a_status_without_a_code_means_refused_only_if_the_standard_says_so() {
    let refused = [
        400, 401, 403, 404, 405, 406, 407, 411, 413, 414, 415, 417, 421, 426, 429, 431,
    ];
    for status in (100..=999).step_by(if cfg!(miri) { 11 } else { 1 }) {
        let (kind, outcome) = match status {
            200..=299 => {
                let (reason, position) = (Malformed::NotAnObject, 0);
                (Kind::Malformed { reason, position }, Unknown)
            }
            _ if refused.contains(&status) => (Kind::Status, Refused),
            _ => (Kind::Status, Unknown),
        };
        for connection in replies(status, "") {
            let error = start(connection).unwrap_err();
            assert_eq!((error.kind(), error.outcome()), (&kind, outcome), "{status}");
            assert_eq!(error.status(), Some(status));
        }
    }
}

#[test]
fn code_0_with_data_false_is_refused_under_2xx_and_unknown_elsewhere() {
    let mismatch = |body: &str| Kind::Malformed {
        reason: Malformed::StatusMismatch,
        position: u32::try_from(body.len()).unwrap(),
    };
    for status in (100..=999).step_by(if cfg!(miri) { 11 } else { 1 }) {
        for (busy, success) in replies(status, BUSY).into_iter().zip(replies(status, STARTED)) {
            if matches!(status, 200..=299) {
                fails(busy, Kind::NotStarted, Refused);
                assert_eq!(start(success).unwrap().status, status);
            } else {
                fails(busy, mismatch(BUSY), Unknown);
                fails(success, mismatch(STARTED), Unknown);
            }
        }
    }
    let no_result = Kind::Malformed {
        reason: Malformed::NoResult,
        position: 10,
    };
    for status in [200, 302, 403, 500] {
        for connection in replies(status, r#"{"code":0}"#) {
            fails(connection, no_result, Unknown);
        }
    }
}

#[test]
fn without_a_code_in_the_body_the_status_decides() {
    let page = "<html><body>Forbidden</body></html>";
    let long_page = format!("\n<html>{}</html>", "x".repeat(200));
    for (status, outcome) in [
        (403, Refused),
        (404, Refused),
        (408, Unknown),
        (302, Unknown),
        (500, Unknown),
    ] {
        for body in [page, "Forbidden", "[]", r#""code""#, " \n", "{}", r#"{"error":"x"}"#] {
            for connection in replies(status, body) {
                fails(connection, Kind::Status, outcome);
            }
        }
        // Shorter and longer than announced, and cut by an error of the connection.
        let cut = || ScriptedConnection::reply(page).status(status);
        fails(cut().content_length("100"), Kind::Status, outcome);
        fails(cut().content_length("20"), Kind::Status, outcome);
        fails(cut().piece(10).fails_at(8), Kind::Status, outcome);
        // Longer than the buffer, without a length.
        let connection = ScriptedConnection::unannounced(long_page.clone()).status(status);
        fails(connection, Kind::Status, outcome);
    }
}

#[test]
fn an_invalid_code_means_unknown_under_every_status() {
    for code in [
        r#""""#,
        "0.0",
        r#""+10007""#,
        r#""4294967296""#,
        "null",
        r#"{"code":"10007"}"#,
    ] {
        let body = format!(r#"{{"code":{code},"data":false}}"#);
        let (reason, position) = (Malformed::InvalidCode, u32::try_from(body.len()).unwrap());
        for status in [200, 302, 400, 403, 404, 500] {
            for connection in replies(status, &body) {
                fails(connection, Kind::Malformed { reason, position }, Unknown);
            }
        }
    }
}

#[test]
fn for_a_page_longer_than_the_buffer_the_status_decides() {
    let long_page = format!("<html>{}</html>", "x".repeat(200));
    let long_object = format!(r#"{{"x":"{}"}}"#, "x".repeat(200));
    for (status, outcome) in [
        (403, Refused),
        (404, Refused),
        (408, Unknown),
        (302, Unknown),
        (500, Unknown),
    ] {
        fails(
            ScriptedConnection::reply(long_page.clone()).status(status),
            Kind::Status,
            outcome,
        );
        let too_long = Kind::ReplyTooLong { capacity: 128 };
        fails(
            ScriptedConnection::reply(long_object.clone()).status(status),
            too_long,
            Unknown,
        );
    }
}

#[test]
fn an_object_that_is_cut_too_long_or_malformed_means_unknown_under_every_status() {
    let long = format!(r#"{{"x":"{}","code":"10007"}}"#, "x".repeat(200));
    let too_long = Kind::ReplyTooLong { capacity: 128 };
    let (step, error) = (Step::Read, Failure::UNPLUGGED);
    for status in [200, 403, 404, 408, 500] {
        let cut = |body: &str| ScriptedConnection::reply(body).status(status).content_length("40");
        for missing in 1..40 {
            let kind = Kind::Truncated { missing };
            fails(cut(&STARTED[..40 - missing as usize]), kind, Unknown);
        }
        for (body, missing) in [
            ("{}", 38),
            (r#"{"error":"x"}"#, 27),
            (r#"{"code":"UNAUTHORIZED"}"#, 17),
            (" {", 38),
            // An empty body, or white space.
            ("", 40),
            ("\n ", 38),
        ] {
            fails(cut(body), Kind::Truncated { missing }, Unknown);
        }
        for connection in replies(status, &long) {
            fails(connection, too_long, Unknown);
        }
        for connection in replies(status, FROZEN) {
            fails(
                connection.piece(20).fails_at(5),
                Kind::Connection { step, error },
                Unknown,
            );
        }
        for (body, reason, position) in [
            (r#"{"code":"10007""#, Malformed::NotJson, 15),
            (r#"{"code":"10007"}}"#, Malformed::NotJson, 16),
            (r#"{"code":1,"code":10007}"#, Malformed::RepeatedCode, 17),
        ] {
            for connection in replies(status, body) {
                fails(connection, Kind::Malformed { reason, position }, Unknown);
            }
        }
    }
}

/// Returns a connection for each kind of error, and its outcome.
fn failures() -> Vec<(ScriptedConnection, Outcome)> {
    let reply = |body: &str| ScriptedConnection::reply(body);
    vec![
        (reply(STARTED).inside_a_request(), Unknown),
        (reply(STARTED).fails_at(0), NotSent),
        (reply(STARTED).fails_at(1), NotSent),
        (reply(STARTED).fails_at(2), Unknown),
        (reply(STARTED).fails_at(3), Unknown),
        (reply(STARTED).fails_at(4), Unknown),
        (reply(STARTED).action(1, Action::Zero), NotSent),
        (reply(STARTED).action(1, Action::Overcount), Unknown),
        (reply(STARTED).action(4, Action::Overcount), Unknown),
        (reply(STARTED).content_length("41"), Unknown),
        (reply(&"x".repeat(200)), Unknown),
        (reply("<html>"), Unknown),
        (reply(STARTED).status(403), Unknown),
        (reply(FROZEN), Refused),
        (reply(r#"{"code":10001}"#), Unknown),
        (reply(r#"{"code":500}"#), Unknown),
        (reply(BUSY), Refused),
        (reply("<html>").status(403), Refused),
        (reply("<html>").status(504), Unknown),
    ]
}

#[test]
fn the_client_keeps_the_outcome_of_the_error_that_it_returned_and_none_after_a_start() {
    let mut buffer = [0; 128];
    let mut client = client(ScriptedConnection::reply(STARTED), &mut buffer);
    assert_eq!(client.outcome(), None);
    for (failing, outcome) in failures() {
        *client.connection() = failing;
        let error = client.start(notebook()).unwrap_err();
        assert_eq!((error.outcome(), client.outcome()), (outcome, Some(outcome)), "{error}");
        *client.connection() = ScriptedConnection::reply(STARTED);
        client.start(notebook()).unwrap();
        assert_eq!(client.outcome(), None);
    }
    let mut buffer = [0; 35];
    let mut client = self::client(ScriptedConnection::reply(STARTED), &mut buffer);
    let error = client.start(notebook()).unwrap_err();
    assert_eq!(error.kind(), &Kind::RequestTooLong { capacity: 35 });
    assert_eq!((error.outcome(), client.outcome()), (NotSent, Some(NotSent)));
}

#[test]
fn the_client_keeps_the_message_of_the_last_whole_reply_until_the_next_call() {
    let message = |client: &Client<'_, ScriptedConnection>| client.message().map(|message| message.to_string());
    let mut buffer = [0; 128];
    let mut client = client(ScriptedConnection::reply(""), &mut buffer);
    assert_eq!(message(&client), None);
    for (failing, _) in failures() {
        for (reply, words) in [
            (ScriptedConnection::reply(STARTED), "success"),
            (ScriptedConnection::reply(FROZEN), "frozen"),
            (ScriptedConnection::reply(BUSY), "busy"),
            (ScriptedConnection::reply(FROZEN).status(504), "frozen"),
            (ScriptedConnection::reply(STARTED).status(504), "success"),
        ] {
            *client.connection() = reply;
            let _ = client.start(notebook());
            assert_eq!(message(&client).as_deref(), Some(words));
        }
        let is_whole = [FROZEN, BUSY, STARTED]
            .map(str::as_bytes)
            .contains(&failing.body.as_slice());
        let words = match failing.body.as_slice() {
            body if body == FROZEN.as_bytes() => Some("frozen"),
            body if body == BUSY.as_bytes() => Some("busy"),
            _ if is_whole && failing.status == 403 => Some("success"),
            _ => None,
        };
        *client.connection() = failing;
        client.start(notebook()).unwrap_err();
        assert_eq!(message(&client).as_deref(), words);
    }
}

#[test]
fn every_error_after_a_response_has_its_seconds_to_wait() {
    let overcounting = ScriptedConnection::reply(STARTED).action(4, Action::Overcount);
    let (step, error) = (Step::Read, Failure::UNPLUGGED);
    let malformed = |reason, position| Kind::Malformed { reason, position };
    let truncated = Kind::Truncated { missing: 1 };
    let cases = [
        (ScriptedConnection::reply(FROZEN), Kind::Code(Code::USER_FROZEN)),
        (ScriptedConnection::reply("").status(503), Kind::Status),
        (ScriptedConnection::reply(STARTED).content_length("41"), truncated),
        (
            ScriptedConnection::reply("x".repeat(129)),
            Kind::ReplyTooLong { capacity: 128 },
        ),
        (
            ScriptedConnection::unannounced("x".repeat(129)),
            Kind::ReplyTooLong { capacity: 128 },
        ),
        (
            ScriptedConnection::reply("<html>"),
            malformed(Malformed::NotAnObject, 0),
        ),
        (
            ScriptedConnection::reply(STARTED).content_length("x"),
            malformed(Malformed::WrongLength, 0),
        ),
        (
            ScriptedConnection::reply(STARTED).status(403),
            malformed(Malformed::StatusMismatch, 40),
        ),
        (ScriptedConnection::reply(BUSY), Kind::NotStarted),
        (
            ScriptedConnection::reply(STARTED).fails_at(4),
            Kind::Connection { step, error },
        ),
        (overcounting, Kind::InvalidByteCount { step }),
    ];
    for (script, kind) in cases {
        let error = start(script.retry_after("30")).unwrap_err();
        assert_eq!((error.kind(), error.retry_after()), (&kind, Some(30)));
    }
    // The next call has not those of the previous response.
    let mut buffer = [0; 128];
    let mut client = client(ScriptedConnection::reply(FROZEN).retry_after("30"), &mut buffer);
    assert_eq!(client.start(notebook()).unwrap_err().retry_after(), Some(30));
    for call in 0..4 {
        *client.connection() = ScriptedConnection::reply(FROZEN).retry_after("30").fails_at(call);
        let error = client.start(notebook()).unwrap_err();
        assert_eq!((error.status(), error.retry_after()), (None, None));
    }
}
