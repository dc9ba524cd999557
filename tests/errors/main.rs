//! Every error of a call: its cause, its kind and its text.

mod codes;

use std::error::Error as _;

use scnet_notebook::{
    BaseUrl, Client, Code, Error, Fault, NotebookId, Outcome, Started, Token,
    error::{CODES, Kind},
};
use support::{
    Action, Failure, ScriptedConnection,
    documented::{client, notebook},
};

fn start(connection: ScriptedConnection, capacity: usize) -> Result<Started, Error<Failure>> {
    client(connection, &mut vec![0; capacity]).start(notebook())
}

#[track_caller]
fn fails(connection: ScriptedConnection, outcome: Outcome, fault: Fault, text: &str) {
    let error = start(connection, 64).unwrap_err();
    assert_eq!(
        (error.outcome(), error.fault(), error.to_string().as_str()),
        (outcome, fault, text)
    );
}

fn reply(body: &str) -> ScriptedConnection {
    ScriptedConnection::reply(body)
}

#[test]
fn request_too_long() {
    let error = start(reply(""), 35).unwrap_err();
    assert_eq!((error.outcome(), error.fault()), (Outcome::NotSent, Fault::Request));
    assert_eq!(
        error.to_string(),
        "buffer of 35 bytes cannot hold the request and a reply; give the client 512 bytes"
    );
}

#[test]
fn request_in_progress() {
    let text = "connection is still inside another request; replace the connection";
    fails(reply("").inside_a_request(), Outcome::Unknown, Fault::Connection, text);
}

#[test]
fn connection_failed() {
    let text = "connection failed while opening the request: cable was pulled";
    fails(reply("").fails_at(0), Outcome::NotSent, Fault::Connection, text);
    let text = "connection failed before the whole request was sent: cable was pulled";
    fails(reply("").fails_at(1), Outcome::NotSent, Fault::Connection, text);
    let text = "connection failed while waiting for the response: cable was pulled";
    fails(reply("").fails_at(3), Outcome::Unknown, Fault::Connection, text);
    let text = "connection failed while reading the response: cable was pulled";
    fails(reply("").fails_at(4), Outcome::Unknown, Fault::Connection, text);
}

#[test]
fn the_source_is_that_of_the_connections_error() {
    let error = start(reply("").fails_at(0), 64).unwrap_err();
    assert_eq!(
        error.source().unwrap().to_string(),
        Failure::UNPLUGGED.source().unwrap().to_string()
    );
    assert!(start(reply(""), 64).unwrap_err().source().is_none());
}

#[test]
fn invalid_byte_count() {
    let connection = reply("").action(1, Action::Zero);
    let text = "connection reported an impossible number of bytes before the whole request was sent";
    fails(connection, Outcome::NotSent, Fault::Connection, text);
}

#[test]
fn truncated() {
    let connection = reply(r#"{"code":"0""#).content_length("40");
    let text = "response ends 29 bytes before its announced length";
    fails(connection, Outcome::Unknown, Fault::Connection, text);
}

#[test]
fn reply_too_long() {
    let text = "response does not fit the buffer of 64 bytes; give the client a larger one";
    fails(reply(&" ".repeat(65)), Outcome::Unknown, Fault::Reply, text);
}

#[test]
fn malformed() {
    let too_deep = r#"{"x":"#.to_owned() + &"[".repeat(32);
    let cases = [
        (reply(""), "not a JSON object, at byte 0"),
        (reply("<html>"), "not a JSON object, at byte 0"),
        (reply(r#"{"code":"0",}"#), "not JSON, at byte 12"),
        (reply(r#"{"code":"0"}}"#), "not JSON, at byte 12"),
        (reply(&too_deep), "nested too deep, at byte 36"),
        (reply("{}"), "no code, at byte 2"),
        (reply(r#"{"code":"0","code":"0"}"#), "more than one code, at byte 19"),
        (reply(r#"{"code":"zero"}"#), "code is not a plain number, at byte 15"),
        (reply(r#"{"code":"0"}"#), "code 0 without a boolean as data, at byte 12"),
        (reply(r#"{"data":1,"data":2}"#), "more than one data, at byte 17"),
        (ScriptedConnection::reply(b"{\"x\xff\":0}"), "not UTF-8, at byte 3"),
        (
            reply("{}").content_length("1"),
            "not of the announced length, at byte 2",
        ),
    ];
    for (connection, text) in cases {
        let text = format!("response is not a reply of the service: {text}");
        fails(connection, Outcome::Unknown, Fault::Reply, &text);
    }
}

#[test]
fn documented_code() {
    let connection = reply(r#"{"code":"10007","msg":"用户已被冻结","data":null}"#);
    let text = "reply has code 10007, user is frozen";
    fails(connection, Outcome::Refused, Fault::Account, text);
}

#[test]
fn undocumented_code() {
    let connection = reply(r#"{"code":911042,"msg":"x"}"#);
    let text = "reply has code 911042, not documented";
    fails(connection, Outcome::Unknown, Fault::Service, text);
}

#[test]
fn not_started() {
    let text = "service answered that the notebook was not started";
    let body = r#"{"code":"0","msg":"busy","data":false}"#;
    fails(reply(body), Outcome::Refused, Fault::Service, text);
}

#[test]
fn status() {
    let text = "response has no code of the service, HTTP status 404";
    fails(reply("<html>").status(404), Outcome::Refused, Fault::Request, text);
    let text = "response has no code of the service, HTTP status 503, asking to wait 30 s";
    let connection = reply("").status(503).retry_after("30");
    fails(connection, Outcome::Unknown, Fault::Service, text);
}

#[test]
fn every_error_shows_a_status_outside_2xx_and_the_seconds_to_wait() {
    let busy = |body: &str| reply(body).status(503).retry_after("30");
    let text = "reply has code 10004, a parameter is invalid, HTTP status 503, asking to wait 30 s";
    fails(busy(r#"{"code":"10004"}"#), Outcome::Refused, Fault::Request, text);
    let text = "response ends 39 bytes before its announced length, HTTP status 503, asking to wait 30 s";
    let connection = busy("{").content_length("40");
    fails(connection, Outcome::Unknown, Fault::Connection, text);
    let text = "response is not a reply of the service: code 0 under an HTTP status that is not a success, at byte 22, \
                HTTP status 503, asking to wait 30 s";
    let success = r#"{"code":0,"data":true}"#;
    fails(busy(success), Outcome::Unknown, Fault::Reply, text);
    let text = "response is not a reply of the service: no code, at byte 2, asking to wait 30 s";
    fails(busy("{}").status(299), Outcome::Unknown, Fault::Reply, text);
}

#[test]
fn the_debug_output_of_an_error_has_its_kind_its_status_and_the_seconds_to_wait() {
    let error = start(reply("").status(503).retry_after("30"), 64).unwrap_err();
    assert_eq!(
        format!("{error:?}"),
        "Error { kind: Status, status: Some(503), retry_after: Some(30) }"
    );
    let error = start(reply("").inside_a_request(), 64).unwrap_err();
    let text = "Error { kind: RequestInProgress, status: None, retry_after: None }";
    assert_eq!(format!("{error:?}"), text);
}

#[test]
fn no_error_shows_a_text_of_the_server() {
    for status in [200, 403, 503] {
        for body in [
            r#"{"code":"10007","msg":"SAID"}"#,
            r#"{"code":"0","msg":"SAID","data":false}"#,
            r#"{"code":"0","msg":"SAID","data":true"#,
            r#"{"code":"SAID"}"#,
            "SAID",
        ] {
            let error = start(reply(body).status(status).retry_after("SAID"), 64).unwrap_err();
            assert!(!format!("{error} {error:?} {error:#?}").contains("SAID"), "{error:?}");
        }
    }
}

#[test]
fn an_error_is_plain_data_of_at_most_16_bytes_plus_that_of_the_connection() {
    fn check<E: Copy + 'static>() {
        fn is_plain<T: Copy + 'static>() -> usize {
            size_of::<T>()
        }
        let size = is_plain::<Error<E>>();
        assert!(size <= 16 + size_of::<E>(), "{size}");
    }
    check::<()>();
    check::<u8>();
    check::<u32>();
    check::<u64>();
    check::<[u8; 16]>();
    check::<Failure>();
}

#[test]
fn the_question_mark_operator_boxes_the_error_of_a_call() {
    fn start_twice(body: &str) -> Result<u16, Box<dyn core::error::Error>> {
        let mut buffer = [0; 64];
        let base_url = BaseUrl::new("https://scnet-demo.accloud.cn")?;
        let mut client = Client::new(reply(body), base_url, Token::new("secret")?, &mut buffer);
        client.start(NotebookId::new("1821067171420946434")?)?;
        *client.connection() = reply(body);
        Ok(client.start(NotebookId::new("1821067171420946434")?)?.status)
    }
    assert_eq!(start_twice(r#"{"code":"0","data":true}"#).unwrap(), 200);
    let error = start_twice(r#"{"code":"10001"}"#).unwrap_err();
    let error = error.downcast_ref::<Error<Failure>>().unwrap();
    assert_eq!(error.kind(), &Kind::Code(Code::INTERNAL_ERROR));
}
