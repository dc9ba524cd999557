use core::ptr;

const PAINT: u32 = 0xA5A5_A5A5;

/// How much is painted: far more than a call takes.
const WORDS: usize = 16 << 10;

/// Returns how many bytes of stack a call takes at its peak.
#[inline(never)]
pub(super) fn peak(call: impl FnOnce()) -> usize {
    let top = cortex_m::register::msp::read() as *mut u32;
    // What lies just below the top is the frame of this function.
    for word in 16..WORDS {
        // SAFETY: below the stack pointer lies nothing but free stack, which is megabytes deep here.
        unsafe { ptr::write_volatile(top.wrapping_sub(word), PAINT) };
    }
    run(call);
    // SAFETY: as above.
    let is_painted = |word: usize| unsafe { ptr::read_volatile(top.wrapping_sub(word)) } == PAINT;
    let deepest = (16..WORDS).rev().find(|&word| !is_painted(word)).unwrap_or(16);
    assert!(deepest < WORDS - 1, "the call took more than was painted");
    deepest * size_of::<u32>()
}

/// Keeps what a call needs out of the frame of the measurement, where it would not be seen.
#[inline(never)]
fn run(call: impl FnOnce()) {
    call();
}
