use core::panic::PanicInfo;

/// Ends the program by an invalid instruction. The library calls it if it meets a bug of its own, which is not known to be
/// possible; a debugger then shows this name. Do not call it.
#[unsafe(no_mangle)]
#[inline(never)]
pub extern "C" fn scnet_panic() -> ! {
    loop {
        #[cfg(target_arch = "arm")]
        // SAFETY: the instruction is undefined, so the processor takes its fault handler.
        unsafe {
            core::arch::asm!("udf #0");
        }
        #[cfg(target_arch = "riscv32")]
        // SAFETY: the same.
        unsafe {
            core::arch::asm!("unimp");
        }
    }
}

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    scnet_panic()
}
