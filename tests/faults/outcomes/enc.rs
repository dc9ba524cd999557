use super::Outcome;
use crate::expected::{malformed, refused, started, started_saying};

pub(super) fn outcomes() -> Vec<Outcome> {
    vec![
        Outcome::usable("enc/gzip-unasked", malformed()),
        Outcome::usable("enc/utf8-bom", malformed()),
        Outcome::usable("enc/gbk-msg", malformed()),
        Outcome::usable("enc/utf16le", malformed()),
        Outcome::usable("enc/escapes", started_saying(Some("成功 \"\\/\u{8}\u{c}\n\r\t"))),
        Outcome::usable("enc/surrogate-pair", started_saying(Some("😀"))),
        Outcome::usable("enc/lone-surrogate", refused(200, 10007, Some("\u{fffd}!"))),
        Outcome::usable("enc/escaped-code", started(200)),
        Outcome::usable("enc/escaped-key", started(200)),
        Outcome::usable("enc/nul-in-msg", refused(200, 10007, Some("a\0b"))),
        Outcome::usable("enc/nul-in-msg/2", malformed()),
        Outcome::usable("enc/raw-control-in-msg", malformed()),
        Outcome::usable("enc/raw-control-in-msg/2", malformed()),
        Outcome::usable("enc/invalid-utf8-in-msg", malformed()),
        Outcome::usable("enc/invalid-utf8-in-msg/2", malformed()),
        Outcome::usable("enc/wrong-content-type", started(200)),
        Outcome::usable("enc/no-content-type", started(200)),
        Outcome::usable("enc/captive-portal", malformed()),
    ]
}
