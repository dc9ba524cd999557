use std::{
    io::{self, Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    thread,
    time::Duration,
};

use scnet_notebook_mock::{Case, Server, Tls, TlsCase};

use crate::{ID, MILLISECONDS, command, file, printed, tls_server};

/// Runs the program against a server with this CA, and returns what it has printed. Mbed TLS 2.28 verifies names, but not
/// addresses.
fn mbedtls(url: &str, ca: &str, time: &[&str]) -> String {
    let url = url.replace("127.0.0.1", "localhost");
    let ca = file(&format!("ca-{}.pem", url.rsplit(':').next().unwrap()), ca);
    printed(&command("mbedtls", &[&[&url, ID, &ca], time].concat()).output().unwrap())
}

/// Makes a listener, and its URL.
fn listener() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    (listener, url)
}

#[test]
fn a_record_that_trickles_in_cannot_outlast_the_deadline() {
    let (listener, url) = listener();
    thread::spawn(move || {
        let mut stream = listener.accept().unwrap().0;
        for byte in [&[0x16, 3, 3, 1, 0][..], &[0; 256]].concat() {
            stream.write_all(&[byte]).unwrap();
            thread::sleep(Duration::from_millis(MILLISECONDS / 10));
        }
    });
    let printed = mbedtls(&url, Tls::new().ca().pem(), &[&MILLISECONDS.to_string()]);
    let numbers = "outcome=1 fault=4 step=2 reason=15 status=0 code=0 retry_after=0 error=-110 ";
    assert!(printed.contains(numbers), "{printed}");
}

#[test]
fn a_reply_without_length_is_unknown_if_tls_is_not_ended() {
    let (server, ca) = tls_server(Tls::new());
    server.queue(Case::named("frame/no-length-close").unwrap());
    let address = server.address();
    let (listener, url) = listener();
    // Carries the records of the server up to its alert, which ends TLS.
    thread::spawn(move || -> io::Result<()> {
        let (mut client, mut server) = (listener.accept()?.0, TcpStream::connect(address)?);
        let (mut from, mut to) = (client.try_clone()?, server.try_clone()?);
        thread::spawn(move || io::copy(&mut (&mut from as &mut dyn Read), &mut to));
        loop {
            let mut header = [0; 5];
            server.read_exact(&mut header)?;
            if header[0] == 21 {
                return client.shutdown(Shutdown::Both);
            }
            let mut body = vec![0; u16::from_be_bytes([header[3], header[4]]).into()];
            server.read_exact(&mut body)?;
            client.write_all(&[&header, &body[..]].concat())?;
        }
    });
    let printed = mbedtls(&url, &ca, &[]);
    let numbers = "outcome=3 fault=4 step=5 reason=15 status=200 code=0 retry_after=0 error=-104 ";
    assert!(printed.contains(numbers), "{printed}");
}

#[test]
fn mbedtls_carries_a_start_and_its_failures() {
    let (server, ca) = tls_server(Tls::new());
    for (case, [outcome, fault, step, reason, status, code]) in [
        ("code/0", [0, 0, 0, 0, 200, 0]),
        ("code/10007", [2, 2, 5, 36, 200, 10007]),
        ("conn/reset-before-headers", [3, 4, 4, 15, 0, 0]),
        ("conn/reset-mid-body", [3, 4, 5, 15, 200, 0]),
        ("frame/no-length-close", [0, 0, 0, 0, 200, 0]),
    ] {
        server.queue(Case::named(case).unwrap());
        let printed = mbedtls(server.url(), &ca, &[]);
        let numbers =
            format!("outcome={outcome} fault={fault} step={step} reason={reason} status={status} code={code} ");
        assert!(printed.contains(&numbers), "{case}: {printed}");
    }
    let printed_by_http = mbedtls(Server::start().url(), &ca, &[]);
    assert!(printed_by_http.starts_with("started\n"), "{printed_by_http}");

    // MBEDTLS_ERR_X509_CERT_VERIFY_FAILED
    let refused = "outcome=1 fault=4 step=2 reason=15 status=0 code=0 retry_after=0 error=-9984 ";
    let printed_by_other = mbedtls(server.url(), Tls::new().ca().pem(), &[]);
    assert!(printed_by_other.contains(refused), "{printed_by_other}");
    for case in [TlsCase::Expired, TlsCase::WrongHost] {
        let (server, ca) = tls_server(Tls::new().with_case(case));
        let printed = mbedtls(server.url(), &ca, &[]);
        assert!(printed.contains(refused), "{printed}");
        assert_eq!(server.executed(), 0);
    }
}
