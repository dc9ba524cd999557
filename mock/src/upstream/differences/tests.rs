use super::*;

const SUCCESS: &str = r#"{"code":"0","msg":"success","data":true}"#;

fn of(status: u16, headers: &[(&str, &str)], body: &[u8]) -> Vec<String> {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        map.append(http::HeaderName::try_from(*name).unwrap(), value.parse().unwrap());
    }
    differences(StatusCode::from_u16(status).unwrap(), &map, Some(body))
}

#[test]
fn the_documented_answers_have_none() {
    let mut envelopes = vec![
        SUCCESS.to_owned(),
        r#"{ "data" : true, "msg":"\u0073uccess","code":"0"}"#.to_owned(),
    ];
    let errors = scnet_notebook::error::CODES
        .iter()
        .filter(|entry| entry.code != Code::SUCCESS);
    envelopes.extend(errors.map(|entry| {
        format!(
            r#"{{"code":"{}","msg":"{}","data":false}}"#,
            entry.code.number(),
            entry.original
        )
    }));
    for content_type in [
        "application/json",
        "application/json;charset=UTF-8",
        "application/json; charset=\"utf-8\"",
    ] {
        for envelope in &envelopes {
            let headers = [("content-type", content_type), ("content-length", "40")];
            assert_eq!(of(200, &headers, envelope.as_bytes()), [""; 0], "{envelope}");
        }
    }
}

#[test]
fn a_head_differs_by_its_status_and_by_its_headers() {
    let json = ("content-type", "application/json");
    let length = ("content-length", "40");
    for (status, headers, expected) in [
        (503, &[json, length][..], "the HTTP status is 503, not 200"),
        (200, &[length], "the header Content-Type is missing"),
        (
            200,
            &[("content-type", "text/html"), length],
            "the header Content-Type is not application/json",
        ),
        (
            200,
            &[("content-type", "application/json; charset=GBK"), length],
            "the header Content-Type has a charset other than UTF-8",
        ),
        (
            200,
            &[json, length, ("content-encoding", "gzip")],
            "the body has a content coding",
        ),
        (
            200,
            &[json, ("transfer-encoding", "chunked")],
            "the body came in chunks; the device gets it with a length",
        ),
        (
            200,
            &[json],
            "the body came without a length; the device gets it with one",
        ),
    ] {
        assert_eq!(of(status, headers, SUCCESS.as_bytes()), [expected]);
    }
    let redirect = of(302, &[json, length, ("location", "/secret")], SUCCESS.as_bytes());
    let sentences = [
        "the HTTP status is 302, not 200",
        "the answer is a redirect, which is not followed",
    ];
    assert_eq!(redirect, sentences);
}

#[test]
fn a_body_differs_by_its_form_and_by_each_member() {
    let headers = [("content-type", "application/json"), ("content-length", "1")];
    for (body, expected) in [
        (&b""[..], &["the body is empty"][..]),
        (b"\xff", &["the body is not UTF-8"]),
        (b"<html>secret</html>", &["the body is not JSON"]),
        (b"{\"code\":\"0\"", &["the body is not JSON"]),
        (b"[1]", &["the body is JSON, but no object"]),
        (b"\"secret\"", &["the body is JSON, but no object"]),
        (b"{}", &["code is missing", "msg is missing", "data is missing"]),
        (
            b"\xef\xbb\xbf{\"code\":\"0\",\"msg\":\"success\",\"data\":true}",
            &["the body begins with a byte order mark"],
        ),
        (
            br#"{"code":0,"msg":"success","data":true}"#,
            &["code is a number, not a string"],
        ),
        (
            br#"{"code":null,"msg":"success","data":true}"#,
            &["code is null, not a string"],
        ),
        (
            br#"{"code":"00","msg":"success","data":true}"#,
            &["code is not a decimal number"],
        ),
        (
            br#"{"code":"secret","msg":"success","data":true}"#,
            &["code is not a decimal number"],
        ),
        (
            br#"{"code":"911042","msg":"secret","data":false}"#,
            &["code is not one of the documented codes"],
        ),
        (
            br#"{"code":"0","msg":"secret","data":true}"#,
            &["msg is not the documented text of this code"],
        ),
        (
            br#"{"code":"\ud800","msg":"success","data":true}"#,
            &["code has an escape that is not a character"],
        ),
        (
            br#"{"code":"0","msg":"\ud800","data":true}"#,
            &["msg has an escape that is not a character"],
        ),
        (
            br#"{"code":"0","msg":{},"data":true}"#,
            &["msg is an object, not a string"],
        ),
        (
            br#"{"code":"0","message":"success","data":true}"#,
            &["msg is missing", "undocumented members of the envelope: 1"],
        ),
        (
            br#"{"code":"0","msg":"success","data":false}"#,
            &["data is false with the code of the success"],
        ),
        (
            br#"{"code":"0","msg":"success","data":["secret"]}"#,
            &["data is an array, not a boolean"],
        ),
        (
            "{\"code\":\"10007\",\"msg\":\"用户已被冻结\",\"data\":null}".as_bytes(),
            &["data is null, not a boolean"],
        ),
        (
            "{\"code\":\"10007\",\"msg\":\"用户已被冻结\",\"data\":true}".as_bytes(),
            &["data is true with the code of an error"],
        ),
        (
            br#"{"code":"secret","code":"0","msg":"success","data":true}"#,
            &["code is there more than once"],
        ),
        (
            br#"{"code":"0","msg":"success","data":true,"secret":1,"other":2}"#,
            &["undocumented members of the envelope: 2"],
        ),
    ] {
        let found = of(200, &headers, body);
        assert_eq!(found, expected, "{}", body.escape_ascii());
        assert!(!found.concat().contains("secret"));
    }
    let deep = format!(
        r#"{{"code":"0","msg":"success","data":true,"a":{}{}}}"#,
        "[".repeat(9999),
        "]".repeat(9999)
    );
    assert_eq!(
        of(200, &headers, deep.as_bytes()),
        ["undocumented members of the envelope: 1"]
    );
}

#[test]
fn a_body_that_cannot_be_decoded_is_a_difference() {
    let found = differences(StatusCode::OK, &HeaderMap::new(), None);
    assert_eq!(found.last().unwrap(), "the body cannot be decoded");
}
