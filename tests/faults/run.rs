//! Two calls for each case: the one that meets the fault, and the one after it.

use std::{
    io::{Read, Write},
    net::TcpStream,
    thread::{self, Builder},
    time::{Duration, Instant},
};

use scnet_notebook::Outcome;
use scnet_notebook_mock::{Behavior, ConnectionEnd, RecordedRequest, START_PATH, Server, Trigger};

use crate::{
    connections::Connection,
    expectations::Expectation,
    expected::{Ending, Reason, started},
};

/// How long a call may take that is expected to run out of time. The one after it is made with the same client, and must
/// be in time on a busy machine.
const DEADLINE: Duration = Duration::from_secs(2);

/// Nothing in these tests takes this long unless it fails, however busy the machine is.
const PATIENCE: Duration = Duration::from_secs(30);

/// How many cases are played at a time: most of them wait.
const AT_A_TIME: usize = 24;

/// The body of every request.
const BODY: &[u8] = br#"{"notebookId":"1821067171420946434"}"#;

/// Plays every case, and names those that fail.
pub(crate) fn all(expectations: &[Expectation], connection: Connection) {
    let mut failed = Vec::new();
    for expectations in expectations.chunks(AT_A_TIME) {
        thread::scope(|scope| {
            // A panic tells the name of its thread.
            let name = |expectation: &Expectation| format!("{} over {connection:?}", expectation.case());
            let threads: Vec<_> = expectations
                .iter()
                .map(|expectation| {
                    let thread = Builder::new().name(name(expectation));
                    let play = move || play(expectation, connection);
                    (expectation, thread.spawn_scoped(scope, play).unwrap())
                })
                .collect();
            for (expectation, thread) in threads {
                if thread.join().is_err() {
                    failed.push(name(expectation));
                }
            }
        });
    }
    assert!(failed.is_empty(), "failed: {failed:#?}");
}

fn play(expectation: &Expectation, connection: Connection) {
    let expected = expectation.expected(connection);
    let times_out = expected.times_out();
    let deadline = if times_out { DEADLINE } else { PATIENCE };
    let server = Server::start();
    server.queue(expectation.case().clone());

    let mut start = connection.client(server.address(), deadline);
    let begin = Instant::now();
    let first = start();
    let took = begin.elapsed();
    wait_for_end(&server, expectation, &first);
    let second = start();
    // So that all it ever sends has come.
    drop(start);
    settle(&server);

    assert!(expected.allows(&first), "{first:?} instead of {expected:?}");
    assert!(took < PATIENCE / 2 && (took >= DEADLINE || !times_out), "{took:?}");
    assert!(started().allows(&second), "afterwards: {second:?}");

    let requests = server.requests();
    // The last connection is that of this test.
    assert_eq!(server.connections() - 1, 2, "{requests:#?}");
    // The server waits for the whole of a request only if its case begins there.
    let is_awaited = match expectation.case().behavior() {
        Behavior::Script(script) => script.trigger() == Trigger::Request,
        _ => true,
    };
    let seen = requests.iter().map(|request| (request.connection, is_whole(request)));
    assert_eq!(seen.collect::<Vec<_>>(), [(1, is_awaited), (2, true)]);
    // Neither was sent anything else, and no client came where only a redirect leads.
    assert!(
        requests.iter().all(|request| request.problem.is_none()),
        "{requests:#?}"
    );
    // The mock counts as the client concludes.
    let is_executed = is_awaited && first.outcome != Some(Outcome::Refused);
    assert_eq!((requests[0].executed, requests[1].executed), (is_executed, true));
}

/// Waits until the server has done its part of the first call. Its connection has then ended as well: the client leaves one
/// that the server would hold.
fn wait_for_end(server: &Server, expectation: &Expectation, ending: &Ending) {
    // A reply that is too long is not read on, and the next call leaves its connection.
    let unread = match expectation.case().behavior() {
        Behavior::Script(script) if ending.reason == Reason::ReplyTooLong => Some(script.bytes().len() as u64),
        _ => None,
    };
    let is_over = |requests: &[RecordedRequest]| {
        let first = requests.first();
        first.is_some_and(|first| first.end != ConnectionEnd::Open || Some(first.bytes_sent) == unread)
    };
    server.wait_for(PATIENCE, is_over).expect("the case has not ended");
    assert!(
        unread.is_some() || server.wait_until_idle(PATIENCE),
        "the connection is still there"
    );
}

/// Waits until the server has read all that came on any connection.
fn settle(server: &Server) {
    // It is accepted after every connection of the client's.
    let mut last = TcpStream::connect(server.address()).unwrap();
    last.write_all(b"GET /__admin/health HTTP/1.1\r\nHost: mock\r\n\r\n")
        .unwrap();
    last.read_exact(&mut [0]).unwrap();
    drop(last);
    assert!(server.wait_until_idle(PATIENCE), "a connection is left open");
}

/// Returns whether a request came whole, and is the documented one.
fn is_whole(request: &RecordedRequest) -> bool {
    request.method == "POST" && request.path == START_PATH && request.query.is_none() && request.body == BODY
}
