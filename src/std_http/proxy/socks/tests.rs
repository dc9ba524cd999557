use std::{
    io::{Cursor, Read, Write},
    string::ToString,
    time::Instant,
    vec,
};

use super::*;

/// The proxy's side, from memory, byte by byte.
struct Script {
    replies: Cursor<Vec<u8>>,
    sent: Vec<u8>,
}

impl Transport for Script {
    fn set_deadline(&mut self, _: Instant) {}
}

impl Read for Script {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = buffer.len().min(1);
        self.replies.read(&mut buffer[..length])
    }
}

impl Write for Script {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let length = bytes.len().min(1);
        self.sent.extend_from_slice(&bytes[..length]);
        Ok(length)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Bytes in pieces, so that text is written as text.
type Pieces = &'static [&'static [u8]];

const HOST: &str = "one.test";

const IPV4: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::new(10, 0, 0, 1)), 80);

const IPV6: SocketAddr = SocketAddr::new(IpAddr::V6(core::net::Ipv6Addr::LOCALHOST), 80);

const GRANTED4: &[u8] = &[0, 90, 0, 0, 0, 0, 0, 0];

const GRANTED5: &[u8] = &[5, 0, 0, 1, 0, 0, 0, 0, 0, 0];

fn run(proxy: &str, addresses: &[SocketAddr], replies: &[&[u8]]) -> (io::Result<()>, Script) {
    let mut script = Script {
        replies: Cursor::new(replies.concat()),
        sent: Vec::new(),
    };
    let proxy = Proxy::parse(proxy).unwrap();
    (socks(&mut script, &proxy, HOST, 80, addresses), script)
}

#[test]
fn each_version_asks_for_the_server_as_its_standard_says() {
    let cases: [(&str, &[SocketAddr], Pieces, Pieces); 9] = [
        (
            "socks4://p",
            &[IPV6, IPV4],
            &[GRANTED4],
            &[&[4, 1, 0, 80, 10, 0, 0, 1, 0]],
        ),
        (
            "socks4://me:pw@p",
            &[IPV4],
            &[GRANTED4],
            &[&[4, 1, 0, 80, 10, 0, 0, 1], b"me\0"],
        ),
        (
            "socks4a://p",
            &[],
            &[GRANTED4],
            &[&[4, 1, 0, 80, 0, 0, 0, 1, 0], b"one.test\0"],
        ),
        (
            "socks5://p",
            &[IPV4],
            &[&[5, 0], GRANTED5],
            &[&[5, 1, 0, 5, 1, 0, 1, 10, 0, 0, 1, 0, 80]],
        ),
        (
            "socks5://p",
            &[IPV6],
            &[&[5, 0, 5, 0, 0, 4], &[0; 18]],
            &[&[5, 1, 0, 5, 1, 0, 4], &[0; 15], &[1, 0, 80]],
        ),
        (
            "socks5h://p",
            &[],
            &[&[5, 0, 5, 0, 0, 3, 4], b"host", &[0, 0]],
            &[&[5, 1, 0, 5, 1, 0, 3, 8], b"one.test", &[0, 80]],
        ),
        (
            "socks5h://me:p%20w@p",
            &[],
            &[&[5, 2, 1, 0], GRANTED5],
            &[
                &[5, 2, 2, 0, 1, 2],
                b"me",
                &[3],
                b"p w",
                &[5, 1, 0, 3, 8],
                b"one.test",
                &[0, 80],
            ],
        ),
        (
            "socks5h://me:pw@p",
            &[],
            &[&[5, 0], GRANTED5],
            &[&[5, 2, 2, 0, 5, 1, 0, 3, 8], b"one.test", &[0, 80]],
        ),
        (
            "socks://p",
            &[IPV4],
            &[&[5, 0], GRANTED5],
            &[&[5, 1, 0, 5, 1, 0, 1, 10, 0, 0, 1, 0, 80]],
        ),
    ];
    for (proxy, addresses, replies, sent) in cases {
        let (result, mut script) = run(proxy, addresses, &[&replies.concat(), b"behind it"]);
        result.unwrap();
        assert_eq!(script.sent, sent.concat(), "{proxy}");
        let mut rest = vec![];
        script.replies.read_to_end(&mut rest).unwrap();
        assert_eq!(rest, b"behind it", "{proxy}");
        // A reply that is cut is an error.
        let replies = replies.concat();
        for length in 0..replies.len() {
            let (result, _) = run(proxy, addresses, &[&replies[..length]]);
            assert_eq!(
                result.unwrap_err().kind(),
                ErrorKind::ConnectionAborted,
                "{proxy} {length}"
            );
        }
    }
}

#[test]
fn each_refusal_has_its_sentence() {
    let cases: [(&str, &[SocketAddr], &[u8], &str); 14] = [
        ("socks4://p", &[IPV6], &[], "SOCKS 4 knows no IPv6"),
        (
            "socks4://p",
            &[IPV4],
            &[0, 91, 0, 0, 0, 0, 0, 0],
            "the proxy rejected the request",
        ),
        (
            "socks4://p",
            &[IPV4],
            &[0, 93, 0, 0, 0, 0, 0, 0],
            "the proxy could not confirm the user",
        ),
        (
            "socks4://p",
            &[IPV4],
            b"HTTP/1.1",
            "the proxy does not speak this version of SOCKS",
        ),
        (
            "socks5://p",
            &[IPV4],
            b"HTTP/1.1",
            "the proxy does not speak this version of SOCKS",
        ),
        (
            "socks5://p",
            &[IPV4],
            &[5, 255],
            "the proxy wants a user and a password",
        ),
        ("socks5://p", &[IPV4], &[5, 2], "the proxy wants a user and a password"),
        (
            "socks5://u:p@p",
            &[IPV4],
            &[5, 255],
            "the proxy wants another authentication",
        ),
        (
            "socks5://u:p@p",
            &[IPV4],
            &[5, 2, 1, 1],
            "the proxy refused the user or the password",
        ),
        (
            "socks5://u:p@p",
            &[IPV4],
            &[5, 2, 5, 0],
            "the proxy does not speak this version of SOCKS",
        ),
        (
            "socks5://p",
            &[IPV4],
            &[5, 0, 5, 2, 0, 1],
            "the rules of the proxy forbid the connection",
        ),
        (
            "socks5://p",
            &[IPV4],
            &[5, 0, 5, 5, 0, 1],
            "the server refused the connection of the proxy",
        ),
        (
            "socks5://p",
            &[IPV4],
            &[5, 0, 5, 99, 0, 1],
            "the proxy refused without a known reason",
        ),
        (
            "socks5://p",
            &[IPV4],
            &[5, 0, 5, 0, 0, 2],
            "the proxy does not speak this version of SOCKS",
        ),
    ];
    for (proxy, addresses, reply, reason) in cases {
        let (result, _) = run(proxy, addresses, &[reply]);
        let error = result.unwrap_err().to_string();
        assert!(error.starts_with(reason), "{proxy} {reply:?}: {error}");
    }
}

#[test]
fn a_name_too_long_for_its_length_is_refused() {
    let long = "x".repeat(256);
    let (result, script) = run(&std::format!("socks5://u:{long}@p"), &[IPV4], &[&[5, 2]]);
    assert_eq!(result.unwrap_err().kind(), ErrorKind::InvalidInput);
    assert_eq!(script.sent, [5, 2, 2, 0]);
}
