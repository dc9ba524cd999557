/// A block of the 32-bit registers of a device.
pub(crate) struct Registers<const SIZE: usize> {
    base: *mut u32,
}

// SAFETY: each access is a single one, of one word.
unsafe impl<const SIZE: usize> Sync for Registers<SIZE> {}

impl<const SIZE: usize> Registers<SIZE> {
    /// Takes the block at an address.
    ///
    /// # Safety
    ///
    /// There must be `SIZE` bytes of registers at the address, safe to read and to write with any value.
    pub(crate) const unsafe fn new(address: usize) -> Self {
        Self {
            base: core::ptr::with_exposed_provenance_mut(address),
        }
    }

    pub(crate) fn read(&self, offset: usize) -> u32 {
        assert!(offset < SIZE && offset.is_multiple_of(4), "no such register");
        // SAFETY: the register is in the block that the caller of `new` guaranteed.
        unsafe { self.base.byte_add(offset).read_volatile() }
    }

    pub(crate) fn write(&self, offset: usize, value: u32) {
        assert!(offset < SIZE && offset.is_multiple_of(4), "no such register");
        // SAFETY: the register is in the block that the caller of `new` guaranteed.
        unsafe { self.base.byte_add(offset).write_volatile(value) }
    }
}
