//! Two calls for each case: the one that meets the fault, and the one after it.

use std::{
    io::{Read, Write},
    net::TcpStream,
    thread::{self, Builder},
    time::{Duration, Instant},
};

use scnet_notebook_mock::{Cue, End, Leave, Play, Received, START_PATH, Server};

use crate::{connections::Connection, expected::started, outcomes::Outcome};

/// How long a call may take that is expected to run out of time. The one after it is made with the same client, and must
/// be in time on a busy machine.
const DEADLINE: Duration = Duration::from_secs(2);

/// Nothing in these tests takes this long unless it fails, however busy the machine is.
const PATIENCE: Duration = Duration::from_secs(30);

/// How many cases are played at a time: most of them wait.
const AT_A_TIME: usize = 24;

/// What every request says.
const BODY: &[u8] = br#"{"notebookId":"1821067171420946434"}"#;

/// Plays every case, and names those that fail.
pub(crate) fn all(outcomes: &[Outcome], connection: Connection) {
    let mut failed = Vec::new();
    for outcomes in outcomes.chunks(AT_A_TIME) {
        thread::scope(|scope| {
            // A panic tells the name of its thread.
            let name = |outcome: &Outcome| format!("{} over {connection:?}", outcome.case());
            let threads: Vec<_> = outcomes
                .iter()
                .map(|outcome| {
                    let thread = Builder::new().name(name(outcome));
                    let play = move || play(outcome, connection);
                    (outcome, thread.spawn_scoped(scope, play).unwrap())
                })
                .collect();
            for (outcome, thread) in threads {
                if thread.join().is_err() {
                    failed.push(name(outcome));
                }
            }
        });
    }
    assert!(failed.is_empty(), "failed: {failed:#?}");
}

fn play(outcome: &Outcome, connection: Connection) {
    let expected = outcome.expected(connection);
    let times_out = expected.times_out();
    let deadline = if times_out { DEADLINE } else { PATIENCE };
    let server = Server::start();
    server.queue(outcome.case().clone());

    let mut start = connection.client(server.address(), deadline);
    let begin = Instant::now();
    let first = start();
    let took = begin.elapsed();
    wait_for_end(&server, outcome);
    let second = start();
    // So that all it ever sends has come.
    drop(start);
    settle(&server);

    assert!(expected.allows(&first), "{first:?} instead of {expected:?}");
    assert!(took < PATIENCE / 2 && (took >= DEADLINE || !times_out), "{took:?}");
    assert!(started(200).allows(&second), "afterwards: {second:?}");

    // One connection and one POST per call, unless the second came on the connection of the first.
    let connections = if outcome.is_kept_by(connection, &first) { 1 } else { 2 };
    let mut posts = vec![1, connections];
    if cue(outcome) != Cue::Request {
        // The server did not wait for the whole of it.
        posts.remove(0);
    }
    let requests = server.requests();
    let whole: Vec<_> = requests
        .iter()
        .filter(|request| is_whole(request))
        .map(|request| request.connection)
        .collect();
    // The last connection is that of this test.
    assert_eq!((server.connections() - 1, whole), (connections, posts));
    // Neither was sent anything else, nor did anybody come where only a redirect leads.
    assert_eq!(requests.len(), 2, "{requests:#?}");
    assert!(
        requests.iter().all(|request| request.problem.is_none()),
        "{requests:#?}"
    );
}

/// Waits until the server has done what it does to the first call.
fn wait_for_end(server: &Server, outcome: &Outcome) {
    // A reply that is held does not end before the client lets go of it.
    let held = match outcome.case().play() {
        Play::Script(script) if script.leave() == Leave::Hold => Some(script.bytes().len() as u64),
        _ => None,
    };
    let is_over = |requests: &[Received]| {
        let first = requests.first();
        first.is_some_and(|first| first.end != End::Open || Some(first.bytes_sent) == held)
    };
    let requests = server.wait_for(PATIENCE, is_over).expect("the case is not played");
    if matches!(requests[0].end, End::Closed | End::Reset) {
        assert!(server.wait_until_idle(PATIENCE), "the connection is still there");
    }
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
fn is_whole(request: &Received) -> bool {
    request.method == "POST" && request.path == START_PATH && request.query.is_none() && request.body == BODY
}

fn cue(outcome: &Outcome) -> Cue {
    match outcome.case().play() {
        Play::Script(script) => script.cue(),
        _ => Cue::Request,
    }
}
