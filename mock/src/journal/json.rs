use serde::Serialize;

use crate::{ConnectionEnd, RecordedRequest, SelectedBy};

/// A request as the admin interface and the log show it: without secrets.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Entry {
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
    case: Option<String>,
    selected_by: Option<SelectedBy>,
    problem: Option<String>,
    status: Option<u16>,
    bytes_sent: u64,
    end: ConnectionEnd,
    milliseconds: Option<u64>,
    executed: bool,
}

impl From<&RecordedRequest> for Entry {
    fn from(received: &RecordedRequest) -> Self {
        let headers = received.shown_headers();
        Self {
            number: received.number,
            time: humantime::format_rfc3339_millis(received.time).to_string(),
            connection: received.connection,
            tls: received.is_tls,
            peer: received.peer.to_string(),
            method: received.shown_method(),
            path: received.shown_path(),
            query: received.shown_query(),
            headers: headers.collect(),
            body: received.shown_body(),
            body_length: received.body_length,
            notebook_id: received.shown_id(),
            case: received.case.as_ref().map(|case| case.name().to_owned()),
            selected_by: received.selected_by,
            problem: received.shown_problem(),
            status: received.status,
            bytes_sent: received.bytes_sent,
            end: received.end,
            milliseconds: received.lasted.and_then(|lasted| lasted.as_millis().try_into().ok()),
            executed: received.executed,
        }
    }
}
