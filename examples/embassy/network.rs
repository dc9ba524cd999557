use embassy_net::{Config, Runner, Stack, StackResources, driver::Driver};
use static_cell::StaticCell;

/// Makes the network over a driver, with an address of DHCP. The runner is to be run by a task. The seed is of random bits.
///
/// # Panics
///
/// It is called once.
pub fn network<D: Driver>(driver: D, seed: u64) -> (Stack<'static>, Runner<'static, D>) {
    static RESOURCES: StaticCell<StackResources<3>> = StaticCell::new(); // for DHCP, DNS and the call
    #[cfg(feature = "time")]
    crate::time::NONCE.store((seed >> 32) as u32, core::sync::atomic::Ordering::Relaxed);
    embassy_net::new(
        driver,
        Config::dhcpv4(Default::default()),
        RESOURCES.init(StackResources::new()),
        seed,
    )
}
