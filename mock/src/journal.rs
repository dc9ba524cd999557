mod display;
pub(crate) mod entries;
pub(crate) mod json;
pub(crate) mod recorded_request;
pub(crate) mod redact;
