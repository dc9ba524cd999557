//! The measured calls.

use measure::{Aligned, Canned, Failure, TOKEN, block_on, calls, use_result, values};
use scnet_notebook::{Client, Connect, ConnectAsync, StreamConnection, http1::Endpoint};

use super::stack;

/// Opens streams with this reply.
struct Open(&'static [u8]);

impl Connect for Open {
    type Stream = Canned;

    fn connect(&mut self, _: &Endpoint<'_>) -> Result<Canned, Failure> {
        Ok(Canned::new(self.0))
    }
}

impl ConnectAsync for Open {
    type Stream = Canned;

    async fn connect(&mut self, _: &Endpoint<'_>) -> Result<Canned, Failure> {
        Ok(Canned::new(self.0))
    }
}

/// Calls over a connection with this reply. If it is empty, opening fails, and the cost is that of the request.
pub(super) fn over_connection(reply: &'static [u8], count: u32) {
    calls(Canned::new(reply), TOKEN, count);
}

/// Calls over a stream with this reply. If it is empty, the stream ends, and the cost is that of the request.
pub(super) fn over_stream(reply: &'static [u8], count: u32) {
    calls(StreamConnection::new(Open(reply)), TOKEN, count);
}

/// Returns the stack of a call, without the client, its connection and its buffer.
macro_rules! stack_of {
    ($connection:expr, $start:ident $(, $block_on:ident)?) => {{
        let Some((base_url, token, notebook)) = values(TOKEN) else { return 0 };
        let mut buffer = Aligned([0; 512]);
        let mut client = Client::new($connection, base_url, token, &mut buffer.0);
        stack::peak(|| use_result(&$($block_on)?(client.$start(notebook)), &client))
    }};
}

pub(super) fn stack_over_connection(reply: &'static [u8]) -> usize {
    stack_of!(Canned::new(reply), start)
}

pub(super) fn stack_over_connection_async() -> usize {
    stack_of!(Canned::new(measure::STARTED), start_async, block_on)
}

pub(super) fn stack_over_stream(reply: &'static [u8]) -> usize {
    stack_of!(StreamConnection::new(Open(reply)), start)
}

pub(super) fn stack_over_stream_async() -> usize {
    stack_of!(
        StreamConnection::new(Open(measure::FULL_STARTED)),
        start_async,
        block_on
    )
}
