//! `goip-server` and `goip-gateway` with each other, and with others; and `decode goip`.

use core::time::Duration;
use std::net::UdpSocket;

use serde_json::{Value, json};

use crate::program::{End, Folder, Program};
use crate::run::{Ran, run};

const SERVER: &str = env!("CARGO_BIN_EXE_goip-server");
const GATEWAY: &str = env!("CARGO_BIN_EXE_goip-gateway");

struct Server {
    program: Program,
    address: String,
}

fn server(args: &[&str]) -> Server {
    let mut all = vec!["--json", "--listen", "127.0.0.1:0"];
    all.extend(args);
    let program = Program::start(SERVER, &all);
    let address = program.wait_event("listening")["udp"].as_str().unwrap().to_owned();
    Server { program, address }
}

impl Server {
    fn quit(mut self) -> End {
        self.program.type_line("quit");
        self.program.end()
    }

    /// Types a command, and waits for its answer.
    fn ask(&mut self, line: &str) -> Value {
        let before = self.program.count(|notice| is_answer(notice, line));
        self.program.type_line(line);
        self.program.wait_nth(line, before, |notice| is_answer(notice, line))
    }
}

fn is_answer(notice: &Value, line: &str) -> bool {
    notice["event"] == "answer" && notice["answers"] == line
}

/// What a line does is fast.
fn gateway(server: &str, args: &[&str]) -> Program {
    let mut all = vec!["--json", "--server", server, "--reboot-time", "0.2"];
    for (option, value) in [("--keepalive", "0.5"), ("--sms-time", "0.05")] {
        if !args.contains(&option) {
            all.extend([option, value]);
        }
    }
    all.extend(args);
    Program::start(GATEWAY, &all)
}

fn of(id: &str, event: &str) -> impl Fn(&Value) -> bool {
    move |notice| notice["id"] == id && notice["event"] == event
}

/// A gateway by hand.
struct ByHand(UdpSocket);

impl ByHand {
    fn new(server: &Server) -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        socket.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        socket.connect(&server.address).unwrap();
        Self(socket)
    }

    fn send(&self, datagram: &str) {
        self.0.send(datagram.as_bytes()).unwrap();
    }

    fn receive(&self) -> String {
        let mut buffer = [0; 4096];
        let len = self.0.recv(&mut buffer).unwrap();
        String::from_utf8(buffer[..len].to_vec()).unwrap()
    }

    fn ask(&self, datagram: &str) -> String {
        self.send(datagram);
        self.receive()
    }

    /// Whether nothing comes for a while.
    fn is_silent(&self) -> bool {
        self.0.set_read_timeout(Some(Duration::from_millis(300))).unwrap();
        let silent = self.0.recv(&mut [0; 4096]).is_err();
        self.0.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        silent
    }
}

const BOTH: &[&str] = &["--line", "goip1:swordfish", "--line", "goip2:swordfish"];
const TWO: &[&str] = &["--lines", "2", "--password", "swordfish"];

#[test]
fn sms_both_ways() {
    let folder = Folder::new("goip-sms");
    let store = folder.file("store");
    let mut server = server(&[BOTH, &["--store", &store]].concat());
    let mut gateway = gateway(&server.address, TWO);
    for id in ["goip1", "goip2"] {
        server.program.wait("up", of(id, "up"));
        gateway.wait("registered", of(id, "registered"));
    }
    let text = "Żółw; msg:łąka, Привет 你好 😀  a:b";
    gateway.type_line(&format!("sms goip2 +49170 {text}"));
    let sms = server.program.wait("SMS", of("goip2", "sms"));
    assert_eq!((&sms["srcnum"], &sms["msg"]), (&json!("+49170"), &json!(text)));
    gateway.wait("acknowledged", of("goip2", "acknowledged"));
    assert_eq!(sms["stored"], true);
    let stored: Value = serde_json::from_str(&std::fs::read_to_string(&store).unwrap()).unwrap();
    assert_eq!((&stored["id"], &stored["msg"]), (&json!("goip2"), &json!(text)));

    gateway.type_line(r"SMS goip1 +1 one\ntwo \\n");
    server.program.wait("lines", |notice| notice["msg"] == "one\ntwo \\n");

    server.program.type_line(&format!("Send goip1 +491,+492 {text}"));
    for number in ["+491", "+492"] {
        let submit = gateway.wait("submission", |notice| notice["number"] == number);
        assert_eq!((&submit["event"], &submit["text"]), (&json!("submit"), &json!(text)));
        let sent = server
            .program
            .wait("sent", |notice| notice["event"] == "sent" && notice["number"] == number);
        assert_eq!((&sent["id"], &sent["sms_no"]), (&json!("goip1"), &submit["sms_no"]));
        let delivery = server
            .program
            .wait("report", |notice| notice["event"] == "delivery" && notice["num"] == number);
        assert_eq!((&delivery["state"], &delivery["sms"]), (&json!(0), &sent["sms"]));
    }
    gateway.type_line("fault errorstatus 38");
    gateway.type_line("state");
    gateway.wait_event("faults");
    server.program.type_line("send goip1 +493 x");
    let failed = server.program.wait_event("failed");
    assert!(failed["error"].as_str().unwrap().starts_with("the network refused it"), "{failed}");

    gateway.type_line("quit");
    let gateway = gateway.end();
    assert_eq!(gateway.summary()["submitted"], 2);
    let server = server.quit();
    let summary = server.summary();
    assert_eq!(
        (&summary["sent"], &summary["failed"], &summary["unknown"]),
        (&json!(2), &json!(1), &json!(0))
    );
    for end in [&gateway, &server] {
        assert_eq!(end.count(|line| line.to_string().contains("swordfish")), 0);
    }
}

#[test]
fn ussd_calls_and_commands() {
    let mut server = server(BOTH);
    let mut gateway = gateway(&server.address, &[TWO, &["--keepalive", "0.1"]].concat());
    server.program.wait("up", of("goip1", "up"));
    server.program.wait("up", of("goip2", "up"));

    let menu = server.ask("ussd goip1 *150#");
    assert!(menu["msg"].as_str().unwrap().starts_with("1 Balance"), "{menu}");
    assert_eq!(server.ask("ussd goip1 1")["msg"], "Your balance is 12.34 EUR.");
    server.ask("ussd goip1 *150#");
    let exit = server.ask("ussd goip1 0");
    assert_eq!(exit["exit"], true);
    assert_eq!(exit["message"], "ussd goip1 0: the dialogue has ended");
    let refused = server.ask("ussd goip1 *999#");
    assert_eq!((&refused["ok"], refused["error"].is_string()), (&json!(false), true));

    gateway.type_line("call goip2 1,2");
    let error = gateway.wait_event("error");
    assert_eq!(
        error["message"],
        "\"1,2\" cannot be the number of a call: num holds ',' at 1, which would end it"
    );
    gateway.type_line("call goip2 +49170");
    for (verb, key, value) in
        [("STATE", "gsm_remain_state", "INCOMING:+49170"), ("RECORD", "dir", "1")]
    {
        server.program.wait(verb, |notice| {
            notice["verb"] == verb && notice["id"] == "goip2" && notice[key] == value
        });
    }
    gateway.type_line("answer goip2");
    server.program.wait("answered", |notice| notice["gsm_remain_state"] == "CONNECTED:+49170");
    assert_eq!(server.ask("svr_drop_call goip2")["ok"], true);
    server.program.wait("HANGUP", |notice| notice["verb"] == "HANGUP");
    server.program.wait("IDLE", |notice| notice["gsm_remain_state"] == "IDLE");
    gateway.type_line("ussn goip1 You have; new: mail");
    server.program.wait("USSN", |notice| notice["msg"] == "You have; new: mail");

    for (line, key, value) in [
        ("get_gsm_num goip1", "value", json!("+4915100000001")),
        ("set_gsm_num goip1 +4912", "ok", json!(true)),
        ("get_gsm_num goip1", "value", json!("+4912")),
        ("set_exp_time goip1 60", "ok", json!(true)),
        ("get_exp_time goip1", "value", json!(60)),
        ("reset_remain_time goip1", "ok", json!(true)),
        ("get_remain_time goip1", "value", json!(60)),
        ("get_gsm_state goip1", "value", json!("IDLE")),
        ("set_imei goip1 867495023900009", "ok", json!(true)),
        ("get_imei goip1", "value", json!("867495023900009")),
        ("set_out_call_interval goip1 5", "ok", json!(true)),
        ("get_out_call_interval goip1", "value", json!(5)),
        ("set_base_cell goip1 638", "ok", json!(true)),
        ("CURCELL goip1", "value", json!("638")),
        ("get_cells_list goip1", "ok", json!(true)),
        ("CF goip1 0 3 +4915 0", "ok", json!(true)),
        ("CF goip1 0 2", "num", json!("+4915")),
        ("CW goip1 1", "ok", json!(true)),
        ("GSM goip1", "gsm_num", json!("+4912")),
        ("DIAL goip2 1,2 1", "ok", json!(false)),
        ("DIAL goip2 10086 1", "ok", json!(true)),
        ("module_ctl_i goip1 1", "ok", json!(true)),
        ("module_ctl goip1 22", "ok", json!(true)),
        ("netselect goip1 -1", "ok", json!(true)),
        ("raw goip1 dance 1 ***", "ok", json!(false)),
    ] {
        let answer = server.ask(line);
        assert_eq!(answer[key], value, "{answer}");
    }
    server.program.wait("cells", |notice| notice["verb"] == "CELLS" && notice["lists"].is_array());

    // A count that is little lower could be that of a keepalive that was overtaken.
    std::thread::sleep(Duration::from_secs(1));
    server.ask("svr_reboot_dev goip1");
    gateway.wait_event("rebooting");
    for id in ["goip1", "goip2"] {
        server.program.wait("reboot", of(id, "rebooted"));
    }
    server.program.type_line("lines");
    assert_eq!(server.program.wait_event("line")["state"], "up");
    gateway.type_line("quit");
    gateway.end().summary();
    assert_eq!(server.quit().summary()["unanswered"], 0);
}

#[test]
fn what_is_under_way_is_finished_at_the_end() {
    let mut server = server(&["--line", "goip1:password"]);
    let gateway = gateway(&server.address, &["--sms-time", "1"]);
    server.program.wait_event("up");
    server.program.type_line("send goip1 +491 hello");
    gateway.wait_event("submit");
    let end = server.quit();
    assert_eq!(end.summary()["sent"], 1);
    assert_eq!(end.count(|notice| notice["event"] == "sent"), 1);
}

#[test]
fn what_cannot_be_finished_is_given_up() {
    let mut server = server(&["--line", "goip1:password", "--drain", "1"]);
    server.program.type_line("send goip1 +491 hello");
    let end = server.quit();
    assert_eq!(end.summary()["failed"], 1);
}

/// npm and cargo hand on a Ctrl-C that the terminal has sent already.
#[cfg(unix)]
#[test]
fn ctrl_c_that_comes_twice_at_once_is_one() {
    let mut server = server(&["--line", "goip1:password", "--drain", "1"]);
    server.program.type_line("send goip1 +491 hello");
    server.program.type_line("lines");
    server.program.wait_event("line");
    server.program.interrupt();
    server.program.interrupt();
    assert_eq!(server.program.end().summary()["failed"], 1);
}

#[cfg(unix)]
#[test]
fn a_second_ctrl_c_ends_at_once() {
    let mut server = server(&["--line", "goip1:password"]);
    server.program.type_line("send goip1 +491 hello");
    server.program.interrupt();
    server.program.wait_event("stopping");
    std::thread::sleep(Duration::from_millis(600));
    server.program.interrupt();
    assert_eq!(server.program.end().code, Some(130));
}

/// A server that refuses is told from one that acknowledges.
#[test]
fn what_the_server_refuses() {
    let server = UdpSocket::bind("127.0.0.1:0").unwrap();
    server.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let address = server.local_addr().unwrap().to_string();
    let mut gateway = gateway(&address, &["--keepalive", "60"]);
    let mut buffer = [0; 4096];
    let (_, line) = server.recv_from(&mut buffer).unwrap();
    server.send_to(b"reg:1;status:404;", line).unwrap();
    let refused = gateway.wait_event("unregistered");
    assert_eq!((&refused["status"], &refused["ok"]), (&json!(404), &json!(false)));
    assert_eq!(refused["message"], "the server refuses the keepalive: status 404");
    for (recvid, answer, words) in [
        (1_000_000_000, "ERROR no room", "the server says: no room"),
        (999_999_999, "ERROR", "the server does not say why"),
        (999_999_998, "DISABLE", "the server wants no such events"),
    ] {
        gateway.type_line("sms goip1 +1 x");
        let _ = server.recv_from(&mut buffer).unwrap();
        server.send_to(format!("RECEIVE {recvid} {answer}").as_bytes(), line).unwrap();
        let refused = |notice: &Value| notice["event"] == "refused" && notice["message"] == words;
        gateway.wait(words, refused);
    }
    gateway.type_line("quit");
    let end = gateway.end();
    assert_eq!(end.summary()["acknowledged"], 0);
    assert_eq!(end.count(|notice| notice["event"] == "registered"), 0);
}

#[test]
fn a_gateway_says_how_to_start_its_server() {
    for (args, expected) in [
        (&["--server", "127.0.0.1:9"][..], "--listen 0.0.0.0:9 --line goip1:password"),
        (&["--server", "127.0.0.1:44444", "--lines", "5"], "goip-server --line goip1:password"),
        (&["--password", "swordfish"], "--line goip1:***"),
        (&["--line", "a:swordfish"], "--line a:***"),
    ] {
        let mut all = vec!["--json"];
        all.extend(args);
        let mut gateway = Program::start(GATEWAY, &all);
        let hint = gateway.wait_event("hint")["message"].as_str().unwrap().to_owned();
        assert!(hint.contains(expected), "{hint}");
        gateway.type_line("quit");
        assert_eq!(gateway.end().count(|notice| notice.to_string().contains("fish")), 0);
    }
}

#[test]
fn the_signal_can_be_typed() {
    let server = server(&["--line", "goip1:password"]);
    let mut gateway = gateway(&server.address, &[]);
    server.program.wait_event("up");
    gateway.type_line("signal goip1 7");
    server.program.wait("signal", |notice| notice["event"] == "status" && notice["signal"] == 7);
    gateway.type_line("state");
    assert_eq!(gateway.wait_event("faults")["message"], "none");
}

#[test]
fn help_says_how_programs_end_and_what_they_print() {
    for program in [SERVER, GATEWAY] {
        let help = run(program, &["--help"], b"").stdout;
        for words in ["Exit codes:", "A second Ctrl-C", "JSON objects", "end of input", "quit"] {
            assert!(help.contains(words), "{words}: {help}");
        }
    }
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_both_in_good_order() {
    let server = server(&["--line", "goip1:password"]);
    let gateway = gateway(&server.address, &[]);
    server.program.wait_event("up");
    gateway.interrupt();
    gateway.end().summary();
    server.program.interrupt();
    server.program.end().summary();
}

/// The same event after a restart is acknowledged, and not told again.
#[test]
fn nothing_is_told_twice_over_a_restart() {
    let folder = Folder::new("goip-state");
    let (state, store) = (folder.file("state"), folder.file("store"));
    let args = ["--line", "goip1:password1", "--state", &state, "--store", &store];
    let event = "RECEIVE:1270197307;id:goip1;password:password1;srcnum:+49170;msg:once";
    let mut next = None;
    for run in 0..2 {
        let server = server(&args);
        let hand = ByHand::new(&server);
        let count = 10 + run;
        let keepalive = format!("req:{count};id:goip1;pass:password1;");
        assert_eq!(hand.ask(&keepalive), format!("reg:{count};status:200;"));
        for _ in 0..2 {
            assert_eq!(hand.ask(event).trim_end(), "RECEIVE 1270197307 OK");
        }
        let end = server.quit();
        let told = end.count(|notice| notice["event"] == "sms");
        assert_eq!(told, 1 - run, "run {run}");
        let saved: Value = serde_json::from_slice(&std::fs::read(&state).unwrap()).unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(&state).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        assert!(next.replace(saved["next_id"].as_i64()) <= Some(saved["next_id"].as_i64()));
    }
    assert_eq!(std::fs::read_to_string(&store).unwrap().lines().count(), 1);
}

#[test]
fn what_is_not_stored_is_not_acknowledged() {
    if !std::path::Path::new("/dev/full").exists() {
        return;
    }
    let server = server(&["--line", "goip1:password1", "--store", "/dev/full"]);
    let hand = ByHand::new(&server);
    hand.ask("req:1;id:goip1;pass:password1;");
    for _ in 0..3 {
        hand.send("RECEIVE:7;id:goip1;password:password1;srcnum:1;msg:x");
        assert!(hand.is_silent());
    }
    assert_eq!(server.program.wait_event("sms")["stored"], false);
    let end = server.quit();
    assert_eq!(end.count(|notice| notice["event"] == "sms"), 1);
    assert_eq!(end.count(|notice| notice["event"] == "error"), 1);
    let lines: Vec<_> = end.stderr.lines().collect();
    assert_eq!(
        lines,
        [
            "goip-server: /dev/full: No space left on device (os error 28); SMS are not acknowledged",
            "goip-server: /dev/full: 1 SMS not stored, nor acknowledged",
        ]
    );
}

#[test]
fn strangers_are_not_served() {
    let allowed = server(&["--line", "goip1:password1", "--status", "0"]);
    let hand = ByHand::new(&allowed);
    assert_eq!(hand.ask("req:1;id:goip1;pass:password1;"), "reg:1;status:0;");
    let stranger = ByHand::new(&allowed);
    for datagram in [
        "req:1;id:goip1;pass:wrong;",
        "req:1;id:goip2;pass:password1;",
        "RECEIVE:7;id:goip1;password:wrong;srcnum:1;msg:x",
        "START 1 127.0.0.1 1",
        "CRON",
        "",
        "\0\0\0",
    ] {
        stranger.send(datagram);
    }
    assert!(stranger.is_silent());
    allowed.program.wait_event("refused");
    let end = allowed.quit();
    assert_eq!(end.count(|notice| notice["event"] == "sms"), 0);
    assert_eq!(end.count(|notice| notice.to_string().contains("wrong;")), 0);

    let elsewhere = server(&["--line", "goip1:password1", "--allow", "192.0.2.0/24"]);
    let hand = ByHand::new(&elsewhere);
    hand.send("req:1;id:goip1;pass:password1;");
    assert!(hand.is_silent());
    let told = server(&["--line", "goip1:password1", "--answer-strangers"]);
    assert_eq!(ByHand::new(&told).ask("req:1;id:goip1;pass:wrong;"), "reg:1;status:404;");
}

#[test]
fn what_is_typed_wrong_is_told() {
    let mut server = server(&["--line", "goip1:password1"]);
    let mut gateway = gateway(&server.address, &["--line", "goip1:password1"]);
    for line in ["dance", "get_imei goip9", "set_exp_time goip1 x", "send goip1 1;2 x", "help", ""]
    {
        server.program.type_line(line);
    }
    server.program.wait_event("help");
    for line in ["dance", "hangup goip9", "fault x", "help", ""] {
        gateway.type_line(line);
    }
    gateway.wait_event("help");
    gateway.type_line("quit");
    let (gateway, server) = (gateway.end(), server.quit());
    let lines: Vec<_> = server.stderr.lines().collect();
    assert_eq!(
        lines[..3],
        [
            "goip-server: \"dance\" is no order; type help",
            "goip-server: there is no line \"goip9\"; type lines",
            "goip-server: MINUTES: \"x\" is no number that fits",
        ]
    );
    assert_eq!((lines.len(), server.code), (4, Some(0)));
    assert_eq!(
        gateway.stderr,
        "goip-gateway: \"dance\" is no order; type help\n\
         goip-gateway: there is no line \"goip9\"; type state\n\
         goip-gateway: \"x\" is no fault; type help\n"
    );
    assert_eq!(gateway.code, Some(0));
}

#[test]
fn what_cannot_be_done_is_one_line() {
    let folder = Folder::new("goip-bad");
    let (state, lines) = (folder.file("state"), folder.file("lines"));
    std::fs::write(&state, "{\"next_id\":").unwrap();
    std::fs::write(&lines, "# none\ngoip1:swordfish\nswordfish\n").unwrap();
    let taken = UdpSocket::bind("127.0.0.1:0").unwrap();
    let taken = taken.local_addr().unwrap().to_string();
    let listen = ["--listen", "127.0.0.1:0"];
    let line = ["--line", "goip1:swordfish"];
    for (code, args) in [
        (1, &["--listen", &taken, line[0], line[1]][..]),
        (2, &listen),
        (2, &[&listen[..], &["--line", "swordfish"]].concat()),
        (2, &[&listen[..], &line, &line].concat()),
        (1, &[&listen[..], &["--lines", &lines]].concat()),
        (1, &[&listen[..], &["--lines", "/nowhere/lines"]].concat()),
        (1, &[&listen[..], &["--lines", "/dev/null"]].concat()),
        (2, &[&listen[..], &["--line", "goip;1:swordfish"]].concat()),
        (2, &[&listen[..], &line, &["--status", "404"]].concat()),
        (1, &[&listen[..], &line, &["--state", &state]].concat()),
        (1, &[&listen[..], &line, &["--state", "/nowhere/state"]].concat()),
        (1, &[&listen[..], &line, &["--store", "/nowhere/store"]].concat()),
    ] {
        let ran = run(SERVER, args, b"");
        assert_eq!((ran.code, ran.stderr.lines().count()), (Some(code), 1), "{ran:?}");
        assert!(!ran.stderr.contains("fish"), "{}", ran.stderr);
    }
    // What was there is still there.
    assert_eq!(std::fs::read_to_string(&state).unwrap(), "{\"next_id\":");
    for (code, args) in [
        (2, &["--line", "swordfish"][..]),
        (2, &["--line", "a:swordfish", "--line", "a:sword2fish"]),
        (1, &["--server", "nowhere.invalid:1"]),
        (2, &["--server", "127.0.0.1"]),
        (2, &["--server", "127.0.0.1:0"]),
        (2, &["--password", "sword;fish"]),
        (2, &["--lines", "3", "--port", "65534"]),
    ] {
        let ran = run(GATEWAY, args, b"");
        assert_eq!((ran.code, ran.stderr.lines().count()), (Some(code), 1), "{ran:?}");
        assert!(!ran.stderr.contains("fish"), "{}", ran.stderr);
    }
    for (program, args) in [
        (SERVER, &["--allow", "x"][..]),
        (SERVER, &["--listen", "x"]),
        (GATEWAY, &["--lines", "0"]),
        (GATEWAY, &["--keepalive", "0"]),
        (GATEWAY, &["--ussd", "x"]),
    ] {
        assert_eq!(run(program, args, b"").code, Some(2), "{args:?}");
    }
}

fn decode(args: &[&str], stdin: &[u8]) -> Ran {
    let args: Vec<_> = ["goip"].iter().chain(args).copied().collect();
    run(env!("CARGO_BIN_EXE_decode"), &args, stdin)
}

/// Offset, length, and name.
fn summary(ran: &Ran) -> Vec<(u64, u64, String)> {
    let number = |object: &Value, key: &str| object[key].as_u64().unwrap();
    let name = |object: &Value| object["name"].as_str().unwrap().to_owned();
    let objects = ran.json();
    objects.iter().map(|o| (number(o, "offset"), number(o, "len"), name(o))).collect()
}

#[test]
fn decode_takes_datagrams() {
    // Raw input is one, however long and however it is read.
    let text = "x".repeat(40_000);
    let raw = format!("RECEIVE:1;id:a;password:b;srcnum:1;msg:{text}\nOK 1 2\n");
    let ran = decode(&["--from", "gateway", "--max-len", "65535"], raw.as_bytes());
    assert_eq!(summary(&ran), [(0, raw.len() as u64, "receive".into())]);
    let ran = decode(&["--from", "gateway"], raw.as_bytes());
    assert_eq!(summary(&ran), [(0, raw.len() as u64, "fault".into())]);
    assert_eq!(ran.json()[0]["skipped"], raw.len());
    assert_eq!(ran.json()[0]["error"], "datagram of 40047 bytes is longer than the limit of 8192");

    // Faults side by side are of two datagrams.
    let ran = decode(&["--from", "gateway", "--hex"], b"00\n01\n 4f 4b 20 31 20 32 0a # OK\n");
    let expected = [(0, 1, "fault".into()), (1, 1, "fault".into()), (2, 7, "submit_ok".into())];
    assert_eq!(summary(&ran), expected);

    // An offset counts within its direction.
    let transcript = br#"< "OK 1 2\n"
        > "DONE 1\n"
        < "DONE 1\n""#;
    let ran = decode(&["--transcript"], transcript);
    let expected =
        [(0, 7, "submit_ok".into()), (0, 7, "end_request".into()), (7, 7, "end_confirm".into())];
    assert_eq!(summary(&ran), expected);
    let from: Vec<_> = ran.json().iter().map(|object| object["from"].clone()).collect();
    assert_eq!(from, ["gateway", "server", "gateway"]);
    assert_eq!(decode(&["--from", "gateway"], b"").stdout, "");
}

#[test]
fn decode_shows_no_password() {
    for (from, datagram) in [
        ("gateway", "req:1;id:a;pass:swordfish;password:swordfish;"),
        ("gateway", "req:x;id:a;pass:swordfish;"),
        ("gateway", "RECEIVE:1;id:a;password:swordfish;PASS:swordfish;srcnum:1;msg:x"),
        ("server", "PASSWORD 1 swordfish\n"),
        ("server", "PASSWORD x swordfish\n"),
        ("server", "USSD 1 swordfish *100#"),
        ("server", "set_gsm_num  5  1  swordfish "),
        ("server", "SMS 1 2 swordfish 3 hello"),
        ("server", "what_is_this 1 swordfish"),
    ] {
        for output in ["--json", "--dump"] {
            let ran = decode(&["--from", from, output], datagram.as_bytes());
            assert_eq!(ran.code, Some(0));
            let fish = ["fish", "66 69 73 68"];
            let shown = fish.iter().any(|part| ran.stdout.contains(part));
            assert!(!shown, "{datagram}: {}", ran.stdout);
        }
        let shown = decode(&["--from", from, "--show-secrets"], datagram.as_bytes());
        assert!(shown.stdout.contains("fish") || shown.stdout.contains("fault"), "{shown:?}");
    }
}

#[test]
fn decode_hides_nothing_where_there_is_nothing() {
    for (datagram, tail) in [("HELLO 1", ""), ("HELLO 1 ", ""), ("HELLO 1 x", "***")] {
        let ran = decode(&["--from", "server"], datagram.as_bytes());
        assert_eq!(ran.json()[0]["tail"], tail, "{datagram}");
    }
}

#[test]
fn decode_strictly() {
    let odd = b"req:10;id:goipid1;pass:password1; num:12345;";
    let ran = decode(&["--from", "gateway"], odd);
    assert_eq!(ran.json()[0]["quirks"], json!(["stray blank"]));
    let ran = decode(&["--from", "gateway", "--strict"], odd);
    assert_eq!((ran.code, &ran.json()[0]["kind"]), (Some(0), &json!("fault")));
    // A key that is one of ours does not take its place.
    let ran = decode(&["--from", "gateway"], b"req:1;id:a;pass:b;kind:x;offset:9;foo:bar;");
    let object = &ran.json()[0];
    assert_eq!((&object["kind"], &object["offset"]), (&json!("frame"), &json!(0)));
    assert_eq!(object["more"], json!([["kind", "x"], ["offset", "9"]]));
    assert_eq!(object["foo"], "bar");
}

#[test]
fn wrong_arguments_exit_with_2() {
    for args in [&[][..], &["--from", "tracker"], &["--from", "gateway", "--max-len", "0"]] {
        assert_eq!(decode(args, b"").code, Some(2), "{args:?}");
    }
}
