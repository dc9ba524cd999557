//! Every case, selected in each of the five ways: the reply is that of the table, byte for byte.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use scnet_notebook_mock::{
    Answer, Behavior, Case, ConnectionEnd, Ending, RecordedRequest, Script, SelectedBy, Server, Trigger,
};

use crate::client;
use crate::selection::selecting;

/// The number of threads that play cases: slow cases wait most of the time.
const THREADS: usize = 16;

const WAYS: [SelectedBy; 5] = [
    SelectedBy::Queue,
    SelectedBy::Header,
    SelectedBy::Path,
    SelectedBy::NotebookId,
    SelectedBy::Default,
];

/// Formats a start that selects a case and keeps the connection.
fn start(by: SelectedBy, name: &str) -> String {
    let (mut prefix, mut prefer, mut id) = (String::new(), String::new(), "1821067171420946434".to_owned());
    match by {
        SelectedBy::Header => prefer = format!("Prefer: example={name}\r\n"),
        SelectedBy::Path => prefix = format!("/__case/{name}"),
        SelectedBy::NotebookId => id = format!("case:{name}"),
        _ => {}
    }
    selecting(&prefix, &prefer, &id).replace("Connection: close\r\n", "")
}

/// Reads the reply that the table has for a case, checks it, and returns its length.
fn read_expected(stream: &mut TcpStream, case: &Case, shown: &str) -> usize {
    let script = match case.behavior() {
        Behavior::Script(script) => script,
        Behavior::Answer(answer) => {
            let reply = client::read_reply(stream);
            assert_eq!(reply, envelope(answer), "{shown}");
            return reply.len();
        }
        _ => panic!("the table has another kind of case"),
    };
    let mut expected = script.bytes();
    if expected.len() < 10_000 {
        // As Latin-1, so that every byte is a character.
        let text: String = expected.iter().map(|byte| char::from(*byte)).collect();
        // Another name than the `localhost` of the request.
        let text = text.replace(Script::REDIRECT_TARGET, "127.0.0.1/__redirected");
        expected = text.chars().map(|byte| u8::try_from(byte).unwrap()).collect();
    }
    let mut bytes = vec![0; expected.len()];
    stream
        .read_exact(&mut bytes)
        .unwrap_or_else(|error| panic!("{shown}: {error}"));
    let start = bytes[..bytes.len().min(500)].escape_ascii();
    assert!(bytes == expected, "{shown}: {start}");
    bytes.len()
}

/// Formats an answer with an envelope to a client that keeps the connection.
fn envelope(answer: &Answer) -> String {
    let body = core::str::from_utf8(answer.body()).unwrap();
    client::reply("200 OK", "", body).replace("connection: close\r\n", "")
}

/// Makes one call, and checks the reply, the end of the connection, and the entry in the journal.
fn check(server: &Server, case: &Case, name: &str, by: SelectedBy) {
    let shown = format!("{name} by {by}");
    match by {
        SelectedBy::Queue => server.queue(case.clone()),
        SelectedBy::Default => server.reply_with(case.clone()),
        _ => {}
    }
    let mut stream = client::connect(server.address());
    stream.write_all(start(by, name).as_bytes()).unwrap();
    let sent = read_expected(&mut stream, case, &shown);
    let (ending, trigger) = match case.behavior() {
        Behavior::Script(script) => (script.ending(), script.trigger()),
        _ => (Ending::Keep, Trigger::Request),
    };
    let end = match ending {
        Ending::Close => {
            assert_eq!(stream.read(&mut [0]).unwrap(), 0, "{shown}");
            ConnectionEnd::Closed
        }
        Ending::Reset => {
            let error = stream.read(&mut [0]).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::ConnectionReset, "{shown}");
            ConnectionEnd::Reset
        }
        _ => {
            // Nothing lies between this reply and that to the next request.
            let next = Case::named("code/10007").unwrap();
            let request = start(SelectedBy::Header, next.name());
            stream.write_all(request.as_bytes()).unwrap();
            read_expected(&mut stream, &next, &shown);
            ConnectionEnd::Kept
        }
    };

    let has_ended =
        |requests: &[RecordedRequest]| requests.first().is_some_and(|first| first.end != ConnectionEnd::Open);
    let requests = server.wait_for(client::TIMEOUT, has_ended).unwrap();
    let first = &requests[0];
    assert_eq!(first.case.as_ref(), Some(case), "{shown}");
    assert_eq!((first.selected_by, first.end), (Some(by), end), "{shown}");
    assert_eq!(first.bytes_sent, sent as u64, "{shown}");
    let is_executed = trigger == Trigger::Request && !case.refuses();
    assert_eq!(first.executed, is_executed, "{shown}");
    assert_eq!(server.queued(), [], "{shown}");
}

/// Checks these cases by these names, in each of the five ways, with a server for each.
fn check_all(cases: &[(&str, &Case)]) {
    let calls: Vec<_> = WAYS
        .iter()
        .flat_map(|by| cases.iter().map(move |case| (case, *by)))
        .collect();
    in_parallel(&calls, |((name, case), by)| check(&Server::start(), case, name, *by));
}

fn in_parallel<T: Sync>(calls: &[T], check: impl Fn(&T) + Sync) {
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                while let Some(call) = calls.get(next.fetch_add(1, Ordering::Relaxed)) {
                    check(call);
                }
            });
        }
    });
}

/// As `ab -k` calls it: a client of HTTP/1.0 reads until the end, unless the reply says `keep-alive`.
#[test]
fn a_script_ends_the_connection_of_a_client_of_http_1_0_unless_it_holds_it() {
    let is_held = |case: &Case| matches!(case.behavior(), Behavior::Script(script) if script.ending() == Ending::Hold);
    let cases: Vec<_> = Case::all().iter().filter(|case| !is_held(case)).collect();
    in_parallel(&cases, |case| {
        let server = Server::start();
        let start = start(SelectedBy::Header, case.name());
        let start = start.replace("HTTP/1.1", "HTTP/1.0\r\nConnection: keep-alive");
        let mut stream = client::connect(server.address());
        stream.write_all(start.as_bytes()).unwrap();
        if let Behavior::Answer(_) = case.behavior() {
            assert!(
                client::read_reply(&mut stream).contains("\r\nconnection: keep-alive\r\n"),
                "{case}"
            );
        } else if let Err(error) = stream.read_to_end(&mut Vec::new()) {
            assert_eq!(error.kind(), ErrorKind::ConnectionReset, "{case}");
        }
    });
}

#[test]
fn every_case_is_played_to_the_byte_in_each_of_the_five_ways() {
    let cases: Vec<_> = Case::all().iter().map(|case| (case.name(), case)).collect();
    check_all(&cases);
}

#[test]
fn a_documented_code_is_selected_by_its_name_as_well() {
    let aliases = Case::all().iter().filter_map(|case| Some((case.alias()?, case)));
    check_all(&aliases.collect::<Vec<_>>());
}
