//! References that read a reply independently of the crate.

pub(crate) mod http_oracle;
pub(crate) mod invariants;
pub mod json_oracle;
pub(crate) mod response;
