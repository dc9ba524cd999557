//! Responses that are not valid HTTP/1.1.

use super::*;

#[test]
fn an_invalid_status_line_is_an_error() {
    let lines = [
        "HTTP/2 200",
        "HTTP/1.2 200 OK",
        "HTTP/1.1 2OO OK",
        "HTTP/1.1 20",
        "HTTP/1.1 2000",
        "HTTP/1.1 099 X",
        "HTTP/1.1",
        "HTTP/1.1  200 OK",
        "HTTP/1.1\t200 OK",
        "http/1.1 200 OK",
        "ICY 200 OK",
        "garbage",
        "PRI * HTTP/2.0",
        "{}",
        "HTTP/1.1 -20 OK",
        "HTTP/1.1 +20 OK",
        "HTTP/1.1 200OK",
        " HTTP/1.1 200 OK",
        "<html>",
    ];
    for line in lines {
        let reply = reply(&format!("{line}\r\nContent-Length: 40"));
        invalid(reply, ProtocolError::StatusLine);
    }
}

#[test]
fn an_invalid_header_is_an_error() {
    let lines = [
        "no colon",
        ": no name",
        "na me: x",
        "name : x",
        "\tfolded: x",
        " folded",
        "nul\0: x",
        "\u{e9}: x",
    ];
    for line in lines {
        invalid(with_length(&format!("{line}\r\n")), ProtocolError::Header);
    }
}

#[test]
fn an_invalid_length_is_an_error() {
    let lengths = [
        "Content-Length: -1",
        "Content-Length: +40",
        "Content-Length: 40, 40",
        "Content-Length: 40 40",
        "Content-Length:",
        "Content-Length: 0x28",
        "Content-Length: 4O",
        "Content-Length: 18446744073709551656",
        "Content-Length: 00000000040",
        "Content-Length: 40\r\nContent-Length: 41",
        "Content-Length: 40\r\nContent-Length: 40",
        "Transfer-Encoding: chunked\r\nContent-Length: 40",
        "Content-Length: 40\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: gzip",
        "Transfer-Encoding: gzip, chunked",
        "Transfer-Encoding: identity, chunked",
        "Transfer-Encoding: identity\r\nContent-Length: 40\r\nContent-Length: 40",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding:",
        &format!("Content-Length: {}40", " ".repeat(60)),
    ];
    for length in lengths {
        invalid(reply(&format!("HTTP/1.1 200 OK\r\n{length}")), ProtocolError::Length);
    }
}

#[test]
fn an_invalid_chunk_is_an_error() {
    let bodies = [
        "\r\n",
        "x\r\n",
        "-1\r\n",
        "+1\r\n",
        "0x28\r\n",
        "100000000\r\n",
        "ffffffffffffffff\r\n",
        " 28\r\n",
        "2 8\r\n",
        "1\r\n{XX\r\n",
        "1\r\n{\"\r\n",
        &format!("{}28\r\n", "0".repeat(60)),
    ];
    for body in bodies {
        invalid(chunked(&format!("{body}{SUCCESS}\r\n0\r\n\r\n")), ProtocolError::Chunk);
    }
}
