//! HTTP/1.1 over a byte stream: a sans-I/O client, and the parts of a [`StreamConnection`](crate::StreamConnection).
//!
//! The state machine of an exchange, one POST and its response. It never sees a stream.
//!
//! ```text
//!        ┌──────── begin ────────┐
//!        │                       ▼
//!      Idle             Request(bytes left)
//!                                │ all written
//!                                ▼
//!                           StatusLine ◀──── 1xx ────┐
//!                                │                   │
//!                                ▼                   │
//!                       Headers(framing) ────────────┘
//!                ┌───────────────┼──────────────────┐
//!  Content-Length│       chunked │          neither │
//!                ▼               ▼                  ▼
//!        Body(bytes left)    ChunkSize ◀──┐      UntilEof
//!                │            │     │     │         │
//!                │        last│     ▼     │         │
//!                │            │   Chunk(bytes left) │
//!                │            ▼     │     │         │
//!                │         Trailer  ▼     │         │
//!                │            │ ChunkCrLf─┘         │
//!                ▼            ▼                     ▼
//!              Done         Done                  Done
//! ```

mod connection;
mod endpoint;
mod error;
mod line;
mod line_buffer;
mod request_head;
mod response_head;
mod state;

pub(crate) use connection::{Connection, Next, Task};
pub use endpoint::Endpoint;
pub use error::{ProtocolError, StreamError};
pub(crate) use request_head::RequestHead;
pub use response_head::ResponseHead;

pub use crate::stream::ResponseBody;
