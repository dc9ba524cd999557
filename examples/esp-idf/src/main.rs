//! Starts a notebook from an ESP32, over the HTTP client of ESP-IDF.

use core::time::Duration;
use std::{thread, time::Instant};

use anyhow::{bail, Result};
use esp_idf_svc::{
    eventloop::EspSystemEventLoop,
    hal::peripherals::Peripherals,
    http::client::{Configuration as HttpConfiguration, EspHttpConnection, FollowRedirectsPolicy},
    log::EspLogger,
    nvs::EspDefaultNvsPartition,
    sntp::{EspSntp, SyncStatus},
    sys,
    wifi::{BlockingWifi, ClientConfiguration, Configuration as WifiConfiguration, EspWifi},
};
use scnet_notebook::{BaseUrl, Client, NotebookId, Outcome, Token};

/// Stored in the image: everybody who can read the flash can read them.
const SSID: &str = env!("WIFI_SSID");
const PASSWORD: &str = env!("WIFI_PASSWORD");
const TOKEN: &str = env!("SCNET_TOKEN");

const BASE_URL: &str = env!("SCNET_BASE_URL");
const NOTEBOOK: &str = env!("SCNET_NOTEBOOK_ID");

fn main() -> Result<()> {
    sys::link_patches();
    EspLogger::initialize_default();
    let _wifi = join()?;
    // It keeps the clock set until it is dropped.
    let sntp = EspSntp::new_default()?;
    wait_for_time(&sntp)?;

    let (base_url, token, notebook) = (BaseUrl::new(BASE_URL)?, Token::new(TOKEN)?, NotebookId::new(NOTEBOOK)?);
    let mut buffer = [0; 512];
    let mut connection = connect()?;
    for _ in 0..3 {
        let mut client = Client::new(&mut connection, base_url, token, &mut buffer);
        let Err(error) = client.start(notebook) else {
            log::info!("started {notebook}");
            return Ok(());
        };
        log::error!("{error}");
        if let Some(message) = client.message() {
            log::error!("message: {message}");
        }
        match error.outcome() {
            // Retry nothing else: a start costs money.
            Outcome::NotSent => thread::sleep(Duration::from_secs(10)),
            Outcome::Refused => bail!("the notebook was not started"),
            Outcome::Unknown => bail!("the notebook may have been started: look at it first"),
        }
        // A failed connection may still be inside its request.
        drop(connection);
        connection = connect()?;
    }
    bail!("the request was not sent")
}

/// Waits until the clock is set: without it, an expired certificate cannot be noticed.
fn wait_for_time(sntp: &EspSntp) -> Result<()> {
    let begin = Instant::now();
    while sntp.get_sync_status() != SyncStatus::Completed {
        if begin.elapsed() > Duration::from_secs(30) {
            bail!("no time server has answered");
        }
        thread::sleep(Duration::from_millis(100));
    }
    Ok(())
}

/// Makes a connection with buffers and limits for the call.
fn connect() -> Result<EspHttpConnection> {
    Ok(EspHttpConnection::new(&HttpConfiguration {
        // Each line of the request head has to fit, the longest of which has the token; the default is 512.
        buffer_size_tx: Some(2048),
        // The limit of each wait: ESP-IDF has none for the whole call.
        timeout: Some(Duration::from_secs(10)),
        // The token must not travel to another host.
        follow_redirects_policy: FollowRedirectsPolicy::FollowNone,
        crt_bundle_attach: Some(sys::esp_crt_bundle_attach),
        ..Default::default()
    })?)
}

/// Joins the Wi-Fi, and stays joined until the result is dropped.
fn join() -> Result<BlockingWifi<EspWifi<'static>>> {
    let (peripherals, events) = (Peripherals::take()?, EspSystemEventLoop::take()?);
    let driver = EspWifi::new(peripherals.modem, events.clone(), Some(EspDefaultNvsPartition::take()?))?;
    let mut wifi = BlockingWifi::wrap(driver, events)?;
    let (Ok(ssid), Ok(password)) = (SSID.try_into(), PASSWORD.try_into()) else {
        bail!("WIFI_SSID or WIFI_PASSWORD is too long");
    };
    wifi.set_configuration(&WifiConfiguration::Client(ClientConfiguration {
        ssid,
        password,
        ..Default::default()
    }))?;
    wifi.start()?;
    wifi.connect()?;
    wifi.wait_netif_up()?;
    Ok(wifi)
}
