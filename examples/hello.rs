//! The smallest program. Start a mock, `cargo run -p scnet-notebook-mock -- --listen 127.0.0.1:8080`, and in another terminal
//! `SCNET_URL=http://127.0.0.1:8080 SCNET_TOKEN=any SCNET_ID=1821067171420946434 cargo run --features std --example hello`.
#![allow(clippy::print_stdout, clippy::print_stderr)]
use scnet_notebook::{BaseUrl, Client, NotebookId, Outcome, StdHttpConnection, Token};

fn main() {
    if let Err(error) = start() {
        eprintln!("{error}");
        std::process::exit(1);
    }
}

fn start() -> Result<(), Box<dyn std::error::Error>> {
    let setting = |name| std::env::var(name).unwrap_or_default();
    let [url, token, id] = ["SCNET_URL", "SCNET_TOKEN", "SCNET_ID"].map(setting);
    let (base_url, token, notebook) = (BaseUrl::new(&url)?, Token::new(&token)?, NotebookId::new(&id)?);
    let mut buffer = [0; 512]; // for the body of the request, then for that of the reply
    let mut client = Client::new(StdHttpConnection::new(), base_url, token, &mut buffer);
    let result = client.start(notebook).map_err(|error| match error.outcome() {
        Outcome::NotSent => format!("not started, correct the cause or try again later: {error}"),
        Outcome::Refused => format!("not started, remove the cause first: {error}"),
        Outcome::Unknown => format!("may have started, look at the notebook first: {error}"),
    });
    Ok(result.map(|_| println!("started {notebook}"))?)
}
