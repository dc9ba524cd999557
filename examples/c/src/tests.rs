//! Tests of the unsafe code, which Miri can run. `check/checks.c` tests the behaviour.

use core::{
    ffi::{CStr, c_char, c_int, c_uchar, c_void},
    mem::MaybeUninit,
    ptr,
};

use scnet_notebook::{BaseUrl, Client, NotebookId, StreamConnection, Token};

use crate::{CallResult, Outcome, Reason, Request, Stream, scnet_start, scnet_text, stream::Callbacks};

const STARTED: &[u8] =
    b"HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\n{\"code\":\"0\",\"msg\":\"success\",\"data\":true}";
const TOKEN: &CStr = c"eyJhbGciOiJIUzI1NiJ9";

/// The context of a stream in memory.
struct Memory<'a> {
    reply: &'a [u8],
    /// The number of a read or write that lies, and the lie.
    lie: Option<(usize, c_int)>,
    calls: usize,
    is_open: bool,
}

impl<'a> Memory<'a> {
    fn new(reply: &'a [u8]) -> Self {
        Self {
            reply,
            lie: None,
            calls: 0,
            is_open: false,
        }
    }

    fn lie(&mut self) -> Option<c_int> {
        let call = self.calls;
        self.calls += 1;
        self.lie.filter(|(number, _)| *number == call).map(|(_, lie)| lie)
    }
}

unsafe extern "C" fn open(context: *mut c_void, host: *const c_char, _: u16, _: bool) -> c_int {
    // SAFETY: the tests hand over a `Memory`, and the library a string.
    unsafe {
        assert_eq!(CStr::from_ptr(host), c"a");
        (*context.cast::<Memory<'_>>()).is_open = true;
    }
    0
}

unsafe extern "C" fn close(context: *mut c_void) {
    // SAFETY: as in `open`.
    let memory = unsafe { &mut *context.cast::<Memory<'_>>() };
    assert!(memory.is_open);
    memory.is_open = false;
}

unsafe extern "C" fn read(context: *mut c_void, buffer: *mut c_uchar, size: usize) -> c_int {
    // SAFETY: as in `open`.
    let memory = unsafe { &mut *context.cast::<Memory<'_>>() };
    if let Some(lie) = memory.lie() {
        return lie;
    }
    let (given, rest) = memory.reply.split_at(memory.reply.len().min(size).min(16));
    memory.reply = rest;
    // SAFETY: `given` has at most `size` bytes.
    unsafe { ptr::copy_nonoverlapping(given.as_ptr(), buffer, given.len()) };
    given.len().try_into().unwrap()
}

unsafe extern "C" fn write(context: *mut c_void, _: *const c_uchar, size: usize) -> c_int {
    // SAFETY: as in `open`.
    let memory = unsafe { &mut *context.cast::<Memory<'_>>() };
    memory.lie().unwrap_or_else(|| size.try_into().unwrap())
}

fn stream(memory: &mut Memory<'_>) -> Stream {
    Stream {
        context: ptr::from_mut(memory).cast(),
        open: Some(open),
        close: Some(close),
        read: Some(read),
        write: Some(write),
    }
}

/// Makes a call with these buffers, whose bytes may be uninitialized.
fn call(memory: &mut Memory<'_>, buffer: &mut [MaybeUninit<u8>], message: &mut [MaybeUninit<u8>]) -> CallResult {
    let request = Request {
        base_url: c"http://a".as_ptr(),
        token: TOKEN.as_ptr(),
        notebook_id: c"1".as_ptr(),
        buffer: buffer.as_mut_ptr().cast(),
        buffer_size: buffer.len(),
        message: message.as_mut_ptr().cast(),
        message_size: message.len(),
    };
    let stream = stream(memory);
    let mut result = MaybeUninit::uninit();
    // SAFETY: the pointers are valid.
    let outcome = unsafe { scnet_start(&request, &stream, result.as_mut_ptr()) };
    // SAFETY: the call has filled it in.
    let result = unsafe { result.assume_init() };
    assert_eq!(outcome, result.outcome);
    assert!(!memory.is_open);
    result
}

/// Returns the text in memory that a call has filled.
fn text(memory: &[MaybeUninit<u8>]) -> &str {
    // SAFETY: a text ends with a NUL, and is initialized up to it.
    unsafe { CStr::from_ptr(memory.as_ptr().cast()) }.to_str().unwrap()
}

#[test]
fn buffers_of_any_size_may_be_uninitialized() {
    for size in 0..64 {
        let (mut buffer, mut message) = ([MaybeUninit::uninit(); 64], [MaybeUninit::uninit(); 16]);
        let (buffer, written) = (&mut buffer[..size], &mut message[..size.min(16)]);
        let result = call(&mut Memory::new(STARTED), buffer, written);
        let expected = if size < 40 { Outcome::NotSent } else { Outcome::Started };
        assert_eq!(result.outcome, expected);
        if size >= 40 {
            assert_eq!(text(&message), "success");
        }
    }
}

#[test]
fn a_lie_is_an_error() {
    for lie in [c_int::MIN, -1, 0, 1000, c_int::MAX] {
        for call_number in 0.. {
            let mut memory = Memory::new(STARTED);
            memory.lie = Some((call_number, lie));
            let result = call(&mut memory, &mut [MaybeUninit::uninit(); 64], &mut []);
            if memory.calls <= call_number {
                assert_eq!(result.outcome, Outcome::Started);
                break;
            }
            let reasons = [Reason::Callback, Reason::ByteCount, Reason::EndOfStream];
            assert!(reasons.contains(&result.reason));
        }
    }
}

#[test]
fn null_is_an_error() {
    let mut result = MaybeUninit::<CallResult>::uninit();
    // SAFETY: NULL is allowed.
    unsafe {
        assert_eq!(scnet_start(ptr::null(), ptr::null(), ptr::null_mut()), Outcome::NotSent);
        let outcome = scnet_start(ptr::null(), ptr::null(), result.as_mut_ptr());
        assert_eq!(outcome, Outcome::NotSent);
        scnet_text(ptr::null(), ptr::null_mut(), 1);
        scnet_text(result.as_ptr(), ptr::null_mut(), 1);
        assert_eq!(result.assume_init().reason, Reason::NullPointer);
    }
}

fn refusal(words: &str) -> String {
    let body = format!("{{\"code\":\"10007\",\"msg\":\"{words}\",\"data\":null}}");
    format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len())
}

/// Returns the message of a refusal, in memory of this size.
fn message_of(words: &str, size: usize) -> String {
    let reply = refusal(words);
    let (mut buffer, mut message) = ([MaybeUninit::uninit(); 512], [MaybeUninit::uninit(); 512]);
    let result = call(&mut Memory::new(reply.as_bytes()), &mut buffer, &mut message[..size]);
    assert_eq!(result.code, 10007);
    text(&message).to_owned()
}

#[test]
fn a_message_has_no_piece_of_the_token() {
    assert_eq!(
        message_of("eyJhbGc eyJhbGci eyJhbGciOiJIUzI1NiJ9!", 100),
        "eyJhbGc ******** ********************!"
    );
    assert_eq!(message_of("eyJhbGciJhbGciOi", 100), "****************");
    // The end is cut off.
    assert_eq!(message_of("eyJhbGciOi", 9), "********");
    assert_eq!(message_of("eyJhbGciOi", 8), "eyJhbGc");
}

#[test]
fn a_message_is_cut_between_characters() {
    for (size, expected) in (1..).zip(["", "a", "a", "a", "a用", "a用", "a用", "a用户"]) {
        assert_eq!(message_of("a用户", size), expected);
    }
}

#[test]
fn characters_that_the_client_escapes_are_replaced() {
    let step = if cfg!(miri) { 4999 } else { 1 };
    let characters = (' '..=char::MAX).step_by(step).filter(|c| !matches!(c, '"' | '\\'));
    let characters: Vec<char> = characters.collect();
    for characters in characters.chunks(100) {
        let written = message_of(&characters.iter().collect::<String>(), 512);
        assert_eq!(displayed(&written), written);
        let mut pairs = written.chars().zip(characters);
        assert!(pairs.all(|(written, character)| written == *character || written == '?'));
        assert_eq!(written.chars().count(), characters.len());
    }
    assert_eq!(message_of("\\u0007\\u001b\\ud83d\\ude00é", 100), "????");
    let shown = "~ “用户”…〈カ〉㍿㐀한！￥";
    assert_eq!(message_of(shown, 100), shown);
}

/// Returns a message as the client displays it.
fn displayed(words: &str) -> String {
    let reply = refusal(words);
    let mut memory = Memory::new(reply.as_bytes());
    let stream = stream(&mut memory);
    // SAFETY: the stream outlives the connection.
    let Ok(callbacks) = (unsafe { Callbacks::new(&stream) }) else {
        unreachable!()
    };
    let (base_url, token) = (BaseUrl::new("http://a"), Token::new(TOKEN.to_str().unwrap()));
    let mut buffer = [0; 512];
    let mut client = Client::new(
        StreamConnection::new(callbacks),
        base_url.unwrap(),
        token.unwrap(),
        &mut buffer,
    );
    client.start(NotebookId::new("1").unwrap()).unwrap_err();
    client.message().map_or(String::new(), |message| message.to_string())
}

#[test]
fn a_result_of_any_numbers_has_a_text() {
    for number in 0..=u8::MAX {
        let numbers = [u32::from_ne_bytes([number; 4]); size_of::<CallResult>() / 4];
        let mut memory = [MaybeUninit::uninit(); 300];
        // SAFETY: the result has this size, and C may write any number into it.
        unsafe { scnet_text(numbers.as_ptr().cast(), memory.as_mut_ptr().cast(), memory.len()) };
        let text = text(&memory);
        assert!(!text.is_empty());
        let is_unnamed = number >= Reason::Other as u8 || number == 0 && text != "started";
        assert_eq!(text.contains("reason "), is_unnamed);
    }
}
