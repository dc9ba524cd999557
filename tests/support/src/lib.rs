//! The checks of the fuzz targets. Each function takes the bytes of one input, and panics if the crate and the reference
//! differ.

mod call;
mod claims;
mod connection;
mod connection_async;
mod envelope;
mod http;
mod over_connection;
mod over_stream;
mod plan;
mod polling;
mod reading;
mod reply;
mod response;
mod stream;
mod stream_async;
mod values;

pub use call::call;
pub use http::http;
pub use reply::reply;
pub use values::values;
