use core::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Error;
use serde_json::value::RawValue;

use super::validation::Violation;

/// The body of a valid start.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Body {
    pub(crate) notebook_id: String,
    /// Set if it has other members, which the service's page does not rule out.
    pub(crate) has_others: bool,
}

/// Checks the body of a start.
pub(crate) fn parse_body(body: &[u8]) -> Result<Body, Violation> {
    let text = core::str::from_utf8(body).map_err(|error| {
        let valid = &body[..error.valid_up_to()];
        let line = 1 + valid.iter().filter(|byte| **byte == b'\n').count();
        let column = 1 + valid.iter().rev().take_while(|byte| **byte != b'\n').count();
        not_json(line, column)
    })?;
    let invalid = |error: &Error| not_json(error.line(), error.column());
    let Members { mut ids, others } = match serde_json::from_str(text) {
        Ok(members) => members,
        Err(error) if !error.is_data() => return Err(invalid(&error)),
        // Not an object, if it is JSON at all.
        Err(_) => {
            serde_json::from_str::<IgnoredAny>(text).map_err(|error| invalid(&error))?;
            return Err(Violation::invalid("the body is not a JSON object"));
        }
    };
    match (ids.pop(), ids.is_empty()) {
        (None, _) => Err(Violation::missing("notebookId is missing")),
        (Some(_), false) => Err(Violation::invalid("notebookId is there more than once")),
        (Some(id), true) => match serde_json::from_str::<String>(id.get()) {
            Ok(id) if id.is_empty() => Err(Violation::missing("notebookId is empty")),
            Ok(notebook_id) => Ok(Body {
                notebook_id,
                has_others: others > 0,
            }),
            Err(error) if error.is_data() => Err(Violation::invalid("notebookId is not a string")),
            Err(_) => Err(Violation::invalid("notebookId has an escape that is not a character")),
        },
    }
}

fn not_json(line: usize, column: usize) -> Violation {
    Violation::invalid(format!("the body is not JSON: see line {line}, column {column}"))
}

/// The members of an object. Their values may be nested to any depth: the parser passes over them without recursion.
struct Members<'a> {
    ids: Vec<&'a RawValue>,
    others: usize,
}

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MembersVisitor)
    }
}

struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = Members<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
        let mut members = Members {
            ids: Vec::new(),
            others: 0,
        };
        while let Some(name) = map.next_key::<String>()? {
            if name == "notebookId" {
                members.ids.push(map.next_value()?);
            } else {
                map.next_value::<IgnoredAny>()?;
                members.others += 1;
            }
        }
        Ok(members)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(body: &str) -> Result<Body, String> {
        parse_body(body.as_bytes()).map_err(|violation| violation.problem.into_owned())
    }

    #[test]
    fn values_may_be_nested_to_any_depth() {
        let has_others = true;
        for depth in [1, 127, 128, 10_000] {
            let deep = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
            let notebook_id = "1".to_owned();
            let body = format!(r#"{{"a":{deep},"notebookId":"1"}}"#);
            assert_eq!(
                parse(&body),
                Ok(Body {
                    notebook_id,
                    has_others
                }),
                "{depth}"
            );
            let problem = Err("notebookId is not a string".to_owned());
            assert_eq!(parse(&format!(r#"{{"notebookId":{deep}}}"#)), problem, "{depth}");
            let chain = format!(
                r#"{}"1"{}"#,
                r#"{"notebookId":"#.repeat(depth + 1),
                "}".repeat(depth + 1)
            );
            assert_eq!(parse(&chain), problem, "{depth}");
            assert_eq!(parse(&deep), Err("the body is not a JSON object".to_owned()), "{depth}");
        }
    }

    #[test]
    fn a_number_of_any_size_is_json() {
        for number in ["1e999", "-0", &"9".repeat(3000)] {
            assert!(
                parse(&format!(r#"{{"a":{number},"notebookId":"1"}}"#)).is_ok(),
                "{number}"
            );
        }
    }

    #[test]
    fn invalid_text_is_an_error_wherever_it_is() {
        for body in [
            &b"{\"a\":\"\xff\",\"notebookId\":\"1\"}"[..],
            b"{\n\"a\":\"\xff\"}",
            b"\xff{}",
        ] {
            assert!(
                parse_body(body)
                    .unwrap_err()
                    .problem
                    .starts_with("the body is not JSON: see line ")
            );
        }
        let problem = parse_body(b"{\n\"a\":\"\xff\"}").unwrap_err().problem;
        assert_eq!(problem, "the body is not JSON: see line 2, column 6");
        let problem = "notebookId has an escape that is not a character".to_owned();
        assert_eq!(parse(r#"{"notebookId":"\ud800"}"#), Err(problem));
    }
}
