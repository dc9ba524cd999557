//! A server that plays one script per call, and counts what it gets.

use std::{
    collections::VecDeque,
    io::{ErrorKind, Read},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, Sender, channel},
    },
    thread::Scope,
    time::Duration,
};

use crate::script::{Cue, End, Script};

/// Nothing in these tests takes this long unless it fails, however busy the machine is.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// What every request says.
const FIRST_LINE: &str = "POST /ac/openapi/v2/notebook/actions/start HTTP/1.1\r\n";
const BODY: &str = r#"{"notebookId":"1821067171420946434"}"#;

pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    listener: TcpListener,
    scripts: Mutex<VecDeque<Script>>,
    played: Sender<()>,
    seen: Mutex<Seen>,
    is_over: AtomicBool,
}

/// What a server got, replays and all.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Seen {
    pub(crate) connections: usize,
    /// For each POST that came whole, the number of its connection, from 1.
    pub(crate) posts: Vec<usize>,
}

/// Ends a server's work when it is dropped. The connections that were made before are served until their clients end
/// them.
pub(crate) struct Working<'s>(&'s Server);

impl Server {
    /// Makes a server with a script for each call. The receiver hears of each script when nothing more comes of it that
    /// a client would wait for.
    pub(crate) fn new(scripts: impl IntoIterator<Item = Script>) -> (Self, Receiver<()>) {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let (played, is_played) = channel();
        let server = Self {
            address: listener.local_addr().unwrap(),
            listener,
            scripts: Mutex::new(scripts.into_iter().collect()),
            played,
            seen: Mutex::default(),
            is_over: AtomicBool::new(false),
        };
        (server, is_played)
    }

    /// Serves every connection, each on a thread of its own.
    pub(crate) fn work<'scope, 'env>(&'env self, scope: &'scope Scope<'scope, 'env>) -> Working<'env> {
        scope.spawn(move || {
            loop {
                let (stream, _) = self.listener.accept().unwrap();
                if self.is_over.load(Ordering::SeqCst) {
                    return;
                }
                let mut seen = self.seen.lock().unwrap();
                seen.connections += 1;
                let number = seen.connections;
                scope.spawn(move || self.attend(stream, number));
            }
        });
        Working(self)
    }

    pub(crate) fn seen(&self) -> Seen {
        self.seen.lock().unwrap().clone()
    }

    /// Serves a connection until either side ends it, and returns nothing then.
    fn attend(&self, stream: TcpStream, number: usize) -> Option<()> {
        stream.set_nodelay(true).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let mut stream = self.play(Cue::Accepted, stream)?;
        loop {
            let head = read_head(&mut stream)?;
            assert!(head.starts_with(FIRST_LINE), "{head}");
            stream = self.play(Cue::Head, stream)?;
            let mut body = [0; BODY.len()];
            stream.read_exact(&mut body).unwrap();
            assert_eq!(body, BODY.as_bytes());
            self.seen.lock().unwrap().posts.push(number);
            stream = self.play(Cue::Request, stream)?;
        }
    }

    /// Plays the next script, if this is its cue, and returns the connection unless that has ended it.
    fn play(&self, cue: Cue, mut stream: TcpStream) -> Option<TcpStream> {
        let script = {
            let mut scripts = self.scripts.lock().unwrap();
            if scripts.front().is_none_or(|script| script.cue != cue) {
                return Some(stream);
            }
            scripts.pop_front()?
        };
        if script.may_be_left() {
            self.played.send(()).unwrap();
            script.play(&mut stream);
            return (script.end == End::Hold).then_some(stream);
        }
        script.play(&mut stream);
        let left = (script.end == End::Hold).then_some(stream);
        self.played.send(()).unwrap();
        left
    }
}

impl Drop for Working<'_> {
    fn drop(&mut self) {
        self.0.is_over.store(true, Ordering::SeqCst);
        // Comes after every connection of the client's, and wakes the thread that accepts them.
        drop(TcpStream::connect(self.0.address));
    }
}

/// Reads up to the empty line and not a byte further, or returns `None` if the client has gone.
fn read_head(stream: &mut TcpStream) -> Option<String> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        let mut byte = [0];
        match stream.read(&mut byte) {
            Ok(1) => head.push(char::from(byte[0])),
            Ok(_) if head.is_empty() => return None,
            Err(error) if head.is_empty() && error.kind() == ErrorKind::ConnectionReset => return None,
            other => panic!("{other:?} after {head:?}"),
        }
    }
    Some(head)
}
