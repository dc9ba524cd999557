//! Commands and their answers.

use embassy_time::{Duration, Instant, Timer, with_deadline};
use embedded_io_async::{BufRead, Write};
use heapless::Vec;

use crate::{Answer, Error};

/// A line of the modem. The rest of a longer one is cut off: it is none that counts.
pub(crate) type Line = Vec<u8, 64>;

/// Sends a command with its parameters, and waits for its final result.
///
/// Passes each line before that to `line`. Everything else on the line, such as an echo or garbage, passes for such a line.
pub(crate) async fn command<P: BufRead + Write>(
    port: &mut P,
    command: &'static str,
    parameters: &[&str],
    limit: Duration,
    mut line: impl FnMut(&[u8]),
) -> Result<Answer, Error<P::Error>> {
    let deadline = Instant::now() + limit;
    let parts = [command].into_iter().chain(parameters.iter().copied()).chain(["\r"]);
    send(port, command, parts, deadline).await?;

    let mut last_error = None;
    let answer = with_deadline(deadline, async {
        let mut begun = Line::new();
        loop {
            let byte = match next_byte(port).await {
                Ok(byte) => byte,
                Err(error) => {
                    last_error = Some(error);
                    begun.clear();
                    Timer::after_millis(10).await;
                    continue;
                }
            };
            if byte != b'\r' && byte != b'\n' {
                let _ = begun.push(byte);
                continue;
            }
            match Answer::parse(&begun) {
                Some(answer) => break answer,
                None => line(&begun),
            }
            begun.clear();
        }
    });
    let answer = answer.await;
    match (answer, last_error) {
        (Ok(answer), _) => Ok(answer),
        (Err(_), Some(error)) => Err(Error::Port(error)),
        (Err(_), None) => Err(Error::Silent { command }),
    }
}

/// Sends a command in parts.
pub(crate) async fn send<'s, P: BufRead + Write>(
    port: &mut P,
    command: &'static str,
    parts: impl IntoIterator<Item = &'s str>,
    deadline: Instant,
) -> Result<(), Error<P::Error>> {
    let sent = async {
        for part in parts {
            port.write_all(part.as_bytes()).await?;
        }
        port.flush().await
    };
    // With flow control, a modem that is switched off accepts nothing.
    let sent = with_deadline(deadline, sent).await;
    sent.map_err(|_| Error::Silent { command })?.map_err(Error::Port)
}

/// Discards all that comes within a time.
pub(crate) async fn discard<P: BufRead + Write>(port: &mut P, time: Duration) {
    let _ = with_deadline(Instant::now() + time, async {
        loop {
            if next_byte(port).await.is_err() {
                Timer::after_millis(10).await;
            }
        }
    })
    .await;
}

/// Reads a byte. The end of the port is waited out: only a terminal has one.
async fn next_byte<P: BufRead + Write>(port: &mut P) -> Result<u8, P::Error> {
    loop {
        if let Some(&byte) = port.fill_buf().await?.first() {
            port.consume(1);
            return Ok(byte);
        }
        Timer::after_millis(10).await;
    }
}
