//! `modem --model a76xx`: its sockets, with a real server.

use core::net::SocketAddr;
use core::time::Duration;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

use crate::modem_host::{self, Host, MODEM, WITHIN, echo_server};
use crate::program::Program;
use crate::run::run;

fn start(args: &[&str]) -> Host<TcpStream> {
    modem_host::start("a76xx", args)
}

/// What looks like what ends it.
const DATA: &[u8] = b"\r\nOK\r\n> +++\x1a\x1b\x03\r\n+IPD3\r\n\x00\xff\r\nCLOSED\r\n";

fn open(address: SocketAddr) -> String {
    format!("AT+CIPOPEN=1,\"TCP\",\"127.0.0.1\",{}", address.port())
}

#[test]
fn direct_push() {
    let address = echo_server();
    let mut host = start(&[]);
    host.ask("AT+NETOPEN", "\r\nOK\r\n\r\n+NETOPEN: 0\r\n");
    host.ask(&open(address), "\r\nOK\r\n\r\n+CIPOPEN: 1,0\r\n");
    let len = DATA.len();
    host.ask(&format!("AT+CIPSEND=1,{len}"), "\r\n>");
    host.send(DATA);
    host.hear(format!("\r\nOK\r\n\r\n+CIPSEND: 1,{len},{len}\r\n"));
    let head = format!("\r\nRECV FROM:{address}\r\n+IPD{len}\r\n");
    host.hear([head.as_bytes(), DATA].concat());
    host.ask("AT+CIPCLOSE=1", "\r\nOK\r\n\r\n+CIPCLOSE: 1,0\r\n");
    host.ask("AT+NETCLOSE", "\r\nOK\r\n\r\n+NETCLOSE: 0\r\n");
    host.quit();
}

#[test]
fn buffer_access_in_small_pieces() {
    let mut host = start(&["--fault", "pieces=3"]);
    host.ask("AT+CIPRXGET=1", "\r\nOK\r\n");
    host.ask("AT+NETOPEN", "\r\nOK\r\n\r\n+NETOPEN: 0\r\n");
    host.ask(&open(echo_server()), "\r\nOK\r\n\r\n+CIPOPEN: 1,0\r\n");
    let len = DATA.len();
    host.ask(&format!("AT+CIPSEND=1,{len}"), "\r\n>");
    host.send(DATA);
    host.hear(format!("\r\nOK\r\n\r\n+CIPSEND: 1,{len},{len}\r\n"));
    host.hear("\r\n+CIPRXGET: 1,1\r\n");
    host.send("AT+CIPRXGET=2,1\r");
    let head = format!("\r\n+CIPRXGET: 2,1,{len},0\r\n");
    host.hear([head.as_bytes(), DATA, b"\r\nOK\r\n"].concat());
    host.quit();
}

/// Into transparent mode, and out of it.
fn transparent<P: Read + Write>(host: &mut Host<P>) {
    let address = echo_server();
    host.ask("AT+CIPMODE=1;+NETOPEN", "\r\nOK\r\n\r\n+NETOPEN: 0\r\n");
    let open = format!("AT+CIPOPEN=0,\"TCP\",\"localhost\",{}", address.port());
    host.ask(&open, "\r\nCONNECT 115200\r\n");
    host.send(DATA);
    host.hear(DATA);
    thread::sleep(Duration::from_millis(1200));
    host.send("+++");
    host.hear("\r\nOK\r\n");
    host.ask("ATO", "\r\nCONNECT 115200\r\n");
    thread::sleep(Duration::from_millis(1200));
    host.send("+++");
    host.hear("\r\nOK\r\n");
    host.ask("AT+CIPCLOSE=0", "\r\nOK\r\n\r\nCLOSED\r\n+CIPCLOSE: 0,0\r\n");
}

#[test]
fn transparent_mode() {
    let mut host = start(&[]);
    transparent(&mut host);
    host.quit();
}

#[cfg(unix)]
#[test]
fn transparent_mode_at_a_pseudo_terminal() {
    use std::fs::File;

    let program = Program::start(MODEM, &["--json", "--model", "a76xx"]);
    let path = program.wait_event("listening")["path"].as_str().unwrap().to_owned();
    let port = File::options().read(true).write(true).open(&path).unwrap();
    let mut host = Host::begin(program, port);
    transparent(&mut host);
    host.quit();
}

/// More than all buffers hold, and the other end waits before it reads.
#[test]
fn a_host_waits_for_the_other_end() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let data: Vec<u8> = (0..6_000_000_u32).map(|number| ((number * 7) >> 5) as u8).collect();
    let mut host = start(&[]);
    host.ask("AT+CIPMODE=1;+NETOPEN", "\r\nOK\r\n\r\n+NETOPEN: 0\r\n");
    host.ask(&format!("AT+CIPOPEN=0,\"TCP\",\"127.0.0.1\",{port}"), "\r\nCONNECT 115200\r\n");
    let (mut stream, _) = listener.accept().unwrap();
    let (mut writer, sent) = (host.port.try_clone().unwrap(), data.clone());
    let writing = thread::spawn(move || writer.write_all(&sent));
    thread::sleep(Duration::from_millis(500));
    // What comes from there is not kept waiting by it.
    stream.write_all(b"hurry").unwrap();
    host.hear("hurry");
    let mut received = vec![0; data.len()];
    stream.set_read_timeout(Some(WITHIN)).unwrap();
    stream.read_exact(&mut received).unwrap();
    assert!(received == data);
    writing.join().unwrap().unwrap();
    drop(stream);
    host.hear("\r\nCLOSED\r\n");
    host.quit();
}

#[test]
fn a_modem_that_loses_its_network_and_starts_anew() {
    let mut host = start(&["--fault", "order=result-first"]);
    host.ask("AT+NETOPEN", "\r\n+NETOPEN: 0\r\n\r\nOK\r\n");
    host.ask(&open(echo_server()), "\r\n+CIPOPEN: 1,0\r\n\r\nOK\r\n");
    host.program.type_line("drop-network");
    host.hear("\r\n+CIPEVENT: NETWORK CLOSED UNEXPECTEDLY\r\n");
    host.program.type_line("fault none");
    host.program.type_line("reboot");
    host.hear("\r\n*ATREADY: 1\r\n\r\n+CPIN: READY\r\n\r\nSMS DONE\r\n\r\nPB DONE\r\n");
    // The echo is back, and no network is open.
    host.send("AT+NETOPEN\r");
    host.hear("AT+NETOPEN\r\r\nOK\r\n\r\n+NETOPEN: 0\r\n");
    host.program.type_line("fault refuse");
    host.program.wait_nth("fault", 1, |line| line["event"] == "fault");
    host.send("ATE0\r");
    host.hear("ATE0\r\r\nOK\r\n");
    host.ask(&open(echo_server()), "\r\nOK\r\n\r\n+CIPOPEN: 1,1\r\n");
    host.quit();
}

#[test]
fn faults_at_a_time() {
    let mut host = start(&["--fault", "drop-network=3", "--fault", "reboot=4"]);
    host.ask("AT+NETOPEN", "\r\nOK\r\n\r\n+NETOPEN: 0\r\n");
    host.hear("\r\n+CIPEVENT: NETWORK CLOSED UNEXPECTEDLY\r\n");
    host.hear("\r\n*ATREADY: 1\r\n");
    host.program.wait_event("reboot");
    host.quit();
}

/// More answers than the modem keeps.
#[test]
fn much_is_asked_at_once() {
    let mut host = start(&[]);
    let answer = "\r\n+CIPCLOSE: 0,0,0,0,0,0,0,0,0,0\r\n\r\nOK\r\n";
    host.send("AT+CIPCLOSE?\r".repeat(2000));
    host.hear(answer.repeat(2000));
    host.quit();
}

#[test]
fn models_and_faults_that_are_not_there() {
    for (args, error) in [
        (&["--model", "sim900"][..], "error: invalid value 'sim900' for '--model <MODEL>'"),
        (
            &["--fault", "fly"],
            "error: invalid value 'fly' for '--fault <FAULT>': \"fly\" is no fault",
        ),
        (&["--listen-on", "here"], "error: invalid value 'here' for '--listen-on <ADDRESS>'"),
    ] {
        let ran = run(MODEM, args, b"");
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""), "{args:?}");
        assert!(ran.stderr.starts_with(error), "{}", ran.stderr);
    }
    let mut program = Program::start(MODEM, &["--json", "--tcp", "127.0.0.1:0"]);
    program.wait_event("listening");
    program.type_line("drop-network");
    program.type_line("quit");
    assert_eq!(program.end().stderr, "modem: this model has no sockets\n");
}
