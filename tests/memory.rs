//! A call does not allocate, and its stack is small.

use core::{
    fmt::{self, Write as _},
    hint::black_box,
};

use scnet_notebook::{BaseUrl, Client, Error, NotebookId, Started, StreamConnection, Token};
use support::{CannedConnector, CountingAllocator, Form, documented::notebook};

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

/// Bodies that take every path through the core: replies, and malformed ones.
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

/// A writer that counts bytes, instead of the log of a device.
#[derive(Default)]
struct Line(usize);

impl fmt::Write for Line {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0 += text.len();
        Ok(())
    }
}

/// Formats a result as a device does: its text, outcome, fault and message.
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

/// Makes two calls over a connection in each form, and formats their results.
#[inline(never)]
fn call(response: &str) {
    let base_url = BaseUrl::new("https://scnet-demo.accloud.cn:8443/prefix").unwrap();
    for form in Form::BOTH {
        let connection = StreamConnection::new(CannedConnector(response.as_bytes()));
        let mut buffer = [0; 512];
        let mut client = Client::new(connection, base_url, Token::new("secret").unwrap(), &mut buffer);
        for _ in 0..2 {
            show(&form.start(&mut client, notebook()), &client);
        }
    }
}

/// Returns a body with its HTTP: with a length, in chunks, and up to the end of the stream.
fn responses(body: &str) -> [String; 3] {
    let length = body.len();
    [
        format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n{body}"),
        format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{length:x}\r\n{body}\r\n0\r\n\r\n"),
        format!("HTTP/1.1 503 Busy\r\nRetry-After: 30\r\nX: {:y<1000}\r\n\r\n{body}", ""),
    ]
}

#[test]
fn an_allocation_is_counted() {
    assert_eq!(CountingAllocator::count(|| drop(black_box(Box::new(1)))), 1);
    assert_eq!(CountingAllocator::count(|| drop(black_box(vec![0; 64]))), 1);
    assert_eq!(CountingAllocator::count(|| {}), 0);
}

#[test]
fn no_call_allocates() {
    for body in BODIES {
        for response in responses(body) {
            assert_eq!(CountingAllocator::count(|| call(&response)), 0, "{response}");
        }
    }
    // Cut at every byte.
    let [response, chunks, _] = responses(BODIES[0]);
    for whole in [response, chunks] {
        for end in 0..whole.len() {
            let count = CountingAllocator::count(|| call(&whole[..end]));
            assert_eq!(count, 0);
        }
    }
}

#[test]
fn no_value_allocates() {
    let long = "x".repeat(200);
    let count = CountingAllocator::count(|| {
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
fn every_call_fits_a_stack_of_32_kib() {
    // Unoptimised, and with the overhead of the thread. A recursive decoder needs more for the brackets alone.
    let nested = |bracket: &str| format!(r#"{{"code":"0","x":{}"#, bracket.repeat(480 / bracket.len()));
    let worst = ["[", r#"{"a":"#].map(nested);
    for body in BODIES.map(str::to_owned).into_iter().chain(worst) {
        let responses = responses(&body);
        let thread = std::thread::Builder::new().stack_size(32 << 10);
        let thread = thread.spawn(move || responses.iter().for_each(|response| call(response)));
        thread.unwrap().join().unwrap();
    }
}
