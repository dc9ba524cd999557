//! Exhaustive tests of small inputs: every short text in every place, every split, every failing operation, every size of
//! buffer, every changed byte. The references are those of the fuzz targets. `.ci/exhaustive` runs the tests that take minutes.

#![allow(clippy::print_stdout, reason = "the long tests print their figures")]

mod damage;
mod places;
mod splits;
mod steps;

use scnet_notebook::error::CODES;

/// Returns the documented reply of each code.
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

/// Returns a body with its HTTP, in each framing.
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
