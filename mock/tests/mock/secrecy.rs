//! Tokens, wherever a client puts them, are shown nowhere.

use scnet_notebook_mock::{START_PATH, Server};

use crate::client;

const TOKEN: &str = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.0123456789ABCDEF";

/// A token without dots or capitals.
const OPAQUE: &str = "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c";

#[test]
fn a_token_is_shown_nowhere_in_full() {
    let line = format!("POST {START_PATH}");
    let json = "Content-Type: application/json";
    let id = format!(r#"{{"notebookId":"{TOKEN}"}}"#);
    for request in [
        client::request(&line, &format!("token: {TOKEN}\r\n{json}\r\n"), client::BODY),
        client::request(&format!("{line}/{TOKEN}"), "", ""),
        client::request(&format!("POST /__case/{TOKEN}/{TOKEN}"), "", ""),
        client::request(&line, &format!("Cookie: a={TOKEN}\r\nX-Token: {TOKEN}\r\n"), TOKEN),
        client::request(
            &line,
            &format!("Prefer: example={TOKEN}\r\ntoken: {TOKEN}\r\n{json}\r\n"),
            client::BODY,
        ),
        client::request(
            &line,
            &format!("token: {TOKEN}\r\ntoken: {TOKEN}\r\n{json}\r\n"),
            client::BODY,
        ),
        client::request(
            &line,
            &format!("Authorization: Bearer {TOKEN}\r\n{json}\r\n"),
            client::BODY,
        ),
        client::request(&line, &format!("{TOKEN}: x\r\n{OPAQUE}: x\r\n"), client::BODY),
        client::request(&format!("{TOKEN} {START_PATH}"), "", client::BODY),
        client::request(&format!("{OPAQUE} {START_PATH}"), "", client::BODY),
        client::request(
            &line,
            &format!("Authorization: Bearer {OPAQUE}\r\nX: {OPAQUE}\r\n"),
            OPAQUE,
        ),
        client::request(
            &format!("{line}/{OPAQUE}"),
            &format!("Authorization: Bearer {OPAQUE}\r\n"),
            "",
        ),
        client::request(&format!("{line}?token={TOKEN}"), &format!("{json}\r\n"), client::BODY),
        client::request(&format!("{line}?{TOKEN}"), &format!("{json}\r\n"), client::BODY),
        client::request(&format!("{line}?a&{TOKEN}=b"), &format!("{json}\r\n"), client::BODY),
        client::request(&format!("{line}?{OPAQUE}"), &format!("{json}\r\n"), client::BODY),
        client::request(&format!("{line}?a&{OPAQUE}=b"), &format!("{json}\r\n"), client::BODY),
        client::request(
            &format!("{line}/{TOKEN}"),
            &format!("token: {TOKEN}\r\n{json}\r\n"),
            client::BODY,
        ),
        client::request(&line, &format!("token: {TOKEN}\r\n{json}\r\n"), &id),
    ] {
        let server = Server::start();
        client::exchange(server.address(), request);
        let received = &server.requests()[0];
        let shown = [
            format!("{server:?}"),
            format!("{received:#?}"),
            received.to_string(),
            received.json(),
        ];
        for shown in shown {
            // Header names are in lower case.
            let shown = shown.to_ascii_lowercase();
            assert!(
                !shown.contains(&TOKEN.to_ascii_lowercase()) && !shown.contains(OPAQUE),
                "{shown}"
            );
        }
    }
}

#[test]
fn a_token_in_another_header_is_not_shown_either() {
    let server = Server::start();
    let secret = "0123456789abcdefghijklmnopqrstuvwxyz";
    for name in ["X-Token", "access_token", "X-Auth-Key", "Authorization", "X-Api-Key"] {
        let headers = format!("{name}: {secret}\r\nContent-Type: application/json\r\n");
        let line = format!("POST {START_PATH}/{secret}");
        client::exchange(server.address(), client::request(&line, &headers, secret));
        let request = server.requests().pop().unwrap();
        let shown = format!("{request} {request:?} {}", request.json());
        assert!(shown.contains("…wxyz of 36"), "{shown}");
        assert!(!shown.contains("0123456789"), "{shown}");
    }
}

#[test]
fn a_short_token_is_not_shown_in_a_method_or_in_the_name_of_a_header() {
    let server = Server::start();
    let headers = "token: Secret0123\r\nsecret0123: x\r\nX-Firmware: 1\r\n";
    client::exchange(
        server.address(),
        client::request(&format!("Secret0123 {START_PATH}"), headers, ""),
    );
    let request = server.requests().pop().unwrap();
    let shown = format!("{request} {request:?} {}", request.json());
    assert!(!shown.to_ascii_lowercase().contains("secret0123"), "{shown}");
    assert!(shown.contains(r#"["x-firmware","1"]"#), "{shown}");
}
