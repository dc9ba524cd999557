//! The description at `/openapi.yaml`, compared with the table of codes and with the mock's replies.

use std::collections::BTreeSet;
use std::time::Duration;

use scnet_notebook::{
    Code,
    error::{CODES, DocumentedCode},
};
use scnet_notebook_mock::{START_PATH, Server, openapi};
use serde_json::{Value, json};

use crate::client;

fn description() -> Value {
    serde_saphyr::from_str(&openapi()).expect("the description is YAML")
}

fn start() -> Value {
    description()["paths"][START_PATH]["post"].take()
}

fn examples() -> Value {
    start()["responses"]["200"]["content"]["application/json"]["examples"].take()
}

fn keys(object: &Value) -> BTreeSet<&str> {
    let members = object.as_object().expect("an object").keys();
    members.map(String::as_str).collect()
}

/// Formats the envelope of a code as the service's page words it.
pub(crate) fn envelope(row: &DocumentedCode) -> String {
    if row.code == Code::SUCCESS {
        client::SUCCESS.to_owned()
    } else {
        let (number, original) = (row.code.number(), row.original);
        format!(r#"{{"code":"{number}","msg":"{original}","data":null}}"#)
    }
}

#[test]
fn it_describes_the_start_and_no_other_call() {
    let paths = description()["paths"].take();
    assert_eq!(keys(&paths), BTreeSet::from([START_PATH]));
    assert_eq!(keys(&paths[START_PATH]), BTreeSet::from(["post"]));
}

#[test]
fn the_examples_are_named_for_the_documented_codes() {
    let names: BTreeSet<_> = CODES.iter().map(|entry| entry.name).collect();
    let examples = examples();
    let difference: Vec<_> = keys(&examples).symmetric_difference(&names).copied().collect();
    assert_eq!(difference, [""; 0]);
}

#[test]
fn an_example_has_the_number_the_text_and_the_meaning_of_its_code() {
    let examples = examples();
    for entry in CODES {
        let example = &examples[entry.name];
        assert_eq!(
            example["value"],
            serde_json::from_str::<Value>(&envelope(entry)).unwrap(),
            "{}",
            entry.name
        );
        assert_eq!(example["summary"], entry.meaning, "{}", entry.name);
    }
}

#[test]
fn the_examples_are_in_the_order_of_the_table() {
    let text = openapi();
    let places: Vec<_> = CODES
        .iter()
        .map(|entry| text.find(&format!("\n                {}:\n", entry.name)))
        .collect();
    assert!(places.iter().all(Option::is_some), "{places:?}");
    assert!(places.is_sorted(), "{places:?}");
}

#[test]
fn an_example_is_written_as_json() {
    let example = "
                user-frozen:
                  summary: \"user is frozen\"
                  value: {\"code\":\"10007\",\"msg\":\"用户已被冻结\",\"data\":null}
                permission-denied:
";
    assert!(openapi().contains(example), "{}", openapi());
}

#[test]
fn the_mock_accepts_the_documented_request() {
    let server = Server::start();
    let reply = client::exchange(server.address(), documented_request());
    assert_eq!(reply, client::success());
}

/// Formats the request of the description: its content type, its sample body, its header for the token.
fn documented_request() -> String {
    let description = description();
    let body = &start()["requestBody"]["content"]["application/json"]["examples"]["documented"]["value"];
    let scheme = &description["components"]["securitySchemes"]["token"];
    assert_eq!(
        (&scheme["type"], &scheme["in"], &scheme["name"]),
        (&json!("apiKey"), &json!("header"), &json!("token")),
    );
    assert_eq!(description["security"], json!([{"token": []}]));
    client::request(
        &format!("POST {START_PATH}"),
        "token: eyJhbGciOiJIUzI1N\r\nContent-Type: application/json\r\n",
        &body.to_string(),
    )
}

#[test]
fn every_other_status_of_a_refusal_is_described() {
    let description = description();
    let responses = start()["responses"].take();
    let server = Server::start();
    let impatient = Server::builder().client_timeout(Duration::from_millis(50));
    let impatient = impatient.start().unwrap();
    let whole = |line: &str| client::request(line, client::HEADERS, client::BODY);
    let head = format!("POST {START_PATH} HTTP/1.1\r\nHost: localhost\r\n{}", client::HEADERS);
    for (request, status, name) in [
        ("HELO mock\r\n\r\n".to_owned(), "400", "Unreadable"),
        (whole("POST /ac/openapi/v2/notebook/actions/stop"), "404", "OtherPath"),
        (whole(&format!("GET {START_PATH}")), "405", "OtherMethod"),
        (head.clone(), "408", "Unreadable"),
        (format!("{head}Content-Length: 1048577\r\n\r\n"), "413", "Unreadable"),
        (format!("{head}{}\r\n", "X: y\r\n".repeat(200)), "431", "Unreadable"),
    ] {
        assert_eq!(responses[status]["$ref"], format!("#/components/responses/{name}"));
        let server = if status == "408" { &impatient } else { &server };
        let reply = client::exchange(server.address(), request);
        assert!(reply.starts_with(&format!("HTTP/1.1 {status} ")), "{status}: {reply}");
        let (head, body) = reply.split_once("\r\n\r\n").expect("a head and a body");
        let body: Value = serde_json::from_str(body).expect("JSON");
        let response = &description["components"]["responses"][name];
        assert_eq!(body, response["content"]["application/json"]["example"]);
        for header in keys(&response["headers"]) {
            assert!(head.contains(&format!("\r\n{}: ", header.to_lowercase())), "{head}");
        }
    }
    let all = ["200", "400", "404", "405", "408", "413", "431"];
    assert_eq!(keys(&responses), BTreeSet::from(all));
}
