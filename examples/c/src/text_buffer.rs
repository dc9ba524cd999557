use core::{ffi::c_char, fmt, mem::MaybeUninit, slice};

/// Memory of the caller for a text, which is cut to fit and always ends with a NUL.
pub(crate) struct TextBuffer<'a> {
    memory: &'a mut [MaybeUninit<u8>],
    length: usize,
}

impl TextBuffer<'_> {
    /// Borrows the memory, and makes it the empty text. No text fits into NULL.
    ///
    /// # Safety
    ///
    /// `text` is NULL, or points to `size` bytes that nobody else uses.
    pub(crate) unsafe fn new(text: *mut c_char, size: usize) -> Self {
        let memory = if text.is_null() || isize::try_from(size).is_err() {
            &mut []
        } else {
            // SAFETY: the caller's promise, and it is neither NULL nor too large for a slice.
            unsafe { slice::from_raw_parts_mut(text.cast(), size) }
        };
        let mut buffer = Self { memory, length: 0 };
        buffer.put(0);
        buffer
    }

    /// Writes a byte behind the text.
    fn put(&mut self, byte: u8) {
        if let Some(place) = self.memory.get_mut(self.length) {
            place.write(byte);
        }
    }
}

impl fmt::Write for TextBuffer<'_> {
    /// Fails if the text does not fit. The texts of this crate are ASCII, so they can be cut anywhere.
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for byte in text.bytes() {
            if self.length + 1 >= self.memory.len() {
                return Err(fmt::Error);
            }
            self.put(byte);
            self.length += 1;
            self.put(0);
        }
        Ok(())
    }
}
