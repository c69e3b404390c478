//! A gateway and the mobile network around it.

use alloc::collections::BTreeMap;
use core::ops::RangeInclusive;
use core::time::Duration;

use cellwire_codec::test_util::link::Rng;
use cellwire_codec::{BufferTooShort, Instant, Session, Transmit};
use cellwire_goip::Text;
use cellwire_goip::message::{AckResult, CmsError, DeliveryState, EventBody};
use cellwire_goip::session::{
    Gateway, GatewayEventKind, LineAddr, ReportId, SubmissionId, UssdAnswer,
};

/// What the gateway says that is not for the network.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Heard {
    Registered,
    Unregistered,
    UssdExit(usize),
    Command(usize, String),
    Rebooting(usize),
    Acknowledged(ReportId, bool),
    NotAcknowledged(ReportId),
    Other(String),
}

/// An SMS that the network was given.
#[derive(Clone, Debug)]
pub(crate) struct Submitted {
    pub(crate) at: Instant,
    pub(crate) line: usize,
    pub(crate) number: String,
    pub(crate) text: String,
    pub(crate) id: SubmissionId,
    pub(crate) sms_no: i64,
    /// What the network has answered, and the gateway heard.
    pub(crate) result: Option<Result<(), CmsError>>,
}

/// A USSD code that the network was given.
#[derive(Clone, Debug)]
pub(crate) struct Dialled {
    pub(crate) at: Instant,
    pub(crate) line: usize,
    pub(crate) code: String,
    /// What the network has answered, and the gateway heard.
    pub(crate) answer: Option<String>,
}

/// How the network behaves.
#[derive(Clone, Debug)]
pub(crate) struct Network {
    /// How long it takes for an SMS.
    pub(crate) delay: RangeInclusive<Duration>,
    /// How many SMS it refuses, in permille.
    pub(crate) refuses: u16,
    /// How long it takes for a USSD code.
    pub(crate) ussd_delay: RangeInclusive<Duration>,
    /// How many codes it refuses.
    pub(crate) ussd_errors: u16,
    /// After how many codes it ends the dialogue.
    pub(crate) ussd_exits: u16,
    /// How long after an SMS was sent it reports its delivery, and whether it says to whom.
    pub(crate) reports: Option<(RangeInclusive<Duration>, bool)>,
}

impl Default for Network {
    fn default() -> Self {
        Self {
            delay: Duration::from_secs(1)..=Duration::from_secs(5),
            refuses: 0,
            ussd_delay: Duration::from_secs(1)..=Duration::from_secs(5),
            ussd_errors: 0,
            ussd_exits: 0,
            reports: None,
        }
    }
}

#[derive(Clone, Copy, Debug)]
enum Deed {
    Sms(usize),
    Ussd(usize),
    Report(usize),
}

/// A gateway and the mobile network around it.
#[derive(Debug)]
pub(crate) struct Device {
    pub(crate) gateway: Gateway,
    pub(crate) network: Network,
    pub(crate) submitted: Vec<Submitted>,
    pub(crate) dialled: Vec<Dialled>,
    /// What has left the gateway, and from which line.
    pub(crate) sent: Vec<(Instant, usize, Vec<u8>)>,
    now: Instant,
    rng: Rng,
    due: BTreeMap<(Instant, usize), Deed>,
    deeds: usize,
}

impl Device {
    pub(crate) fn new(gateway: Gateway, network: Network, seed: u64) -> Self {
        Self {
            gateway,
            network,
            submitted: Vec::new(),
            dialled: Vec::new(),
            sent: Vec::new(),
            now: Instant::ORIGIN,
            rng: Rng::new(seed),
            due: BTreeMap::new(),
            deeds: 0,
        }
    }

    /// Another gateway is here, and nobody is there to be told what becomes of what the old one has
    /// submitted.
    pub(crate) fn replace(&mut self, gateway: Gateway) {
        self.gateway = gateway;
        self.due.clear();
    }

    fn later(&mut self, delay: &RangeInclusive<Duration>, deed: Deed) {
        let at = self.now + self.rng.between(delay);
        self.due.insert((at, self.deeds), deed);
        self.deeds += 1;
    }

    fn act(&mut self, now: Instant) {
        self.now = self.now.max(now);
        while let Some(first) = self.due.first_entry().filter(|entry| entry.key().0 <= now) {
            match first.remove() {
                Deed::Sms(index) => {
                    let refused = self.rng.chance(self.network.refuses);
                    let result = if refused { Err(CmsError(38)) } else { Ok(()) };
                    if self.gateway.submitted(self.submitted[index].id, result) {
                        self.submitted[index].result = Some(result);
                        if let (Ok(()), Some((after, _))) = (result, self.network.reports.clone()) {
                            self.later(&after, Deed::Report(index));
                        }
                    }
                }
                Deed::Report(index) => {
                    let Submitted { line, sms_no, number, .. } = &self.submitted[index];
                    let says = self.network.reports.as_ref().is_some_and(|(_, says)| *says);
                    let num = says.then_some(number.as_str().into());
                    let state = DeliveryState::DELIVERED;
                    // A gateway that is off, or has too much to tell, loses it.
                    let event = EventBody::Deliver { sms_no: *sms_no, state, num };
                    let _ = self.gateway.report(*line, event);
                }
                Deed::Ussd(index) => {
                    let Dialled { line, code, .. } = &self.dialled[index];
                    let (line, reply) = (*line, format!("answer to {code}"));
                    if self.dialled[index + 1..].iter().any(|other| other.line == line) {
                        // The gateway has given it up, and has another one open.
                        continue;
                    }
                    let (told, answer) = if self.rng.chance(self.network.ussd_errors) {
                        ("refused".into(), UssdAnswer::Error("refused".into()))
                    } else if self.rng.chance(self.network.ussd_exits) {
                        ("exit".into(), UssdAnswer::Exit)
                    } else {
                        (reply.clone(), UssdAnswer::Reply((&*reply).into()))
                    };
                    if self.gateway.answer_ussd(line, answer) {
                        self.dialled[index].answer = Some(told);
                    }
                }
            }
        }
    }
}

impl Session for Device {
    type Addr = LineAddr;
    type Event<'a> = Heard;

    fn handle_input(&mut self, now: Instant, from: LineAddr, bytes: &[u8]) -> usize {
        self.act(now);
        self.gateway.handle_input(now, from, bytes)
    }

    fn handle_timeout(&mut self, now: Instant) {
        self.act(now);
        self.gateway.handle_timeout(now);
    }

    fn poll_transmit(
        &mut self,
        now: Instant,
        buffer: &mut [u8],
    ) -> Result<Option<Transmit<LineAddr>>, BufferTooShort> {
        self.now = now;
        let transmit = self.gateway.poll_transmit(now, buffer)?;
        if let Some(transmit) = &transmit {
            self.sent.push((now, transmit.to.line, buffer[..transmit.len].to_vec()));
        }
        Ok(transmit)
    }

    fn transmitted(&mut self, now: Instant) {
        self.gateway.transmitted(now);
    }

    fn poll_event(&mut self) -> Option<Heard> {
        loop {
            let event = self.gateway.poll_event()?;
            let line = event.line;
            let at = self.now;
            match event.kind {
                GatewayEventKind::Submit { submission, sms_no, number, text } => {
                    let (number, text) = (own(number), own(text));
                    let index = self.submitted.len();
                    self.submitted.push(Submitted {
                        at,
                        line,
                        number,
                        text,
                        id: submission,
                        sms_no: sms_no.into(),
                        result: None,
                    });
                    let delay = self.network.delay.clone();
                    self.later(&delay, Deed::Sms(index));
                }
                GatewayEventKind::Ussd { code } => {
                    let code = own(code);
                    let index = self.dialled.len();
                    self.dialled.push(Dialled { at, line, code, answer: None });
                    let delay = self.network.ussd_delay.clone();
                    self.later(&delay, Deed::Ussd(index));
                }
                GatewayEventKind::Registered(_) => return Some(Heard::Registered),
                GatewayEventKind::Unregistered => return Some(Heard::Unregistered),
                GatewayEventKind::UssdExit => return Some(Heard::UssdExit(line)),
                GatewayEventKind::Command(request) => {
                    return Some(Heard::Command(line, format!("{request:?}")));
                }
                GatewayEventKind::Rebooting => return Some(Heard::Rebooting(line)),
                GatewayEventKind::Acknowledged { report, result } => {
                    return Some(Heard::Acknowledged(report, result == AckResult::Ok));
                }
                GatewayEventKind::NotAcknowledged { report } => {
                    return Some(Heard::NotAcknowledged(report));
                }
                kind => return Some(Heard::Other(format!("{kind:?}"))),
            }
        }
    }

    fn poll_timeout(&self) -> Option<Instant> {
        let network = self.due.first_key_value().map(|((at, _), _)| *at);
        [network, self.gateway.poll_timeout()].into_iter().flatten().min()
    }
}

fn own(text: Text<'_>) -> String {
    text.to_str().unwrap().into()
}
