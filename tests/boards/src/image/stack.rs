//! How much of the stack is ever used: what is free is painted at the beginning, and looked at in the end.

const PAINT: u32 = 0xCCCC_CCCC;

/// What lies this far below a local variable is in no use: its function's frame is smaller.
const FRAME: usize = 1024;

unsafe extern "C" {
    // Where the layout of the board's memory says.
    static mut _stack_end: u32;
    static mut _stack_start: u32;
}

/// Paints what is free of the stack.
pub(crate) fn paint() {
    let here = 0_u32;
    let free = (&raw const here).addr().saturating_sub(end().addr() + FRAME) / size_of::<u32>();
    for word in 0..free {
        // SAFETY: it lies in the stack, and below what is in use.
        unsafe { end().add(word).write_volatile(PAINT) };
    }
}

/// Returns how many bytes of the stack were used at most, since it was painted.
pub(crate) fn peak() -> usize {
    let words = size() / size_of::<u32>();
    // SAFETY: it lies in the stack, all of which may be read.
    let is_painted = |word: &usize| unsafe { end().add(*word).read_volatile() } == PAINT;
    let free = (0..words).take_while(is_painted).count();
    size() - free * size_of::<u32>()
}

/// Returns the size of the stack in bytes.
pub(crate) fn size() -> usize {
    (&raw const _stack_start).addr() - end().addr()
}

/// Returns where the stack ends: it grows downwards.
pub(crate) fn end() -> *mut u32 {
    &raw mut _stack_end
}
