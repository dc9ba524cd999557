//! Every error of a call: provoked, told apart, and put in words.

mod scripted;

use std::error::Error as _;

use scnet_notebook::{BaseUrl, Client, Code, Error, Fault, NotebookId, Outcome, Started, Token, error::CODES};
use scripted::{Scripted, Thrown};

fn start(mut connection: Scripted, capacity: usize) -> Result<Started, Error<Thrown>> {
    let base_url = BaseUrl::new("https://scnet-demo.accloud.cn").unwrap();
    let notebook = NotebookId::new("1821067171420946434").unwrap();
    Client::new(&mut connection, base_url, Token::new("secret").unwrap()).start(&notebook, &mut vec![0; capacity])
}

#[track_caller]
fn fails(connection: Scripted, outcome: Outcome, fault: Fault, text: &str) {
    let error = start(connection, 64).unwrap_err();
    assert_eq!(
        (error.outcome(), error.fault(), error.to_string().as_str()),
        (outcome, fault, text)
    );
}

fn reply(body: &str) -> Scripted {
    Scripted::reply(body)
}

#[test]
fn request_too_long() {
    let error = start(reply(""), 35).unwrap_err();
    assert_eq!((error.outcome(), error.fault()), (Outcome::NotSent, Fault::Request));
    assert_eq!(error.to_string(), "buffer of 35 bytes cannot hold the request");
}

#[test]
fn unfinished() {
    let text = "connection is still inside another request";
    fails(reply("").inside_a_request(), Outcome::Unknown, Fault::Connection, text);
}

#[test]
fn connection_failed() {
    let text = "connection failed while opening the request: cable was pulled";
    fails(reply("").throws(0), Outcome::NotSent, Fault::Connection, text);
    let text = "connection failed while sending the request: cable was pulled";
    fails(reply("").throws(1), Outcome::NotSent, Fault::Connection, text);
    let text = "connection failed while waiting for the reply: cable was pulled";
    fails(reply("").throws(3), Outcome::Unknown, Fault::Connection, text);
    let text = "connection failed while reading the reply: cable was pulled";
    fails(reply("").throws(4), Outcome::Unknown, Fault::Connection, text);
}

#[test]
fn the_source_is_what_caused_the_connections_error() {
    let error = start(reply("").throws(0), 64).unwrap_err();
    assert_eq!(
        error.source().unwrap().to_string(),
        Thrown.source().unwrap().to_string()
    );
    assert!(start(reply(""), 64).unwrap_err().source().is_none());
}

#[test]
fn miscounted() {
    let mut connection = reply("");
    connection.write_claims = Some(0);
    let text = "connection miscounted its bytes while sending the request";
    fails(connection, Outcome::NotSent, Fault::Connection, text);
}

#[test]
fn truncated() {
    let connection = reply(r#"{"code":"0""#).header("Content-Length", "40");
    fails(
        connection,
        Outcome::Unknown,
        Fault::Connection,
        "reply ends after 11 of 40 bytes",
    );
}

#[test]
fn reply_too_long() {
    let connection = reply(&" ".repeat(65));
    fails(
        connection,
        Outcome::Unknown,
        Fault::Reply,
        "reply does not fit the buffer of 64 bytes",
    );
}

#[test]
fn malformed() {
    let cases = [
        ("", "reply is malformed at byte 0: not a JSON object"),
        ("<html>", "reply is malformed at byte 0: not a JSON object"),
        (r#"{"code":"0",}"#, "reply is malformed at byte 12: not JSON"),
        (r#"{"code":"0"}}"#, "reply is malformed at byte 12: not JSON"),
        (
            r#"{"x":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["#,
            "reply is malformed at byte 37: nested too deep",
        ),
        ("{}", "reply is malformed at byte 2: no code"),
        (
            r#"{"code":"0","code":"0"}"#,
            "reply is malformed at byte 19: more than one code",
        ),
        (
            r#"{"code":"zero"}"#,
            "reply is malformed at byte 15: code is not a plain number",
        ),
        (
            r#"{"code":"0"}"#,
            "reply is malformed at byte 12: code 0 without a boolean as data",
        ),
        (
            r#"{"data":1,"data":2}"#,
            "reply is malformed at byte 17: more than one data",
        ),
    ];
    for (body, text) in cases {
        fails(reply(body), Outcome::Unknown, Fault::Reply, text);
    }
    let text = "reply is malformed at byte 3: not UTF-8";
    fails(Scripted::reply(b"{\"x\xff\":0}"), Outcome::Unknown, Fault::Reply, text);
    let text = "reply is malformed at byte 2: not of the announced length";
    fails(
        reply("{}").header("Content-Length", "1"),
        Outcome::Unknown,
        Fault::Reply,
        text,
    );
}

#[test]
fn refused_with_a_documented_code() {
    let connection = reply(r#"{"code":"10007","msg":"用户已被冻结","data":null}"#);
    let text = "service refused with code 10007, user is frozen: 用户已被冻结";
    fails(connection, Outcome::Refused, Fault::Account, text);
}

#[test]
fn refused_with_a_code_that_stands_on_no_page() {
    let connection = reply(r#"{"code":911042}"#);
    fails(
        connection,
        Outcome::Refused,
        Fault::Service,
        "service refused with code 911042",
    );
    let connection = reply(r#"{"code":911042,"msg":""}"#);
    fails(
        connection,
        Outcome::Refused,
        Fault::Service,
        "service refused with code 911042",
    );
}

#[test]
fn not_started() {
    let text = "service answered that the notebook was not started: busy";
    fails(
        reply(r#"{"code":"0","msg":"busy","data":false}"#),
        Outcome::Refused,
        Fault::Service,
        text,
    );
    let text = "service answered that the notebook was not started";
    fails(
        reply(r#"{"code":"0","data":false}"#),
        Outcome::Refused,
        Fault::Service,
        text,
    );
}

#[test]
fn status() {
    let text = "server answered with HTTP status 404";
    fails(reply("<html>").status(404), Outcome::Refused, Fault::Request, text);
    let text = "server answered with HTTP status 503, asking to wait 30 s";
    fails(
        reply("").status(503).header("Retry-After", "30"),
        Outcome::Unknown,
        Fault::Service,
        text,
    );
}

#[test]
fn a_status_says_who_has_to_act() {
    let faults = [
        (100, Fault::Reply),
        (199, Fault::Reply),
        (300, Fault::Request),
        (302, Fault::Request),
        (400, Fault::Request),
        (401, Fault::Account),
        (403, Fault::Account),
        (404, Fault::Request),
        (407, Fault::Connection),
        (408, Fault::Connection),
        (413, Fault::Request),
        (429, Fault::Service),
        (499, Fault::Request),
        (500, Fault::Service),
        (599, Fault::Service),
        (600, Fault::Reply),
        (999, Fault::Reply),
    ];
    for (status, fault) in faults {
        assert_eq!(
            start(reply("").status(status), 64).unwrap_err().fault(),
            fault,
            "{status}"
        );
    }
}

#[test]
fn what_the_service_says_stays_on_one_line() {
    let hidden = reply("{\"code\":\"10004\",\"msg\":\"a\u{202e}b\u{2028}c\u{feff}d\u{ad}e\u{61c}f\u{e0041}中\"}");
    let text = "service refused with code 10004, a parameter is invalid: a\\u{202e}b\\u{2028}c\\u{feff}d\\u{ad}e\\u{61c}f\\u{e0041}中";
    fails(hidden, Outcome::Refused, Fault::Request, text);
    let connection = reply(r#"{"code":"10004","msg":"a\nb\u001b[2J\u0085c"}"#);
    let text = "service refused with code 10004, a parameter is invalid: a\\nb\\u{1b}[2J\\u{85}c";
    fails(connection, Outcome::Refused, Fault::Request, text);
}

#[test]
fn what_the_service_says_ends_in_an_ellipsis_where_it_was_cut() {
    let body = format!(r#"{{"code":"1","msg":"{}"}}"#, "x".repeat(97));
    let text = start(Scripted::reply(body), 512).unwrap_err().to_string();
    assert_eq!(text, format!("service refused with code 1: {}…", "x".repeat(96)));
}

#[test]
fn the_table_holds_the_codes_of_the_page_in_its_order() {
    let page = [
        (0, "成功"),
        (10001, "内部错误"),
        (10003, "参数不全"),
        (10004, "参数无效"),
        (10007, "用户已被冻结"),
        (10008, "权限不足"),
        (10009, "没有权限访问接口"),
        (10010, "文件校验失败"),
        (10011, "文件过大"),
        (10012, "连接中断"),
        (716_865, "创建任务错误"),
    ];
    assert_eq!(
        CODES.each_ref().map(|entry| (entry.code.number(), entry.original)),
        page
    );
    for entry in &CODES {
        assert_eq!(entry.code.documented(), Some(entry));
        assert_eq!(entry.code.fault(), entry.fault);
        assert_eq!(entry.fault.is_none(), entry.code == Code::SUCCESS);
        assert_eq!(
            entry.code.to_string(),
            format!("{}, {}", entry.code.number(), entry.meaning)
        );
    }
    // That a code is documented decides an outcome, and is decided without the table.
    let numbers = if cfg!(miri) { 9990..10020 } else { 0..20_000 };
    for number in numbers.chain(716_864..716_867) {
        let body = format!(r#"{{"code":{number},"msg":"x"}}"#);
        if let Err(error @ Error::Refused { .. }) = start(Scripted::reply(body).status(502), 64) {
            let documented = Code::new(number).documented().is_some();
            assert_eq!(error.outcome() == Outcome::Refused, documented, "{number}");
        }
    }
    assert_eq!(Code::new(10002).documented(), None);
    assert_eq!(
        (Code::new(10002).fault(), Code::new(10002).to_string().as_str()),
        (Some(Fault::Service), "10002")
    );
}
