//! The journal in the admin interface.

use std::io::{Read, Write};
use std::time::{Duration, Instant};

use scnet_notebook_mock::{Case, ConnectionEnd, Delay, RecordedRequest, Server};
use serde_json::{Value, json};

use super::{call, error};
use crate::client;

#[test]
fn a_request_is_shown_with_all_its_members_and_without_the_token() {
    let server = Server::start();
    let token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.0123456789ABCDEF";
    let headers = format!("token: {token}\r\nContent-Type: application/json\r\nPrefer: code=10007\r\n");
    let line = "POST /ac/openapi/v2/notebook/actions/start?token=secret&x";
    client::exchange(server.address(), client::request(line, &headers, client::BODY));
    let (_, mut answer) = call(&server, "GET /__admin/requests", "");
    let entry = answer["requests"][0].as_object_mut().unwrap();
    let time = entry.remove("time").unwrap();
    let time = time.as_str().unwrap();
    assert!(
        time.len() == 24 && time.as_bytes()[10] == b'T' && time.ends_with('Z'),
        "{time}"
    );
    let milliseconds = entry.remove("milliseconds").unwrap();
    assert!(milliseconds.as_u64().unwrap() < 60_000, "{milliseconds}");
    let peer = entry.remove("peer").unwrap();
    assert!(peer.as_str().unwrap().starts_with("127.0.0.1:"), "{peer}");
    let expected = json!({"requests": [{
        "number": 1, "connection": 1, "tls": false, "method": "POST",
        "path": "/ac/openapi/v2/notebook/actions/start", "query": "token=…&x",
        "headers": [
            ["host", "localhost"],
            ["connection", "close"],
            ["token", "…CDEF of 53"],
            ["content-type", "application/json"],
            ["prefer", "code=10007"],
            ["content-length", "36"],
        ],
        "body": client::BODY, "bodyLength": 36, "notebookId": "1821067171420946434",
        "case": "code/10007", "selectedBy": "header", "problem": null,
        "hint": "the documented call has no query", "refusedAsItMust": false, "status": 200, "bytesSent": 145,
        "end": "closed", "executed": false, "repeatedAfterMilliseconds": null, "delayMilliseconds": null,
        "isWaiting": false, "token": "…CDEF",
    }], "more": false, "matching": 1, "dropped": 0, "cleared": 0, "total": 1});
    assert_eq!(answer, expected);
}

#[test]
fn requests_are_listed_after_a_number_and_cleared() {
    let server = Server::start();
    for _ in 0..3 {
        client::exchange(server.address(), client::start());
    }
    let numbers = |answer: &Value| {
        let requests = answer["requests"].as_array().unwrap();
        requests
            .iter()
            .map(|entry| entry["number"].as_u64().unwrap())
            .collect::<Vec<_>>()
    };
    assert_eq!(numbers(&call(&server, "GET /__admin/requests", "").1), [1, 2, 3]);
    assert_eq!(numbers(&call(&server, "GET /__admin/requests?after=2", "").1), [3]);
    let none = json!({"requests": [], "more": false, "matching": 0, "dropped": 0, "cleared": 1, "total": 3});
    assert_eq!(call(&server, "DELETE /__admin/requests", ""), (200, none.clone()));
    assert_eq!(call(&server, "GET /__admin/requests", ""), (200, none));
    for query in ["after=x", "wait=-1", "after=", "before=1"] {
        assert_eq!(
            call(&server, &format!("GET /__admin/requests?{query}"), "").0,
            400,
            "{query}"
        );
    }
}

#[test]
fn a_reply_carries_a_part_of_a_long_journal() {
    let server = Server::start();
    let mut stream = client::connect(server.address());
    // Each control character takes six bytes of JSON.
    let request = client::request("POST /", "", &"\x01".repeat(16 * 1024)).replace("Connection: close\r\n", "");
    let sent = 100;
    for _ in 0..sent {
        stream.write_all(request.as_bytes()).unwrap();
        client::read_reply(&mut stream);
    }
    let (mut seen, mut replies) = (0, 0);
    loop {
        let reply = client::exchange(
            server.address(),
            client::request(&format!("GET /__admin/requests?after={seen}"), "", ""),
        );
        replies += 1;
        assert!(reply.len() < 1200 * 1024, "{}", reply.len());
        let journal: Value = serde_json::from_str(reply.split_once("\r\n\r\n").unwrap().1).unwrap();
        let requests = journal["requests"].as_array().unwrap();
        for request in requests {
            seen += 1;
            assert_eq!(request["number"], seen);
        }
        assert!(!requests.is_empty());
        if journal["more"] == false {
            break;
        }
    }
    assert_eq!((seen, replies), (sent, 10));
}

#[test]
fn a_poll_waits_for_a_new_request_and_no_longer() {
    let server = Server::start();
    let begin = Instant::now();
    assert_eq!(call(&server, "GET /__admin/requests?wait=1", "").1["total"], 0);
    assert!(begin.elapsed() >= Duration::from_secs(1));
    std::thread::scope(|scope| {
        let poll = scope.spawn(|| call(&server, "GET /__admin/requests?after=0&wait=30s", "").1);
        client::exchange(server.address(), client::start());
        assert_eq!(poll.join().unwrap()["requests"][0]["number"], 1);
    });
    assert!(begin.elapsed() < Duration::from_secs(25));
}

#[test]
fn requests_are_filtered_and_counted() {
    let server = Server::start();
    let token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.0123456789ABCDEF";
    let headers = format!("token: {token}\r\nContent-Type: application/json\r\n");
    let start = "POST /ac/openapi/v2/notebook/actions/start";
    // None of them leaves before the end.
    let mut clients = Vec::new();
    for (line, headers, body) in [
        (start, client::HEADERS, client::BODY),
        (start, headers.as_str(), r#"{"notebookId":"case:conn/stall-mid-body"}"#),
        (start, headers.as_str(), r#"{"notebookId":"case:10007"}"#),
        (start, client::HEADERS, client::BODY),
        ("GET /none", "", ""),
    ] {
        let mut stream = client::connect(server.address());
        stream
            .write_all(client::request(line, headers, body).as_bytes())
            .unwrap();
        stream.read_exact(&mut [0; 12]).unwrap();
        clients.push(stream);
    }
    let get = |query: &str| call(&server, &format!("GET /__admin/requests?{query}"), "").1;
    for (query, numbers) in [
        ("state=open", vec![2]),
        ("state=ended&wait=30&count=4", vec![1, 3, 4, 5]),
        ("after=1&case=user-frozen", vec![3]),
        ("case=conn/stall-mid-body", vec![2]),
        ("notebook=1821067171420946434", vec![1, 4]),
        ("token=CDEF", vec![2, 3]),
        ("token=…CDEF&executed=true", vec![2]),
        ("token=JhbGciOiJIUzI1N", vec![1, 4]),
        ("token=I1N0", vec![]),
        ("connection=5", vec![5]),
        ("executed=false", vec![3, 5]),
        ("refused=true", vec![3]),
        ("refused=false&executed=false", vec![5]),
        ("repeated=true", vec![4]),
        ("repeated=false&executed=true&after=1", vec![2]),
    ] {
        let answer = get(query);
        let listed = answer["requests"].as_array().unwrap();
        let listed: Vec<_> = listed
            .iter()
            .map(|request| request["number"].as_u64().unwrap())
            .collect();
        assert_eq!(
            (answer["matching"].as_u64(), answer["total"].as_u64()),
            (Some(numbers.len() as u64), Some(5))
        );
        assert_eq!(listed, numbers, "{query}");
    }
    for (query, problem) in [
        ("state=closed", "state is not open or ended"),
        ("executed=yes", "executed is not true or false"),
        ("count=x", "count is not a number"),
        ("wait=60", "wait is not 30s or less"),
        (
            "wait=-1",
            "wait is not a number of seconds, or a time such as 5s or 300ms",
        ),
        (
            "before=1",
            "there is no parameter before; there are after, wait, count, state, case, notebook, token, connection, \
             executed, refused and repeated",
        ),
    ] {
        assert_eq!(get(query), error(problem), "{query}");
    }
}

#[test]
fn a_poll_waits_for_so_many_ends() {
    let server = Server::start();
    let mut stalls: Vec<_> = (0..2).map(|_| client::connect(server.address())).collect();
    for stream in &mut stalls {
        let body = r#"{"notebookId":"case:conn/stall-before-headers"}"#;
        let request = client::request("POST /ac/openapi/v2/notebook/actions/start", client::HEADERS, body);
        stream.write_all(request.as_bytes()).unwrap();
    }
    let get = |query: &str| call(&server, &format!("GET /__admin/requests?{query}"), "").1["matching"].clone();
    assert_eq!(get("state=open&wait=30&count=2"), 2);
    std::thread::scope(|scope| {
        let poll = scope.spawn(|| get("state=ended&wait=30&count=2"));
        stalls.into_iter().for_each(client::reset);
        assert_eq!(poll.join().unwrap(), 2);
    });
    assert_eq!(get("state=open"), 0);
}

#[test]
fn a_call_waits_until_its_delay_has_ended() {
    let server = Server::start();
    let call_with = |delay| {
        server.clear();
        server.delay(Delay::fixed(delay));
        let mut stream = client::connect(server.address());
        stream.write_all(client::start().as_bytes()).unwrap();
        stream
    };
    let get = || call(&server, "GET /__admin/requests?wait=30", "").1["requests"][0].clone();
    let waits = |requests: &[RecordedRequest]| requests.first().is_none_or(|request| request.is_waiting);
    let is_over = || {
        server
            .wait_for(client::TIMEOUT, |requests| !waits(requests))
            .unwrap()
            .remove(0)
    };

    let stream = call_with(client::TIMEOUT * 2);
    let request = get();
    assert_eq!(
        (&request["delayMilliseconds"], &request["isWaiting"]),
        (&json!(60_000), &json!(true))
    );
    // A client that leaves ends its delay.
    client::reset(stream);
    assert_eq!(is_over().end, ConnectionEnd::Left);

    let delay = Duration::from_millis(20);
    server.queue(Case::named("conn/stall-before-headers").unwrap());
    let _stream = call_with(delay);
    // The call stalls now.
    let request = is_over();
    assert_eq!((request.delay, request.end), (Some(delay), ConnectionEnd::Open));
    assert_eq!(get()["isWaiting"], false);
}
