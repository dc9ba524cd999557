//! The functions of a C library that Mbed TLS links. Each has the rules of the C library, and is named as there, so a firmware
//! that links a C library leaves the feature out.

#[cfg(feature = "heap-symbols")]
mod heap_symbols {
    use core::ffi::c_void;

    use crate::device::heap;

    // SAFETY: the feature promises that nothing else defines it.
    #[unsafe(no_mangle)]
    unsafe extern "C" fn calloc(count: usize, size: usize) -> *mut c_void {
        // SAFETY: the same function.
        unsafe { heap::calloc(count, size) }
    }

    // SAFETY: the feature promises that nothing else defines it.
    #[unsafe(no_mangle)]
    unsafe extern "C" fn free(start: *mut c_void) {
        // SAFETY: the same function.
        unsafe { heap::free(start) }
    }
}

#[cfg(feature = "string-symbols")]
use tinyrlibc as _; // it has the others
