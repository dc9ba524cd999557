//! An async call, whole and dropped, over a connection that is pending once at every step.

use embedded_svc::{
    http::{
        Headers, Method, Status,
        client::{Connection as _, asynch::Connection},
    },
    io::{ErrorType, Read as _, Write as _, asynch},
};
use scnet_notebook::{
    Outcome::{self, NotSent, Unknown},
    error::Kind,
};

use crate::{
    FROZEN, STARTED, client, failures, notebook,
    polling::{pause, poll_times},
    scripted::{Scripted, Thrown},
};

/// The outcome after each poll that is the last: opening, two writes, flushing, waiting, three reads.
const OUTCOMES: [Outcome; 8] = [NotSent, NotSent, NotSent, Unknown, Unknown, Unknown, Unknown, Unknown];

/// A scripted connection that is pending once before it does its work.
struct Paused {
    script: Scripted,
    /// True for a connection that discards an abandoned request, as those of the crate do.
    discards: bool,
}

impl ErrorType for Paused {
    type Error = Thrown;
}

impl asynch::Write for Paused {
    async fn write(&mut self, bytes: &[u8]) -> Result<usize, Thrown> {
        pause().await;
        self.script.write(bytes)
    }

    async fn flush(&mut self) -> Result<(), Thrown> {
        pause().await;
        self.script.flush()
    }
}

impl asynch::Read for Paused {
    async fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Thrown> {
        pause().await;
        self.script.read(buffer)
    }
}

impl Status for Paused {
    fn status(&self) -> u16 {
        Status::status(&self.script)
    }

    fn status_message(&self) -> Option<&str> {
        None
    }
}

impl Headers for Paused {
    fn header(&self, name: &str) -> Option<&str> {
        Headers::header(&self.script, name)
    }
}

impl Connection for Paused {
    type Headers = Self;
    type Read = Self;
    type RawConnectionError = Thrown;
    type RawConnection = Self;

    async fn initiate_request(&mut self, method: Method, uri: &str, headers: &[(&str, &str)]) -> Result<(), Thrown> {
        pause().await;
        if self.discards {
            self.script.discard();
        }
        self.script.initiate_request(method, uri, headers)
    }

    fn is_request_initiated(&self) -> bool {
        !self.discards && self.script.is_request_initiated()
    }

    async fn initiate_response(&mut self) -> Result<(), Thrown> {
        pause().await;
        self.script.initiate_response()
    }

    fn is_response_initiated(&self) -> bool {
        self.script.is_response_initiated()
    }

    fn split(&mut self) -> (&Self, &mut Self) {
        unimplemented!("the client has no need of it")
    }

    fn raw_connection(&mut self) -> Result<&mut Self, Thrown> {
        unimplemented!("the client has no need of it")
    }
}

#[test]
fn an_async_call_ends_as_the_blocking_one() {
    let scripts = || {
        failures()
            .into_iter()
            .map(|(script, _)| script.header("Retry-After", "30"))
    };
    for (script, same_script) in scripts().zip(scripts()) {
        let (mut buffer, mut other_buffer) = ([0; 128], [0; 128]);
        let mut blocking = client(script, &mut buffer);
        let script = same_script;
        let mut pending = client(
            Paused {
                script,
                discards: false,
            },
            &mut other_buffer,
        );
        let error = blocking.start(notebook()).unwrap_err();
        let result = poll_times(pending.start_async(notebook()), 9).unwrap();
        assert_eq!(result.unwrap_err(), error);
        assert_eq!(pending.outcome(), blocking.outcome());
        let message = blocking.message().map(|message| message.to_string());
        assert_eq!(pending.message().map(|message| message.to_string()), message);
        assert_eq!(pending.connection().script.calls, blocking.connection().calls);
    }
}

#[test]
fn a_future_dropped_at_any_await_leaves_the_outcome_and_the_next_call_works() {
    for (polls, outcome) in (1..).zip(OUTCOMES) {
        let script = Scripted::reply(STARTED).piece(20);
        let mut buffer = [0; 64];
        let mut client = client(Paused { script, discards: true }, &mut buffer);
        assert!(poll_times(client.start_async(notebook()), polls).is_none());
        assert_eq!(client.outcome(), Some(outcome), "{polls}");
        assert_eq!(client.connection().script.calls.len(), polls - 1);
        poll_times(client.start_async(notebook()), 9).unwrap().unwrap();
        assert_eq!(client.outcome(), None);
        assert_eq!(client.message().unwrap().to_string(), "success");
        assert_eq!(client.connection().script.calls.len(), polls - 1 + 8);
    }
}

#[test]
fn a_future_dropped_at_any_await_leaves_no_message() {
    for polls in 1..=8 {
        let script = Scripted::reply(FROZEN).piece(22);
        let mut buffer = [0; 64];
        let mut client = client(Paused { script, discards: true }, &mut buffer);
        poll_times(client.start_async(notebook()), 9).unwrap().unwrap_err();
        assert_eq!(client.message().unwrap().to_string(), "frozen");
        assert!(poll_times(client.start_async(notebook()), polls).is_none());
        assert!(client.message().is_none(), "{polls}");
    }
}

#[test]
fn a_future_that_was_never_polled_is_no_call() {
    let script = Scripted::reply(STARTED);
    let mut buffer = [0; 64];
    let mut client = client(
        Paused {
            script,
            discards: false,
        },
        &mut buffer,
    );
    drop(client.start_async(notebook()));
    assert_eq!(client.outcome(), None);
    assert_eq!(client.connection().script.calls, []);
}

#[test]
fn a_connection_that_a_dropped_future_left_inside_a_request_is_refused() {
    for polls in 1..=8 {
        let script = Scripted::reply(STARTED).piece(20);
        let mut buffer = [0; 64];
        let mut client = client(
            Paused {
                script,
                discards: false,
            },
            &mut buffer,
        );
        assert!(poll_times(client.start_async(notebook()), polls).is_none());
        let result = poll_times(client.start_async(notebook()), 9).unwrap();
        // From the head of the request on to that of the response.
        if matches!(polls, 2..=5) {
            assert_eq!(result.unwrap_err().kind(), &Kind::RequestInProgress);
            assert_eq!(client.outcome(), Some(Unknown));
            assert_eq!(client.connection().script.calls.len(), polls - 1);
        } else {
            result.unwrap();
            assert_eq!(client.outcome(), None);
        }
    }
}
