//! Networks that lose, delay and repeat packets, in namespaces of their own. `unshare` makes the namespace of this process.

mod link;
mod packet;

use std::{
    fs::{self, File},
    os::fd::AsFd,
    process::Command,
    thread,
};

use rustix::thread::{LinkNameSpaceType, move_into_link_name_space};

use crate::{
    bench::Bench,
    call::CONNECTIONS,
    condition::{self, Target},
    expectation::Expectation,
    report::{Report, Row},
};
use link::Link;

const EXPECTATIONS: &str = include_str!("../expected/network.txt");

/// The address of the service. No other address behind the link answers.
const ADDRESS: &str = "10.99.0.8";

/// Names with several addresses. The library sorts them: those nearer to 10.99.0.1 come first, and IPv6 before IPv4.
const HOSTS: &str = "\
10.99.0.3 second-good.test
10.99.0.8 second-good.test
fd99::3 ipv4-good.test
10.99.0.8 ipv4-good.test
10.99.0.2 fourth-good.test
10.99.0.3 fourth-good.test
10.99.0.5 fourth-good.test
10.99.0.8 fourth-good.test
10.99.0.3 all-silent.test
10.99.0.5 all-silent.test
";

/// Makes all calls whose fault's name contains one of these words, or all if there is none.
pub(crate) fn run(words: &[String], report: &mut Report) {
    make_namespaces();
    let bench = in_far_namespace(|| Bench::new("::", ADDRESS));
    replace(&bench, "hosts", HOSTS);
    replace(&bench, "nsswitch.conf", "hosts: files dns\n");
    replace(&bench, "resolv.conf", "");
    let link = Link::start(bench.file("").as_path());
    let target = Target::Service { address: ADDRESS };
    let mut rows = Vec::new();
    for fault in Expectation::sections(EXPECTATIONS) {
        if !words.is_empty() && !words.iter().any(|word| fault.contains(word.as_str())) {
            continue;
        }
        prepare(fault, &bench);
        for expected in Expectation::of(fault, EXPECTATIONS) {
            for connection in CONNECTIONS {
                link.set(fault);
                let call = condition::call(&expected.condition, connection, &target, rows.len(), &bench);
                rows.push(Row {
                    server: fault.to_owned(),
                    ended: call.run(),
                    expected: expected.clone(),
                    connection,
                    posts: 0,
                    front: None,
                });
            }
        }
    }
    for (number, row) in rows.into_iter().enumerate() {
        let posts = bench.service.posts(number);
        report.add(Row { posts, ..row });
    }
}

/// Makes the namespace `far`, and a pair of interfaces that are not connected yet.
fn make_namespaces() {
    sh("mount -t tmpfs tmpfs /run && ip netns add far && ip link set lo up");
    for (end, prefix, number) in [("near", "", 1), ("far", "ip netns exec far ", 8)] {
        sh(&format!("{prefix}ip tuntap add dev {end} mode tun"));
        sh(&format!("{prefix}ip addr add 10.99.0.{number}/24 dev {end}"));
        for network in ["fd99", "fe80"] {
            sh(&format!("{prefix}ip addr add {network}::{number}/64 dev {end} nodad"));
        }
        sh(&format!("{prefix}ip link set {end} up"));
    }
}

/// Prepares both namespaces for the calls under a fault.
fn prepare(fault: &str, bench: &Bench) {
    let bytes = if fault == "mtu-576" { 576 } else { 1500 };
    sh(&format!(
        "ip link set near mtu {bytes} && ip netns exec far ip link set far mtu {bytes}"
    ));
    let resolver = match fault {
        "silent-resolver" => "nameserver 10.99.0.3\n",
        // This machine says that there is none.
        "no-resolver" => "nameserver 127.0.0.1\n",
        _ => "",
    };
    fs::write(bench.file("resolv.conf"), resolver).unwrap();
}

/// Runs this in the namespace `far`. Its threads and sockets stay there.
fn in_far_namespace<T: Send>(make: impl FnOnce() -> T + Send) -> T {
    let namespace = File::open("/run/netns/far").unwrap();
    thread::scope(|scope| {
        let thread = scope.spawn(|| {
            move_into_link_name_space(namespace.as_fd(), Some(LinkNameSpaceType::Network)).unwrap();
            make()
        });
        thread.join().unwrap()
    })
}

/// Puts a file in the place of one in `/etc`, for this mount namespace.
fn replace(bench: &Bench, name: &str, text: &str) {
    let file = bench.file(name);
    fs::write(&file, text).unwrap();
    sh(&format!("mount --bind {} /etc/{name}", file.display()));
}

/// Runs a command of the shell, which succeeds.
fn sh(command: &str) {
    let status = Command::new("sh").args(["-c", command]).status().unwrap();
    assert!(status.success(), "{command}: {status}");
}
