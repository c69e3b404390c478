//! `+CMT`: a message as it comes (3GPP TS 27.005, 3.4.1 and 4.1).

use super::indication::indication;
use super::{Behind, DeliverHeader};

indication! {
    /// What stands in front of a message, unsolicited.
    "+CMT" [alpha] => DeliverHeader<'a>,
    |header: &DeliverHeader<'_>| Behind::Text { length: header.length }
}
