use http::HeaderName;

/// Returns whether a header has the name of a host or the id of a request, which may be as long as a token.
pub(super) fn may_be_long(name: &HeaderName) -> bool {
    matches!(
        name.as_str(),
        "host"
            | "origin"
            | "traceparent"
            | "via"
            | "x-correlation-id"
            | "x-forwarded-host"
            | "x-forwarded-server"
            | "x-request-id"
    )
}

/// Returns whether a header holds no secret by its name. A client may send its token under any other name.
pub(super) fn is_harmless(name: &HeaderName) -> bool {
    if may_be_long(name) {
        return true;
    }
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
            | "if-match"
            | "if-modified-since"
            | "if-none-match"
            | "keep-alive"
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
            | "x-board"
            | "x-firmware"
            | "x-firmware-version"
            | "x-forwarded-for"
            | "x-forwarded-port"
            | "x-forwarded-proto"
            | "x-notebook-id"
            | "x-real-ip"
    ) || ["sec-ch-", "sec-fetch-"].iter().any(|start| name.starts_with(start))
}
