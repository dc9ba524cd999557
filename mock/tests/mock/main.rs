//! The mock as a library, over plain sockets and TLS, and as a program.

mod admin;
mod answer;
mod catalogue;
mod certificates;
mod client;
mod departures;
mod descriptions;
mod endings;
mod hidden_tokens;
mod hints;
mod journal;
mod lifecycle;
mod limits;
mod openapi;
mod page;
mod playback;
mod program;
mod requests;
mod secrecy;
mod selection;
mod tls;
mod tls_refusals;
mod upstream;
mod validation;
mod verify;
mod wiremock;
