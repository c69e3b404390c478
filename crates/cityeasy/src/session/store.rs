use alloc::collections::VecDeque;
use alloc::vec::Vec;

/// The black box of a tracker: records that the server does not have yet, oldest first.
#[derive(Clone, Debug)]
pub(super) struct Store {
    records: VecDeque<Vec<u8>>,
    capacity: usize,
    /// How many at the front have been sent in a box that is not acknowledged.
    sent: usize,
}

impl Store {
    pub(super) fn new(capacity: usize, records: impl IntoIterator<Item = Vec<u8>>) -> Self {
        let mut store = Self { records: VecDeque::new(), capacity, sent: 0 };
        // A `;` would make two of one.
        for record in records.into_iter().filter(|record| !record.contains(&b';')) {
            store.push(record);
        }
        store
    }

    pub(super) fn len(&self) -> usize {
        self.records.len()
    }

    /// Puts a record behind the others, and says how many were lost for it: the oldest.
    pub(super) fn push(&mut self, record: Vec<u8>) -> u64 {
        let mut lost = 0;
        self.records.push_back(record);
        while self.records.len() > self.capacity {
            self.records.pop_front();
            self.sent = self.sent.saturating_sub(1);
            lost += 1;
        }
        lost
    }

    /// The next box: the one that is open, or as many of the oldest records as it may hold in
    /// `max_bytes`. Empty when there are none.
    pub(super) fn next_box(&mut self, max_records: usize, max_bytes: usize) -> Vec<u8> {
        let mut body = Vec::new();
        let count = if self.sent > 0 { self.sent } else { max_records };
        self.sent = 0;
        for record in self.records.iter().take(count) {
            if !body.is_empty() && body.len() + record.len() + 1 > max_bytes {
                break;
            }
            body.extend_from_slice(record);
            body.push(b';');
            self.sent += 1;
        }
        body
    }

    /// The open box has been stored by the server; says how many records it held.
    pub(super) fn delivered(&mut self) -> usize {
        let sent = core::mem::take(&mut self.sent);
        self.records.drain(..sent);
        sent
    }

    /// No box is open any more: the next one may hold other records.
    pub(super) const fn reopen(&mut self) {
        self.sent = 0;
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &[u8]> {
        self.records.iter().map(Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn store(capacity: usize, records: &[&str]) -> Store {
        Store::new(capacity, records.iter().map(|record| record.as_bytes().to_vec()))
    }

    #[test]
    fn a_box_stays_the_same_until_it_is_delivered() {
        let mut store = store(9, &["a", "b", "c"]);
        assert_eq!(store.next_box(2, 100), b"a;b;");
        store.push(b"d".to_vec());
        assert_eq!(store.next_box(40, 100), b"a;b;", "or the server would not know it again");
        assert_eq!(store.delivered(), 2);
        assert_eq!(store.next_box(40, 100), b"c;d;");
        store.reopen();
        assert_eq!(store.next_box(1, 100), b"c;");
    }

    #[test]
    fn what_is_lost_from_an_open_box_is_not_delivered() {
        let mut store = store(3, &["a", "b", "c"]);
        assert_eq!(store.next_box(2, 100), b"a;b;");
        assert_eq!(store.push(b"d".to_vec()), 1);
        assert_eq!(store.delivered(), 1);
        assert_eq!(store.iter().collect::<Vec<_>>(), [b"c", b"d"]);
        assert_eq!(store.delivered(), 0);
    }

    #[test]
    fn a_box_is_no_longer_than_a_frame_but_holds_a_record() {
        let mut store = store(3, &["aaaa", "bbbb", "cccc"]);
        assert_eq!(store.next_box(40, 10), b"aaaa;bbbb;");
        store.reopen();
        assert_eq!(store.next_box(40, 9), b"aaaa;");
        store.reopen();
        assert_eq!(store.next_box(40, 1), b"aaaa;");
    }
}
