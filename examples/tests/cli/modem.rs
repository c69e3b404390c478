//! `modem`: a session over TCP.

use core::time::Duration;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Instant;

use serde_json::Value;

use crate::program::Program;
use crate::run::run;

const MODEM: &str = env!("CARGO_BIN_EXE_modem");
/// How long an answer may take on a machine that is busy with other tests.
const WITHIN: Duration = Duration::from_secs(20);

struct Modem {
    program: Program,
    host: TcpStream,
    control: TcpStream,
    heard: String,
}

fn connect(address: &Value) -> TcpStream {
    let stream = TcpStream::connect(address.as_str().unwrap()).unwrap();
    stream.set_read_timeout(Some(Duration::from_millis(50))).unwrap();
    stream
}

fn modem(args: &[&str]) -> Modem {
    let mut all = vec!["--json", "--tcp", "127.0.0.1:0", "--control", "127.0.0.1:0"];
    all.extend(["--answer-time", "0.2", "--network-time", "0.05"]);
    all.extend(args);
    let mut program = Program::start(MODEM, &all);
    // The end of input that is no terminal ends nothing.
    program.close_stdin();
    let host = connect(&program.wait_event("listening")["tcp"]);
    let control = connect(&program.wait_event("control")["control"]);
    Modem { program, host, control, heard: String::new() }
}

fn read_until(stream: &mut TcpStream, heard: &mut String, end: &str) -> String {
    let deadline = Instant::now() + WITHIN;
    loop {
        if let Some(at) = heard.find(end) {
            let rest = heard.split_off(at + end.len());
            return core::mem::replace(heard, rest);
        }
        assert!(Instant::now() < deadline, "no {end:?} in {heard:?}");
        let mut buffer = [0; 1024];
        if let Ok(len) = stream.read(&mut buffer) {
            heard.push_str(core::str::from_utf8(&buffer[..len]).unwrap());
        }
    }
}

impl Modem {
    fn send(&mut self, text: &str) {
        self.host.write_all(text.as_bytes()).unwrap();
    }

    fn hear(&mut self, end: &str) -> String {
        read_until(&mut self.host, &mut self.heard, end)
    }

    /// Sends a line, and gives what comes up to the result.
    fn ask(&mut self, line: &str) -> String {
        self.send(&format!("{line}\r"));
        self.hear("\r\nOK\r\n")
    }

    fn fails(&mut self, line: &str, error: &str) {
        self.send(&format!("{line}\r"));
        let heard = self.hear(&format!("\r\n{error}\r\n"));
        assert!(!heard.contains("\r\nOK\r\n"), "{heard:?}");
    }

    /// Gives an order.
    fn order(&mut self, line: &str) -> String {
        self.control.write_all(format!("{line}\n").as_bytes()).unwrap();
        read_until(&mut self.control, &mut String::new(), "\n")
    }

    fn quit(mut self) -> Vec<Value> {
        assert_eq!(self.order("quit"), "OK\n");
        let end = self.program.end();
        end.summary();
        end.lines
    }
}

#[test]
fn a_message_to_the_own_number_comes_back() {
    let mut modem = modem(&["--number", "+48123456789"]);
    assert_eq!(modem.ask("AT"), "AT\r\r\nOK\r\n");
    modem.ask("ATE0");
    assert_eq!(modem.ask("AT+CMGF=1;+CNMI=2,1"), "\r\nOK\r\n");
    modem.send("AT+CMGS=\"+48123456789\"\r");
    assert_eq!(modem.hear("> "), "\r\n> ");
    modem.send("hello; it is me\x1a");
    assert_eq!(modem.hear("OK\r\n"), "\r\n+CMGS: 0\r\n\r\nOK\r\n");
    assert_eq!(modem.hear("+CMTI: \"SM\",1\r\n"), "\r\n+CMTI: \"SM\",1\r\n");
    let read = modem.ask("AT+CMGR=1");
    assert!(read.starts_with("\r\n+CMGR: \"REC UNREAD\",\"+48123456789\",,\""), "{read:?}");
    assert!(read.ends_with("\r\nhello; it is me\r\n\r\nOK\r\n"), "{read:?}");
    assert!(modem.ask("AT+CMGL=\"REC READ\"").contains("+CMGL: 1,\"REC READ\","));
    modem.ask("AT+CMGD=1,4");
    modem.fails("AT+CMEE=1;+CMGR=1", "+CMS ERROR: 321");
    let sent = modem.program.wait_event("sms-sent");
    assert_eq!((&sent["to"], &sent["text"]), (&"+48123456789".into(), &"hello; it is me".into()));
    modem.quit();
}

#[test]
fn messages_in_pdu_mode_with_a_report() {
    let mut modem = modem(&[]);
    modem.ask("ATE0");
    modem.ask("AT+CNMI=2,2,0,1");
    // To +46708251358, with TP-SRR.
    modem.send("AT+CMGS=22\r");
    modem.hear("> ");
    modem.send("0021000B916407281553F800000AE8329BFD4697D9EC37\x1a");
    modem.hear("+CMGS: 0\r\n\r\nOK\r\n");
    let report = modem.hear("00\r\n");
    assert!(report.starts_with("\r\n+CDS: "), "{report:?}");
    assert_eq!(modem.order("sms Bank Za\\nhello"), "OK\n");
    modem.hear("\r\n+CMT: ,");
    // The first line of the PDU: the service centre, and a sender that is a name.
    modem.hear("\r\n07915155009099F904");
    modem.send("AT+CMGS=3\r");
    modem.hear("> ");
    modem.send("0011\x1a");
    modem.hear("\r\nERROR\r\n");
    modem.quit();
}

#[test]
fn calls_both_ways() {
    let mut modem = modem(&[]);
    modem.ask("ATE0");
    modem.ask("AT+CLIP=1;+CRC=1");
    assert_eq!(modem.order("ring +15550001111"), "OK\n");
    modem.hear("\r\n+CRING: VOICE\r\n");
    modem.hear("\r\n+CLIP: \"+15550001111\",145,");
    assert!(modem.ask("AT+CLCC").contains("+CLCC: 1,1,4,0,0,\"+15550001111\",145\r\n"));
    assert_eq!(modem.order("ring 5551234"), "ERROR: the line is busy\n");
    modem.ask("ATA");
    assert!(modem.ask("AT+CLCC").contains("+CLCC: 1,1,0,"));
    assert_eq!(modem.order("hangup"), "OK\n");
    modem.hear("\r\nNO CARRIER\r\n");
    assert_eq!(modem.order("hangup"), "ERROR: there is no call\n");
    assert_eq!(modem.ask("ATD5551234;"), "\r\nOK\r\n");
    modem.program.wait("answer", |line| line["event"] == "answered" && line["number"] == "5551234");
    assert!(modem.ask("AT+CLCC").contains("+CLCC: 1,0,0,0,0,\"5551234\",129\r\n"));
    modem.ask("AT+CHUP");
    assert_eq!(modem.ask("AT+CLCC"), "\r\nOK\r\n");
    // The other end of a data call echoes.
    modem.send("ATD5551234\r");
    modem.hear("\r\nCONNECT 9600\r\n");
    modem.send("\x01data\r");
    modem.hear("\x01data\r");
    assert_eq!(modem.order("hangup"), "OK\n");
    modem.hear("\r\nNO CARRIER\r\n");
    modem.quit();
}

#[test]
fn the_network() {
    let mut modem = modem(&[]);
    modem.ask("ATE0");
    assert!(modem.ask("AT+COPS?").contains("+COPS: 0,0,\"Cellwire Test\",7"));
    assert!(modem.ask("AT+COPS=3,2;+COPS?").contains("+COPS: 0,2,\"00101\",7"));
    assert!(modem.ask("AT+COPS=?").contains("(2,\"Cellwire Test\",\"Cellwire\",\"00101\",7)"));
    modem.ask("AT+CREG=1;+CMER=3,0,0,1");
    assert_eq!(modem.order("reg 5"), "OK\n");
    modem.hear("\r\n+CREG: 5\r\n");
    modem.hear("\r\n+CIEV: 5,1\r\n");
    assert_eq!(modem.order("signal 31"), "OK\n");
    modem.hear("\r\n+CIEV: 2,5\r\n");
    assert!(modem.ask("AT+CSQ").contains("+CSQ: 31,99"));
    assert!(modem.order("signal 50").starts_with("ERROR: "));
    modem.ask("AT+CUSD=1,\"*100#\",15");
    modem.hear("\r\n+CUSD: 0,\"Your balance is 12.34 EUR.\",15\r\n");
    modem.ask("AT+CSCS=\"UCS2\"");
    modem.ask("AT+CUSD=1,\"002A0031003500300023\",15");
    modem.hear("\r\n+CUSD: 1,\"003100200042");
    assert_eq!(modem.order("reg 0"), "OK\n");
    modem.fails("AT+CMEE=1;+CUSD=1,\"*100#\"", "+CME ERROR: 30");
    modem.quit();
}

#[test]
fn codes_are_not_shown() {
    let mut modem = modem(&["--pin", "4711", "--puk", "87654321"]);
    modem.ask("ATE0");
    assert!(modem.ask("AT+CMEE=1;+CPIN?").contains("+CPIN: SIM PIN"));
    modem.fails("AT+CIMI", "+CME ERROR: 11");
    modem.fails("AT+CMGS=22", "+CMS ERROR: 311");
    modem.fails("AT+CPIN=\"4444\"", "+CME ERROR: 16");
    modem.fails("AT+CPIN=4444", "+CME ERROR: 16");
    modem.fails("AT+CPIN=4444", "+CME ERROR: 12");
    assert!(modem.ask("AT+CPIN?").contains("+CPIN: SIM PUK"));
    modem.ask("AT+CPIN=\"87654321\",\"4712\"");
    assert!(modem.ask("AT+CPIN?").contains("+CPIN: READY"));
    modem.ask("AT+CPWD=\"SC\",\"4712\",\"4713\"");
    modem.ask("AT+CLCK=\"SC\",0,\"4713\"");
    modem.ask("ATD**04*4713*4711*4711#;");
    assert!(modem.ask("AT+CLCK=\"SC\",2").contains("+CLCK: 0"));
    for line in modem.quit() {
        let text = line.to_string();
        for code in ["4444", "4711", "4712", "4713", "87654321"] {
            assert!(!text.contains(code), "{text}");
        }
    }
}

#[test]
fn files_of_the_sim() {
    let mut modem = modem(&["--pin", "4711", "--iccid", "8949020000123456789"]);
    modem.ask("ATE0");
    assert_eq!(modem.ask("AT+CRSM=?"), "\r\nOK\r\n");
    let iccid = "+CRSM: 144,0,\"989420000021436587F9\"\r\n";
    assert!(modem.ask("AT+CRSM=176,12258,0,0,10").contains(iccid));
    assert!(modem.ask("AT+CRSM=176,28423,0,0,9").contains("+CRSM: 152,4\r\n"));
    modem.ask("AT+CPIN=4711");
    let imsi = "+CRSM: 144,0,\"080910101032547698\"\r\n";
    assert!(modem.ask("AT+CRSM=176,28423,0,0,9").contains(imsi));
    assert!(modem.ask("AT+CRSM=176,28589,0,3,1").contains("+CRSM: 144,0,\"02\"\r\n"));
    // What oFono asks first: an elementary file of 28 octets, with records as long.
    let file = "+CRSM: 144,0,\"0000001C6F4004001BFFFF0102011C\"\r\n";
    assert!(modem.ask("AT+CRSM=192,28480").contains(file));
    assert!(modem.ask("AT+CRSM=178,28480,1,4,28").contains("07915155674523F1FF"));
    for (command, status) in [
        ("178,28480,2,4,28", "148,2"),
        ("176,28421,0,0,2", "148,4"),
        ("176,28486,0,0,18", "103,0"),
        ("214,28486,0,0,1,\"00\"", "152,4"),
    ] {
        let answer = modem.ask(&format!("AT+CRSM={command}"));
        assert!(answer.contains(&format!("+CRSM: {status}\r\n")), "{command}: {answer:?}");
    }
    modem.quit();
}

#[test]
fn the_port_may_be_closed_and_opened() {
    let mut modem = modem(&[]);
    modem.ask("ATE0");
    modem.ask("AT+CMGF=1");
    let address = modem.program.wait_event("listening")["tcp"].clone();
    // The second host waits until the first is gone.
    let second = connect(&address);
    modem.host = second;
    modem.program.wait("close", |line| line["event"] == "closed");
    assert_eq!(modem.ask("AT+CMGF?"), "\r\n+CMGF: 1\r\n\r\nOK\r\n");
    modem.quit();
}

#[cfg(unix)]
#[test]
fn a_pseudo_terminal() {
    use std::fs::File;

    let mut program = Program::start(MODEM, &["--json"]);
    let path = program.wait_event("listening")["path"].as_str().unwrap().to_owned();
    for (line, answer) in [("ATE0\r", "ATE0\r\r\nOK\r\n"), ("AT+CREG?\r", "\r\n+CREG: 0,1\r\n")] {
        let mut port = File::options().read(true).write(true).open(&path).unwrap();
        port.write_all(line.as_bytes()).unwrap();
        let mut heard = vec![0; answer.len()];
        port.read_exact(&mut heard).unwrap();
        assert_eq!(core::str::from_utf8(&heard), Ok(answer));
    }
    program.type_line("dial");
    program.type_line("quit");
    let end = program.end();
    assert_eq!(end.code, Some(0));
    assert_eq!(end.stderr, "modem: \"dial\" is no command; type help\n");
}

#[test]
fn help_stands_in_columns() {
    let help = run(MODEM, &["--help"], b"").stdout;
    assert!(help.contains("\n  sms FROM TEXT       an SMS"), "{help}");
    assert!(help.contains("\n  ring NUMBER         somebody"), "{help}");
}

#[test]
fn options_that_are_not_as_they_should_be() {
    for args in [
        &["--imei", "abc"][..],
        &["--number", "me"],
        &["--tcp", "here"],
        &["--answer-time", "-1"],
        &["--fly"],
    ] {
        let ran = run(MODEM, args, b"");
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""), "{args:?}");
        assert!(ran.stderr.starts_with("error: "), "{}", ran.stderr);
    }
    for (args, error) in [
        (["--pin", "12a45"], "modem: --pin ***: it has not 4 to 8 digits\n"),
        (["--puk", "4711"], "modem: --puk ***: it has not 8 digits\n"),
    ] {
        let ran = run(MODEM, &args, b"");
        assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (Some(2), "", error));
    }
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let ran = run(MODEM, &["--tcp", &address], b"");
    assert_eq!(ran.code, Some(1));
    assert!(ran.stderr.starts_with(&format!("modem: {address}: ")), "{}", ran.stderr);
}
