use std::collections::BTreeSet;

/// A mobile network that answers a few USSD codes.
#[derive(Debug, Default)]
pub(super) struct Ussd {
    /// The lines that have the menu open.
    menus: BTreeSet<usize>,
}

/// What it answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Reply {
    Says(&'static str),
    Refuses(&'static str),
    Ends,
}

const BALANCE: &str = "Your balance is 12.34 EUR.";
const MENU: &str = "1 Balance\n2 Recharge\n0 Exit";

impl Ussd {
    pub(super) fn answer(&mut self, line: usize, code: &[u8]) -> Reply {
        let open = self.menus.remove(&line);
        match (code, open) {
            (b"*100#", _) => Reply::Says(BALANCE),
            (b"*150#", _) => {
                self.menus.insert(line);
                Reply::Says(MENU)
            }
            (b"1", true) => Reply::Says(BALANCE),
            (b"2", true) => {
                self.menus.insert(line);
                Reply::Says("Recharged: 10.00 EUR; 1 Balance 0 Exit")
            }
            (b"0", true) => Reply::Ends,
            _ => Reply::Refuses("unknown application"),
        }
    }

    /// The dialogue is over.
    pub(super) fn end(&mut self, line: usize) {
        self.menus.remove(&line);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dialogue() {
        let mut ussd = Ussd::default();
        assert_eq!(ussd.answer(0, b"1"), Reply::Refuses("unknown application"));
        assert_eq!(ussd.answer(0, b"*150#"), Reply::Says(MENU));
        assert_eq!(ussd.answer(1, b"0"), Reply::Refuses("unknown application"));
        assert!(matches!(ussd.answer(0, b"2"), Reply::Says(_)));
        assert_eq!(ussd.answer(0, b"0"), Reply::Ends);
        assert_eq!(ussd.answer(0, b"0"), Reply::Refuses("unknown application"));
    }
}
