use alloc::collections::BTreeSet;

/// The numbers of requests and submissions: from one counter, so that they grow on every line.
/// Behind the last one, which firmware reads as 32 bits, comes 1 again.
#[derive(Debug)]
pub(super) struct Numbers {
    next: i64,
    in_flight: BTreeSet<i64>,
}

const LAST: i64 = i32::MAX as i64;

impl Numbers {
    pub(super) fn new(first: i64) -> Self {
        Self { next: (first.max(1) - 1) % LAST + 1, in_flight: BTreeSet::new() }
    }

    /// A number that no request in flight has.
    pub(super) fn take(&mut self) -> i64 {
        loop {
            let number = self.next;
            self.next = if number == LAST { 1 } else { number + 1 };
            if self.in_flight.insert(number) {
                return number;
            }
        }
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn behind_the_last_comes_the_first_that_is_free() {
        let mut numbers = Numbers::new(1);
        assert_eq!((numbers.take(), numbers.take(), numbers.take()), (1, 2, 3));
        numbers.give_back(2);
        numbers.next = LAST;
        assert_eq!((numbers.take(), numbers.take(), numbers.take()), (LAST, 2, 4));
        assert_eq!(numbers.next(), 5);
    }

    #[test]
    fn every_start_is_positive_and_fits() {
        for (first, next) in
            [(i64::MIN, 1), (0, 1), (1, 1), (LAST, LAST), (LAST + 1, 1), (LAST + 9, 9)]
        {
            assert_eq!(Numbers::new(first).next(), next, "{first}");
        }
    }
}
