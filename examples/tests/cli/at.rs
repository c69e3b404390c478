//! `decode at`.

use serde_json::{Value, json};

use crate::run::{Ran, run};

fn decode(args: &[&str], stdin: &[u8]) -> Ran {
    let args: Vec<_> = ["at"].iter().chain(args).copied().collect();
    run(env!("CARGO_BIN_EXE_decode"), &args, stdin)
}

fn objects(args: &[&str], stdin: &[u8]) -> Vec<Value> {
    let ran = decode(args, stdin);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    ran.json()
}

/// Kind and name of each.
fn kinds(objects: &[Value]) -> Vec<String> {
    let text = |object: &Value, key| object[key].as_str().unwrap().to_owned();
    objects.iter().map(|object| text(object, "kind") + " " + &text(object, "name")).collect()
}

#[test]
fn nothing_is_in_flight_unless_somebody_says_so() {
    let wire = b"\r\n+CREG: 2,1,\"81ED\",\"1A9CEB\",7\r\n\r\nOK\r\n";
    let alone = objects(&[], wire);
    assert_eq!(kinds(&alone), ["urc +CREG", "final OK"]);
    assert_eq!((&alone[0]["n"], &alone[1]["stray"]), (&Value::Null, &json!(true)));
    let asked = objects(&["--in-flight", "AT+CREG?"], wire);
    assert_eq!(kinds(&asked), ["line +CREG", "final OK"]);
    let answer = &asked[0];
    assert_eq!((answer["offset"].as_u64(), answer["len"].as_u64()), (Some(2), Some(28)));
    for (key, value) in [("n", 2), ("stat", 1), ("lac", 0x81ed), ("ci", 0x1a_9ceb), ("act", 7)] {
        assert_eq!(answer[key], value, "{key}");
    }
    assert_eq!(asked[1]["command"], "+CREG");
}

#[test]
fn lines_that_may_be_either_are_marked() {
    let asked = objects(&["--in-flight", "AT+CREG?"], b"+CREG: 1,0001,0010,0\r\nOK\r\n");
    assert_eq!(asked[0]["ambiguous"], true);
}

#[test]
fn a_transcript_puts_commands_in_flight() {
    let transcript = br#"
        # Made up.
        [0.0] > "AT+CSQ\r"
        [0.1] < "AT+CSQ\r\r\n+CSQ: 17,99\r\n\r\nRING\r\n\r\nOK\r\n"
        [1.0] > "AT+CMGS=22\r"
        [1.1] < "AT+CMGS=22\r\r\n> "
        [1.2] > "0001000B916407281553F800000AE8329BFD4697D9EC37\x1a"
        [2.0] < "\r\n+CMGS: 7\r\n\r\nOK\r\n"
        [3.0] > "AT+CPIN?\r"
        [3.1] < "\r\n+CME ERROR: SIM not inserted\r\n"
        [4.0] > "ATD*99#\r"
        [4.1] < "\r\nCONNECT 115200\r\n~\xff"
        [4.2] > "\x7e!"
        [9.0] > "+++"
        [9.9] < "\r\nOK\r\n"
        [10.0] > "AT+CFUN?\r"
        [10.1] < "+CFUN: 1\r\nOK\r\n"
    "#;
    let all = objects(&["--transcript"], transcript);
    assert_eq!(
        kinds(&all),
        [
            "command +CSQ",
            "echo echo",
            "line +CSQ",
            "urc RING",
            "final OK",
            "command +CMGS",
            "echo echo",
            "prompt >",
            "payload +CMGS",
            "line +CMGS",
            "final OK",
            "command +CPIN",
            "final +CME ERROR",
            "command D",
            "final CONNECT",
            "data data",
            "data data",
            "command +++",
            "final OK",
            "command +CFUN",
            "line +CFUN",
            "final OK",
        ]
    );
    assert_eq!(all[0]["from"], "host");
    assert_eq!((&all[2]["rssi"], &all[2]["ber"]), (&json!(17), &json!(99)));
    assert_eq!(all[8]["tpdu"], "SMS-SUBMIT");
    assert_eq!(
        (&all[8]["destination_address"], &all[8]["text"]),
        (&json!("+46708251358"), &json!("hellohello"))
    );
    assert_eq!((&all[12]["code"], &all[12]["text"]), (&json!(10), &json!("SIM not inserted")));
    assert_eq!(all[15]["text"], "~\\xff");
    // Each direction counts for itself.
    let host: u64 = "AT+CSQ\r".len() as u64;
    assert_eq!(all[5]["offset"], host);
}

#[test]
fn a_received_message_has_its_fields() {
    let wire = b"\r\n+CMT: ,24\r\n0791448720003023240DD0E474D81C0EBB010000111011315214000BE474D81C0EBB5DE3771B\r\n";
    let all = objects(&[], wire);
    assert_eq!(kinds(&all), ["urc +CMT", "payload +CMT"]);
    assert_eq!(all[0]["length"], 24);
    assert_eq!(all[1]["tpdu"], "SMS-DELIVER");
    assert_eq!(all[1]["originating_address"], "diafaan");
    assert_eq!(all[1]["scts"], "2011-01-11T13:25:41+00:00");
    assert_eq!(all[1]["text"], "diafaan.com");
}

#[test]
fn secrets_are_hidden_unless_they_are_asked_for() {
    let transcript = br#"
        > "AT+CPIN=\"4711\"\r"
        < "AT+CPIN=\"4711\"\r\r\nOK\r\n"
        > "AT+CMEE=1;+CLCK=\"SC\",1,\"4711\"\r"
        < "AT+CMEE=1;+CLCK=\"SC\",1,\"4711\"\r\r\n+CME ERROR: 16\r\n"
        > "AT+CGAUTH?\r"
        < "\r\n+CGAUTH: 1,1,\"me\",\"4711\"\r\nOK\r\n"
        > "AT+MIPCALL=1,\"apn\",\"me\",\"4711\"\r"
        > "ATDT**04*4711*4711*4711#;\r"
    "#;
    for mode in ["--json", "--dump"] {
        let hidden = decode(&["--transcript", mode], transcript);
        assert!(
            !hidden.stdout.contains("4711") && hidden.stdout.contains("***"),
            "{}",
            hidden.stdout
        );
        assert!(!hidden.stdout.contains("34 37 31 31"), "{}", hidden.stdout);
        let shown = decode(&["--transcript", mode, "--show-secrets"], transcript);
        assert!(shown.stdout.contains("4711") && !shown.stdout.contains("***"), "{}", shown.stdout);
    }
    let hidden = objects(&["--transcript"], transcript);
    assert_eq!(hidden[0]["pin"], "***");
    assert_eq!(hidden[3]["commands"][1]["passwd"], "***");
    let shown = objects(&["--transcript", "--show-secrets"], transcript);
    assert_eq!((&shown[0]["pin"], &shown[0]["line"]), (&json!("4711"), &json!("AT+CPIN=\"4711\"")));
    // Also where nobody has seen the command.
    let ran = decode(&[], b"AT+CPIN=\"4711\"\r\r\nOK\r\n");
    assert!(!ran.stdout.contains("4711"), "{}", ran.stdout);
}

#[test]
fn payloads_are_whole_however_they_were_cut() {
    let whole = b"\r\n+IPD16\r\nOK\r\nRING\r\n+IPD4\r\nRING\r\n";
    let hex: Vec<_> = whole.iter().map(|byte| format!("{byte:02x}")).collect();
    let expected = objects(&["--dialect", "a76xx"], whole);
    assert_eq!(kinds(&expected), ["urc +IPD", "payload +IPD", "urc RING"]);
    assert_eq!(expected[1]["text"], "OK\r\nRING\r\n+IPD4\r");
    let lines = hex.join("\n");
    assert_eq!(objects(&["--dialect", "a76xx", "--hex"], lines.as_bytes()), expected);
    for cut in 1..hex.len() {
        let lines = format!("{}\n{}\n", hex[..cut].concat(), hex[cut..].concat());
        assert_eq!(
            objects(&["--dialect", "a76xx", "--hex"], lines.as_bytes()),
            expected,
            "cut at {cut}"
        );
    }
}

#[test]
fn a_result_behind_the_ok_is_that_of_the_command() {
    let wire =
        b"AT+CIPOPEN=1,\"TCP\",\"1.2.3.4\",80\r\r\nOK\r\n\r\n+CIPOPEN: 1,0\r\n+CIPOPEN: 1,0\r\n";
    let args = ["--dialect", "a76xx", "--in-flight", "AT+CIPOPEN=1,\"TCP\",\"1.2.3.4\",80"];
    let all = objects(&args, wire);
    assert_eq!(kinds(&all), ["echo echo", "final OK", "result +CIPOPEN", "urc +CIPOPEN"]);
    assert_eq!((&all[2]["link_num"], &all[2]["err"]), (&json!(1), &json!(0)));
    // Among others, in words of another name, and without one.
    let all = objects(&["--in-flight", "AT+CIPMODE=0;+NETOPEN"], b"OK\r\n+NETOPEN: 0\r\n");
    assert_eq!(kinds(&all), ["final OK", "result +NETOPEN"]);
    let all = objects(&["--in-flight", "AT+MIPOPEN=1,,\"a\",7,0"], b"OK\r\n+MIPSTAT: 1,1\r\n");
    assert_eq!(kinds(&all), ["final OK", "result +MIPSTAT"]);
    assert_eq!(all[1]["status"], 1);
    let wire = b"OK\r\nCLOSED\r\n+CIPCLOSE: 0,0\r\n";
    let all = objects(&["--in-flight", "AT+CIPCLOSE=0"], wire);
    assert_eq!(kinds(&all), ["final OK", "result CLOSED", "result +CIPCLOSE"]);
    // What has no type.
    let all = objects(&["--in-flight", "AT+CCHOPEN=0"], b"OK\r\n+CCHOPEN: 0,0\r\n");
    assert_eq!(kinds(&all), ["final OK", "result +CCHOPEN"]);
    assert_eq!(all[1]["params"], json!([0, 0]));
}

#[test]
fn lines_of_vendors_have_their_fields() {
    let field = |args: &[&str], wire: &str, kind: &str, key: &str, value: Value| {
        let all = objects(args, wire.as_bytes());
        assert_eq!((kinds(&all)[0].as_str(), &all[0][key]), (kind, &value), "{wire}");
    };
    for dialect in ["generic", "l610"] {
        let args = ["--dialect", dialect];
        field(&args, "+MIPSTAT: 1,0,512\r\n", "urc +MIPSTAT", "acknowledged_bytes", json!(512));
        field(&args, "+MIPXOFF 2\r\n", "urc +MIPXOFF", "socket_id", json!(2));
        // An answer that nobody was seen to ask for.
        field(&args, "+MIPCALL: 1,10.1.2.3\r\n", "urc +MIPCALL", "status", json!(1));
        let args = ["--dialect", dialect, "--in-flight", "AT+MIPREAD=1,4"];
        field(&args, "+MIPDATA: 1,4\r\nabcd\r\nOK\r\n", "line +MIPDATA", "payload_len", json!(4));
    }
    for dialect in ["generic", "a76xx"] {
        let args = ["--dialect", dialect];
        field(&args, "+IPCLOSE: 1,1\r\n", "urc +IPCLOSE", "close_reason", json!(1));
        field(&args, "RECV FROM:1.2.3.4:5\r\n", "urc RECV FROM", "address", json!("1.2.3.4:5"));
        field(&args, "+CIPRXGET: 2,0,6,10\r\nABCDEF", "urc +CIPRXGET", "rest_len", json!(10));
        field(&args, "CLOSED\r\n", "urc CLOSED", "text", json!("CLOSED"));
        let args = ["--dialect", dialect, "--in-flight", "AT+CIPRXGET=4,1"];
        field(
            &args,
            "+IP ERROR: No data\r\nERROR\r\n",
            "line +IP ERROR",
            "ip_error",
            json!("No data"),
        );
        field(&args, "+CIPRXGET: 1,1\r\n", "urc +CIPRXGET", "link_num", json!(1));
    }
    let all = objects(&["--dialect", "l610"], b"+MIPRTCP: 1,0,3132\r\n");
    assert_eq!(kinds(&all), ["urc +MIPRTCP", "payload +MIPRTCP"]);
    assert_eq!((&all[0]["socket_id"], &all[0]["data"]), (&json!(1), &Value::Null));
}

#[test]
fn a_modem_may_answer_in_numbers() {
    let transcript = br#"
        > "ATE0\r"
        < "\r\nOK\r\n"
        > "ATV1\r"
        < "0\r"
        > "ATV0\r"
        < "\r\nOK\r\n"
        > "AT+CSQ\r"
        < "+CSQ: 17,99\r\n0\r"
    "#;
    let all = objects(&["--transcript"], transcript);
    assert_eq!(
        kinds(&all),
        [
            "command E",
            "final OK",
            "command V",
            "final OK",
            "command V",
            "final OK",
            "command +CSQ",
            "line +CSQ",
            "final OK",
        ]
    );
}

#[test]
fn faults_and_quirks() {
    let mut wire = b"\x01\x02\r\n+CREG: 2,1,  0 5, 2715\r\n".to_vec();
    wire.extend([b'x'; 40_000]);
    wire.extend(b"\r\nRING\r\n");
    let all = objects(&[], &wire);
    assert_eq!(kinds(&all), ["fault fault", "urc +CREG", "fault fault", "urc RING"]);
    assert_eq!((&all[0]["skipped"], &all[2]["skipped"]), (&json!(2), &json!(40_000)));
    assert_eq!(all[1]["quirks"], json!(["stray blank", "blank in a number"]));
}

#[test]
fn texts_are_read_in_the_character_set_that_was_chosen() {
    let transcript = br#"
        > "AT+CSCS=\"UCS2\"\r"
        < "\r\nOK\r\n"
        > "AT+COPS?\r"
        < "\r\n+COPS: 0,0,\"00430065006C006C\",7\r\n\r\nOK\r\n"
        > "AT+CMGF=1\r"
        < "\r\nOK\r\n"
        > "AT+CMGR=1\r"
        < "\r\n+CMGR: \"REC READ\",\"002B0031\",,\"26/11/21,19:30:56+00\"\r\n00680069\r\n\r\nOK\r\n"
        > "AT+CMGR=2\r"
        < "\r\n+CMGR: \"REC READ\",\"002B0031\",,\"26/11/21,19:30:56+00\"\r\n050003D40201984C\r\n\r\nOK\r\n"
        > "AT+CMGS=\"002B0031\"\r"
        < "\r\n> "
        > "00680069\x1a"
        < "\r\n+CMGS: 1\r\n\r\nOK\r\n\r\n+CUSD: 0,\"00480069\",15\r\n"
        > "ATZ\r"
        < "\r\nOK\r\n"
        > "AT+COPS?\r"
        < "\r\n+COPS: 0,0,\"00430065006C006C\",7\r\n\r\nOK\r\n"
    "#;
    let all = objects(&["--transcript"], transcript);
    let of = |kind: &str, name: &str| {
        let is = |object: &&Value| object["kind"] == kind && object["name"] == name;
        all.iter().filter(is).cloned().collect::<Vec<_>>()
    };
    let operators = of("line", "+COPS");
    assert_eq!(operators[0]["oper"], "00430065006C006C");
    assert_eq!(operators[0]["decoded"], json!({ "oper": "Cell" }));
    assert_eq!(operators[1]["decoded"], Value::Null);
    assert_eq!(of("line", "+CMGR")[0]["decoded"], json!({ "oa": "+1" }));
    assert_eq!(of("command", "+CMGS")[0]["decoded"], json!({ "da": "+1" }));
    assert_eq!(of("payload", "+CMGR")[0]["text"], "hi");
    assert_eq!(of("payload", "+CMGR")[1]["text"], "050003D40201984C");
    assert_eq!(of("payload", "+CMGS")[0]["text"], "hi");
    assert_eq!(of("urc", "+CUSD")[0]["text"], "Hi");
    // Where nobody has seen what was chosen, the digits of a western text tell it.
    let alone = objects(&[], b"\r\n+CUSD: 0,\"00480069\",15\r\n");
    assert_eq!(alone[0]["text"], "Hi");
}

#[test]
fn a_dump_is_for_people() {
    let ran =
        decode(&["--dump", "--in-flight", "AT+CSQ"], b"AT+CSQ\r\r\n+CSQ: 17,99\r\n\r\nOK\r\n");
    for text in ["echo echo", "line +CSQ", "rssi_dbm", "final OK", "|+CSQ: 17,99|"] {
        assert!(ran.stdout.contains(text), "{text} in {}", ran.stdout);
    }
}

#[test]
fn wrong_arguments() {
    assert_eq!(decode(&["--dialect", "other"], b"").code, Some(2));
    assert_eq!(decode(&["/nonexistent"], b"").code, Some(1));
    let ran = decode(&["--in-flight", "CREG?"], b"");
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.contains(": a command begins with AT"), "{}", ran.stderr);
}

/// A transcript with what its comments say of it, and what it is decoded to: kind and name.
fn transcript(name: &str, args: &[&str], expected: &[&str]) -> Vec<Value> {
    let path = format!("{}/tests/transcripts/at/{name}.transcript", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains("# Source: "), "{name}");
    let dialect = text.lines().find_map(|line| line.strip_prefix("# dialect: ")).unwrap();
    let args = [&["--transcript", "--dialect", dialect, &path], args].concat();
    let all = objects(&args, b"");
    assert_eq!(kinds(&all).join("\n"), expected.join("\n"), "{name}");
    all
}

#[test]
fn transcripts_of_sockets() {
    let all = transcript(
        "a76xx-tcp",
        &[],
        &[
            "command +NETOPEN",
            "echo echo",
            "final OK",
            "result +NETOPEN",
            "command +IPADDR",
            "echo echo",
            "line +IPADDR",
            "final OK",
            "command +CIPOPEN",
            "echo echo",
            "final OK",
            "result +CIPOPEN",
            "command +CIPSEND",
            "echo echo",
            "prompt >",
            "payload +CIPSEND",
            "final OK",
            "result +CIPSEND",
            "urc RECV FROM",
            "urc +IPD",
            "payload +IPD",
            "command +CIPCLOSE",
            "echo echo",
            "final OK",
            "result +CIPCLOSE",
            "command +NETCLOSE",
            "echo echo",
            "final OK",
            "result +NETCLOSE",
        ],
    );
    assert_eq!((&all[15]["text"], &all[20]["text"]), (&json!("HELLO"), &json!("data from server")));
    let all = transcript(
        "l610-tcp",
        &[],
        &[
            "command +MIPCALL",
            "final OK",
            "result +MIPCALL",
            "command +MIPOPEN",
            "final OK",
            "result +MIPOPEN",
            "command +MIPSEND",
            "prompt >",
            "payload +MIPSEND",
            "final OK",
            "result +MIPPUSH",
            "urc +MIPRTCP",
            "payload +MIPRTCP",
            "command +MIPCLOSE",
            "final OK",
            "result +MIPCLOSE",
            "urc +MIPSTAT",
        ],
    );
    assert_eq!((&all[12]["text"], &all[12]["hex"]), (&json!("12"), &json!("3132")));
}

#[test]
fn transcripts_of_messages_and_registration() {
    let all = transcript(
        "sms-pdu",
        &[],
        &[
            "command +CMGF;+CNMI",
            "echo echo",
            "final OK",
            "urc +CMTI",
            "command +CMGR",
            "echo echo",
            "line +CMGR",
            "payload +CMGR",
            "final OK",
            "command +CMGR",
            "echo echo",
            "line +CMGR",
            "payload +CMGR",
            "final OK",
            "command +CMGD",
            "echo echo",
            "final +CMS ERROR",
            "command +CMGS",
            "echo echo",
            "prompt >",
            "payload +CMGS",
            "echo echo",
            "line +CMGS",
            "final OK",
        ],
    );
    assert_eq!((&all[7]["tpdu"], &all[7]["text"]), (&json!("SMS-DELIVER"), &json!("Test")));
    assert_eq!(
        (&all[12]["tpdu"], &all[12]["destination_address"]),
        (&json!("SMS-SUBMIT"), &json!("3200"))
    );
    assert_eq!((&all[16]["code"], &all[22]["mr"]), (&json!(321), &json!(7)));
    let all = transcript(
        "registration",
        &[],
        &[
            "command +CREG;+CGREG;+CEREG",
            "final OK",
            "command +CREG",
            "urc +CGREG",
            "line +CREG",
            "final OK",
            "command +CEREG",
            "line +CEREG",
            "final OK",
            "urc +CREG",
        ],
    );
    assert_eq!((&all[4]["n"], &all[4]["lac"]), (&json!(1), &json!(0x84cd)));
    assert_eq!(
        (&all[7]["rac"], &all[7]["ci"], &all[7]["act"]),
        (&json!(0x20), &json!(0x0079_d903), &json!(7))
    );
    assert_eq!(all[9]["stat"], 11);
}

/// Those that hosts and simulated modems are tested with: each command is seen, and nothing is a fault.
#[test]
fn transcripts_of_manuals() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    for folder in ["a76xx", "field", "l610"] {
        let folder = root.join("../crates/at/tests/transcripts").join(folder);
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            let setting = |key| text.lines().find_map(|line: &str| line.strip_prefix(key));
            let (dialect, format) = (setting("# dialect: "), setting("# iprfmt: "));
            let format = ["--iprfmt", format.unwrap_or("0")];
            let path = path.to_str().unwrap();
            let all = objects(
                &[&["--transcript", "--dialect", dialect.unwrap(), path], &format[..]].concat(),
                b"",
            );
            let is_sent = |line: &&str| line.contains("> \"AT") || line.contains("> \"+++");
            let commands = all.iter().filter(|object| object["kind"] == "command").count();
            assert_eq!(commands, text.lines().filter(is_sent).count(), "{path}");
            assert!(all.iter().all(|object| object["kind"] != "fault"), "{path}");
            if path.ends_with("mipsend-timeout.transcript") {
                // Only the modem knows where the text ends.
                let texts = all.iter().filter(|object| object["kind"] == "payload");
                assert!(texts.map(|object| &object["text"]).eq(["silence", "short"]));
            }
        }
    }
}
