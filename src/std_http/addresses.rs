//! The addresses of a host.

use core::{
    net::{IpAddr, SocketAddr},
    time::Duration,
};
use std::{
    format,
    io::{self, ErrorKind},
    net::{TcpStream, ToSocketAddrs},
    string::ToString,
    sync::mpsc::{self, RecvTimeoutError, Sender},
    thread,
    time::Instant,
    vec,
    vec::Vec,
};

use super::socket::left;

/// The time that an address has before the next one is tried as well (RFC 8305, "Happy Eyeballs").
const HEAD_START: Duration = Duration::from_millis(250);

/// Resolves the name of a host. An address needs no thread.
pub(super) fn resolve(host: &str, port: u16, deadline: Instant) -> io::Result<Vec<SocketAddr>> {
    if let Ok(address) = host.parse::<IpAddr>() {
        return Ok(vec![(address, port).into()]);
    }
    let host = host.to_string();
    let addresses: Vec<_> = by_deadline(deadline, move || (host.as_str(), port).to_socket_addrs())?.collect();
    if addresses.is_empty() {
        return Err(io::Error::new(ErrorKind::NotFound, "the host has no address"));
    }
    Ok(addresses)
}

/// Looks something up on a thread that is not waited for after the deadline: the resolver of the system has time limits of its own.
fn by_deadline<T: Send + 'static>(
    deadline: Instant,
    lookup: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    let (sender, receiver) = mpsc::channel();
    spawn(sender, lookup)?;
    match receiver.recv_timeout(left(deadline)?) {
        Ok(result) => result.map_err(|error| io::Error::new(ErrorKind::NotFound, error.to_string())),
        Err(_) => Err(ErrorKind::TimedOut.into()),
    }
}

/// Connects to several addresses at the same time if the first ones do not answer.
pub(super) fn connect_first(addresses: &[SocketAddr], deadline: Instant) -> io::Result<TcpStream> {
    if let [address] = addresses {
        return TcpStream::connect_timeout(address, left(deadline)?);
    }
    let (sender, receiver) = mpsc::channel();
    let mut last = io::Error::from(ErrorKind::TimedOut);
    let mut untried = addresses.iter().copied();
    let mut pending = 0;
    loop {
        let mut patience = left(deadline)?;
        if let Some(address) = untried.next() {
            spawn(sender.clone(), move || TcpStream::connect_timeout(&address, patience))?;
            pending += 1;
            // Each of the others gets its share of the time.
            if let Ok(others @ 1..) = u32::try_from(untried.len()) {
                patience = HEAD_START.min(patience / others.saturating_add(1));
            }
        }
        match receiver.recv_timeout(patience) {
            Ok(Ok(stream)) => return Ok(stream),
            Ok(Err(error)) => {
                last = error;
                pending -= 1;
            }
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {}
        }
        if pending == 0 && untried.len() == 0 {
            return Err(last);
        }
    }
}

/// Sends the result of some work from a thread.
fn spawn<T: Send + 'static>(sender: Sender<T>, work: impl FnOnce() -> T + Send + 'static) -> io::Result<()> {
    let thread = thread::Builder::new().spawn(move || {
        let _ = sender.send(work()); // nobody waits after the deadline
    });
    match thread {
        Ok(_) => Ok(()),
        Err(error) => Err(io::Error::other(format!("cannot make a thread: {error}"))),
    }
}

#[cfg(test)]
mod tests {
    use std::{net::TcpListener, sync::mpsc::channel};

    use support::server::Silent;

    use super::*;

    /// Only a test that fails takes so long.
    const LONG: Duration = Duration::from_secs(30);

    /// An address that refuses connections.
    const CLOSED: SocketAddr = SocketAddr::new(IpAddr::V4(core::net::Ipv4Addr::LOCALHOST), 9);

    #[test]
    fn an_address_that_answers_is_found_behind_those_that_do_not() {
        let silent = Silent::new();
        let good = TcpListener::bind("127.0.0.1:0").unwrap();
        let good_address = good.local_addr().unwrap();
        for addresses in [
            &[silent.address, good_address][..],
            &[silent.address, CLOSED, silent.address, good_address],
            &[CLOSED, good_address],
            &[good_address, silent.address],
        ] {
            let begin = Instant::now();
            let stream = connect_first(addresses, begin + LONG).unwrap();
            assert_eq!(stream.peer_addr().unwrap(), good_address);
            assert!(begin.elapsed() < LONG / 2, "{addresses:?}");
        }
    }

    #[test]
    fn each_address_has_its_share_of_a_short_time() {
        let (silent, good) = (Silent::new(), TcpListener::bind("127.0.0.1:0").unwrap());
        for silent_ones in [1, 4, 12] {
            // Those behind it leave it time, on any machine.
            let (silent, good) = (vec![silent.address; silent_ones], good.local_addr().unwrap());
            let addresses = [&*silent, &[good], &*silent].concat();
            let stream = connect_first(&addresses, Instant::now() + Duration::from_secs(2)).unwrap();
            assert_eq!(stream.peer_addr().unwrap(), good);
        }
    }

    #[test]
    fn addresses_that_do_not_answer_time_out_together() {
        let silent = Silent::new();
        for addresses in [
            &[silent.address][..],
            &[silent.address, silent.address],
            &[silent.address, CLOSED, silent.address],
        ] {
            let begin = Instant::now();
            let limit = Duration::from_secs(1);
            let error = connect_first(addresses, begin + limit).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::TimedOut);
            assert!(begin.elapsed() >= limit && begin.elapsed() < LONG / 2, "{addresses:?}");
        }
    }

    #[test]
    fn addresses_that_refuse_are_not_waited_for() {
        let begin = Instant::now();
        let error = connect_first(&[CLOSED, CLOSED], begin + LONG).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
        assert!(begin.elapsed() < LONG / 2);
    }

    #[test]
    fn a_lookup_without_an_answer_ends_at_the_deadline() {
        let (_sender, never) = channel::<()>();
        let begin = Instant::now();
        let lookup = move || never.recv().map_err(io::Error::other);
        let error = by_deadline(begin + Duration::from_secs(1), lookup).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TimedOut);
        assert!(begin.elapsed() < LONG / 2);
    }
}
