//! The measured replies.

/// Word-aligned bytes. Without the alignment, some hundred instructions of a figure depend on the layout of the linker.
#[derive(Debug)]
#[repr(align(4))]
pub struct Aligned<T>(pub T);

/// The documented reply.
pub const STARTED: &[u8] = &Aligned(*br#"{"code":"0","msg":"success","data":true}"#).0;

/// A reply of 237 bytes, 200 of them Chinese text.
pub const CHINESE: &[u8] = &Aligned(*CHINESE_TEXT.as_bytes().first_chunk::<237>().unwrap()).0;

const CHINESE_TEXT: &str = concat!(
    r#"{"code":"10008","msg":"权限不足，请确认当前用户已被授予该接口的访问权限，并检查凭证是否已经过期；如果问题"#,
    r#"仍然存在，请联系平台管理员处理，谢谢您的配合与理解!!","data":null}"#
);

/// A reply of 480 opening brackets in an unknown member.
pub const BRACKETS: &[u8] = &Aligned(brackets()).0;

/// [`STARTED`] with the head of a response.
pub const FULL_STARTED: &[u8] = &Aligned(full::<{ HEAD_40.len() + STARTED.len() }>(HEAD_40, STARTED)).0;

/// [`CHINESE`] with the head of a response.
pub const FULL_CHINESE: &[u8] = &Aligned(full::<{ HEAD_237.len() + CHINESE.len() }>(HEAD_237, CHINESE)).0;

/// [`BRACKETS`] with the head of a response.
pub const FULL_BRACKETS: &[u8] = &Aligned(full::<{ HEAD_485.len() + BRACKETS.len() }>(HEAD_485, BRACKETS)).0;

const HEAD_40: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 40\r\n\r\n";
const HEAD_237: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 237\r\n\r\n";
const HEAD_485: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 485\r\n\r\n";

const _: () = assert!(STARTED.len() == 40 && CHINESE.len() == 237 && BRACKETS.len() == 485);

const fn brackets() -> [u8; 485] {
    let mut reply = [b'['; 485];
    reply.split_at_mut(5).0.copy_from_slice(br#"{"x":"#);
    reply
}

const fn full<const N: usize>(head: &[u8], body: &[u8]) -> [u8; N] {
    let mut reply = [0; N];
    let (first, rest) = reply.split_at_mut(head.len());
    first.copy_from_slice(head);
    rest.copy_from_slice(body);
    reply
}
