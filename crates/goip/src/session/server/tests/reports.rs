//! Delivery reports.

use super::*;

/// Both recipients of the SMS 1 are sent to, as number 7 and 8.
fn sent() -> Bench {
    let mut bench = Bench::new(quick());
    bench.sms(1, "hi", &["+861390000001", "+861390000002"]);
    bench.sent();
    for heard in ["PASSWORD 1", "SEND 1", "OK 1 2 7", "OK 1 3 8", "DONE 1"] {
        bench.hear(1, heard);
        bench.sent();
    }
    bench.silence();
    bench
}

fn deliver(bench: &mut Bench, recvid: i64, what: &str) -> String {
    bench.hear(1, &format!("DELIVER:{recvid};id:goip1;password:pass1;{what}"));
    assert_eq!(bench.sent(), [format!("1< DELIVER {recvid} OK")]);
    bench.told().join("; ")
}

#[test]
fn a_report_names_the_sms_and_its_recipient() {
    let mut bench = sent();
    for (what, place) in [
        ("sms_no:8;state:0;num:1390000002", "Some((1, 1)): 0 to Some(\"1390000002\")"),
        ("sms_no:8;state:0;num:1390000002", "None: 0 to Some(\"1390000002\")"),
        ("sms_no:7;state:33;num:1390000002", "None: 33 to Some(\"1390000002\")"),
        ("sms_no:7;state:33", "Some((1, 0)): 33 to None"),
        ("sms_no:7;state:70", "Some((1, 0)): 70 to None"),
        ("sms_no:7;state:0", "None: 0 to None"),
    ]
    .into_iter()
    .enumerate()
    .map(|(n, (what, place))| ((n, what), place))
    {
        let sms_no = what.1.split([':', ';']).nth(1).unwrap();
        let told = deliver(&mut bench, what.0 as i64, what.1);
        assert_eq!(told, format!("goip1: delivery {sms_no} of {place}"));
    }
}

#[test]
fn a_report_of_another_line_is_not_meant() {
    let mut bench = sent();
    bench.hear(2, "DELIVER:1;id:goip2;password:pass2;sms_no:7;state:0;");
    assert_eq!(bench.told(), ["goip2: delivery 7 of None: 0 to None"]);
}

#[test]
fn a_report_that_comes_too_late_is_not_matched() {
    let mut bench = sent();
    bench.pass(secs(8 * 3600 - 1));
    assert_eq!(
        deliver(&mut bench, 1, "sms_no:7;state:0"),
        "goip1: delivery 7 of Some((1, 0)): 0 to None"
    );
    bench.pass(secs(1));
    assert_eq!(deliver(&mut bench, 2, "sms_no:8;state:0"), "goip1: delivery 8 of None: 0 to None");
}

#[test]
fn a_submission_without_a_number_is_not_matched() {
    let mut bench = Bench::new(quick());
    bench.sms(1, "hi", &["+861", "+862"]);
    bench.sent();
    for (heard, sent) in GREETING {
        bench.talk(1, &[(heard, sent)]);
    }
    bench.talk(1, &[("OK 1 2", "SEND 1 3 +862"), ("OK 1 3 -1", "DONE 1")]);
    bench.told();
    for sms_no in [0, -1] {
        let told = deliver(&mut bench, sms_no, &format!("sms_no:{sms_no};state:0"));
        assert_eq!(told, format!("goip1: delivery {sms_no} of None: 0 to None"));
    }
}

fn by_application() -> ServerConfig {
    ServerConfig { ack: AckMode::ByApplication, ..quick() }
}

const LATE: &str = "DELIVER:100;id:goip1;password:pass1;sms_no:7;state:0;num:+861";

/// The SMS 1 and 2 are sent to the same number, both as number 7.
fn sent_twice(config: ServerConfig) -> Bench {
    let mut bench = Bench::new(config);
    for sendid in [1, 3] {
        bench.sms(1, "hi", &["+861"]);
        bench.sent();
        let telid = sendid + 1;
        for heard in ["PASSWORD #", "SEND #", &format!("OK # {telid} 7"), "DONE #"] {
            bench.hear(1, &heard.replace('#', &sendid.to_string()));
            bench.sent();
        }
    }
    bench.silence();
    bench
}

#[test]
fn a_report_that_is_rejected_is_of_the_same_sms_when_it_comes_again() {
    let mut bench = sent_twice(by_application());
    for ticket in 1..=3 {
        bench.hear(1, LATE);
        let told = format!("goip1: delivery 7 of Some((2, 0)): 0 to Some(\"+861\") by {ticket}");
        assert_eq!(bench.told(), [told]);
        bench.server.reject(EventTicket(ticket), "disk full").unwrap();
        bench.pass(secs(3));
    }
    bench.hear(1, LATE);
    bench.told();
    bench.server.acknowledge(EventTicket(4)).unwrap();
    bench.hear(1, &LATE.replace("100", "99"));
    assert_eq!(bench.told(), ["goip1: delivery 7 of Some((1, 0)): 0 to Some(\"+861\") by 5"]);
}

/// Two that wait for the application are of two SMS, and one that it has forgotten is of none.
#[test]
fn a_report_that_is_not_acknowledged_keeps_its_sms() {
    let mut bench = sent_twice(by_application());
    let mut deliver = |recvid: &str, place: &str| {
        bench.hear(1, &LATE.replace("100", recvid));
        let told = bench.told();
        assert!(told[0].contains(&format!("of {place}: ")), "{told:?}");
        bench.pass(secs(200));
    };
    for (recvid, place) in [("100", "Some((2, 0))"), ("99", "Some((1, 0))"), ("98", "None")] {
        deliver(recvid, place);
    }
    // The first ticket is old.
    deliver("97", "Some((2, 0))");
    assert_eq!(bench.server.acknowledge(EventTicket(1)).unwrap_err().ticket, EventTicket(1));
}
