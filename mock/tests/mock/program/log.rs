//! The log on a pipe, on a full disk, and while it is rotated.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use scnet_notebook_mock::START_PATH;

use super::command::{Folder, PROGRAM, mock};
use super::running::{Running, Watchdog, signal, wait_until};
use crate::client;

fn start(log: &Path) -> Running {
    Running::start(&["--log", log.to_str().unwrap()])
}

fn make_pipe(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

fn lines(log: &Path) -> Vec<serde_json::Value> {
    let text = fs::read_to_string(log).unwrap();
    assert!(text.is_empty() || text.ends_with('\n'), "{text}");
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_reader_of_the_log_that_sleeps_delays_the_stop_by_less_than_a_slow_one() {
    let folder = Folder::new();
    let pipe = folder.join("pipe");
    make_pipe(&pipe);
    for signal in ["-INT", "-TERM"] {
        let opened = std::thread::spawn({
            let pipe = pipe.clone();
            move || File::open(pipe).unwrap()
        });
        let mut program = start(&pipe);
        let reader = program.read_on();
        let mut asleep = opened.join().unwrap();
        let calls = 2000;
        let mut stream = client::connect(program.address());
        for _ in 0..calls {
            stream.write_all(client::start_kept().as_bytes()).unwrap();
            client::read_reply(&mut stream);
        }
        let begin = Instant::now();
        program.signal(signal);
        assert_eq!(program.ended(), Some(1));
        // It takes half a second, and would wait three for a slow reader.
        assert!(begin.elapsed() < Duration::from_secs(3), "{:?}", begin.elapsed());
        let mut log = String::new();
        asleep.read_to_string(&mut log).unwrap();
        let missing = calls - log.matches('\n').count();
        let remarks = program.all_remarks();
        let end = format!(
            "error: --log {}: nobody reads it; requests that are not in it: {missing}\n",
            pipe.display()
        );
        assert!(missing > 0 && remarks.ends_with(&end), "{missing}: {remarks}");
        let repeated = calls - 1;
        assert!(remarks.contains(&format!(
            "\nstopped; requests: {calls}, executed starts: {calls}, repeated starts: {repeated}\n"
        )));
        reader.join().unwrap();
    }
}

#[test]
fn a_log_that_waits_for_its_reader_does_not_delay_the_stop() {
    let folder = Folder::new();
    let pipe = folder.join("pipe");
    make_pipe(&pipe);
    let mut program = mock().args(["--log", pipe.to_str().unwrap()]).spawn().unwrap();
    let _watchdog = Watchdog::new(program.id());
    let mut remarks = BufReader::new(program.stderr.take().unwrap()).lines();
    let remark = "--log is a pipe, and waits for a reader";
    assert_eq!(remarks.next().unwrap().unwrap(), remark);
    signal(program.id(), "-TERM");
    assert_eq!(program.wait().unwrap().code(), Some(0));
}

#[test]
fn a_full_disk_ends_it_with_the_name_of_the_log_which_has_whole_lines() {
    // Of the two, one has a character of two bytes where the disk ends.
    for (id, trap) in [("é".repeat(600), ""), ("é".repeat(600) + "1", "trap '' XFSZ;")] {
        let folder = Folder::new();
        let log = folder.join("log.jsonl");
        let mut shell = Command::new("sh");
        let script = format!("{trap} ulimit -f 40; exec \"$0\" --log \"$1\"");
        shell.args(["-c", &script, PROGRAM, log.to_str().unwrap()]);
        let mut program = Running::spawn(shell, &[], Stdio::piped());
        let mut stream = client::connect(program.address());
        let line = format!("POST {START_PATH}");
        let request = client::request(&line, client::HEADERS, &format!(r#"{{"notebookId":"{id}"}}"#));
        let request = request.replace("Connection: close\r\n", "");
        let mut is_served = true;
        while is_served {
            let sent = stream.write_all(request.as_bytes());
            is_served = sent.is_ok() && stream.read(&mut [0; 1024]).is_ok_and(|count| count > 0);
        }
        assert_eq!(program.ended(), Some(1));
        let remarks = program.all_remarks();
        let problem = "cannot write: File too large (os error 27)";
        assert!(
            remarks.ends_with(&format!("\nerror: --log {}: {problem}\n", log.display())),
            "{remarks}"
        );
        let lines = lines(&log);
        let numbers = lines.iter().map(|line| line["number"].as_u64().unwrap());
        assert!(!lines.is_empty() && numbers.eq(1..=lines.len() as u64));
    }

    let mut program = start(Path::new("/dev/full"));
    client::exchange(program.address(), client::start());
    assert_eq!(program.ended(), Some(1));
    let remarks = program.all_remarks();
    let end = "\nerror: --log /dev/full: cannot write: No space left on device (os error 28)\n";
    assert!(remarks.ends_with(end), "{remarks}");
}

#[test]
fn sighup_opens_the_log_again_so_that_it_can_be_rotated() {
    let folder = Folder::new();
    let log = folder.join("log.jsonl");
    let mut program = start(&log);
    let rotated: Vec<_> = (1..=3).map(|number| folder.join(&format!("log.{number}"))).collect();
    for rotated in &rotated {
        client::exchange(program.address(), client::start());
        program.line();
        fs::rename(&log, rotated).unwrap();
        program.signal("-HUP");
        wait_until(|| log.exists());
    }
    client::exchange(program.address(), client::start());
    program.line();
    for (file, number) in rotated.iter().chain([&log]).zip(1..) {
        let lines = lines(file);
        assert_eq!((lines.len(), &lines[0]["number"]), (1, &number.into()));
    }
    program.signal("-TERM");
    assert_eq!(program.ended(), Some(0));
}

#[test]
fn a_log_that_cannot_be_opened_again_is_the_old_one() {
    let folder = Folder::new();
    let (inside, moved) = (folder.join("inside"), folder.join("moved"));
    fs::create_dir_all(&inside).unwrap();
    let log = inside.join("log.jsonl");
    let mut program = start(&log);
    fs::rename(&inside, &moved).unwrap();
    let error = File::open(&log).unwrap_err();
    program.signal("-HUP");
    let remark = format!(
        "--log {}: cannot open the file again, and goes on in the old one: {error}",
        log.display()
    );
    assert_eq!(program.remarks().nth(1), Some(remark));
    client::exchange(program.address(), client::start());
    program.line();
    assert_eq!(lines(&moved.join("log.jsonl")).len(), 1);
}

#[test]
fn sighup_without_a_log_stops_it_in_order() {
    let mut handled = Command::new("env");
    handled.args(["--default-signal=HUP", PROGRAM, "--case", "conn/stall-before-headers"]);
    let mut program = Running::spawn(handled, &[], Stdio::piped());
    let _stalled = program.stalled();
    program.signal("-HUP");
    let line = program.line();
    assert!(
        line.starts_with("1 POST ") && line.ends_with(", open, executed"),
        "{line}"
    );
    assert_eq!(program.ended(), Some(0));
}

#[test]
fn an_ignored_sighup_stays_ignored() {
    let mut shell = Command::new("sh");
    shell.args(["-c", "trap '' HUP; exec \"$0\"", PROGRAM]);
    let program = Running::spawn(shell, &[], Stdio::piped());
    assert_eq!(signals(program.id(), "SigIgn:") & 1, 1);
}

/// Returns a set of signals of a process, from the lowest bit on.
fn signals(process: u32, set: &str) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let mask = status.lines().find_map(|line| line.strip_prefix(set)).unwrap();
    u64::from_str_radix(mask.trim(), 16).unwrap()
}
