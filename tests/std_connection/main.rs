//! `StdHttpConnection`, driven through the `Connection` trait against servers that send and close byte by byte as told.
#![cfg(feature = "std")]

#[path = "../authority/mod.rs"]
mod authority;
mod client;
mod connections;
mod deadlines;
mod failures;
mod proxy;
mod replies;
mod secrecy;
mod server;
mod staging;
mod tls;
