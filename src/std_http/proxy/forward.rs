//! Plain HTTP through an HTTP proxy, by a request in absolute form (RFC 9112, section 3.2.2). Proxies allow CONNECT to port 443 only.

use std::{
    boxed::Box,
    format,
    io::{self, Read, Write},
    string::String,
    time::Instant,
};

use super::{Proxy, origin};
use crate::{http1::Endpoint, std_http::host_stream::Transport};

/// A stream that turns the request on it into one for a proxy.
pub(in super::super) struct Forward {
    transport: Box<dyn Transport>,
    /// The texts that are still to be inserted, the next one last, each behind the first byte of its kind.
    insertions: [Option<(u8, String)>; 2],
}

impl Forward {
    pub(in super::super) fn new(transport: Box<dyn Transport>, proxy: &Proxy, endpoint: &Endpoint<'_>) -> Self {
        let target = format!("http://{}", origin(endpoint));
        Self {
            transport,
            insertions: [Some((b'\n', proxy.authorization())), Some((b' ', target))],
        }
    }
}

impl Transport for Forward {
    fn set_deadline(&mut self, deadline: Instant) {
        self.transport.set_deadline(deadline);
    }
}

impl Read for Forward {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.transport.read(buffer)
    }
}

impl Write for Forward {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let next = self.insertions.iter_mut().rfind(|insertion| insertion.is_some());
        let Some((behind, text)) = next.as_ref().and_then(|next| next.as_ref()) else {
            return self.transport.write(bytes);
        };
        let Some(position) = bytes.iter().position(|byte| byte == behind) else {
            return self.transport.write(bytes);
        };
        let (before, _) = bytes.split_at(position + 1);
        self.transport.write_all(before)?;
        self.transport.write_all(text.as_bytes())?;
        if let Some(next) = next {
            *next = None;
        }
        Ok(before.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.transport.flush()
    }
}

#[cfg(test)]
mod tests {
    use std::{
        sync::{Arc, Mutex},
        vec::Vec,
    };

    use super::*;

    /// A transport that keeps what is sent.
    #[derive(Clone, Default)]
    struct Kept(Arc<Mutex<Vec<u8>>>);

    impl Transport for Kept {
        fn set_deadline(&mut self, _: Instant) {}
    }

    impl Read for Kept {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Ok(0)
        }
    }

    impl Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_request_is_the_same_for_the_proxy_in_pieces_of_any_length() {
        const REQUEST: &[u8] = b"POST /a b HTTP/1.1\r\nHost: one.test\r\n\r\nPOST /\n";
        let endpoint = Endpoint::new("one.test", 8080, false);
        for (proxy, sent) in [
            (
                "http://u:p@proxy",
                "POST http://one.test:8080/a b HTTP/1.1\r\nProxy-Authorization: Basic dTpw\r\nHost: one.test\r\n\r\nPOST /\n",
            ),
            (
                "http://proxy",
                "POST http://one.test:8080/a b HTTP/1.1\r\nHost: one.test\r\n\r\nPOST /\n",
            ),
        ] {
            for length in 1..=REQUEST.len() {
                let kept = Kept::default();
                let proxy = Proxy::parse(proxy).unwrap();
                let mut stream = Forward::new(Box::new(kept.clone()), &proxy, &endpoint);
                for piece in REQUEST.chunks(length) {
                    stream.write_all(piece).unwrap();
                }
                assert_eq!(*kept.0.lock().unwrap(), sent.as_bytes(), "{length}");
            }
        }
    }
}
