use rustix::process::Signal;

use super::server::Recipe;

/// Servers that pass requests on to the service.
pub(crate) const FRONTS: [Recipe; 4] = [
    recipe("nginx", &["nginx -e stderr -c @CONFIG@"], Signal::QUIT),
    recipe("apache", &["apache2 -D FOREGROUND -f @CONFIG@"], Signal::WINCH),
    recipe("haproxy", &["haproxy -db -f @CONFIG@"], Signal::USR1),
    recipe("lighttpd", &["lighttpd -D -f @CONFIG@"], Signal::INT),
];

/// Servers that answer themselves.
pub(crate) const ORIGINS: [Recipe; 6] = [
    recipe(
        "jdk",
        &["java @SOURCES@/Jdk.java @HTTP@ @HTTPS@ @CERTIFICATE@ @KEY@"],
        Signal::TERM,
    ),
    recipe(
        "node",
        &["node @SOURCES@/node.mjs @HTTP@ @HTTPS@ @CERTIFICATE@ @KEY@"],
        Signal::TERM,
    ),
    recipe(
        "http.server",
        &["/usr/bin/python3 @SOURCES@/http_server.py @HTTP@ @HTTPS@ @CERTIFICATE@ @KEY@"],
        Signal::TERM,
    ),
    recipe(
        "aiohttp",
        &["/usr/bin/python3 @SOURCES@/aiohttp_server.py @HTTP@ @HTTPS@ @CERTIFICATE@ @KEY@"],
        Signal::TERM,
    ),
    recipe(
        "uvicorn",
        &[
            "uvicorn --no-access-log --port @HTTP@ asgi:application",
            "uvicorn --no-access-log --port @HTTPS@ --ssl-certfile @CERTIFICATE@ --ssl-keyfile @KEY@ asgi:application",
        ],
        Signal::TERM,
    ),
    recipe(
        "gunicorn",
        &[
            "gunicorn --threads 4 --bind 127.0.0.1:@HTTP@ wsgi:application",
            "gunicorn --threads 4 --bind 127.0.0.1:@HTTPS@ --certfile @CERTIFICATE@ --keyfile @KEY@ wsgi:application",
        ],
        Signal::TERM,
    ),
];

/// Proxies. Those with a `password` demand it.
pub(crate) const PROXIES: [Recipe; 4] = [
    proxy("squid", "http_access allow all"),
    proxy(
        "squid-password",
        "auth_param basic program /usr/lib/squid/basic_ncsa_auth @DIR@/passwords\n\
         acl known proxy_auth REQUIRED\n\
         http_access allow known",
    ),
    proxy("tinyproxy", ""),
    proxy("tinyproxy-password", "BasicAuth user word"),
];

const fn recipe(name: &'static str, commands: &'static [&'static str], stop: Signal) -> Recipe {
    Recipe {
        name,
        commands,
        stop,
        access: "",
    }
}

const fn proxy(name: &'static str, access: &'static str) -> Recipe {
    let commands: &[&str] = match name.as_bytes() {
        [b's', ..] => &["squid -N -f @CONFIG@"],
        _ => &["tinyproxy -d -c @CONFIG@"],
    };
    Recipe {
        name,
        commands,
        stop: Signal::TERM,
        access,
    }
}
