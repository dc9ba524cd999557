use core::ptr;

const PAINT: u32 = 0xA5A5_A5A5;

/// The number of painted words: far more than a call takes.
const WORDS: usize = 16 << 10;

/// Returns the peak of the stack of a call, in bytes.
#[inline(never)]
pub(super) fn peak(call: impl FnOnce()) -> usize {
    let top = cortex_m::register::msp::read() as *mut u32;
    // The first words below the top are the frame of this function.
    for word in 16..WORDS {
        // SAFETY: below the stack pointer is free stack, megabytes of it.
        unsafe { ptr::write_volatile(top.wrapping_sub(word), PAINT) };
    }
    run(call);
    // SAFETY: as above.
    let is_painted = |word: usize| unsafe { ptr::read_volatile(top.wrapping_sub(word)) } == PAINT;
    let deepest = (16..WORDS).rev().find(|&word| !is_painted(word)).unwrap_or(16);
    assert!(deepest < WORDS - 1, "the call took more stack than is painted");
    deepest * size_of::<u32>()
}

/// Keeps the variables of a call out of the frame of [`peak`], which is not measured.
#[inline(never)]
fn run(call: impl FnOnce()) {
    call();
}
