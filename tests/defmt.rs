//! The `defmt` frames that a device sends to its host.
#![cfg(feature = "defmt")]
#![allow(unsafe_code, reason = "a logger is unsafe by its trait")]

use std::sync::Mutex;

use scnet_notebook::{BaseUrl, Client, NotebookId, StreamConnection, Token};
use support::CannedConnector;

const TOKEN: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6.unmistakable";

static FRAMES: Mutex<Vec<u8>> = Mutex::new(Vec::new());

/// Returns the frames that `log` sends.
fn frames(log: impl FnOnce()) -> Vec<u8> {
    static LOGGING: Mutex<()> = Mutex::new(());
    let _one_at_a_time = LOGGING.lock();
    log();
    std::mem::take(&mut FRAMES.lock().unwrap())
}

#[defmt::global_logger]
struct Frames;

// SAFETY: one thread logs at a time, in `frames`, and the logger has no state between two writes.
unsafe impl defmt::Logger for Frames {
    fn acquire() {}

    unsafe fn flush() {}

    unsafe fn release() {}

    unsafe fn write(bytes: &[u8]) {
        FRAMES.lock().unwrap().extend(bytes);
    }
}

defmt::timestamp!("");

fn count(frames: &[u8], part: &str) -> usize {
    let windows = frames.windows(part.len());
    windows.filter(|window| *window == part.as_bytes()).count()
}

/// Makes a call over a stream that ends after this number of bytes, and logs its values and its result.
fn call(body: &str, length: usize) {
    let token = Token::new(TOKEN).unwrap();
    let base_url = BaseUrl::new("https://scnet-demo.accloud.cn").unwrap();
    let id = NotebookId::new("1821067171420946434").unwrap();
    defmt::error!("{} {} {}", token, base_url, id);
    let response = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len());
    let response = &response.as_bytes()[..response.len().min(length)];
    let connection = StreamConnection::new(CannedConnector(response));
    let mut buffer = [0; 512];
    let mut client = Client::new(connection, base_url, token, &mut buffer);
    match client.start(id) {
        Ok(started) => defmt::error!("{}", started),
        Err(error) => defmt::error!("{} {} {} {}", error, error.kind(), error.outcome(), error.fault()),
    }
    defmt::error!("{} {}", client.message(), client.outcome());
}

#[test]
fn the_token_is_in_no_frame() {
    let bodies = [
        r#"{"code":"0","msg":"success","data":true}"#,
        r#"{"code":"0","data":false}"#,
        r#"{"code":"10007","msg":"frozen"}"#,
        "<html>",
        "",
    ];
    let frames = frames(|| {
        for body in bodies {
            for length in [0, 20, 40, usize::MAX] {
                call(body, length);
            }
        }
    });
    for shown in ["1821067171420946434", "scnet-demo", "success", "frozen"] {
        assert_ne!(count(&frames, shown), 0, "{shown}");
    }
    for part in [TOKEN, "unmistakable", "eyJhbGci"] {
        assert_eq!(count(&frames, part), 0, "{part}");
    }
}

#[test]
fn three_asterisks_replace_each_piece_of_the_token_in_a_frame() {
    let escaped: String = TOKEN.bytes().map(|byte| format!(r"\u{byte:04x}")).collect();
    let cases = [
        (TOKEN, "<***>"),
        (&TOKEN[7..], "<***>"),
        (&TOKEN[12..20], "<***>"),
        (&TOKEN[12..19], "<UzI1NiI>"),
        (&escaped, "<***>"),
        (&[&TOKEN[..20], &TOKEN[15..]].concat(), "<***>"),
        (&[TOKEN, TOKEN].concat(), "<***>"),
        (&[TOKEN, TOKEN].join(","), "<***,***>"),
        (r"\u001b[2J\n", "<\\u{1b}[2J\\n>"),
    ];
    for (msg, shown) in cases {
        let body = format!(r#"{{"code":"10008","msg":"<{msg}>"}}"#);
        let frames = frames(|| call(&body, usize::MAX));
        assert_eq!(count(&frames, shown), 1, "{msg}");
        // The value itself is shown as `Token(***)`, by an interned string that is not in the frame.
        assert_eq!(count(&frames, "***"), shown.matches("***").count(), "{msg}");
        for piece in TOKEN.as_bytes().windows(8) {
            assert_eq!(count(&frames, str::from_utf8(piece).unwrap()), 0, "{msg}");
        }
    }
}
