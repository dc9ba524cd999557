use super::secrets::HIDDEN;

/// Parts of the names of members and fields with a secret.
const NAMES: [&str; 14] = [
    "token",
    "auth",
    "bearer",
    "cookie",
    "session",
    "secret",
    "passw",
    "pwd",
    "credential",
    "apikey",
    "api_key",
    "api-key",
    "accesskey",
    "access_key",
];

/// Hides the values of members and fields with such a name, in JSON, a form, XML or plain text, if there are any.
pub(super) fn without_named_values(text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    let mut shown = String::new();
    let mut done = 0;
    while let Some(name) = NAMES.iter().filter_map(|name| lower[done..].find(name)).min() {
        let name = done + name;
        let (start, end) = value_after(text, name);
        shown += &text[done..start];
        shown += match &text[start..end] {
            "" => "",
            _ => HIDDEN,
        };
        // A name without a value is passed over.
        done = end.max(name + 1);
        shown += &text[start.max(end)..done];
    }
    shown += &text[done..];
    (shown != text).then_some(shown)
}

/// Returns the place of the value after a name, which is empty if there is none.
fn value_after(text: &str, name: usize) -> (usize, usize) {
    let is_name = |character: char| character.is_ascii_alphanumeric() || "_-.".contains(character);
    let is_space = |character: char| character.is_ascii_whitespace();
    let after = text[name..].trim_start_matches(is_name);
    let after = after.trim_start_matches(['"', '\'', '\\']).trim_start_matches(is_space);
    let Some(value) = after.strip_prefix([':', '=', '>']) else {
        return (name, name);
    };
    let value = value.trim_start_matches(is_space).trim_start_matches('\\');
    let (value, end) = match value.strip_prefix('"') {
        Some(quoted) => (quoted, quoted.find('"')),
        None => (
            value,
            value.find(|character: char| is_space(character) || "&,;<}]".contains(character)),
        ),
    };
    let start = text.len() - value.len();
    (start, start + end.unwrap_or(value.len()))
}

#[cfg(test)]
mod tests {
    use super::without_named_values;

    #[test]
    fn the_values_of_secret_names_are_hidden() {
        for (text, shown) in [
            (r#"{"token":"abc","a":"b"}"#, r#"{"token":"***","a":"b"}"#),
            (r#"{"accessToken" : "abc"}"#, r#"{"accessToken" : "***"}"#),
            (r#"{"PASSWORD":12345}"#, r#"{"PASSWORD":***}"#),
            (
                r#"{"user":"u","pwd":"a","api_key":"b"}"#,
                r#"{"user":"u","pwd":"***","api_key":"***"}"#,
            ),
            ("a=b&token=abc&c=d", "a=b&token=***&c=d"),
            ("Authorization: abc\r\n", "Authorization: ***\r\n"),
            ("<token>abc</token>", "<token>***</token>"),
            ("token=abc", "token=***"),
            (r#"{\"token\":\"abc\"}"#, r#"{\"token\":\"***"}"#),
        ] {
            assert_eq!(without_named_values(text).as_deref(), Some(shown), "{text}");
        }
    }

    #[test]
    fn other_texts_stay_as_they_are() {
        for text in [
            "",
            r#"{"notebookId":"1821067171420946434"}"#,
            "the header token is missing",
            r#"{"token":"***"}"#,
            r#"{"token":""}"#,
            "token",
            "tokentoken",
            "token=",
        ] {
            assert_eq!(without_named_values(text), None, "{text}");
        }
    }
}
