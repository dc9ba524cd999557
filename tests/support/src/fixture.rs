//! Connections and streams without a network.

mod action;
mod canned;
mod failure;
mod scripted_connection;
mod scripted_stream;

pub use action::{Action, Actions, StreamEnd};
pub use canned::{Canned, CannedConnector};
pub use failure::Failure;
pub use scripted_connection::{Call, ScriptedConnection};
pub use scripted_stream::{ScriptedConnector, ScriptedStream, StreamRecord};
