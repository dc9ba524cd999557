//! Cases that are described in JSON, by curl alone and on the command line.

use std::process::{Command, Stdio};

use serde_json::{Value, json};

use super::command::{Folder, misused, output, run};
use super::curl::{admin, curl};
use super::running::Running;
use crate::client::SUCCESS;

const START: &str = "/ac/openapi/v2/notebook/actions/start";
const JSON: [&str; 2] = ["--header", "Content-Type: application/json"];
/// Makes a start with curl and these further arguments.
#[track_caller]
pub(super) fn start_with(url: &str, token: &str, notebook: &str, further: &[&str]) -> (u16, String) {
    let (token, url) = (format!("token: {token}"), format!("{url}{START}"));
    let body = json!({ "notebookId": notebook }).to_string();
    curl(&[&JSON, further, &["--header", &token, "--data-raw", &body, &url]].concat())
}

#[track_caller]
pub(super) fn start(url: &str) -> (u16, String) {
    super::curl::start(url, "1")
}

/// Makes a start that curl reports as failed, and returns curl's exit status and what it received.
fn failed_start(url: &str) -> (Option<i32>, String) {
    let mut command = Command::new("curl");
    command
        .args([
            "--silent",
            "--noproxy",
            "*",
            "--max-time",
            "60",
            "--header",
            "token: any",
        ])
        .args(JSON)
        .args(["--data-raw", r#"{"notebookId":"1"}"#, &format!("{url}{START}")]);
    let output = output(command.stdout(Stdio::piped()).stderr(Stdio::piped()));
    (output.status.code(), String::from_utf8(output.stdout).unwrap())
}

/// Appends to the queue.
#[track_caller]
pub(super) fn queue(url: &str, body: &Value) {
    let (status, reply) = admin(url, "POST", "queue", &body.to_string());
    assert_eq!(status, 200, "{reply}");
}

/// Returns the cases of all requests, and whether they count as executed.
fn played(url: &str) -> Vec<(String, bool)> {
    let (_, journal) = admin(url, "GET", "requests", "");
    let requests = journal["requests"].as_array().unwrap().iter();
    let requests = requests.map(|request| {
        (
            request["case"].as_str().unwrap().to_owned(),
            request["executed"] == true,
        )
    });
    requests.collect()
}

/// Returns the cases and the uses in the queue.
pub(super) fn queued(url: &str) -> Vec<(String, u64)> {
    let (_, reply) = admin(url, "GET", "queue", "");
    let entries = reply["queue"].as_array().unwrap().iter();
    let entries = entries.map(|entry| {
        (
            entry["case"].as_str().unwrap().to_owned(),
            entry["times"].as_u64().unwrap(),
        )
    });
    entries.collect()
}

pub(super) fn named<T: Copy>(rows: &[(&str, T)]) -> Vec<(String, T)> {
    rows.iter().map(|(name, value)| ((*name).to_owned(), *value)).collect()
}

#[test]
#[ignore = "needs curl: cargo test -p scnet-notebook-mock -- --ignored"]
fn an_answer_of_ones_own_is_played() {
    let program = Running::start(&[]);
    let url = &program.url;
    let answer = json!({"status": 503, "headers": {"Retry-After": "7"}, "body": "忙"});
    queue(url, &json!({ "answer": answer }));
    queue(
        url,
        &json!({"code": 911_042, "msg": "try later", "data": [], "status": 502, "name": "gateway"}),
    );
    queue(url, &json!({"answer": {"status": 401}, "executed": true}));
    queue(
        url,
        &json!({"answer": {"body": {"base64": "AP8K"}}, "executed": false, "name": "three bytes"}),
    );
    let headers = ["--dump-header", "-"];
    let (status, reply) = start_with(url, "any", "1", &headers);
    assert!(
        status == 503 && reply.contains("\r\nretry-after: 7\r\n") && reply.ends_with("\r\n\r\n忙"),
        "{reply}"
    );
    let envelope = r#"{"code":"911042","msg":"try later","data":[]}"#;
    assert_eq!(start(url), (502, envelope.to_owned()));
    assert_eq!(start(url), (401, String::new()));
    let folder = Folder::new();
    let file = folder.join("body");
    assert_eq!(
        start_with(url, "any", "1", &["--output", file.to_str().unwrap()]),
        (200, String::new())
    );
    assert_eq!(std::fs::read(file).unwrap(), [0, 0xff, b'\n']);
    let rows = [
        ("answer/503", true),
        ("gateway", true),
        ("answer/401", true),
        ("three bytes", false),
    ];
    assert_eq!(played(url), named(&rows));
    assert_eq!(start(url), (200, SUCCESS.to_owned()));
}

#[test]
#[ignore = "needs curl: cargo test -p scnet-notebook-mock -- --ignored"]
fn a_script_of_ones_own_is_played() {
    let program = Running::start(&[]);
    let url = &program.url;
    let head = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n";
    let set_default = |description: &Value| admin(url, "PUT", "default", &description.to_string());
    // A reset in the middle of the body: curl's status 56 is a failure while receiving.
    let script = json!([{"send": format!("{head}ab")}, {"wait": "300ms"}, "reset"]);
    assert_eq!(
        set_default(&json!({"script": script, "name": "cut"})),
        (200, json!({"case": "cut"}))
    );
    let (status, received) = failed_start(url);
    // A reset may overtake bytes that are not read yet.
    assert!(
        status == Some(56) && "ab".starts_with(&received),
        "{status:?} {received}"
    );
    // Bytes by base64, a few at a time: at least 4 pauses.
    let dribble = json!({"dribble": {"bytes": {"base64": "YWJjZGU="}, "piece": 1, "every": "50ms"}});
    let script = json!([{"send": head.replace('4', "5")}, dribble, "close"]);
    assert_eq!(set_default(&json!({ "script": script })).1, json!({"case": "script"}));
    let (status, reply) = start_with(url, "any", "1", &["--write-out", "\n%{time_total}\n%{http_code}"]);
    let (body, seconds) = reply.split_once('\n').unwrap();
    assert_eq!((status, body), (200, "abcde"));
    assert!(seconds.parse::<f64>().unwrap() >= 0.2, "{seconds}");
    // Before the body is read, and not executed: curl fails while it sends (55) or receives.
    set_default(&json!({"script": ["reset"], "on": "head"}));
    let (status, _) = failed_start(url);
    assert!(matches!(status, Some(55 | 56)), "{status:?}");
    // curl's status 52 is an empty reply.
    set_default(&json!({"script": ["close"], "executed": false}));
    assert_eq!(failed_start(url), (Some(52), String::new()));
    let rows = [("cut", true), ("script", true), ("script", false), ("script", false)];
    assert_eq!(played(url), named(&rows));
}

#[test]
#[ignore = "needs curl: cargo test -p scnet-notebook-mock -- --ignored"]
fn an_invalid_description_gets_400_with_its_path_and_changes_nothing() {
    let program = Running::start(&[]);
    let url = &program.url;
    for (endpoint, body, error) in [
        (
            "queue",
            r#"{"cases": ["json/null", "code/0", {"script": [{"wait": "soon"}]}]}"#,
            "cases[2].script[0].wait: expected a time such as 300ms",
        ),
        (
            "queue",
            r#"{"answer": {"headers": {"x-a": "b\n"}}}"#,
            "answer.headers.x-a: expected the value of a header, without control characters",
        ),
        (
            "queue",
            r#"{"case": "0", "times": 0}"#,
            "times: expected a whole number from 1 to 10000",
        ),
        (
            "default",
            r#"{"code": 0, "status": 99}"#,
            "status: expected a whole number from 200 to 599",
        ),
        (
            "default",
            r#"{"case": "json/nul"}"#,
            "case: no case is named \"json/nul\"; did you mean json/null?",
        ),
        ("default", "{", "expected JSON: see line 1, column 1"),
    ] {
        let method = if endpoint == "queue" { "POST" } else { "PUT" };
        assert_eq!(
            admin(url, method, endpoint, body),
            (400, json!({ "error": error })),
            "{body}"
        );
    }
    assert_eq!(queued(url), []);
    assert_eq!(admin(url, "GET", "default", ""), (200, json!({"case": "code/0"})));
    let (status, schema) = admin(url, "GET", "schema", "");
    assert_eq!(
        (status, &schema["$schema"]),
        (200, &json!("https://json-schema.org/draft/2020-12/schema"))
    );
}

#[test]
#[ignore = "needs curl: cargo test -p scnet-notebook-mock -- --ignored"]
fn the_default_is_described_inline_or_in_a_file() {
    let folder = Folder::new();
    let file = folder.join("case.json");
    let description = r#"{"answer": {"status": 418, "body": "short and stout"}, "name": "teapot"}"#;
    std::fs::write(&file, format!("\n{description}\n")).unwrap();
    for case in [description, &format!("@{}", file.display())] {
        let program = Running::start(&["--case", case]);
        assert_eq!(start(&program.url), (418, "short and stout".to_owned()));
        assert_eq!(admin(&program.url, "GET", "default", "").1, json!({"case": "teapot"}));
    }
    let program = Running::start_with(&[], &[("SCNET_MOCK_CASE", description), ("SCNET_MOCK_QUEUE", "10007")]);
    assert!(start(&program.url).1.starts_with(r#"{"code":"10007","#));
    assert_eq!(start(&program.url).0, 418);
}

#[test]
fn a_wrong_description_ends_it_with_status_2_and_its_path() {
    let (case, queue) = ("--case <CASE>", "--queue <CASES>");
    for (option, text, problem) in [
        (
            case,
            r#"{"answer": {"status": 99}}"#,
            "answer.status: expected a whole number from 200 to 599",
        ),
        (case, "{", "expected JSON: see line 1, column 1"),
        (
            case,
            r#"{"case": "zzz"}"#,
            "case: no case is named \"zzz\"; --list and GET /__admin/cases list all cases",
        ),
        (
            case,
            r#"{"case": "0", "times": 2}"#,
            "times, delay, token and notebook are only for an entry of the queue",
        ),
        (case, "case.json", "no case has this name; for a file, write @case.json"),
        (queue, "10007,,0", "no case is named \"\"; --list lists all cases"),
        (
            queue,
            "10007,json/nul",
            "no case is named \"json/nul\"; did you mean json/null?",
        ),
        (
            queue,
            "tls/expired",
            "tls/expired is a TLS case, which is selected when the mock starts: --case tls/expired",
        ),
        (queue, r#"["0", {"case": "0", "token": "c4"}]"#, TOKEN),
    ] {
        let name = option.split(' ').next().unwrap();
        misused(
            &run(&[name, text]),
            &format!("invalid value '{text}' for '{option}': {problem}"),
        );
    }
}

/// An error of the command line.
const TOKEN: &str = "[1].token: expected the last 4 to 64 characters of a token, in ASCII and without spaces";

#[test]
fn a_wrong_file_ends_it_with_status_2_its_name_and_its_path() {
    let folder = Folder::new();
    let missing = std::fs::read(folder.join("missing.json")).unwrap_err();
    let missing = format!("cannot read the file: {missing}");
    let long = " ".repeat(1024 * 1024) + "1";
    for (name, content, problem) in [
        ("missing.json", None, missing.as_str()),
        ("empty.json", Some(&b""[..]), "expected JSON, and there is no text"),
        (
            "wait.json",
            Some(br#"{"script": [{"send": "a"}, {"wait": "soon"}]}"#),
            "script[1].wait: expected a time such as 300ms",
        ),
        ("bytes.json", Some(b"\"\xff\""), "expected JSON in UTF-8"),
        ("long.json", Some(long.as_bytes()), "the file has more than 1 MiB"),
    ] {
        let file = folder.join(name);
        if let Some(content) = content {
            std::fs::write(&file, content).unwrap();
        }
        let file = file.display();
        for option in ["--case <CASE>", "--queue <CASES>"] {
            let option_name = option.split(' ').next().unwrap();
            let output = run(&[option_name, &format!("@{file}")]);
            misused(
                &output,
                &format!("invalid value '@{file}' for '{option}': {file}: {problem}"),
            );
        }
    }
}
