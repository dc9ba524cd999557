//! Lays the image out in the memory of `mps2-an386`, the board that is emulated.

use std::{env, fs, path::PathBuf};

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    if env::var("CARGO_CFG_TARGET_OS").is_ok_and(|system| system == "none") {
        // `link.x` looks for it in the working directory of the linker first: so it lies elsewhere.
        let directory = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
        let layout = "MEMORY { FLASH : ORIGIN = 0x00000000, LENGTH = 4M RAM : ORIGIN = 0x20000000, LENGTH = 4M }";
        fs::write(directory.join("memory.x"), layout).expect("cargo made the directory");
        println!("cargo:rustc-link-search={}", directory.display());
        println!("cargo:rustc-link-arg-bins=-Tlink.x");
    }
}
