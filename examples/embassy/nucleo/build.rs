//! Passes the layout of the memory, which embassy-stm32 brings, to the linker.

fn main() {
    for argument in ["--nmagic", "-Tlink.x"] {
        println!("cargo::rustc-link-arg-bins={argument}");
    }
}
