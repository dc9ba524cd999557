//! Tokens are shown nowhere, wherever a client puts them: also encoded, cut, or in parts.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use scnet_notebook_mock::{START_PATH, Server};

use crate::client;

/// A token of the service's form, and two that have another.
const JWT: &str = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.0123456789ABCDEF";
const OPAQUE: &str = "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c";
const SHORT: &str = "s3cr3t-pa55w0rd";

/// Checks that nothing shows eight characters in a row of the token, in any capitals.
#[track_caller]
fn hidden(token: &str, request: impl AsRef<[u8]>) {
    hidden_form(token, token, request);
}

/// Checks the same, also for the token in this form.
#[track_caller]
fn hidden_form(token: &str, form: &str, request: impl AsRef<[u8]>) {
    let server = Server::start();
    client::exchange(server.address(), request.as_ref());
    let request = &server.requests()[0];
    // As text, in which JSON does not escape a backslash again.
    let json = request.json().replace("\\\\", "\\");
    let shown = format!("{request} {request:#?} {json} {server:?}").to_ascii_lowercase();
    // One character of the token may take eleven of the form.
    let length = 8 * form.len() / token.len();
    for (text, length) in [(token, 8), (form, length)] {
        for part in text.to_ascii_lowercase().as_bytes().windows(length) {
            let part = core::str::from_utf8(part).unwrap();
            assert!(!shown.contains(part), "{part} in {shown}");
        }
    }
}

fn percent(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02x}")).collect()
}

fn json_escape(text: &str) -> String {
    text.bytes().map(|byte| format!("\\u{byte:04x}")).collect()
}

/// Returns a token in many forms, none of which may be shown.
fn forms(token: &str) -> Vec<String> {
    let slashes: Vec<_> = token
        .as_bytes()
        .chunks(5)
        .map(|part| core::str::from_utf8(part).unwrap())
        .collect();
    vec![
        token.to_owned(),
        token.to_ascii_uppercase(),
        percent(token),
        percent(&percent(token)),
        json_escape(token),
        percent(&json_escape(token)),
        slashes.join("/"),
        STANDARD.encode(token),
        URL_SAFE_NO_PAD.encode(format!("a{token}")),
        STANDARD.encode(format!("ab:{token}:c")),
        token.bytes().map(|byte| format!("{byte:02X}")).collect(),
    ]
}

#[test]
fn a_token_of_a_header_is_hidden_in_every_form_and_place() {
    for token in [JWT, OPAQUE, SHORT] {
        for form in forms(token) {
            hidden_everywhere("X-Anything", token, &form);
        }
        for name in ["token", "Authorization", "X-Access-Key", "X-Password", "X-Session-Id"] {
            hidden_everywhere(name, token, token);
        }
    }
}

#[track_caller]
fn hidden_everywhere(name: &str, token: &str, form: &str) {
    let line = format!("POST {START_PATH}");
    let headers = format!("{name}: {token}\r\nContent-Type: application/json\r\n");
    let id = format!(r#"{{"notebookId":"{form}"}}"#);
    let example = format!("{headers}Prefer: example={form}\r\nUser-Agent: {form}\r\n");
    let preference = format!("{headers}Prefer: {form}\r\n");
    for (line, headers, body) in [
        (&line, &headers, id.as_str()),
        (&line, &headers, form),
        (&format!("{line}/{form}"), &headers, client::BODY),
        (&format!("{line}?{form}=1&a={form}"), &headers, client::BODY),
        (&format!("{line}?a&{form}"), &headers, client::BODY),
        (&line, &headers.repeat(2), client::BODY),
        (&format!("POST /__case/{form}{START_PATH}"), &headers, client::BODY),
        (&line, &example, client::BODY),
        (&line, &preference, client::BODY),
    ] {
        hidden_form(token, form, client::request(line, headers, body));
    }
}

#[test]
fn each_of_several_tokens_in_a_header_is_hidden() {
    for headers in [
        format!("Cookie: a=\"{OPAQUE}\"; b={SHORT}\r\n"),
        format!("Cookie: a={SHORT};b='{OPAQUE}'\r\n"),
        format!("Authorization: Digest username=\"x\", response=\"{SHORT}\", nonce={OPAQUE}\r\n"),
        format!("Cookie: a={}; b={}\r\n", percent(SHORT), percent(OPAQUE)),
        format!("X-Keys: {SHORT},{OPAQUE}\r\n"),
        format!("X-Keys: {SHORT}\r\nX-Keys: {OPAQUE}\r\n"),
        format!("token: Bearer {SHORT} {OPAQUE}\r\n"),
    ] {
        for (token, other) in [(OPAQUE, SHORT), (SHORT, OPAQUE)] {
            for body in [format!("{token} {other}"), percent(token), json_escape(other)] {
                let request = client::request(&format!("POST /{token}/{other}"), &headers, &body);
                hidden(token, &request);
                hidden(other, &request);
            }
        }
    }
}

#[test]
fn a_long_token_is_hidden_without_a_header() {
    for token in [JWT, OPAQUE] {
        for form in [
            token.to_owned(),
            token.to_ascii_uppercase(),
            percent(token),
            json_escape(token),
            STANDARD.encode(token),
        ] {
            let line = format!("POST {START_PATH}");
            hidden_form(
                token,
                &form,
                client::request(&line, client::HEADERS, &format!(r#"{{"notebookId":"{form}"}}"#)),
            );
            hidden_form(token, &form, client::request(&format!("{line}/{form}"), "", &form));
            hidden_form(
                token,
                &form,
                client::request(
                    &format!("{form} /"),
                    &format!("{form}: a\r\n").replace(['%', '\\'], ""),
                    "",
                ),
            );
            let headers = format!("{}User-Agent: {form}\r\n", client::HEADERS);
            hidden(token, client::request(&line, &headers, client::BODY));
        }
    }
    hidden(
        JWT,
        client::request(&format!("POST /{}", JWT.replace("Ijo", "/")), "", ""),
    );
}

#[test]
fn a_short_token_is_hidden_if_its_name_tells() {
    let line = format!("POST {START_PATH}");
    for body in [
        format!(r#"{{"token":"{SHORT}","notebookId":"1"}}"#),
        format!(r#"{{"notebookId":"1","Password" : "{SHORT}"}}"#),
        format!(r#"{{"\u0074oken":"{SHORT}"}}"#),
        format!(r#"{{"token":"a\"{SHORT}"}}"#),
        format!(r#"{{"token":["a","{SHORT}"]}}"#),
        format!(r#"{{"auth":{{"a":{{}},"b":"{SHORT}"}}}}"#),
        format!(r#"{{"name":"token","value":"{SHORT}"}}"#),
        format!("{{'key': 'a {SHORT}'}}"),
        format!("notebookId=1&access-key={SHORT}"),
        format!("Authorization: Bearer {SHORT}\r\n"),
        format!("--a\r\nContent-Disposition: form-data; name=\"pass\"\r\n\r\n{SHORT}\r\n--a--"),
        format!("<auth>{SHORT}</auth>"),
        format!("<jwt type=\"a\">{SHORT}</jwt>"),
        format!("token: |\n  {SHORT}\n"),
        format!("token \u{ff1a}{SHORT}"),
        percent(&format!("token={SHORT}")),
    ] {
        hidden(SHORT, client::request(&line, client::HEADERS, &body));
    }
    for header in ["User-Agent: a token=", "Prefer: token=", "Forwarded: for=a;secret="] {
        let headers = format!("{}{header}{SHORT}\r\n", client::HEADERS);
        hidden(SHORT, client::request(&line, &headers, client::BODY));
    }
    let line = format!("{line};token={SHORT}");
    hidden(SHORT, client::request(&line, client::HEADERS, client::BODY));
}

#[test]
fn a_token_of_other_characters_than_letters_and_digits_is_hidden() {
    for token in ["!!!!####$$$$", "пароль-abc-1234"] {
        let headers = format!("token: {token}\r\nContent-Type: application/json\r\nUser-Agent: {token}\r\n");
        let line = format!("POST {START_PATH}");
        for form in [token.to_owned(), percent(token), STANDARD.encode(token)] {
            let id = format!(r#"{{"notebookId":"{form}"}}"#);
            let server = Server::start();
            client::exchange(server.address(), client::request(&line, &headers, &id));
            let request = &server.requests()[0];
            let shown = format!("{request} {request:?} {}", request.json());
            assert!(!shown.contains(token) && !shown.contains(&form), "{shown}");
        }
    }
}

#[test]
fn a_token_at_the_end_of_the_recorded_part_of_a_body_is_hidden() {
    for token in [JWT, OPAQUE, SHORT] {
        for form in [token.to_owned(), json_escape(token), percent(token)] {
            for kept in [9, 12, form.len() - 1] {
                let body = format!("{{\"a\":\"{}{form}\"}}", " ".repeat(16 * 1024 - kept - 6));
                let headers = format!("token: {token}\r\n");
                hidden(token, client::request(&format!("POST {START_PATH}"), &headers, &body));
                hidden(token, client::request(&format!("POST {START_PATH}"), "", &body));
            }
        }
    }
}

#[test]
fn a_token_in_a_head_that_is_not_http_is_hidden() {
    for token in [JWT, OPAQUE, SHORT] {
        for head in [
            format!("{token}\r\n\r\n"),
            format!("POST / HTTP/1.1\r\n{token}\r\n\r\n"),
            format!("POST / HTTP/1.1\r\ntoken : {token}\r\n\r\n"),
            format!("POST / HTTP/1.1\r\ntoken: {token}\x01\r\n\r\n"),
            format!("POST / HTTP/1.1\r\nX: a b c d e f g h i j k l m n {token}\x01\r\n\r\n"),
            format!("{token} {token}\r\n\r\n"),
            format!("POST /{token}\r\n\r\n"),
            format!("POST /{token} HTTP/3\r\n\r\n"),
        ] {
            hidden(token, head);
        }
    }
    for short in ["passwort", "Hunter2!", "a-pass-phrase"] {
        for name in ["token", "Authorization"] {
            hidden(short, format!("POST / HTTP/1.1\r\n{name}: {short}\x01\r\n\r\n"));
            hidden(
                short,
                format!("POST / HTTP/1.1\r\n{name}: a:{short} {short}\x01\r\n\r\n"),
            );
        }
    }
}
