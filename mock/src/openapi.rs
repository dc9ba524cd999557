use scnet_notebook::error::{CODES, DocumentedCode};
use serde_json::Value;

use crate::scenario::Answer;

/// The description without the documented codes.
const TEMPLATE: &str = include_str!("../openapi.template.yaml");

/// Returns the description of the service in `OpenAPI` 3.1, with the documented codes as examples.
///
/// The server has it at `/openapi.yaml`.
#[must_use]
pub fn openapi() -> String {
    let examples: Vec<_> = CODES.iter().map(example).collect();
    let template = TEMPLATE.replace("{documented codes}", examples.join("\n").trim_start());
    CODES.iter().fold(template, |template, row| {
        template.replace(&format!("{{{}}}", row.name), &envelope(row))
    })
}

/// Returns a named example. JSON is YAML.
fn example(row: &DocumentedCode) -> String {
    const INDENT: &str = "                ";
    let (name, summary, value) = (row.name, Value::from(row.meaning), envelope(row));
    format!("{INDENT}{name}:\n{INDENT}  summary: {summary}\n{INDENT}  value: {value}")
}

fn envelope(row: &DocumentedCode) -> String {
    String::from_utf8_lossy(Answer::code(row.code).body()).into_owned()
}
