use super::*;

/// The close comes between the result and its OK: the socket is told to be open, and never closed.
#[test]
fn a_close_between_result_and_ok() {
    let mut rig = Rig::a76xx(Receive::Buffer);
    rig.sockets.open(rig.now, Protocol::Tcp, "a.b", 80).unwrap();
    rig.sent();
    rig.hear("\r\n+CIPOPEN: 0,0\r\n\r\n+IPCLOSE: 0,1\r\n\r\nOK\r\n");
    rig.wait(secs(600));
    assert!(rig.told().iter().any(|t| t.starts_with("Closed")), "{:?}", rig.sockets);
}

/// A client comes while the same number is being opened.
#[test]
fn a_client_takes_the_number_of_a_socket() {
    let mut rig = Rig::a76xx(Receive::Buffer);
    rig.sockets.listen(rig.now, 8080).unwrap();
    rig.answer("AT+SERVERSTART=8080,0\r", "\r\nOK\r\n").told();
    rig.sockets.open(rig.now, Protocol::Tcp, "a.b", 80).unwrap();
    rig.sent();
    rig.hear("\r\n+CLIENT: 0,0,192.168.108.5:57202\r\n\r\n+CIPRXGET: 1,0\r\n\r\n+CIPOPEN: 0,4\r\n\r\nERROR\r\n");
    rig.wait(secs(2));
    // Now what?
    for _ in 0..3 {
        let socket = rig.sockets.open(rig.now, Protocol::Tcp, "a.b", 80);
        if socket.is_ok_and(|s| s.number() != 0) {
            return;
        }
        rig.sent();
        rig.hear("\r\n+CIPOPEN: 0,4\r\n\r\nERROR\r\n");
        rig.wait(secs(1));
    }
    panic!("the client is never told, and number 0 is refused for ever: {:?}", rig.told());
}

/// `down` while what was left behind is closed is forgotten.
#[test]
fn down_while_what_was_left_behind_is_closed() {
    let mut rig = Rig::new(Config::a76xx(Receive::Buffer));
    rig.sockets.up(rig.now, &Access::new("web")).unwrap();
    rig.answer("AT+CGDCONT=1,\"IP\",\"web\"\r", "\r\nOK\r\n")
        .answer("AT+CIPMODE=0\r", "\r\nOK\r\n")
        .answer("AT+CIPRXGET=1\r", "\r\nOK\r\n")
        .answer("AT+NETOPEN\r", "\r\n+IP ERROR: Network is already opened\r\n\r\nERROR\r\n")
        .answer("AT+CIPCLOSE?\r", "\r\n+CIPCLOSE: 0,1,0,0,0,0,0,0,0,0\r\n\r\nOK\r\n");
    rig.sockets.down(rig.now);
    rig.answer("AT+CIPCLOSE=1\r", "\r\nOK\r\n\r\n+CIPCLOSE: 1,0\r\n")
        .answer("AT+NETCLOSE\r", "\r\nOK\r\n\r\n+NETCLOSE: 0\r\n");
    for _ in 0..8 {
        match &*rig.sent() {
            "AT+NETOPEN\r" => rig.hear("\r\nOK\r\n\r\n+NETOPEN: 0\r\n"),
            "AT+IPADDR\r" => rig.hear("\r\n+IPADDR: 10.1.2.3\r\n\r\nOK\r\n"),
            "" => break,
            _ => rig.hear("\r\nOK\r\n"),
        };
    }
    let told = rig.told();
    assert!(told.iter().any(|t| t.starts_with("Down")) && !rig.sockets.is_up(), "{told:?}");
}

/// `stop` while the server is being started is forgotten.
#[test]
fn a_server_that_is_stopped_before_it_listens() {
    let mut rig = Rig::a76xx(Receive::Buffer);
    let listener = rig.sockets.listen(rig.now, 8080).unwrap();
    rig.sockets.stop(rig.now, listener);
    rig.answer("AT+SERVERSTART=8080,0\r", "\r\nOK\r\n");
    let sent = rig.wait(secs(5));
    assert!(sent.contains("SERVERSTOP"), "{sent:?} {:?}", rig.told());
}

/// A list of sockets that has one too many.
#[test]
fn numbers_that_no_socket_has() {
    for list in ["7", "1,8", "0,9", "15"] {
        let mut rig = Rig::new(Config::l610(Receive::Buffer));
        rig.sockets.up(rig.now, &Access::new("web")).unwrap();
        rig.answer("AT+MIPCALL=1,\"web\"\r", "\r\nOK\r\n\r\n+MIPCALL: 10.1.2.3\r\n")
            .answer("AT+GTSET=\"IPRFMT\",5\r", "\r\nOK\r\n")
            .answer("AT+MIPCLOSE?\r", &format!("\r\n+MIPCLOSE: {list}\r\n\r\nOK\r\n"));
        for _ in 0..3 {
            if rig.sent().starts_with("AT+MIPCLOSE=") {
                rig.hear("\r\nERROR\r\n");
            }
        }
        rig.wait(secs(60));
        assert!(rig.sockets.is_ready(), "{list}: busy for ever");
    }
}

/// An L610 that stops a server in the moment in which somebody comes.
#[test]
fn somebody_calls_a_server_that_is_being_stopped() {
    let mut rig = Rig::l610(Receive::Buffer);
    let listener = rig.sockets.listen(rig.now, 8080).unwrap();
    rig.answer("AT+MIPOPEN=1,8080,\"\",0,0\r", "\r\nOK\r\n").told();
    rig.sockets.stop(rig.now, listener);
    assert_eq!(rig.sent(), "AT+MIPCLOSE=1\r");
    rig.hear("\r\n+MIPOPEN: 1,1,\"1.2.3.4\",57202\r\n\r\nOK\r\n\r\n+MIPCLOSE: 1,0\r\n");
    rig.wait(secs(60));
    let told = rig.told();
    assert!(
        !told.iter().any(|t| t.starts_with("Accepted"))
            || told.iter().any(|t| t.starts_with("Closed")),
        "closed, and nobody says so: {told:?} {:?}",
        rig.sent()
    );
}

/// A host that says IPADDR is none.
#[test]
fn no_address_is_no_link() {
    let mut rig = Rig::new(Config::a76xx(Receive::Buffer));
    rig.sockets.up(rig.now, &Access::new("web")).unwrap();
    rig.answer("AT+CGDCONT=1,\"IP\",\"web\"\r", "\r\nOK\r\n")
        .answer("AT+CIPMODE=0\r", "\r\nOK\r\n")
        .answer("AT+CIPRXGET=1\r", "\r\nOK\r\n")
        .answer("AT+NETOPEN\r", "\r\nOK\r\n\r\n+NETOPEN: 0\r\n")
        .answer("AT+IPADDR\r", "\r\n+IPADDR: Network not opened\r\n\r\nERROR\r\n");
    assert!(!rig.sockets.is_up(), "{:?}", rig.told());
}

/// The next link has the address of the one before.
#[test]
fn an_address_of_before() {
    let mut rig = Rig::a76xx(Receive::Buffer);
    rig.sockets.down(rig.now);
    rig.answer("AT+NETCLOSE\r", "\r\nOK\r\n\r\n+NETCLOSE: 0\r\n");
    rig.sockets.up(rig.now, &Access::new("web")).unwrap();
    rig.told();
    for _ in 0..8 {
        match &*rig.sent() {
            "AT+NETOPEN\r" => rig.hear("\r\nOK\r\n\r\n+NETOPEN: 0\r\n"),
            "" => break,
            "AT+IPADDR\r" => rig.hear("\r\nERROR\r\n"),
            _ => rig.hear("\r\nOK\r\n"),
        };
    }
    assert_eq!(rig.told(), ["Up(None)", "Ready"]);
}

/// The late result of a close closes the next socket.
#[test]
fn a_close_that_comes_late() {
    let mut rig = Rig::l610(Receive::Buffer);
    let socket = rig.open_l();
    rig.sockets.close(rig.now, socket);
    rig.answer("AT+MIPCLOSE=1\r", "\r\nOK\r\n");
    rig.wait(secs(11));
    let next = rig.sockets.open(rig.now, Protocol::Tcp, "a.b", 80).unwrap();
    rig.sent();
    let n = next.number();
    rig.hear(&format!("\r\nOK\r\n\r\n+MIPOPEN: {n},1\r\n"));
    rig.told();
    rig.hear("\r\n+MIPCLOSE: 1,0\r\n");
    let told = rig.told();
    assert!(told.is_empty(), "it was the other one: {told:?}");
}

/// An L610 whose open has timed out opens late.
#[test]
fn an_open_that_comes_late() {
    let mut rig = Rig::l610(Receive::Buffer);
    rig.sockets.open(rig.now, Protocol::Tcp, "a.b", 80).unwrap();
    rig.answer("AT+MIPOPEN=1,,\"a.b\",80,0\r", "\r\nOK\r\n");
    assert_eq!(rig.wait(secs(66)), "AT+MIPCLOSE=1\r");
    rig.hear("\r\nERROR\r\n");
    rig.wait(secs(1));
    rig.hear("\r\n+MIPOPEN: 1,1\r\n");
    let sent = rig.wait(secs(2));
    assert!(sent.contains("MIPCLOSE=1"), "{sent:?}, {:?}", rig.told());
}

/// Reset while a command waits.
#[test]
fn a_command_of_before_the_start() {
    let mut config = Config::a76xx(Receive::Buffer);
    config.host.gap = Duration::from_millis(100);
    let mut rig = Rig::new(config);
    rig.sockets.up(rig.now, &Access::new("web")).unwrap();
    for _ in 0..20 {
        match &*rig.wait(Duration::from_millis(100)) {
            "AT+NETOPEN\r" => rig.hear("\r\nOK\r\n\r\n+NETOPEN: 0\r\n"),
            "AT+IPADDR\r" => rig.hear("\r\n+IPADDR: 10.1.2.3\r\n\r\nOK\r\n"),
            "" => break,
            _ => rig.hear("\r\nOK\r\n"),
        };
    }
    let _ = rig.sockets.open(rig.now, Protocol::Tcp, "a.b", 80).unwrap();
    rig.hear("\r\n+CREG: 1\r\n");
    rig.hear("\r\n*ATREADY: 1\r\n");
    let sent = rig.wait(secs(1));
    assert_eq!(sent, "", "a command of before the start");
}

/// `down` and `close` while the host has asked, twice, in each state: the end is always told once.
#[test]
fn each_end_is_told_once() {
    for l610 in [false, true] {
        for step in 0..5 {
            let mut rig =
                if l610 { Rig::l610(Receive::Buffer) } else { Rig::a76xx(Receive::Buffer) };
            let socket = if l610 { rig.open_l() } else { rig.open_a() };
            rig.sockets.send(rig.now, socket, b"hello").unwrap();
            rig.sockets.close(rig.now, socket);
            if step > 0 {
                rig.sent();
            }
            if step == 2 {
                rig.hear(if l610 {
                    "\r\n+MIPCALL: 0\r\n"
                } else {
                    "\r\n+CIPEVENT: NETWORK CLOSED UNEXPECTEDLY\r\n"
                });
            }
            if step == 3 {
                rig.sockets.down(rig.now);
                rig.poll();
            }
            if step == 4 {
                rig.hear("\r\n*ATREADY: 1\r\n");
            }
            for _ in 0..30 {
                let sent = rig.wait(secs(1));
                if sent.ends_with('\r') {
                    rig.hear("\r\nERROR\r\n");
                }
            }
            rig.wait(secs(300));
            let told = rig.told();
            assert_eq!(
                told.iter().filter(|t| t.starts_with("Closed")).count(),
                1,
                "{l610} {step} {told:?}"
            );
            assert!(rig.sockets.is_ready(), "{told:?}");
        }
    }
}

/// The close of the L610 server by somebody that came and went before.
#[test]
fn many_that_come_and_go() {
    let mut rig = Rig::a76xx(Receive::Buffer);
    rig.sockets.listen(rig.now, 8080).unwrap();
    rig.answer("AT+SERVERSTART=8080,0\r", "\r\nOK\r\n").told();
    for _ in 0..1000 {
        rig.hear("\r\n+CLIENT: 0,0,1.2.3.4:5\r\n\r\n+CIPRXGET: 1,0\r\n\r\n+IPCLOSE: 0,1\r\n");
        rig.answer("AT+CIPRXGET=2,0,1500\r", "\r\n+CIPRXGET: 2,0,3,0\r\nabc\r\nOK\r\n");
        let told = rig.told();
        assert_eq!(told.len(), 4, "{told:?}");
    }
}

/// `Sockets` that are as small as they may be.
#[test]
fn hardly_any_room() {
    let mut s: Sockets<256, 24> = Sockets::new(Config::l610(Receive::Buffer)).unwrap();
    let now = Instant::ORIGIN;
    let mut b = [0; 100];
    s.up(now, &Access::new("a")).unwrap();
    s.poll_transmit(now, &mut b);
    s.transmitted(now);
    s.handle_input(now, b"\r\nOK\r\n\r\n+MIPCALL: 10.1.2.3\r\n");
    while s.poll_event().is_some() {}
    assert!(s.poll_transmit(now, &mut b) > 0 || s.poll_timeout() != Some(now), "it spins");
}
