//! Calls through a SOCKS proxy. Each version is tested in `src/std_http/proxy/socks`.

use std::io::{Read, Write};
use std::net::TcpStream;

use support::server::{accept, serve};

use super::{URL, answer, call_through, is_refused, proxy_url};
use crate::client::BODY;

/// Reads a request to connect by SOCKS 5 (RFC 1928), and returns the host and the port it names.
fn read_socks(stream: &mut TcpStream) -> (String, u16) {
    fn read<const N: usize>(stream: &mut TcpStream) -> [u8; N] {
        let mut bytes = [0; N];
        stream.read_exact(&mut bytes).unwrap();
        bytes
    }
    // Version 5, and one way to authenticate: none.
    assert_eq!(read(stream), [5, 1, 0]);
    stream.write_all(&[5, 0]).unwrap();
    // Version 5, connect, reserved, then a name and its length.
    let [5, 1, 0, 3, length] = read(stream) else {
        panic!("no request to connect to a name")
    };
    let mut host = vec![0; length.into()];
    stream.read_exact(&mut host).unwrap();
    (String::from_utf8(host).unwrap(), u16::from_be_bytes(read(stream)))
}

#[test]
fn a_call_goes_through_a_socks_proxy() {
    let proxy = serve(|listener| {
        let mut stream = accept(listener);
        let target = read_socks(&mut stream);
        stream.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0]).unwrap();
        (target, answer(&mut stream))
    });
    assert_eq!(call_through(&proxy_url("socks5h", &proxy), URL), "200 {}");
    let (target, request) = proxy.finish();
    assert_eq!(target, ("behind-the-proxy.invalid".into(), 80));
    assert!(request.starts_with("POST /start HTTP/1.1\r\n"), "{request}");
    assert!(request.ends_with(BODY), "{request}");
}

#[test]
fn a_socks_proxy_that_refuses_means_unsent() {
    let proxy = serve(|listener| {
        let mut stream = accept(listener);
        read_socks(&mut stream);
        stream.write_all(&[5, 2, 0, 1, 0, 0, 0, 0, 0, 0]).unwrap();
    });
    let reason = "the rules of the proxy forbid the connection";
    is_refused(&proxy_url("socks5h", &proxy), URL, "Other", reason);
    proxy.finish();
}
