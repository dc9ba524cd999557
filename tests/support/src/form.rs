use embedded_svc::{
    http::{
        Method,
        client::{Connection, asynch},
    },
    io::{Read, Write, asynch as io},
};
use scnet_notebook::{Client, Error, NotebookId, Started};

use crate::future::block_on;

/// One of the two forms of a client and its connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// The methods of the blocking traits.
    Blocking,
    /// Those of the async traits, polled until they are ready.
    Async,
}

/// A connection in both forms.
pub trait BothForms: Connection + asynch::Connection {}

impl<C: Connection + asynch::Connection> BothForms for C {}

/// The methods of a connection and of a client, in this form.
#[allow(missing_docs, reason = "each has the name of the method that it calls")]
#[allow(
    clippy::missing_errors_doc,
    reason = "each has the errors of the method that it calls"
)]
impl Form {
    /// Both forms.
    pub const BOTH: [Self; 2] = [Self::Blocking, Self::Async];

    pub fn start<C: BothForms>(
        self,
        client: &mut Client<'_, C>,
        notebook: NotebookId<'_>,
    ) -> Result<Started, Error<C::Error>> {
        match self {
            Self::Blocking => client.start(notebook),
            Self::Async => block_on(client.start_async(notebook)),
        }
    }

    pub fn initiate_request<C: BothForms>(
        self,
        connection: &mut C,
        method: Method,
        url: &str,
        headers: &[(&str, &str)],
    ) -> Result<(), C::Error> {
        match self {
            Self::Blocking => Connection::initiate_request(connection, method, url, headers),
            Self::Async => block_on(asynch::Connection::initiate_request(connection, method, url, headers)),
        }
    }

    pub fn write<C: BothForms>(self, connection: &mut C, bytes: &[u8]) -> Result<usize, C::Error> {
        match self {
            Self::Blocking => Write::write(connection, bytes),
            Self::Async => block_on(io::Write::write(connection, bytes)),
        }
    }

    pub fn flush<C: BothForms>(self, connection: &mut C) -> Result<(), C::Error> {
        match self {
            Self::Blocking => Write::flush(connection),
            Self::Async => block_on(io::Write::flush(connection)),
        }
    }

    pub fn initiate_response<C: BothForms>(self, connection: &mut C) -> Result<(), C::Error> {
        match self {
            Self::Blocking => Connection::initiate_response(connection),
            Self::Async => block_on(asynch::Connection::initiate_response(connection)),
        }
    }

    pub fn read<C: BothForms>(self, connection: &mut C, buffer: &mut [u8]) -> Result<usize, C::Error> {
        match self {
            Self::Blocking => Read::read(connection, buffer),
            Self::Async => block_on(io::Read::read(connection, buffer)),
        }
    }

    /// Returns whether the connection is in a request, and in a response.
    pub fn is_initiated<C: BothForms>(self, connection: &C) -> (bool, bool) {
        match self {
            Self::Blocking => (
                Connection::is_request_initiated(connection),
                Connection::is_response_initiated(connection),
            ),
            Self::Async => (
                asynch::Connection::is_request_initiated(connection),
                asynch::Connection::is_response_initiated(connection),
            ),
        }
    }

    /// Returns whether the connection has a stream.
    pub fn has_stream<C: BothForms>(self, connection: &mut C) -> bool {
        match self {
            Self::Blocking => Connection::raw_connection(connection).is_ok(),
            Self::Async => asynch::Connection::raw_connection(connection).is_ok(),
        }
    }
}
