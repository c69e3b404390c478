//! `at-tcp` through both simulated modems, in every mode.

use core::net::SocketAddr;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::process::{Command, Stdio};
use std::thread;

use crate::program::Program;

const MODEM: &str = env!("CARGO_BIN_EXE_modem");
const AT_TCP: &str = env!("CARGO_BIN_EXE_at-tcp");

/// What looks like what ends it, and much else.
fn page() -> Vec<u8> {
    let mut page = b"HTTP/1.0 200 OK\r\n\r\n".to_vec();
    for number in 0..800_u32 {
        page.extend(b"\r\nOK\r\n> +++\x1a\x1b\x03\r\n+IPD3\r\n+MIPRTCP: 1,0,31\r\n\x00\xff\r\nNO CARRIER\r\n");
        page.extend(number.wrapping_mul(0x9e37_79b9).to_be_bytes());
    }
    page.extend(b"the end");
    page
}

/// Reads a request up to its empty line, answers with the page, and closes the connection.
fn server() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut request = Vec::new();
            while !request.ends_with(b"\r\n\r\n") {
                let mut byte = [0];
                stream.read_exact(&mut byte).unwrap();
                request.push(byte[0]);
            }
            assert!(request.starts_with(b"GET / HTTP/1.0"));
            stream.write_all(&page()).unwrap();
        }
    });
    address
}

fn download(model: &str, mode: &str) {
    let modem = Program::start(MODEM, &["--json", "--model", model, "--tcp", "127.0.0.1:0"]);
    let address = modem.wait_event("listening")["tcp"].clone();
    let device = format!("tcp:{}", address.as_str().unwrap());
    let server = server();
    let port = server.port().to_string();
    let args = [device.as_str(), "127.0.0.1", &port, "--model", model, "--mode", mode];
    let mut program = Command::new(AT_TCP)
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    program.stdin.take().unwrap().write_all(b"GET / HTTP/1.0\r\n\r\n").unwrap();
    let output = program.wait_with_output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{model} {mode}: {errors}");
    assert_eq!(errors, "", "{model} {mode}");
    assert!(output.stdout == page(), "{model} {mode}: {} bytes", output.stdout.len());
}

#[test]
fn a_page_comes_through_an_a76xx() {
    for mode in ["push", "hex", "buffer", "transparent"] {
        download("a76xx", mode);
    }
}

#[test]
fn a_page_comes_through_an_l610() {
    for mode in ["push", "hex", "buffer", "transparent"] {
        download("l610", mode);
    }
}

#[test]
fn what_cannot_be_done_is_said_in_a_line() {
    let refused = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let modem = Program::start(MODEM, &["--json", "--model", "a76xx", "--tcp", "127.0.0.1:0"]);
    let address = modem.wait_event("listening")["tcp"].clone();
    let device = format!("tcp:{}", address.as_str().unwrap());
    for (args, code, message) in [
        (vec!["nowhere", "a", "80"], 1, "at-tcp: nowhere: "),
        (vec!["tcp:nowhere", "a", "80"], 2, "at-tcp: tcp:nowhere: expected tcp:HOST:PORT"),
        (
            vec![&device, "127.0.0.1", &refused.port().to_string()],
            1,
            &format!("at-tcp: 127.0.0.1:{}: refused with error", refused.port()),
        ),
    ] {
        let output = Command::new(AT_TCP).args(&args).stdin(Stdio::null()).output().unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{args:?}: {errors}");
        assert!(errors.starts_with(message), "{args:?}: {errors}");
        assert_eq!(errors.lines().count(), 1, "{errors}");
    }
}

/// A server that takes nothing, and a standard input that cannot be read.
#[cfg(unix)]
#[test]
fn what_was_not_sent_is_said() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port().to_string();
    thread::spawn(move || listener.incoming().for_each(drop));
    let modem = Program::start(MODEM, &["--json", "--model", "a76xx", "--tcp", "127.0.0.1:0"]);
    let address = modem.wait_event("listening")["tcp"].clone();
    let device = format!("tcp:{}", address.as_str().unwrap());
    let run = |input: Stdio, bytes: Option<&[u8]>| {
        let mut program = Command::new(AT_TCP)
            .args([device.as_str(), "127.0.0.1", &port, "--model", "a76xx"])
            .stdin(input)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        if let Some(bytes) = bytes {
            // It may end before it has read all.
            let _ = program.stdin.take().unwrap().write_all(bytes);
        }
        let output = program.wait_with_output().unwrap();
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let (code, errors) = run(Stdio::piped(), Some(&[b'x'; 200_000]));
    assert_eq!(code, Some(1), "{errors}");
    assert!(errors.contains("bytes were not sent"), "{errors}");
    assert_eq!(errors.lines().count(), 1, "{errors}");

    let folder = std::fs::File::open("/").unwrap();
    let (code, errors) = run(folder.into(), None);
    assert_eq!(code, Some(1), "{errors}");
    assert!(errors.starts_with("at-tcp: standard input: "), "{errors}");
    assert_eq!(errors.lines().count(), 1, "{errors}");
}
