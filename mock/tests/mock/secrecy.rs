//! The parts of a request that are shown, and those that are hidden with its token.

use scnet_notebook_mock::{START_PATH, Server};

use crate::client;

#[test]
fn a_request_with_too_many_possible_tokens_to_search_for_shows_none_of_its_texts() {
    let server = Server::start();
    let words: Vec<_> = (0..100).map(|number| format!("token-{number:04}")).collect();
    for headers in [
        format!("X-Odd: {}\r\n", words.join(" ")),
        format!("X-Odd: {}\r\n", words.join("\r\nX-Odd: ")),
    ] {
        server.clear();
        let headers = format!("{headers}User-Agent: board/1.2.3\r\n");
        client::exchange(
            server.address(),
            client::request("POST /a/long/path", &headers, client::BODY),
        );
        let json = server.requests()[0].json();
        for hidden in [r#""path":"***""#, r#"["user-agent","***"]"#, r#""body":"***""#] {
            assert!(json.contains(hidden), "{hidden}: {json}");
        }
    }
}

#[test]
fn a_body_and_the_harmless_headers_are_shown() {
    let server = Server::start();
    let headers = format!(
        "{}User-Agent: board/1.2.3 (esp32; rev 3)\r\nAccept: */*\r\nX-Firmware-Version: 1.2.3\r\nX-Odd: abc\r\n",
        client::HEADERS
    );
    client::exchange(
        server.address(),
        client::request(&format!("POST {START_PATH}/x"), &headers, client::BODY),
    );
    let json = server.requests()[0].json();
    for shown in [
        r#""path":"/ac/openapi/v2/notebook/actions/start/x""#,
        r#"["user-agent","board/1.2.3 (esp32; rev 3)"]"#,
        r#"["accept","*/*"]"#,
        r#"["content-type","application/json"]"#,
        r#"["x-firmware-version","1.2.3"]"#,
        r#"["x-odd","*** of 3"]"#,
        r#""body":"{\"notebookId\":\"1821067171420946434\"}""#,
    ] {
        assert!(json.contains(shown), "{shown}: {json}");
    }
}

#[test]
fn a_host_or_an_id_as_long_as_a_token_is_shown() {
    const HOST: &str = "ip-10-0-0-12.eu-central-1.compute.internal:8080";
    const ID: &str = "550e8400-e29b-41d4-a716-446655440000";
    const NOTEBOOK: &str = "1821067171420946434";
    let server = Server::start();
    // Apache's proxy sends the host once more.
    let headers = format!(
        "{}X-Request-Id: {ID}\r\nTraceparent: 00-{}-00\r\nX-Forwarded-Server: {HOST}\r\nX-Notebook-Id: {NOTEBOOK}\r\n\
         X-Original-URI: {START_PATH}\r\nX-Mode: notebook\r\nX-Short: %2d10%2d\r\n",
        client::HEADERS,
        "0123456789abcdef".repeat(3)
    );
    let request = client::request(&format!("POST {START_PATH}/x"), &headers, client::BODY);
    client::exchange(server.address(), request.replace("localhost", HOST));
    let request = &server.requests()[0];
    let json = request.json();
    for shown in [
        format!(r#"["host","{HOST}"]"#),
        format!(r#"["x-request-id","{ID}"]"#),
        format!(r#"["x-notebook-id","{NOTEBOOK}"]"#),
        format!(r#""path":"{START_PATH}/x""#),
        format!(r#""problem":"the path is not {START_PATH}""#),
        format!(r#""body":"{}""#, client::BODY.replace('"', "\\\"")),
        "0123456789abcdef".repeat(3),
    ] {
        assert!(json.contains(&shown), "{shown}: {json}");
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
