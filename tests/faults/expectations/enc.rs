use scnet_notebook::error::Malformed::{NotAnObject, NotJson, NotUtf8};

use super::Expectation;
use crate::expected::{frozen, malformed, started};

pub(super) fn expectations() -> Vec<Expectation> {
    vec![
        ("enc/gzip-unasked", malformed(NotAnObject)),
        ("enc/utf8-bom", malformed(NotAnObject)),
        ("enc/gbk-msg", malformed(NotUtf8)),
        ("enc/utf16le", malformed(NotJson)),
        ("enc/escapes", started().saying("成功 \"\\/\u{8}\u{c}\n\r\t")),
        ("enc/surrogate-pair", started().saying("😀")),
        ("enc/lone-surrogate", frozen().saying("\u{fffd}!")),
        ("enc/escaped-code", started()),
        ("enc/escaped-key", started()),
        ("enc/nul-in-msg", frozen().saying("a\0b")),
        ("enc/nul-in-msg/2", malformed(NotJson)),
        ("enc/raw-control-in-msg", malformed(NotJson)),
        ("enc/invalid-utf8-in-msg", malformed(NotUtf8)),
        ("enc/wrong-content-type", started()),
        ("enc/no-content-type", started()),
        ("enc/captive-portal", malformed(NotAnObject)),
    ]
}
