//! The peak of the stack: its free part is painted at the start and examined at the end.

const PAINT: u32 = 0xCCCC_CCCC;

/// Free stack begins this far below a local variable: the frame of a function is smaller.
const FRAME: usize = 1024;

unsafe extern "C" {
    // Defined in the memory layout of the board.
    static mut _stack_end: u32;
    static mut _stack_start: u32;
}

/// Paints the free part of the stack.
pub(crate) fn paint() {
    let here = 0_u32;
    let free = (&raw const here).addr().saturating_sub(end().addr() + FRAME) / size_of::<u32>();
    for word in 0..free {
        // SAFETY: the word is in the free part of the stack.
        unsafe { end().add(word).write_volatile(PAINT) };
    }
}

/// Returns the peak of the stack in bytes, since it was painted.
pub(crate) fn peak() -> usize {
    let words = size() / size_of::<u32>();
    // SAFETY: the word is in the stack, which is readable.
    let is_painted = |word: &usize| unsafe { end().add(*word).read_volatile() } == PAINT;
    let free = (0..words).take_while(is_painted).count();
    size() - free * size_of::<u32>()
}

/// Returns the size of the stack in bytes.
pub(crate) fn size() -> usize {
    (&raw const _stack_start).addr() - end().addr()
}

/// Returns the lowest address of the stack, which grows downwards.
pub(crate) fn end() -> *mut u32 {
    &raw mut _stack_end
}
