use scnet_notebook_mock::{Case, Server, Tls, TlsCase};

use crate::{ID, command, file, printed};

/// Runs the program against a server with this CA, and returns what it has printed. Mbed TLS 2.28 verifies names, but not
/// addresses.
fn mbedtls(server: &Server, ca: &str) -> String {
    let url = server.url().replace("127.0.0.1", "localhost");
    let mut command = command("mbedtls", &[&url, ID, &file("mbedtls-ca.pem", ca)]);
    printed(&command.output().unwrap())
}

#[test]
fn mbedtls_carries_a_start_and_its_failures() {
    let tls = Tls::new();
    let ca = tls.ca().pem().to_owned();
    let server = Server::builder().tls(tls).start().unwrap();
    for (case, numbers) in [
        ("code/0", "outcome=0 fault=0 step=0 reason=0 status=200 code=0 "),
        (
            "code/10007",
            "outcome=2 fault=2 step=5 reason=36 status=200 code=10007 ",
        ),
        (
            "conn/reset-before-headers",
            "outcome=3 fault=4 step=4 reason=15 status=0 code=0 ",
        ),
        (
            "conn/reset-mid-body",
            "outcome=3 fault=4 step=5 reason=15 status=200 code=0 ",
        ),
        (
            "frame/no-length-close",
            "outcome=0 fault=0 step=0 reason=0 status=200 code=0 ",
        ),
    ] {
        server.queue(Case::named(case).unwrap());
        let printed = mbedtls(&server, &ca);
        assert!(printed.contains(numbers), "{case}: {printed}");
    }

    // MBEDTLS_ERR_X509_CERT_VERIFY_FAILED
    let refused = "outcome=1 fault=4 step=2 reason=15 status=0 code=0 retry_after=0 error=-9984 ";
    let printed_by_other = mbedtls(&server, Tls::new().ca().pem());
    assert!(printed_by_other.contains(refused), "{printed_by_other}");
    for case in [TlsCase::Expired, TlsCase::WrongHost] {
        let tls = Tls::new().with_case(case);
        let ca = tls.ca().pem().to_owned();
        let server = Server::builder().tls(tls).start().unwrap();
        let printed = mbedtls(&server, &ca);
        assert!(printed.contains(refused), "{printed}");
        assert_eq!(server.executed(), 0);
    }
}
