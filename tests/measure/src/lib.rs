//! The parts that the measured programs share: their entry, the call, its connections and replies.
//!
//! On a host the bare-metal images are empty programs, so that the workspace builds everywhere.

#![cfg_attr(target_os = "none", no_std)]

mod call;
mod canned;
mod opaque;
mod replies;

pub use call::{TOKEN, block_on, call, call_async, calls, use_result, values};
pub use canned::Canned;
pub use opaque::{Failure, Opaque, open, open_async};
pub use replies::{Aligned, BRACKETS, CHINESE, FULL_BRACKETS, FULL_CHINESE, FULL_STARTED, STARTED};

/// Makes `body` the entry of a bare-metal image without an allocator or an operating system.
#[macro_export]
macro_rules! image {
    ($body:block) => {
        #[cfg(target_os = "none")]
        #[panic_handler]
        fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
            loop {}
        }

        // SAFETY: no other symbol of this image has the name.
        #[cfg(target_os = "none")]
        #[unsafe(no_mangle)]
        extern "C" fn _start() -> ! {
            $body
            loop {}
        }

        #[cfg(not(target_os = "none"))]
        fn main() {}
    };
}
