//! The bytes of a request.

use super::*;

#[test]
fn a_request_is_the_documented_one_in_few_writes() {
    let connector = server(STARTED);
    start(&connector).unwrap();
    let record = connector.records().remove(0);
    assert_eq!(record.request(), documented_request());
    assert_eq!(
        (record.endpoint.as_str(), record.flushes),
        ("scnet-demo.accloud.cn 80", 1)
    );
    assert!(record.writes.len() <= 3, "{:?}", record.writes);
}

/// Calls once with this base URL and this token.
fn call(url: &str, token: &str) -> support::StreamRecord {
    let connector = server(STARTED);
    let (base_url, token) = (BaseUrl::new(url).unwrap(), Token::new(token).unwrap());
    let mut buffer = [0; 512];
    let mut client = Client::new(connect(&connector), base_url, token, &mut buffer);
    client.start(notebook()).unwrap();
    connector.records().remove(0)
}

#[test]
fn a_long_token_is_sent_without_a_copy_but_for_its_ends() {
    let token = "t".repeat(8192);
    let writes = call(URL, &token).writes;
    assert_eq!(writes.len(), 4, "two before it, it, and one after it");
    assert!(writes[2] == token.as_bytes()[1..]);
    assert!(writes[3].starts_with(b"t\r\nContent-Type: "));
}

#[test]
fn a_token_of_less_than_64_bytes_is_sent_with_the_bytes_around_it() {
    for (length, is_alone) in [(63, false), (64, true)] {
        let token = "t".repeat(length);
        let record = call(URL, &token);
        let is_token = |write: &Vec<u8>| write.iter().all(|byte| *byte == b't');
        assert_eq!(record.writes.iter().any(is_token), is_alone, "{length}");
        assert!(record.request().contains(&format!("\r\ntoken: {token}\r\n")));
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
    for (url, host, endpoint) in cases {
        let record = call(url, TOKEN);
        assert_eq!(record.endpoint, endpoint, "{url}");
        let (request, start) = (record.request(), format!(" HTTP/1.1\r\nHost: {host}\r\n"));
        assert!(request.contains(&start), "{url}: {request}");
    }
}

#[test]
fn the_path_of_the_base_url_is_kept() {
    let request = call("http://h/a/b", TOKEN).request();
    let start = "POST /a/b/ac/openapi/v2/notebook/actions/start HTTP/1.1\r\n";
    assert!(request.starts_with(start), "{request}");
}

#[test]
fn any_headers_and_a_body_of_any_length_are_sent_as_they_are_given() {
    let head = |headers: &str| {
        let (host, version) = ("Host: h\r\nConnection: close\r\n", crate_version());
        format!("POST /p HTTP/1.1\r\n{host}User-Agent: scnet-notebook/{version}\r\n{headers}\r\n")
    };
    let many = [("Content-Length", "two"), ("a", "")];
    for (headers, lines) in [
        (&[][..], ""),
        (&many, "Content-Length: two\r\na: \r\n"),
        (&[("Content-Length", "5")], "Content-Length: 5\r\n"),
    ] {
        for body in [&[][..], &["1"], &["12345", "", "6"], &[&*"x".repeat(300), "y"]] {
            for form in Form::BOTH {
                let connector = server(STARTED);
                let connection = &mut connect(&connector);
                form.initiate_request(connection, Method::Post, "http://h/p", headers)
                    .unwrap();
                for piece in body {
                    assert_eq!(form.write(connection, piece.as_bytes()), Ok(piece.len()));
                }
                form.flush(connection).unwrap();
                form.initiate_response(connection).unwrap();
                assert_eq!(connector.records()[0].request(), head(lines) + &body.concat());
            }
        }
    }
}
