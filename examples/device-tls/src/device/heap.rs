//! The heap of Mbed TLS: memory of a fixed size, which nothing else uses.

use core::{
    alloc::{GlobalAlloc, Layout},
    cell::Cell,
    ffi::c_void,
    ptr,
};

use critical_section::Mutex;
use embedded_alloc::LlffHeap;

/// A size of the heap that suffices for a chain of RSA certificates with 5.7 KB, the longest one that was tried.
pub const HEAP_SIZE: usize = if cfg!(feature = "short-records") { 40 } else { 48 } * 1024;

/// The use of the heap, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct HeapUse {
    /// In use now.
    pub now: usize,
    /// In use at most, so far.
    pub peak: usize,
    /// The number of allocations that failed so far.
    pub failures: u32,
}

static HEAP: LlffHeap = LlffHeap::empty();

static USE: Mutex<Cell<HeapUse>> = Mutex::new(Cell::new(HeapUse {
    now: 0,
    peak: 0,
    failures: 0,
}));

/// Every block begins with its size, which `free` needs. Its alignment fits the longest type of C.
const HEAD: usize = 8;

/// Gives memory to the heap, and the heap to Mbed TLS. Call it once, before any other call of Mbed TLS.
pub(crate) fn start(memory: &'static mut [u8]) {
    let size = memory.len();
    // A heap without room for anything stays as it is, and every allocation fails.
    if size >= 1024 {
        // SAFETY: the memory is borrowed for ever.
        unsafe { HEAP.init(memory.as_mut_ptr().addr(), size) };
    }
    // SAFETY: both functions follow the rules of the C library.
    unsafe { mbedtls_rs_sys::mbedtls_platform_set_calloc_free(Some(calloc), Some(free)) };
}

/// Returns the use of the heap.
pub(crate) fn used() -> HeapUse {
    critical_section::with(|section| USE.borrow(section).get())
}

fn record(failed: bool) {
    let now = HEAP.used();
    critical_section::with(|section| {
        let before = USE.borrow(section).get();
        USE.borrow(section).set(HeapUse {
            now,
            peak: before.peak.max(now),
            failures: before.failures.saturating_add(failed.into()),
        });
    });
}

/// `calloc` of C.
pub(crate) unsafe extern "C" fn calloc(count: usize, size: usize) -> *mut c_void {
    let layout = count
        .checked_mul(size)
        .and_then(|size| size.checked_add(HEAD))
        .and_then(|size| Layout::from_size_align(size, HEAD).ok());
    // SAFETY: the size is not 0.
    let block = layout.map_or(ptr::null_mut(), |layout| unsafe { HEAP.alloc_zeroed(layout) });
    record(block.is_null());
    match layout {
        Some(layout) if !block.is_null() => {
            // SAFETY: the block is aligned, and longer than its head.
            unsafe {
                block.cast::<usize>().write(layout.size());
                block.add(HEAD).cast()
            }
        }
        _ => ptr::null_mut(),
    }
}

/// `free` of C.
pub(crate) unsafe extern "C" fn free(start: *mut c_void) {
    if start.is_null() {
        return;
    }
    // SAFETY: the block is one of `calloc`, which wrote a valid size into its head.
    unsafe {
        let block = start.cast::<u8>().sub(HEAD);
        let size = block.cast::<usize>().read();
        HEAP.dealloc(block, Layout::from_size_align_unchecked(size, HEAD));
    }
    record(false);
}
