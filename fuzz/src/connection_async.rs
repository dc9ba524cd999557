//! The async twin of the scripted connection.

use embedded_svc::{
    http::{
        Headers, Method, Status,
        client::{Connection, asynch},
    },
    io::{ErrorType, asynch as io},
};

use crate::{
    connection::{Scripted, Thrown},
    plan::Async,
    polling::pause,
};

impl ErrorType for Async<Scripted> {
    type Error = Thrown;
}

impl io::Write for Async<Scripted> {
    async fn write(&mut self, bytes: &[u8]) -> Result<usize, Thrown> {
        pause().await;
        self.0.take(bytes)
    }

    async fn flush(&mut self) -> Result<(), Thrown> {
        pause().await;
        self.0.step()
    }
}

impl io::Read for Async<Scripted> {
    async fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Thrown> {
        pause().await;
        self.0.give(buffer)
    }
}

impl Status for Async<Scripted> {
    fn status(&self) -> u16 {
        self.0.status()
    }

    fn status_message(&self) -> Option<&str> {
        None
    }
}

impl Headers for Async<Scripted> {
    fn header(&self, name: &str) -> Option<&str> {
        self.0.header(name)
    }
}

impl asynch::Connection for Async<Scripted> {
    type Headers = Self;
    type Read = Self;
    type RawConnectionError = Thrown;
    type RawConnection = Self;

    async fn initiate_request(&mut self, method: Method, _uri: &str, headers: &[(&str, &str)]) -> Result<(), Thrown> {
        pause().await;
        self.0.open(method, headers)
    }

    fn is_request_initiated(&self) -> bool {
        self.0.is_inside_a_request()
    }

    async fn initiate_response(&mut self) -> Result<(), Thrown> {
        pause().await;
        self.0.answer()
    }

    fn is_response_initiated(&self) -> bool {
        self.0.is_response_initiated()
    }

    fn split(&mut self) -> (&Self, &mut Self) {
        unimplemented!("the client has no need of it")
    }

    fn raw_connection(&mut self) -> Result<&mut Self, Thrown> {
        unimplemented!("the client has no need of it")
    }
}
