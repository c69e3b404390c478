use alloc::collections::BTreeMap;

/// The numbers of requests and submissions: from one counter, so that they grow on every line.
/// Behind the last one, which firmware reads as 32 bits, comes 1 again.
///
/// A gateway gives the old answer to a USSD code whose number is not above that of the last one. So
/// the numbers of codes do not begin anew with the others: the last numbers of all are kept for them.
#[derive(Debug)]
pub(super) struct Numbers {
    next: i64,
    /// No code has had it, or one above it.
    next_ussd: i64,
    /// The slot of the line that waits for an answer with this number.
    in_flight: BTreeMap<i64, u32>,
}

const LAST: i64 = i32::MAX as i64;
/// So many numbers are kept for codes.
const KEPT: i64 = 1 << 20;

impl Numbers {
    pub(super) fn new(first: i64, first_ussd: i64) -> Self {
        let next = (first.max(1) - 1) % LAST + 1;
        Self { next, next_ussd: first_ussd.clamp(1, LAST), in_flight: BTreeMap::new() }
    }

    /// A number that no request in flight has, for the line in this slot.
    pub(super) fn take(&mut self, slot: u32) -> i64 {
        loop {
            let number = self.next;
            self.next = if number >= LAST - KEPT { 1 } else { number + 1 };
            if self.note(number, slot) {
                return number;
            }
        }
    }

    /// The same for a code, or the end of a dialogue.
    pub(super) fn take_ussd(&mut self, slot: u32) -> i64 {
        if self.next >= self.next_ussd {
            let number = self.take(slot);
            self.next_ussd = after(number);
            return number;
        }
        loop {
            let number = self.next_ussd;
            self.next_ussd = after(number);
            if self.note(number, slot) {
                return number;
            }
        }
    }

    fn note(&mut self, number: i64, slot: u32) -> bool {
        let is_free = !self.in_flight.contains_key(&number);
        if is_free {
            self.in_flight.insert(number, slot);
        }
        is_free
    }

    /// The slot of the line that waits for an answer with this number.
    pub(super) fn owner(&self, number: i64) -> Option<u32> {
        self.in_flight.get(&number).copied()
    }

    /// Says that the number is no longer in flight.
    pub(super) fn give_back(&mut self, number: i64) {
        self.in_flight.remove(&number);
    }

    #[cfg(test)]
    pub(super) fn in_flight(&self) -> usize {
        self.in_flight.len()
    }

    pub(super) const fn next(&self) -> i64 {
        self.next
    }

    pub(super) const fn next_ussd(&self) -> i64 {
        self.next_ussd
    }
}

const fn after(number: i64) -> i64 {
    if number >= LAST { 1 } else { number + 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn behind_the_last_comes_the_first_that_is_free() {
        let mut numbers = Numbers::new(1, 1);
        assert_eq!((numbers.take(7), numbers.take(8), numbers.take(9)), (1, 2, 3));
        assert_eq!((numbers.owner(2), numbers.owner(4)), (Some(8), None));
        numbers.give_back(2);
        for end in [LAST - KEPT, LAST] {
            numbers.next = end;
            assert_eq!((numbers.take(0), numbers.take(0), numbers.take(0)), (end, 2, 4));
            assert_eq!(numbers.next(), 5);
            numbers.give_back(2);
            numbers.give_back(4);
        }
    }

    #[test]
    fn those_of_codes_rise_when_the_others_begin_anew() {
        let last = LAST - KEPT;
        let mut numbers = Numbers::new(last - 1, 1);
        assert_eq!((numbers.take_ussd(0), numbers.take(0)), (last - 1, last));
        assert_eq!((numbers.take(0), numbers.take_ussd(0)), (1, last + 1), "{last} is in flight");
        let mut numbers = Numbers::new(numbers.next(), numbers.next_ussd());
        assert_eq!((numbers.take_ussd(0), numbers.take(0)), (last + 2, 2));
        numbers.next_ussd = LAST;
        assert_eq!((numbers.take_ussd(0), numbers.take_ussd(0)), (LAST, 3), "a million later");
    }

    #[test]
    fn every_start_is_positive_and_fits() {
        for (first, next) in
            [(i64::MIN, 1), (0, 1), (1, 1), (LAST, LAST), (LAST + 1, 1), (LAST + 9, 9)]
        {
            assert_eq!(Numbers::new(first, first).next(), next, "{first}");
            assert!((1..=LAST).contains(&Numbers::new(first, first).next_ussd()));
        }
    }
}
