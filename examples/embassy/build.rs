//! Checks the settings of an image, so that a wrong one is an error when it is built.

use std::{env, fmt::Display};

use scnet_notebook::{BaseUrl, NotebookId, Token};

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if has("settings") {
        check("SCNET_BASE_URL", None, BaseUrl::new);
        check("SCNET_TOKEN", None, Token::new);
        check("SCNET_NOTEBOOK_ID", None, NotebookId::new);
        check("SCNET_TIMEOUT", Some("30"), |text| {
            text.parse::<u16>().map_err(|_| "it is not a number of seconds")
        });
    }
    if has("mac") {
        check("SCNET_MAC", Some("02:00:00:00:00:01"), mac);
    }
}

fn has(feature: &str) -> bool {
    env::var_os(format!("CARGO_FEATURE_{}", feature.to_uppercase())).is_some()
}

/// Passes the setting on to the compiler. Never shows its value, which may be a secret.
fn check<'v, T, E: Display>(name: &str, default: Option<&str>, parse: impl FnOnce(&'v str) -> Result<T, E>) {
    println!("cargo::rerun-if-env-changed={name}");
    let Some(value) = env::var(name).ok().or(default.map(String::from)) else {
        return println!("cargo::error={name} is not set: copy settings.example.toml to settings.toml, and fill it in");
    };
    println!("cargo::rustc-env={name}={value}");
    if let Err(error) = parse(value.leak()) {
        println!("cargo::error={name}: {error}");
    }
}

fn mac(text: &str) -> Result<(), &'static str> {
    let bytes: Option<Vec<u8>> = text.split(':').map(|byte| u8::from_str_radix(byte, 16).ok()).collect();
    match bytes.as_deref() {
        // A multicast address is none of a device.
        Some([first, _, _, _, _, _]) if first & 1 == 0 => Ok(()),
        _ => Err("it is not an Ethernet address such as 02:00:00:00:00:01"),
    }
}
