//! Futures that are dropped at every point of a call, with a server that counts the whole requests.
//!
//! A gate inside the connection stops the call at the point and reports it, so that nothing here depends on time.

use std::{cell::Cell, future::pending, io, rc::Rc};

use embedded_io_adapters::tokio_1::FromTokio;
use embedded_svc::io::{
    ErrorType,
    asynch::{Read, Write},
};
use scnet_notebook::{BaseUrl, Client, NotebookId, Outcome, StreamConnection, Token, http1::Endpoint};
use support::{
    documented::{ID, STARTED as REPLY},
    server::TIMEOUT,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::{Notify, mpsc},
    time::timeout,
};

use crate::connections::TOKEN;

/// An id whose body is too long for the buffer that is written by the flush.
const LONG_ID: &str = "1821067171420946434182106717142094643418210671714209464341821067";

/// The point at which a call stops for good.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Stop {
    /// Before a connection is made.
    Resolve,
    /// After a connection is made, as inside a TLS handshake.
    Connect,
    /// After this number of bytes was written.
    Write(usize),
    /// After this number of bytes was read.
    Read(usize),
    Never,
}

struct Gate {
    stop: Cell<Stop>,
    is_reached: Notify,
}

impl Gate {
    async fn pass(&self, point: Stop) {
        if self.stop.get() == point {
            self.is_reached.notify_one();
            pending::<()>().await;
        }
    }
}

/// A stream that stops at a gate.
struct Gated {
    stream: FromTokio<TcpStream>,
    gate: Rc<Gate>,
    written: usize,
    read: usize,
}

impl ErrorType for Gated {
    type Error = io::Error;
}

impl Write for Gated {
    async fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.gate.pass(Stop::Write(self.written)).await;
        let most = match self.gate.stop.get() {
            Stop::Write(end) => end - self.written,
            _ => usize::MAX,
        };
        let count = self.stream.write(&bytes[..bytes.len().min(most)]).await?;
        self.written += count;
        Ok(count)
    }

    async fn flush(&mut self) -> io::Result<()> {
        self.gate.pass(Stop::Write(self.written)).await;
        self.stream.flush().await
    }
}

impl Read for Gated {
    async fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.gate.pass(Stop::Read(self.read)).await;
        let most = match self.gate.stop.get() {
            Stop::Read(end) => end - self.read,
            _ => usize::MAX,
        };
        let length = buffer.len().min(most);
        let count = self.stream.read(&mut buffer[..length]).await?;
        self.read += count;
        Ok(count)
    }
}

/// The number of a connection of the server, the number of bytes that came, and whether they are a whole request.
type Seen = (usize, usize, bool);

/// Replies to each whole request, and reports each connection at its end.
async fn serve(listener: TcpListener, reports: mpsc::UnboundedSender<Seen>) {
    for connection in 1.. {
        let (stream, _) = listener.accept().await.unwrap();
        let reports = reports.clone();
        tokio::spawn(async move { reports.send(count(connection, stream).await).unwrap() });
    }
}

async fn count(connection: usize, mut stream: TcpStream) -> Seen {
    let mut request = Vec::new();
    let mut is_whole = false;
    // A client that closes before the reply may reset the connection.
    while let Ok(1..) = stream.read_buf(&mut request).await {
        if !is_whole && request.ends_with(b"\"}") {
            is_whole = true;
            stream.write_all(REPLY.as_bytes()).await.unwrap();
        }
    }
    (connection, request.len(), is_whole)
}

/// The result of a call that was stopped and dropped.
struct Dropped {
    outcome: Option<Outcome>,
    /// The connections of the server: that of the dropped call, if there is one, and that of the next call.
    seen: Vec<Seen>,
}

/// Calls twice with one client. The first call is dropped where it stops, and the second succeeds.
async fn drop_at(stop: Stop, id: &str) -> Dropped {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    let (reports, mut reported) = mpsc::unbounded_channel();
    let server = tokio::spawn(serve(listener, reports));

    let gate = Rc::new(Gate {
        stop: Cell::new(stop),
        is_reached: Notify::new(),
    });
    let connect = async |endpoint: &Endpoint<'_>| {
        gate.pass(Stop::Resolve).await;
        let stream = TcpStream::connect((endpoint.host, endpoint.port)).await?;
        gate.pass(Stop::Connect).await;
        Ok::<_, io::Error>(Gated {
            stream: FromTokio::new(stream),
            gate: Rc::clone(&gate),
            written: 0,
            read: 0,
        })
    };
    let (base_url, token) = (BaseUrl::new(&base_url).unwrap(), Token::new(TOKEN).unwrap());
    let mut buffer = [0; 512];
    let mut client = Client::new(StreamConnection::new(connect), base_url, token, &mut buffer);
    let notebook = NotebookId::new(id).unwrap();
    assert_eq!(client.outcome(), None);
    tokio::select! {
        result = client.start_async(notebook) => panic!("{stop:?}: {result:?}"),
        () = gate.is_reached.notified() => {}
    }
    let outcome = client.outcome();
    assert!(client.message().is_none());

    gate.stop.set(Stop::Never);
    assert_eq!(client.start_async(notebook).await.unwrap().status, 200, "{stop:?}");
    assert_eq!(client.outcome(), None);
    drop(client);
    let mut seen = Vec::new();
    for _ in 0..if stop == Stop::Resolve { 1 } else { 2 } {
        seen.push(reported.recv().await.unwrap());
    }
    seen.sort_unstable();
    server.abort();
    Dropped { outcome, seen }
}

/// Runs a test on one thread with a time limit.
fn run(test: impl Future<Output = ()>) {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_all().build().unwrap();
    runtime.block_on(async { timeout(TIMEOUT, test).await.unwrap() });
}

/// Returns the length of the request with this id.
async fn request_length(id: &str) -> usize {
    let Dropped { seen, .. } = drop_at(Stop::Resolve, id).await;
    let [(1, length, true)] = seen[..] else {
        panic!("{seen:?}")
    };
    length
}

#[test]
fn a_call_that_is_dropped_while_it_resolves_or_connects_was_not_sent() {
    run(async {
        let length = request_length(ID).await;
        let resolving = drop_at(Stop::Resolve, ID).await;
        assert_eq!(resolving.outcome, Some(Outcome::NotSent));
        let connecting = drop_at(Stop::Connect, ID).await;
        assert_eq!(connecting.outcome, Some(Outcome::NotSent));
        assert_eq!(connecting.seen, [(1, 0, false), (2, length, true)]);
    });
}

#[test]
fn a_call_that_is_dropped_at_any_byte_of_its_request_says_whether_it_was_sent() {
    run(async {
        // The client keeps the last bytes for the flush, and cannot know whether that has sent them: the 128 of its buffer, and
        // less than the whole of a long body.
        for (id, last) in [(ID, 128), (LONG_ID, 79)] {
            let length = request_length(id).await;
            for sent in 0..=length {
                let Dropped { outcome, seen } = drop_at(Stop::Write(sent), id).await;
                let is_whole = sent == length;
                assert_eq!(seen, [(1, sent, is_whole), (2, length, true)]);
                match outcome {
                    Some(Outcome::NotSent) => assert!(sent < length, "{sent} of {length}"),
                    Some(Outcome::Unknown) => assert!(sent >= length - last, "{sent} of {length}"),
                    _ => panic!("{sent} of {length}: {outcome:?}"),
                }
            }
        }
    });
}

#[test]
fn a_call_that_is_dropped_at_any_byte_of_its_reply_is_unknown() {
    run(async {
        let length = request_length(ID).await;
        for received in 0..REPLY.len() {
            let Dropped { outcome, seen } = drop_at(Stop::Read(received), ID).await;
            assert_eq!(outcome, Some(Outcome::Unknown), "{received}");
            assert_eq!(seen, [(1, length, true), (2, length, true)], "{received}");
        }
    });
}
