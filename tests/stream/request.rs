//! What goes out.

use super::*;

#[test]
fn a_request_is_the_documented_one_in_few_writes() {
    for calls in [calls, calls_async] {
        let dialler = Dialler::new([Script::new(STARTED)]);
        calls(&dialler, 1).remove(0).unwrap();
        let log = dialler.log.borrow();
        let head = "POST /ac/openapi/v2/notebook/actions/start HTTP/1.1\r\nHost: scnet-demo.accloud.cn\r\n\
                    token: secret\r\nContent-Type: application/json\r\nContent-Length: 36\r\n\r\n";
        assert_eq!(
            log.written(0),
            format!("{head}{}", r#"{"notebookId":"1821067171420946434"}"#)
        );
        assert_eq!(log.dialled, ["scnet-demo.accloud.cn 80"]);
        assert!(log.writes[0].len() <= 2, "{:?}", log.writes);
        assert_eq!(log.flushes, 1);
    }
}

#[test]
fn a_long_token_goes_out_from_where_it_lies() {
    let token = "t".repeat(8192);
    let dialler = Dialler::new([Script::new(STARTED)]);
    let connection = StreamConnection::new(Afresh(dialler.clone()));
    let mut client = Client::new(connection, BaseUrl::new(URL).unwrap(), Token::new(&token).unwrap());
    client.start(&id(), &mut [0; 512]).unwrap();
    let log = dialler.log.borrow();
    assert_eq!(log.writes[0].len(), 3, "before it, it, and after it");
    assert_eq!(log.writes[0][1], token.as_bytes());
}

#[test]
fn what_is_shorter_than_64_bytes_goes_out_with_what_is_around_it() {
    for (length, is_alone) in [(63, false), (64, true)] {
        let token = "t".repeat(length);
        let dialler = Dialler::new([Script::new(STARTED)]);
        let connection = StreamConnection::new(Afresh(dialler.clone()));
        let mut client = Client::new(connection, BaseUrl::new(URL).unwrap(), Token::new(&token).unwrap());
        client.start(&id(), &mut [0; 512]).unwrap();
        let write = &dialler.log.borrow().writes[0][1];
        assert!(write.starts_with(token.as_bytes()), "{length}");
        assert_eq!(write.len() == length, is_alone, "{length}");
    }
}

#[test]
fn the_host_has_its_port_where_it_is_not_the_standard_one() {
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
    for (url, host, dialled) in cases {
        let dialler = Dialler::new([Script::new(STARTED)]);
        let connection = StreamConnection::new(Afresh(dialler.clone()));
        let mut client = Client::new(connection, BaseUrl::new(url).unwrap(), Token::new(TOKEN).unwrap());
        client.start(&id(), &mut [0; 512]).unwrap();
        let log = dialler.log.borrow();
        assert_eq!(log.dialled, [dialled], "{url}");
        assert!(
            log.written(0).contains(&format!(" HTTP/1.1\r\nHost: {host}\r\n")),
            "{url}: {}",
            log.written(0)
        );
    }
}

#[test]
fn the_path_of_the_base_url_is_kept() {
    let dialler = Dialler::new([Script::new(STARTED)]);
    let connection = StreamConnection::new(Afresh(dialler.clone()));
    let mut client = Client::new(
        connection,
        BaseUrl::new("http://h/a/b").unwrap(),
        Token::new(TOKEN).unwrap(),
    );
    client.start(&id(), &mut [0; 512]).unwrap();
    let written = dialler.log.borrow().written(0);
    assert!(
        written.starts_with("POST /a/b/ac/openapi/v2/notebook/actions/start HTTP/1.1\r\n"),
        "{written}"
    );
}

#[test]
fn a_way_to_connect_can_be_tried_by_itself() {
    let dialler = Dialler::new([Script::new(STARTED)]);
    let server = Endpoint::new("::1", 8443, true);
    assert!(Connect::connect(&mut Afresh(dialler.clone()), &server).is_ok());
    assert_eq!(dialler.log.borrow().dialled, ["s ::1 8443"]);
}
