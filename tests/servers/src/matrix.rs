//! Real servers and proxies on loopback: each condition, over each connection.

mod recipes;
mod server;

use std::{
    net::TcpListener,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use crate::{
    bench::Bench,
    call::CONNECTIONS,
    condition::{self, BEHIND_A_PROXY, Target},
    expectation::Expectation,
    report::{Report, Row},
};
use recipes::RECIPES;
use server::{Role, Server};

const EXPECTATIONS: &str = include_str!("../expected/matrix.txt");

/// The number of calls at one time.
const CALLS: usize = 6;

/// Calls all servers whose name contains one of these words, or all if there is none.
pub(crate) fn run(words: &[String], report: &mut Report) {
    let bench = Bench::new("127.0.0.1", BEHIND_A_PROXY);
    let names = RECIPES.iter().map(|recipe| recipe.name);
    let names: Vec<_> = names.chain(["dead-proxy", "silent-proxy"]).collect();
    for section in Expectation::sections(EXPECTATIONS) {
        assert!(names.contains(&section), "not a server: {section}");
    }
    let is_asked = |name: &str| words.is_empty() || words.iter().any(|word| name.contains(word.as_str()));
    for recipe in RECIPES.iter().filter(|recipe| is_asked(recipe.name)) {
        let server = Server::start(recipe, &bench);
        let (port, tls_port) = (server.port, server.tls_port);
        let target = match recipe.role {
            Role::Front | Role::Origin => Target::Server { port, tls_port },
            Role::Proxy => Target::Proxy { port },
        };
        let calls = call_all(recipe.name, &target, &bench);
        // A late POST is counted: the server has finished all that it does.
        let log = server.stop();
        for (row, id) in calls {
            let (logged, served) = (logged(&log, id), bench.service.posts(id));
            let (front, posts) = match recipe.role {
                Role::Front => (Some(logged), served),
                Role::Origin => (None, logged),
                Role::Proxy => (None, served),
            };
            report.add(Row { front, posts, ..row });
        }
    }
    // It takes connections, and no byte.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let silent_port = silent.local_addr().unwrap().port();
    for (name, port) in [("dead-proxy", 1), ("silent-proxy", silent_port)] {
        if is_asked(name) {
            for (row, id) in call_all(name, &Target::Proxy { port }, &bench) {
                let posts = bench.service.posts(id);
                report.add(Row { posts, ..row });
            }
        }
    }
}

/// Makes all calls to a server. The numbers of POSTs are missing in the result, which has the number in the path of each call.
fn call_all(server: &str, target: &Target, bench: &Bench) -> Vec<(Row, usize)> {
    static NEXT: AtomicUsize = AtomicUsize::new(1);
    let connections = match target {
        Target::Server { .. } => &CONNECTIONS[..],
        _ => &CONNECTIONS[..1],
    };
    let expected = Expectation::of(server, EXPECTATIONS);
    assert!(!expected.is_empty(), "no expectation for {server}");
    let cells = expected
        .iter()
        .flat_map(|expected| connections.iter().map(move |connection| (expected, *connection)));
    let cells = Mutex::new(cells);
    let done = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..CALLS {
            scope.spawn(|| {
                loop {
                    let Some((expected, connection)) = cells.lock().unwrap().next() else {
                        break;
                    };
                    let id = NEXT.fetch_add(1, Ordering::Relaxed);
                    let ended = condition::call(&expected.condition, connection, target, id, bench).run();
                    let row = Row {
                        server: server.to_owned(),
                        expected: expected.clone(),
                        connection,
                        ended,
                        posts: 0,
                        front: None,
                    };
                    done.lock().unwrap().push((row, id));
                }
            });
        }
    });
    done.into_inner().unwrap()
}

/// Returns the number of POSTs with this number in their path in a log.
fn logged(log: &str, id: usize) -> usize {
    let path = format!("/{id}/ac/");
    log.lines()
        .filter(|line| line.contains("POST ") && line.contains(&path))
        .count()
}
