use core::mem;

use embassy_time::{Duration, Instant, Timer};
use embedded_hal::digital::OutputPin;
use embedded_io_async::{BufRead, Write};

use crate::{Answer, Error, Limits, dialogue};

/// The silence that a modem wants before and after `+++`, with some more.
const GUARD_TIME: Duration = Duration::from_millis(1100);
/// The limit of an `AT`. A modem that does not answer it in time is booting, off, or in data mode.
const SYNC: Duration = Duration::from_millis(300);
/// The time between two questions whether the modem is ready.
const PAUSE: Duration = Duration::from_millis(500);

/// A modem on a serial port.
#[derive(Debug)]
pub struct Modem<P, D> {
    pub(crate) port: P,
    dtr: D,
    pub(crate) limits: Limits,
    /// The modem was dialled: it is in data mode unless the carrier was lost.
    is_dialled: bool,
}

impl<P: BufRead + Write, D: OutputPin> Modem<P, D> {
    /// Takes the port of a modem, and its DTR, which is active when it is low. Nothing is sent yet.
    ///
    /// DTR is high for a second if the modem does not listen. A reset that is active when it is high serves as well, and a pin
    /// without a wire if there is neither.
    pub fn new(port: P, dtr: D, limits: Limits) -> Self {
        Self {
            port,
            dtr,
            limits,
            is_dialled: false,
        }
    }

    /// Dials, from any state in which a former call may have left the modem.
    ///
    /// # Errors
    ///
    /// Each names the command that failed. The modem is then in command mode, or does not answer.
    pub async fn dial(&mut self, apn: &str) -> Result<(), Error<P::Error>> {
        // Other characters could end the command and begin another.
        let is_valid = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
        if apn.is_empty() || apn.len() > 63 || !apn.bytes().all(is_valid) {
            return Err(Error::InvalidApn);
        }
        self.hang_up().await?;
        let Limits { command, dial, .. } = self.limits;
        self.expect(Answer::Ok, "ATE0", &[], command).await?; // no echo
        self.expect(Answer::Ok, "AT&D2", &[], command).await?; // a drop of DTR hangs up
        self.expect(Answer::Ok, "AT+CMEE=1", &[], command).await?; // numbers in errors
        self.wait_for_sim().await?;
        // First the APN: with it the modem registers with an LTE network.
        self.expect(Answer::Ok, "AT+CGDCONT", &["=1,\"IP\",\"", apn, "\""], command)
            .await?;
        self.wait_for_network().await?;
        self.expect(Answer::Connect, "ATD*99#", &[], dial).await?;
        self.is_dialled = true;
        Ok(())
    }

    /// Brings the modem into command mode, and ends its call.
    ///
    /// # Errors
    ///
    /// The modem does not answer, even after a reset.
    pub async fn hang_up(&mut self) -> Result<(), Error<P::Error>> {
        // A former run of the program may have left data mode on.
        if mem::take(&mut self.is_dialled) || self.sync(Duration::from_secs(1)).await.is_err() {
            dialogue::discard(&mut self.port, GUARD_TIME).await;
            // Best effort: the answer to `AT` shows whether it was heard.
            let _ = dialogue::send(&mut self.port, "+++", ["+++"], Instant::now() + SYNC).await;
            dialogue::discard(&mut self.port, GUARD_TIME).await;
            if self.sync(Duration::from_secs(1)).await.is_err() {
                // Best effort as well.
                let _ = self.dtr.set_high();
                Timer::after_secs(1).await;
                let _ = self.dtr.set_low();
                self.sync(self.limits.boot).await?;
            }
        }
        self.expect(Answer::Ok, "ATH", &[], self.limits.command).await
    }

    /// Sends `AT` until the modem says `OK`.
    async fn sync(&mut self, limit: Duration) -> Result<(), Error<P::Error>> {
        let deadline = Instant::now() + limit;
        loop {
            let error = match self.expect(Answer::Ok, "AT", &[], SYNC).await {
                Ok(()) => break,
                Err(error) => error,
            };
            if Instant::now() >= deadline {
                return Err(error);
            }
            Timer::after_millis(10).await; // an answer that refuses, or an error of the port, comes at once
        }
        // The answers to those before.
        dialogue::discard(&mut self.port, Duration::from_millis(100)).await;
        Ok(())
    }

    async fn wait_for_sim(&mut self) -> Result<(), Error<P::Error>> {
        const COMMAND: &str = "AT+CPIN?";
        let deadline = Instant::now() + self.limits.sim;
        loop {
            let mut is_ready = false;
            let line = |line: &[u8]| is_ready |= line == b"+CPIN: READY";
            let answer = dialogue::command(&mut self.port, COMMAND, &[], self.limits.command, line).await?;
            match answer {
                Answer::Ok if is_ready => return Ok(()),
                // SIM busy, for some seconds after power-on.
                Answer::CmeError(Some(14)) if Instant::now() < deadline => Timer::after(PAUSE).await,
                Answer::Ok => return Err(Error::SimNotReady),
                answer => return Err(Error::refused(COMMAND, answer)),
            }
        }
    }

    async fn wait_for_network(&mut self) -> Result<(), Error<P::Error>> {
        const COMMAND: &str = "AT+CEREG?";
        let deadline = Instant::now() + self.limits.registration;
        loop {
            let mut status = None;
            let line = |line: &[u8]| status = registration(line).or(status);
            let answer = dialogue::command(&mut self.port, COMMAND, &[], self.limits.command, line).await?;
            match (answer, status) {
                (Answer::Ok, Some(1 | 5)) => return Ok(()), // at home, roaming
                (Answer::Ok, Some(3)) => return Err(Error::NotRegistered { status }),
                (Answer::Ok, _) if Instant::now() < deadline => Timer::after(PAUSE).await,
                (Answer::Ok, _) => return Err(Error::NotRegistered { status }),
                (answer, _) => return Err(Error::refused(COMMAND, answer)),
            }
        }
    }

    /// Sends a command, and expects a final result.
    async fn expect(
        &mut self,
        expected: Answer,
        command: &'static str,
        parameters: &[&str],
        limit: Duration,
    ) -> Result<(), Error<P::Error>> {
        match dialogue::command(&mut self.port, command, parameters, limit, |_| {}).await? {
            answer if answer == expected => Ok(()),
            answer => Err(Error::refused(command, answer)),
        }
    }
}

/// Reads `<stat>` in the line `+CEREG: <n>,<stat>`. The modem's own reports of a change lack `<n>`.
fn registration(line: &[u8]) -> Option<u8> {
    let fields = str::from_utf8(line).ok()?.strip_prefix("+CEREG:")?;
    fields.split(',').nth(1)?.trim().parse().ok()
}
