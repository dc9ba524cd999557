use super::response::file;
use crate::http::Response;
use crate::openapi::openapi;

pub(super) const PAGE: &str = "/";
pub(super) const OPENAPI: &str = "/openapi.yaml";

/// Returns the file at a path, if there is one.
pub(super) fn get(path: &str) -> Option<Response> {
    match path {
        PAGE => Some(file(
            "text/html; charset=utf-8",
            include_str!("../../page/index.html").into(),
        )),
        OPENAPI => Some(file("application/yaml", openapi())),
        _ => None,
    }
}
