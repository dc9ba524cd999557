use core::{fmt, pin::pin};

use embassy_futures::select::{Either, select};
use embassy_net::{ConfigV4, Ipv4Cidr, Stack, StackResources, StaticConfigV4};
use embassy_net_ppp::{Config, Device, Ipv4Status, RunError, Runner, State};
use embassy_time::{Duration, Instant, with_deadline};
use embedded_io_async::{BufRead, Write};
use static_cell::StaticCell;

use crate::{
    Error, Modem,
    frames::{Frames, Lost},
};

/// The time after which PPP begins anew: it sends each of its requests once, and one may be lost.
const ATTEMPT: Duration = Duration::from_secs(4);

/// The network of a modem: PPP, and the stack above it, whose own runner is a task of the program.
pub struct Link {
    ppp: Runner<'static>,
    stack: Stack<'static>,
    is_lost: bool,
}

impl Link {
    /// Makes the network. The runner of its stack is to be run by a task.
    ///
    /// # Panics
    ///
    /// It is called once.
    #[must_use]
    pub fn new(seed: u64) -> (Self, embassy_net::Runner<'static, Device<'static>>) {
        static STATE: StaticCell<State<4, 4>> = StaticCell::new();
        static RESOURCES: StaticCell<StackResources<3>> = StaticCell::new();
        let (device, ppp) = embassy_net_ppp::new(STATE.init(State::new()));
        let resources = RESOURCES.init(StackResources::new());
        let (stack, runner) = embassy_net::new(device, Default::default(), resources, seed);
        let is_lost = false;
        (Self { ppp, stack, is_lost }, runner)
    }

    /// Returns the stack, for the call.
    #[must_use]
    pub fn stack(&self) -> Stack<'static> {
        self.stack
    }

    /// Returns whether the carrier was lost, or PPP ended, during the last call.
    #[must_use]
    pub fn is_lost(&self) -> bool {
        self.is_lost
    }

    /// Runs PPP on a modem that was dialled, and the call as soon as there is an address.
    ///
    /// If the carrier is lost, the sockets of the stack are reset, so that the call ends at once. Its result is returned all the same:
    /// it alone knows what was sent.
    ///
    /// # Errors
    ///
    /// PPP did not come up, and the call did not begin.
    pub async fn run<P: BufRead + Write, D, T>(
        &mut self,
        modem: &mut Modem<P, D>,
        call: impl Future<Output = T>,
    ) -> Result<T, Error<P::Error>> {
        let result = self.try_run(modem, call).await;
        self.stack.set_config_v4(ConfigV4::None);
        result
    }

    async fn try_run<P: BufRead + Write, D, T>(
        &mut self,
        modem: &mut Modem<P, D>,
        call: impl Future<Output = T>,
    ) -> Result<T, Error<P::Error>> {
        let Self { ppp, stack, is_lost } = self;
        *is_lost = false;
        let configure = |status: Ipv4Status| stack.set_config_v4(ipv4(&status));
        let mut frames = Frames::new(&mut modem.port);
        let deadline = Instant::now() + modem.limits.ppp;
        while Instant::now() < deadline {
            // Some networks ask for a name and a password, but take any. They go here.
            let config = Config {
                username: b"",
                password: b"",
            };
            let mut run = pin!(ppp.run(&mut frames, config, configure));
            let attempt = deadline.min(Instant::now() + ATTEMPT);
            match with_deadline(attempt, select(run.as_mut(), stack.wait_config_up())).await {
                Err(_) => continue,
                Ok(Either::First(Err(RunError::Read(Lost::Port(error)) | RunError::Write(Lost::Port(error))))) => {
                    return Err(Error::Port(error));
                }
                Ok(Either::First(_)) => return Err(Error::Lost),
                Ok(Either::Second(())) => {}
            }
            let mut call = pin!(call);
            return Ok(match select(call.as_mut(), run).await {
                Either::First(result) => result,
                Either::Second(_) => {
                    *is_lost = true;
                    stack.set_config_v4(ConfigV4::None);
                    call.await
                }
            });
        }
        Err(Error::NoPpp)
    }
}

impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Link").finish_non_exhaustive()
    }
}

/// Returns the configuration that the network gave, or none without an address.
fn ipv4(status: &Ipv4Status) -> ConfigV4 {
    let Some(address) = status.address else {
        return ConfigV4::None;
    };
    ConfigV4::Static(StaticConfigV4 {
        address: Ipv4Cidr::new(address, 0), // the peer is the way to every other one
        gateway: None,
        dns_servers: status.dns_servers.iter().flatten().copied().collect(),
    })
}
