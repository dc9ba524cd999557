//! Starts that are passed on to an upstream service.

use std::io::{Read, Write};
#[cfg(unix)]
use std::net::TcpListener;

use serde_json::{Value, json};
#[cfg(unix)]
use socket2::SockRef;

use super::command::{Folder, gave_up, mock, output, run};
use super::curl::{admin, curl, start};
use super::running::Running;
use crate::client::{self, SUCCESS, TIMEOUT};

const ID: &str = "1821067171420946434";
const TOKEN: &str = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.w5c4";
const YES: &str = "--yes-start-for-real";

#[test]
#[ignore = "needs curl: cargo test -p scnet-notebook-mock -- --ignored"]
fn a_start_is_passed_on_over_tls_and_the_answer_is_replayed_by_its_case_file() {
    let folder = Folder::new();
    let ca = folder.join("ca");
    let service = Running::start(&["--tls", "--tls-dir", ca.to_str().unwrap()]);
    let pem = ca.join("ca.pem");
    let mut program = Running::start(&["--upstream", &service.url, "--upstream-ca", pem.to_str().unwrap(), YES]);
    let warning = format!(
        "starts are passed on to {} for real: each costs money, and cannot be taken back",
        service.url
    );
    assert!(program.remarks().take(2).any(|line| line == warning));
    // The admin interface of the service is reached in the clear.
    let service = service.url.replace("https", "http");
    for (number, (case, expected)) in (1..).zip([
        (json!("code/0"), json!([])),
        (json!("code/user-frozen"), json!(["data is null, not a boolean"])),
        (
            json!({"answer": {"status": 503, "headers": {"Set-Cookie": "a=b", "X-Echo": TOKEN}, "body": "<html>"}}),
            json!([
                "the HTTP status is 503, not 200",
                "the header Content-Type is missing",
                "the body is not JSON",
                "the answer sets a cookie or a token; the case file is without that header",
                "the answer repeats a secret of the request; the case file is without it",
            ]),
        ),
    ]) {
        let case = if case.is_string() {
            json!({ "case": case })
        } else {
            case
        };
        assert_eq!(admin(&service, "PUT", "default", &case.to_string()).0, 200);
        let reply = start_with(&program.url, TOKEN);
        let record = record(&program.url, number);
        assert_eq!(record["upstream"]["differences"], expected, "{record}");
        assert_eq!(
            (&record["status"], &record["upstream"]["status"]),
            (&json!(reply.0), &json!(reply.0))
        );
        let (status, file) = curl(&[&format!("{}/__admin/requests/{number}/case", program.url)]);
        assert_eq!(status, 200, "{file}");
        assert!(
            !file.contains(TOKEN) && !file.to_ascii_lowercase().contains("cookie"),
            "{file}"
        );
        let path = folder.join("case.json");
        std::fs::write(&path, &file).unwrap();
        let replay = Running::start(&["--case", &format!("@{}", path.display())]);
        assert_eq!(start_with(&replay.url, TOKEN), reply, "{file}");
        // Once each.
        let (_, health) = admin(&service, "GET", "health", "");
        assert_eq!(health["requests"], number, "{health}");
    }
    assert_eq!(
        record(&program.url, 1)["upstream"]["envelope"],
        json!({"code": "0", "msg": "success", "data": true})
    );
    let (status, problem) = admin(&program.url, "GET", "requests/4/case", "");
    assert_eq!(
        (status, problem),
        (404, json!({"error": "the journal has no request with this number"}))
    );
}

#[test]
#[ignore = "needs curl: cargo test -p scnet-notebook-mock -- --ignored"]
fn a_failed_call_is_answered_502_and_the_record_says_whether_it_was_sent() {
    for (case, problem, executed) in [
        (
            "conn/reset-mid-body",
            "the start was passed on, and may have happened: the connection ended before a whole answer",
            true,
        ),
        (
            "tls/unknown-ca",
            "the start was not passed on: TLS with the upstream service failed: a certificate of \
             the server has a wrong signature; its CA has the name of a trusted one but another key, or a key is too weak, such \
             as RSA below 2048 bits",
            false,
        ),
    ] {
        let folder = Folder::new();
        let ca = folder.join("ca");
        let service = Running::start(&["--tls", "--tls-dir", ca.to_str().unwrap(), "--case", case]);
        let pem = ca.join("ca.pem");
        let program = Running::start(&["--upstream", &service.url, "--upstream-ca", pem.to_str().unwrap(), YES]);
        assert_eq!(start(&program.url, ID), (502, problem.to_owned()));
        let record = record(&program.url, 1);
        assert_eq!(
            (&record["problem"], &record["executed"]),
            (&json!(problem), &json!(executed)),
            "{record}"
        );
        let (status, text) = admin(&program.url, "GET", "requests/1/case", "");
        assert_eq!(
            (status, text),
            (
                404,
                json!({"error": "the request has no answer of an upstream service"})
            )
        );
        let (_, health) = admin(&service.url.replace("https", "http"), "GET", "health", "");
        assert_eq!(
            (&health["requests"], &health["executed"]),
            (&json!(1), &json!(i32::from(executed))),
            "{health}"
        );
    }
}

#[test]
#[ignore = "needs curl: cargo test -p scnet-notebook-mock -- --ignored"]
fn a_proxy_of_the_environment_and_a_redirect_are_not_followed() {
    let service = Running::start(&["--case", "status/302"]);
    let elsewhere = Running::start(&[]);
    let proxies = ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"].map(|name| (name, elsewhere.url.as_str()));
    let arguments = ["--listen", "127.0.0.1:0", "--upstream", &service.url, YES];
    let program = Running::start_with(&arguments, &proxies);
    assert_eq!(start(&program.url, ID).0, 302);
    let count = |url: &str| admin(url, "GET", "health", "").1["requests"].clone();
    assert_eq!((count(&service.url), count(&elsewhere.url)), (json!(1), json!(0)));
}

/// Starts a notebook with this token, and returns the status and the body.
fn start_with(url: &str, token: &str) -> (u16, String) {
    let (token, body) = (format!("token: {token}"), format!(r#"{{"notebookId":"{ID}"}}"#));
    let headers = ["--header", &token, "--header", "Content-Type: application/json"];
    let url = format!("{url}/ac/openapi/v2/notebook/actions/start");
    curl(&[&headers[..], &["--data-raw", &body, &url]].concat())
}

fn record(url: &str, number: usize) -> Value {
    let (_, journal) = admin(url, "GET", "requests", "");
    let text = journal.to_string();
    assert!(!text.contains(TOKEN), "{text}");
    journal["requests"][number - 1].clone()
}

#[test]
fn without_the_confirmation_nothing_is_passed_on() {
    let service = Running::start(&[]);
    let text =
        "--upstream needs --yes-start-for-real: each start that is passed on costs money, and cannot be taken back";
    gave_up(&run(&["--upstream", &service.url]), text);
    // The confirmation is not taken from the environment.
    let confirmed = mock()
        .env("SCNET_MOCK_YES_START_FOR_REAL", "1")
        .args(["--upstream", &service.url])
        .output();
    gave_up(&confirmed.unwrap(), text);
    gave_up(&output(mock().env("SCNET_MOCK_UPSTREAM", &service.url)), text);
    assert!(service.admin("GET /__admin/health").contains(r#""requests":0"#));
}

#[test]
fn wrong_options_for_the_upstream_service_end_it_with_status_2() {
    gave_up(&run(&[YES]), "--yes-start-for-real needs --upstream");
    gave_up(&run(&["--upstream-ca", "ca.pem"]), "--upstream-ca needs --upstream");
    let https = ["--upstream", "https://localhost", YES];
    let error = std::fs::read("none.pem").unwrap_err();
    gave_up(
        &run(&[&https[..], &["--upstream-ca", "none.pem"]].concat()),
        &format!("--upstream-ca none.pem: cannot read the file: {error}"),
    );
    gave_up(
        &run(&[&https[..], &["--upstream-ca", "/dev/null"]].concat()),
        "--upstream-ca /dev/null: the CA holds no certificate in PEM",
    );
    let output = run(&["--upstream", "scnet", YES]);
    assert!(output.stderr.starts_with(b"error: --upstream: "), "{output:?}");
    assert_eq!(output.status.code(), Some(2));
    for (option, other) in [("--case=10007", "--case <"), ("--stateful", "--stateful'")] {
        let output = run(&[&https[..], &[option]].concat());
        let text = String::from_utf8(output.stderr).unwrap();
        let start = format!("error: the argument '--upstream <URL>' cannot be used with '{other}");
        assert!(text.starts_with(&start), "{text}");
        assert_eq!(output.status.code(), Some(2));
    }
}

#[test]
fn the_default_is_the_upstream_service_until_another_is_set() {
    let service = Running::start(&["--case", "10007"]);
    let program = Running::start(&["--upstream", &service.url, YES]);
    let start = || client::exchange(program.address(), client::start());
    assert!(program.admin("GET /__admin/default").contains(r#"{"case":"upstream"}"#));
    assert!(start().contains(r#""code":"10007""#));
    let put = |program: &Running, body: &str| {
        let put = client::request("PUT /__admin/default", "Content-Type: application/json\r\n", body);
        client::exchange(program.address(), put)
    };
    for name in [r#"{"case":"upstream"}"#, r#""upstream""#] {
        assert!(put(&program, r#"{"case":"0"}"#).ends_with("{\"case\":\"code/0\"}\n"));
        assert!(start().ends_with(SUCCESS));
        assert!(put(&program, name).ends_with("{\"case\":\"upstream\"}\n"), "{name}");
        assert!(start().contains(r#""code":"10007""#));
        let refused = put(&service, name);
        assert!(
            refused.contains("the mock passes no start on: start it with --upstream"),
            "{refused}"
        );
    }
    put(&program, r#"{"case":"0"}"#);
    program.admin("POST /__admin/reset");
    assert!(start().contains(r#""code":"10007""#));
}

#[cfg(unix)]
#[test]
fn a_signal_waits_for_the_answer_of_a_start_and_a_second_one_does_not() {
    const REFUSAL: &str = r#"{"code":"10007","msg":"","data":null}"#;
    for signals in [1, 2] {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        SockRef::from(&listener).set_read_timeout(Some(TIMEOUT)).unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let mut program = Running::start(&["--upstream", &url, YES]);
        let mut remarks = program.remarks().skip_while(|line| !line.starts_with("starts that"));
        let mut device = client::connect(program.address());
        device.write_all(client::start().as_bytes()).unwrap();
        let (mut service, _) = listener.accept().unwrap();
        service.read_exact(&mut [0]).unwrap();
        program.signal("-INT");
        let waits = "starts that the upstream service has not answered yet: 1; another signal stops the mock at once";
        assert_eq!(remarks.next().as_deref(), Some(waits));
        if signals == 1 {
            let length = REFUSAL.len();
            write!(service, "HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n{REFUSAL}").unwrap();
        } else {
            // Nor is another start passed on meanwhile.
            let refused = client::exchange(program.address(), client::start());
            assert!(
                refused.ends_with("the start was not passed on: the mock is about to stop"),
                "{refused}"
            );
            program.signal("-TERM");
        }
        let mut reply = String::new();
        let _ = device.read_to_string(&mut reply);
        assert_eq!(reply.ends_with(REFUSAL), signals == 1, "{reply}");
        assert_eq!(program.ended(), Some(0));
        let lost = "starts that the upstream service has not answered: 1; they may have happened";
        let remarks: Vec<_> = remarks.collect();
        assert_eq!(remarks.iter().any(|line| line == lost), signals == 2, "{remarks:?}");
    }
}
