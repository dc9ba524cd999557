//! Lays the image `cortex-m4` out in the memory of `mps2-an386`, the emulated board.

use std::{env, fs, path::PathBuf};

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    if env::var("CARGO_CFG_TARGET_OS").is_ok_and(|system| system == "none") {
        // The linker looks for `memory.x` in its working directory first, so the file is elsewhere.
        let directory = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
        let layout = "MEMORY { FLASH : ORIGIN = 0x00000000, LENGTH = 4M RAM : ORIGIN = 0x20000000, LENGTH = 4M }";
        fs::write(directory.join("memory.x"), layout).expect("OUT_DIR is writable");
        println!("cargo:rustc-link-search={}", directory.display());
        println!("cargo:rustc-link-arg-bin=cortex-m4=-Tlink.x");
    }
}
