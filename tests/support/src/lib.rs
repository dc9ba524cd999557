//! Fixtures, oracles and checks that the tests and the fuzz targets of `scnet-notebook` share.
//!
//! - Fixtures replace a server: [`ScriptedConnection`], [`ScriptedStream`], [`CannedConnector`], and [`server`] over real sockets.
//! - Oracles read a reply independently of the crate: [`json_oracle`] by `serde_json`, `http_oracle` by RFC 9112.
//! - Checks take the bytes of one input, make calls with it, and panic if the crate and an oracle differ.

mod allocator;
#[cfg(feature = "tls")]
mod ca;
mod check;
pub mod documented;
mod fixture;
mod form;
mod future;
mod oracle;
mod random;
pub mod server;

pub use allocator::CountingAllocator;
#[cfg(feature = "tls")]
pub use ca::TestCa;
#[cfg(feature = "url")]
pub use check::check_values;
pub use check::{check_call, check_http, check_reply};
pub use fixture::{
    Action, Actions, Call, Canned, CannedConnector, Failure, ScriptedConnection, ScriptedConnector, ScriptedStream,
    StreamEnd, StreamRecord,
};
pub use form::{BothForms, Form};
pub use future::{block_on, pause, poll_times};
pub use oracle::json_oracle;
pub use random::Random;

/// Returns the version of `scnet-notebook`, from its manifest.
#[must_use]
pub fn crate_version() -> &'static str {
    let mut lines = include_str!("../../../Cargo.toml").lines();
    let version = lines.find_map(|line| line.strip_prefix("version = \"")?.strip_suffix('"'));
    version.expect("the manifest has a version")
}
