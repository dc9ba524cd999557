//! What the fuzz targets check, and against what. Each function takes the bytes of one input, and panics where the crate
//! and the reference differ.

mod call;
pub mod connection;
pub mod envelope;
pub mod http;
pub mod plan;
mod reply;
pub mod stream;
mod values;

pub use call::call;
pub use http::http;
pub use reply::reply;
pub use values::values;
