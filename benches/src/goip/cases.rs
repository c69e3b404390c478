use std::hint::black_box;
use std::rc::Rc;

use cellwire_goip::message::{
    Event, EventBody, KeepaliveAck, KeepaliveStatus, LineStatus, Msg, Receive,
};
use cellwire_goip::{Fields, GatewayMessage, ServerMessage, Text};

use super::input::{Inputs, KEEPALIVE, Messages, RECEIVE};
use super::peers::best::{Vectors, Words};
use super::peers::{Line, More, Reply, Sms, best, nom, split};
use super::server::server;
use crate::{Case, Rng, Role};

/// Every case, after a check that all contestants come to the same result.
pub fn cases(inputs: &Inputs) -> Vec<Case<'_>> {
    vec![
        keepalive(inputs),
        keepalive_any(inputs),
        keepalive_full(inputs),
        receive(inputs),
        reply(inputs),
        write_ack(inputs),
        write_receive(inputs),
        write_msg(inputs),
        server(inputs),
    ]
}

/// Does something with each of the messages.
fn each<'a, T>(
    messages: &'a Messages,
    mut read: impl FnMut(&'a [u8]) -> T + 'a,
) -> impl FnMut() + 'a {
    move || {
        for message in messages.iter() {
            sink(read(black_box(message)));
        }
    }
}

#[inline]
pub(super) fn sink<T>(value: T) {
    // By reference, so that it is not copied.
    black_box(&value);
}

#[inline]
fn our_keepalive(datagram: &[u8]) -> (cellwire_goip::message::Keepalive<'_>, LineStatus<'_>) {
    match GatewayMessage::parse(datagram) {
        Ok(GatewayMessage::Keepalive(keepalive)) => (keepalive, keepalive.status()),
        other => panic!("{other:?}"),
    }
}

fn our_line(datagram: &[u8]) -> (Line<'_>, More<'_>) {
    let (keepalive, status) = our_keepalive(datagram);
    (Line::of(&keepalive, &status), More::of(&status))
}

const REACH: &str = "1.25 x best, 900 instructions, no allocation";

fn keepalive(inputs: &Inputs) -> Case<'_> {
    let messages = &inputs.keepalives;
    for message in messages.iter() {
        let (ours, _) = our_line(message);
        assert_eq!(message.len(), KEEPALIVE);
        assert_eq!(Some(ours), best::keepalive::<Vectors>(message));
        assert_eq!(Some(ours), best::keepalive::<Words>(message));
        assert_eq!(Some(ours), nom::keepalive(message));
        assert_eq!(Some(ours), split::keepalive(message));
    }
    Case::new(
        "keepalive",
        "a keepalive of 163 bytes, keys in the usual order, every field read",
        (messages.len(), "keepalive"),
        REACH,
    )
    .with(Role::Best, "16 bytes at a time", each(messages, best::keepalive::<Vectors>))
    .with(Role::Best, "8 bytes at a time", each(messages, best::keepalive::<Words>))
    .with(Role::Ours, "cellwire-goip", each(messages, our_keepalive))
    .with(Role::Peer, "nom", each(messages, nom::keepalive))
    .with(Role::Peer, "split and parse", each(messages, split::keepalive))
    .with(Role::Limit, "memcpy", {
        let mut copy = [0; KEEPALIVE];
        each(messages, move |it| {
            copy.copy_from_slice(it);
            black_box(&copy);
        })
    })
    .with(
        Role::Limit,
        "memchr over ;",
        each(messages, |it| memchr::memchr_iter(b';', it).map(black_box).count()),
    )
}

fn keepalive_any(inputs: &Inputs) -> Case<'_> {
    let messages = &inputs.shuffled;
    for (message, ordered) in messages.iter().zip(inputs.keepalives.iter()) {
        let (ours, _) = our_line(message);
        assert_eq!(Some(ours), best::keepalive::<Vectors>(ordered));
        assert_eq!(Some(ours), best::keepalive_any(message));
        assert_eq!(Some(ours), nom::keepalive_any(message));
        assert_eq!(Some(ours), split::keepalive(message));
        assert_eq!(Some(ours), split::keepalive_map(message));
    }
    Case::new(
        "keepalive-any",
        "the same, the keys of each in an order of its own",
        (messages.len(), "keepalive"),
        "2.2 x the best in the usual order, 1600 instructions, no allocation",
    )
    .with(Role::Best, "in the usual order", each(&inputs.keepalives, best::keepalive::<Vectors>))
    .with(Role::Best, "a slot for each key", each(messages, best::keepalive_any))
    .with(Role::Ours, "cellwire-goip", each(messages, our_keepalive))
    .with(Role::Peer, "nom", each(messages, nom::keepalive_any))
    .with(Role::Peer, "split, match and parse", each(messages, split::keepalive))
    .with(Role::Peer, "HashMap", each(messages, split::keepalive_map))
}

fn keepalive_full(inputs: &Inputs) -> Case<'_> {
    let messages = &inputs.full;
    for message in messages.iter() {
        assert_eq!(Some(our_line(message)), best::full_keepalive(message));
    }
    Case::new(
        "keepalive-full",
        "a keepalive of about 280 bytes, 19 fields as devices send them",
        (messages.len(), "keepalive"),
        "1.25 x best",
    )
    .with(Role::Best, "all semicolons first, by 16 bytes", each(messages, best::full_keepalive))
    .with(Role::Ours, "cellwire-goip", each(messages, our_keepalive))
    .with(
        Role::Limit,
        "memchr over ;",
        each(messages, |it| memchr::memchr_iter(b';', it).map(black_box).count()),
    )
}

fn our_receive(datagram: &[u8]) -> GatewayMessage<'_> {
    GatewayMessage::parse(datagram).unwrap()
}

fn receive(inputs: &Inputs) -> Case<'_> {
    let messages = &inputs.receives;
    for message in messages.iter() {
        let ours = Sms::of(&our_receive(message));
        assert_eq!(message.len(), RECEIVE);
        assert_eq!(ours, best::receive::<Vectors>(message));
        assert_eq!(ours, best::receive::<Words>(message));
        assert_eq!(ours, nom::receive(message));
        assert_eq!(ours, split::receive(message));
    }
    Case::new(
        "receive",
        "a RECEIVE of 117 bytes, every field read",
        (messages.len(), "event"),
        "1.4 x best, 450 instructions, no allocation",
    )
    .with(Role::Best, "16 bytes at a time", each(messages, best::receive::<Vectors>))
    .with(Role::Best, "8 bytes at a time", each(messages, best::receive::<Words>))
    .with(Role::Ours, "cellwire-goip", each(messages, our_receive))
    .with(Role::Peer, "nom", each(messages, nom::receive))
    .with(Role::Peer, "split and parse", each(messages, split::receive))
    .with(Role::Limit, "memcpy", {
        let mut copy = [0; RECEIVE];
        each(messages, move |it| {
            copy.copy_from_slice(it);
            black_box(&copy);
        })
    })
}

fn our_reply(datagram: &[u8]) -> Option<Reply> {
    Reply::of(&GatewayMessage::parse(datagram).ok()?)
}

fn reply(inputs: &Inputs) -> Case<'_> {
    let messages = &inputs.replies;
    for message in messages.iter() {
        let ours = our_reply(message);
        assert!(ours.is_some());
        assert_eq!(ours, best::reply(message));
        assert_eq!(ours, nom::reply(message));
        assert_eq!(ours, split::reply(message));
    }
    Case::new(
        "reply",
        "answers in a bulk SMS session: OK, WAIT, ERROR, PASSWORD, SEND, DONE",
        (messages.len(), "reply"),
        "",
    )
    .with(Role::Best, "by hand", each(messages, best::reply))
    .with(Role::Ours, "cellwire-goip", each(messages, our_reply))
    .with(Role::Peer, "nom", each(messages, nom::reply))
    .with(Role::Peer, "split and parse", each(messages, split::reply))
}

/// Does something with each of the items and a buffer.
fn each_item<T, F: FnMut(&T, &mut [u8; 4096]) -> usize>(
    items: &Rc<Vec<T>>,
    mut write: F,
) -> impl FnMut() + use<T, F> {
    let items = items.clone();
    let mut buffer = [0; 4096];
    move || {
        for item in items.iter() {
            let len = write(black_box(item), &mut buffer);
            black_box(&buffer[..len]);
        }
    }
}

/// Does something with each of the items.
fn each_formatted<T, F: FnMut(&T) -> String>(
    items: &Rc<Vec<T>>,
    mut write: F,
) -> impl FnMut() + use<T, F> {
    let items = items.clone();
    move || items.iter().for_each(|item| sink(write(black_box(item))))
}

const WRITING: &str = "not slower than to read it, no allocation";

fn write_ack(inputs: &Inputs) -> Case<'_> {
    fn ours(count: i64, dst: &mut [u8]) -> usize {
        let fields = Fields::EMPTY;
        let ack = KeepaliveAck { count, status: KeepaliveStatus::OK, fields };
        ServerMessage::KeepaliveAck(ack).write(dst).unwrap()
    }
    let mut rng = Rng::new(7);
    let mut count = |_| {
        let width = 1 + rng.below(7) as u32;
        rng.below(10_u64.pow(width)) as i64
    };
    let counts: Vec<_> = (0..inputs.keepalives.len()).map(&mut count).collect();
    for count in &counts {
        let (mut one, mut other) = ([0; 4096], [0; 4096]);
        let expected = split::write_ack(*count, 200);
        let len = ours(*count, &mut one);
        assert_eq!(one[..len], *expected.as_bytes());
        let len = best::write_ack(*count, 200, &mut other);
        assert_eq!(other[..len], *expected.as_bytes());
    }
    let items = Rc::new(counts);
    Case::new(
        "write-ack",
        "the acknowledgement of a keepalive, written",
        (items.len(), "message"),
        WRITING,
    )
    .with(Role::Best, "by hand", each_item(&items, |it, to| best::write_ack(*it, 200, to)))
    .with(Role::Ours, "cellwire-goip", each_item(&items, |it, to| ours(*it, to)))
    .with(Role::Peer, "format!", each_formatted(&items, |it| split::write_ack(*it, 200)))
}

/// A `RECEIVE` with an owner, so that it outlives the input.
struct OwnedSms([Vec<u8>; 4], i64);

impl OwnedSms {
    fn new(sms: &Sms<'_>) -> Self {
        Self([sms.id, sms.password, sms.srcnum, sms.msg].map(Vec::from), sms.recvid)
    }

    fn get(&self) -> Sms<'_> {
        let [id, password, srcnum, msg] = &self.0;
        Sms { recvid: self.1, id, password, srcnum, msg }
    }
}

fn write_receive(inputs: &Inputs) -> Case<'_> {
    fn ours(sms: &Sms<'_>, dst: &mut [u8]) -> usize {
        let body = EventBody::Receive(Receive {
            srcnum: sms.srcnum.into(),
            smscnum: None,
            senttime: None,
            msg: sms.msg.into(),
        });
        let (recvid, id, password) = (sms.recvid, sms.id.into(), sms.password.into());
        let event = Event { recvid, id, password, body, fields: Fields::EMPTY };
        GatewayMessage::Event(event).write(dst).unwrap()
    }
    let mut items = Vec::new();
    for message in inputs.receives.iter() {
        let sms = best::receive::<Vectors>(message).unwrap();
        let mut buffer = [0; 4096];
        let len = ours(&sms, &mut buffer);
        assert_eq!(&buffer[..len], message);
        let len = best::write_receive(&sms, &mut buffer);
        assert_eq!(&buffer[..len], message);
        assert_eq!(split::write_receive(&sms).as_bytes(), message);
        items.push(OwnedSms::new(&sms));
    }
    let items = Rc::new(items);
    Case::new(
        "write-receive",
        "a RECEIVE of 117 bytes, written and every value checked",
        (items.len(), "message"),
        WRITING,
    )
    .with(
        Role::Best,
        "by hand, nothing checked",
        each_item(&items, |it, to| best::write_receive(&it.get(), to)),
    )
    .with(Role::Ours, "cellwire-goip", each_item(&items, |it, to| ours(&it.get(), to)))
    .with(Role::Peer, "format!", each_formatted(&items, |it| split::write_receive(&it.get())))
}

fn write_msg(inputs: &Inputs) -> Case<'_> {
    fn ours(sendid: i64, text: &[u8], dst: &mut [u8]) -> usize {
        ServerMessage::Msg(Msg { sendid, msg: Text::new(text) }).write(dst).unwrap()
    }
    let mut items = Vec::new();
    for message in inputs.receives.iter() {
        let sms = OwnedSms::new(&best::receive::<Vectors>(message).unwrap());
        let expected = split::write_msg(sms.get().recvid, sms.get().msg);
        let mut buffer = [0; 4096];
        let len = ours(sms.get().recvid, sms.get().msg, &mut buffer);
        assert_eq!(buffer[..len], *expected.as_bytes());
        let len = best::write_msg(sms.get().recvid, sms.get().msg, &mut buffer);
        assert_eq!(buffer[..len], *expected.as_bytes());
        items.push(sms);
    }
    let items = Rc::new(items);
    Case::new(
        "write-msg",
        "a MSG with a text of about 50 bytes, written",
        (items.len(), "message"),
        WRITING,
    )
    .with(
        Role::Best,
        "by hand",
        each_item(&items, |it, to| best::write_msg(it.get().recvid, it.get().msg, to)),
    )
    .with(
        Role::Ours,
        "cellwire-goip",
        each_item(&items, |it, to| ours(it.get().recvid, it.get().msg, to)),
    )
    .with(
        Role::Peer,
        "format!",
        each_formatted(&items, |it| split::write_msg(it.get().recvid, it.get().msg)),
    )
}
