//! The contract at `/openapi.yaml`, held against the table of codes and against what the mock takes and says.

mod wire;

use std::collections::BTreeSet;
use std::time::Duration;

use scnet_notebook::{
    Code,
    error::{CODES, DocumentedCode},
};
use scnet_notebook_mock::{Answer, START_PATH, Server, openapi};
use serde_json::{Value, json};

fn contract() -> Value {
    serde_saphyr::from_str(&openapi()).expect("the contract is YAML")
}

fn start() -> Value {
    contract()["paths"][START_PATH]["post"].take()
}

fn examples() -> Value {
    start()["responses"]["200"]["content"]["application/json"]["examples"].take()
}

fn keys(object: &Value) -> BTreeSet<&str> {
    object
        .as_object()
        .expect("an object")
        .keys()
        .map(String::as_str)
        .collect()
}

/// The envelope of a code in the words of the service's page.
fn envelope(entry: &DocumentedCode) -> Value {
    if entry.code == Code::SUCCESS {
        json!({"code": "0", "msg": "success", "data": true})
    } else {
        json!({"code": entry.code.number().to_string(), "msg": entry.original, "data": null})
    }
}

#[test]
fn it_has_the_one_call_and_no_other() {
    let contract = contract();
    assert_eq!(keys(&contract["paths"]), BTreeSet::from([START_PATH]));
    assert_eq!(keys(&contract["paths"][START_PATH]), BTreeSet::from(["post"]));
}

#[test]
fn every_documented_code_is_an_example_by_its_name_and_no_other_is() {
    let names: BTreeSet<_> = CODES.iter().map(|entry| entry.name).collect();
    assert_eq!(keys(&examples()), names);
}

#[test]
fn each_example_has_the_number_the_text_and_the_meaning_of_its_code() {
    let examples = examples();
    for entry in CODES {
        let example = &examples[entry.name];
        assert_eq!(example["value"], envelope(entry), "{}", entry.name);
        assert_eq!(example["summary"], entry.meaning, "{}", entry.name);
    }
}

#[test]
fn the_examples_are_in_the_order_of_the_table() {
    let contract = openapi();
    let places: Vec<_> = CODES
        .iter()
        .map(|entry| contract.find(&format!("\n                {}:\n", entry.name)))
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
fn what_the_mock_answers_is_the_example() {
    let examples = examples();
    let server = Server::start();
    for entry in CODES {
        server.reply_with(Answer::code(entry.code));
        let reply = wire::exchange(server.address(), documented_request());
        let (_, body) = reply.split_once("\r\n\r\n").expect("a head and a body");
        let body: Value = serde_json::from_str(body).expect("JSON");
        assert_eq!(body, examples[entry.name]["value"], "{}", entry.name);
    }
}

#[test]
fn the_request_on_the_page_is_taken() {
    let server = Server::start();
    let reply = wire::exchange(server.address(), documented_request());
    assert_eq!(reply, wire::reply("200 OK", "", wire::SUCCESS));
}

/// The request as the contract has it: its content type, its sample body, its header for the token.
fn documented_request() -> String {
    let contract = contract();
    let body = &start()["requestBody"]["content"]["application/json"]["examples"]["documented"]["value"];
    let scheme = &contract["components"]["securitySchemes"]["token"];
    assert_eq!(
        (&scheme["type"], &scheme["in"], &scheme["name"]),
        (&json!("apiKey"), &json!("header"), &json!("token")),
    );
    assert_eq!(contract["security"], json!([{"token": []}]));
    wire::request(
        &format!("POST {START_PATH}"),
        "token: eyJhbGciOiJIUzI1N\r\nContent-Type: application/json\r\n",
        &body.to_string(),
    )
}

#[test]
fn what_the_mock_refuses_with_another_status_is_there_too() {
    let contract = contract();
    let responses = start()["responses"].take();
    let server = Server::builder()
        .client_timeout(Duration::from_millis(50))
        .start()
        .unwrap();
    let whole = |line: &str| wire::request(line, wire::HEADERS, wire::BODY);
    let head = format!("POST {START_PATH} HTTP/1.1\r\nHost: mock\r\n{}", wire::HEADERS);
    for (request, status, name) in [
        ("HELO mock\r\n\r\n".to_owned(), "400", "Unreadable"),
        (whole("POST /ac/openapi/v2/notebook/actions/stop"), "404", "OtherPath"),
        (whole(&format!("GET {START_PATH}")), "405", "OtherMethod"),
        (head.clone(), "408", "Unreadable"),
        (format!("{head}Content-Length: 1048577\r\n\r\n"), "413", "Unreadable"),
        (format!("{head}{}\r\n", "X: y\r\n".repeat(200)), "431", "Unreadable"),
    ] {
        assert_eq!(responses[status]["$ref"], format!("#/components/responses/{name}"));
        let reply = wire::exchange(server.address(), request);
        assert!(reply.starts_with(&format!("HTTP/1.1 {status} ")), "{status}: {reply}");
        let (head, body) = reply.split_once("\r\n\r\n").expect("a head and a body");
        let body: Value = serde_json::from_str(body).expect("JSON");
        let response = &contract["components"]["responses"][name];
        assert_eq!(body, response["content"]["application/json"]["example"]);
        for header in keys(&response["headers"]) {
            assert!(head.contains(&format!("\r\n{}: ", header.to_lowercase())), "{head}");
        }
    }
    let all = ["200", "400", "404", "405", "408", "413", "431"];
    assert_eq!(keys(&responses), BTreeSet::from(all));
}
