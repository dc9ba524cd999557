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
    numbers: [String; 5],
    exit: i32,
}

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
            Ok(started) => return Self::new(Some("started".into()), 0, 0, Some(started.status), None, None),
            Err(error) => error,
        };
        let (outcome, beginning) = match error.outcome() {
            Outcome::NotSent => (1, "not started, nothing was sent: "),
            Outcome::Refused => (2, "not started, refused: "),
            Outcome::Unknown => (3, "may have started, look at the notebook first: "),
        };
        let mut text = Some(format!("{beginning}{error}"));
        let mut code = None;
        match error.kind() {
            Kind::Connection {
                error: StreamError::Stream(_),
                ..
            } => text = None,
            Kind::Code(number) => {
                code = Some(number.number());
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
        let fault = faults.iter().position(|name| *name == fault).unwrap();
        Self::new(text, outcome, fault, error.status(), code, error.retry_after())
    }

    fn new(
        text: Option<String>,
        outcome: i32,
        fault: usize,
        status: Option<u16>,
        code: Option<u32>,
        wait: Option<u32>,
    ) -> Self {
        let numbers = [
            format!("outcome={outcome} "),
            format!(" fault={fault} "),
            format!(" status={} ", status.unwrap_or(0)),
            format!(" code={} ", code.unwrap_or(0)),
            format!(" retry_after={} ", wait.unwrap_or(0)),
        ];
        Self {
            text,
            numbers,
            exit: outcome,
        }
    }

    /// Checks what a program has printed.
    pub(crate) fn check(&self, output: &Output, case: &str) {
        let printed = String::from_utf8_lossy(&output.stdout);
        let errors = String::from_utf8_lossy(&output.stderr);
        let shown = format!("{case}: {printed}{errors}");
        assert_eq!(output.status.code(), Some(self.exit), "{shown}");
        if let Some(text) = &self.text {
            let shortest = text.len().min(255); // the room that the programs give it
            assert_eq!(printed.lines().next(), text.get(..shortest), "{shown}");
        }
        let numbers = printed.lines().last().unwrap_or_default();
        for number in &self.numbers {
            assert!(numbers.contains(number.as_str()), "no {number:?} in {shown}");
        }
        assert!(!printed.contains("a-token"), "{shown}");
    }
}
