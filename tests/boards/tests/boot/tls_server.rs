//! A server by rustls.

use std::{
    io::{ErrorKind, Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use rustls::{
    ServerConfig, ServerConnection, StreamOwned, SupportedProtocolVersion,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};

use crate::{JSON, pki};

/// Returns the reply of the service, with further headers.
pub(crate) fn reply(headers: &str) -> String {
    format!(
        "HTTP/1.1 200 OK\r\n{headers}Content-Length: {}\r\n\r\n{JSON}",
        JSON.len()
    )
}

/// Returns a configuration with a certificate and its chain.
pub(crate) fn config(certificate: &str, versions: &[&'static SupportedProtocolVersion]) -> Arc<ServerConfig> {
    let chain = CertificateDer::pem_file_iter(pki::file(certificate, "chain")).unwrap();
    let key = PrivateKeyDer::from_pem_file(pki::file(certificate, "key")).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_protocol_versions(versions)
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain.map(Result::unwrap).collect(), key);
    Arc::new(config.unwrap())
}

/// A server that sends the same reply to every request, one connection after the other.
pub(crate) struct TlsServer {
    port: u16,
    requests: Arc<AtomicUsize>,
}

impl TlsServer {
    /// Starts a server. Its first connections are handled by these functions, without TLS.
    pub(crate) fn start(first: &'static [fn(TcpStream)], config: Arc<ServerConfig>, reply: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let requests = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&requests);
        thread::spawn(move || {
            let mut streams = listener.incoming().map(Result::unwrap);
            first
                .iter()
                .zip(&mut streams)
                .for_each(|(handle, stream)| handle(stream));
            for stream in streams {
                let session = ServerConnection::new(Arc::clone(&config)).unwrap();
                serve(StreamOwned::new(session, stream), &reply, &counter);
            }
        });
        Self { port, requests }
    }

    /// Returns the URL of the server for the host of the certificates.
    pub(crate) fn url(&self) -> String {
        format!("https://{}:{}", pki::HOST, self.port)
    }

    /// Returns the number of connections over which anything came in TLS.
    pub(crate) fn requests(&self) -> usize {
        await_end(self.port);
        self.requests.load(Ordering::SeqCst)
    }
}

/// Waits for the end of all connections so far to a server that takes one after the other.
pub(crate) fn await_end(port: u16) {
    let mut last = TcpStream::connect(("127.0.0.1", port)).unwrap();
    last.shutdown(Shutdown::Write).unwrap();
    last.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    // A reset is an end as well.
    let end = last.read_to_end(&mut Vec::new()).map_err(|error| error.kind());
    assert_ne!(end, Err(ErrorKind::WouldBlock), "a connection did not end");
}

fn serve(mut stream: StreamOwned<ServerConnection, TcpStream>, reply: &str, requests: &AtomicUsize) {
    let (mut received, mut piece) = (Vec::new(), [0; 1024]);
    // A closed connection or a refused handshake is an error here.
    while let Ok(count @ 1..) = stream.read(&mut piece) {
        requests.fetch_add(usize::from(received.is_empty()), Ordering::SeqCst);
        received.extend(&piece[..count]);
        // A request ends with its body, which is a JSON object.
        if received.ends_with(b"}") {
            let _ = stream.write_all(reply.as_bytes());
        }
    }
}
