//! Lays the image out in the memory of the board that the target selects.

use std::{env, fs, path::PathBuf};

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=memory");

    let target = env::var("TARGET").expect("cargo sets the variable");
    let board = match target.as_str() {
        "thumbv7em-none-eabihf" => "mps2-an386",
        "riscv32imac-unknown-none-elf" => "riscv-virt",
        other if other.contains("-none-") => panic!("no board is known for {other}"),
        _ => return,
    };

    // `link.x` of the start-up crate includes `memory.x`. The linker looks for it in its working directory first, so no file
    // there has this name.
    let directory = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets the variable"));
    let layout = format!("memory/{board}.x");
    fs::copy(&layout, directory.join("memory.x")).unwrap_or_else(|error| panic!("{layout}: {error}"));
    println!("cargo:rustc-link-search={}", directory.display());
    println!("cargo:rustc-link-arg-bins=-Tlink.x");
    println!("cargo:rustc-link-arg-bins=--nmagic"); // sections need no alignment to pages
}
