use cellwire_at::lexer::{Extent, Frame, Lexer};
use cellwire_at::reader::{Reader, Response};
use cellwire_at::{Dialect, Form, Line, Plan, Prompt, ReceiveFormat, Urc};
use cellwire_codec::test_util::conformance::Conformance;

use super::source::Source;

pub(super) const DIALECTS: [Dialect; 5] = [
    Dialect::GENERIC,
    Dialect::A76XX,
    Dialect::l610(ReceiveFormat::Hex),
    Dialect::l610(ReceiveFormat::Raw),
    Dialect::l610(ReceiveFormat::Read),
];

/// Any bytes, with anything expected: the laws of decoding, so the same frames however they are cut.
pub fn lexer(data: &[u8]) {
    let mut source = Source::new(data);
    let mut lexer = Lexer::new(source.pick(&DIALECTS));
    lexer = lexer.with_max_line(source.pick(&[2048, 64, 65, 100, 300, 0]));
    if source.bool() {
        lexer.expect_echo(source.bytes(200));
    }
    lexer.expect_prompt(source.pick(&[None, Some(Prompt::Greater), Some(Prompt::At)]));
    lexer.set_numeric(source.bool());
    let mut is_framed = true;
    match source.below(8) {
        0 => lexer.expect_body(Extent::Pdu),
        1 => lexer.expect_body(Extent::Line),
        2 => lexer.expect_body(Extent::Bytes(source.u8().into())),
        3 => lexer.expect_body(Extent::Chars(source.u8().into())),
        4 => lexer.expect_body(Extent::Lines { until: "+CMGL" }),
        5 => {
            is_framed = false;
            lexer.expect_payload(source.u16().into());
        }
        6 => {
            is_framed = false;
            lexer.set_data_mode(true);
        }
        _ => {}
    }
    let input = source.rest();

    let laws = Conformance::new(move || lexer.clone(), own)
        .merging(merge)
        .filler(|byte| b"\r\n\0\x11\x13 ".contains(&byte));
    if input.len() <= 120 && is_framed {
        laws.check(input).unwrap();
    } else {
        laws.byte_by_byte(input).unwrap();
        laws.random_cuts(input, input.len() as u64, 6).unwrap();
        laws.array(input).unwrap();
    }
}

/// What is compared: the kind of a frame, and what it says.
fn own(frame: Frame<'_>) -> (u8, Vec<u8>) {
    match frame {
        Frame::Echo(echo) => (0, echo.to_vec()),
        Frame::Line(line) => (1, line.as_bytes().to_vec()),
        Frame::Final(result) => (2, result.to_string().into_bytes()),
        Frame::Prompt(_) => (3, Vec::new()),
        Frame::Body { line, text } => (4, [&line.to_be_bytes()[..], text].concat()),
        Frame::PayloadHeader { line, len, .. } => (5, format!("{line} {len:?}").into_bytes()),
        Frame::Payload { data, .. } => (6, data.to_vec()),
        Frame::Data(data) => (7, data.to_vec()),
        Frame::DataEnd(mark) => (8, mark.text().as_bytes().to_vec()),
    }
}

/// Pieces of one payload, of data and of a long echo count as one.
fn merge(piece: &mut (u8, Vec<u8>), next: &(u8, Vec<u8>)) -> bool {
    let is_one = piece.0 == next.0 && matches!(piece.0, 6 | 7)
        || piece.0 == 0 && next.0 == 0 && piece.1.len() >= 64;
    if is_one {
        piece.1.extend(&next.1);
    }
    is_one
}

const PLANS: [Plan; 6] = [
    Plan::new("+CREG", Form::Read),
    Plan::new("+CMGL", Form::Set),
    Plan::new("+CMGS", Form::Set).with_prompt(Prompt::Greater),
    Plan::new("D", Form::Action).connecting(),
    Plan::new("", Form::Action),
    Plan::new("+CSQ", Form::Action),
];

/// Any bytes with a command in flight: the same responses however they are cut, and every line is
/// readable as an unsolicited one.
pub fn reader(data: &[u8]) {
    let mut source = Source::new(data);
    let mut reader = Reader::new(source.pick(&DIALECTS));
    if source.bool() {
        let plan = match source.bool() {
            true => source.pick(&PLANS),
            false => Plan::of_line(source.bytes(40)),
        };
        reader.begin(&plan, source.bytes(40));
    }
    let input = source.rest();
    let laws = Conformance::new(move || reader.clone(), own_response)
        .merging(merge)
        .filler(|byte| b"\r\n\0\x11\x13 ".contains(&byte));
    laws.byte_by_byte(input).unwrap();
    laws.random_cuts(input, input.len() as u64, 6).unwrap();
    laws.array(input).unwrap();
}

fn own_response(response: Response<'_>) -> (u8, Vec<u8>) {
    let line = |kind, line: Line<'_>| {
        let _ = format!("{line} {line:?} {:?}", Urc::parse(line));
        (kind, line.as_bytes().to_vec())
    };
    match response {
        Response::Echo(echo) => (0, echo.to_vec()),
        Response::Answer { line: of, unclear } => line(10 + u8::from(unclear), of),
        Response::Unsolicited(of) => line(12, of),
        Response::Verdict { line: of, verdict } => line(14 + verdict as u8, of),
        Response::Accepted(result) => (20, result.to_string().into_bytes()),
        Response::Final(result) => (2, result.to_string().into_bytes()),
        Response::Stray(result) => (13, result.to_string().into_bytes()),
        Response::Prompt(_) => (3, Vec::new()),
        Response::Message { line, text, .. } => (4, [&line.to_be_bytes()[..], text].concat()),
        Response::PayloadHeader { line: of, .. } => line(5, of),
        Response::Payload { data, .. } => (6, data.to_vec()),
        Response::Data(data) => (7, data.to_vec()),
        Response::DataEnd(mark) => (8, mark.text().as_bytes().to_vec()),
    }
}
