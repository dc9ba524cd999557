//! The journal in the admin interface.

use std::io::Write;
use std::time::{Duration, Instant};

use scnet_notebook_mock::Server;
use serde_json::{Value, json};

use super::call;
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
        "end": "closed", "executed": false,
    }], "more": false, "dropped": 0, "cleared": 0, "total": 1});
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
    let none = json!({"requests": [], "more": false, "dropped": 0, "cleared": 1, "total": 3});
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
        let poll = scope.spawn(|| call(&server, "GET /__admin/requests?after=0&wait=30", "").1);
        client::exchange(server.address(), client::start());
        assert_eq!(poll.join().unwrap()["requests"][0]["number"], 1);
    });
    assert!(begin.elapsed() < Duration::from_secs(25));
}
