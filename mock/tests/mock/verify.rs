//! Verification: counts of requests, over HTTP and in the library. The waits are tested with a paused clock in the journal.

use std::io::{Read, Write};
use std::thread;
use std::time::{Duration, Instant};

use scnet_notebook::Code;
use scnet_notebook_mock::{Case, Queued, START_PATH, Server};
use serde_json::{Value, json};

use crate::{admin, client};

const TOKEN: &str = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.0123456789ABCDEF";

fn start_of(notebook: &str) -> String {
    let headers = format!("token: {TOKEN}\r\nContent-Type: application/json\r\n");
    let body = format!(r#"{{"notebookId":"{notebook}"}}"#);
    client::request("POST /ac/openapi/v2/notebook/actions/start", &headers, &body)
}

fn verify(server: &Server, query: &str) -> (u16, Value) {
    admin::call(server, &format!("GET /__admin/verify?{query}"), "")
}

fn numbers(answer: &Value) -> Vec<u64> {
    let requests = answer["requests"].as_array().unwrap();
    requests
        .iter()
        .map(|request| request["number"].as_u64().unwrap())
        .collect()
}

/// Makes one executed start, one repeat that its case refuses, two invalid POSTs, and a GET.
fn five_requests(server: &Server) {
    client::exchange(server.address(), start_of("1"));
    server.queue(Code::USER_FROZEN);
    client::exchange(server.address(), start_of("1"));
    client::exchange(server.address(), client::request("POST /", "", ""));
    client::exchange(server.address(), start_of(""));
    client::exchange(server.address(), client::request("GET /none", "", ""));
}

#[test]
fn counts_that_are_as_expected_are_verified() {
    let server = Server::start();
    five_requests(&server);
    let counts = json!({"posts": 4, "executed": 1, "refused": 3, "repeats": 1});
    for query in [
        "posts=4&executed=1&refused=3&repeats=1",
        "posts=4..&executed=..1&refused=1..3",
        "posts=4&within=5s&settle=1ms",
    ] {
        let verified = json!({"verified": true, "counts": counts});
        assert_eq!(verify(&server, query), (200, verified), "{query}");
    }
    for (forget, repeats) in [(Server::clear as fn(&Server), 1), (Server::reset, 0)] {
        forget(&server);
        assert_eq!(server.repeats(), repeats);
        // No repeat of a request that is not shown any more.
        client::exchange(server.address(), start_of("1"));
        assert_eq!(verify(&server, "posts=1&executed=1&repeats=0").0, 200);
    }
}

#[test]
fn other_counts_are_a_417_with_the_requests_that_break_it() {
    let server = Server::start();
    five_requests(&server);
    for (query, error, requests) in [
        ("repeats=0", "repeats: 1, expected 0", vec![2]),
        ("executed=0&posts=4", "executed: 1, expected 0", vec![1]),
        ("refused=1..2", "refused: 3, expected 1..2", vec![2, 3, 4]),
        (
            "posts=1&executed=2..&within=1ms",
            "posts: 4, expected 1; executed: 1, expected 2..",
            vec![1, 2, 3, 4, 5],
        ),
        (
            "executed=2..&within=1ms",
            "executed: 1, expected 2.., after 1ms",
            vec![1, 2, 3, 4, 5],
        ),
    ] {
        let (status, answer) = verify(&server, query);
        assert_eq!((status, &answer["verified"]), (417, &json!(false)), "{query}");
        assert_eq!(answer["error"], error, "{query}");
        assert_eq!(answer["counts"]["posts"], 4, "{query}");
        assert_eq!(
            (numbers(&answer), &answer["more"]),
            (requests, &json!(false)),
            "{query}"
        );
        assert!(!answer.to_string().contains(&TOKEN[..20]), "{answer}");
    }
}

#[test]
fn a_post_that_breaks_off_counts_as_refused_and_one_that_is_never_read_does_not_count() {
    let server = Server::start();
    let start = client::start();
    let mut stream = client::connect(server.address());
    stream.write_all(&start.as_bytes()[..start.len() - 1]).unwrap();
    drop(stream);
    assert_eq!(verify(&server, "posts=1&refused=1&executed=0&within=30s").0, 200);
    server.clear();
    server.reply_with(Case::named("conn/reset-on-accept").unwrap());
    let mut stream = client::connect(server.address());
    stream.write_all(start.as_bytes()).unwrap();
    assert!(stream.read(&mut [0]).is_err());
    assert_eq!(server.requests().len(), 1);
    assert_eq!(verify(&server, "posts=0").0, 200);
}

#[test]
fn a_second_post_counts_as_refused_however_invalid_its_head_is() {
    let start = client::start();
    let long = format!("\r\nX: {}\r\nContent-Type", "x".repeat(70_000));
    for (from, to) in [
        ("Length: 36", "Length: 36, 36"),
        ("Content-Length: 36", "Content-Length: 36\r\nContent-Length: 36"),
        ("Host: localhost\r\n", ""),
        ("Host: localhost", "bad header"),
        ("token:", "token :"),
        ("\r\nContent-Type", &long),
        ("Content-Length: 36", "Transfer-Encoding: gzip"),
        ("HTTP/1.1", "HTTP/2.0"),
        ("/start HTTP", "/start twice HTTP"),
        (" HTTP/1.1\r\n", "\r\n"),
    ] {
        let server = Server::start();
        client::exchange(server.address(), &start);
        assert!(start.contains(from), "{from}");
        client::exchange(server.address(), start.replacen(from, to, 1));
        let request = &server.requests()[1];
        assert_eq!((request.method.as_str(), request.executed), ("POST", false), "{to}");
        let has_target = !to.contains("twice") && to != "\r\n";
        assert_eq!(request.path == START_PATH, has_target, "{request}");
        assert_eq!(request.headers.get("token").unwrap(), "eyJhbGciOiJIUzI1N", "{request}");
        assert_eq!(verify(&server, "posts=2&executed=1&refused=1").0, 200, "{to}");
        assert_eq!(numbers(&verify(&server, "posts=1").1), [1, 2], "{to}");
    }
}

#[test]
fn a_post_that_breaks_off_inside_its_head_counts_as_refused_from_its_first_word_on() {
    let start = client::start();
    let head = start.len() - client::BODY.len();
    let server = Server::start();
    for length in 1..head {
        server.clear();
        let mut stream = client::connect(server.address());
        stream.write_all(&start.as_bytes()[..length]).unwrap();
        drop(stream);
        server
            .wait_for(client::TIMEOUT, |requests| !requests.is_empty())
            .unwrap();
        let posts = u64::from(length >= "POST ".len());
        let counts = server.verify().posts(posts).refused(posts).within(Duration::ZERO);
        assert_eq!(counts.unwrap().executed, 0, "{length}");
    }
    // A call to the admin interface is no request.
    server.clear();
    for line in ["POST /__admin/queue", "POST http://localhost/__admin/queue"] {
        let request = client::request(line, "bad header\r\n", "");
        assert!(client::exchange(server.address(), request).contains(r#"{"error":"the request is not HTTP/1.1: "#));
    }
    assert_eq!(server.requests().len(), 0);
}

#[test]
fn filters_select_the_requests_that_count() {
    let server = Server::start();
    five_requests(&server);
    for query in [
        "posts=1&case=user-frozen",
        "posts=1&case=code%2F10007",
        "executed=1&case=code/0",
        "posts=0&case=code/911042",
        "posts=0&case=of%20my%20own",
        "posts=0&case=of+my+own&within=5",
        "posts=2&notebook=1&repeats=1",
        "posts=0&notebook=2",
        "posts=3&token=CDEF",
        "posts=3&token=%E2%80%A6CDEF",
        "posts=0&token=BDEF",
        "posts=1&refused=1&connection=3",
    ] {
        assert_eq!(verify(&server, query).0, 200, "{query}");
    }
}

#[test]
fn the_end_of_a_token_selects_what_it_selects_in_the_queue() {
    let server = Server::start();
    let long = |end: &str| format!("{}{end}", "eyJ0".repeat(10));
    let tokens = [long("Xw5c4"), long("Yw5c4"), "12345678w5c4".to_owned()];
    for (end, posts) in [("Xw5c4", 1), ("w5c4", 3), ("…w5c4", 3), ("8w5c4", 1), ("Zw5c4", 0)] {
        server.reset();
        server.queue(Queued::new(Code::USER_FROZEN).token(end).times(3));
        for token in &tokens {
            client::exchange(server.address(), client::start().replace("eyJhbGciOiJIUzI1N", token));
        }
        let frozen = server.verify().case("user-frozen").posts(posts);
        frozen.within(Duration::ZERO).expect(end);
        let counts = server.verify().token(end).posts(posts).within(Duration::ZERO);
        assert_eq!(counts.expect(end).refused, posts, "{end}");
    }
}

#[test]
fn a_malformed_verification_is_a_400_that_says_what_there_is() {
    let server = Server::start();
    let range = "posts is not a number such as 1, or a range such as 1.., ..3 or 1..3";
    let time = "within is not a number of seconds, or a time such as 5s or 300ms";
    let nothing = "no count is expected; write at least one of posts=1, executed=1, refused=0 and repeats=0";
    for (query, error) in [
        ("", nothing),
        ("within=5s&case=code/0", nothing),
        ("posts=", "the parameter posts has no value"),
        ("posts", "the parameter posts has no value"),
        ("posts=x", range),
        ("posts=-1", range),
        (
            "posts=3..1",
            "posts is an empty range; the smaller number comes first, as in 1..3",
        ),
        ("posts=1&posts=2", "the parameter posts is there more than once"),
        ("posts=1&within=0.5", time),
        ("posts=1&within=soon", time),
        ("posts=1&within=18446744073709551615s%201000000000ns", time),
        ("posts=1&within=601", "within is not 10m or less"),
        ("posts=1&settle=11min", "settle is not 10m or less"),
        ("posts=1&settle=25h", "settle is not 10m or less"),
        ("posts=1&connection=a", "connection is not a number"),
        ("posts=1&case=%FF", "case is not in UTF-8"),
        (
            "posts=0&case=conn/reset-mid-bod",
            "no case is named \"conn/reset-mid-bod\"; did you mean conn/reset-mid-body?",
        ),
        (
            "posts=0&case=code/10007+user-frozen",
            "no case is named \"code/10007 user-frozen\"; did you mean code/user-frozen?",
        ),
        (
            "posts=1&token=DEF",
            "token is not the end of a token, 4 to 16 characters, such as …w5c4",
        ),
        (
            "posts=1&token=0123456789ABCDEFG",
            "token is not the end of a token, 4 to 16 characters, such as …w5c4",
        ),
        (
            "post=1",
            "there is no parameter post; there are posts, executed, refused, repeats, within, settle, case, notebook, \
             token and connection",
        ),
    ] {
        assert_eq!(verify(&server, query), (400, json!({ "error": error })), "{query}");
    }
}

#[test]
fn a_start_during_the_wait_is_seen_and_a_second_one_fails_it() {
    let server = Server::start();
    thread::scope(|scope| {
        let wait = || scope.spawn(|| verify(&server, "posts=1&executed=1&within=60s&settle=60s"));
        let (one, other) = (wait(), wait());
        client::exchange(server.address(), start_of("1"));
        assert_eq!(verify(&server, "posts=1&within=60s").0, 200);
        client::exchange(server.address(), start_of("1"));
        for wait in [one, other] {
            let (status, answer) = wait.join().unwrap();
            assert_eq!((status, numbers(&answer)), (417, vec![1, 2]));
            assert!(answer["requests"][1]["repeatedAfterMilliseconds"].as_u64().unwrap() < 60_000);
        }
    });
}

#[test]
fn a_client_that_leaves_frees_its_wait() {
    let server = Server::start();
    for query in ["verify?posts=1&within=10min", "requests?wait=30"] {
        let waits: Vec<_> = (0..50)
            .map(|_| {
                let mut stream = client::connect(server.address());
                let request = client::request(&format!("GET /__admin/{query}"), "", "");
                stream.write_all(request.as_bytes()).unwrap();
                stream
            })
            .collect();
        let begin = Instant::now();
        drop(waits);
        assert!(server.wait_until_idle(client::TIMEOUT), "{query}");
        assert!(begin.elapsed() < Duration::from_secs(25), "{query}");
    }
}

#[test]
fn many_waits_come_true_with_the_same_start() {
    const WAITS: usize = 200;
    let server = Server::start();
    let mut waits: Vec<_> = (0..WAITS)
        .map(|_| {
            let mut stream = client::connect(server.address());
            let request = client::request("GET /__admin/verify?posts=500&within=60s", "", "");
            stream.write_all(request.as_bytes()).unwrap();
            stream
        })
        .collect();
    let mut starts = client::connect(server.address());
    for _ in 0..500 {
        starts.write_all(client::start_kept().as_bytes()).unwrap();
        assert_eq!(client::read_reply(&mut starts), client::success_kept());
    }
    for wait in &mut waits {
        assert!(client::read_reply(wait).starts_with("HTTP/1.1 200 OK\r\n"));
    }
}

#[test]
fn a_test_verifies_in_one_line_and_a_failure_shows_the_requests() {
    let server = Server::start();
    client::exchange(server.address(), start_of("1"));
    let counts = server.verify().posts(1).executed(1).within(client::TIMEOUT).unwrap();
    assert_eq!(
        (counts.posts, counts.executed, counts.refused, counts.repeats),
        (1, 1, 0, 0)
    );
    client::exchange(server.address(), start_of("1"));
    let only = || server.verify().case("code/success").notebook("1").token(TOKEN);
    only()
        .posts(2..=2)
        .repeats(1..)
        .refused(..=0)
        .within(Duration::ZERO)
        .unwrap();
    only().posts(0).connection(3).within(Duration::MAX).unwrap();

    let settle = Duration::from_millis(1);
    let error = server
        .verify()
        .posts(1)
        .settle(settle)
        .within(client::TIMEOUT)
        .unwrap_err();
    let [first, second] = &server.requests()[..] else {
        panic!("two requests were sent")
    };
    let text = format!("posts: 2, expected 1 (posts: 2, executed: 2, refused: 0, repeats: 1)\n  {first}\n  {second}");
    assert_eq!((error.to_string(), format!("{error:?}")), (text.clone(), text));
    assert_eq!((error.counts.posts, error.requests.len()), (2, 2));
    assert!(second.to_string().contains(", executed, repeated after "), "{second}");
}

/// The clock of the test stands still, and its thread is the whole runtime.
#[tokio::test(start_paused = true)]
async fn async_code_verifies_in_its_own_runtime() {
    let server = Server::start_async().await;
    let wait = server.verify().posts(1).within_async(client::TIMEOUT);
    let call = tokio::task::spawn_blocking({
        let address = server.address();
        move || client::exchange(address, client::start())
    });
    assert_eq!(wait.await.unwrap().executed, 1);
    call.await.unwrap();
    // The blocking one neither panics nor hangs here.
    assert!(server.verify().posts(2..).within(Duration::ZERO).is_err());
    let error = server.verify().within_async(Duration::ZERO).await.unwrap_err();
    assert!(error.to_string().starts_with("no count is expected"), "{error}");
}
