use super::*;

/// A fetch that is not answered.
#[test]
fn a_fetch_that_is_not_answered() {
    let mut rig = Rig::a76xx(Receive::Buffer);
    rig.open_a();
    rig.hear("\r\n+CIPRXGET: 1,0\r\n");
    rig.answer("AT+CIPRXGET=2,0,1500\r", "");
    let mut sent = String::new();
    for _ in 0..40 {
        let probe = rig.wait(Duration::from_millis(500));
        if probe.contains("AT\r") {
            rig.hear("\r\nOK\r\n");
        }
        sent += &probe;
    }
    let sent2 = rig.wait(secs(600));
    let told = rig.told();
    assert!(
        told.iter().any(|t| t.starts_with("Closed")) || (sent + &sent2).contains("CIPRXGET=2"),
        "neither closed nor fetched again"
    );
}

/// A payload that breaks off: the stream has a hole, and nobody is told.
#[test]
fn a_payload_that_breaks_off() {
    let mut rig = Rig::a76xx(Receive::Buffer);
    rig.open_a();
    rig.hear("\r\n+CIPRXGET: 1,0\r\n");
    rig.answer("AT+CIPRXGET=2,0,1500\r", "\r\n+CIPRXGET: 2,0,10,0\r\n01234");
    rig.wait(secs(2));
    rig.hear("\r\nOK\r\n\r\n+CIPRXGET: 1,0\r\n");
    rig.wait(secs(1));
    rig.hear("\r\n+CIPRXGET: 2,0,3,0\r\nabc\r\nOK\r\n");
    let told = rig.told();
    assert!(
        told.iter().any(|t| t.starts_with("Closed")),
        "01234 and abc, and no word of what is between"
    );
}

/// Data after Closed.
#[test]
fn nothing_comes_after_closed() {
    for l610 in [false, true] {
        let mut rig = if l610 { Rig::l610(Receive::Buffer) } else { Rig::a76xx(Receive::Buffer) };
        if l610 {
            rig.open_l();
            rig.hear("\r\n+MIPREAD: 1,5\r\n");
            rig.sent();
        } else {
            rig.open_a();
            rig.hear("\r\n+CIPRXGET: 1,0\r\n");
            rig.sent();
        }
        rig.sockets.down(rig.now);
        rig.poll();
        if l610 {
            rig.hear("\r\n+MIPDATA: 1,5\r\nhello\r\nOK\r\n");
        } else {
            rig.hear("\r\n+CIPRXGET: 2,0,5,0\r\nhello\r\nOK\r\n");
        }
        let told = rig.told();
        let closed = told.iter().position(|t| t.starts_with("Closed")).unwrap();
        assert!(!told[closed..].iter().any(|t| t.contains("hello")), "{told:?}");
    }
}

#[test]
fn data_for_nobody() {
    let mut rig = Rig::a76xx(Receive::Push);
    rig.hear("\r\n+RECEIVE,7,5\r\nhello\r\n");
    let told = rig.told();
    let told2 = {
        let mut rig = Rig::a76xx(Receive::Push);
        rig.open_a();
        rig.hear("\r\n+IPCLOSE: 0,1\r\n\r\n+RECEIVE,0,5\r\nhello\r\n");
        rig.told()
    };
    assert!(told.is_empty() && told2.len() == 1, "{told:?} {told2:?}");
}

/// Old data of the same number is given to the new socket.
#[test]
fn data_of_before() {
    let mut rig = Rig::a76xx(Receive::Push);
    let socket = rig.open_a();
    rig.sockets.close(rig.now, socket);
    rig.answer("AT+CIPCLOSE=0\r", "\r\nOK\r\n\r\n+CIPCLOSE: 0,0\r\n");
    let next = rig.sockets.open(rig.now, Protocol::Tcp, "c.d", 80).unwrap();
    rig.sent();
    rig.hear("\r\n+RECEIVE,0,3\r\nold\r\n\r\nOK\r\n\r\n+CIPOPEN: 0,0\r\n");
    let told = rig.told();
    assert!(next.number() != 0 || !told.iter().any(|t| t.contains("old")), "{told:?}");
}

/// The modem gives less at a time than it was asked for.
#[test]
fn a_module_that_gives_less_than_it_was_asked_for() {
    let mut rig = Rig::l610(Receive::Buffer);
    rig.open_l();
    rig.hear("\r\n+MIPREAD: 1,2048\r\n");
    let kilo = "x".repeat(1024);
    rig.answer("AT+MIPREAD=1,1500\r", &format!("\r\n+MIPDATA: 1,1024\r\n{kilo}\r\nOK\r\n"));
    rig.hear("\r\n+MIPSTAT: 1,1\r\n");
    let sent = rig.sent();
    assert!(sent.contains("MIPREAD"), "1024 bytes are left, and: {sent:?} {:?}", rig.told().last());
}
