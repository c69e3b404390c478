//! The typed command that a line is.

use cellwire_at::command::{Command, Fields};
use cellwire_at::host::{Host, SendError, Ticket};
use cellwire_at::vendor::a76xx::cipsend;
use cellwire_at::vendor::l610::{CountedData, PromptedData, mipsend};
use cellwire_at::vendor::{a76xx, l610};
use cellwire_at::{CommandLine, Form, Request};
use cellwire_at::{general, network, packet, status, v250};
use cellwire_codec::Instant;

/// Sends a request if it is of one type.
type Send<'a> = fn(&mut Host, Instant, &Request<'a>) -> Option<Result<Ticket, SendError>>;

/// Sends a line as the command that it is, with the data that follows behind the prompt. `None` if it has no type, or cannot be written by one.
pub(crate) fn send<'a>(
    host: &mut Host,
    now: Instant,
    line: &'a [u8],
    data: &'a [u8],
) -> Option<Result<Ticket, SendError>> {
    let mut requests = CommandLine::new(line.strip_prefix(b"AT")?);
    let (request, None) = (requests.next()?.ok()?, requests.next()) else { return None };
    let sent = cipsend(host, now, &request, data).or_else(|| mipsend(host, now, &request, data));
    sent.or_else(|| all().iter().find_map(|send| send(host, now, &request)))
}

fn one<'a, C: Command + Fields<'a>>(
    host: &mut Host,
    now: Instant,
    request: &Request<'a>,
) -> Option<Result<Ticket, SendError>> {
    let command: C = read(request)?;
    Some(host.send(now, &command))
}

fn read<'a, C: Command + Fields<'a>>(request: &Request<'a>) -> Option<C> {
    let is_it = request.name == C::NAME && request.form == C::FORM;
    C::parse(request.params).ok().filter(|_| is_it)
}

fn cipsend<'a>(
    host: &mut Host,
    now: Instant,
    request: &Request<'a>,
    data: &'a [u8],
) -> Option<Result<Ticket, SendError>> {
    let set: cipsend::Set<'_> = read(request)?;
    let data = match set.data.length() {
        Some(_) => cipsend::Data::counted(data),
        None => cipsend::Data::ended(data.strip_suffix(b"\x1a")?),
    };
    Some(host.send(now, &cipsend::Set { data, ..set }))
}

fn mipsend<'a>(
    host: &mut Host,
    now: Instant,
    request: &Request<'a>,
    data: &'a [u8],
) -> Option<Result<Ticket, SendError>> {
    if request.name != "+MIPSEND" || request.form != Form::Set {
        return None;
    }
    if let Some(send) = read::<mipsend::Hex<'_>>(request) {
        return Some(host.send(now, &send));
    }
    if request.params.as_bytes().ends_with(b"\"") {
        return None;
    }
    if let Some(send) = read::<mipsend::Counted<'_>>(request) {
        // A command that the modem refuses is behind no prompt.
        let len = usize::from(send.data.data_len());
        let data = if data.len() == len { data } else { &[b'.'; 2048][..len] };
        let data = CountedData::new(data).ok()?;
        return Some(host.send(now, &mipsend::Counted { data, ..send }));
    }
    let send: mipsend::Prompted<'_> = read(request)?;
    let data = PromptedData::new(data.strip_suffix(b"\x1a")?).ok()?;
    Some(host.send(now, &mipsend::Prompted { data, ..send }))
}

/// All others that the transcripts have.
fn all<'a>() -> Vec<Send<'a>> {
    vec![
        one::<v250::call::HangUp>,
        one::<v250::call::Online>,
        one::<v250::identity::Identify>,
        one::<v250::response::Echo>,
        one::<general::identity::Revision>,
        one::<network::creg::Read>,
        one::<network::cgreg::Read>,
        one::<network::cereg::Read>,
        one::<network::cops::Read>,
        one::<packet::cgdcont::Read>,
        one::<packet::cgdcont::Set<'a>>,
        one::<packet::cgpaddr::Set>,
        one::<status::cclk::Read>,
        one::<status::cfun::Set>,
        one::<status::cmee::Set>,
        one::<status::cpin::Read>,
        one::<status::csq::Action>,
        one::<a76xx::netopen::Read>,
        one::<a76xx::netopen::Action>,
        one::<a76xx::netopen::Set<'a>>,
        one::<a76xx::netclose::Read>,
        one::<a76xx::netclose::Action>,
        one::<a76xx::ipaddr::Test>,
        one::<a76xx::ipaddr::Action>,
        one::<a76xx::cipopen::Test>,
        one::<a76xx::cipopen::Read>,
        one::<a76xx::cipopen::Set<'a>>,
        one::<cipsend::Test>,
        one::<a76xx::ciprxget::Test>,
        one::<a76xx::ciprxget::Read>,
        one::<a76xx::ciprxget::Get>,
        one::<a76xx::ciprxget::GetHex>,
        one::<a76xx::ciprxget::Count>,
        one::<a76xx::ciprxget::SetMode>,
        one::<a76xx::cipclose::Test>,
        one::<a76xx::cipclose::Read>,
        one::<a76xx::cipclose::Set>,
        one::<a76xx::cipmode::Set>,
        one::<a76xx::serverstart::Read>,
        one::<a76xx::serverstart::Set>,
        one::<a76xx::serverstop::Set>,
        one::<a76xx::cdnsgip::Set<'a>>,
        one::<l610::mipcall::Test>,
        one::<l610::mipcall::Read>,
        one::<l610::mipcall::Set<'a>>,
        one::<l610::mipopen::Test>,
        one::<l610::mipopen::Read>,
        one::<l610::mipopen::Set<'a>>,
        one::<l610::mipclose::Test>,
        one::<l610::mipclose::Read>,
        one::<l610::mipclose::Set>,
        one::<l610::mipsets::Test>,
        one::<l610::mipsets::Read>,
        one::<l610::mipsets::Set>,
        one::<l610::mipdsets::Test>,
        one::<l610::mipdsets::Read>,
        one::<l610::mipdsets::Set>,
        one::<mipsend::Read>,
        one::<l610::mippush::Test>,
        one::<l610::mippush::Read>,
        one::<l610::mippush::Set>,
        one::<l610::mipflush::Test>,
        one::<l610::mipflush::Read>,
        one::<l610::mipflush::Set>,
        one::<l610::mipconf::Test>,
        one::<l610::mipconf::Read>,
        one::<l610::mipconf::Set>,
        one::<l610::mipkeepconf::Test>,
        one::<l610::mipkeepconf::Read>,
        one::<l610::mipkeepconf::Set>,
        one::<l610::mping::Test>,
        one::<l610::mping::Read>,
        one::<l610::mping::Set<'a>>,
        one::<l610::msdns::v4::Test>,
        one::<l610::msdns::v4::Read>,
        one::<l610::msdns::v4::Set>,
        one::<l610::msdns::v6::Test>,
        one::<l610::msdns::v6::Read>,
        one::<l610::msdns::v6::Set>,
        one::<l610::mipodm::Test>,
        one::<l610::mipodm::Read>,
        one::<l610::mipodm::Set<'a>>,
        one::<l610::mipdns::Set<'a>>,
        one::<l610::mipntp::Test>,
        one::<l610::mipntp::Read>,
        one::<l610::mipntp::Set<'a>>,
        one::<l610::mipread::Read>,
        one::<l610::mipread::Set>,
        one::<l610::gtset::Set<'a>>,
    ]
}
