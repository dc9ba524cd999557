use core::time::Duration;

use tokio::time::timeout;

use crate::admin::response::{AdminError, file};
use crate::context::Context;
use crate::http::Response;

/// The longest wait of a poll, in seconds.
const WAIT_MAX: u64 = 30;
/// The most bytes of the requests in one reply, unless it has only one. A thousand usual requests have fewer.
const REQUESTS_MAX: usize = 1024 * 1024;

/// Returns the journal, after a wait if the query asks for one.
pub(super) async fn requests(context: &Context, query: &str) -> Result<Response, AdminError> {
    let (mut after, mut wait) = (0, 0);
    for (name, value) in query.split('&').filter_map(|part| part.split_once('=')) {
        let number = value.parse::<u64>();
        let number = number.map_err(|_| AdminError::new(format!("{name} is not a number")))?;
        match name {
            "after" => after = number,
            "wait" => wait = number.min(WAIT_MAX),
            _ => {
                return Err(AdminError::new(format!(
                    "there is no parameter {name}; there are after and wait"
                )));
            }
        }
    }
    let journal = &context.journal;
    if wait > 0 {
        // After a timeout there are no requests to return.
        let _ = timeout(Duration::from_secs(wait), journal.wait_after(after)).await;
    }
    let entries = journal.entries();
    let (mut requests, mut more) = (String::new(), false);
    for request in entries.after(after) {
        let object = request.json();
        if !requests.is_empty() {
            if requests.len() + object.len() > REQUESTS_MAX {
                more = true;
                break;
            }
            requests.push(',');
        }
        requests += &object;
    }
    let (dropped, cleared, total) = (entries.dropped(), entries.cleared(), entries.count());
    Ok(file(
        "application/json",
        format!(r#"{{"requests":[{requests}],"more":{more},"dropped":{dropped},"cleared":{cleared},"total":{total}}}"#),
    ))
}
