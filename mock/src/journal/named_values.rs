use super::secrets::HIDDEN;

/// Parts of the names of members, fields and parameters with a secret.
const NAMES: [&str; 11] = [
    "token",
    "auth",
    "bearer",
    "cookie",
    "session",
    "secret",
    "pass",
    "pwd",
    "credential",
    "key",
    "jwt",
];

/// Returns whether this is the name of a secret.
pub(super) fn is_secret(name: &str) -> bool {
    NAMES.iter().any(|part| name.contains(part))
}

/// Hides all that comes after the first such name, if a value can follow it: the end of a value has too many forms.
pub(super) fn without_named_values(text: &str) -> Option<String> {
    let last = text.bytes().rposition(is_separator)?;
    let lower = text.to_ascii_lowercase();
    let ends = NAMES.iter().filter_map(|name| Some(lower.find(name)? + name.len()));
    let end = ends.min().filter(|end| *end <= last)?;
    Some(format!("{}{HIDDEN}", &text[..end]))
}

/// Returns whether a byte may stand between a name and its value, in JSON, a form, XML, headers or text in any language.
fn is_separator(byte: u8) -> bool {
    b":=> \n".contains(&byte) || !byte.is_ascii()
}

#[cfg(test)]
mod tests {
    use super::without_named_values;

    #[test]
    fn all_that_follows_a_secret_name_is_hidden() {
        for (text, shown) in [
            (r#"{"a":"b","token":"abc"}"#, r#"{"a":"b","token***"#),
            (r#"{"accessToken" : "abc"}"#, r#"{"accessToken***"#),
            (r#"{"PASSWORD":12345}"#, r#"{"PASS***"#),
            ("a=b&token=abc&c=d", "a=b&token***"),
            ("Authorization: abc\r\n", "Auth***"),
            ("<token>abc</token>", "<token***"),
            ("the bearer and the token", "the bearer***"),
        ] {
            assert_eq!(without_named_values(text).as_deref(), Some(shown), "{text}");
        }
    }

    #[test]
    fn other_texts_stay_as_they_are() {
        for text in [
            "",
            r#"{"notebookId":"1821067171420946434"}"#,
            "/oauth/start",
            "notebookId: the token",
            "tokentoken",
        ] {
            assert_eq!(without_named_values(text), None, "{text}");
        }
    }
}
