//! TLS 1.2 and 1.3 for devices without an operating system, by [Mbed TLS](https://docs.rs/mbedtls-rs).
//!
//! ```text
//!  StreamConnection ── TlsConnector ── a connector of TCP streams
//!                          │   http:  its stream, unchanged
//!                          │   https: a TLS session over its stream
//!                         Tls          the pinned CA, the clock, random numbers, the heap; started once at boot
//! ```
//!
//! A device without the time or a random source is refused before it connects, with the reason. No request is sent to a server
//! before its certificate is verified: its chain up to a pinned CA, the name of the host, the dates and the purpose.
//!
//! `README.md` says which certificate to pin, how much memory to give, and which tools build it. On a host only the errors are
//! built, so that no C compiler is needed there.
#![cfg_attr(not(test), no_std)]

mod alert;
#[cfg(target_os = "none")]
mod device;
mod error;
mod not_ready;
#[cfg(any(target_os = "none", test))]
mod seed;
mod verification;

pub use alert::Alert;
#[cfg(target_os = "none")]
pub use device::{BlockingStream, HEAP_SIZE, HeapUse, Settings, Stream, Tls, TlsConnector};
pub use error::Error;
pub use not_ready::NotReady;
pub use verification::Verification;
