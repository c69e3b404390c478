use alloc::string::String;
use alloc::vec::Vec;

use proptest::prelude::*;

use super::cmgr::Content;
use super::*;
use crate::Line;
use crate::command::testing::{answer, assert_command, assert_line};
use crate::command::{Body, Command, Information};
use crate::params::Str;
use crate::pdu::{
    CommandType, DateTime, Dcs, Direction, Pdu, PduBuf, Pid, Status, Tpdu, TypeOfAddress,
};

const INTERNATIONAL: Option<TypeOfAddress> = Some(TypeOfAddress::INTERNATIONAL);

fn time() -> Time<'static> {
    Time::of("06/05/28,18:15:41+08".into())
}

#[test]
fn settings_round_trip() {
    assert_command("+CMGF=?", cmgf::Test {});
    assert_command("+CMGF?", cmgf::Read {});
    assert_command("+CMGF=1", cmgf::Set { mode: cmgf::Mode::TEXT });
    assert_line("+CMGF: 0", cmgf::Answer { mode: cmgf::Mode::PDU });

    assert_command("+CNMI=?", cnmi::Test {});
    assert_command("+CNMI?", cnmi::Read {});
    let (mode, mt) = (Some(cnmi::Mode::BUFFER), Some(cnmi::Deliver::INDEX));
    let (bm, ds, bfr) = (Some(cnmi::Broadcast::NONE), Some(cnmi::Report::INDEX), None);
    assert_command("+CNMI=2,1,0,2", cnmi::Set { mode, mt, bm, ds, bfr });
    assert_command("+CNMI=,1", cnmi::Set { mode: None, mt, bm: None, ds: None, bfr });
    let bfr = Some(cnmi::Flush::CLEAR);
    assert_line("+CNMI: 2,1,0,2,1", cnmi::Answer { mode, mt, bm, ds, bfr });

    assert_command("+CPMS=?", cpms::Test {});
    assert_command("+CPMS?", cpms::Read {});
    let mem = Some(Str::from("SM"));
    assert_command("+CPMS=\"SM\"", cpms::Set { mem1: "SM".into(), mem2: None, mem3: None });
    let set = cpms::Set { mem1: "SM".into(), mem2: mem, mem3: Some("ME".into()) };
    assert_command("+CPMS=\"SM\",\"SM\",\"ME\"", set);
    let (used1, total1) = (Some(1), Some(20));
    let sizes = cpms::Sizes {
        used1,
        total1,
        used2: used1,
        total2: total1,
        used3: Some(0),
        total3: Some(9),
    };
    assert_line("+CPMS: 1,20,1,20,0,9", sizes);

    assert_command("+CSCA=?", csca::Test {});
    assert_command("+CSCA?", csca::Read {});
    assert_command("+CSCA=\"+1555\"", csca::Set { sca: "+1555".into(), tosca: None });
    let (sca, tosca) = (Some("+1555".into()), INTERNATIONAL);
    assert_line("+CSCA: \"+1555\",145", csca::Answer { sca, tosca });

    assert_command("+CSMP=?", csmp::Test {});
    assert_command("+CSMP?", csmp::Read {});
    let (fo, vp) = (Some(17), Some(Validity::Relative(167)));
    let (pid, dcs) = (Some(Pid(0)), Some(Dcs(8)));
    assert_command("+CSMP=17,167,0,8", csmp::Set { fo, vp, pid, dcs });
    assert_command("+CSMP=,,0,8", csmp::Set { fo: None, vp: None, pid, dcs });
    let vp = Some(Validity::Until(time()));
    assert_line("+CSMP: 17,\"06/05/28,18:15:41+08\",0,8", csmp::Answer { fo, vp, pid, dcs });
    let vp = Some(Validity::Until(Time::Text("4202000000000".into())));
    assert_line("+CSMP: 17,\"4202000000000\",0,8", csmp::Answer { fo, vp, pid, dcs });

    assert_command("+CSMS=?", csms::Test {});
    assert_command("+CSMS?", csms::Read {});
    let service = csms::Service::PHASE_2_PLUS;
    assert_command("+CSMS=1", csms::Set { service });
    let (mt, mo, bm) = (Some(true), Some(true), Some(false));
    assert_line("+CSMS: 1,1,1,0", csms::Answer { service, mt, mo, bm });
    assert_line("+CSMS: 1,1,0", csms::Types { mt: true, mo, bm });

    assert_command("+CSDH=?", csdh::Test {});
    assert_command("+CSDH?", csdh::Read {});
    assert_command("+CSDH=1", csdh::Set { show: true });
    assert_line("+CSDH: 1", csdh::Answer { show: true });

    assert_command("+CSCB=?", cscb::Test {});
    assert_command("+CSCB?", cscb::Read {});
    let (mode, mids, dcss) = (cscb::Mode::ACCEPT, Some("0,5,320-478".into()), None);
    assert_command("+CSCB=0,\"0,5,320-478\"", cscb::Set { mode, mids, dcss });
    assert_line("+CSCB: 0,\"0,5,320-478\"", cscb::Answer { mode, mids, dcss });
}

#[test]
fn commands_round_trip() {
    for test in ["+CMGS=?", "+CMGW=?", "+CMSS=?", "+CMGR=?", "+CMGL=?", "+CMGD=?", "+CNMA=?"] {
        match test {
            "+CMGS=?" => assert_command(test, cmgs::Test {}),
            "+CMGW=?" => assert_command(test, cmgw::Test {}),
            "+CMSS=?" => assert_command(test, cmss::Test {}),
            "+CMGR=?" => assert_command(test, cmgr::Test {}),
            "+CMGL=?" => assert_command(test, cmgl::Test {}),
            "+CMGD=?" => assert_command(test, cmgd::Test {}),
            _ => assert_command(test, cnma::Test {}),
        }
    }
    assert_command("+CMGR=303", cmgr::Set { index: 303 });
    assert_command("+CMGL", cmgl::Action {});
    assert_command("+CMGL=4", cmgl::Set { stat: Stat::ALL });
    assert_command("+CMGL=\"REC UNREAD\"", cmgl::SetText { stat: TextStat::ReceivedUnread });
    assert_command("+CMGD=1", cmgd::Set { index: 1, delflag: None });
    assert_command("+CMGD=1,4", cmgd::Set { index: 1, delflag: Some(cmgd::DelFlag::ALL) });
    assert_command("+CMSS=7", cmss::Set { index: 7, da: None, toda: None });
    let da = Some("+4670".into());
    assert_command("+CMSS=7,\"+4670\",145", cmss::Set { index: 7, da, toda: INTERNATIONAL });
    assert_command("+CNMA", cnma::Action {});
    let n = cnma::Acknowledge::RECEIVED;
    assert_command("+CNMA=1", cnma::Set { n, report: None });
    // A modem gets the text behind the prompt.
    let text = TextBody::default();
    let (da, toda) = ("+4670".into(), INTERNATIONAL);
    assert_command("+CMGS=\"+4670\",145", cmgs::Text { da, toda, text });
    assert_command("+CMGS=\"+4670\"", cmgs::Text { da, toda: None, text });
    let stat = Some(TextStat::StoredSent);
    let store = cmgw::Text { da: None, toda: None, stat, text };
    assert_command("+CMGW=,,\"STO SENT\"", store);
    assert_command("+CMGW", cmgw::TextAlone { text });
    assert_line("+CMGS: 17", cmgs::Answer { mr: 17, report: None });
    assert_line("+CMSS: 17,\"0100\"", cmss::Answer { mr: 17, report: Some("0100".into()) });
    assert_line("+CMGW: 3", cmgw::Answer { index: 3 });
    let (mem, index) = ("SM".into(), 3);
    assert_line("+CMTI: \"SM\",3", cmti::Stored { mem, index });
    assert_line("+CDSI: \"SM\",3", cmti::ReportStored { mem, index });
}

#[test]
fn bodies() {
    const DIGITS: &str = "0001000B916407281553F800000AE8329BFD4697D9EC37";
    let line = |command: &dyn Fn(&mut [u8]) -> usize| {
        let mut line = [0; 64];
        let len = command(&mut line);
        String::from_utf8(line[..len].into()).unwrap()
    };
    let pdu = PduBody::new(DIGITS).unwrap();
    let send = cmgs::Pdu { pdu };
    assert_eq!(line(&|dst| send.write_line(dst).unwrap()), "AT+CMGS=22\r");
    assert_eq!(send.body(), Some(Body::text(DIGITS.as_bytes())));
    assert_eq!(send.plan().prompt(), Some(crate::Prompt::Greater));
    assert!(send.plan().deadline().as_secs() >= 60);
    let read = cmgs::Pdu::parse(crate::params::Params::new(b"22")).unwrap();
    assert_eq!((read.pdu.length(), read.body()), (22, Some(Body::text(b""))));

    let store = cmgw::Pdu { pdu, stat: Some(Stat::STORED_SENT) };
    assert_eq!(line(&|dst| store.write_line(dst).unwrap()), "AT+CMGW=22,3\r");
    let n = cnma::Acknowledge::FAILED;
    let report = Some(PduBody::without_service_centre("00D300").unwrap());
    let refuse = cnma::Set { n, report };
    assert_eq!(line(&|dst| refuse.write_line(dst).unwrap()), "AT+CNMA=2,3\r");
    assert_eq!(refuse.body(), Some(Body::text(b"00D300")));
    assert_eq!(refuse.plan().prompt(), Some(crate::Prompt::Greater));
    assert_eq!(cnma::Set { n, report: None }.plan().prompt(), None);

    // A service centre does not count.
    assert_eq!(PduBody::new("07914400000000F00100").unwrap().length(), 2);
    for faulty in ["", "00", "0", "07914487", "00 01", "00G1", "0001\x1a"] {
        assert!(PduBody::new(faulty).is_err(), "{faulty}");
    }
    assert_eq!(TextBody::new(b"100 \x1be"), Err(BodyError::Ends { byte: 0x1b, position: 4 }),);
    assert_eq!(TextBody::new(b"two\rlines").unwrap().as_bytes(), b"two\rlines");
}

/// Reads the lines of a vector: the header, and the first line behind it.
fn pdu(wire: &str) -> (cmgr::Answer<'_>, &str) {
    let (header, rest) = wire.split_once('\n').unwrap_or((wire, ""));
    (answer::<cmgr::Set>(header), rest.lines().next().unwrap_or_default())
}

/// tests/fixtures/at.json, 27005-pdu.
#[test]
fn pdus_that_modems_send() {
    for (wire, stat, length, is_deliver) in [
        (
            "+CMGR: 0,\"\",50\n07916163838428F9040B916121021021F700005190514164220A23C4B0BCFD5E8740C4B0BCFD5E83C26E3248196687C9A0301D440DBBC3677918",
            Some(Stat::RECEIVED_UNREAD),
            50,
            true,
        ),
        (
            "+CMGR: 0,23\n0791534850020200040C9153486507895500006090608164138004D4F29C0E",
            Some(Stat::RECEIVED_UNREAD),
            23,
            true,
        ),
        (
            "+CMGR: 24\n079124602009999006B4098106326906F2212041015554402120410155054000",
            None,
            24,
            false,
        ),
        (
            "+CMGR: ,,92\n07914336120011F10404A14949000021807001253040356C76B81D268741F0B29C9C268741E4B20EB49AD16CB19BAD368BD96EA0B71B04BBBD603810284C078162315D2CE70289EBFAE1AC0CB2BFF52C10FC2D0799C3F6B71CC46687DB6550980D8AC962",
            None,
            92,
            true,
        ),
    ] {
        let (header, digits) = pdu(wire);
        assert_eq!(header.behind(), Behind::Pdu { length }, "{wire}");
        let cmgr::Answer::Pdu(stored) = header else { panic!("{wire}") };
        assert_eq!((stored.stat, stored.header.length), (stat, length), "{wire}");
        let octets = PduBuf::from_hex(digits.as_bytes()).unwrap();
        let pdu =
            Pdu::parse_announced(Direction::ToMobile, length.into(), octets.as_octets()).unwrap();
        assert_eq!(matches!(pdu.tpdu, Tpdu::Deliver(_)), is_deliver, "{wire}");
    }

    // Stored, and not received.
    let (header, digits) = pdu(
        "+CMGR: 0,,93\n0041000b817777777777f700005d060504157800004de1135b851283d4e2afdd8bd576f3b2dc5e96f7dc617a788e2ebbd761173c2ca7e777f0b79cdecbe5663bf8bdc74e57cdcfbcf5b97387dbe59e1be00ed3c37374d9bd0ebbe06139",
    );
    assert_eq!(header.behind(), Behind::Pdu { length: 93 });
    let octets = PduBuf::from_hex(digits.as_bytes()).unwrap();
    let submit = Pdu::parse_announced(Direction::ToNetwork, 93, octets.as_octets()).unwrap();
    assert!(matches!(submit.tpdu, Tpdu::Submit(_)));

    // The length is that of the modem, whatever follows.
    for (wire, length) in [
        ("+CMGR: 3,,29\n91947122982661", 29),
        ("+CMGR: 3,,16\n0791539111161616114F048123000000FF06D0B79BFE9E03", 16),
    ] {
        let (header, _) = pdu(wire);
        assert_eq!(header.behind(), Behind::Pdu { length });
        let cmgr::Answer::Pdu(stored) = header else { panic!() };
        assert_eq!(stored.stat, Some(Stat::STORED_SENT));
    }

    // On one line.
    let (header, _) = pdu("+CMGR: 1,,147 07914306073011F00405812261F7");
    assert_eq!(header.behind(), Behind::Nothing);
    let cmgr::Answer::Pdu(stored) = header else { panic!() };
    assert_eq!(stored.stat, Some(Stat::RECEIVED_READ));
    assert_eq!(stored.header.length, 147);
    assert_eq!(stored.header.pdu, Some(&b"07914306073011F00405812261F7"[..]));

    // An empty one.
    assert_eq!(pdu("+CMGR: 0,,0").0.behind(), Behind::Nothing);

    let listed = answer::<cmgl::Set>("+CMGL: 17,3,35");
    assert_eq!((listed.index, listed.behind()), (17, Behind::Pdu { length: 35 }));
    let cmgl::Message::Pdu(stored) = listed.message else { panic!() };
    assert_eq!(stored.stat, Some(Stat::STORED_SENT));
}

/// tests/fixtures/at.json, 27005-text.
#[test]
fn texts_that_modems_send() {
    let line = "+CMGR: \"REC READ\",\"3473065111\",,\"06/05/28,18:15:41+80\",129,17,0,18,\"+393492001157\",145,6";
    assert_eq!(answer::<cmgr::Set>(line).behind(), Behind::Text { length: Some(6) });
    let cmgr::Answer::Text(stat, Content::Deliver(message)) = answer::<cmgr::Set>(line) else {
        panic!()
    };
    assert_eq!(stat, TextStat::ReceivedRead);
    assert_eq!(message.oa.unwrap(), "3473065111");
    // A zone of 20 hours is none.
    assert_eq!(message.scts, Some(Time::Text("06/05/28,18:15:41+80".into())));
    assert_eq!((message.fo, message.pid, message.dcs), (Some(17), Some(Pid(0)), Some(Dcs(18))));
    assert_eq!((message.sca.unwrap(), message.tosca), ("+393492001157".into(), INTERNATIONAL));
    assert_line(line, answer::<cmgr::Set>(line));

    let line = "+CMGR:\"REC READ\",\"+393488535999\",,\"07/04/05,18:02:28+08\",145,4,0,0,\"+393492000466\",145,93";
    let header = answer::<cmgr::Set>(line);
    assert_eq!(header.behind(), Behind::Text { length: Some(93) });
    let cmgr::Answer::Text(_, Content::Deliver(message)) = header else { panic!() };
    let time = message.scts.unwrap().date_time().unwrap();
    assert_eq!((time.year, time.day, time.hour, time.quarter_hours), (7, 5, 18, 8));
}

/// Each kind of header of text mode, as TS 27.005 prints it.
#[test]
fn headers_of_text_mode() {
    let oa = Some("+358".into());
    let deliver = DeliverHeader {
        oa,
        alpha: None,
        scts: Some(time()),
        tooa: None,
        fo: None,
        pid: None,
        dcs: None,
        sca: None,
        tosca: None,
        length: None,
    };
    let submit = SubmitHeader {
        da: oa,
        alpha: None,
        toda: INTERNATIONAL,
        fo: Some(17),
        pid: Some(Pid(0)),
        dcs: Some(Dcs(0)),
        vp: Some(Validity::Relative(167)),
        sca: Some("+44".into()),
        tosca: INTERNATIONAL,
        length: Some(5),
    };
    let report = ReportHeader {
        fo: 6,
        mr: 170,
        ra: oa,
        tora: INTERNATIONAL,
        scts: Some(time()),
        dt: Some(time()),
        st: Some(Status(0)),
    };
    let command = CommandHeader {
        fo: 2,
        ct: CommandType(0),
        pid: Some(Pid(0)),
        mn: Some(7),
        da: oa,
        toda: INTERNATIONAL,
        length: Some(0),
    };
    let page = Broadcast { sn: 17, mid: 50, dcs: crate::charset::CbsDcs(1), page: 1, pages: 2 };
    let text = |length| Behind::Text { length };
    let nothing = Behind::Nothing;

    let stored = |stat, content, line: &str, behind| {
        let answer = cmgr::Answer::Text(stat, content);
        assert_eq!(answer.behind(), behind);
        let line = alloc::format!("+CMGR: {line}");
        assert_eq!(Behind::of(Line::new(line.as_bytes())), behind);
        let mut buffer = [0; 200];
        let len = answer.write_line(&mut buffer).unwrap();
        assert_eq!(str::from_utf8(&buffer[..len]).unwrap(), line);
        assert_eq!(cmgr::Answer::parse(Line::new(&buffer[..len])), Ok(answer));
    };
    use TextStat::{ReceivedRead, ReceivedUnread, StoredSent, StoredUnsent};
    let line = "\"REC UNREAD\",\"+358\",,\"06/05/28,18:15:41+08\"";
    stored(ReceivedUnread, Content::Deliver(deliver), line, text(None));
    let line = "\"STO UNSENT\",\"+358\",,145,17,0,0,167,\"+44\",145,5";
    stored(StoredUnsent, Content::Submit(submit), line, text(Some(5)));
    let short = SubmitHeader { da: oa, ..SubmitHeader::default() };
    stored(StoredUnsent, Content::Submit(short), "\"STO UNSENT\",\"+358\"", text(None));
    let none = SubmitHeader::default();
    stored(StoredUnsent, Content::Submit(none), "\"STO UNSENT\"", text(None));
    let line =
        "\"REC READ\",6,170,\"+358\",145,\"06/05/28,18:15:41+08\",\"06/05/28,18:15:41+08\",0";
    stored(ReceivedRead, Content::Report(report), line, nothing);
    let line = "\"STO SENT\",2,0,0,7,\"+358\",145,0";
    stored(StoredSent, Content::Command(command), line, nothing);
    let more = CommandHeader { length: Some(3), ..command };
    let line = "\"STO SENT\",2,0,0,7,\"+358\",145,3";
    stored(StoredSent, Content::Command(more), line, text(Some(3)));
    stored(ReceivedRead, Content::Broadcast(page), "\"REC READ\",17,50,1,1,2", text(None));
    let other = TextStat::of("004E00450057".into());
    let line = "\"004E00450057\",\"+358\",,\"06/05/28,18:15:41+08\"";
    stored(other, Content::Deliver(deliver), line, text(None));

    let listed = |content, line: &str, behind| {
        let message = cmgl::Message::Text(ReceivedRead, content);
        let answer = cmgl::Answer { index: 4, message };
        assert_eq!(answer.behind(), behind);
        let mut buffer = [0; 200];
        let len = answer.write_line(&mut buffer).unwrap();
        let line = alloc::format!("+CMGL: 4,\"REC READ\",{line}");
        assert_eq!(str::from_utf8(&buffer[..len]).unwrap(), line);
        assert_eq!(cmgl::Answer::parse(Line::new(&buffer[..len])), Ok(answer));
    };
    let header = cmgl::Header {
        address: oa,
        alpha: Some("Eve".into()),
        scts: Some(time()),
        address_type: INTERNATIONAL,
        length: Some(9),
    };
    let line = "\"+358\",\"Eve\",\"06/05/28,18:15:41+08\",145,9";
    listed(cmgl::Content::Message(header), line, text(Some(9)));
    let line = "6,170,\"+358\",145,\"06/05/28,18:15:41+08\",\"06/05/28,18:15:41+08\",0";
    listed(cmgl::Content::Report(report), line, nothing);
    let command = cmgl::CommandKind { fo: 2, ct: CommandType(0) };
    listed(cmgl::Content::Command(command), "2,0", nothing);
    let page = cmgl::Page { sn: 17, mid: 50, page: 1, pages: 2 };
    listed(cmgl::Content::Broadcast(page), "17,50,1,2", text(None));
}

#[test]
fn messages_as_they_come() {
    let behind = |line: &str| Behind::of(Line::new(line.as_bytes()));
    assert_eq!(behind("+CMT: ,24"), Behind::Pdu { length: 24 });
    assert_eq!(behind("+CMT: \"Eve\",24"), Behind::Pdu { length: 24 });
    assert_eq!(behind("+CMT: 24"), Behind::Pdu { length: 24 });
    assert_eq!(behind("+CDS: 25"), Behind::Pdu { length: 25 });
    assert_eq!(behind("+CBM: 88"), Behind::Pdu { length: 88 });
    assert_eq!(behind("+CBM: 17,50,1,1,2"), Behind::Text { length: None });
    assert_eq!(
        behind("+CMT: \"+358\",,\"06/05/28,18:15:41+08\",145,4,0,0,\"+44\",145,93"),
        Behind::Text { length: Some(93) },
    );
    assert_eq!(behind("+CMT: what is this"), Behind::Text { length: None });
    assert_eq!(behind("+CMTI: \"SM\",1"), Behind::Nothing);
    assert_eq!(behind("+CMGS: 1"), Behind::Nothing);

    let header = PduHeader { alpha: None, length: 25, pdu: None };
    assert_line("+CMT: ,25", cmt::Indication::Pdu(header));
    assert_line("+CDS: 25", cds::Indication::Pdu(header));
    assert_line("+CBM: 25", cbm::Indication::Pdu(header));
    let line = "+CDS: 6,170,\"+358\",145,\"06/05/28,18:15:41+08\",\"06/05/28,18:15:41+08\",0";
    let report = cds::Indication::parse(Line::new(line.as_bytes())).unwrap();
    assert_line(line, report);
    assert_eq!(report.behind(), Behind::Nothing);
    let cds::Indication::Text(report) = report else { panic!() };
    assert_eq!((report.mr, report.st), (170, Some(Status(0))));
}

/// tests/fixtures/at.json, 27005-cpms, -csca, -cnmi, wavecom, nokia, and +CSCB of 27007-calls.
#[test]
fn settings_that_modems_send() {
    for (line, mems) in [
        (
            "+CPMS: (\"ME\",\"MT\"),(\"ME\",\"SM\",\"MT\"),(\"SM\",\"MT\")",
            ["ME MT", "ME SM MT", "SM MT"],
        ),
        ("+CPMS: (\"ME\",\"MT\"),\"ME\",(\"SM\")", ["ME MT", "ME", "SM"]),
        ("+CPMS: \"SM\",\"SM\",\"SM\"", ["SM", "SM", "SM"]),
        ("+CPMS: (ME\", \"SR\"), (\"ME\", \"SR\"), (\"ME\")", ["ME SR", "ME SR", "ME"]),
        ("+CPMS: (\"SM\",\"ME\"), (\"SM\",\"ME\"), (\"SM\",\"ME\")", ["SM ME", "SM ME", "SM ME"]),
        ("+CPMS: ((\"SM\",\"BM\",\"SR\"),(\"SM\"))", ["SM BM SR", "SM", ""]),
        ("+CPMS: ,,,,,,,,", ["", "", ""]),
    ] {
        let supported = answer::<cpms::Test>(line);
        for (index, mems) in mems.into_iter().enumerate() {
            for mem in ["SM", "ME", "MT", "BM", "SR", "TA"] {
                let is_there = mems.split(' ').any(|known| known == mem);
                assert_eq!(supported.allows_str(index, mem), is_there, "{line} {index} {mem}");
            }
        }
    }
    let nothing = answer::<cpms::Read>("+CPMS: ,,,,,,,,");
    assert_eq!((nothing.mem1, nothing.used1, nothing.total3), (None, None, None));

    let sca = answer::<csca::Read>("+CSCA: 002B00390037003200350034003100320030003000330032,145");
    let digits = crate::charset::Charset::Ucs2.chars_of(sca.sca.unwrap());
    assert!(digits.eq("+97254120032".chars()));
    assert_eq!(sca.tosca, INTERNATIONAL);
    let sca = answer::<csca::Read>("+CSCA: \"+79168999100\",145");
    assert_eq!(sca.sca.unwrap(), "+79168999100");

    let supported = answer::<cnmi::Test>("+CNMI: (0-2),(0,1,3),(0),(0,1),(0,1)");
    assert!(supported.allows(0, 2) && supported.allows(1, 3) && !supported.allows(1, 2));

    let broadcasts = answer::<cscb::Read>("+CSCB: 0,\"0-65535\",\"\"");
    assert!(broadcasts.mids.unwrap().list().contains(50));
    assert!(broadcasts.dcss.unwrap().is_empty());
    let broadcasts =
        answer::<cscb::Read>("+CSCB: 0, \"4383,4400,4370,4371-4378,4384-4391,4396-4397\",\"\"");
    let mids = broadcasts.mids.unwrap().list();
    assert!(mids.contains(4378) && mids.contains(4400) && !mids.contains(4379));

    // phonesim.
    assert!(answer::<csms::Test>("+CSMS=(0)").allows(0, 0));
}

fn text() -> impl Strategy<Value = Option<String>> {
    proptest::option::of("\\PC{0,20}")
}

fn times() -> impl Strategy<Value = Option<DateTime>> {
    let parts = (0..100_u8, 1..13_u8, 1..29_u8, 0..24_u8, 0..60_u8, -79..80_i8);
    proptest::option::of(parts.prop_map(|(year, month, day, hour, minute, quarter_hours)| {
        DateTime { year, month, day, hour, minute, second: minute, quarter_hours }
    }))
}

proptest! {
    #[test]
    fn any_header(
        number in text(),
        alpha in text(),
        scts in times(),
        dt in times(),
        (mr, fo, pid, dcs, st) in any::<(u8, Option<u8>, Option<u8>, Option<u8>, Option<u8>)>(),
        toa in any::<Option<u8>>(),
        length in any::<Option<u16>>(),
        index: u16,
        stat: u8,
    ) {
        let number = Some(Str::from(number.as_deref().unwrap_or("+1")));
        let alpha = alpha.as_deref().map(Str::from);
        let toa = toa.map(TypeOfAddress);
        let (pid, dcs) = (pid.map(Pid), dcs.map(Dcs));
        let scts = scts.map_or(time(), Time::DateTime);
        let deliver = DeliverHeader {
            oa: number, alpha, scts: Some(scts), tooa: toa, fo, pid, dcs,
            sca: number, tosca: toa, length,
        };
        let submit = SubmitHeader {
            da: number, alpha, toda: toa, fo, pid, dcs,
            vp: Some(Validity::Until(scts)), sca: number, tosca: toa, length,
        };
        let report = ReportHeader {
            fo: fo.unwrap_or(2), mr, ra: number, tora: toa, scts: Some(scts),
            dt: Some(dt.map_or(time(), Time::DateTime)), st: st.map(Status),
        };
        let mut line = [0; 800];
        for content in [Content::Deliver(deliver), Content::Submit(submit), Content::Report(report)] {
            let stat = match content {
                Content::Submit(_) => TextStat::StoredSent,
                _ => TextStat::ReceivedRead,
            };
            let answer = cmgr::Answer::Text(stat, content);
            let len = answer.write_line(&mut line).unwrap();
            prop_assert_eq!(cmgr::Answer::parse(Line::new(&line[..len])), Ok(answer));
        }
        let indication = cmt::Indication::Text(deliver);
        let len = indication.write_line(&mut line).unwrap();
        prop_assert_eq!(cmt::Indication::parse(Line::new(&line[..len])), Ok(indication));

        let header = PduHeader { alpha, length: length.unwrap_or(9), pdu: None };
        let stored = StoredPdu { stat: Some(Stat(stat)), header };
        let answer = cmgl::Answer { index, message: cmgl::Message::Pdu(stored) };
        let len = answer.write_line(&mut line).unwrap();
        prop_assert_eq!(cmgl::Answer::parse(Line::new(&line[..len])), Ok(answer));
        let answer = cmgr::Answer::Pdu(stored);
        let len = answer.write_line(&mut line).unwrap();
        prop_assert_eq!(cmgr::Answer::parse(Line::new(&line[..len])), Ok(answer));
    }

    #[test]
    fn any_line(name in "\\+(CMGR|CMGL|CMT|CDS|CBM): ", fields: Vec<u8>) {
        let line = [name.as_bytes(), &fields[..]].concat();
        let _ = Behind::of(Line::new(&line));
    }

    #[test]
    fn any_fields(name in "\\+(CMGR|CMGL|CMT|CDS|CBM): ", fields in "[0-9\",/: A-Z()]{0,60}") {
        let line = name + &fields;
        let _ = Behind::of(Line::new(line.as_bytes()));
    }

    #[test]
    fn any_body(text: Vec<u8>, digits in "[0-9a-fA-F]{0,60}") {
        prop_assert_eq!(TextBody::new(&text).is_err(), text.contains(&0x1a) || text.contains(&0x1b));
        if let Ok(body) = PduBody::new(&digits) {
            let octets = PduBuf::from_hex(digits.as_bytes()).unwrap();
            let service_centre = usize::from(octets.as_octets()[0]) + 1;
            prop_assert_eq!(usize::from(body.length()) + service_centre, digits.len() / 2);
        }
    }
}
