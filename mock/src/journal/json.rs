use core::time::Duration;

use serde::{Serialize, Serializer};

use super::recorded_request::RecordedRequest;
use super::redacted_request::RedactedRequest;
use super::upstream_answer::UpstreamAnswer;
use crate::net::ConnectionEnd;
use crate::scenario::{Case, SelectedBy};

/// The JSON object of a request, without secrets.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Object<'a> {
    number: u64,
    time: String,
    connection: u64,
    tls: bool,
    peer: String,
    method: String,
    path: String,
    query: Option<String>,
    headers: Vec<(String, String)>,
    body: String,
    body_length: u64,
    notebook_id: Option<String>,
    case: Option<&'a str>,
    selected_by: Option<SelectedBy>,
    problem: Option<String>,
    hint: Option<&'a str>,
    refused_as_it_must: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    upstream: Option<&'a UpstreamAnswer>,
    status: Option<u16>,
    bytes_sent: u64,
    end: ConnectionEnd,
    milliseconds: Option<u64>,
    executed: bool,
    repeated_after_milliseconds: Option<u64>,
    delay_milliseconds: Option<u64>,
    is_waiting: bool,
    token: Option<String>,
}

/// Writes the object of the admin interface and of the log, without secrets.
impl Serialize for RecordedRequest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let redacted = RedactedRequest::new(self);
        let object = Object {
            number: self.number,
            time: humantime::format_rfc3339_millis(self.time).to_string(),
            connection: self.connection,
            tls: self.is_tls,
            peer: self.peer.to_string(),
            method: redacted.method(),
            path: redacted.path(),
            query: redacted.query(),
            headers: redacted.headers(),
            body: redacted.body(),
            body_length: self.body_length,
            notebook_id: redacted.notebook_id(),
            case: self.case.as_ref().map(Case::name),
            selected_by: self.selected_by,
            problem: redacted.problem(),
            hint: self.hint.as_deref(),
            refused_as_it_must: self.refused_as_it_must,
            upstream: self.upstream.as_deref(),
            status: self.status,
            bytes_sent: self.bytes_sent,
            end: self.end,
            milliseconds: milliseconds(self.lasted),
            executed: self.executed,
            repeated_after_milliseconds: milliseconds(self.repeated_after),
            delay_milliseconds: milliseconds(self.delay),
            is_waiting: self.is_waiting,
            token: redacted.token(),
        };
        object.serialize(serializer)
    }
}

fn milliseconds(time: Option<Duration>) -> Option<u64> {
    time.and_then(|time| time.as_millis().try_into().ok())
}
