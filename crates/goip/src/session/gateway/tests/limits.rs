use cellwire_codec::test_util::link::Rng;

use super::*;
use crate::message::{ChannelState, EventBody};

const FROM: LineAddr = LineAddr { line: 0, peer: SERVER };

#[test]
fn what_nobody_sends_holds_up_what_comes_in() {
    let mut bench = Bench::new(config(1));
    let taken = (0..1000)
        .take_while(|_| bench.gateway.handle_input(bench.now, FROM, b"DONE 1") > 0)
        .count();
    assert_eq!(taken, 256);
    assert_eq!(bench.news().len(), 256);
    bench.play("> DONE 1\n < ERROR 1 SENDID\\n");
}

#[test]
fn what_nobody_is_told_holds_up_what_comes_in() {
    let mut bench = Bench::new(config(1));
    let mut buffer = [0; 100];
    let taken = (0..1000)
        .take_while(|_| {
            let taken = bench.gateway.handle_input(bench.now, FROM, b"get_imei 1 password1");
            while bench.gateway.poll_transmit(bench.now, &mut buffer).unwrap().is_some() {}
            taken > 0
        })
        .count();
    assert_eq!(taken, 256);
    assert_eq!(bench.news().len(), 256);
    bench.play("> DONE 1\n < ERROR 1 SENDID\\n");
}

#[test]
fn slow_answers_hold_up_nothing() {
    let mut bench = Bench::new(config(1));
    bench.gateway.set_faults(Faults { slow: secs(5), ..Faults::default() });
    for _ in 0..5000 {
        bench.hear(0, b"DONE 1");
    }
    bench.pass(secs(5));
    assert_eq!(bench.news().len(), 1024);
}

#[test]
fn a_line_queues_so_many_sms() {
    let mut bench = Bench::new(GatewayConfig { max_telids: 100, ..by_hand() });
    bench.hear(0, b"MSG 1 1 a\n");
    bench.hear(0, b"PASSWORD 1 password1\n");
    for telid in 1..=65 {
        bench.hear(0, format!("SEND 1 {telid} 10086\n").as_bytes());
    }
    bench.news();
    bench.play(
        "> SEND 1 65 10086\\n
         < WAIT 1 65\\n
         > SEND 1 66 10086\\n
         < ERROR 1 66 errorstatus:42\\n",
    );
    bench.gateway.submitted(SubmissionId(1), Ok(()));
    bench.news();
    bench.play(
        "> SEND 1 66 10086\\n
         < ERROR 1 66 errorstatus:42\\n
         > SEND 1 67 10086\\n
         < WAIT 1 67\\n",
    );
}

#[test]
fn a_buffer_that_is_too_short_loses_nothing() {
    let mut bench = Bench::just_on(config(1));
    bench.gateway.handle_timeout(bench.now);
    bench.gateway.receive_sms(0, "1", "x").unwrap();
    for _ in 0..3 {
        assert!(bench.gateway.poll_transmit(bench.now, &mut [0; 9]).is_err());
    }
    let news = bench.news();
    assert_eq!(news.len(), 2);
    assert!(news[0].starts_with("< req:1;"), "{news:?}");
    bench.gateway.handle_input(bench.now, FROM, b"DONE 1\n");
    assert!(bench.gateway.poll_transmit(bench.now, &mut [0; 6]).is_err());
    bench.expect(&["< ERROR 1 SENDID\\n"]);
}

#[test]
fn what_is_for_no_line_or_too_long_is_ignored() {
    let mut bench = Bench::new(config(1));
    let long = format!("SMS 1 1 password1 10086 {}", "x".repeat(9000));
    bench.hear(0, long.as_bytes());
    bench.hear(1, b"DONE 1");
    bench.hear(usize::MAX, b"DONE 1");
    bench.hear(0, b"");
    bench.expect(&[]);
    assert_eq!(bench.gateway.stats().unreadable, 4);
}

#[test]
fn an_earlier_time_is_none() {
    let mut bench = Bench::new(config(1));
    bench.gateway.handle_timeout(Instant::ORIGIN);
    bench.hear(0, b"MSG 1 1 a\n");
    bench.gateway.handle_input(Instant::ORIGIN, FROM, b"PASSWORD 1 password1\n");
    bench.expect(&["< PASSWORD 1\\n", "< SEND 1\\n"]);
}

#[test]
fn nothing_prints_a_password() {
    let mut bench = Bench::new(config(1));
    for datagram in [
        &b"set_gsm_num 1 10086 password1"[..],
        b"MSG 1 1 a\n",
        b"PASSWORD 1 password1\n",
        b"SMS 1 1 password1 10086 a",
        b"USSD 1 password1 *100#",
        b"ATSTART 2 password1",
    ] {
        bench.gateway.handle_input(bench.now, FROM, datagram);
    }
    bench.gateway.receive_sms(0, "1", "x").unwrap();
    bench.gateway.handle_timeout(bench.now + secs(2));
    let printed = format!("{:?}", bench.gateway);
    assert!(!printed.contains("password1"), "{printed}");
    // Nor as the numbers of its bytes.
    assert!(!printed.contains("112, 97, 115, 115, 119"), "{printed}");
}

/// Whatever comes in whatever order: nothing panics, nothing loops, and the contract holds.
#[test]
fn noise() {
    const WORDS: &[&str] = &[
        "MSG",
        "PASSWORD",
        "SEND",
        "DONE",
        "SMS",
        "USSD",
        "USSDEXIT",
        "CF",
        "CW",
        "GSM",
        "DIAL",
        "ATSTART",
        "ATALIVE",
        "svr_reboot_module",
        "svr_reboot_dev",
        "svr_drop_call",
        "module_ctl",
        "module_ctl_i",
        "get_cells_list",
        "set_gsm_num",
        "set_exp_time",
        "set_imei",
        "netselect",
        "RECEIVE",
        "reg:1;status:200;",
        "STATE",
        "password1",
        "password2",
        "1",
        "2",
        "3",
        "10086",
        "-1",
        "OK",
        "ERROR",
        ";",
        ":",
        "\n",
        "\0",
        "\u{fffd}",
        "4",
        "99999999999999999999",
    ];
    const REQUESTS: &[&str] = &[
        "MSG # 1 a\n",
        "PASSWORD # password1\n",
        "SEND # # 10086\n",
        "DONE #\n",
        "SMS # # password1 10086 a",
        "USSD # password1 *100#",
        "USSDEXIT # password1",
        "CF # password1 # # 10086 #",
        "CW # password1 #",
        "DIAL # password1 10086 #",
        "svr_drop_call # password1",
        "svr_reboot_module # password1",
        "svr_reboot_dev # password1",
        "module_ctl # ## password1",
        "ATSTART # password1",
        "get_cells_list # password1",
        "set_exp_time # # password1",
        "reg:#;status:#;",
        "RECEIVE 99999999# OK",
        "STATE 99999999# OK",
    ];
    for seed in 0..200 {
        let mut rng = Rng::new(seed);
        let mut below = |limit: usize| rng.next_u64() as usize % limit;
        let network =
            [Network::Application, Network::Automatic(Duration::ZERO), Network::Automatic(secs(3))]
                [below(3)];
        let resubmission = [Resubmission::Idempotent, Resubmission::Anew][below(2)];
        let mut bench = Bench::new(GatewayConfig { network, resubmission, ..config(2) });
        for _ in 0..200 {
            let datagram = if below(4) == 0 {
                let words: Vec<_> = (0..below(7)).map(|_| WORDS[below(WORDS.len())]).collect();
                words.join(" ")
            } else {
                let request = REQUESTS[below(REQUESTS.len())].chars();
                let digit =
                    |char| if char == '#' { char::from(b'0' + below(6) as u8) } else { char };
                request.map(digit).collect()
            };
            bench.hear(below(3), datagram.as_bytes());
            match below(12) {
                0 => bench.pass(Duration::from_millis(below(20_000) as u64)),
                1 => drop(bench.gateway.receive_sms(below(3), "1", "x")),
                2 => drop(bench.gateway.incoming_call(below(3), "1")),
                3 => drop(bench.gateway.hang_up(below(3), "x")),
                4 => drop(bench.gateway.answer_ussd(below(3), UssdAnswer::Reply("x".into()))),
                5 => drop(bench.gateway.submitted(SubmissionId(below(20) as u64), Ok(()))),
                6 => bench.gateway.set_registered(below(3), below(4) > 0),
                _ => {}
            }
        }
        bench.news();
    }
}

/// Whoever sends what: 4096 bytes are enough for all that is said, and a stranger silences nobody.
#[test]
fn long_words_are_not_repeated() {
    const COMMANDS: &[&str] = &[
        "set_gsm_num # W P",
        "set_exp_time # W P",
        "set_imei # W P",
        "set_out_call_interval # W P",
        "set_base_cell # W P",
        "module_ctl_i # W P",
        "module_ctl # W P",
        "USSD # P W",
        "USSDEXIT # P W",
        "CF # P 0 3 W 0",
        "CF # P W 3 1 0",
        "CW # P W",
        "DIAL # P W 5",
        "netselect # P W",
        "GSM # P W",
        "ATSTART # P W",
        "get_imei # W P",
        "svr_drop_call # W P",
        "SMS # 1 P W hi",
        "SMS # 2 P 10086 W",
        "W # P",
        "foo # W P",
        "MSG # 1 W\n",
        "PASSWORD # W\n",
        "SEND # 1 W\n",
        "DONE # W\n",
        "reg:1;status:W;",
        "STATE 1 W",
    ];
    for (long, password) in ["1", "a", "\u{fffd}"]
        .into_iter()
        .zip(["password1", "wrong", "wrong"])
        .chain([("1", "wrong"), ("a", "password1"), ("\u{fffd}", "password1")])
    {
        for peer in [SERVER, ([203, 0, 113, 9], 5).into()] {
            let mut bench = Bench::new(config(1));
            for (sendid, command) in COMMANDS.iter().enumerate() {
                let command = command.replace('#', &sendid.to_string()).replace('P', password);
                let room = 8192 - command.len();
                let datagram = command.replace('W', &long.repeat(room / long.len()));
                // It polls with 4096 bytes.
                let from = LineAddr { line: 0, peer };
                bench.gateway.handle_input(bench.now, from, datagram.as_bytes());
                bench.settle();
            }
            for said in bench.news() {
                assert!(said.len() < 200, "{said}");
            }
            bench.pass(secs(10));
            bench.gateway.receive_sms(0, "1", "x").unwrap();
            let said = bench.news();
            assert!(said.iter().any(|said| said.contains("RECEIVE")), "{said:?}");
        }
    }
}

#[test]
fn what_the_application_says_fits_too() {
    let mut bench = Bench::new(config(1));
    let long = "x".repeat(4096);
    let too_long = |result: Result<ReportId, ReportError>| {
        let error = result.unwrap_err().to_string();
        assert!(error.contains("longer than the limit"), "{error}");
    };
    too_long(bench.gateway.report(0, EventBody::Ussn((&*long).into())));
    too_long(bench.gateway.incoming_call(0, &long));
    let other = |state| ChannelState::Other { state, number: Some("1".into()) };
    too_long(bench.gateway.set_state(0, other((&*long).into())));
    // A keepalive could not say it, and the line would be gone.
    assert!(bench.gateway.set_state(0, other("A ".into())).is_err());
    bench.gateway.set_state(0, other((&long[..1022]).into())).unwrap();
    bench.news();
    bench.pass(secs(36_000));
    assert!(bench.news().iter().any(|said| said.starts_with("< req:2;")));
    bench.play("> USSD 1 password1 *100#\n! ussd *100#");
    assert!(!bench.gateway.answer_ussd(0, UssdAnswer::Reply((&*long).into())));
    assert!(bench.gateway.answer_ussd(0, UssdAnswer::Reply((&long[..4000]).into())));
    let mut line = GatewayLine::new("goip1", "password1");
    line.provider = long[..2048].into();
    let error = Gateway::new(GatewayConfig::new(SERVER, [line].into())).unwrap_err().to_string();
    assert!(error.contains("longer than the limit of 2048"), "{error}");
}
