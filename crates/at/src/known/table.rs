//! The table of all commands that have a type.

#[cfg(feature = "serde")]
use crate::Line;
use crate::command::Command;
#[cfg(feature = "serde")]
use crate::command_line::Request;
use crate::vendor::{a76xx, l610};
use crate::{Form, Plan};
use crate::{calls, general, network, packet, phonebook, sim, sms, status, ussd, v250};

/// A command with its plan.
#[derive(Clone, Copy)]
pub(super) struct Known {
    pub(super) name: &'static str,
    pub(super) form: Form,
    pub(super) plan: fn() -> Plan,
}

impl Known {
    const fn of<C: Command>() -> Self {
        Self { name: C::NAME, form: C::FORM, plan: C::usual_plan }
    }
}

macro_rules! known {
    ($($type:ty,)*) => {
        /// All commands that have a type. Of those that have several, the first one is that of PDU mode.
        pub(super) const KNOWN: &[Known] = &[$({
            // A constant cannot name a lifetime, which most have not.
            #[allow(clippy::extra_unused_lifetimes, reason = "the types have it")]
            const fn known<'a>() -> Known {
                Known::of::<$type>()
            }
            known()
        },)*];

        /// Serializes the parameters of a command, under the names of the fields of its type; secrets are
        /// `***`. `None` if the command has no type, or cannot be read; then `serializer` was not used.
        ///
        /// ```
        /// use cellwire_at::{CommandLine, command_fields};
        ///
        /// let request = CommandLine::new(b"+CPIN=\"1234\"").next().unwrap()?;
        /// let fields = command_fields(&request, serde_json::value::Serializer).unwrap()?;
        /// assert_eq!(fields, serde_json::json!({ "pin": "***", "newpin": null }));
        /// # Ok::<(), Box<dyn std::error::Error>>(())
        /// ```
        #[cfg(feature = "serde")]
        pub fn command_fields<'a, S: serde::Serializer>(
            request: &Request<'a>,
            serializer: S,
        ) -> Option<Result<S::Ok, S::Error>> {
            let Request { name, form, params } = request;
            let strict = crate::params::Params::strict(params.as_bytes());
            // What is written by the book tells one type from another.
            for params in [strict, *params] {
                $(
                    if *name == <$type>::NAME
                        && *form == <$type>::FORM
                        && let Ok(command) = <$type as Command>::parse(params)
                    {
                        return Some(serde::Serialize::serialize(&command, serializer));
                    }
                )*
            }
            None
        }

        /// Serializes a line of the answer to a command, as [`command_fields`] does, and says what was odd
        /// about it. `None` if the command has no type, or the line says something else.
        #[cfg(feature = "serde")]
        pub fn answer_fields<'a, S: serde::Serializer>(
            name: &str,
            form: Form,
            line: Line<'a>,
            serializer: S,
        ) -> Option<(Result<S::Ok, S::Error>, crate::params::Quirks)> {
            $(
                if name == <$type>::NAME
                    && form == <$type>::FORM
                    && let Ok((answer, quirks)) = <$type as Command>::answer_noting(line)
                {
                    return Some((serde::Serialize::serialize(&answer, serializer), quirks));
                }
            )*
            None
        }
    };
}

known! {
    v250::call::Answer,
    v250::call::HangUp,
    v250::call::Online,
    v250::circuit::CarrierDetect,
    v250::circuit::DataTerminalReady,
    v250::dial::Dial<'a>,
    v250::gcap::Action,
    v250::icf::Test,
    v250::icf::Read,
    v250::icf::Set,
    v250::identity::Identify,
    v250::identity::Manufacturer,
    v250::identity::Model,
    v250::identity::Revision,
    v250::identity::SerialNumber,
    v250::ifc::Test,
    v250::ifc::Read,
    v250::ifc::Set,
    v250::ipr::Test,
    v250::ipr::Read,
    v250::ipr::Set,
    v250::profile::Reset,
    v250::profile::FactoryDefaults,
    v250::profile::Store,
    v250::profile::View,
    v250::response::Echo,
    v250::response::Quiet,
    v250::response::Verbose,
    v250::response::CallProgress,
    v250::s0::Read,
    v250::s0::Set,
    v250::s3::Read,
    v250::s3::Set,
    v250::s4::Read,
    v250::s4::Set,
    v250::s5::Read,
    v250::s5::Set,
    v250::s7::Read,
    v250::s7::Set,
    v250::s10::Read,
    v250::s10::Set,
    v250::speaker::Volume,
    v250::speaker::Speaker,
    general::clac::Action,
    general::cscs::Test,
    general::cscs::Read,
    general::cscs::Set<'a>,
    general::iccid::Ccid,
    general::iccid::CcidRead,
    general::iccid::Iccid,
    general::iccid::IccidRead,
    general::identity::Manufacturer,
    general::identity::Model,
    general::identity::Revision,
    general::identity::SerialNumber,
    general::identity::SerialNumberTest,
    general::identity::SerialNumberOf,
    general::identity::Imsi,
    status::cclk::Test,
    status::cclk::Read,
    status::cclk::Set,
    status::cesq::Test,
    status::cesq::Action,
    status::cfun::Test,
    status::cfun::Read,
    status::cfun::Set,
    status::cind::Test,
    status::cind::Read,
    status::cind::Set<'a>,
    status::cmee::Test,
    status::cmee::Read,
    status::cmee::Set,
    status::cmer::Test,
    status::cmer::Read,
    status::cmer::Set,
    status::cpas::Test,
    status::cpas::Action,
    status::cpin::Test,
    status::cpin::Read,
    status::cpin::Set<'a>,
    status::cpinr::Test,
    status::cpinr::Action,
    status::cpinr::Set<'a>,
    status::csq::Test,
    status::csq::Action,
    network::creg::Test,
    network::creg::Read,
    network::creg::Set,
    network::cgreg::Test,
    network::cgreg::Read,
    network::cgreg::Set,
    network::cereg::Test,
    network::cereg::Read,
    network::cereg::Set,
    network::c5greg::Test,
    network::c5greg::Read,
    network::c5greg::Set,
    network::cgerep::Test,
    network::cgerep::Read,
    network::cgerep::Set,
    network::cnum::Test,
    network::cnum::Action,
    network::cops::Test,
    network::cops::Read,
    network::cops::Set<'a>,
    network::cpol::Test,
    network::cpol::Read,
    network::cpol::Set<'a>,
    packet::cgact::Test,
    packet::cgact::Read,
    packet::cgact::Set<'a>,
    packet::cgatt::Test,
    packet::cgatt::Read,
    packet::cgatt::Set,
    packet::cgauth::Test,
    packet::cgauth::Read,
    packet::cgauth::Set<'a>,
    packet::cgcontrdp::Test,
    packet::cgcontrdp::Action,
    packet::cgcontrdp::Set,
    packet::cgdcont::Test,
    packet::cgdcont::Read,
    packet::cgdcont::Set<'a>,
    packet::cgpaddr::Test,
    packet::cgpaddr::Action,
    packet::cgpaddr::Set<'a>,
    calls::ccfc::Test,
    calls::ccfc::Set<'a>,
    calls::ccwa::Test,
    calls::ccwa::Read,
    calls::ccwa::Set,
    calls::chup::Test,
    calls::chup::Action,
    calls::clcc::Test,
    calls::clcc::Action,
    calls::clck::Test,
    calls::clck::Set<'a>,
    calls::clip::Test,
    calls::clip::Read,
    calls::clip::Set,
    calls::cpwd::Test,
    calls::cpwd::Set<'a>,
    calls::crc::Test,
    calls::crc::Read,
    calls::crc::Set,
    sim::crsm::Test,
    sim::crsm::Set<'a>,
    sim::csim::Test,
    sim::csim::Set<'a>,
    sms::cmgd::Test,
    sms::cmgd::Set,
    sms::cmgf::Test,
    sms::cmgf::Read,
    sms::cmgf::Set,
    sms::cmgl::Test,
    sms::cmgl::Action,
    sms::cmgl::Set,
    sms::cmgl::SetText<'a>,
    sms::cmgr::Test,
    sms::cmgr::Set,
    sms::cmgs::Test,
    sms::cmgs::Pdu<'a>,
    sms::cmgs::Text<'a>,
    sms::cmgw::Test,
    sms::cmgw::Pdu<'a>,
    sms::cmgw::Text<'a>,
    sms::cmgw::TextAlone<'a>,
    sms::cmss::Test,
    sms::cmss::Set<'a>,
    sms::cnma::Test,
    sms::cnma::Action,
    sms::cnma::Set<'a>,
    sms::cnmi::Test,
    sms::cnmi::Read,
    sms::cnmi::Set,
    sms::cpms::Test,
    sms::cpms::Read,
    sms::cpms::Set<'a>,
    sms::csca::Test,
    sms::csca::Read,
    sms::csca::Set<'a>,
    sms::cscb::Test,
    sms::cscb::Read,
    sms::cscb::Set<'a>,
    sms::csdh::Test,
    sms::csdh::Read,
    sms::csdh::Set,
    sms::csmp::Test,
    sms::csmp::Read,
    sms::csmp::Set<'a>,
    sms::csms::Test,
    sms::csms::Read,
    sms::csms::Set,
    ussd::cusd::Test,
    ussd::cusd::Read,
    ussd::cusd::Set<'a>,
    phonebook::cpbf::Test,
    phonebook::cpbf::Set<'a>,
    phonebook::cpbr::Test,
    phonebook::cpbr::Set,
    phonebook::cpbs::Test,
    phonebook::cpbs::Read,
    phonebook::cpbs::Set<'a>,
    l610::mipcall::Test,
    l610::mipcall::Read,
    l610::mipcall::Set<'a>,
    l610::mipopen::Test,
    l610::mipopen::Read,
    l610::mipopen::Set<'a>,
    l610::mipclose::Test,
    l610::mipclose::Read,
    l610::mipclose::Set,
    l610::mipsets::Test,
    l610::mipsets::Read,
    l610::mipsets::Set,
    l610::mipdsets::Test,
    l610::mipdsets::Read,
    l610::mipdsets::Set,
    l610::mipsend::Read,
    l610::mipsend::Counted<'a>,
    l610::mipsend::Prompted<'a>,
    l610::mipsend::Hex<'a>,
    l610::mippush::Test,
    l610::mippush::Read,
    l610::mippush::Set,
    l610::mipflush::Test,
    l610::mipflush::Read,
    l610::mipflush::Set,
    l610::mipconf::Test,
    l610::mipconf::Read,
    l610::mipconf::Set,
    l610::mipkeepconf::Test,
    l610::mipkeepconf::Read,
    l610::mipkeepconf::Set,
    l610::mping::Test,
    l610::mping::Read,
    l610::mping::Set<'a>,
    l610::msdns::v4::Test,
    l610::msdns::v4::Read,
    l610::msdns::v4::Set,
    l610::msdns::v6::Test,
    l610::msdns::v6::Read,
    l610::msdns::v6::Set,
    l610::mipodm::Test,
    l610::mipodm::Read,
    l610::mipodm::Set<'a>,
    l610::mipdns::Set<'a>,
    l610::mipntp::Test,
    l610::mipntp::Read,
    l610::mipntp::Set<'a>,
    l610::mipread::Read,
    l610::mipread::Set,
    l610::gtset::Set<'a>,
    a76xx::netopen::Read,
    a76xx::netopen::Action,
    a76xx::netopen::Set<'a>,
    a76xx::netclose::Read,
    a76xx::netclose::Action,
    a76xx::ipaddr::Test,
    a76xx::ipaddr::Action,
    a76xx::cipopen::Test,
    a76xx::cipopen::Read,
    a76xx::cipopen::Set<'a>,
    a76xx::cipsend::Test,
    a76xx::cipsend::Set<'a>,
    a76xx::ciprxget::Test,
    a76xx::ciprxget::Read,
    a76xx::ciprxget::Get,
    a76xx::ciprxget::GetHex,
    a76xx::ciprxget::Count,
    a76xx::ciprxget::SetMode,
    a76xx::cipclose::Test,
    a76xx::cipclose::Read,
    a76xx::cipclose::Set,
    a76xx::ciphead::Test,
    a76xx::ciphead::Read,
    a76xx::ciphead::Set,
    a76xx::cipsrip::Test,
    a76xx::cipsrip::Read,
    a76xx::cipsrip::Set,
    a76xx::cipmode::Test,
    a76xx::cipmode::Read,
    a76xx::cipmode::Set,
    a76xx::cipsendmode::Test,
    a76xx::cipsendmode::Read,
    a76xx::cipsendmode::Set,
    a76xx::ciptimeout::Test,
    a76xx::ciptimeout::Read,
    a76xx::ciptimeout::Set,
    a76xx::cipccfg::Test,
    a76xx::cipccfg::Read,
    a76xx::cipccfg::Set,
    a76xx::serverstart::Test,
    a76xx::serverstart::Read,
    a76xx::serverstart::Set,
    a76xx::serverstop::Action,
    a76xx::serverstop::Set,
    a76xx::cipack::Test,
    a76xx::cipack::Set,
    a76xx::cdnsgip::Test,
    a76xx::cdnsgip::Set<'a>,
}
