//! Makes one call many times, for an instruction counter: `instructions CASE COUNT`.
#![cfg_attr(target_os = "none", no_std, no_main)]

#[cfg(target_os = "none")]
footprint::image!({});

#[cfg(not(target_os = "none"))]
fn main() {
    let mut arguments = std::env::args().skip(1);
    let (case, count) = (
        arguments.next().unwrap_or_default(),
        arguments.next().unwrap_or_default(),
    );
    let connection = match case.as_str() {
        "encode" => footprint::Canned::closed(),
        "decode-40" => footprint::Canned::new(footprint::STARTED),
        "decode-237" => footprint::Canned::new(footprint::CHINESE),
        _ => panic!("usage: instructions encode|decode-40|decode-237 COUNT"),
    };
    footprint::calls(connection, count.parse().expect("COUNT is a number"));
}
