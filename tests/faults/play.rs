//! Two calls for each case: the one that meets the fault, and the one after it.

use std::{
    thread::{self, Builder},
    time::{Duration, Instant},
};

use crate::{
    cases::Case,
    connections::Connection,
    expected::started,
    script::{Cue, reply, success},
    server::{PATIENCE, Seen, Server},
};

/// How long a call may take that is expected to run out of time. The one after it is made with the same client, and must
/// be in time on a busy machine.
const DEADLINE: Duration = Duration::from_secs(1);

/// How many cases are played at a time: most of them wait.
const AT_A_TIME: usize = 24;

/// Plays every case, and names those that fail.
pub(crate) fn all(cases: &[Case], connection: Connection) {
    let mut failed = Vec::new();
    for cases in cases.chunks(AT_A_TIME) {
        thread::scope(|scope| {
            // A panic tells the name of its thread.
            let name = |case: &Case| format!("{} over {connection:?}", case.name());
            let threads: Vec<_> = cases
                .iter()
                .map(|case| {
                    let thread = Builder::new().name(name(case));
                    (
                        case,
                        thread.spawn_scoped(scope, move || play(case, connection)).unwrap(),
                    )
                })
                .collect();
            for (case, thread) in threads {
                if thread.join().is_err() {
                    failed.push(name(case));
                }
            }
        });
    }
    assert!(failed.is_empty(), "failed: {failed:#?}");
}

fn play(case: &Case, connection: Connection) {
    let expected = case.expected(connection);
    let times_out = expected.times_out();
    let deadline = if times_out { DEADLINE } else { PATIENCE };
    let (server, is_played) = Server::new([case.script(), reply(success())]);

    let (first, took, second) = thread::scope(|scope| {
        let _working = server.work(scope);
        // Dropped before the server ends, which so sees all that the client ever sends.
        let mut start = connection.client(server.address, deadline);
        let begin = Instant::now();
        let first = start();
        let took = begin.elapsed();
        is_played.recv_timeout(PATIENCE).expect("the script is not played");
        (first, took, start())
    });

    assert!(expected.allows(&first), "{first:?} instead of {expected:?}");
    assert!(took < PATIENCE / 2 && (took >= DEADLINE || !times_out), "{took:?}");
    assert!(started(200).allows(&second), "afterwards: {second:?}");

    // One connection and one POST per call, unless the second came on the connection of the first.
    let connections = if case.is_kept_by(connection, &first) { 1 } else { 2 };
    let mut posts = vec![1, connections];
    if case.script().cue != Cue::Request {
        // The server did not wait for the whole of it.
        posts.remove(0);
    }
    assert_eq!(server.seen(), Seen { connections, posts });
    assert!(!case.was_elsewhere(), "the request went elsewhere");
}
