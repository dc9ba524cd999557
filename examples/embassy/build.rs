//! Checks the settings of an image, so that a wrong one is an error when it is built. Passes a layout of memory to the linker.

use std::{env, fmt::Display, fs, num::NonZeroU16, path::Path, time::SystemTime};

use scnet_notebook::{BaseUrl, NotebookId, Token};

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let built = SystemTime::UNIX_EPOCH.elapsed().expect("it is after 1970").as_secs();
    println!("cargo::rustc-env=BUILT={built}");
    if has("rp2040") {
        println!("cargo::rerun-if-changed=rp2040/memory.x");
        println!("cargo::rustc-link-search={}/rp2040", env!("CARGO_MANIFEST_DIR"));
    }
    if has("settings") {
        check("SCNET_BASE_URL", None, base_url);
        check("SCNET_TOKEN", None, Token::new);
        check("SCNET_NOTEBOOK_ID", None, NotebookId::new);
        check("SCNET_TIMEOUT", Some("30"), |text| {
            text.parse::<NonZeroU16>()
                .map_err(|_| "it is not a number of seconds from 1 to 65535")
        });
    }
    if has("settings") && has("tls") {
        check("SCNET_CA", Some("ca.pem"), ca);
    }
    if has("settings") && has("time") {
        check("SCNET_TIME_SERVER", Some("pool.ntp.org"), Ok::<_, &str>);
    }
    if has("wifi") {
        check("WIFI_SSID", None, |text| length(text, 1, 32));
        check("WIFI_PASSWORD", None, |text| length(text, 8, 63));
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

fn base_url(text: &str) -> Result<(), String> {
    BaseUrl::new(text).map_err(|error| error.to_string())?;
    match is_secure(text) && !has("tls") {
        true => Err("this board has no TLS for https".into()),
        false => Ok(()),
    }
}

fn is_secure(url: &str) -> bool {
    url.starts_with("https")
}

/// Copies the file to the compiler. A call over `http` needs none.
fn ca(path: &str) -> Result<(), String> {
    let mut bytes = Vec::new();
    if env::var("SCNET_BASE_URL").is_ok_and(|url| is_secure(&url)) {
        println!("cargo::rerun-if-changed={path}");
        bytes = fs::read(path).map_err(|error| format!("{path}: {error}: https needs the certificate of the CA"))?;
        let has = |text: &[u8]| bytes.windows(text.len()).any(|part| part == text);
        if has(b"PRIVATE KEY") {
            return Err(format!("{path} has a private key: it would lie in the flash"));
        }
        // Of a key in DER, the second tag or length is another one.
        let is_der = matches!(bytes[..], [0x30, 0x82, _, _, 0x30, 0x81 | 0x82, ..]);
        if !is_der && !has(b"-----BEGIN CERTIFICATE-----") {
            return Err(format!("{path} is no certificate in PEM or DER"));
        }
    }
    let out = env::var_os("OUT_DIR").expect("cargo sets it");
    fs::write(Path::new(&out).join("ca"), bytes).map_err(|error| error.to_string())
}

fn length(text: &str, least: usize, most: usize) -> Result<(), String> {
    match (least..=most).contains(&text.len()) {
        true => Ok(()),
        false => Err(format!("it has {} bytes, not {least} to {most}", text.len())),
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
