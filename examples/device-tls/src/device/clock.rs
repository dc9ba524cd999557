//! The clock of the device, for Mbed TLS.

use mbedtls_rs::sys::{
    self,
    hook::{
        timer::{MbedtlsTimer, hook_timer},
        wall_clock::{MbedtlsWallClock, hook_wall_clock},
    },
};
use static_cell::StaticCell;
use time::UtcDateTime;

/// A time before this package was written, 1 October 2025: a clock that shows an earlier one is not set.
const EARLIEST: u64 = 1_759_276_800;

/// The clock of the device.
#[derive(Clone, Copy)]
pub(crate) struct Clock(pub(crate) fn() -> Option<u64>);

impl Clock {
    /// Gives the clock to Mbed TLS. Call it once, before Mbed TLS uses the time.
    pub(crate) fn start(self) {
        static CLOCK: StaticCell<Clock> = StaticCell::new();

        let clock: &Self = CLOCK.init(self);
        // SAFETY: Mbed TLS has not used the time yet, and the clock is never dropped.
        unsafe {
            hook_timer(Some(clock));
            hook_wall_clock(Some(clock));
        }
    }

    /// Returns the time in seconds since 1970, or `None` if the clock is not set.
    pub(crate) fn seconds(self) -> Option<u64> {
        (self.0)().filter(|seconds| *seconds >= EARLIEST)
    }
}

impl MbedtlsTimer for Clock {
    /// Mbed TLS measures the age of session tickets with it, which no session here uses.
    fn now(&self) -> sys::mbedtls_ms_time_t {
        let seconds = self.seconds().unwrap_or_default();
        sys::mbedtls_ms_time_t::try_from(seconds).map_or(0, |seconds| seconds.saturating_mul(1000))
    }
}

impl MbedtlsWallClock for Clock {
    fn instant(&self) -> Option<sys::tm> {
        let time = UtcDateTime::from_unix_timestamp(self.seconds()?.try_into().ok()?).ok()?;
        Some(sys::tm {
            tm_sec: time.second().into(),
            tm_min: time.minute().into(),
            tm_hour: time.hour().into(),
            tm_mday: time.day().into(),
            tm_mon: i32::from(u8::from(time.month())) - 1,
            tm_year: time.year() - 1900,
            ..sys::tm::default()
        })
    }
}
