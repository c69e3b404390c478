//! `+CBM`: a page of a cell broadcast as it comes (3GPP TS 27.005, 3.4.1 and 4.1).

use super::indication::indication;
use super::{Behind, Broadcast};

indication! {
    /// What stands in front of a page of a cell broadcast, unsolicited.
    "+CBM" => Broadcast, |_| Behind::Text { length: None }
}
