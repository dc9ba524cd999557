//! A TLS 1.3 stream for devices without an allocator, over `embedded-tls`, that is only there once the server is verified.
//!
//! ```text
//!  CA, host ──▶ Server ───┐
//!  clock ─────▶ UnixTime ─┼─ connect ──▶ Stream: Read + Write
//!  random source ─────────┤     │
//!  byte stream ───────────┘     └──▶ Error, and not one byte of yours was sent
//! ```
//!
//! `embedded-tls` does the handshake and the records; whom to believe is decided here. Alone, its version 0.19 takes a
//! server that sends no certificate for a verified one, a leaf for a CA, the common name for the host although the
//! certificate names others, and a missing clock for no need to look at the dates; and a stranger can make it panic. Its
//! own verifier is not even linked: this one is smaller and needs a third of the stack. Here:
//!
//! - The certificate must be signed by the one pinned CA, and by nothing below it: intermediates are not followed. Where a
//!   service has one, pin that one. Its key has to be on P-256; who signed it, and how, makes no difference. One that is
//!   limited, to other purposes or to some names, cannot be pinned.
//! - It must name the host as a DNS name, be valid now, be for servers, and not be a CA.
//! - The server must have proven that it holds the key of that certificate, in that order and in this handshake.
//!   [`connect`] asks for the proof after the handshake and gives no stream without it.
//! - A device without a clock cannot make a [`UnixTime`], one without a random source has no
//!   [`CryptoRngCore`](rand_core::CryptoRngCore), and a source that repeats itself is refused.
//! - What is not protected is not read: no record in the clear is let through after the server's hello.
//! - After an error, or a dropped async call, the stream is [`Error::Broken`], since what follows would be encrypted as
//!   the lost record was.
//!
//! Keys are exchanged and certificates signed on P-256 (anything else needs more code, and RSA an allocator), the cipher
//! suite is `TLS_AES_128_GCM_SHA256`: a server with other keys only, RSA for one, refuses the handshake. A message of the
//! handshake must fit one record, with 16 certificates at most; keys are not updated in a session, and the device has no
//! certificate of its own. A certificate cannot be revoked, only run out: give it a short life.
#![no_std]
#![forbid(unsafe_code)]
// Nothing that a server sends makes it panic.
#![cfg_attr(
    not(test),
    warn(
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::todo,
        clippy::unreachable,
        clippy::unwrap_used
    )
)]

#[cfg(test)]
extern crate std;

pub mod asynch;
mod certificate;
mod error;
mod extensions;
mod fault;
mod handshake;
mod host;
mod life;
mod randomness;
mod records;
mod server;
mod stream;
mod suite;
mod unix_time;
mod verifier;
mod watched;

/// The traits of random sources, in the version that `embedded-tls` asks for.
pub use rand_core;

pub use error::Error;
pub use fault::Fault;
pub use handshake::SMALLEST_WRITE_BUFFER;
pub use server::{InvalidServer, Server};
pub use stream::{Stream, connect};
pub use unix_time::{InvalidTime, UnixTime};
