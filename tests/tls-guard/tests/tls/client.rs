//! The device, on a host.

use std::net::TcpStream;
use std::time::{Duration, SystemTime};

use embedded_io::{Read, Write};
use embedded_io_adapters::std::FromStd;
use rand_core::OsRng;
use tls_guard::{Error, Fault, Server, Stream, UnixTime, connect};

use crate::server::{Served, TIMEOUT};

/// The secret that only the verified server may receive.
pub(crate) const TOKEN: &[u8] = b"token: eyJhbGciOiJIUzI1NiJ9\r\n";
/// The answer of the server.
pub(crate) const REPLY: &[u8] = b"{\"code\":\"0\",\"data\":true}";

pub(crate) fn now() -> u64 {
    SystemTime::UNIX_EPOCH.elapsed().unwrap().as_secs()
}

pub(crate) fn time() -> UnixTime {
    UnixTime::new(now(), 0).unwrap()
}

pub(crate) fn socket(port: u16) -> FromStd<TcpStream> {
    let socket = TcpStream::connect(("127.0.0.1", port)).unwrap();
    socket.set_read_timeout(Some(TIMEOUT)).unwrap();
    socket.set_write_timeout(Some(TIMEOUT)).unwrap();
    FromStd::new(socket)
}

/// Connects, sends the token, and returns what comes back until the session ends.
pub(crate) fn call(port: u16, server: &Server<'_>) -> Result<Vec<u8>, Error> {
    call_at(port, server, time())
}

pub(crate) fn call_at(port: u16, server: &Server<'_>, time: UnixTime) -> Result<Vec<u8>, Error> {
    let (mut read, mut write) = ([0; 4096], [0; 1024]);
    let mut stream = connect(socket(port), server, time, OsRng, &mut read, &mut write)?;
    exchange(&mut stream)
}

/// Sends the token, and returns what comes back until the session ends.
pub(crate) fn exchange<S: Read + Write>(stream: &mut Stream<'_, S>) -> Result<Vec<u8>, Error> {
    stream.write_all(TOKEN)?;
    stream.flush()?;
    let mut reply = Vec::new();
    let mut piece = [0; 100];
    loop {
        match stream.read(&mut piece)? {
            0 => return Ok(reply),
            read => reply.extend_from_slice(&piece[..read]),
        }
    }
}

/// Calls, is refused because of `fault`, and asks the server what it saw: nothing.
#[track_caller]
pub(crate) fn refused(server: &Server<'_>, served: Served, fault: Fault) {
    match call(served.port, server) {
        Err(Error::Certificate(found)) => assert_eq!(found, fault),
        other => panic!("{other:?}"),
    }
    assert_eq!(served.seen(), b"");
}

/// Waits a little: for what comes late, if it comes.
pub(crate) fn pause() {
    std::thread::sleep(Duration::from_millis(20));
}
