//! The time of a board without a clock, from a time server (SNTP).
//!
//! An attacker on the path can forge it, and pass off a certificate that is expired, but not as one from before the build of the
//! image. Give `device_tls::Tls` the clock of the board instead if it has one that runs on a battery.

use core::{
    fmt,
    sync::atomic::{AtomicU32, Ordering},
};

use embassy_net::{
    IpAddress, Stack,
    dns::DnsQueryType,
    udp::{PacketMetadata, UdpSocket},
};
use embassy_time::{Duration, Instant};
use sntpc::{NtpContext, NtpTimestampGenerator, get_time};
use sntpc_net_embassy::UdpSocketWrapper;

use crate::{Call, Failure, Wait};

/// The second of the boot since 1970, or 0 if it is not known.
static BOOTED: AtomicU32 = AtomicU32::new(0);

/// Random bits of the board: who does not see a question has to guess them to answer it.
pub(crate) static NONCE: AtomicU32 = AtomicU32::new(0);

/// Returns the time in seconds since 1970, if it was received.
#[must_use]
pub fn now() -> Option<u64> {
    let booted = BOOTED.load(Ordering::Relaxed);
    (booted != 0).then(|| u64::from(booted) + Instant::now().as_secs())
}

/// Asks the server for the time, if the call needs it and it is not known.
pub(crate) async fn ask(network: Stack<'_>, call: &Call<'_>, report: &mut dyn FnMut(fmt::Arguments<'_>)) {
    if call.base_url.as_str().starts_with("https")
        && now().is_none()
        && let Err(failure) = receive(network, call.time_server).await
    {
        report(format_args!("no time from {}: {failure}", call.time_server));
    }
}

async fn receive(network: Stack<'_>, server: &str) -> Result<(), Failure> {
    let deadline = Instant::now() + Duration::from_secs(10);
    let lookup = network.dns_query(server, DnsQueryType::A);
    let found = Wait::Lookup.until(deadline, lookup).await?;
    let Some(&IpAddress::Ipv4(address)) = found.first() else {
        return Err(Failure::Failed(Wait::Lookup));
    };
    let (mut received, mut sent) = ([PacketMetadata::EMPTY; 1], [PacketMetadata::EMPTY; 1]);
    let (mut read, mut write) = ([0; 64], [0; 64]);
    let mut socket = UdpSocket::new(network, &mut received, &mut read, &mut sent, &mut write);
    socket.bind(0).map_err(|_| Failure::Failed(Wait::Time))?;
    let socket = UdpSocketWrapper::new(socket);
    let time = get_time((address, 123).into(), &socket, NtpContext::new(Unset));
    let time = Wait::Time.until(deadline, time).await?.sec();
    let booted = time
        .checked_sub(Instant::now().as_secs())
        .and_then(|booted| booted.try_into().ok());
    match booted {
        Some(booted) if time >= BUILT => BOOTED.store(booted, Ordering::Relaxed),
        _ => return Err(Failure::Failed(Wait::Time)),
    }
    Ok(())
}

/// The time of the build in seconds since 1970: any earlier one is wrong.
const BUILT: u64 = match u64::from_str_radix(env!("BUILT"), 10) {
    Ok(seconds) => seconds,
    Err(_) => panic!("build.rs sets it"),
};

/// A clock that is not set. It tells the answer from one to another question.
#[derive(Clone, Copy)]
struct Unset;

impl NtpTimestampGenerator for Unset {
    fn init(&mut self) {}

    fn timestamp_sec(&self) -> u64 {
        BUILT + u64::from(NONCE.load(Ordering::Relaxed) >> 8) // half a year at most
    }

    fn timestamp_subsec_micros(&self) -> u32 {
        (Instant::now().as_micros() % 1_000_000) as u32
    }
}
