//! Makes one call many times, for an instruction counter: `instructions CASE COUNT`.

use measure::{CHINESE, Canned, FULL_CHINESE, FULL_STARTED, STARTED, TOKEN, calls};
use scnet_notebook::{StreamConnection, http1::Endpoint};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let (case, count) = (
        arguments.next().unwrap_or_default(),
        arguments.next().unwrap_or_default(),
    );
    let count = count.parse().expect("COUNT is a number");
    let over_connection = |reply| calls(Canned::new(reply), TOKEN, count);
    let over_stream = |reply| {
        calls(
            StreamConnection::new(|_: &Endpoint<'_>| Ok(Canned::new(reply))),
            TOKEN,
            count,
        );
    };
    match case.as_str() {
        // Without a reply, the cost of a call is that of its request.
        "encode" => over_connection(b""),
        "decode-40" => over_connection(STARTED),
        "decode-237" => over_connection(CHINESE),
        "encode-http" => over_stream(b""),
        "decode-http-40" => over_stream(FULL_STARTED),
        "decode-http-237" => over_stream(FULL_CHINESE),
        _ => panic!("usage: instructions encode|decode[-http]-40|decode[-http]-237|encode-http COUNT"),
    }
}
