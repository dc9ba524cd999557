use serde::Serialize;
use serde_json::json;

/// What the admin interface answers.
pub(crate) struct Response {
    status: u16,
    kind: &'static str,
    allow: Option<&'static str>,
    body: Vec<u8>,
}

impl Response {
    pub(crate) fn file(kind: &'static str, text: String) -> Self {
        Self {
            status: 200,
            kind,
            allow: None,
            body: text.into_bytes(),
        }
    }

    pub(crate) fn json(value: &impl Serialize) -> Self {
        Self {
            status: 200,
            kind: "application/json",
            allow: None,
            // What is answered are maps with strings for keys, which cannot fail.
            body: serde_json::to_vec(value).unwrap_or_default(),
        }
    }

    pub(crate) fn error(status: u16, problem: &str) -> Self {
        Self {
            status,
            ..Self::json(&json!({ "error": problem }))
        }
    }

    pub(crate) fn not_allowed(methods: &'static str) -> Self {
        Self {
            allow: Some(methods),
            ..Self::error(405, &format!("the method is not one of {methods}"))
        }
    }

    /// Writes the response down, for a request with this method.
    pub(crate) fn bytes(&self, method: &str, keeps: bool) -> Vec<u8> {
        let reason = match self.status {
            200 => "OK",
            400 => "Bad Request",
            404 => "Not Found",
            _ => "Method Not Allowed",
        };
        let mut head = format!(
            "HTTP/1.1 {} {reason}\r\ncontent-type: {}\r\ncontent-length: {}\r\ncache-control: no-store\r\n\
             x-content-type-options: nosniff\r\nreferrer-policy: no-referrer\r\n\
             content-security-policy: frame-ancestors 'none'\r\n",
            self.status,
            self.kind,
            self.body.len()
        );
        if let Some(methods) = self.allow {
            head += &format!("allow: {methods}\r\n");
        }
        if !keeps {
            head += "connection: close\r\n";
        }
        head += "\r\n";
        let body = if method == "HEAD" { &[] } else { self.body.as_slice() };
        [head.as_bytes(), body].concat()
    }
}
