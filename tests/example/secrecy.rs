//! A server that repeats the token or a part of it: the example does not print it.

use support::server::serve_once;

use super::{CONNECTIONS, over};

const TOKEN: &str = "eyJhbGciOiJIUzI1NiJ9.dW5taXN0YWthYmxl";

/// Answers one request over each connection, checks that no piece of the token is printed, and returns the exit statuses and the
/// lines.
fn run(response: &str) -> [(i32, String); 3] {
    CONNECTIONS.map(|connection| {
        let server = serve_once(response.to_owned());
        let mut command = over(connection, &server.base_url());
        let output = command.env("SCNET_TOKEN", TOKEN).output().unwrap();
        assert!(server.finish().contains(TOKEN));
        let lines = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        for piece in TOKEN.as_bytes().windows(8) {
            let piece = std::str::from_utf8(piece).unwrap();
            assert!(!lines.contains(piece), "{connection}: {response}: {lines}");
        }
        (output.status.code().unwrap(), lines)
    })
}

fn reply(status: u16, body: &str) -> String {
    format!("HTTP/1.1 {status} X\r\nContent-Length: {}\r\n\r\n{body}", body.len())
}

#[test]
fn a_message_that_repeats_the_token_is_masked() {
    let from_the_eighth = TOKEN.split_at(7).1;
    for secret in [TOKEN, from_the_eighth] {
        for (status, said) in [(200, ""), (500, ", HTTP status 500")] {
            let body = format!(r#"{{"code":"10007","msg":"token {secret} is frozen"}}"#);
            let expected = format!(
                "error: reply has code 10007, user is frozen{said}\nmessage: token *** is frozen\n\
                 hint: ask the service's support about the account\n\
                 outcome: refused; nothing was started: try again once the cause is gone\n"
            );
            for (status, lines) in run(&reply(status, &body)) {
                assert_eq!((status, lines.as_str()), (1, expected.as_str()));
            }
        }
    }
}

#[test]
fn a_malformed_body_that_repeats_the_token_is_not_printed() {
    let from_the_eighth = TOKEN.split_at(7).1;
    for secret in [TOKEN, from_the_eighth] {
        for body in [
            format!(r#"{{"code":"10007","msg":"{secret}","#),
            format!(r#"{{"code":"{secret}","msg":"{secret}"}}"#),
            format!(r#"{{"{secret}":"{secret}"}}"#),
            secret.to_owned(),
        ] {
            for status in [200, 500] {
                for (status, lines) in run(&reply(status, &body)) {
                    assert_eq!(status, 4, "{body}: {lines}");
                    let errors = [
                        "error: response is not a reply of the service: ",
                        "error: response has no code of the service, ",
                    ];
                    assert!(errors.iter().any(|error| lines.starts_with(error)), "{body}: {lines}");
                    assert!(!lines.contains("message: "), "{body}: {lines}");
                }
            }
        }
    }
}

#[test]
fn a_malformed_head_that_repeats_the_token_is_not_printed() {
    for head in [
        format!("{TOKEN}\r\n\r\n"),
        format!("HTTP/1.1 {TOKEN}\r\n\r\n"),
        format!("HTTP/1.1 200 {TOKEN}\r\n({TOKEN}): {TOKEN}\r\n\r\n"),
        format!("HTTP/1.1 200 OK\r\nContent-Length: {TOKEN}\r\n\r\n"),
        format!("HTTP/1.1 307 {TOKEN}\r\nLocation: http://{TOKEN}/\r\nContent-Length: 0\r\n\r\n"),
        format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{TOKEN}\r\n"),
    ] {
        for (status, lines) in run(&head) {
            assert_eq!(status, 4, "{head}: {lines}");
        }
    }
}
