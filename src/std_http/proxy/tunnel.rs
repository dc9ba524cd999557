//! A tunnel through an HTTP proxy, by CONNECT.

use std::{
    format,
    io::{
        self,
        ErrorKind::{ConnectionAborted, InvalidData},
    },
    vec::Vec,
};

use super::{Proxy, authority};
use crate::{
    http1::Line,
    std_http::{USER_AGENT, host_stream::Transport},
};

/// The bytes that are read of the response, with those of interim ones.
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
    let mut left = MAX_HEAD;
    loop {
        let status = Line::new(&read_line(stream, &mut left)?).status();
        let Some(status) = status else {
            return Err(io::Error::new(InvalidData, "the proxy did not answer in HTTP"));
        };
        while !Line::new(&read_line(stream, &mut left)?).is_empty() {}
        match status {
            100 | 102..=199 => {}
            200..=299 => return Ok(()),
            _ => {
                let help = if status == 407 {
                    "; give the user and the password in its URL"
                } else {
                    ""
                };
                let reason = format!("the proxy refused CONNECT with HTTP status {status}{help}");
                return Err(io::Error::other(reason));
            }
        }
    }
}

/// Reads a line without its line feed, and no byte more: the bytes behind the head are those of the server. `left` is the number
/// of bytes that may come.
fn read_line(stream: &mut dyn Transport, left: &mut usize) -> io::Result<Vec<u8>> {
    let mut line = Vec::new();
    while *left > 0 {
        *left -= 1;
        let mut byte = [0];
        match (stream.read(&mut byte)?, byte) {
            (0, _) => return Err(io::Error::new(ConnectionAborted, "the proxy closed the connection")),
            (_, [b'\n']) => return Ok(line),
            (_, byte) => line.extend(byte),
        }
    }
    Err(io::Error::new(InvalidData, "the head of the proxy is too long"))
}
