//! The page of the mock: one file without external parts, and a content security policy that allows no others.

use base64::prelude::{BASE64_STANDARD, Engine};
use ring::digest::{SHA256, digest};

const PAGE: &str = include_str!("../../page/index.html");

/// Returns the text between an opening and a closing tag that each occur once.
#[track_caller]
fn inside(open: &str, close: &str) -> &'static str {
    assert_eq!(PAGE.matches(open).count(), 1, "{open}");
    assert_eq!(PAGE.matches(close).count(), 1, "{close}");
    let (_, rest) = PAGE.split_once(open).expect("it is there");
    rest.split_once(close).expect("it is there").0
}

fn policy() -> &'static str {
    inside(
        r#"<meta http-equiv="Content-Security-Policy" content=""#,
        r#"'script'">"#,
    )
}

/// Returns the source expression that allows exactly this text.
fn source(text: &str) -> String {
    let hash = BASE64_STANDARD.encode(digest(&SHA256, text.as_bytes()));
    format!("'sha256-{hash}'")
}

#[test]
fn its_policy_allows_its_own_script_and_style_and_no_other() {
    let script = source(inside(r#"<script type="module">"#, "</script>"));
    let style = source(inside("<style>", "</style>"));
    assert_eq!(
        policy(),
        format!(
            "default-src 'none'; script-src {script}; style-src {style}; connect-src 'self'; img-src data:; \
             base-uri 'none'; form-action 'none'; require-trusted-types-for "
        )
    );
}

#[test]
fn it_loads_nothing_from_another_place() {
    for (tag, attributes) in tags() {
        let others = ["src=", "srcset=", "action=", "style=", "onclick=", "onload="];
        assert!(
            !others.iter().any(|name| attributes.contains(name)),
            "<{tag} {attributes}>"
        );
        let mut links = attributes.split("href=").skip(1);
        assert!(
            links.all(|link| link.starts_with(r#""data:"#) || link.starts_with(r##""#"##)),
            "<{tag} {attributes}>"
        );
    }
    assert!(!inside("<style>", "</style>").contains("url("));
    assert!(!inside("<style>", "</style>").contains("@import"));
}

/// Returns the name and the attributes of each opening tag outside the script and the style.
fn tags() -> impl Iterator<Item = (&'static str, &'static str)> {
    let (head, rest) = PAGE.split_once("<style>").expect("a style");
    let (_, rest) = rest.split_once("</style>").expect("its end");
    let (body, _) = rest.split_once("<script").expect("a script");
    [head, body]
        .into_iter()
        .flat_map(|html| html.split('<').skip(1))
        .map(|tag| tag.split_once([' ', '>']).unwrap_or((tag, "")))
}

#[test]
fn it_never_parses_text_as_html() {
    let script = inside(r#"<script type="module">"#, "</script>");
    for sink in [
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "setHTML",
        "eval(",
    ] {
        assert!(!script.contains(sink), "{sink}");
    }
}
