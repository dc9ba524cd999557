mod calls;
mod instructions;
mod stack;

use core::panic::PanicInfo;

use cortex_m_rt::{ExceptionFrame, entry, exception};
use measure::{BRACKETS, CHINESE, FULL_BRACKETS, FULL_CHINESE, FULL_STARTED, STARTED};
use semihosting::{eprintln, println, process};

#[entry]
fn main() -> ! {
    let print = |part: &str, bytes: usize| println!("Cortex-M4 {part} stack={bytes}");
    print("client", calls::stack_over_connection(STARTED));
    print("client-async", calls::stack_over_connection_async());
    print("client-brackets", calls::stack_over_connection(BRACKETS));
    print("full", calls::stack_over_stream(FULL_STARTED));
    print("full-async", calls::stack_over_stream_async());
    print("full-brackets", calls::stack_over_stream(FULL_BRACKETS));

    let mut counter = instructions::Counter::new();
    let mut cost = |calls: fn(u32)| counter.of_one(calls);
    let encode = cost(|count| calls::over_connection(b"", count));
    let encode_http = cost(|count| calls::over_stream(b"", count));
    let print = |part: &str, cost: u32| println!("Cortex-M4 {part} instructions={cost}");
    print("encode", encode);
    print(
        "decode-40",
        cost(|count| calls::over_connection(STARTED, count)) - encode,
    );
    print(
        "decode-237",
        cost(|count| calls::over_connection(CHINESE, count)) - encode,
    );
    print("encode-http", encode_http);
    print(
        "decode-http-40",
        cost(|count| calls::over_stream(FULL_STARTED, count)) - encode_http,
    );
    print(
        "decode-http-237",
        cost(|count| calls::over_stream(FULL_CHINESE, count)) - encode_http,
    );
    process::exit(0)
}

#[panic_handler]
fn panic(info: &PanicInfo<'_>) -> ! {
    eprintln!("{info}");
    process::exit(101)
}

// SAFETY: the handler touches nothing that it interrupts, and never returns.
#[exception]
unsafe fn HardFault(frame: &ExceptionFrame) -> ! {
    eprintln!("hard fault at {:#x}", frame.pc());
    process::exit(102)
}
