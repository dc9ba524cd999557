//! When a stream carries another request.

use super::*;

/// Calls twice over streams that are kept where they can be, and returns how many it took.
fn streams_of_two_calls(kept: &Script) -> usize {
    let another = Script::new(STARTED);
    let dialler = Dialler::new([kept.clone(), another.clone()]);
    let mut blocking = client(StreamConnection::new(KeepAlive(Afresh(dialler.clone()))));
    for _ in 0..2 {
        blocking.start(&id(), &mut [0; 512]).unwrap();
    }
    let async_dialler = Dialler::new([kept.clone(), another]);
    let mut asynch = client(StreamConnection::new(KeepAlive(Afresh(async_dialler.clone()))));
    for _ in 0..2 {
        block_on(asynch.start_async(&id(), &mut [0; 512])).unwrap();
    }
    let [blocking, asynch] = [dialler, async_dialler].map(|dialler| dialler.log.borrow().dialled.len());
    assert_eq!(blocking, asynch);
    blocking
}

fn kept(reply: impl Into<Vec<u8>>) -> Script {
    Script {
        then: vec![STARTED.into()],
        stays_open: true,
        ..Script::new(reply)
    }
}

#[test]
fn without_keep_alive_every_call_has_a_stream_of_its_own() {
    for calls in [calls, calls_async] {
        let dialler = Dialler::new([Script::new(STARTED), Script::new(STARTED)]);
        assert!(calls(&dialler, 2).iter().all(core::result::Result::is_ok));
        assert_eq!(dialler.log.borrow().dialled.len(), 2);
    }
}

#[test]
fn a_stream_is_kept_where_the_reply_allows_it() {
    assert_eq!(streams_of_two_calls(&kept(STARTED)), 1);
    assert_eq!(
        streams_of_two_calls(&kept(with_length("Connection: keep-alive\r\n"))),
        1
    );
    assert_eq!(
        streams_of_two_calls(&kept(chunked(&format!("28\r\n{ENVELOPE}\r\n0\r\n\r\n")))),
        1
    );
}

#[test]
fn a_stream_that_left_http_carries_no_other_request() {
    let dialler = Dialler::new([kept("HTTP/1.1 101 Switching Protocols\r\n\r\n"), Script::new(STARTED)]);
    let mut client = client(StreamConnection::new(KeepAlive(Afresh(dialler.clone()))));
    let first = client.start(&id(), &mut [0; 512]);
    assert!(matches!(first, Err(Error::Status { status: 101, .. })), "{first:?}");
    client.start(&id(), &mut [0; 512]).unwrap();
    assert_eq!(dialler.log.borrow().dialled.len(), 2);
}

#[test]
fn a_stream_is_not_kept_where_the_reply_forbids_it() {
    assert_eq!(streams_of_two_calls(&kept(with_length("Connection: close\r\n"))), 2);
    assert_eq!(streams_of_two_calls(&kept(with_length("Connection: x, close\r\n"))), 2);
    assert_eq!(
        streams_of_two_calls(&kept(with_length(&format!("Connection: {}\r\n", "x, ".repeat(99))))),
        2
    );
    assert_eq!(
        streams_of_two_calls(&kept(reply("HTTP/1.0 200 OK\r\nContent-Length: 40"))),
        2
    );
    assert_eq!(
        streams_of_two_calls(&Script {
            stays_open: false,
            ..kept(reply("HTTP/1.1 200 OK"))
        }),
        2
    );
}

#[test]
fn a_stream_is_not_kept_where_the_reply_is_careless() {
    let replies = [
        format!("\r\n{STARTED}"),
        STARTED.replacen("\r\n", "\n", 1),
        chunked(&format!("28 \r\n{ENVELOPE}\r\n0\r\n\r\n")),
        chunked(&format!("28\t\r\n{ENVELOPE}\r\n0\r\n\r\n")),
        chunked(&format!("28\r\n{ENVELOPE}\n0\r\n\r\n")),
    ];
    for reply in replies {
        assert_eq!(streams_of_two_calls(&kept(&*reply)), 2, "{reply:?}");
    }
}

#[test]
fn a_stream_that_was_closed_meanwhile_is_replaced() {
    assert_eq!(
        streams_of_two_calls(&Script {
            stays_open: false,
            ..kept(STARTED)
        }),
        2
    );
}

#[test]
fn a_stream_with_bytes_beyond_the_reply_is_replaced() {
    assert_eq!(streams_of_two_calls(&kept(format!("{STARTED}{STARTED}"))), 2);
    assert_eq!(streams_of_two_calls(&kept(format!("{STARTED}\n"))), 2);
    // They come in a read of their own, so they still lie in the stream.
    let late = Script {
        piece: STARTED.len(),
        ..kept(format!("{STARTED}x"))
    };
    assert_eq!(streams_of_two_calls(&late), 2);
}

#[test]
fn a_half_read_reply_is_never_continued() {
    let long = format!(
        "HTTP/1.1 200 OK\r\nContent-Length: 600\r\n\r\n{}{STARTED}",
        " ".repeat(600 - STARTED.len())
    );
    let dialler = Dialler::new([kept(long), Script::new(STARTED)]);
    let mut client = client(StreamConnection::new(KeepAlive(Afresh(dialler.clone()))));
    let error = client.start(&id(), &mut [0; 512]).unwrap_err();
    assert_eq!(
        error,
        Error::ReplyTooLong {
            status: 200,
            capacity: 512
        }
    );
    client.start(&id(), &mut [0; 512]).unwrap();
    assert_eq!(dialler.log.borrow().dialled.len(), 2);
}

#[test]
fn a_stream_to_one_server_is_never_used_for_another() {
    let servers = [
        ["http://one.example", "http://another.example"],
        ["http://h", "https://h"],
        ["http://h", "http://h:81"],
        ["https://b", "https://c"],
        ["https://host-b", "https://host-c"],
    ];
    for urls in servers {
        let dialler = Dialler::new([kept(STARTED), Script::new(STARTED)]);
        let mut connection = StreamConnection::new(KeepAlive(Afresh(dialler.clone())));
        for url in urls {
            let mut client = Client::new(connection, BaseUrl::new(url).unwrap(), Token::new(TOKEN).unwrap());
            client.start(&id(), &mut [0; 512]).unwrap();
            connection = client.release();
        }
        assert_eq!(dialler.log.borrow().dialled.len(), 2, "{urls:?}");
    }
}

#[test]
fn a_kept_stream_that_fails_after_a_byte_was_written_is_not_replaced() {
    let dialler = Dialler::new([
        Script {
            then: vec![Vec::new()],
            ..kept(STARTED)
        },
        Script::new(STARTED),
    ]);
    let mut client = client(StreamConnection::new(KeepAlive(Afresh(dialler.clone()))));
    client.start(&id(), &mut [0; 512]).unwrap();
    let error = client.start(&id(), &mut [0; 512]).unwrap_err();
    assert_eq!(
        error,
        Error::Connection {
            step: Step::Await,
            error: StreamError::UnexpectedEof
        }
    );
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert_eq!(
        dialler.log.borrow().dialled.len(),
        1,
        "no second stream, so no third request"
    );
    client.start(&id(), &mut [0; 512]).unwrap();
}
