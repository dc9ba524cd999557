//! The outcome without a valid code: the status decides, or it is unknown.

use super::*;

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
        for body in [
            page,
            "Forbidden",
            "[]",
            r#""code""#,
            " \n",
            "{}",
            r#"{"error":"x"}"#,
            &long_page,
        ] {
            for connection in replies(status, body) {
                fails(connection, Kind::Status, outcome);
            }
        }
        // Shorter and longer than announced, and cut by an error of the connection.
        let cut = || ScriptedConnection::reply(page).status(status);
        fails(cut().content_length("100"), Kind::Status, outcome);
        fails(cut().content_length("20"), Kind::Status, outcome);
        fails(cut().piece(10).fails_at(8), Kind::Status, outcome);
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
fn an_object_that_is_cut_too_long_or_malformed_means_unknown_under_every_status() {
    let long = format!(r#"{{"x":"{}","code":"10007"}}"#, "x".repeat(200));
    let too_long = Kind::ReplyTooLong { capacity: 128 };
    let (step, error) = (Step::Read, Failure::UNPLUGGED);
    for status in [200, 302, 403, 404, 408, 500] {
        let cut = |body: &str| ScriptedConnection::reply(body).status(status).content_length("40");
        for missing in 1..40 {
            let kind = Kind::Truncated { missing };
            fails(cut(&SUCCESS[..40 - missing as usize]), kind, Unknown);
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
            let failing = connection.piece(20).fails_at(5);
            fails(failing, Kind::Connection { step, error }, Unknown);
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
