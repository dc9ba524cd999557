//! The five ways to select a case, and their order.

use std::io::{ErrorKind, Read, Write};
use std::time::Duration;

use scnet_notebook_mock::{Case, START_PATH, Server, Tls};

use crate::client;

/// Formats a start with a prefix of the path, a header and a notebook id.
pub(crate) fn selecting(prefix: &str, header: &str, id: &str) -> String {
    let body = format!(r#"{{"notebookId":"{id}"}}"#);
    let headers = format!("{}{header}", client::HEADERS);
    client::request(&format!("POST {prefix}{START_PATH}"), &headers, &body)
}

/// Makes one call and returns the name of the case that it got, or the problem.
fn got(server: &Server, request: &str) -> String {
    server.clear();
    client::exchange(server.address(), request);
    let requests = server.requests();
    let case = requests[0].case.as_ref().map(|case| case.name().to_owned());
    case.unwrap_or_else(|| requests[0].problem.clone().unwrap())
}

#[test]
fn the_queue_precedes_the_header_the_path_the_notebook_id_and_the_default() {
    let server = Server::builder()
        .case(Case::named("code/10012").unwrap())
        .start()
        .unwrap();
    server.queue(Case::named("code/10001").unwrap());
    let (path, prefer, id) = (
        "/__case/code/10004",
        "Prefer: example=code/10003\r\n",
        "case:code/10007",
    );
    for (request, name) in [
        (selecting(path, prefer, id), "code/10001"),
        (selecting(path, prefer, id), "code/10003"),
        (selecting(path, "", id), "code/10004"),
        (selecting("", "", id), "code/10007"),
        (selecting("", "", "1"), "code/10012"),
    ] {
        assert_eq!(got(&server, &request), name);
    }
}

#[test]
fn the_queue_is_played_in_its_order_each_entry_once() {
    let server = Server::start();
    let names = ["code/10007", "status/503", "json/null", "code/10007"];
    for name in names {
        server.queue(Case::named(name).unwrap());
    }
    let mut stream = client::connect(server.address());
    for _ in 0..5 {
        stream.write_all(client::start_kept().as_bytes()).unwrap();
        client::read_reply(&mut stream);
    }
    let requests = server.requests().into_iter();
    let played: Vec<_> = requests
        .map(|request| request.case.unwrap().name().to_owned())
        .collect();
    assert_eq!(
        played,
        ["code/10007", "status/503", "json/null", "code/10007", "code/0"]
    );
}

#[test]
fn a_refused_request_takes_no_entry_of_the_queue() {
    let server = Server::start();
    server.queue(Case::named("conn/reset-after-request-head").unwrap());
    let refused = client::request(&format!("POST {START_PATH}"), "", "");
    assert_eq!(got(&server, &refused), "the header token is missing");
    assert_eq!(server.queued().len(), 1);
}

#[test]
fn a_case_that_begins_on_accept_waits_for_a_new_connection() {
    let server = Server::start();
    server.queue(Case::default());
    server.queue(Case::named("conn/reset-on-accept").unwrap());
    let mut kept = client::connect(server.address());
    kept.write_all(client::start_kept().as_bytes()).unwrap();
    assert_eq!(client::read_reply(&mut kept), client::success_kept());
    // The connection would have been reset by then.
    kept.set_read_timeout(Some(Duration::from_millis(1500))).unwrap();
    let error = kept.read(&mut [0]).unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut),
        "{error}"
    );
    assert_eq!(server.queued().len(), 1);

    let mut new = client::connect(server.address());
    new.write_all(client::start().as_bytes()).unwrap();
    assert_eq!(new.read(&mut [0]).unwrap_err().kind(), ErrorKind::ConnectionReset);
    assert_eq!(server.queued().len(), 0);
}

#[test]
fn the_header_prefer_is_read_as_rfc_7240_says() {
    let server = Server::start();
    for (prefer, case) in [
        ("Prefer: example=json/null", "json/null"),
        ("prefer: example=\"json/null\"", "json/null"),
        ("Prefer: respond-async, example = json/null", "json/null"),
        ("Prefer: respond-async\r\nPrefer: code=10007", "code/10007"),
        (
            "Prefer: code=10008; example=code/10008, example=permission-denied",
            "code/10008",
        ),
        ("Prefer: code=0", "code/0"),
        ("Prefer: return=minimal", "code/0"),
    ] {
        let headers = format!("{}{prefer}\r\n", client::HEADERS);
        let request = client::request(&format!("POST {START_PATH}"), &headers, client::BODY);
        assert_eq!(got(&server, &request), case, "{prefer}");
    }
}

#[test]
fn an_unknown_name_is_refused_and_gets_the_closest() {
    let server = Server::start();
    for (request, problem) in [
        (
            selecting("", "Prefer: example=json/nul\r\n", "1"),
            "the header Prefer: no case is named \"json/nul\"; did you mean json/null?",
        ),
        (
            selecting("", "Prefer: exmaple=json/null\r\n", "1"),
            "the header Prefer: no preference is named \"exmaple\"; did you mean example?",
        ),
        (
            selecting("", "", "case:用户"),
            "notebookId: no case is named \"用户\"; GET /__admin/cases lists all cases",
        ),
        (
            selecting("", "Prefer: code=10007;example=code/0\r\n", "1"),
            "the header Prefer selects code/10007 and code/0; a start plays one case",
        ),
        (
            selecting("", "Prefer: example=json/null\r\nPrefer: example=code/0\r\n", "1"),
            "the header Prefer selects json/null and code/0; a start plays one case",
        ),
        (
            selecting("", "Prefer: code=10002\r\n", "1"),
            "the header Prefer: its code is not a documented one",
        ),
        (
            selecting("/__case/json/nul", "", "1"),
            "no case is named \"json/nul\"; did you mean json/null?",
        ),
        (
            selecting("/__case/user-frozn", "", "1"),
            "no case is named \"user-frozn\"; did you mean code/user-frozen?",
        ),
        (
            selecting("/__case/tls/expired", "", "1"),
            "tls/expired is a TLS case, which is selected when the mock starts: --case tls/expired",
        ),
        (
            selecting("", "", "case:json/nul"),
            "notebookId: no case is named \"json/nul\"; did you mean json/null?",
        ),
        (
            selecting("", "", "case:zzz"),
            "notebookId: no case is named \"zzz\"; GET /__admin/cases lists all cases",
        ),
        (
            selecting("/__case/zzz", "", "1"),
            "no case is named \"zzz\"; GET /__admin/cases lists all cases",
        ),
    ] {
        assert_eq!(got(&server, &request), problem);
    }
    assert_eq!(server.executed(), 0);
}

#[test]
fn only_the_documented_path_may_follow_the_name_of_a_case() {
    let server = Server::start();
    for path in ["/__case/json/null", "/__case/json/null/", "/__case/json/null/other"] {
        let request = client::request(&format!("POST {path}"), client::HEADERS, client::BODY);
        let problem = got(&server, &request);
        assert_eq!(problem, format!("the path is not {START_PATH}"), "{path}");
    }
}

#[test]
fn a_redirect_to_another_host_leads_to_another_name_on_the_port_that_was_called() {
    let plain = Server::start();
    let problem = "a redirect to another host was followed, with all that was sent";
    plain.reply_with(Case::named("status/307-other-host").unwrap());
    for (called, other) in [
        // As behind a port forward.
        ("localhost:9000", "127.0.0.1:9000"),
        ("127.0.0.1:9000", "localhost:9000"),
        ("api.scnet.example", "api.scnet.example."),
    ] {
        let start = client::start().replace("Host: localhost", &format!("Host: {called}"));
        let reply = client::exchange(plain.address(), start);
        let location = format!("\r\nLocation: http://{other}/__redirected{START_PATH}\r\n");
        assert!(reply.contains(&location), "{reply}");
    }
    // A client that follows it is found out, also if the service speaks TLS.
    let secure = Server::builder().tls(Tls::new()).start().unwrap();
    for server in [plain, secure] {
        server.clear();
        let followed = client::start().replace(START_PATH, &format!("/__redirected{START_PATH}"));
        let reply = client::exchange(server.address(), followed);
        assert!(reply.starts_with("HTTP/1.1 404 Not Found\r\n"), "{reply}");
        let request = server.requests().remove(0);
        assert_eq!((request.problem.as_deref(), request.executed), (Some(problem), false));
    }
}

#[test]
fn a_request_to_the_redirect_target_is_refused_and_recorded() {
    let server = Server::start();
    let reply = client::exchange(server.redirect_target(), client::start());
    let problem = "a redirect to another host was followed, with all that was sent";
    let headers = format!("mock-problem: {problem}\r\n");
    let expected = client::reply("404 Not Found", &headers, client::INVALID_PARAMETER);
    assert_eq!(reply, expected);
    assert_eq!(server.requests()[0].problem.as_deref(), Some(problem));
}
