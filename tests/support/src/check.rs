//! The checks of the fuzz targets, one for each target.

mod call;
mod connection;
mod http;
mod reply;
mod stream;
#[cfg(feature = "url")]
mod values;

pub use call::check_call;
pub use http::check_http;
pub use reply::check_reply;
#[cfg(feature = "url")]
pub use values::check_values;

pub(crate) use call::{HOST, NEXT_BODY, NEXT_RESPONSE, Settings, client};
