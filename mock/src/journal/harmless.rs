use http::HeaderName;

/// Returns whether a header holds no secret by its name. A client may send its token under any other name.
pub(super) fn is_harmless(name: &HeaderName) -> bool {
    let name = name.as_str();
    matches!(
        name,
        "accept"
            | "accept-charset"
            | "accept-encoding"
            | "accept-language"
            | "cache-control"
            | "connection"
            | "content-encoding"
            | "content-language"
            | "content-length"
            | "content-type"
            | "date"
            | "dnt"
            | "expect"
            | "forwarded"
            | "host"
            | "if-match"
            | "if-modified-since"
            | "if-none-match"
            | "keep-alive"
            | "origin"
            | "pragma"
            | "prefer"
            | "priority"
            | "proxy-connection"
            | "range"
            | "te"
            | "trailer"
            | "transfer-encoding"
            | "upgrade"
            | "upgrade-insecure-requests"
            | "user-agent"
            | "via"
            | "x-correlation-id"
            | "x-forwarded-for"
            | "x-forwarded-host"
            | "x-forwarded-port"
            | "x-forwarded-proto"
            | "x-real-ip"
            | "x-request-id"
    ) || ["sec-ch-", "sec-fetch-", "x-firmware"]
        .iter()
        .any(|start| name.starts_with(start))
}
