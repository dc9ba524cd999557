//! Connections: the listener, streams with time limits, TLS.

mod connection_end;
mod deadline;
mod host;
pub(crate) mod listener;
mod stream;
pub(crate) mod tls;

pub use connection_end::ConnectionEnd;
pub(crate) use deadline::after;
pub(crate) use host::HostNames;
pub(crate) use stream::{Stream, StreamError};
