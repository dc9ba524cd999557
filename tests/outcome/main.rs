//! Whether a call that failed may have started the notebook: the rules, and the answers of the client.

mod dropped;
#[path = "../../fuzz/src/polling.rs"]
mod polling;
#[path = "../scripted/mod.rs"]
mod scripted;

use Outcome::{NotSent, Refused, Unknown};
use scnet_notebook::{
    BaseUrl, Client, Code, Error, NotebookId, Outcome, Started, Token,
    error::{CODES, Kind, Malformed, Step},
};
use scripted::{Scripted, Thrown};

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

fn start(connection: Scripted) -> Result<Started, Error<Thrown>> {
    client(connection, &mut [0; 128]).start(notebook())
}

#[track_caller]
fn fails(connection: Scripted, kind: Kind<Thrown>, outcome: Outcome) {
    let error = start(connection).unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (&kind, outcome));
}

/// A reply framed by its length, and one that ends with the stream.
fn replies(status: u16, body: &str) -> [Scripted; 2] {
    [Scripted::reply(body), Scripted::unannounced(body)].map(|script| script.status(status))
}

#[test]
fn a_documented_code_settles_that_nothing_was_started_under_every_status() {
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
fn a_code_that_is_not_on_the_page_leaves_the_outcome_unknown_under_every_status() {
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
fn a_status_without_a_code_is_refused_where_the_standard_leaves_no_doubt_and_unknown_elsewhere() {
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
fn a_body_that_certainly_has_no_code_leaves_the_decision_to_the_status() {
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
        let cut = || Scripted::reply(page).status(status);
        fails(cut().header("Content-Length", "100"), Kind::Status, outcome);
        fails(cut().header("Content-Length", "20"), Kind::Status, outcome);
        fails(cut().piece(10).throws(8), Kind::Status, outcome);
        // Longer than the buffer, without saying so.
        let connection = Scripted::unannounced(long_page.clone()).status(status);
        fails(connection, Kind::Status, outcome);
    }
}

#[test]
fn a_code_that_cannot_be_read_leaves_the_outcome_unknown_under_every_status() {
    for code in [
        r#""""#,
        r#""00""#,
        "0.0",
        "-0",
        r#"" 0""#,
        "10001.0",
        r#""10012 ""#,
        r#""+10007""#,
        "4294967296",
        r#""4294967296""#,
        r#""UNAUTHORIZED""#,
        "null",
        "true",
        "{}",
        r#"["10007"]"#,
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
fn a_page_that_is_announced_longer_than_the_buffer_leaves_the_decision_to_the_status() {
    let long_page = format!("<html>{}</html>", "x".repeat(200));
    let long_object = format!(r#"{{"x":"{}"}}"#, "x".repeat(200));
    for (status, outcome) in [
        (403, Refused),
        (404, Refused),
        (408, Unknown),
        (302, Unknown),
        (500, Unknown),
    ] {
        fails(Scripted::reply(long_page.clone()).status(status), Kind::Status, outcome);
        let too_long = Kind::ReplyTooLong { capacity: 128 };
        fails(Scripted::reply(long_object.clone()).status(status), too_long, Unknown);
    }
}

#[test]
fn an_object_that_is_cut_too_long_or_malformed_may_hide_a_code_under_every_status() {
    let long = format!(r#"{{"x":"{}","code":"10007"}}"#, "x".repeat(200));
    let too_long = Kind::ReplyTooLong { capacity: 128 };
    let (step, error) = (Step::Read, Thrown);
    for status in [200, 403, 404, 408, 500] {
        let cut = |body: &str| Scripted::reply(body).status(status).header("Content-Length", "40");
        for missing in 1..40 {
            let kind = Kind::Truncated { missing };
            fails(cut(&STARTED[..40 - missing as usize]), kind, Unknown);
        }
        for (body, missing) in [
            ("{}", 38),
            (r#"{"error":"x"}"#, 27),
            (r#"{"code":"UNAUTHORIZED"}"#, 17),
            (" {", 38),
            // Nothing came, or only white space.
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
                connection.piece(20).throws(5),
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

/// A script for each kind of error of a call, with its outcome.
fn failures() -> Vec<(Scripted, Outcome)> {
    let reply = |body: &str| Scripted::reply(body);
    let mut counts_wrong = [reply(STARTED), reply(STARTED), reply(STARTED)];
    counts_wrong[0].write_claims = Some(0);
    counts_wrong[1].write_claims = Some(37);
    counts_wrong[2].read_claims = Some(1000);
    let [nothing, too_much, read] = counts_wrong;
    vec![
        (reply(STARTED).inside_a_request(), Unknown),
        (reply(STARTED).throws(0), NotSent),
        (reply(STARTED).throws(1), NotSent),
        (reply(STARTED).throws(2), Unknown),
        (reply(STARTED).throws(3), Unknown),
        (reply(STARTED).throws(4), Unknown),
        (nothing, NotSent),
        (too_much, Unknown),
        (read, Unknown),
        (reply(STARTED).header("Content-Length", "41"), Unknown),
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
    let mut client = client(Scripted::reply(STARTED), &mut buffer);
    assert_eq!(client.outcome(), None);
    for (failing, outcome) in failures() {
        *client.connection() = failing;
        let error = client.start(notebook()).unwrap_err();
        assert_eq!((error.outcome(), client.outcome()), (outcome, Some(outcome)), "{error}");
        *client.connection() = Scripted::reply(STARTED);
        client.start(notebook()).unwrap();
        assert_eq!(client.outcome(), None);
    }
    let mut buffer = [0; 35];
    let mut client = self::client(Scripted::reply(STARTED), &mut buffer);
    let error = client.start(notebook()).unwrap_err();
    assert_eq!(error.kind(), &Kind::RequestTooLong { capacity: 35 });
    assert_eq!((error.outcome(), client.outcome()), (NotSent, Some(NotSent)));
}

#[test]
fn the_client_keeps_the_message_of_the_last_whole_reply_until_the_next_call() {
    let message = |client: &Client<'_, Scripted>| client.message().map(|message| message.to_string());
    let mut buffer = [0; 128];
    let mut client = client(Scripted::reply(""), &mut buffer);
    assert_eq!(message(&client), None);
    for (failing, _) in failures() {
        for (reply, words) in [
            (Scripted::reply(STARTED), "success"),
            (Scripted::reply(FROZEN), "frozen"),
            (Scripted::reply(BUSY), "busy"),
            (Scripted::reply(FROZEN).status(504), "frozen"),
            (Scripted::reply(STARTED).status(504), "success"),
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
fn the_seconds_to_wait_are_kept_beside_every_error_that_had_a_response() {
    let mut counts_wrong = Scripted::reply(STARTED);
    counts_wrong.read_claims = Some(1000);
    let (step, error) = (Step::Read, Thrown);
    let malformed = |reason, position| Kind::Malformed { reason, position };
    let truncated = Kind::Truncated { missing: 1 };
    let cases = [
        (Scripted::reply(FROZEN), Kind::Code(Code::USER_FROZEN)),
        (Scripted::reply("").status(503), Kind::Status),
        (Scripted::reply(STARTED).header("Content-Length", "41"), truncated),
        (Scripted::reply("x".repeat(129)), Kind::ReplyTooLong { capacity: 128 }),
        (
            Scripted::unannounced("x".repeat(129)),
            Kind::ReplyTooLong { capacity: 128 },
        ),
        (Scripted::reply("<html>"), malformed(Malformed::NotAnObject, 0)),
        (
            Scripted::reply(STARTED).header("Content-Length", "x"),
            malformed(Malformed::WrongLength, 0),
        ),
        (
            Scripted::reply(STARTED).status(403),
            malformed(Malformed::StatusMismatch, 40),
        ),
        (Scripted::reply(BUSY), Kind::NotStarted),
        (Scripted::reply(STARTED).throws(4), Kind::Connection { step, error }),
        (counts_wrong, Kind::InvalidByteCount { step }),
    ];
    for (script, kind) in cases {
        let error = start(script.header("Retry-After", "30")).unwrap_err();
        assert_eq!((error.kind(), error.retry_after()), (&kind, Some(30)));
    }
    // None of the response before.
    let mut buffer = [0; 128];
    let mut client = client(Scripted::reply(FROZEN).header("Retry-After", "30"), &mut buffer);
    assert_eq!(client.start(notebook()).unwrap_err().retry_after(), Some(30));
    for call in 0..4 {
        *client.connection() = Scripted::reply(FROZEN).header("Retry-After", "30").throws(call);
        let error = client.start(notebook()).unwrap_err();
        assert_eq!((error.status(), error.retry_after()), (None, None));
    }
}
