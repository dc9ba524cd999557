use core::time::Duration;

use http::StatusCode;
use serde_json::json;

use super::parameters::parameters;
use super::requests::list;
use crate::admin::response::{AdminError, json, json_text};
use crate::context::Context;
use crate::http::Response;
use crate::journal::{CountRange, Expectation, Expected};

const PARAMETERS: &str = "posts, executed, refused, repeats, within, settle, case, notebook, token and connection";

/// The longest wait.
const TIME_MAX: Duration = Duration::from_secs(10 * 60);

/// The problem of a query without a count.
const NOTHING: &str = "no count is expected; write at least one of posts=1, executed=1, refused=0 and repeats=0";

/// Waits until the expected counts hold, and answers with 417 if they do not.
pub(super) async fn verify(context: &Context, query: &str) -> Result<Response, AdminError> {
    let expectation = parse(query)?;
    Ok(match context.journal.verify(&expectation).await {
        Ok(counts) => json(&json!({ "verified": true, "counts": counts })),
        Err(error) => {
            let (requests, more) = list(error.requests.iter());
            // Numbers and strings cannot fail.
            let [problem, counts] = [json!(error.problem), json!(error.counts)];
            Response {
                status: StatusCode::EXPECTATION_FAILED,
                ..json_text(format!(
                    r#"{{"verified":false,"error":{problem},"counts":{counts},"requests":{requests},"more":{more}}}"#
                ))
            }
        }
    })
}

fn parse(query: &str) -> Result<Expectation, AdminError> {
    let mut expectation = Expectation::default();
    for parameter in parameters(query)? {
        match parameter.name {
            "within" => expectation.within = parameter.duration(TIME_MAX)?,
            "settle" => expectation.settle = parameter.duration(TIME_MAX)?,
            name if Expected::has(name) => {
                let range = parameter.value.parse::<CountRange>();
                let range = range.map_err(|expected| AdminError::new(format!("{name} is {expected}")))?;
                expectation.expected.set(name, range);
            }
            _ if parameter.set(&mut expectation.filter)? => {}
            _ => return Err(parameter.unknown(PARAMETERS)),
        }
    }
    if expectation.expected.is_empty() {
        return Err(AdminError::new(NOTHING));
    }
    Ok(expectation)
}
