mod calls;
mod instructions;
mod stack;

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
    let mut cost = |part: &str, calls: fn(u32), encode: u32| {
        let cost = counter.of_one(calls) - encode;
        println!("Cortex-M4 {part} instructions={cost}");
        cost
    };
    let encode = cost("encode", |count| calls::over_connection(b"", count), 0);
    cost("decode-40", |count| calls::over_connection(STARTED, count), encode);
    cost("decode-237", |count| calls::over_connection(CHINESE, count), encode);
    let encode = cost("encode-http", |count| calls::over_stream(b"", count), 0);
    cost(
        "decode-http-40",
        |count| calls::over_stream(FULL_STARTED, count),
        encode,
    );
    cost(
        "decode-http-237",
        |count| calls::over_stream(FULL_CHINESE, count),
        encode,
    );
    process::exit(0)
}

// SAFETY: the handler touches nothing that it interrupts, and never returns.
#[exception]
unsafe fn HardFault(frame: &ExceptionFrame) -> ! {
    eprintln!("hard fault at {:#x}", frame.pc());
    process::exit(102)
}
