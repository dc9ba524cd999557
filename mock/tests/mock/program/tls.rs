//! The options for TLS, and the folder of the CA.

use std::net::SocketAddr;

use scnet_notebook_mock::Ca;

use super::command::{Folder, gave_up, run};
use super::running::Running;
use crate::client;
use crate::tls::{VERSIONS, session};

#[test]
fn the_ca_is_created_once_and_used_again() {
    let folder = Folder::new();
    let ca = folder.join("ca");
    let files = ["ca.pem", "ca.key", "ca.der"].map(|name| ca.join(name));
    let start = |case: &str| Running::start(&["--tls", "--tls-dir", ca.to_str().unwrap(), "--case", case]);
    let first = start("success");
    assert!(first.url.starts_with("https://127.0.0.1:"), "{}", first.url);
    let made = files.clone().map(|file| std::fs::read(file).unwrap());
    assert!(made[0].starts_with(b"-----BEGIN CERTIFICATE-----"));
    assert!(made[2].starts_with(&[0x30, 0x82]), "DER");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(&files[1]).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "nobody else reads the key");
    }
    drop(first);
    let mut second = start("tls/expired");
    let remark =
        "TLS case tls/expired, to be refused by the client: The certificate expired at the end of the year 2000.";
    assert!(second.remarks().take(2).any(|line| line == remark));
    assert_eq!(files.map(|file| std::fs::read(file).unwrap()), made);
    drop(second);

    std::fs::write(ca.join("ca.key"), "nonsense").unwrap();
    let text = format!(
        "--tls-dir {}: the key of the CA is not one in PKCS #8 and PEM",
        ca.display()
    );
    gave_up(&run(&["--tls", "--tls-dir", ca.to_str().unwrap()]), &text);
}

#[test]
fn programs_that_start_at_the_same_time_share_a_ca() {
    let folder = Folder::new();
    for round in 0..5 {
        let folder = folder.join(&round.to_string());
        let starts: Vec<_> = (0..8)
            .map(|_| {
                let folder = folder.clone();
                std::thread::spawn(move || Running::start(&["--tls", "--tls-dir", folder.to_str().unwrap()]))
            })
            .collect();
        let programs: Vec<_> = starts.into_iter().map(|start| start.join().unwrap()).collect();
        // Each serves by the certificate in the folder, and no other file is left.
        let ca = std::fs::read(folder.join("ca.der")).unwrap();
        assert!(programs.iter().all(|program| is_trusted(program, &ca)));
        let mut names: Vec<_> = std::fs::read_dir(&folder)
            .unwrap()
            .map(|file| file.unwrap().file_name())
            .collect();
        names.sort();
        assert_eq!(names, ["ca.der", "ca.key", "ca.pem"]);
    }
}

/// Returns whether a client that trusts this authority is served.
fn is_trusted(program: &Running, ca: &[u8]) -> bool {
    let address: SocketAddr = program.url.strip_prefix("https://").unwrap().parse().unwrap();
    let mut session = session(ca, &address.ip().to_string(), &VERSIONS);
    session.complete_io(&mut client::connect(address)).is_ok()
}

#[test]
fn a_folder_with_a_part_of_a_ca_ends_it_with_status_2() {
    for (kept, missing) in [("ca.pem", "ca.key"), ("ca.key", "ca.pem")] {
        let folder = Folder::new();
        std::fs::create_dir_all(folder.join("ca")).unwrap();
        std::fs::write(folder.join("ca").join(kept), "x").unwrap();
        let ca = folder.join("ca");
        let error = std::fs::read(ca.join(missing)).unwrap_err();
        let text = format!("--tls-dir {}: cannot read {missing}: {error}", ca.display());
        gave_up(
            &run(&["--listen", "127.0.0.1:0", "--tls", "--tls-dir", ca.to_str().unwrap()]),
            &text,
        );
    }
}

#[test]
fn a_key_of_another_ca_ends_it_with_status_2_and_another_der_is_replaced() {
    let folder = Folder::new();
    let ca = folder.join("ca");
    let options = ["--listen", "127.0.0.1:0", "--tls", "--tls-dir", ca.to_str().unwrap()];
    drop(Running::start_with(&options, &[]));
    let [pem, key, der] = ["ca.pem", "ca.key", "ca.der"].map(|name| ca.join(name));
    let made = std::fs::read(&der).unwrap();
    for junk in [&b"junk"[..], &made[1..], &[]] {
        std::fs::write(&der, junk).unwrap();
        let program = Running::start_with(&options, &[]);
        assert_eq!(std::fs::read(&der).unwrap(), made);
        assert!(is_trusted(&program, &made));
    }
    let other = Ca::new();
    let ed25519 = rcgen::KeyPair::generate_for(&rcgen::PKCS_ED25519)
        .unwrap()
        .serialize_pem();
    for (file, content) in [(&key, other.key_pem()), (&key, ed25519), (&pem, other.pem().to_owned())] {
        let own = std::fs::read(file).unwrap();
        std::fs::write(file, content).unwrap();
        let text = format!(
            "--tls-dir {}: ca.key is not the key of ca.pem; restore the file that belongs to the other one, or remove both: \
             then a new authority is made, with which each device has to be built",
            ca.display()
        );
        gave_up(&run(&options), &text);
        std::fs::write(file, own).unwrap();
    }
    drop(Running::start_with(&options, &[]));
}

#[test]
fn the_certificate_of_a_server_for_the_network_has_the_addresses_of_this_machine() {
    let folder = Folder::new();
    let folder = folder.join("ca");
    let options = ["--listen", "0.0.0.0:0", "--tls", "--tls-dir", folder.to_str().unwrap()];
    let mut program = Running::start_with(&options, &[]);
    let ca = std::fs::read(folder.join("ca.der")).unwrap();
    assert!(
        !program.url.contains("0.0.0.0") && is_trusted(&program, &ca),
        "{}",
        program.url
    );
    let says = |program: &mut Running| {
        let mut remarks = program.remarks().take_while(|line| !line.starts_with("open to"));
        remarks.any(|line| line.ends_with(": --tls-name adds a name or another address"))
    };
    assert!(says(&mut program));
    let mut named = Running::start_with(&[&options[..], &["--tls-name", "192.0.2.7"]].concat(), &[]);
    assert!(!says(&mut named));
}

#[test]
fn an_invalid_tls_name_ends_it_with_status_2() {
    let folder = Folder::new();
    let folder = folder.join("ca");
    let folder = ["--listen", "127.0.0.1:0", "--tls-dir", folder.to_str().unwrap()];
    for name in ["", "host:8080", "a,,b"] {
        let output = run(&[&folder[..], &["--tls", "--tls-name", name]].concat());
        let wrong = if name == "a,,b" { "" } else { name };
        let text = format!(
            "--tls-name {wrong:?} is neither an IP address nor a DNS name: labels of ASCII letters, digits, hyphens and \
             underscores, with dots between them; the first label may be *; no scheme, no port"
        );
        gave_up(&output, &text);
    }
}

#[test]
fn a_tls_option_without_tls_ends_it_with_status_2() {
    for (option, value) in [("--tls-name", "board.local"), ("--tls-dir", "ca")] {
        let output = run(&["--listen", "127.0.0.1:0", option, value]);
        gave_up(&output, &format!("{option} needs --tls"));
    }
}
