//! Calls to the mock, with the replies of the service and of gateways.

use scnet_notebook::{Code, error::CODES};
use scnet_notebook_mock::{Answer, Server};

use crate::{JSON, STARTED, image::TOKEN, on_each_image};

#[test]
fn every_documented_code_has_its_exit_status() {
    on_each_image(|image| {
        let server = Server::start();
        let url = server.url().replace("127.0.0.1", "10.0.2.2");
        for entry in CODES {
            server.clear();
            server.reply_with(entry.code);
            let run = image.run(&url, &[]);

            let (code, meaning, original, advice) = (entry.code.number(), entry.meaning, entry.original, entry.advice);
            let text = format!("error: reply has code {code}, {meaning}\nmessage: {original}\nhint: {advice}\n");
            let (status, output) = match code {
                0 => (0, STARTED.to_owned()),
                10001 | 10012 => (4, text),
                _ => (1, text),
            };
            assert_eq!((run.status, run.output), (Some(status), output), "{image}: {code}");
            let requests = server.requests();
            assert_eq!(requests.len(), 1, "{image}: {code}");
            assert_eq!(requests[0].headers["token"], "eyJhbGciOiJIUzI1N", "{image}: {code}");
        }
    });
}

/// Makes one call of each image to the mock with each answer, and expects its exit status and output.
#[track_caller]
fn assert_answers(cases: &[(Answer, i32, &str)]) {
    on_each_image(|image| {
        let server = Server::start();
        let url = server.url().replace("127.0.0.1", "10.0.2.2");
        for (answer, status, output) in cases {
            server.reply_with(answer.clone());
            let run = image.run(&url, &[]);
            assert_eq!(
                (run.status, &*run.output),
                (Some(*status), *output),
                "{image}: {answer}"
            );
        }
    });
}

#[test]
fn after_a_reply_that_may_come_from_a_gateway_the_outcome_is_unknown() {
    let gateway = Answer::raw(200, r#"{"code":500,"msg":"504 GATEWAY_TIMEOUT"}"#);
    let timeout = "error: reply has code 500, not documented\nmessage: 504 GATEWAY_TIMEOUT\n";
    let bare = "error: response has no code of the service, HTTP status 424\n";
    let interrupted = "error: reply has code 10012, connection was interrupted\nmessage: 连接中断\n\
                       hint: look at the notebook first; if it is not starting, try again later\n";
    let mismatch = "error: response is not a reply of the service: code 0 under an HTTP status that is not a success, \
                    at byte 40, HTTP status 403\nmessage: success\n";
    assert_answers(&[
        (gateway, 4, timeout),
        (Answer::raw(424, ""), 4, bare),
        (Answer::code(Code::CONNECTION_INTERRUPTED), 4, interrupted),
        (Answer::raw(403, JSON), 4, mismatch),
    ]);
}

#[test]
fn a_documented_code_counts_under_any_http_status() {
    let output = "error: reply has code 10004, a parameter is invalid, HTTP status 504\nmessage: 参数无效\n\
                  hint: check the notebook id\n";
    assert_answers(&[(Answer::code(Code::INVALID_PARAMETER).with_status(504), 1, output)]);
}

#[test]
fn a_repeated_token_in_a_reply_is_masked() {
    on_each_image(|image| {
        let server = Server::start();
        let url = server.url().replace("127.0.0.1", "10.0.2.2");
        for repeated in [TOKEN, &TOKEN[7..]] {
            for (code, status) in [("10008", 1), ("500", 4), ("0", 1)] {
                let body = format!(r#"{{"code":"{code}","msg":"'{repeated}' is bad","data":false}}"#);
                server.reply_with(Answer::raw(200, body));
                let run = image.run(&url, &[]);
                assert_eq!(run.status, Some(status), "{image}: {run}");
                assert!(run.output.contains("\nmessage: '***' is bad\n"), "{image}: {run}");
                let mut pieces = TOKEN.as_bytes().windows(8).map(|piece| str::from_utf8(piece).unwrap());
                assert_eq!(pieces.find(|piece| run.output.contains(piece)), None, "{image}: {run}");
            }
        }
    });
}
