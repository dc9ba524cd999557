use scnet_notebook::error::Malformed::{NotAnObject, NotJson, NotUtf8};

use super::{Expectation, on};
use crate::expected::{frozen, malformed, started};

pub(super) fn expectations() -> Vec<Expectation> {
    vec![
        on("enc/gzip-unasked", malformed(NotAnObject)),
        on("enc/utf8-bom", malformed(NotAnObject)),
        on("enc/gbk-msg", malformed(NotUtf8)),
        on("enc/utf16le", malformed(NotJson)),
        on("enc/escapes", started().saying("成功 \"\\/\u{8}\u{c}\n\r\t")),
        on("enc/surrogate-pair", started().saying("😀")),
        on("enc/lone-surrogate", frozen().saying("\u{fffd}!")),
        on("enc/escaped-code", started()),
        on("enc/escaped-key", started()),
        on("enc/nul-in-msg", frozen().saying("a\0b")),
        on("enc/nul-in-msg/2", malformed(NotJson)),
        on("enc/raw-control-in-msg", malformed(NotJson)),
        on("enc/raw-control-in-msg/2", malformed(NotJson)),
        on("enc/invalid-utf8-in-msg", malformed(NotUtf8)),
        on("enc/invalid-utf8-in-msg/2", malformed(NotUtf8)),
        on("enc/wrong-content-type", started()),
        on("enc/no-content-type", started()),
        on("enc/captive-portal", malformed(NotAnObject)),
    ]
}
