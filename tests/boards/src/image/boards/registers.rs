/// A block of a device's registers, of 32 bits each.
pub(crate) struct Registers<const SIZE: usize> {
    base: *mut u32,
}

// SAFETY: every access is a single one, of a word.
unsafe impl<const SIZE: usize> Sync for Registers<SIZE> {}

impl<const SIZE: usize> Registers<SIZE> {
    /// Takes possession of the block at an address.
    ///
    /// # Safety
    ///
    /// At the address there must be `SIZE` bytes of registers that are safe to read and write, whatever the value.
    pub(crate) const unsafe fn new(address: usize) -> Self {
        Self {
            base: core::ptr::with_exposed_provenance_mut(address),
        }
    }

    pub(crate) fn read(&self, offset: usize) -> u32 {
        assert!(offset < SIZE && offset.is_multiple_of(4), "no such register");
        // SAFETY: the register is one of the block, which `new` was promised.
        unsafe { self.base.byte_add(offset).read_volatile() }
    }

    pub(crate) fn write(&self, offset: usize, value: u32) {
        assert!(offset < SIZE && offset.is_multiple_of(4), "no such register");
        // SAFETY: the register is one of the block, which `new` was promised.
        unsafe { self.base.byte_add(offset).write_volatile(value) }
    }
}
