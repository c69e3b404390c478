use cellwire_at::sockets::Receive;
use cellwire_examples::at::modem::ModelName;

use crate::forms::{Form, NO_ESCAPE};
use crate::rig::Mode;

const A76XX: Mode = Mode {
    name: "a76xx",
    model: ModelName::A76xx,
    receive: Receive::Push,
    form: Form::Sockets,
    without: &[],
    unreceived: &[],
    pause: 5,
    share: 1.0,
};

const L610: Mode = Mode { name: "l610", model: ModelName::L610, ..A76XX };

#[test]
fn a76xx_push() {
    Mode { name: "a76xx, pushed with a length", receive: Receive::Push, ..A76XX }.soak();
}

#[test]
fn a76xx_buffer() {
    Mode { name: "a76xx, fetched", receive: Receive::Buffer, ..A76XX }.soak();
}

#[test]
fn a76xx_buffer_hex() {
    Mode { name: "a76xx, fetched in digits", receive: Receive::BufferHex, ..A76XX }.soak();
}

#[test]
fn a76xx_transparent() {
    Mode { name: "a76xx, transparent", receive: Receive::Transparent, ..A76XX }.soak();
}

/// With its escapes this form takes any bytes.
#[test]
fn a76xx_up_to_ctrl_z() {
    let form = Form::CtrlZ;
    Mode { name: "a76xx, sent up to Ctrl-Z", form, share: 0.5, ..A76XX }.soak();
}

#[test]
fn l610_push() {
    Mode { name: "l610, pushed with a length", receive: Receive::Push, ..L610 }.soak();
}

#[test]
fn l610_push_hex() {
    Mode { name: "l610, pushed in digits", receive: Receive::PushHex, ..L610 }.soak();
}

#[test]
fn l610_buffer() {
    Mode { name: "l610, fetched", receive: Receive::Buffer, ..L610 }.soak();
}

/// Data that says that the connection has ended is taken for that if nothing comes behind it for a while, and
/// this modem allows for 300 ms at most, since it says something else then. So long a thread may pause on a
/// busy machine. The words go to the network all the same, and through an A76XX both ways.
#[test]
fn l610_transparent() {
    const ENDS: &[&[u8]] = &[b"CLOSED", b"NO CARRIER"];
    let (receive, unreceived) = (Receive::Transparent, ENDS);
    Mode { name: "l610, transparent", receive, unreceived, ..L610 }.soak();
}

#[test]
fn l610_hex_string() {
    let form = Form::Hex;
    Mode { name: "l610, sent as digits", form, receive: Receive::Buffer, ..L610 }.soak();
}

/// The L610 has no escape for what ends the data, or cancels it.
#[test]
fn l610_up_to_ctrl_z() {
    let (form, without) = (Form::CtrlZ, NO_ESCAPE);
    Mode { name: "l610, sent up to Ctrl-Z", form, without, share: 0.5, ..L610 }.soak();
}

/// Each command takes the second of `SENDTIME`, in which the modem has no room for many lines.
#[test]
fn l610_up_to_a_silence() {
    let (form, without) = (Form::Silence, NO_ESCAPE);
    Mode { name: "l610, sent up to a silence", form, without, share: 0.02, pause: 50, ..L610 }
        .soak();
}
