//! The outcome of a failed call: whether it may have started the notebook.

mod body;
mod dropped;
mod kept;

use Outcome::{NotSent, Refused, Unknown};
use scnet_notebook::{
    Code, Error, Outcome, Started,
    error::{CODES, Kind, Malformed, Step},
};
use support::{
    Action, Failure, Form, ScriptedConnection,
    documented::{SUCCESS, client, message, notebook},
};

const BUSY: &str = r#"{"code":"0","msg":"busy","data":false}"#;
const FROZEN: &str = r#"{"code":"10007","msg":"frozen","data":null}"#;

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
        for (busy, success) in replies(status, BUSY).into_iter().zip(replies(status, SUCCESS)) {
            if matches!(status, 200..=299) {
                fails(busy, Kind::NotStarted, Refused);
                assert_eq!(start(success).unwrap().status, status);
            } else {
                fails(busy, mismatch(BUSY), Unknown);
                fails(success, mismatch(SUCCESS), Unknown);
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

/// Returns a connection for each kind of error, and its outcome.
fn failures() -> Vec<(ScriptedConnection, Outcome)> {
    let reply = |body: &str| ScriptedConnection::reply(body);
    vec![
        (reply(SUCCESS).inside_a_request(), Unknown),
        (reply(SUCCESS).fails_at(0), NotSent),
        (reply(SUCCESS).fails_at(1), NotSent),
        (reply(SUCCESS).fails_at(2), Unknown),
        (reply(SUCCESS).fails_at(3), Unknown),
        (reply(SUCCESS).fails_at(4), Unknown),
        (reply(SUCCESS).action(1, Action::Zero), NotSent),
        (reply(SUCCESS).action(1, Action::Overcount), Unknown),
        (reply(SUCCESS).action(4, Action::Overcount), Unknown),
        (reply(SUCCESS).content_length("41"), Unknown),
        (reply(&"x".repeat(200)), Unknown),
        (reply("<html>"), Unknown),
        (reply(SUCCESS).status(403), Unknown),
        (reply(FROZEN), Refused),
        (reply(r#"{"code":10001}"#), Unknown),
        (reply(r#"{"code":500}"#), Unknown),
        (reply(BUSY), Refused),
        (reply("<html>").status(403), Refused),
        (reply("<html>").status(504), Unknown),
    ]
}
