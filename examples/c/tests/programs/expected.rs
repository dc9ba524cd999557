use std::{
    process::Output,
    time::{Duration, Instant},
};

use scnet_notebook::{
    BaseUrl, Client, NotebookId, Outcome, StreamConnection, Token,
    error::Kind,
    http1::{Endpoint, StreamError},
    std_http::HostStream,
};

use crate::{ID, MILLISECONDS};

/// The result of a call by the client in Rust, as the programs have to print it.
pub(crate) struct Expected {
    /// The sentence, unless it says what the operating system said.
    text: Option<String>,
    /// Those of [`NAMES`]. The first one is the exit status as well.
    numbers: [u32; 5],
}

const NAMES: [&str; 5] = ["outcome", "fault", "status", "code", "retry_after"];

impl Expected {
    /// Makes a call over a stream of its own.
    pub(crate) fn of_call(url: &str) -> Self {
        let deadline = Instant::now() + Duration::from_millis(MILLISECONDS);
        let connection = StreamConnection::new(|endpoint: &Endpoint<'_>| {
            HostStream::connect(endpoint.host, endpoint.port, deadline)
        });
        let mut buffer = [0; 512];
        let (base_url, token) = (BaseUrl::new(url).unwrap(), Token::new("a-token").unwrap());
        let mut client = Client::new(connection, base_url, token, &mut buffer);
        let error = match client.start(NotebookId::new(ID).unwrap()) {
            Ok(started) => {
                let (text, numbers) = (Some("started".into()), [0, 0, started.status.into(), 0, 0]);
                return Self { text, numbers };
            }
            Err(error) => error,
        };
        let (outcome, beginning) = match error.outcome() {
            Outcome::NotSent => (1, "not started, nothing was sent: "),
            Outcome::Refused => (2, "not started, refused: "),
            Outcome::Unknown => (3, "may have started, look at the notebook first: "),
        };
        let mut text = Some(format!("{beginning}{error}"));
        let mut code = 0;
        match error.kind() {
            Kind::Connection {
                error: StreamError::Stream(_),
                ..
            } => text = None,
            Kind::Code(number) => {
                code = number.number();
                if let (Some(row), Some(text)) = (number.documented(), &mut text) {
                    *text += "; ";
                    *text += row.advice;
                }
            }
            _ => {}
        }
        // The texts of redirects and waits are those of `Error`.
        let fault = format!("{:?}", error.fault());
        let faults = ["None", "Request", "Account", "Service", "Connection", "Reply"];
        let fault = (0..).zip(faults).find(|(_, name)| *name == fault).unwrap().0;
        let (status, wait) = (error.status().unwrap_or(0).into(), error.retry_after().unwrap_or(0));
        let numbers = [outcome, fault, status, code, wait];
        Self { text, numbers }
    }

    /// Checks what a program has printed.
    pub(crate) fn check(&self, output: &Output, case: &str) {
        let printed = String::from_utf8_lossy(&output.stdout);
        let errors = String::from_utf8_lossy(&output.stderr);
        let shown = format!("{case}: {printed}{errors}");
        assert_eq!(output.status.code(), self.numbers[0].try_into().ok(), "{shown}");
        if let Some(text) = &self.text {
            let shortest = text.len().min(255); // the room that the programs give it
            assert_eq!(printed.lines().next(), text.get(..shortest), "{shown}");
        }
        let printed_numbers = format!(" {} ", printed.lines().last().unwrap_or_default());
        for (name, number) in NAMES.iter().zip(self.numbers) {
            let number = format!(" {name}={number} ");
            assert!(printed_numbers.contains(&number), "no {number:?} in {shown}");
        }
        assert!(!printed.contains("a-token"), "{shown}");
    }
}
