//! The protection against foreign web pages.

use scnet_notebook_mock::{Case, Server, Tls};

use crate::client;

#[test]
fn a_post_and_a_put_need_json_so_that_no_foreign_page_can_send_them() {
    let server = Server::start();
    for line in [
        "POST /__admin/queue",
        "POST /__admin/reset",
        "PUT /__admin/default",
        "PUT /__admin/delay",
    ] {
        for kind in [
            "",
            "Content-Type: text/plain\r\n",
            "Content-Type: application/x-www-form-urlencoded\r\n",
        ] {
            let request = client::request(line, kind, r#"{"case":"json/null"}"#);
            let reply = client::exchange(server.address(), request);
            assert!(reply.starts_with("HTTP/1.1 400 Bad Request\r\n"), "{reply}");
            assert!(reply.contains("add -H 'Content-Type: application/json'"), "{reply}");
        }
    }
    // A browser asks first.
    let headers = "Origin: http://elsewhere.example\r\nAccess-Control-Request-Method: POST\r\n";
    let reply = client::exchange(server.address(), client::request("OPTIONS /__admin/queue", headers, ""));
    assert!(
        !reply.starts_with("HTTP/1.1 2") && !reply.to_ascii_lowercase().contains("access-control"),
        "{reply}"
    );
    assert_eq!(server.queued(), []);
}

#[test]
fn the_page_and_the_admin_interface_are_not_for_a_foreign_name() {
    let server = Server::builder()
        .tls(Tls::new().with_name("api.scnet.example"))
        .start()
        .unwrap();
    let port = server.address().port();
    let own = gethostname::gethostname().into_string().unwrap();
    let call = |line: &str, host: &str| {
        let headers = "Content-Type: application/json\r\n";
        let request = client::request(line, headers, r#"{"case":"json/null"}"#);
        client::exchange(
            server.address(),
            request.replace("Host: localhost", &format!("Host: {host}")),
        )
    };
    let lines = [
        "GET /",
        "GET /openapi.yaml",
        "GET /__admin/requests",
        "PUT /__admin/default",
        "POST /__admin/reset",
    ];
    for host in ["evil.example", "evil.example:80", "localhost.evil.example", ""] {
        for line in lines {
            let reply = call(line, host);
            assert!(reply.starts_with("HTTP/1.1 403 Forbidden\r\n"), "{reply}");
            assert!(
                reply.contains("the header Host is not of this machine; call an address, localhost"),
                "{reply}"
            );
        }
    }
    assert_eq!(server.default_case(), Case::default());
    for host in [
        "127.0.0.1",
        &format!("[::1]:{port}"),
        "localhost:1",
        "192.0.2.7",
        &own,
        "API.scnet.example",
    ] {
        for line in lines {
            assert!(call(line, host).starts_with("HTTP/1.1 200 OK\r\n"), "{line} {host}");
        }
    }
    // Without a name, as no browser calls.
    let old = "GET /__admin/health HTTP/1.0\r\n\r\n";
    assert!(client::exchange(server.address(), old).starts_with("HTTP/1.1 200 OK\r\n"));
    // The service may have any name.
    let server = Server::start();
    let start = client::start().replace("Host: localhost", "Host: evil.example");
    assert_eq!(client::exchange(server.address(), start), client::success());
}

#[test]
fn a_delete_needs_no_content_type() {
    let server = Server::start();
    server.queue(Case::default());
    for line in ["DELETE /__admin/queue", "DELETE /__admin/requests"] {
        let reply = client::exchange(server.address(), client::request(line, "", ""));
        assert!(reply.starts_with("HTTP/1.1 200 OK\r\n"), "{reply}");
    }
    assert_eq!(server.queued(), []);
}

#[test]
fn the_page_is_sent_with_the_headers_that_protect_it() {
    let server = Server::start();
    let reply = client::exchange(server.address(), client::request("GET /?x", "", ""));
    let (head, page) = reply.split_once("\r\n\r\n").unwrap();
    let length = page.len();
    let expected = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: text/html; charset=utf-8\r\ncache-control: no-store\r\n\
         x-content-type-options: nosniff\r\nreferrer-policy: no-referrer\r\n\
         content-security-policy: frame-ancestors 'none'\r\ncontent-length: {length}\r\nconnection: close"
    );
    assert_eq!(head, expected);
}
