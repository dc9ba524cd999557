//! Secrets in the answers of the service.

use std::io::Write;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use flate2::write::{GzEncoder, ZlibEncoder};
use flate2::{Compression, GzBuilder};
use scnet_notebook_mock::{Answer, Case, Server};

use super::{in_front_of, only};
use crate::client;

const TOKEN: &str = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.Q2hlY2tzdW1fb2Zfbm90aGluZ19h";
const COOKIE: &str = "jar-9f8e7d6c5b4a";
const REPEATS: &str = "the answer repeats a secret of the request; the case file is without it";
const COOKIES: &str = "the answer sets a cookie or a token; the case file is without that header";
const OPAQUE: &str = "the case file is without the body: it may repeat a secret of the request";

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

/// Passes a start on to a service with this answer, and checks that the device gets it, and nobody else a secret of it.
fn difference(answer: Answer, expected: &str) {
    let service = Server::start();
    let body = answer.body().to_vec();
    service.reply_with(answer.clone());
    let server = in_front_of(&service);
    let headers = format!("token: {TOKEN}\r\nCookie: a={COOKIE}\r\nContent-Type: application/json\r\n");
    let mut device = client::connect(server.address());
    let start = client::request(super::START, &headers, client::BODY);
    device.write_all(start.as_bytes()).unwrap();
    let mut reply = Vec::new();
    std::io::Read::read_to_end(&mut device, &mut reply).unwrap();
    assert!(reply.ends_with(&body), "the device gets all of it");

    let request = only(&server);
    let upstream = request.upstream.as_ref().unwrap();
    let differences = upstream.differences();
    assert!(
        differences.iter().any(|difference| difference == expected),
        "{answer:?}: {differences:?}"
    );
    let case_file = upstream.case().to_json();
    let shown = [
        request.json(),
        format!("{request}"),
        format!("{request:?}"),
        format!("{upstream:?}"),
        case_file.clone(),
    ];
    for text in shown {
        let encoded = BASE64_STANDARD.encode(&body);
        let pieces = (8..=TOKEN.len()).map(|end| &TOKEN[end - 8..end]);
        for secret in pieces.chain([COOKIE, "fresh-secret", &encoded]) {
            assert!(secret.len() < 8 || !text.contains(secret), "{secret} in {text}");
        }
    }
    assert!(Case::from_json(&case_file).is_ok(), "{case_file}");
}

#[test]
fn a_secret_of_the_request_is_not_in_the_record_of_the_answer() {
    let envelope = |message: &str| format!(r#"{{"code":"10004","msg":"{message}","data":null}}"#);
    for message in [
        format!("bad token {TOKEN}"),
        COOKIE.to_owned(),
        BASE64_STANDARD.encode(TOKEN),
        TOKEN.bytes().map(|byte| format!("{byte:02x}")).collect(),
        TOKEN.bytes().map(|byte| format!("\\u{byte:04x}")).collect(),
        TOKEN.bytes().map(|byte| format!("%{byte:02X}")).collect(),
        TOKEN.bytes().map(|byte| format!("&#{byte};")).collect(),
        TOKEN.replace('.', "&#x2E;"),
        format!("wrong signature ...{}", &TOKEN[TOKEN.len() - 28..]),
        TOKEN[30..38].to_owned(),
        TOKEN[30..38].bytes().map(|byte| format!("%{byte:02X}")).collect(),
        // In lines, as many encoders write it.
        BASE64_STANDARD.encode(TOKEN).replace("5pSjku", "5pSj\\nku"),
    ] {
        difference(Answer::raw(200, envelope(&message)), REPEATS);
        difference(Answer::raw(200, "x").with_header("X-Echo", &message), REPEATS);
        difference(
            Answer::raw(200, gzip(&envelope(&message))).with_header("Content-Encoding", "gzip"),
            REPEATS,
        );
    }
    difference(Answer::raw(200, "x").with_header(COOKIE, "1"), REPEATS);
    let utf_16: Vec<u8> = TOKEN.encode_utf16().flat_map(u16::to_le_bytes).collect();
    difference(Answer::raw(200, [&b"\xff\xfe"[..], &utf_16].concat()), REPEATS);
}

#[test]
fn a_cookie_and_a_new_token_are_not_in_the_record_of_the_answer() {
    for name in ["Set-Cookie", "Token", "X-Auth-Token", "X-Session-Id"] {
        difference(Answer::raw(200, "x").with_header(name, "fresh-secret"), COOKIES);
    }
}

#[test]
fn a_body_with_an_unknown_coding_is_not_in_the_record_of_the_answer() {
    for (coding, body) in [("br", gzip(TOKEN)), ("gzip", TOKEN.into()), ("gzip, br", gzip(TOKEN))] {
        difference(Answer::raw(200, body).with_header("Content-Encoding", coding), OPAQUE);
    }
}

#[test]
fn the_start_of_a_secret_at_the_end_of_a_body_that_is_cut_is_not_in_the_record_of_the_answer() {
    let service = Server::start();
    let body = format!("{} bad token {TOKEN}", "x ".repeat(32 * 1024 - 20));
    service.reply_with(Answer::raw(200, body));
    let server = in_front_of(&service);
    let headers = format!("token: {TOKEN}\r\nContent-Type: application/json\r\n");
    client::exchange(server.address(), client::request(super::START, &headers, client::BODY));
    let case_file = only(&server).upstream.unwrap().case().to_json();
    assert!(case_file.contains("bad token …"), "{}", &case_file[65_000..]);
}

#[test]
fn a_secret_beside_an_encoded_body_is_not_in_the_record_of_the_answer() {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(b"x").unwrap();
    let after = [encoder.finish().unwrap(), TOKEN.into()].concat();
    difference(
        Answer::raw(200, after).with_header("Content-Encoding", "deflate"),
        REPEATS,
    );
    let named = GzBuilder::new().filename(TOKEN);
    let mut encoder = named.write(Vec::new(), Compression::best());
    encoder.write_all(b"x").unwrap();
    let named = encoder.finish().unwrap();
    difference(Answer::raw(200, named).with_header("Content-Encoding", "gzip"), REPEATS);
}
