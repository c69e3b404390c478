use cellwire_at::pdu::{Direction, Message, Pdu, PduBuf, Tpdu};

use super::source::Source;

/// Any octets as a PDU: what a strict reader takes is written as it was, and a text can be shown.
pub fn pdu(data: &[u8]) {
    let mut source = Source::new(data);
    let direction = if source.bool() { Direction::ToMobile } else { Direction::ToNetwork };
    let announced = source.u8();
    let octets = source.rest();
    let _ = Pdu::parse_announced(direction, announced.into(), octets).map(|pdu| format!("{pdu:?}"));
    match Pdu::parse(direction, octets) {
        Ok(pdu) => {
            let text = match pdu.tpdu {
                Tpdu::Deliver(deliver) => deliver.text().map(|text| text.to_string()),
                Tpdu::Submit(submit) => submit.text().map(|text| text.to_string()),
                _ => None,
            };
            assert!(text.is_none_or(|text| text.chars().count() <= 255));
        }
        Err(error) => {
            let _ = error.to_string();
        }
    }
    if let Ok(pdu) = Pdu::parse_strict(direction, octets) {
        let mut dst = [0; PduBuf::CAPACITY];
        let len = pdu.encode(&mut dst).unwrap();
        assert_eq!(&dst[..len], octets, "{pdu:?}");
    }
    // A text is cut into parts that say all of it, in its order.
    let text = String::from_utf8_lossy(octets);
    if let Ok(parts) = Message::new(&text).parts() {
        let count = parts.count();
        assert!((1..=255).contains(&count), "{count} parts");
    }
}
