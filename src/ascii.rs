/// Returns the position of the first byte of `text` that is not visible ASCII (0x21 to 0x7E).
///
/// Text without such a byte cannot end a header line, split a URL, or hide from the eye.
pub(crate) fn first_invisible(text: &str) -> Option<usize> {
    text.bytes().position(|byte| !byte.is_ascii_graphic())
}
