use rustix::process::Signal;

use super::server::{Recipe, Role};

/// All servers. The proxies with a `password` demand it.
pub(crate) const RECIPES: [Recipe; 14] = [
    recipe(Role::Front, "nginx", &["nginx -e stderr -c @CONFIG@"], Signal::QUIT),
    recipe(
        Role::Front,
        "apache",
        &["apache2 -D FOREGROUND -f @CONFIG@"],
        Signal::WINCH,
    ),
    recipe(Role::Front, "haproxy", &["haproxy -db -f @CONFIG@"], Signal::USR1),
    recipe(Role::Front, "lighttpd", &["lighttpd -D -f @CONFIG@"], Signal::INT),
    recipe(
        Role::Origin,
        "jdk",
        &["java @SOURCES@/Jdk.java @HTTP@ @HTTPS@ @CERTIFICATE@ @KEY@"],
        Signal::TERM,
    ),
    recipe(
        Role::Origin,
        "node",
        &["node @SOURCES@/node.mjs @HTTP@ @HTTPS@ @CERTIFICATE@ @KEY@"],
        Signal::TERM,
    ),
    recipe(
        Role::Origin,
        "http.server",
        &["/usr/bin/python3 @SOURCES@/http_server.py @HTTP@ @HTTPS@ @CERTIFICATE@ @KEY@"],
        Signal::TERM,
    ),
    recipe(
        Role::Origin,
        "aiohttp",
        &["/usr/bin/python3 @SOURCES@/aiohttp_server.py @HTTP@ @HTTPS@ @CERTIFICATE@ @KEY@"],
        Signal::TERM,
    ),
    recipe(
        Role::Origin,
        "uvicorn",
        &[
            "uvicorn --no-access-log --port @HTTP@ asgi:application",
            "uvicorn --no-access-log --port @HTTPS@ --ssl-certfile @CERTIFICATE@ --ssl-keyfile @KEY@ asgi:application",
        ],
        Signal::TERM,
    ),
    recipe(
        Role::Origin,
        "gunicorn",
        &[
            "gunicorn --threads 4 --bind 127.0.0.1:@HTTP@ wsgi:application",
            "gunicorn --threads 4 --bind 127.0.0.1:@HTTPS@ --certfile @CERTIFICATE@ --keyfile @KEY@ wsgi:application",
        ],
        Signal::TERM,
    ),
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

const fn recipe(role: Role, name: &'static str, commands: &'static [&'static str], stop: Signal) -> Recipe {
    Recipe {
        name,
        role,
        commands,
        stop,
        access: "",
    }
}

const fn proxy(name: &'static str, access: &'static str) -> Recipe {
    let commands: &[&str] = match name.as_bytes() {
        [b's', ..] => &["squid -N -d 1 -f @CONFIG@"],
        _ => &["tinyproxy -d -c @CONFIG@"],
    };
    Recipe {
        name,
        role: Role::Proxy,
        commands,
        stop: Signal::TERM,
        access,
    }
}
