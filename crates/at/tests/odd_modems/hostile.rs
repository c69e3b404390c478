use cellwire_at::host::{Config as HostConfig, Host};

use super::*;

/// A modem that sends URCs for ever while a command has timed out.
#[test]
fn lines_for_ever() {
    let mut rig = Rig::a76xx(Receive::Buffer);
    rig.sockets.open(rig.now, Protocol::Tcp, "a.b", 80).unwrap();
    rig.sent();
    let mut all = String::new();
    for _ in 0..4000 {
        rig.hear("\r\n+CREG: 1\r\n+CIPRXGET: 1,0\r\n");
        all += &rig.wait(Duration::from_millis(100));
        if all.contains("CIPCLOSE") {
            return;
        }
    }
    panic!("{all:?} {:?}", rig.told());
}

#[test]
fn nothing_breaks_out_of_a_command() {
    let evil = [
        "a\"b",
        "a\rb",
        "a\nb",
        "a\x1ab",
        "a\x1bb",
        "a;b",
        "a\\b",
        "a\0b",
        "a\x03b",
        "a\\22,1;+CFUN=0",
        "\"",
        "\\",
        "a\"\r\nAT+CFUN=0\r",
        "ü",
        "\u{7f}",
        "",
    ];
    for e in evil {
        for l610 in [false, true] {
            for what in 0..5 {
                let mut rig =
                    if l610 { Rig::l610(Receive::Buffer) } else { Rig::a76xx(Receive::Buffer) };
                let now = rig.now;
                let r = match what {
                    0 => rig.sockets.resolve(now, e).map_err(|e| e.to_string()),
                    1 => rig
                        .sockets
                        .open(now, Protocol::Tcp, e, 80)
                        .map(drop)
                        .map_err(|e| e.to_string()),
                    2..=4 => {
                        let c = if l610 {
                            Config::l610(Receive::Buffer)
                        } else {
                            Config::a76xx(Receive::Buffer)
                        };
                        rig = Rig::new(c);
                        let access = match what {
                            2 => Access::new(e),
                            3 => Access::new("web").with_user(e, "p"),
                            _ => Access::new("web").with_user("u", e),
                        };
                        rig.sockets.up(now, &access).map_err(|e| e.to_string())
                    }
                    _ => Ok(()),
                };
                match r {
                    Ok(()) => {
                        let sent = rig.sent();
                        let line = sent.strip_suffix('\r').unwrap();
                        assert!(!line.bytes().any(|b| b < 32 || b == 127), "{sent:?}");
                        // Quotes are balanced, and those outside of them are no semicolons but of ours.
                        let outside: String = line.split('"').step_by(2).collect();
                        let quotes = line.matches('"').count();
                        assert!(quotes % 2 == 0, "{sent:?}");
                        assert!(outside.matches(';').count() <= 1, "{sent:?}");
                    }
                    Err(error) => println!("{e:?} -> {error}"),
                }
            }
        }
    }
}

#[test]
fn data_up_to_ctrl_z() {
    use cellwire_at::vendor::a76xx::cipsend;
    use cellwire_at::vendor::l610::PromptedData;
    let all: Vec<u8> = (0..=255).collect();
    let data = cipsend::Set::tcp(1, cipsend::Data::ended(&all));
    let mut host: Host = Host::new(HostConfig::new(cellwire_at::Dialect::A76XX)).unwrap();
    host.send(Instant::ORIGIN, &data).unwrap();
    let mut b = [0; 4096];
    let n = host.poll_transmit(Instant::ORIGIN, &mut b);
    host.transmitted(Instant::ORIGIN);
    assert_eq!(&b[..n], b"AT+CIPSEND=1,\r");
    host.handle_input(Instant::ORIGIN, b"\r\n>");
    while host.poll_event().is_some() {}
    let n = host.poll_transmit(Instant::ORIGIN, &mut b);
    assert!(cipsend::Unescaped::new(&b[..n]).eq(all.iter().copied()));
    assert_eq!(b[n - 1], 0x1a);
    assert!(PromptedData::new(b"a\x1ab").is_err() && PromptedData::new(b"\x1b").is_err());
}

/// The hostile numbers.
#[test]
fn numbers_out_of_all_ranges() {
    for l in [
        "+RECEIVE,0,4294967295",
        "+RECEIVE,0,99999999999999999999",
        "+RECEIVE,255,3",
        "+RECEIVE,-1,3",
        "+IPD4294967295",
        "+IPD0",
        "+IPD-1",
        "+CIPRXGET: 2,0,99999,5",
        "+CIPRXGET: 2,0,4294967295,4294967295",
        "+CIPRXGET: 2,0,-1,0",
        "+CIPRXGET: 1,99",
        "+CIPRXGET: 1,-1",
        "+CIPRXGET: 3,0,4294967295,0",
        "+CIPSEND: 0,-2147483648,-2147483648",
        "+CIPSEND: 0,5,4294967295",
        "+IPCLOSE: 255,1",
        "+IPCLOSE: 10,1",
        "+CLIENT: 255,255,1.2.3.4:65535",
        "+CLIENT: 10,3,1.2.3.4:1",
        "+CLIENT: 9,200,1.2.3.4:1",
        "+CIPOPEN: 0,\"TCP\",\"1.2.3.4\",80,-1",
        "RECV FROM:999.1.1.1:99999",
        "+CIPCLOSE: 99,0",
        "+NETOPEN: 4294967296",
        "+MIPRTCP: 1,-1",
        "+MIPRTCP: 1,4294967295,",
        "+MIPRTCP: 255,3,",
        "+MIPRTCP: 0,3,",
        "+MIPRTCP: 1,99999999999999999999,",
        "+MIPRUDP: 1.2.3.4,99999,1,4294967295,",
        "+MIPREAD: 255,5",
        "+MIPREAD: 9,5",
        "+MIPREAD: 1,4294967295",
        "+MIPDATA: 1,4294967295",
        "+MIPSTAT: 255,1",
        "+MIPOPEN: 255,1",
        "+MIPOPEN: 0,1",
        "+MIPOPEN: 1,2,3,4,5,6,7,8,9",
        "+MIPCLOSE: 255,1",
        "+MIPXOFF: 255",
        "+MIPXON: 99",
    ] {
        for m in 0..8 {
            for busy in 0..4 {
                let r =
                    [Receive::Push, Receive::PushHex, Receive::Buffer, Receive::BufferHex][m / 2];
                let l610 = m % 2 == 1;
                let mut rig = if l610 { Rig::l610(r) } else { Rig::a76xx(r) };
                let socket = if l610 { rig.open_l() } else { rig.open_a() };
                match busy {
                    1 => drop(rig.sockets.send(rig.now, socket, b"hello")),
                    2 => drop(rig.hear(if l610 {
                        "\r\n+MIPREAD: 1,5\r\n"
                    } else {
                        "\r\n+CIPRXGET: 1,0\r\n"
                    })),
                    3 => drop(rig.sockets.listen(rig.now, 80)),
                    _ => {}
                }
                rig.sent();
                rig.hear(&format!("\r\n{l}\r\nabc"));
                rig.wait(secs(3));
                rig.hear("\r\nOK\r\n");
                rig.wait(secs(3));
                for _ in 0..10 {
                    rig.hear("\r\nOK\r\n");
                    rig.wait(secs(60));
                }
                // It talks again after all of that, whatever has become of the socket.
                let mut ready = false;
                for _ in 0..20 {
                    ready |= rig.sockets.is_ready();
                    if ready {
                        break;
                    }
                    rig.hear("\r\nERROR\r\n");
                    rig.wait(secs(30));
                }
                assert!(
                    ready,
                    "{l} {r:?} l610={l610} busy={busy}: {:?} {:?}",
                    rig.told(),
                    rig.sockets
                );
            }
        }
    }
}

/// A line without an end, and a payload without an end, slowly.
#[test]
fn a_line_without_end() {
    let mut rig = Rig::a76xx(Receive::Buffer);
    let started = std::time::Instant::now();
    for _ in 0..2000 {
        rig.hear(&"A".repeat(1000));
        rig.wait(Duration::from_millis(1));
    }
    rig.wait(secs(5));
    rig.open_a();
    assert!(started.elapsed() < secs(5), "{:?}", started.elapsed());
}

/// Debug of everything with a password in flight.
#[test]
fn no_password_is_printed() {
    for l610 in [false, true] {
        for cut in [0, 1, 2, 3, 5, 40] {
            let c =
                if l610 { Config::l610(Receive::Buffer) } else { Config::a76xx(Receive::Buffer) };
            let mut rig = Rig::new(c);
            rig.sockets.up(rig.now, &Access::new("web").with_user("usr", "hunter2secret")).unwrap();
            assert!(!format!("{:?}", rig.sockets).contains("hunter2"));
            let line = rig.sent();
            let mut rest = &line.as_bytes()[cut..];
            while !rest.is_empty() {
                let n = rig.sockets.handle_input(rig.now, rest);
                rest = &rest[n..];
                while let Some(e) = rig.sockets.poll_event() {
                    let text = format!("{e:?}");
                    assert!(!text.contains("hunter2"), "{l610} {cut} {text}");
                }
            }
            assert!(!format!("{:?}", rig.sockets).contains("hunter2"));
        }
    }
}
