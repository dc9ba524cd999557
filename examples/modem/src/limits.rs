use embassy_time::Duration;

/// Limits of the waits.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Until the modem answers `AT`. It boots for some 15 seconds after power-on.
    pub boot: Duration,
    /// For the result of a command that asks nothing of the network.
    pub command: Duration,
    /// Until the SIM is ready.
    pub sim: Duration,
    /// Until the modem is registered with a network. A first search takes minutes.
    pub registration: Duration,
    /// For the result of the dialling.
    pub dial: Duration,
    /// Until PPP is up.
    pub ppp: Duration,
}

impl Limits {
    /// Limits for modems of Quectel and SIMCom.
    pub const LTE: Self = Self {
        boot: Duration::from_secs(20),
        command: Duration::from_secs(5),
        sim: Duration::from_secs(10),
        registration: Duration::from_secs(180),
        dial: Duration::from_secs(60),
        ppp: Duration::from_secs(30),
    };
}
