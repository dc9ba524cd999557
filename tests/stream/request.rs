//! The bytes of a request.

use super::*;

#[test]
fn a_request_is_the_documented_one_in_few_writes() {
    for calls in [calls, calls_async] {
        let connector = Connector::new([Script::new(STARTED)]);
        calls(&connector, 1).remove(0).unwrap();
        let log = connector.log.borrow();
        assert_eq!(log.written(0), documented_request());
        assert_eq!(log.endpoints, ["scnet-demo.accloud.cn 80"]);
        assert!(log.writes[0].len() <= 3, "{:?}", log.writes);
        assert_eq!(log.flushes, 1);
    }
}

/// Calls once with this base URL and this token.
fn call(url: &str, token: &str) -> Connector {
    let connector = Connector::new([Script::new(STARTED)]);
    let (base_url, token) = (BaseUrl::new(url).unwrap(), Token::new(token).unwrap());
    let mut buffer = [0; 512];
    let mut client = Client::new(connect(&connector), base_url, token, &mut buffer);
    client.start(id()).unwrap();
    drop(client);
    connector
}

#[test]
fn a_long_token_is_sent_without_a_copy_but_for_its_ends() {
    let token = "t".repeat(8192);
    let connector = call(URL, &token);
    let log = connector.log.borrow();
    assert_eq!(log.writes[0].len(), 4, "two before it, it, and one after it");
    assert!(log.writes[0][2] == token.as_bytes()[1..]);
    assert!(log.writes[0][3].starts_with(b"t\r\nContent-Type: "));
}

#[test]
fn a_token_of_less_than_64_bytes_is_sent_with_the_bytes_around_it() {
    for (length, is_alone) in [(63, false), (64, true)] {
        let token = "t".repeat(length);
        let connector = call(URL, &token);
        let log = connector.log.borrow();
        let is_token = |write: &Vec<u8>| write.iter().all(|byte| *byte == b't');
        assert_eq!(log.writes[0].iter().any(is_token), is_alone, "{length}");
        assert!(log.written(0).contains(&format!("\r\ntoken: {token}\r\n")));
    }
}

#[test]
fn the_host_has_its_port_if_it_is_not_the_default_one() {
    let cases = [
        ("http://h", "h", "h 80"),
        ("http://h:80", "h", "h 80"),
        ("http://h:443", "h:443", "h 443"),
        ("http://h:8080", "h:8080", "h 8080"),
        ("https://h", "h", "s h 443"),
        ("https://h:443", "h", "s h 443"),
        ("https://h:80", "h:80", "s h 80"),
        ("http://[::1]", "[::1]", "::1 80"),
        ("http://[::1]:8080", "[::1]:8080", "::1 8080"),
        ("https://[2001:db8::7]:443", "[2001:db8::7]", "s 2001:db8::7 443"),
        ("http://127.0.0.1:65535", "127.0.0.1:65535", "127.0.0.1 65535"),
    ];
    for (url, host, endpoints) in cases {
        let connector = call(url, TOKEN);
        let log = connector.log.borrow();
        assert_eq!(log.endpoints, [endpoints], "{url}");
        assert!(
            log.written(0).contains(&format!(" HTTP/1.1\r\nHost: {host}\r\n")),
            "{url}: {}",
            log.written(0)
        );
    }
}

#[test]
fn the_path_of_the_base_url_is_kept() {
    let written = call("http://h/a/b", TOKEN).log.borrow().written(0);
    assert!(
        written.starts_with("POST /a/b/ac/openapi/v2/notebook/actions/start HTTP/1.1\r\n"),
        "{written}"
    );
}

#[test]
fn a_connector_can_be_called_by_itself() {
    let connector = Connector::new([Script::new(STARTED)]);
    let server = Endpoint::new("::1", 8443, true);
    assert!(Connect::connect(&mut connector.clone(), &server).is_ok());
    assert_eq!(connector.log.borrow().endpoints, ["s ::1 8443"]);
}

#[test]
fn any_headers_and_a_body_of_any_length_are_sent_as_they_are_given() {
    use embedded_svc::{
        http::{
            Method,
            client::{Connection, asynch},
        },
        io::{self, Write},
    };

    let head = |headers: &str| {
        let (host, version) = ("Host: h\r\nConnection: close\r\n", crate_version());
        format!("POST /p HTTP/1.1\r\n{host}User-Agent: scnet-notebook/{version}\r\n{headers}\r\n")
    };
    for (headers, lines) in [
        (&[][..], ""),
        (
            &[("Content-Length", "two"), ("a", "")],
            "Content-Length: two\r\na: \r\n",
        ),
        (&[("Content-Length", "5")], "Content-Length: 5\r\n"),
    ] {
        for body in [&[][..], &["1"], &["12345", "", "6"], &[&*"x".repeat(300), "y"]] {
            let connector = Connector::new([STARTED; 2].map(Script::new));
            let mut blocking = connect(&connector);
            blocking.initiate_request(Method::Post, "http://h/p", headers).unwrap();
            for piece in body {
                assert_eq!(blocking.write(piece.as_bytes()), Ok(piece.len()));
            }
            blocking.flush().unwrap();
            blocking.initiate_response().unwrap();
            drop(blocking);

            let mut connection = connect(&connector);
            block_on(async {
                asynch::Connection::initiate_request(&mut connection, Method::Post, "http://h/p", headers).await?;
                for piece in body {
                    let written = io::asynch::Write::write(&mut connection, piece.as_bytes()).await;
                    assert_eq!(written, Ok(piece.len()));
                }
                io::asynch::Write::flush(&mut connection).await?;
                asynch::Connection::initiate_response(&mut connection).await
            })
            .unwrap();
            let expected = head(lines) + &body.concat();
            let log = connector.log.borrow();
            assert_eq!([log.written(0), log.written(1)], [expected.clone(), expected]);
        }
    }
}
