use std::fmt::Debug;

use cellwire_at::Line;
use cellwire_at::command::{Command, Fields};
use cellwire_at::params::Params;
use cellwire_at::vendor::{a76xx, l610};

use super::source::Source;

/// Reads what a host may send, and what a modem may answer: what is read and can be written is the same
/// when it is read again.
fn check<'a, C>(bytes: &'a [u8], buffer: &'a mut [u8])
where
    C: Command + Fields<'a> + PartialEq + Debug,
{
    let line = [C::NAME.as_bytes(), b": ", bytes].concat();
    let _ = C::answer_noting(Line::new(&line)).is_ok();
    let _ = C::answer(Line::new(bytes)).is_ok();
    let _ = C::usual_plan().belongs(Line::new(&line), 0, |_| true);
    let Ok(command) = C::parse(Params::new(bytes)) else { return };
    let _ = format!("{command:?} {:?}", command.plan());
    let Ok(len) = command.write_line(buffer) else { return };
    let written: &'a [u8] = &buffer[..len];
    let again = C::parse(Params::strict(fields(written, C::NAME)));
    assert_eq!(again.unwrap(), command, "{}", written.escape_ascii());
}

type Check = fn(&[u8], &mut [u8]);

macro_rules! checks {
    ($($type:ty,)*) => { &[$(|bytes, buffer| check::<$type>(bytes, buffer),)*] };
}

/// What stands behind the name and the form.
fn fields<'a>(line: &'a [u8], name: &str) -> &'a [u8] {
    let fields = &line[2 + name.len()..line.len() - 1];
    match fields {
        [b'=', fields @ ..] => fields,
        // The read form.
        _ => &[],
    }
}

/// Anything as a command or as a line of both vendors.
pub fn vendor(data: &[u8]) {
    let line = Line::new(data);
    let _ = format!("{:?} {:?}", a76xx::Urc::parse_noting(line), l610::Urc::parse_noting(line));
    let _ = (a76xx::Urc::parse(line), l610::Urc::parse(line));
    let mut source = Source::new(data);
    let checks: &[Check] = checks!(
        a76xx::netopen::Set<'_>,
        a76xx::cipopen::Set<'_>,
        a76xx::cipopen::Read,
        a76xx::ciprxget::Get,
        a76xx::ciprxget::GetHex,
        a76xx::ciprxget::Count,
        a76xx::ciprxget::SetMode,
        a76xx::cipclose::Set,
        a76xx::cipclose::Read,
        a76xx::cipccfg::Set,
        a76xx::ciptimeout::Set,
        a76xx::serverstart::Set,
        a76xx::serverstart::Read,
        a76xx::serverstop::Set,
        a76xx::cipack::Set,
        a76xx::cdnsgip::Set<'_>,
        a76xx::ipaddr::Action,
        l610::mipcall::Set<'_>,
        l610::mipcall::Read,
        l610::mipopen::Set<'_>,
        l610::mipopen::Read,
        l610::mipclose::Set,
        l610::mipclose::Read,
        l610::mipsets::Set,
        l610::mipdsets::Set,
        l610::mipsend::Hex<'_>,
        l610::mipsend::Read,
        l610::mippush::Set,
        l610::mipconf::Set,
        l610::mipconf::Read,
        l610::mipkeepconf::Set,
        l610::mping::Set<'_>,
        l610::mping::Read,
        l610::msdns::v4::Set,
        l610::msdns::v6::Set,
        l610::mipodm::Set<'_>,
        l610::mipdns::Set<'_>,
        l610::mipntp::Set<'_>,
        l610::mipread::Set,
        l610::gtset::Set<'_>,
    );
    source.pick(checks)(source.rest(), &mut [0; 4096]);
}
