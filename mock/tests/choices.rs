//! Each case, chosen in each of the five ways: what goes over the wire is what the table says, byte for byte.

mod wire;

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use scnet_notebook_mock::{
    Answer, Behavior, Case, ConnectionEnd, Ending, START_PATH, Script, SelectedBy, Server, Trigger,
};

/// How many cases are played at a time: the slow ones wait most of the time.
const AT_A_TIME: usize = 16;

const WAYS: [SelectedBy; 5] = [
    SelectedBy::Queue,
    SelectedBy::Header,
    SelectedBy::Path,
    SelectedBy::NotebookId,
    SelectedBy::Default,
];

/// Writes down a start that chooses a case in its own way, and keeps the connection.
fn start(by: SelectedBy, name: &str) -> String {
    let (mut prefix, mut prefer, mut id) = (String::new(), String::new(), "1821067171420946434".to_owned());
    match by {
        SelectedBy::Header => prefer = format!("Prefer: example={name}\r\n"),
        SelectedBy::Path => prefix = format!("/__case/{name}"),
        SelectedBy::NotebookId => id = format!("case:{name}"),
        _ => {}
    }
    let body = format!(r#"{{"notebookId":"{id}"}}"#);
    let headers = format!("{}{prefer}", wire::HEADERS);
    wire::request(&format!("POST {prefix}{START_PATH}"), &headers, &body).replace("Connection: close\r\n", "")
}

/// What the table says that goes over the wire.
fn expected(case: &Case, server: &Server) -> Vec<u8> {
    match case.behavior() {
        Behavior::Script(script) => {
            let bytes = script.bytes();
            if bytes.len() > 10_000 {
                return bytes;
            }
            // As Latin-1, so that every byte is a character.
            let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
            let text = text.replace(Script::REDIRECT_TARGET, &server.redirect_target().to_string());
            text.chars().map(|byte| u8::try_from(byte).unwrap()).collect()
        }
        Behavior::Answer(answer) => envelope(answer),
        _ => panic!("the table has another kind of case"),
    }
}

/// An answer with an envelope.
fn envelope(answer: &Answer) -> Vec<u8> {
    let length = answer.body().len();
    let head = format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n");
    [head.as_bytes(), answer.body()].concat()
}

/// Reads as many bytes as are expected, and checks them.
fn reads(wire: &mut TcpStream, expected: &[u8], shown: &str) {
    let mut bytes = vec![0; expected.len()];
    wire.read_exact(&mut bytes)
        .unwrap_or_else(|error| panic!("{shown}: {error}"));
    assert!(
        bytes == expected,
        "{shown}: {}",
        bytes[..bytes.len().min(500)].escape_ascii()
    );
}

/// Makes one call, and checks what comes, how it ends, and what the journal says of it.
fn check(server: &Server, case: &Case, name: &str, by: SelectedBy) {
    let shown = format!("{name} by {by}");
    match by {
        SelectedBy::Queue => server.queue(case.clone()),
        SelectedBy::Default => server.reply_with(case.clone()),
        _ => {}
    }
    let mut wire = TcpStream::connect(server.address()).unwrap();
    wire.set_read_timeout(Some(wire::PATIENCE)).unwrap();
    wire.write_all(start(by, name).as_bytes()).unwrap();

    let expected = expected(case, server);
    let (leave, cue) = match case.behavior() {
        Behavior::Script(script) => (script.ending(), script.trigger()),
        _ => (Ending::Hold, Trigger::Request),
    };
    reads(&mut wire, &expected, &shown);
    let end = match leave {
        Ending::Close => {
            assert_eq!(wire.read(&mut [0]).unwrap(), 0, "{shown}");
            ConnectionEnd::Closed
        }
        Ending::Reset => {
            let error = wire.read(&mut [0]).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::ConnectionReset, "{shown}");
            ConnectionEnd::Reset
        }
        _ => {
            // Nothing lies between what was expected and the reply to the next request.
            let next = Case::named("code/10007").unwrap();
            wire.write_all(start(SelectedBy::Header, next.name()).as_bytes())
                .unwrap();
            let Behavior::Answer(answer) = next.behavior() else {
                panic!("a code is answered")
            };
            reads(&mut wire, &envelope(answer), &shown);
            ConnectionEnd::Kept
        }
    };

    let is_there = |requests: &[_]| {
        requests
            .first()
            .is_some_and(|first: &scnet_notebook_mock::RecordedRequest| first.end != ConnectionEnd::Open)
    };
    let requests = server.wait_for(wire::PATIENCE, is_there).unwrap();
    let first = &requests[0];
    assert_eq!(first.case.as_ref(), Some(case), "{shown}");
    assert_eq!((first.selected_by, first.end), (Some(by), end), "{shown}");
    assert_eq!(first.bytes_sent, expected.len() as u64, "{shown}");
    assert_eq!(first.executed, cue == Trigger::Request && !case.refuses(), "{shown}");
    assert_eq!(server.queued(), [], "{shown}");
}

/// Checks these cases, under these names, in each way, with a server for each.
fn check_all(cases: &[(&str, &Case)]) {
    let calls: Vec<_> = WAYS
        .iter()
        .flat_map(|by| cases.iter().map(move |case| (case, *by)))
        .collect();
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..AT_A_TIME {
            scope.spawn(|| {
                while let Some(((name, case), by)) = calls.get(next.fetch_add(1, Ordering::Relaxed)) {
                    check(&Server::start(), case, name, *by);
                }
            });
        }
    });
}

#[test]
fn every_case_is_played_to_the_byte_however_it_is_chosen() {
    let cases: Vec<_> = Case::all().iter().map(|case| (case.name(), case)).collect();
    check_all(&cases);
}

#[test]
fn a_documented_code_can_be_chosen_by_its_name_as_well() {
    let aliases = Case::all().iter().filter_map(|case| Some((case.alias()?, case)));
    check_all(&aliases.collect::<Vec<_>>());
}

/// Makes one call and returns the name of the case that it got.
fn got(server: &Server, request: &str) -> String {
    server.clear();
    wire::exchange(server.address(), request);
    let requests = server.requests();
    let case = requests[0].case.as_ref().map(|case| case.name().to_owned());
    case.unwrap_or_else(|| requests[0].problem.clone().unwrap())
}

#[test]
fn the_first_way_that_says_anything_counts() {
    let server = Server::builder()
        .case(Case::named("code/10012").unwrap())
        .start()
        .unwrap();
    server.queue(Case::named("code/10001").unwrap());
    let request = |prefix: &str, prefer: &str, id: &str| {
        let headers = format!("{}{prefer}", wire::HEADERS);
        let body = format!(r#"{{"notebookId":"{id}"}}"#);
        wire::request(&format!("POST {prefix}{START_PATH}"), &headers, &body)
    };
    let (path, prefer, id) = (
        "/__case/code/10004",
        "Prefer: example=code/10003\r\n",
        "case:code/10007",
    );
    assert_eq!(got(&server, &request(path, prefer, id)), "code/10001");
    assert_eq!(got(&server, &request(path, prefer, id)), "code/10003");
    assert_eq!(got(&server, &request(path, "", id)), "code/10004");
    assert_eq!(got(&server, &request("", "", id)), "code/10007");
    assert_eq!(got(&server, &request("", "", "1")), "code/10012");
}

#[test]
fn the_queue_is_played_in_its_order_each_entry_once() {
    let server = Server::start();
    let names = ["code/10007", "status/503", "json/null", "code/10007"];
    for name in names {
        server.queue(Case::named(name).unwrap());
    }
    let mut wire = TcpStream::connect(server.address()).unwrap();
    for _ in 0..5 {
        wire.write_all(start(SelectedBy::Default, "").as_bytes()).unwrap();
        let mut piece = [0; 1000];
        let count = wire.read(&mut piece).unwrap();
        assert!(piece[..count].starts_with(b"HTTP/1.1 "));
    }
    let played: Vec<_> = server
        .requests()
        .into_iter()
        .map(|request| request.case.unwrap())
        .collect();
    let played: Vec<_> = played.iter().map(Case::name).collect();
    assert_eq!(
        played,
        ["code/10007", "status/503", "json/null", "code/10007", "code/0"]
    );
}

#[test]
fn a_request_that_is_refused_leaves_the_queue_alone() {
    let server = Server::start();
    server.queue(Case::named("conn/reset-after-request-head").unwrap());
    let refused = wire::request(&format!("POST {START_PATH}"), "", "");
    assert_eq!(got(&server, &refused), "the header token is missing");
    assert_eq!(server.queued().len(), 1);
}

#[test]
fn a_case_for_a_new_connection_is_not_wasted_on_one_that_is_kept() {
    let server = Server::start();
    server.queue(Case::default());
    server.queue(Case::named("conn/reset-on-accept").unwrap());
    let mut kept = TcpStream::connect(server.address()).unwrap();
    kept.write_all(start(SelectedBy::Default, "").as_bytes()).unwrap();
    let Behavior::Answer(success) = Case::default().behavior().clone() else {
        panic!("a code is answered")
    };
    reads(&mut kept, &envelope(&success), "the first");
    // It would have been cut off by then.
    kept.set_read_timeout(Some(Duration::from_millis(1500))).unwrap();
    let error = kept.read(&mut [0]).unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut),
        "{error}"
    );
    assert_eq!(server.queued().len(), 1);

    let mut new = TcpStream::connect(server.address()).unwrap();
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
        ("Prefer: code=10008; example=json/null", "json/null"),
        ("Prefer: code=0", "code/0"),
        ("Prefer: return=minimal", "code/0"),
    ] {
        let headers = format!("{}{prefer}\r\n", wire::HEADERS);
        let request = wire::request(&format!("POST {START_PATH}"), &headers, wire::BODY);
        assert_eq!(got(&server, &request), case, "{prefer}");
    }
}

#[test]
fn a_name_that_is_none_is_refused_and_gets_the_closest() {
    let server = Server::start();
    let request = |prefix: &str, prefer: &str, id: &str| {
        let headers = format!("{}{prefer}", wire::HEADERS);
        let body = format!(r#"{{"notebookId":"{id}"}}"#);
        wire::request(&format!("POST {prefix}{START_PATH}"), &headers, &body)
    };
    for (request, problem) in [
        (
            request("", "Prefer: example=json/nul\r\n", "1"),
            "the header Prefer: no case is named \"json/nul\"; did you mean json/null?",
        ),
        (
            request("", "Prefer: code=10002\r\n", "1"),
            "the header Prefer: its code is not a documented one",
        ),
        (
            request("", "Prefer: code=user-frozen\r\n", "1"),
            "the header Prefer: its code is not a documented one",
        ),
        (
            request("/__case/json/nul", "", "1"),
            "no case is named \"json/nul\"; did you mean json/null?",
        ),
        (
            request("/__case/user-frozn", "", "1"),
            "no case is named \"user-frozn\"; did you mean code/user-frozen?",
        ),
        (
            request("/__case/tls/expired", "", "1"),
            "no case is named \"tls/expired\"; a TLS case is chosen at the start, --case tls/expired",
        ),
        (
            request("", "", "case:json/nul"),
            "notebookId: no case is named \"json/nul\"; did you mean json/null?",
        ),
    ] {
        assert_eq!(got(&server, &request), problem);
    }
    assert_eq!(server.executed(), 0);
}

#[test]
fn the_path_after_the_case_is_the_services_own() {
    let server = Server::start();
    for path in ["/__case/json/null", "/__case/json/null/", "/__case/json/null/other"] {
        let request = wire::request(&format!("POST {path}"), wire::HEADERS, wire::BODY);
        let problem = got(&server, &request);
        assert_eq!(problem, format!("the path is not {START_PATH}"), "{path}");
    }
}

#[test]
fn whoever_follows_the_redirect_is_in_the_journal_and_refused() {
    let server = Server::start();
    let reply = wire::exchange(server.redirect_target(), wire::start());
    let problem = "a redirect to another host was followed, with all that was sent";
    let envelope = r#"{"code":"10004","msg":"参数无效","data":null}"#;
    let headers = format!("mock-problem: {problem}\r\n");
    assert_eq!(reply, wire::reply("404 Not Found", &headers, envelope));
    assert_eq!(server.requests()[0].problem.as_deref(), Some(problem));
}
