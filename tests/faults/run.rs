//! Two calls for each case: one that the case answers, and one that is answered as documented.

use std::{
    io::{Read, Write},
    net::TcpStream,
    thread::{self, Builder},
    time::{Duration, Instant},
};

use scnet_notebook::Outcome;
use scnet_notebook_mock::{Behavior, Case, ConnectionEnd, RecordedRequest, START_PATH, Server, Trigger};
use support::{documented::BODY, server::TIMEOUT};

use crate::{
    call_result::{CallResult, Reason},
    connections::{Connection, TOKEN},
    expectations,
    expected::started,
};

/// The deadline of a call that is expected to time out. The next call has it as well, and must be in time on a busy machine.
const DEADLINE: Duration = Duration::from_secs(2);

/// The number of cases that run at the same time. Most of them wait.
const CONCURRENCY: usize = 24;

/// Runs every case, and lists those that fail.
pub(crate) fn run_all(connection: Connection) {
    let mut failed = Vec::new();
    for cases in Case::all().chunks(CONCURRENCY) {
        thread::scope(|scope| {
            let threads: Vec<_> = cases
                .iter()
                .map(|case| {
                    // A panic shows the name of its thread.
                    let thread = Builder::new().name(format!("{case} over {connection:?}"));
                    thread.spawn_scoped(scope, move || run(case, connection)).unwrap()
                })
                .collect();
            for (case, thread) in cases.iter().zip(threads) {
                if thread.join().is_err() {
                    failed.push(case.name());
                }
            }
        });
    }
    assert!(failed.is_empty(), "failed over {connection:?}: {failed:#?}");
}

fn run(case: &Case, connection: Connection) {
    let expected = expectations::expected(case);
    let times_out = expected.times_out();
    let deadline = if times_out { DEADLINE } else { TIMEOUT };
    let server = Server::start();
    server.queue(case.clone());

    let mut start = connection.client(server.url(), TOKEN, deadline);
    let begin = Instant::now();
    let first = start();
    let took = begin.elapsed();
    wait_for_end(&server, case, &first);
    let second = start();
    // The client sends nothing more.
    drop(start);
    settle(&server);

    assert!(expected.allows(&first), "{first:?} instead of {expected:?}");
    assert!(took < TIMEOUT / 2 && (took >= DEADLINE || !times_out), "{took:?}");
    assert!(started().allows(&second), "afterwards: {second:?}");

    let requests = server.requests();
    // The last connection is that of this test.
    assert_eq!(server.connections() - 1, 2, "{requests:#?}");
    // The server waits for the whole request only if its case begins there.
    let is_awaited = match case.behavior() {
        Behavior::Script(script) => script.trigger() == Trigger::Request,
        _ => true,
    };
    let seen = requests.iter().map(|request| (request.connection, is_whole(request)));
    assert_eq!(seen.collect::<Vec<_>>(), [(1, is_awaited), (2, true)]);
    // Neither request has a problem, and no client followed a redirect.
    let is_documented = |request: &RecordedRequest| request.problem.is_none();
    assert!(requests.iter().all(is_documented), "{requests:#?}");
    // The mock counts a start unless the outcome is refused.
    let is_executed = is_awaited && first.outcome != Some(Outcome::Refused);
    assert_eq!((requests[0].executed, requests[1].executed), (is_executed, true));
}

/// Waits until the server has completed the case. Its connection has then ended as well: the client closes one that the server
/// leaves open.
fn wait_for_end(server: &Server, case: &Case, result: &CallResult) {
    // The client does not read the rest of a reply that is too long, and the next call closes its connection.
    let unread = match case.behavior() {
        Behavior::Script(script) if result.reason == Reason::ReplyTooLong => Some(script.bytes().len() as u64),
        _ => None,
    };
    let is_over = |requests: &[RecordedRequest]| {
        let first = requests.first();
        first.is_some_and(|first| first.end != ConnectionEnd::Open || Some(first.bytes_sent) == unread)
    };
    server.wait_for(TIMEOUT, is_over).expect("the case has not ended");
    let has_ended = unread.is_some() || server.wait_until_idle(TIMEOUT);
    assert!(has_ended, "the connection is still there");
}

/// Waits until the server has read everything on every connection.
fn settle(server: &Server) {
    // It is accepted after every connection of the client.
    let mut last = TcpStream::connect(server.address()).unwrap();
    last.set_read_timeout(Some(TIMEOUT)).unwrap();
    last.write_all(b"GET /__admin/health HTTP/1.1\r\nHost: mock\r\n\r\n")
        .unwrap();
    last.read_exact(&mut [0]).unwrap();
    drop(last);
    assert!(server.wait_until_idle(TIMEOUT), "a connection is left open");
}

/// Returns whether a request is whole and the documented one.
fn is_whole(request: &RecordedRequest) -> bool {
    request.method == "POST" && request.path == START_PATH && request.query.is_none() && request.body == BODY.as_bytes()
}
