//! A call takes nothing from the heap, and little of the stack.

#![allow(unreachable_pub, reason = "shared with another test")]

mod allocator;
#[path = "../differential/connection.rs"]
mod connection;
#[path = "../../fuzz/src/polling.rs"]
mod polling;
mod stream;

use core::{
    fmt::{self, Write as _},
    hint::black_box,
};

use allocator::allocations;
use connection::Reply;
use polling::poll_times;
use scnet_notebook::{BaseUrl, Client, Error, NotebookId, Outcome, Started, StreamConnection, Token};
use stream::{Open, OpenAsync};

/// What takes each way through the core: the answers, and what is none.
const BODIES: [&str; 9] = [
    r#"{"code":"0","msg":"success","data":true}"#,
    r#"{"code":"0","msg":"busy","data":false}"#,
    r#"{"code":"10007","msg":"用户已被冻结","data":null}"#,
    r#"{"c\u006fde":"1\u0030007","msg":"\ud83d\ude00\ud83d 中\n","x":[1.5e+3,{"y":[null]}]}"#,
    r#"{"code":"10008","msg":"my secret, \u0073ecret, is secretsecret","data":null}"#,
    r#"{"code":"10007","msg":"用用用用用用用用用用用用用用用用用用用用用用用用用用用用用用用用用用用用"}"#,
    r#"{"code":"0"}"#,
    "<html><body>Log in</body></html>",
    "",
];

/// A line of a log, of fixed size as a device has it.
#[derive(Default)]
struct Line(usize);

impl fmt::Write for Line {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0 += text.len();
        Ok(())
    }
}

fn values() -> (NotebookId<'static>, BaseUrl<'static>, Token<'static>) {
    let base_url = BaseUrl::new("https://scnet-demo.accloud.cn:8443/prefix").unwrap();
    (
        NotebookId::new("1821067171420946434").unwrap(),
        base_url,
        Token::new("secret").unwrap(),
    )
}

/// Shows a result as a device would: by its text, its outcome, its fault, and the service's words.
fn show<C, E: fmt::Display + fmt::Debug>(result: &Result<Started, Error<E>>, client: &Client<'_, C>) {
    let mut line = Line::default();
    match result {
        Ok(started) => write!(line, "{started:?}").unwrap(),
        Err(error) => write!(line, "{error} {error:?} {:?} {:?}", error.outcome(), error.fault()).unwrap(),
    }
    if let Some(message) = client.message() {
        write!(line, "{message} {message:?} {}", message.chars().count()).unwrap();
    }
    write!(line, "{client:?}").unwrap();
    assert!(line.0 > 0);
}

/// Makes a call in each way there is, and shows its result.
fn call(body: &str, response: &str) {
    call_over_connection(body);
    call_over_stream(response);
    call_over_async_stream(response);
}

#[inline(never)]
fn call_over_connection(body: &str) {
    let (id, base_url, token) = values();
    let mut buffer = [0; 512];
    let mut client = Client::new(Reply::new(body.as_bytes(), 16), base_url, token, &mut buffer);
    show(&client.start(id), &client);
}

#[inline(never)]
fn call_over_stream(response: &str) {
    let (id, base_url, token) = values();
    let mut buffer = [0; 512];
    let mut client = Client::new(StreamConnection::new(Open(response)), base_url, token, &mut buffer);
    for _ in 0..2 {
        show(&client.start(id), &client);
    }
}

#[inline(never)]
fn call_over_async_stream(response: &str) {
    let (id, base_url, token) = values();
    let mut buffer = [0; 512];
    let mut client = Client::new(StreamConnection::new(OpenAsync(response)), base_url, token, &mut buffer);
    for _ in 0..2 {
        show(&poll_times(client.start_async(id), usize::MAX).unwrap(), &client);
    }
}

/// A body with its HTTP, framed by its length, in chunks, or by nothing.
fn responses(body: &str) -> [String; 3] {
    let length = body.len();
    [
        format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n{body}"),
        format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{length:x}\r\n{body}\r\n0\r\n\r\n"),
        format!(
            "HTTP/1.1 503 Busy\r\nRetry-After: 30\r\nX: {}\r\n\r\n{body}",
            "y".repeat(1000)
        ),
    ]
}

#[test]
fn an_allocation_is_counted() {
    assert_eq!(allocations(|| drop(black_box(Box::new(1)))), 1);
    assert_eq!(allocations(|| drop(black_box(vec![0; 64]))), 1);
    assert_eq!(allocations(|| {}), 0);
}

#[test]
fn no_call_allocates() {
    for body in BODIES {
        for response in responses(body) {
            assert_eq!(allocations(|| call(body, &response)), 0, "{response}");
        }
    }
    // Broken in every place.
    let [response, chunks, _] = responses(BODIES[0]);
    for whole in [response, chunks] {
        for end in 0..whole.len() {
            assert_eq!(allocations(|| call(&BODIES[0][..end.min(40)], &whole[..end])), 0);
        }
    }
}

#[test]
fn no_value_allocates() {
    let long = "x".repeat(200);
    let count = allocations(|| {
        for text in ["", "x", "x\n", "https://h/p", "https://", "http://h:0", &long] {
            let mut line = Line::default();
            let results = (Token::new(text), NotebookId::new(text), BaseUrl::new(text));
            write!(line, "{results:?}").unwrap();
            if let (Err(token), Err(id), Err(base_url)) = results {
                write!(line, "{token} {id} {base_url}").unwrap();
            }
        }
    });
    assert_eq!(count, 0);
}

#[test]
fn every_call_fits_a_thread_of_32_kib_whatever_comes() {
    // Unoptimised, and with what the thread itself needs; `.ci/device` has the figures of a device. A decoder that recurses
    // takes more for the brackets alone.
    let nested = |bracket: &str| format!(r#"{{"code":"0","x":{}"#, bracket.repeat(480 / bracket.len()));
    let worst = ["[", r#"{"a":"#].map(nested);
    for body in BODIES.map(str::to_owned).into_iter().chain(worst) {
        let responses = responses(&body);
        let thread = std::thread::Builder::new().stack_size(32 << 10);
        let thread = thread.spawn(move || responses.iter().for_each(|response| call(&body, response)));
        thread.unwrap().join().unwrap();
    }
}

#[test]
fn a_reply_of_480_brackets_is_refused_and_unknown() {
    let (id, base_url, token) = values();
    let body = "[".repeat(480);
    let body = format!(r#"{{"code":"0","x":{body}"#);
    let error = Client::new(Reply::new(body.as_bytes(), 512), base_url, token, &mut [0; 512]).start(id);
    assert_eq!(error.unwrap_err().outcome(), Outcome::Unknown);
}
