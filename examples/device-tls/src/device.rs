mod clock;
mod connector;
mod heap;
mod session;
mod stream;
mod symbols;
mod tap;
mod tls;

pub use connector::TlsConnector;
pub use heap::{HEAP_SIZE, HeapUse};
pub use stream::Stream;
pub use tls::{Settings, Tls};
