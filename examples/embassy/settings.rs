//! The settings of an image, which `build.rs` has checked. They lie in its flash: everybody who can read that can read the token.

use embassy_time::Duration;
use scnet_notebook::{BaseUrl, NotebookId, Token};

use crate::Call;

/// Returns the call of the settings.
#[must_use]
pub fn call() -> Call<'static> {
    Call {
        base_url: BaseUrl::new(env!("SCNET_BASE_URL")).expect("build.rs checks it"),
        token: Token::new(env!("SCNET_TOKEN")).expect("build.rs checks it"),
        notebook: NotebookId::new(env!("SCNET_NOTEBOOK_ID")).expect("build.rs checks it"),
        #[cfg(feature = "time")]
        time_server: env!("SCNET_TIME_SERVER"),
        timeout: Duration::from_secs(env!("SCNET_TIMEOUT").parse().expect("build.rs checks it")),
        attempts: 3,
    }
}

/// Returns the address of the Ethernet chip.
#[cfg(feature = "mac")]
#[must_use]
pub fn mac() -> [u8; 6] {
    let mut bytes = env!("SCNET_MAC")
        .split(':')
        .map(|byte| u8::from_str_radix(byte, 16).expect("build.rs checks it"));
    core::array::from_fn(|_| bytes.next().expect("build.rs checks it"))
}

/// Starts TLS with the pinned CA, the time of the time server, and bytes of the true random number generator.
#[cfg(feature = "tls")]
#[must_use]
pub fn tls(seed: [u8; 32]) -> device_tls::Tls {
    static HEAP: static_cell::ConstStaticCell<[u8; device_tls::HEAP_SIZE]> =
        static_cell::ConstStaticCell::new([0; device_tls::HEAP_SIZE]);
    device_tls::Tls::start(device_tls::Settings {
        ca: include_bytes!(concat!(env!("OUT_DIR"), "/ca")),
        clock: crate::time::now,
        seed: Some(seed),
        heap: HEAP.take(),
    })
}

/// The name of the Wi-Fi.
#[cfg(feature = "wifi")]
pub const WIFI_SSID: &str = env!("WIFI_SSID");

/// The password of the Wi-Fi, of WPA2.
#[cfg(feature = "wifi")]
pub const WIFI_PASSWORD: &str = env!("WIFI_PASSWORD");
