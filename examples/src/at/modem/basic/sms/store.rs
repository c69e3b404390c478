//! Where messages are stored.

use cellwire_at::pdu::{Direction, Pdu, PduBuf, Tpdu};
use cellwire_at::sms::Stat;

/// A message as it is stored: octets, with the service centre in front.
#[derive(Clone, Debug)]
pub(super) struct Stored {
    pub(super) stat: Stat,
    pub(super) octets: Vec<u8>,
}

impl Stored {
    pub(super) const fn direction(&self) -> Direction {
        match self.stat {
            Stat::RECEIVED_UNREAD | Stat::RECEIVED_READ => Direction::ToMobile,
            _ => Direction::ToNetwork,
        }
    }

    /// Nothing else is ever stored than what can be read.
    pub(super) fn pdu(&self) -> Option<Pdu<'_>> {
        Pdu::parse(self.direction(), &self.octets).ok()
    }

    pub(super) fn is_report(&self) -> bool {
        matches!(self.pdu().map(|pdu| pdu.tpdu), Some(Tpdu::StatusReport(_)))
    }
}

/// The octets of a message.
pub(super) fn octets_of(pdu: &Pdu<'_>) -> Result<Vec<u8>, String> {
    match PduBuf::new(pdu) {
        Ok(octets) => Ok(octets.as_octets().to_vec()),
        Err(error) => Err(error.to_string()),
    }
}

/// A storage: the SIM, or the phone.
#[derive(Clone, Debug)]
struct Storage {
    places: Vec<Option<Stored>>,
}

impl Storage {
    fn of(size: usize) -> Self {
        Self { places: vec![None; size] }
    }
}

/// How storages are named: `MT` is the SIM and the phone behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Memory {
    Sim,
    Phone,
    Both,
}

impl Memory {
    pub(super) fn of(name: &str) -> Option<Self> {
        match name.to_ascii_uppercase().as_str() {
            "SM" => Some(Self::Sim),
            "ME" => Some(Self::Phone),
            "MT" => Some(Self::Both),
            _ => None,
        }
    }

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Sim => "SM",
            Self::Phone => "ME",
            Self::Both => "MT",
        }
    }
}

/// The storages.
#[derive(Clone, Debug)]
pub(super) struct Storages {
    sim: Storage,
    phone: Storage,
}

impl Default for Storages {
    fn default() -> Self {
        Self { sim: Storage::of(30), phone: Storage::of(100) }
    }
}

impl Storages {
    fn places(&self, memory: Memory) -> impl Iterator<Item = &Option<Stored>> {
        let Self { sim, phone } = self;
        let sim = (memory != Memory::Phone).then_some(&sim.places);
        let phone = (memory != Memory::Sim).then_some(&phone.places);
        sim.into_iter().chain(phone).flatten()
    }

    fn places_mut(&mut self, memory: Memory) -> impl Iterator<Item = &mut Option<Stored>> {
        let Self { sim, phone } = self;
        let sim = (memory != Memory::Phone).then_some(&mut sim.places);
        let phone = (memory != Memory::Sim).then_some(&mut phone.places);
        sim.into_iter().chain(phone).flatten()
    }

    /// How many messages there are, and how many there is room for.
    pub(super) fn sizes(&self, memory: Memory) -> (usize, usize) {
        (self.all(memory).count(), self.places(memory).count())
    }

    /// All messages, with their indices.
    pub(super) fn all(&self, memory: Memory) -> impl Iterator<Item = (u16, &Stored)> {
        (1..).zip(self.places(memory)).filter_map(|(index, place)| Some((index, place.as_ref()?)))
    }

    pub(super) fn get(&mut self, memory: Memory, index: u16) -> Option<&mut Stored> {
        self.place(memory, index)?.as_mut()
    }

    /// A place, if there is one with this index.
    pub(super) fn place(&mut self, memory: Memory, index: u16) -> Option<&mut Option<Stored>> {
        self.places_mut(memory).nth(usize::from(index).checked_sub(1)?)
    }

    /// Stores a message, and says where. `None` if there is no room.
    pub(super) fn add(&mut self, memory: Memory, stored: Stored) -> Option<u16> {
        let free = (1..).zip(self.places_mut(memory)).find(|(_, place)| place.is_none());
        let (index, place) = free?;
        *place = Some(stored);
        Some(index)
    }

    pub(super) fn retain(&mut self, memory: Memory, is: impl Fn(&Stored) -> bool) {
        for place in self.places_mut(memory) {
            if !place.as_ref().is_some_and(&is) {
                *place = None;
            }
        }
    }
}
