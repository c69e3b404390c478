use super::*;

/// CONNECT out of nothing.
#[test]
fn a_connect_out_of_nothing() {
    let mut rig = Rig::a76xx(Receive::Buffer);
    let socket = rig.open_a();
    rig.hear("\r\nCONNECT\r\n\r\n+CIPRXGET: 1,0\r\n");
    let sent = rig.wait(secs(600));
    let told = rig.told();
    assert!(
        !rig.sockets.host().is_data_mode(),
        "data mode for ever: {sent:?} {told:?} {:?}",
        rig.sockets.send(rig.now, socket, b"x")
    );
}

/// Data of transparent mode that was taken, and then it is closed: who counts it?
#[test]
fn room_again() {
    let mut rig = Rig::a76xx(Receive::Transparent);
    let socket = rig.sockets.open(rig.now, Protocol::Tcp, "a.b", 80).unwrap();
    rig.sent();
    rig.hear("\r\nCONNECT 115200\r\n");
    rig.told();
    let big = vec![b'x'; 5000];
    let first = rig.sockets.send(rig.now, socket, &big).unwrap();
    assert_eq!(rig.sockets.send(rig.now, socket, &big), Ok(0));
    assert_eq!(rig.sent().len(), first);
    rig.wait(secs(5));
    let told = rig.told();
    assert!(!told.is_empty(), "{first} were taken, 0 then, and nothing says that there is room");
}

/// Transparent mode, and a modem that is not in it.
#[test]
fn no_connect() {
    let mut rig = Rig::a76xx(Receive::Transparent);
    let socket = rig.sockets.open(rig.now, Protocol::Tcp, "a.b", 80).unwrap();
    rig.sent();
    rig.hear("\r\nOK\r\n\r\n+CIPOPEN: 0,0\r\n");
    let told = rig.told();
    let mut taken = 0;
    for _ in 0..100 {
        taken += rig.sockets.send(rig.now, socket, b"x").unwrap_or(1);
        rig.wait(secs(1));
    }
    assert!(
        taken > 0,
        "{told:?}, and then nothing: {:?} {:?}",
        rig.told(),
        rig.sockets.status(socket)
    );
}

/// Transparent: the server closes while the host sends. What it sends meets a modem that takes commands.
#[test]
fn the_end_while_data_is_sent() {
    let mut rig = Rig::a76xx(Receive::Transparent);
    let socket = rig.sockets.open(rig.now, Protocol::Tcp, "a.b", 80).unwrap();
    rig.sent();
    rig.hear("\r\nCONNECT 115200\r\n");
    rig.told();
    rig.sockets.send(rig.now, socket, b"some data\r").unwrap();
    rig.sent();
    rig.hear("bye\r\nCLOSED\r\n");
    let mut commands = String::new();
    for _ in 0..20 {
        if rig.sockets.send(rig.now, socket, b"AT+CFUN=0\r").is_err() {
            break;
        }
        let sent = rig.wait(Duration::from_millis(100));
        if sent.ends_with('\r') {
            rig.hear("\r\nOK\r\n");
        }
        commands += &sent;
    }
    let told = rig.told();
    assert!(
        String::from_utf8_lossy(&rig.data) == "bye" && commands.len() < 40,
        "told {told:?}, and the modem was given the commands {commands:?}"
    );
}
