//! `at-terminal` against a peer with a script, over TCP.

use core::time::Duration;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread::{self, JoinHandle};

use serde_json::json;

use crate::program::{Folder, Program};
use crate::run::run;

const TERMINAL: &str = env!("CARGO_BIN_EXE_at-terminal");

/// A modem that waits for the first text of each pair, and says the second one. What it does not get in
/// time it complains about.
fn modem(script: &'static [(&'static str, &'static [u8])]) -> (String, JoinHandle<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let name = format!("tcp:{}", listener.local_addr().unwrap());
    let thread = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let mut heard = Vec::new();
        for (awaited, answer) in script {
            let mut said = Vec::new();
            while !said.ends_with(awaited.as_bytes()) {
                let mut byte = [0];
                let len = stream.read(&mut byte).unwrap();
                assert!(len > 0, "{awaited} was not said, but {}", said.escape_ascii());
                said.push(byte[0]);
            }
            heard.extend(said);
            stream.write_all(answer).unwrap();
        }
        // Until the other side has seen enough.
        let mut rest = Vec::new();
        let _ = stream.read_to_end(&mut rest);
        heard.extend(rest);
        heard
    });
    (name, thread)
}

#[test]
fn answers_errors_and_what_comes_by_itself() {
    let (name, thread) = modem(&[
        ("AT+CREG?\r", b"AT+CREG?\r\r\n+CREG: 2,1,\"81ED\",\"1A9CEB\"\r\n\r\nOK\r\n"),
        ("AT+CPIN?\r", b"\r\n+CMTI: \"SM\",3\r\n\r\n+CME ERROR: 10\r\n"),
    ]);
    let mut program = Program::start(TERMINAL, &[&name, "--json"]);
    program.type_line("AT+CREG?");
    program.type_line("AT+CPIN?");
    program.type_line("nonsense");
    program.type_line("quit");
    let answer = program.wait_event("line");
    assert_eq!(
        (&answer["name"], &answer["n"], &answer["lac"]),
        (&json!("+CREG"), &json!(2), &json!(0x81ed))
    );
    let urc = program.wait_event("urc");
    assert_eq!((&urc["mem"], &urc["index"]), (&json!("SM"), &json!(3)));
    let failed = program.wait_event("failed");
    assert_eq!((&failed["code"], &failed["text"]), (&json!(10), &json!("SIM not inserted")));
    let end = program.end();
    assert_eq!((end.code, end.stderr.as_str()), (Some(0), ""));
    assert_eq!(thread.join().unwrap(), b"AT+CREG?\rAT+CPIN?\r");
    assert!(end.lines.iter().any(|line| line["message"] == "a command begins with AT; type help"));
}

#[test]
fn a_prompt_is_answered_by_the_next_line() {
    let (name, thread) = modem(&[
        ("AT+CMGS=\"+4917112345\"\r", b"\r\n> "),
        ("hello\rthere\x1a", b"\r\n+CMGS: 7\r\n\r\nOK\r\n"),
        ("AT+CIPSEND=0,3\r", b"\r\n>"),
        ("abc", b"\r\nOK\r\n\r\n+CIPSEND: 0,3,3\r\n"),
    ]);
    let mut program = Program::start(TERMINAL, &[&name, "--json"]);
    for line in ["AT+CMGS=\"+4917112345\"", "hello\\nthere", "AT+CIPSEND=0,3", "abc"] {
        program.type_line(line);
    }
    program.wait_nth("second final", 1, |line| line["event"] == "final");
    program.type_line("quit");
    let end = program.end();
    assert_eq!((end.code, end.stderr.as_str()), (Some(0), ""));
    let heard = thread.join().unwrap();
    assert!(heard.ends_with(b"AT+CIPSEND=0,3\rabc"), "{}", heard.escape_ascii());
}

#[test]
fn data_of_a_known_length_may_be_typed_in_several_lines() {
    let (name, thread) = modem(&[
        ("AT+CIPSEND=0,18\r", b"\r\n>"),
        ("GET / HTTP/1.0\r\n\r\n", b"\r\nOK\r\n\r\n+CIPSEND: 0,18,18\r\n"),
        ("AT+CIPSEND=0,5\r", b"\r\n>"),
        ("\x1b", b"\r\nERROR\r\n"),
    ]);
    let mut program = Program::start(TERMINAL, &[&name, "--json"]);
    for line in ["AT+CIPSEND=0,18", "GET / HTTP", "/1.0\\n\\nand more"] {
        program.type_line(line);
    }
    program.wait_event("final");
    program.type_line("AT+CIPSEND=0,5");
    program.type_line("abc");
    program.type_line("quit");
    let end = program.end();
    assert_eq!((end.code, end.stderr.as_str()), (Some(0), ""));
    let heard = thread.join().unwrap();
    assert!(heard.ends_with(b"\r\n\r\nAT+CIPSEND=0,5\r\x1b"), "{}", heard.escape_ascii());
}

#[test]
fn a_record_is_a_transcript_without_secrets() {
    for secrets in [false, true] {
        let (name, thread) = modem(&[
            ("AT+CPIN=\"4711\"\r", b"AT+CPIN=\"4711\"\r\r\nOK\r\n"),
            ("AT+CSQ\r", b"AT+CSQ\r\r\n+CSQ: 17,99\r\n\r\nOK\r\n"),
        ]);
        let folder = Folder::new(&format!("at-record-{secrets}"));
        let file = folder.file("transcript");
        let mut args = vec![name.as_str(), "--json", "--record", &file];
        args.extend(secrets.then_some("--record-secrets"));
        let mut program = Program::start(TERMINAL, &args);
        for line in ["AT+CPIN=\"4711\"", "AT+CSQ", "quit"] {
            program.type_line(line);
        }
        let end = program.end();
        assert_eq!((end.code, end.stderr.as_str()), (Some(0), ""));
        thread.join().unwrap();
        assert!(end.lines.iter().all(|line| !line.to_string().contains("4711")));

        let text = std::fs::read_to_string(&file).unwrap();
        assert_eq!(text.contains("4711"), secrets, "{text}");
        let decoded = run(env!("CARGO_BIN_EXE_decode"), &["at", "--transcript", &file], b"").json();
        let kinds: Vec<_> = decoded.iter().map(|object| object["kind"].as_str().unwrap()).collect();
        assert_eq!(
            kinds,
            ["command", "echo", "final", "command", "echo", "line", "final"],
            "{text}"
        );
        assert_eq!(decoded[5]["rssi"], 17);
    }
}

#[test]
fn data_mode_and_back() {
    let (name, thread) = modem(&[
        ("ATD*99#\r", b"\r\nCONNECT\r\nwelcome"),
        ("hello\r\n", b"echo"),
        ("+++", b"\r\nOK\r\n"),
        ("ATH\r", b"\r\nOK\r\n"),
    ]);
    let mut program = Program::start(TERMINAL, &[&name, "--json"]);
    program.type_line("ATD*99#");
    program.wait("data", |line| line["event"] == "data" && line["message"] == "welcome");
    program.type_line("hello");
    program.wait("echo", |line| line["event"] == "data" && line["message"] == "echo");
    for line in ["+++", "ATH", "quit"] {
        program.type_line(line);
    }
    program.wait_event("disconnected");
    let end = program.end();
    assert_eq!((end.code, end.stderr.as_str()), (Some(0), ""));
    assert_eq!(thread.join().unwrap(), b"ATD*99#\rhello\r\n+++ATH\r");
}

#[test]
fn what_goes_wrong_is_said() {
    let ran = run(TERMINAL, &["tcp:nowhere"], b"");
    assert_eq!(
        (ran.code, ran.stderr.trim()),
        (Some(2), "at-terminal: tcp:nowhere: expected tcp:HOST:PORT")
    );
    let ran = run(TERMINAL, &["/dev/there-is-no-such-port"], b"");
    assert_eq!(ran.code, Some(1));
    assert!(ran.stderr.starts_with("at-terminal: /dev/there-is-no-such-port: "), "{}", ran.stderr);
    assert_eq!(run(TERMINAL, &[], b"").code, Some(2));

    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let name = format!("tcp:{}", listener.local_addr().unwrap());
    let thread = thread::spawn(move || drop(listener.accept().unwrap()));
    let ran = run(TERMINAL, &[&name], b"");
    thread.join().unwrap();
    assert_eq!(
        (ran.code, ran.stderr.trim()),
        (Some(1), &*format!("at-terminal: {name}: the port has been closed"))
    );
}
