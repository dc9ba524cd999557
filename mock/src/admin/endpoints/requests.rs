use core::time::Duration;

use tokio::time::timeout;

use super::parameters::parameters;
use crate::admin::response::{AdminError, json_text};
use crate::context::Context;
use crate::http::Response;
use crate::journal::{Filter, RecordedRequest};

/// The longest wait of a poll.
const WAIT_MAX: Duration = Duration::from_secs(30);
/// The most bytes of the requests in one reply, unless it has only one. A thousand usual requests have fewer.
const REQUESTS_MAX: usize = 1024 * 1024;

const PARAMETERS: &str = "after, wait, count, state, case, notebook, token, connection, executed, refused and repeated";

/// Returns the journal, after a wait if the query asks for one.
pub(super) async fn requests(context: &Context, query: &str) -> Result<Response, AdminError> {
    let mut filter = Filter::default();
    let (mut wait, mut count) = (Duration::ZERO, 1);
    for parameter in parameters(query)? {
        match parameter.name {
            "after" => filter.after = parameter.number()?,
            "wait" => wait = parameter.duration(WAIT_MAX)?,
            "count" => count = parameter.number()?,
            "state" => {
                filter.is_open = Some(match &*parameter.value {
                    "open" => true,
                    "ended" => false,
                    _ => return Err(parameter.not("open or ended")),
                });
            }
            "executed" => filter.executed = Some(parameter.truth()?),
            "refused" => filter.refused = Some(parameter.truth()?),
            "repeated" => filter.repeated = Some(parameter.truth()?),
            _ if parameter.set(&mut filter)? => {}
            _ => return Err(parameter.unknown(PARAMETERS)),
        }
    }
    let journal = &context.journal;
    if !wait.is_zero() {
        // After a timeout there are fewer requests to return.
        let _ = timeout(wait, journal.wait_matching(filter.clone(), count)).await;
    }
    let entries = journal.entries();
    let (requests, more) = list(entries.matching(&filter));
    let matching = entries.matching(&filter).count();
    let (dropped, cleared, total) = (entries.dropped(), entries.cleared(), entries.count());
    drop(entries);
    Ok(json_text(format!(
        r#"{{"requests":{requests},"more":{more},"matching":{matching},"dropped":{dropped},"cleared":{cleared},"total":{total}}}"#
    )))
}

/// Writes requests as a list in JSON, and returns whether there are more of them than a reply carries.
pub(super) fn list<'a>(requests: impl Iterator<Item = &'a RecordedRequest>) -> (String, bool) {
    let mut list = String::from("[");
    for request in requests {
        let object = request.json();
        if list.len() > 1 {
            if list.len() + object.len() > REQUESTS_MAX {
                return (list + "]", true);
            }
            list.push(',');
        }
        list += &object;
    }
    (list + "]", false)
}
