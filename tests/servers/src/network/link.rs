use std::{
    collections::HashSet,
    io,
    os::unix::net::UnixDatagram,
    path::Path,
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

use crate::process::{LIMIT, Process};

use super::packet::Packet;

/// A link between two interfaces, `near` in this namespace and `far` in the namespace of this name. It passes on, loses, repeats and
/// delays packets.
pub(crate) struct Link {
    state: Arc<Mutex<State>>,
    _ends: [Process; 2],
}

/// The state of a link during one call.
#[derive(Default)]
struct State {
    fault: String,
    /// The ports of the client. Packets of the calls before are dropped.
    ports: HashSet<u16>,
    /// The packets so far.
    packets: usize,
    /// The packets with payload so far, of requests and of replies.
    payloads: [usize; 2],
}

impl Link {
    /// Connects the interfaces. The files of the sockets between are in this folder.
    pub(crate) fn start(folder: &Path) -> Self {
        let state = Arc::<Mutex<State>>::default();
        let socket = |end: &str| UnixDatagram::bind(folder.join(end)).unwrap();
        let sockets = [socket("near"), socket("far")];
        let ends = ["", "ip netns exec far "]
            .into_iter()
            .zip(["near", "far"])
            .map(|(prefix, end)| {
                let file = folder.join(end).display().to_string();
                let line = format!("{prefix}socat TUN,tun-name={end},iff-no-pi UNIX-SENDTO:{file},bind={file}.socat");
                let command: Vec<_> = line.split(' ').map(str::to_owned).collect();
                Process::start(&command, &folder.join("socat.out"))
            });
        let ends: Vec<_> = ends.collect();
        for (from, to) in [(0, "far"), (1, "near")] {
            let to = folder.join(format!("{to}.socat"));
            let begin = Instant::now();
            while !to.exists() {
                assert!(
                    begin.elapsed() < LIMIT,
                    "socat does not start: is there a /dev/net/tun?"
                );
                thread::sleep(Duration::from_millis(10));
            }
            let (socket, out) = (
                sockets[from].try_clone().unwrap(),
                sockets[1 - from].try_clone().unwrap(),
            );
            let state = Arc::clone(&state);
            thread::spawn(move || carry(&socket, &out, &to, from == 1, &state));
        }
        Self {
            state,
            _ends: ends.try_into().unwrap_or_else(|_| unreachable!("there are two")),
        }
    }

    /// Begins a call under a fault.
    pub(crate) fn set(&self, fault: &str) {
        let fault = fault.to_owned();
        *self.state.lock().unwrap() = State {
            fault,
            ..State::default()
        };
    }
}

/// Carries packets in one direction until the program ends.
fn carry(from: &UnixDatagram, out: &UnixDatagram, to: &Path, is_reply: bool, state: &Mutex<State>) {
    let mut waiting: Vec<(Instant, Vec<u8>)> = Vec::new();
    let mut buffer = [0; 65536];
    loop {
        let now = Instant::now();
        waiting.sort_by_key(|(due, _)| *due);
        let due = waiting.iter().take_while(|(due, _)| *due <= now).count();
        for (_, bytes) in waiting.drain(..due) {
            // A link that ends is no fault of a call.
            let _ = out.send_to(&bytes, to);
        }
        let pause = waiting.first().map(|(due, _)| *due - now);
        from.set_read_timeout(pause.map(|pause| pause.max(Duration::from_millis(1))))
            .unwrap();
        match from.recv(&mut buffer) {
            Ok(length) => {
                let bytes = &buffer[..length];
                let copies = state.lock().unwrap().copies(bytes, is_reply);
                let now = Instant::now();
                waiting.extend(copies.into_iter().map(|delay| (now + delay, bytes.to_vec())));
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(error) => panic!("link: {error}"),
        }
    }
}

impl State {
    /// Returns the delays of the copies of a packet: one for each that arrives.
    fn copies(&mut self, bytes: &[u8], is_reply: bool) -> Vec<Duration> {
        const NOW: Duration = Duration::ZERO;
        let Some(packet) = Packet::parse(bytes) else {
            return vec![NOW]; // of another protocol
        };
        let port = if is_reply { packet.to } else { packet.from };
        if packet.opens && !is_reply {
            self.ports.insert(port);
        }
        if !self.ports.contains(&port) {
            return vec![];
        }
        let number = self.packets;
        self.packets += 1;
        self.payloads[usize::from(is_reply)] += usize::from(packet.payload > 0);
        let [requests, replies] = self.payloads;
        let is_lost = match self.fault.as_str() {
            "good" | "silent-address" | "mtu-576" | "silent-resolver" | "no-resolver" => false,
            "duplicated" => return vec![NOW, NOW],
            "late" => return vec![Duration::from_millis(300)],
            "reordered" if number.is_multiple_of(2) => return vec![Duration::from_millis(30)],
            "reordered" => false,
            "outage" => (3..7).contains(&number),
            "long-lost" => bytes.len() > 576,
            "down-before-request" => requests > 0,
            // The body of a request comes in a packet of its own.
            "down-in-request" => requests > 1,
            "down-after-request" => replies > 0,
            "down-in-reply" => replies > 1,
            fault => {
                let lost: Option<usize> = fault.strip_prefix("lost-").and_then(|lost| lost.parse().ok());
                number % 5 == lost.unwrap_or_else(|| panic!("not a fault: {fault}"))
            }
        };
        if is_lost { vec![] } else { vec![NOW] }
    }
}
