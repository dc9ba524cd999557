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
mod string_symbols {
    use core::{
        ffi::{CStr, c_char, c_int},
        ptr,
    };

    // SAFETY: the feature promises that nothing else defines it.
    #[unsafe(no_mangle)]
    unsafe extern "C" fn strchr(string: *const c_char, character: c_int) -> *const c_char {
        // SAFETY: the string ends with a NUL.
        let bytes = unsafe { CStr::from_ptr(string) }.to_bytes_with_nul();
        // C takes the lowest byte of the number.
        let [character, ..] = character.to_le_bytes();
        let at = bytes.iter().position(|byte| *byte == character);
        // SAFETY: the byte is in the string.
        at.map_or(ptr::null(), |at| unsafe { string.add(at) })
    }

    // SAFETY: the feature promises that nothing else defines it.
    #[unsafe(no_mangle)]
    unsafe extern "C" fn strcmp(left: *const c_char, right: *const c_char) -> c_int {
        // SAFETY: both strings end with a NUL.
        unsafe { strncmp(left, right, usize::MAX) }
    }

    // SAFETY: the feature promises that nothing else defines it.
    #[unsafe(no_mangle)]
    unsafe extern "C" fn strncmp(left: *const c_char, right: *const c_char, length: usize) -> c_int {
        for at in 0..length {
            // SAFETY: neither string has ended before this byte.
            let (left, right) = unsafe { (left.add(at).read(), right.add(at).read()) };
            if left != right || left == 0 {
                return c_int::from(left) - c_int::from(right);
            }
        }
        0
    }

    // SAFETY: the feature promises that nothing else defines it.
    #[unsafe(no_mangle)]
    unsafe extern "C" fn strstr(string: *const c_char, wanted: *const c_char) -> *const c_char {
        // SAFETY: both strings end with a NUL.
        let (bytes, wanted) = unsafe { (CStr::from_ptr(string).to_bytes(), CStr::from_ptr(wanted).to_bytes()) };
        let at = (0..=bytes.len()).find(|at| bytes[*at..].starts_with(wanted));
        // SAFETY: the byte is in the string.
        at.map_or(ptr::null(), |at| unsafe { string.add(at) })
    }
}
