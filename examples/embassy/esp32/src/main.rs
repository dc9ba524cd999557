//! Starts a notebook from an ESP32-C3 or ESP32-C6 over Wi-Fi, and reports over USB.
#![no_std]
#![no_main]

use call::settings;
use embassy_executor::Spawner;
use embassy_net::Runner;
use embassy_time::Timer;
use esp_backtrace as _;
use esp_hal::{clock::CpuClock, rng::Trng, timer::timg::TimerGroup};
use esp_println::println;
use esp_radio::wifi::{AuthenticationMethodConfig, Config, Interface, WifiController, sta::StationConfig};

esp_bootloader_esp_idf::esp_app_desc!();

#[esp_rtos::main]
async fn main(spawner: Spawner) {
    let board = esp_hal::init(esp_hal::Config::default().with_cpu_clock(CpuClock::max()));
    println!("scnet-notebook on ESP32");
    esp_alloc::heap_allocator!(size: 72 * 1024); // for the radio
    esp_rtos::start(TimerGroup::new(board.TIMG0).timer0, board.FROM_CPU_INTR0);

    let station = StationConfig::default()
        .with_ssid(settings::WIFI_SSID.try_into().expect("build.rs checks it"))
        .with_authentication(AuthenticationMethodConfig::Wpa2Personal(
            settings::WIFI_PASSWORD.try_into().expect("build.rs checks it"),
        ));
    let mut wifi = WifiController::new(board.WIFI, Default::default()).expect("the radio is started once");
    wifi.set_config(&Config::Station(station)).expect("build.rs checks it");
    spawner.spawn(run_wifi(wifi).expect("it is spawned once"));

    // The random numbers are true ones while the radio is on.
    let random = Trng::try_new().expect("the radio is on");
    let (mut seed, mut port) = ([0; 32], [0; 8]);
    random.read(&mut seed);
    random.read(&mut port);

    let (network, runner) = call::network(Interface::station(), u64::from_le_bytes(port));
    spawner.spawn(run_network(runner).expect("it is spawned once"));

    // It reports what came of the call.
    let mut report = |line: core::fmt::Arguments<'_>| println!("{line}");
    _ = call::start(network, settings::call(), &settings::tls(seed), &mut report).await;
}

/// Joins the Wi-Fi, and again whenever it is lost.
#[embassy_executor::task]
async fn run_wifi(mut wifi: WifiController<'static>) {
    loop {
        match wifi.connect_async().await {
            Ok(_) => _ = wifi.wait_for_disconnect_async().await,
            Err(error) => println!("no Wi-Fi: {error:?}"),
        }
        Timer::after_secs(5).await;
    }
}

#[embassy_executor::task]
async fn run_network(mut runner: Runner<'static, Interface>) {
    runner.run().await;
}
