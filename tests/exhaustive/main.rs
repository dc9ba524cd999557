//! Exhaustive tests of small inputs: every short text in every place, every split, every failing step, every buffer, every
//! damaged byte. The references are those of the fuzz targets.
//!
//! The tests that take minutes are run by `.ci/worlds`.

#![allow(dead_code, unreachable_pub, reason = "shared with the fuzz targets")]
#![allow(clippy::print_stdout, reason = "the figures are what it is run for")]

mod damage;
mod places;
mod splits;
mod steps;

// The references of the fuzz targets.
#[path = "../../fuzz/src/call.rs"]
mod call;
#[path = "../../fuzz/src/claims.rs"]
mod claims;
#[path = "../../fuzz/src/connection.rs"]
mod connection;
#[path = "../../fuzz/src/connection_async.rs"]
mod connection_async;
#[path = "../../fuzz/src/envelope.rs"]
mod envelope;
#[path = "../../fuzz/src/http.rs"]
mod http;
#[path = "../../fuzz/src/over_connection.rs"]
mod over_connection;
#[path = "../../fuzz/src/over_stream.rs"]
mod over_stream;
#[path = "../../fuzz/src/plan.rs"]
mod plan;
#[path = "../../fuzz/src/polling.rs"]
mod polling;
#[path = "../../fuzz/src/reading.rs"]
mod reading;
#[path = "../../fuzz/src/reply.rs"]
mod reply;
#[path = "../../fuzz/src/response.rs"]
mod response;
#[path = "../../fuzz/src/stream.rs"]
mod stream;
#[path = "../../fuzz/src/stream_async.rs"]
mod stream_async;

use scnet_notebook::error::CODES;

/// The documented replies: one for each code, as the service's page has them.
fn bodies() -> Vec<String> {
    CODES
        .iter()
        .take(if cfg!(miri) { 5 } else { 11 })
        .map(|entry| {
            let data = if entry.code.number() == 0 { "true" } else { "null" };
            let (code, message) = (entry.code.number(), entry.original);
            format!(r#"{{"code":"{code}","msg":"{message}","data":{data}}}"#)
        })
        .collect()
}

/// A body with its HTTP, in each way that HTTP has to say where it ends.
fn responses(body: &str) -> [Vec<u8>; 3] {
    let length = body.len();
    let (start, rest) = body.split_at(length / 3);
    [
        format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n{body}"),
        format!(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n{start}\r\n{:X};a=b\r\n{rest}\r\n0\r\n\r\n",
            start.len(),
            rest.len()
        ),
        format!("HTTP/1.0 200 OK\r\n\r\n{body}"),
    ]
    .map(String::into_bytes)
}
