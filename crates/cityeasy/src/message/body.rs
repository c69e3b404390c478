use cellwire_codec::{InputTooShort, Reader};

use super::phone_list::PAIR_LEN;
use super::{BodyFault, FieldError, Flag, Phone, PhoneError, PhoneList, ServerAddress, Text};

/// Reads the fields of a message from front to back, leniently or strictly.
pub(super) struct Body<'a> {
    reader: Reader<'a>,
    strict: bool,
}

impl<'a> Body<'a> {
    #[inline]
    pub(super) const fn new(data: &'a [u8], strict: bool) -> Self {
        Self { reader: Reader::new(data), strict }
    }

    #[inline]
    pub(super) const fn is_strict(&self) -> bool {
        self.strict
    }

    #[inline]
    pub(super) fn u8(&mut self) -> Result<u8, InputTooShort> {
        self.reader.u8()
    }

    #[inline]
    pub(super) fn u16(&mut self) -> Result<u16, InputTooShort> {
        self.reader.u16_be()
    }

    #[inline]
    pub(super) fn flag(&mut self) -> Result<Flag, InputTooShort> {
        self.reader.u8().map(Flag)
    }

    #[inline]
    pub(super) const fn rest(&mut self) -> &'a [u8] {
        self.reader.rest()
    }

    pub(super) fn phone(&mut self, field: &'static str) -> Result<Phone, BodyFault> {
        let phone = Phone::from_wire(*self.reader.array()?);
        if self.strict {
            phone.check_strict().map_err(|error| FieldError::new(field, error))?;
        }
        Ok(phone)
    }

    /// A number that is to be reached: a strict reader refuses an empty one.
    pub(super) fn phone_to_reach(&mut self, field: &'static str) -> Result<Phone, BodyFault> {
        let phone = self.phone(field)?;
        if self.strict && phone.is_empty() {
            return Err(FieldError::new(field, PhoneError::NoDigits).into());
        }
        Ok(phone)
    }

    /// The number that makes up the rest of the body. Trackers and servers differ on whether it is
    /// stuffed with NULs.
    pub(super) fn unpadded_phone(&mut self, field: &'static str) -> Result<Phone, BodyFault> {
        let number = self.reader.rest();
        let fault = |error| FieldError::new(field, error);
        let phone = Phone::from_unpadded(number).map_err(fault)?;
        if self.strict {
            phone.check().map_err(fault)?;
            if phone.is_empty() {
                return Err(fault(PhoneError::NoDigits).into());
            }
            if phone.as_bytes() != number {
                return Err(fault(PhoneError::Nul).into());
            }
        }
        Ok(phone)
    }

    /// The list that makes up the rest of the body.
    pub(super) fn phones(&mut self) -> Result<PhoneList<'a>, BodyFault> {
        let list = PhoneList::from_wire(self.reader.rest());
        let surplus = list.surplus().len();
        if list.is_empty() && surplus > 0 {
            return Err(BodyFault::TooShort { needed: PAIR_LEN, available: surplus });
        }
        if self.strict {
            list.check_strict()?;
            if surplus > 0 {
                return Err(BodyFault::Surplus { len: surplus });
            }
        }
        Ok(list)
    }

    /// The text that makes up the rest of the body.
    pub(super) fn text(&mut self, field: &'static str) -> Result<Text<'a>, BodyFault> {
        let text = Text::from_wire(self.reader.rest());
        if self.strict {
            text.check_strict().map_err(|error| FieldError::new(field, error))?;
        }
        Ok(text)
    }

    /// The address that makes up the rest of the body.
    pub(super) fn server_address(&mut self) -> Result<ServerAddress<'a>, BodyFault> {
        let text = self.reader.rest();
        let fault = |error| FieldError::new("server address", error);
        let address = ServerAddress::from_wire(text).map_err(fault)?;
        if self.strict {
            address.check_strict(text).map_err(fault)?;
        }
        Ok(address)
    }

    /// `message`, if nothing is left of the body. A lenient reader does not mind.
    #[inline]
    pub(super) fn finish<M>(self, message: M) -> Result<M, BodyFault> {
        match self.reader.len() {
            len if self.strict && len > 0 => Err(BodyFault::Surplus { len }),
            _ => Ok(message),
        }
    }
}
