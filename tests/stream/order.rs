//! Methods that are called out of order, and abandoned requests.

use embedded_svc::http::{Headers, Status};

use super::*;

#[test]
fn a_request_that_its_owner_abandoned_is_discarded_by_the_next_one() {
    for form in Form::BOTH {
        let connector = server(STARTED);
        let connection = &mut connect(&connector);
        for _ in 0..2 {
            begin(form, connection);
            assert_eq!(form.is_initiated(connection), (true, false));
        }
        let streams = connector.records().into_iter();
        assert!(streams.map(|record| record.is_open).eq([false, true]));
    }
}

#[test]
fn a_client_sends_nothing_inside_a_request_of_the_connections_owner() {
    for form in Form::BOTH {
        let connector = server(STARTED);
        let mut connection = connect(&connector);
        begin(form, &mut connection);
        let (mut buffer, operations) = ([0; 512], connector.operations());
        let mut client = client(connection, &mut buffer);
        let error = form.start(&mut client, notebook()).unwrap_err();
        assert_eq!(
            (error.kind(), error.outcome()),
            (&Kind::RequestInProgress, Outcome::Unknown)
        );
        assert_eq!(client.outcome(), Some(Outcome::Unknown));
        assert_eq!(connector.operations(), operations);
        // The owner completes it.
        form.flush(client.connection()).unwrap();
        form.initiate_response(client.connection()).unwrap();
        form.start(&mut client, notebook()).unwrap();
    }
}

#[test]
fn calls_out_of_order_are_errors_and_never_panics() {
    for form in Form::BOTH {
        let connection = &mut connect(&server(STARTED));
        assert_eq!(form.write(connection, b"x"), Err(StreamError::InvalidState));
        assert_eq!(form.flush(connection), Err(StreamError::InvalidState));
        assert_eq!(form.initiate_response(connection), Err(StreamError::InvalidState));
        assert_eq!(form.read(connection, &mut [0; 8]), Err(StreamError::InvalidState));
        assert_eq!((connection.status(), connection.header("Retry-After")), (0, None));
        assert!(!form.has_stream(connection));
        for (method, url) in [
            (Method::Get, "http://h/"),
            (Method::Put, "http://h/"),
            (Method::Post, "h/"),
            (Method::Post, "ftp://h/"),
            (Method::Post, "http:/h/"),
            (Method::Post, "http://"),
            (Method::Post, "http://:80/"),
            (Method::Post, "http://h:port/"),
            (Method::Post, "http://h:65536/"),
            (Method::Post, "http://user@h/"),
        ] {
            let result = form.initiate_request(connection, method, url, &[]);
            assert_eq!(result, Err(StreamError::Unsupported), "{url}");
        }

        begin(form, connection);
        assert_eq!(form.is_initiated(connection), (true, false));
        let no_reply_has_begun = form.read(connection, &mut [0; 8]);
        assert_eq!(no_reply_has_begun, Err(StreamError::InvalidState));
        assert_eq!(form.is_initiated(connection), (false, false), "it failed for good");
        assert_eq!(form.write(connection, b"12"), Err(StreamError::InvalidState));
    }
}

#[test]
fn a_request_that_cannot_begin_discards_the_previous_response() {
    for form in Form::BOTH {
        let connection = &mut connect(&server(STARTED));
        begin(form, connection);
        form.write(connection, b"x").unwrap();
        form.flush(connection).unwrap();
        assert!(form.has_stream(connection));
        form.initiate_response(connection).unwrap();
        assert_eq!(form.is_initiated(connection), (false, true));
        let result = form.initiate_request(connection, Method::Get, "http://h/", &[]);
        assert_eq!(result, Err(StreamError::Unsupported));
        assert_eq!(form.is_initiated(connection), (false, false));
        assert_eq!(form.read(connection, &mut [0; 8]), Err(StreamError::InvalidState));
        assert!(!form.has_stream(connection), "the stream is dropped");
    }
}

#[test]
fn nothing_can_be_sent_once_the_response_has_begun() {
    for form in Form::BOTH {
        let connection = &mut connect(&server(STARTED));
        begin(form, connection);
        form.flush(connection).unwrap();
        assert_eq!(form.is_initiated(connection), (true, false));
        form.initiate_response(connection).unwrap();
        assert_eq!(form.write(connection, b""), Err(StreamError::InvalidState));
        begin(form, connection);
        assert_eq!(form.is_initiated(connection), (true, false));
    }
}

#[test]
fn a_response_has_its_status_and_retry_after_but_not_its_framing() {
    use embedded_svc::{http::client::asynch, io};

    let replies = [
        ("Retry-After: 00000000000000000007", Some("00000000000000000007")),
        ("Retry-After: 00000000000000000007777", Some("00000000000000000007")),
        ("Retry-After: 00000000000000000007777x", None),
        ("Retry-After: soon", None),
    ];
    for (header, retry_after) in replies {
        for form in Form::BOTH {
            let connection = &mut connect(&server(with_length(&format!("Server: nginx\r\n{header}\r\n"))));
            begin(form, connection);
            form.flush(connection).unwrap();
            form.initiate_response(connection).unwrap();
            assert_eq!(form.is_initiated(connection), (false, true));
            assert_eq!((connection.status(), connection.status_message()), (200, None));
            let mut start = [0; 2];
            let (head, read) = match form {
                Form::Blocking => {
                    let (head, body) = embedded_svc::http::client::Connection::split(connection);
                    (head, io::Read::read(body, &mut start))
                }
                Form::Async => {
                    let (head, body) = asynch::Connection::split(connection);
                    (head, block_on(io::asynch::Read::read(body, &mut start)))
                }
            };
            assert_eq!((read, &start[..]), (Ok(2), &SUCCESS.as_bytes()[..2]));
            assert_eq!((head.status(), head.status_message()), (200, None));
            assert_eq!(head.header("Content-Length"), None);
            assert_eq!(head.header("RETRY-AFTER"), retry_after, "{header}");
            assert_eq!(head.header("Server"), None);
        }
    }
}

#[test]
fn debug_shows_no_byte_of_a_request() {
    let connector = server(STARTED).action(2, Action::Fail(Failure::UNPLUGGED));
    let mut buffer = [0; 512];
    let mut client = client(connect(&connector), &mut buffer);
    let error = client.start(notebook()).unwrap_err();
    let shown = format!("{client:?} {error:?} {error}");
    assert!(!shown.contains(TOKEN), "{shown}");
    assert_eq!(
        format!("{:?}", client.connection()),
        "StreamConnection { body: ResponseBody { http: Idle, .. }, .. }"
    );
}
