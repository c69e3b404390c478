//! `+CDS`: a status report as it comes (3GPP TS 27.005, 3.4.1 and 4.1).

use super::indication::indication;
use super::{Behind, ReportHeader};

indication! {
    /// What stands in front of a status report, unsolicited.
    "+CDS" => ReportHeader<'a>, |_| Behind::Nothing
}
