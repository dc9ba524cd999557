//! `StdHttpConnection`, called through the `Connection` trait against scripted servers.
#![cfg(feature = "std")]

mod client;
mod connections;
mod deadlines;
mod failures;
mod proxy;
mod replies;
mod request;
mod secrecy;
mod tls;
