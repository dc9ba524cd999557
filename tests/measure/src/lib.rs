//! What the weighed images share: their entry, the call, and the connections under it.
//!
//! On a host the images are empty programs, so that the workspace builds everywhere.

#![cfg_attr(target_os = "none", no_std)]

mod call;
mod canned;
mod nothing;
mod replies;

pub use call::{TOKEN, base_url, block_on, call, call_async, calls, look_at, notebook};
pub use canned::Canned;
pub use nothing::{Failure, Nothing, open, open_async};
pub use replies::{Aligned, BRACKETS, CHINESE, FULL_BRACKETS, FULL_CHINESE, FULL_STARTED, STARTED};

/// Makes `body` the program: the entry of a bare-metal image, which has no allocator and no operating system.
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
