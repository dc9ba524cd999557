//! Calls by curl alone.

use std::process::{Command, Stdio};

use serde_json::Value;

use super::command::output;

/// Calls curl with these arguments, the last of which is the URL. Returns the status of the reply and its body.
#[track_caller]
pub(crate) fn curl(arguments: &[&str]) -> (u16, String) {
    let output = output(
        Command::new("curl")
            .args(["--silent", "--show-error", "--noproxy", "*", "--max-time", "60"])
            .args(["--write-out", "\n%{http_code}"])
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped()),
    );
    let problem = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {problem}");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let (body, status) = text.rsplit_once('\n').expect("curl writes the status");
    (status.parse().expect("a number"), body.to_owned())
}

/// Calls an endpoint of the admin interface, and returns the status and the JSON.
#[track_caller]
pub(crate) fn admin(url: &str, method: &str, path: &str, body: &str) -> (u16, Value) {
    let endpoint = format!("{url}/__admin/{path}");
    let json = ["--header", "Content-Type: application/json", "--data-raw", body];
    let with_body: &[&str] = if matches!(method, "POST" | "PUT") { &json } else { &[] };
    let (status, text) = curl(&[&["--request", method], with_body, &[&endpoint]].concat());
    (status, serde_json::from_str(&text).expect("JSON"))
}

/// Starts a notebook, and returns the status and the body.
#[track_caller]
pub(crate) fn start(url: &str, notebook: &str) -> (u16, String) {
    let url = format!("{url}/ac/openapi/v2/notebook/actions/start");
    let body = format!(r#"{{"notebookId":"{notebook}"}}"#);
    let headers = ["--header", "token: any", "--header", "Content-Type: application/json"];
    curl(&[&headers[..], &["--data-raw", &body, &url]].concat())
}
