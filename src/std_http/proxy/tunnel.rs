//! A tunnel through an HTTP proxy, by CONNECT.

use std::{
    format,
    io::{self, ErrorKind},
    vec::Vec,
};

use super::{Proxy, authority};
use crate::std_http::{USER_AGENT, host_stream::Transport};

/// The longest head of a response that is read.
const MAX_HEAD: usize = 64 * 1024;

/// Has the proxy connect to a server.
pub(in super::super) fn tunnel(stream: &mut dyn Transport, proxy: &Proxy, host: &str, port: u16) -> io::Result<()> {
    let target = authority(host, port);
    let authorization = proxy.authorization();
    let request = format!(
        "CONNECT {target} HTTP/1.1\r\nHost: {target}\r\nUser-Agent: {USER_AGENT}\r\nProxy-Connection: Keep-Alive\r\n\
         {authorization}\r\n"
    );
    stream.write_all(request.as_bytes())?;
    stream.flush()?;
    let mut head = Vec::new();
    // The bytes behind the head are those of the server.
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        if stream.read(&mut byte)? == 0 {
            return Err(io::Error::new(
                ErrorKind::ConnectionAborted,
                "the proxy closed the connection",
            ));
        }
        head.extend(byte);
        if head.len() > MAX_HEAD {
            return Err(io::Error::new(
                ErrorKind::InvalidData,
                "the head of the proxy is too long",
            ));
        }
    }
    match status(&head) {
        Some(200..=299) => Ok(()),
        Some(status) => Err(io::Error::other(format!(
            "the proxy refused CONNECT with HTTP status {status}"
        ))),
        None => Err(io::Error::new(
            ErrorKind::InvalidData,
            "the proxy did not answer in HTTP",
        )),
    }
}

fn status(head: &[u8]) -> Option<u16> {
    let line = head.strip_prefix(b"HTTP/1.")?;
    let (b"0 " | b"1 ", rest) = line.split_at_checked(2)? else {
        return None;
    };
    core::str::from_utf8(rest.get(..3)?).ok()?.parse().ok()
}
