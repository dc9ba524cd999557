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
