use http::HeaderMap;
use scnet_notebook::error::CODES;

use super::case::Case;
use super::unknown_case::UnknownCase;
use super::validation::Violation;

/// The preferences that select a case.
const EXAMPLE: &str = "example";
const CODE: &str = "code";
/// Those of RFC 7240, 8144 and 8674, which the mock ignores.
const REGISTERED: [&str; 6] = ["depth-noroot", "handling", "respond-async", "return", "safe", "wait"];

/// The length of the longest unknown preference that is repeated: a longer one may be a token.
const NAME_MAX: usize = 24;
/// The least likeness, of 1, of a misspelled preference.
const LIKE: f64 = 0.8;

/// Returns the case that the header `Prefer` (RFC 7240) selects.
///
/// An unknown preference is refused: if it is a misspelled `example`, another case would be played. So are two that disagree.
pub(super) fn in_headers(headers: &HeaderMap) -> Result<Option<Case>, Violation> {
    let mut selected: Option<Case> = None;
    for value in headers.get_all("prefer") {
        // An unknown case is refused, whatever its characters.
        let value = String::from_utf8_lossy(value.as_bytes());
        for preference in value.split([',', ';']).map(str::trim) {
            let (name, value) = preference.split_once('=').unwrap_or((preference, ""));
            let (name, value) = (name.trim(), value.trim().trim_matches('"'));
            let case = if name.eq_ignore_ascii_case(EXAMPLE) {
                Case::named(value).map_err(|unknown| unknown_in("the header Prefer", &unknown))?
            } else if name.eq_ignore_ascii_case(CODE) {
                documented(value)?
            } else if preference.is_empty() || REGISTERED.iter().any(|known| name.eq_ignore_ascii_case(known)) {
                continue;
            } else {
                return Err(unknown_preference(name));
            };
            match &selected {
                Some(first) if *first != case => return Err(conflict(first, &case)),
                _ => selected = Some(case),
            }
        }
    }
    Ok(selected)
}

fn conflict(first: &Case, second: &Case) -> Violation {
    let [first, second] = [first.name(), second.name()];
    Violation::invalid(format!(
        "the header Prefer selects {first} and {second}; a start plays one case"
    ))
}

fn documented(number: &str) -> Result<Case, Violation> {
    let mut codes = CODES.iter().map(|row| row.code);
    let code = codes.find(|code| code.number().to_string() == number);
    code.map(Case::from)
        .ok_or_else(|| Violation::invalid("the header Prefer: its code is not a documented one"))
}

fn unknown_preference(name: &str) -> Violation {
    let called = match name.chars().count() {
        length if length > NAME_MAX => format!("has a name of {length} characters"),
        _ => format!("is named \"{}\"", name.escape_debug()),
    };
    let likeness = |known| strsim::jaro_winkler(known, &name.to_ascii_lowercase());
    let advice = match [EXAMPLE, CODE].into_iter().find(|known| likeness(known) > LIKE) {
        Some(known) => format!("did you mean {known}?"),
        None => "a case is selected by example=NAME or code=NUMBER".to_owned(),
    };
    Violation::invalid(format!("the header Prefer: no preference {called}; {advice}"))
}

pub(super) fn unknown_in(place: &str, unknown: &UnknownCase) -> Violation {
    Violation::invalid(format!("{place}: {}", unknown.over_http()))
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn select(prefer: &[u8]) -> Result<Option<String>, String> {
        let headers = HeaderMap::from_iter([("prefer".parse().unwrap(), HeaderValue::from_bytes(prefer).unwrap())]);
        let selected = in_headers(&headers).map_err(|violation| violation.problem.into_owned())?;
        Ok(selected.map(|case| case.name().to_owned()))
    }

    #[test]
    fn an_unknown_preference_is_refused_and_a_registered_one_is_ignored() {
        for prefer in [
            "",
            ",",
            "wait=1",
            "respond-async, Wait=100; handling=lenient",
            "return=minimal",
        ] {
            assert_eq!(select(prefer.as_bytes()), Ok(None), "{prefer}");
        }
        let select_case = "a case is selected by example=NAME or code=NUMBER";
        for (prefer, name, advice) in [
            ("exmaple=json/null", "exmaple", "did you mean example?"),
            ("Examples=json/null", "Examples", "did you mean example?"),
            ("wait=1, exampl", "exampl", "did you mean example?"),
            ("kode=0", "kode", "did you mean code?"),
            ("json/null", "json/null", select_case),
            ("é", "é", select_case),
            ("case=json/null", "case", select_case),
            ("=json/null", "", select_case),
        ] {
            let problem = format!("the header Prefer: no preference is named \"{name}\"; {advice}");
            assert_eq!(select(prefer.as_bytes()), Err(problem), "{prefer}");
        }
        let long = select(&[b'x'; 25]).unwrap_err();
        assert!(long.contains("no preference has a name of 25 characters; "), "{long}");
    }

    #[test]
    fn a_value_that_names_no_case_is_refused_whatever_its_bytes() {
        let list = "GET /__admin/cases lists all cases";
        for (prefer, name) in [
            (&b"example=\xc3\xa9"[..], "é"),
            (b"example=\xff", "\u{fffd}"),
            (b"example", ""),
        ] {
            let problem = format!("the header Prefer: no case is named \"{name}\"; {list}");
            assert_eq!(select(prefer), Err(problem));
        }
        assert!(select(b"code").is_err());
        // Also behind one that is valid.
        assert!(select(b"example=json/null, example=nothing").is_err());
    }
}
