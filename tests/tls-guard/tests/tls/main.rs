//! The stream against servers of all kinds, over loopback.
//!
//! Most tests show two things: what the guard does, and that `embedded-tls` alone does not. So a test fails without the
//! guard, and also tells when a new release makes a part of it superfluous.

mod alone;
mod asynch;
mod attacks;
mod chains;
mod client;
mod device;
mod garbled;
mod good;
mod handmade;
mod identifiers;
mod keys;
mod limited;
mod limits;
mod panics;
mod pki;
mod refusals;
mod server;
