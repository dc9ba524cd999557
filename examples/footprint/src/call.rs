use core::hint::black_box;

use embedded_svc::http::client::Connection;
use scnet_notebook::{BaseUrl, Client, NotebookId, Token};

/// The documented reply.
pub const STARTED: &[u8] = br#"{"code":"0","msg":"success","data":true}"#;

/// A reply of 237 bytes, 200 of them Chinese text, as gateways send them.
pub const CHINESE: &[u8] = concat!(
    r#"{"code":"10008","msg":"权限不足，请确认当前用户已被授予该接口的访问权限，并检查凭证是否已经过期；如果问题"#,
    r#"仍然存在，请联系平台管理员处理，谢谢您的配合与理解!!","data":null}"#
)
.as_bytes();

const _: () = assert!(CHINESE.len() == 237);

/// Makes one call and looks at all of its result, so that no path of the client can be left out of the image.
pub fn call<C: Connection>(connection: C) {
    calls(connection, 1);
}

/// Makes the same call again and again.
pub fn calls<C: Connection>(connection: C, count: u32) {
    let Ok(token) = Token::new(black_box("eyJhbGciOiJIUzI1NiJ9")) else {
        return;
    };
    let Ok(notebook) = NotebookId::new(black_box("1821067171420946434")) else {
        return;
    };
    let Ok(base_url) = BaseUrl::new(black_box("https://scnet-demo.accloud.cn")) else {
        return;
    };
    let mut client = Client::new(connection, base_url, token);
    let mut buffer = [0; 512];
    for _ in 0..count {
        let result = client.start(&notebook, &mut buffer);
        if let Err(error) = &result {
            black_box((error.outcome(), error.fault()));
        }
        black_box(&result);
    }
}
