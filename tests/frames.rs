//! What a device sends to its host through `defmt`.
#![cfg(feature = "defmt")]
#![allow(unsafe_code, reason = "a logger is unsafe by its trait")]

mod scripted;

use std::sync::Mutex;

use scnet_notebook::{BaseUrl, Client, NotebookId, Token};
use scripted::{Scripted, Thrown};

const TOKEN: &str = "eyJhbGciOiJIUzI1NiJ9.unmistakable";

static FRAMES: Mutex<Vec<u8>> = Mutex::new(Vec::new());

#[defmt::global_logger]
struct Frames;

// SAFETY: there is one thread that logs, and nothing is kept between two writes.
unsafe impl defmt::Logger for Frames {
    fn acquire() {}

    unsafe fn flush() {}

    unsafe fn release() {}

    unsafe fn write(bytes: &[u8]) {
        FRAMES.lock().unwrap().extend(bytes);
    }
}

defmt::timestamp!("");

impl defmt::Format for Thrown {
    fn format(&self, f: defmt::Formatter<'_>) {
        defmt::write!(f, "{=str}", "cable was pulled");
    }
}

fn holds(part: &str) -> bool {
    let frames = FRAMES.lock().unwrap();
    frames.windows(part.len()).any(|window| window == part.as_bytes())
}

#[test]
fn the_token_is_in_no_frame() {
    let token = Token::new(TOKEN).unwrap();
    let base_url = BaseUrl::new("https://scnet-demo.accloud.cn").unwrap();
    let id = NotebookId::new("1821067171420946434").unwrap();
    defmt::error!("{} {} {}", token, base_url, id);
    let bodies = [
        r#"{"code":"0","msg":"success","data":true}"#,
        r#"{"code":"0","data":false}"#,
        r#"{"code":"10007","msg":"frozen"}"#,
        "<html>",
        "",
    ];
    for body in bodies {
        for call in 0..8 {
            let mut connection = Scripted::reply(body).throws(call);
            let result = Client::new(&mut connection, base_url.clone(), token).start(&id, &mut [0; 64]);
            match result {
                Ok(started) => defmt::error!("{}", started),
                Err(error) => defmt::error!("{} {} {}", error, error.outcome(), error.fault()),
            }
        }
    }
    for shown in [
        "1821067171420946434",
        "scnet-demo",
        "success",
        "frozen",
        "cable was pulled",
    ] {
        assert!(holds(shown), "{shown}");
    }
    for part in [TOKEN, "unmistakable", "eyJhbGci"] {
        assert!(!holds(part), "{part}");
    }
}
