mod blocking;
mod clock;
mod connector;
mod heap;
mod session;
mod stream;
mod symbols;
mod tap;
mod tls;

pub use blocking::BlockingStream;
pub use connector::TlsConnector;
pub use heap::{HEAP_SIZE, HeapUse};
pub use stream::Stream;
pub use tls::{Settings, Tls};
