//! A server that sends whatever it is told to, in any order.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};

use rcgen::{KeyPair, SigningKey};
use ring::agreement::{ECDH_P256, EphemeralPrivateKey, UnparsedPublicKey, agree_ephemeral};
use ring::digest;
use ring::rand::SystemRandom;

use crate::client::TOKEN;
use crate::garbled::Garble;
use crate::keys::{Secret, Traffic, header, transcript};
use crate::pki::Ca;
use crate::server::{Served, serve};

pub(crate) const ALERT: u8 = 21;
pub(crate) const HANDSHAKE: u8 = 22;
pub(crate) const APPLICATION_DATA: u8 = 23;

pub(crate) const ENCRYPTED_EXTENSIONS: u8 = 8;

const SERVER_HELLO: u8 = 2;
const CERTIFICATE: u8 = 11;
const CERTIFICATE_VERIFY: u8 = 15;
const FINISHED: u8 = 20;

pub(crate) struct Handmade {
    socket: TcpStream,
    transcript: digest::Context,
    /// The secret of the handshake, and the traffic secrets of both sides.
    secret: Secret,
    client: Secret,
    server: Secret,
    traffic: Traffic,
    /// The client's traffic, once the handshake is over.
    replies: Option<Traffic>,
    /// Messages that wait to go out in one record.
    held: Vec<u8>,
    hold: bool,
    garble: Option<Garble>,
}

/// Serves one connection with `script`, and then takes note of what comes.
pub(crate) fn serve_handmade(script: impl FnOnce(&mut Handmade) + Send + 'static) -> Served {
    serve_handmade_by(Handmade::greet, script)
}

/// Serves a good session as the host, in which `script` answers the token.
pub(crate) fn serve_session(ca: &Ca, script: impl FnOnce(&mut Handmade) + Send + 'static) -> Served {
    let identity = ca.identity();
    serve_handmade(move |server| {
        server
            .extensions()
            .certificate(&identity.chain)
            .proof(&identity.key)
            .finished();
        server.settle();
        assert_eq!(server.receive(), TOKEN);
        script(server);
    })
}

/// The same as [`serve_handmade`], with another greeting.
pub(crate) fn serve_handmade_by(
    greet: impl FnOnce(TcpStream) -> Handmade + Send + 'static,
    script: impl FnOnce(&mut Handmade) + Send + 'static,
) -> Served {
    serve(|socket| {
        let mut server = greet(socket);
        script(&mut server);
        server.rest()
    })
}

impl Handmade {
    /// Answers the client's hello, after which both sides have keys.
    pub(crate) fn greet(socket: TcpStream) -> Self {
        Self::greet_with(socket, |_| ())
    }

    /// Answers the client's hello with a garbled one.
    pub(crate) fn greet_garbled(socket: TcpStream, garble: Garble) -> Self {
        Self::greet_with(socket, |answer| garble.apply(answer))
    }

    fn greet_with(mut socket: TcpStream, change: impl FnOnce(&mut Vec<u8>)) -> Self {
        let hello = read_record(&mut socket);
        let random = SystemRandom::new();
        let private = EphemeralPrivateKey::generate(&ECDH_P256, &random).unwrap();
        let public = private.compute_public_key().unwrap();
        let shared = agree_ephemeral(
            private,
            &UnparsedPublicKey::new(&ECDH_P256, key_share(&hello)),
            <[u8]>::to_vec,
        );

        // The version, a random number, no session, the cipher suite, no compression.
        let mut answer = [&[3, 3], &[7; 32][..], &[0, 0x13, 0x01, 0]].concat();
        let share = [&[0, 51, 0, 69, 0, 23, 0, 65], public.as_ref()].concat();
        answer.extend_from_slice(&with_length(2, &[&[0, 43, 0, 2, 3, 4], &share[..]].concat()));
        let answer = message(SERVER_HELLO, &answer);
        let mut sent = answer.clone();
        change(&mut sent);
        socket
            .write_all(&[&header(HANDSHAKE, sent.len())[..], &sent].concat())
            .unwrap();

        let mut transcript = transcript();
        let empty = transcript.clone();
        transcript.update(&hello[5..]);
        transcript.update(&answer);
        let early = Secret::extract(Secret::NONE, &[0; 32]);
        let secret = Secret::extract(early.derive("derived", &empty), &shared.unwrap());
        let client = secret.derive("c hs traffic", &transcript);
        let server = secret.derive("s hs traffic", &transcript);
        let traffic = Traffic::new(&server);
        Self {
            socket,
            transcript,
            secret,
            client,
            server,
            traffic,
            replies: None,
            held: Vec::new(),
            hold: false,
            garble: None,
        }
    }

    /// Makes the messages that follow share a record, which the message Finished ends.
    pub(crate) fn hold(&mut self) -> &mut Self {
        self.hold = true;
        self
    }

    /// Makes the next protected record another than it should be.
    pub(crate) fn garble(&mut self, garble: Garble) -> &mut Self {
        self.garble = Some(garble);
        self
    }

    pub(crate) fn extensions(&mut self) -> &mut Self {
        self.message(ENCRYPTED_EXTENSIONS, &[0, 0])
    }

    pub(crate) fn certificate(&mut self, chain: &[Vec<u8>]) -> &mut Self {
        let entries: Vec<u8> = chain
            .iter()
            .flat_map(|der| [with_length(3, der), vec![0, 0]].concat())
            .collect();
        self.message(CERTIFICATE, &[vec![0], with_length(3, &entries)].concat())
    }

    /// Proves to hold `key`, as far as it is the right one.
    pub(crate) fn proof(&mut self, key: &KeyPair) -> &mut Self {
        let hash = self.transcript.clone().finish();
        let signed = [&[b' '; 64][..], b"TLS 1.3, server CertificateVerify\0", hash.as_ref()].concat();
        let signature = key.sign(&signed).unwrap();
        self.message(CERTIFICATE_VERIFY, &[vec![4, 3], with_length(2, &signature)].concat())
    }

    /// Ends the handshake.
    pub(crate) fn finished(&mut self) {
        let finished = self.server.finished(&self.transcript);
        self.message(FINISHED, &finished);
        self.hold = false;
        self.release();
        let master = Secret::extract(self.secret.derive("derived", &transcript()), &[0; 32]);
        self.traffic = Traffic::new(&master.derive("s ap traffic", &self.transcript));
        self.replies = Some(Traffic::new(&master.derive("c ap traffic", &self.transcript)));
    }

    pub(crate) fn message(&mut self, kind: u8, body: &[u8]) -> &mut Self {
        let message = message(kind, body);
        self.transcript.update(&message);
        self.held.extend_from_slice(&message);
        if !self.hold {
            self.release();
        }
        self
    }

    fn release(&mut self) {
        let held = std::mem::take(&mut self.held);
        if !held.is_empty() {
            self.send(HANDSHAKE, &held);
        }
    }

    /// Sends a protected record.
    pub(crate) fn send(&mut self, kind: u8, content: &[u8]) {
        self.send_raw(&[content, &[kind]].concat());
    }

    /// Sends a protected record, even one without a type.
    pub(crate) fn send_raw(&mut self, content: &[u8]) {
        let mut content = content.to_vec();
        if let Some(garble) = self.garble.take() {
            garble.apply(&mut content);
        }
        let record = self.traffic.seal(&content);
        // A client that has seen enough is gone.
        let _ = self.socket.write_all(&record);
    }

    /// Sends a record in the clear, as anybody on the way can.
    pub(crate) fn send_in_the_clear(&mut self, kind: u8, content: &[u8]) {
        let _ = self.socket.write_all(&[&header(kind, content.len()), content].concat());
    }

    /// Sends a protected record with one bit changed.
    pub(crate) fn send_changed(&mut self, kind: u8, content: &[u8]) {
        let mut record = self.traffic.seal(&[content, &[kind]].concat());
        record[5] ^= 1;
        let _ = self.socket.write_all(&record);
    }

    pub(crate) fn hang_up(&mut self) {
        let _ = self.socket.shutdown(Shutdown::Write);
    }

    /// Makes what follows that of another handshake.
    pub(crate) fn forget(&mut self) {
        self.transcript.update(b"!");
    }

    /// Reads the client's Finished.
    pub(crate) fn settle(&mut self) {
        let record = read_record(&mut self.socket);
        let content = Traffic::new(&self.client).open(&record);
        assert_eq!((content[0], content.last()), (FINISHED, Some(&HANDSHAKE)));
    }

    /// Reads a record of the application.
    pub(crate) fn receive(&mut self) -> Vec<u8> {
        let record = read_record(&mut self.socket);
        let mut content = self.replies.as_mut().unwrap().open(&record);
        assert_eq!(content.pop(), Some(APPLICATION_DATA));
        content
    }

    /// Returns the bytes of the application that still come, until the client is gone.
    pub(crate) fn rest(mut self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let _ = self.socket.read_to_end(&mut bytes);
        let mut rest = &bytes[..];
        let mut seen = Vec::new();
        let mut handshake = Traffic::new(&self.client);
        while let Some(length) = rest.get(3..5) {
            let (record, tail) = rest.split_at(5 + usize::from(u16::from_be_bytes([length[0], length[1]])));
            rest = tail;
            // An alert, in the clear.
            if record[0] != APPLICATION_DATA {
                continue;
            }
            // The first one may be the end of the handshake.
            if seen.is_empty() && record.len() == 5 + 4 + 32 + 1 + 16 {
                assert_eq!(handshake.open(record).last(), Some(&HANDSHAKE));
                continue;
            }
            let content = self.replies.as_mut().unwrap().open(record);
            seen.extend_from_slice(&content[..content.len() - 1]);
        }
        seen
    }
}

fn read_record(socket: &mut TcpStream) -> Vec<u8> {
    let mut record = vec![0; 5];
    socket.read_exact(&mut record).unwrap();
    let length = u16::from_be_bytes([record[3], record[4]]);
    record.resize(5 + usize::from(length), 0);
    socket.read_exact(&mut record[5..]).unwrap();
    record
}

fn message(kind: u8, body: &[u8]) -> Vec<u8> {
    [vec![kind], with_length(3, body)].concat()
}

/// Puts the length of `body` before it, in `width` bytes.
fn with_length(width: usize, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len()).unwrap().to_be_bytes();
    [&length[4 - width..], body].concat()
}

/// Finds the client's point on P-256 in its hello, whose key share is the only one.
fn key_share(hello: &[u8]) -> &[u8] {
    let start = [0, 51, 0, 71, 0, 69, 0, 23, 0, 65];
    let position = hello.windows(start.len()).position(|window| window == start).unwrap();
    &hello[position + start.len()..][..65]
}
