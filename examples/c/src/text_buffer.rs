use core::{ffi::c_char, fmt};

/// Memory of the caller for a text, which is cut to fit and always ends with a NUL.
pub(crate) struct TextBuffer {
    end: *mut u8,
    /// The room behind the text, with the NUL.
    left: usize,
}

impl TextBuffer {
    /// Borrows the memory, and makes it the empty text. No text fits into NULL.
    ///
    /// # Safety
    ///
    /// `text` is NULL, or points to `size` bytes that nobody else uses as long as this exists.
    pub(crate) unsafe fn new(text: *mut c_char, size: usize) -> Self {
        let left = if text.is_null() { 0 } else { size };
        if left > 0 {
            // SAFETY: the caller's promise.
            unsafe { text.write(0) };
        }
        Self { end: text.cast(), left }
    }
}

impl fmt::Write for TextBuffer {
    /// Fails if the text does not fit. The texts of this crate are ASCII, so they can be cut anywhere.
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for byte in text.bytes() {
            if self.left < 2 {
                return Err(fmt::Error);
            }
            // SAFETY: two bytes are left, by the promise in `new`.
            unsafe {
                self.end.write(byte);
                self.end = self.end.add(1);
                self.end.write(0);
            }
            self.left -= 1;
        }
        Ok(())
    }
}
