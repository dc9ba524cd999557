use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
};

use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// A TLS server that sends the same reply to every request, or none, and records the requests.
pub(crate) struct TlsServer {
    address: SocketAddr,
    is_over: Arc<AtomicBool>,
    server: JoinHandle<Vec<String>>,
}

impl TlsServer {
    pub(crate) fn start(config: Arc<ServerConfig>, reply: Option<String>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let is_over = Arc::new(AtomicBool::new(false));
        let server = thread::spawn({
            let is_over = Arc::clone(&is_over);
            move || serve(&listener, &is_over, &config, reply.as_deref())
        });
        Self {
            address,
            is_over,
            server,
        }
    }

    /// Returns the URL of the server for this host name.
    pub(crate) fn url(&self, host: &str) -> String {
        format!("https://{host}:{}", self.address.port())
    }

    /// Waits until the client is gone, and returns the decrypted bytes of each connection.
    pub(crate) fn received(self) -> Vec<String> {
        self.is_over.store(true, Ordering::Relaxed);
        // Wakes the accept loop.
        TcpStream::connect(self.address).unwrap();
        self.server.join().unwrap()
    }
}

fn serve(listener: &TcpListener, is_over: &AtomicBool, config: &Arc<ServerConfig>, reply: Option<&str>) -> Vec<String> {
    let mut received = Vec::new();
    for stream in listener.incoming() {
        if is_over.load(Ordering::Relaxed) {
            break;
        }
        let session = ServerConnection::new(Arc::clone(config)).unwrap();
        received.push(talk(StreamOwned::new(session, stream.unwrap()), reply));
    }
    received
}

fn talk(mut stream: StreamOwned<ServerConnection, TcpStream>, reply: Option<&str>) -> String {
    let (mut received, mut piece) = (String::new(), [0; 1024]);
    // A closed connection or a refused handshake is an error here.
    while let Ok(count @ 1..) = stream.read(&mut piece) {
        received.push_str(str::from_utf8(&piece[..count]).unwrap());
        // A request ends with its body, which is a JSON object.
        if let Some(reply) = reply.filter(|_| received.ends_with('}')) {
            let _ = stream.write_all(reply.as_bytes());
        }
    }
    received
}
