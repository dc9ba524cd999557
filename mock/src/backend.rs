use std::collections::HashMap;
use std::io;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate};

use crate::{Answer, START_PATH};

/// How many answers are made at a time.
const AT_A_TIME: usize = 2;
/// After how many requests wiremock is made to forget them.
const FORGET_EVERY: u64 = 256;
/// The header that names the answer to be given.
const NUMBER: &str = "mock-answer";

/// wiremock, which makes the whole and well-formed answers. It listens on a port of its own, where only the front door
/// calls: it cannot reset a connection, stall, dribble, truncate, choose chunks or speak TLS.
#[derive(Debug)]
pub(crate) struct Backend {
    server: Arc<MockServer>,
    answers: Answers,
    permits: Semaphore,
    idle: Mutex<Vec<TcpStream>>,
}

/// The answers that are being made, by number.
type Answers = Arc<Mutex<Numbered>>;

#[derive(Debug, Default)]
struct Numbered {
    last: u64,
    answers: HashMap<u64, Answer>,
}

impl Backend {
    pub(crate) async fn start() -> io::Result<Self> {
        let server = Arc::new(MockServer::builder().disable_request_recording().start().await);
        let answers = Answers::default();
        let responder = Responder {
            answers: Arc::clone(&answers),
            server: Arc::downgrade(&server),
        };
        server.register(responder.mock()).await;
        // All that it takes is opened and taken in now, and kept: wiremock accepts no more once descriptors have run out.
        let mut idle = Vec::with_capacity(AT_A_TIME);
        for _ in 0..AT_A_TIME {
            let mut stream = TcpStream::connect(server.address()).await?;
            ask(&mut stream, 0).await?;
            idle.push(stream);
        }
        Ok(Self {
            server,
            answers,
            permits: Semaphore::new(AT_A_TIME),
            idle: Mutex::new(idle),
        })
    }

    /// Returns an answer as it goes over the wire.
    pub(crate) async fn make(&self, answer: Answer) -> io::Result<Made> {
        let _permit = self.permits.acquire().await.map_err(io::Error::other)?;
        let number = {
            let mut numbered = lock(&self.answers);
            numbered.last += 1;
            let number = numbered.last;
            numbered.answers.insert(number, answer);
            number
        };
        let made = self.fetch(number).await;
        if made.is_err() {
            lock(&self.answers).answers.remove(&number);
        }
        made
    }

    async fn fetch(&self, number: u64) -> io::Result<Made> {
        let idle = lock(&self.idle).pop();
        let mut stream = match idle {
            Some(stream) => stream,
            None => TcpStream::connect(self.server.address()).await?,
        };
        let made = ask(&mut stream, number).await?;
        lock(&self.idle).push(stream);
        Ok(made)
    }
}

/// Asks wiremock for the answer with a number. There is none with 0.
async fn ask(stream: &mut TcpStream, number: u64) -> io::Result<Made> {
    let request =
        format!("POST {START_PATH} HTTP/1.1\r\nHost: mock\r\n{NUMBER}: {number}\r\nContent-Length: 0\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    read(stream).await
}

/// An answer as wiremock writes it down.
#[derive(Debug)]
pub(crate) struct Made {
    pub(crate) head: Vec<u8>,
    pub(crate) body: Vec<u8>,
}

/// Reads one answer. wiremock gives each a length, but for those that have no body.
async fn read(stream: &mut TcpStream) -> io::Result<Made> {
    let mut head = Vec::with_capacity(1024);
    let end = loop {
        if let Some(end) = head.windows(4).position(|four| four == b"\r\n\r\n") {
            break end + 4;
        }
        if stream.read_buf(&mut head).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    };
    let mut body = head.split_off(end);
    let text = String::from_utf8_lossy(&head);
    let has_body = !["HTTP/1.1 204 ", "HTTP/1.1 304 "]
        .iter()
        .any(|start| text.starts_with(start));
    let length = text
        .lines()
        .find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
    let length = length.filter(|_| has_body).unwrap_or(0);
    let start = body.len();
    body.resize(start.max(length), 0);
    stream.read_exact(&mut body[start..]).await?;
    Ok(Made { head, body })
}

/// What wiremock calls for each request, under its one lock: nothing in here may block.
#[derive(Clone)]
struct Responder {
    answers: Answers,
    server: Weak<MockServer>,
}

impl Responder {
    fn mock(self) -> Mock {
        Mock::given(any()).respond_with(self)
    }

    /// Replaces the mounted mock by a new one.
    ///
    /// A mounted mock keeps a copy of each request that it matched, recording disabled or not, and the only way to
    /// lose them is to lose the mock. wiremock serves all connections on the one thread that we are on, and the task
    /// finds the lock free when its turn comes; so no request can see the moment without a mock.
    fn forget(&self) {
        if let Some(server) = self.server.upgrade() {
            let mock = self.clone().mock();
            tokio::spawn(async move {
                server.reset().await;
                server.register(mock).await;
            });
        }
    }
}

impl Respond for Responder {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        let number = request
            .headers
            .get(NUMBER)
            .and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
        let answer = number.and_then(|number| Some((number, lock(&self.answers).answers.remove(&number)?)));
        let Some((number, answer)) = answer else {
            return ResponseTemplate::new(404);
        };
        // wiremock counts its resets in 16 bits and must not be made to overflow.
        if number % FORGET_EVERY == 0 && number / FORGET_EVERY < u64::from(u16::MAX) {
            self.forget();
        }
        answer.template()
    }
}

/// Locks what no panic can leave half done.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
