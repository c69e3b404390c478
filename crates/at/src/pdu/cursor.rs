use super::ParseError;

/// Reads fields off the front, and knows where they stand.
#[derive(Clone, Debug)]
pub(super) struct Cursor<'a> {
    octets: &'a [u8],
    offset: usize,
    /// Whether user data may be shorter than its length says.
    may_be_cut: bool,
    /// How many octets of it are not there.
    missing: usize,
}

impl<'a> Cursor<'a> {
    pub(super) const fn new(octets: &'a [u8]) -> Self {
        Self { octets, offset: 0, may_be_cut: false, missing: 0 }
    }

    pub(super) const fn new_cut(octets: &'a [u8]) -> Self {
        Self { may_be_cut: true, ..Self::new(octets) }
    }

    pub(super) const fn missing(&self) -> usize {
        self.missing
    }

    /// As `take`, or what is left of it where that is tolerated.
    pub(super) fn take_user_data(&mut self, len: usize) -> Result<&'a [u8], ParseError> {
        if self.may_be_cut && len > self.octets.len() {
            self.missing = len - self.octets.len();
        }
        self.take("TP-UD", len - self.missing)
    }

    pub(super) const fn offset(&self) -> usize {
        self.offset
    }

    pub(super) const fn rest(&self) -> &'a [u8] {
        self.octets
    }

    pub(super) fn take(&mut self, field: &'static str, len: usize) -> Result<&'a [u8], ParseError> {
        let Some((taken, rest)) = self.octets.split_at_checked(len) else {
            return Err(ParseError::TooShort {
                field,
                offset: self.offset,
                needed: len,
                available: self.octets.len(),
            });
        };
        self.octets = rest;
        self.offset += len;
        Ok(taken)
    }

    pub(super) fn array<const N: usize>(
        &mut self,
        field: &'static str,
    ) -> Result<[u8; N], ParseError> {
        let mut array = [0; N];
        array.copy_from_slice(self.take(field, N)?);
        Ok(array)
    }

    pub(super) fn u8(&mut self, field: &'static str) -> Result<u8, ParseError> {
        self.array::<1>(field).map(|[octet]| octet)
    }
}
