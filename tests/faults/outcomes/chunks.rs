use embedded_svc::io::ErrorKind::TimedOut;

use super::{Leaves, Outcome};
use crate::expected::{broken, broken_body, no_body, started, truncated};

pub(super) fn outcomes() -> Vec<Outcome> {
    vec![
        Outcome::usable("frame/chunked-1byte", started(200)),
        Outcome::usable("frame/chunked-odd-ext-trailer", started(200)),
        Outcome::usable("frame/chunked-ext", started(200)),
        // ureq takes no line of a size with more than 20 bytes.
        Outcome::usable("frame/chunked-ext/2", started(200)).except_std(broken_body(), Leaves::Spoilt),
        Outcome::usable("frame/chunked-ext-quoted", started(200)),
        Outcome::usable("frame/chunked-leading-zeros", started(200)),
        Outcome::usable("frame/chunked-trailer", started(200)),
        Outcome::doubtful("frame/chunked-space-after-size", started(200).or(broken_body())),
        Outcome::spoilt("frame/chunked-truncated", truncated()),
        Outcome::spoilt("frame/chunked-no-last-chunk", truncated()),
        // All of the body is there, and ureq does not miss the empty line after it.
        Outcome::spoilt("frame/chunked-no-last-chunk/2", truncated()).except_std(started(200), Leaves::Spoilt),
        Outcome::spoilt("frame/chunked-bad-size", broken_body()),
        Outcome::spoilt("frame/chunked-bad-size/2", broken_body()),
        Outcome::spoilt("frame/chunked-overflow-size", broken_body()),
        // To ureq it is a size like any other, of which most does not come.
        Outcome::spoilt("frame/chunked-overflow-size/2", broken_body()).except_std(no_body(TimedOut), Leaves::Spoilt),
        Outcome::doubtful("frame/chunked-and-length", started(200).or(broken())),
    ]
}
