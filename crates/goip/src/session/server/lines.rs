use alloc::vec::Vec;
use core::net::{IpAddr, SocketAddr};

use super::super::ids::LineId;
use super::hash::Hash;
use super::index::Index;
use super::line::Line;

/// The lines, by their slots, ids and addresses.
#[derive(Default)]
pub(super) struct Lines {
    slots: Vec<Slot>,
    free: Vec<u32>,
    by_id: Index,
    by_addr: Index,
}

struct Slot {
    generation: u32,
    line: Option<Line>,
}

impl Lines {
    pub(super) fn len(&self) -> usize {
        self.slots.len() - self.free.len()
    }

    /// Adds a line that `make` makes of its handle.
    pub(super) fn add(&mut self, make: impl FnOnce(LineId) -> Line) -> LineId {
        let slot = self.free.pop().unwrap_or_else(|| {
            self.slots.push(Slot { generation: 0, line: None });
            (self.slots.len() - 1) as u32
        });
        let place = &mut self.slots[slot as usize];
        let line = LineId { slot, generation: place.generation };
        let made = place.line.insert(make(line));
        self.by_id.insert(of_id(made.id()), slot);
        line
    }

    pub(super) fn remove(&mut self, id: LineId) -> Option<Line> {
        let place = self.slots.get_mut(id.slot as usize)?;
        if place.generation != id.generation {
            return None;
        }
        let line = place.line.take()?;
        place.generation = place.generation.wrapping_add(1);
        self.by_id.remove(of_id(line.id()), id.slot);
        if let Some(addr) = line.addr {
            self.by_addr.remove(of_addr(addr), id.slot);
        }
        self.free.push(id.slot);
        Some(line)
    }

    pub(super) fn get(&self, id: LineId) -> Option<&Line> {
        let place = self.slots.get(id.slot as usize)?;
        place.line.as_ref().filter(|_| place.generation == id.generation)
    }

    pub(super) fn get_mut(&mut self, id: LineId) -> Option<&mut Line> {
        let place = self.slots.get_mut(id.slot as usize)?;
        place.line.as_mut().filter(|_| place.generation == id.generation)
    }

    pub(super) fn in_slot(&self, slot: u32) -> Option<&Line> {
        self.slots.get(slot as usize)?.line.as_ref()
    }

    pub(super) fn in_slot_mut(&mut self, slot: u32) -> Option<&mut Line> {
        self.slots.get_mut(slot as usize)?.line.as_mut()
    }

    /// The slot of the line with this id.
    pub(super) fn find(&self, id: &[u8]) -> Option<u32> {
        let is = |slot: &u32| self.in_slot(*slot).is_some_and(|line| line.id().as_bytes() == id);
        self.by_id.find(of_id_bytes(id)).find(is)
    }

    /// The slots of the lines at this address: one, unless something odd stands between.
    pub(super) fn at(&self, addr: SocketAddr) -> impl Iterator<Item = u32> + '_ {
        let is = move |slot: &u32| self.in_slot(*slot).is_some_and(|line| line.addr == Some(addr));
        self.by_addr.find(of_addr(addr)).filter(is)
    }

    /// Says where a line is now, and where it was.
    pub(super) fn set_addr(&mut self, slot: u32, addr: SocketAddr) -> Option<SocketAddr> {
        let old = self.in_slot_mut(slot)?.addr.replace(addr);
        if let Some(old) = old {
            self.by_addr.remove(of_addr(old), slot);
        }
        self.by_addr.insert(of_addr(addr), slot);
        old
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Line> {
        self.slots.iter().filter_map(|slot| slot.line.as_ref())
    }

    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Line> {
        self.slots.iter_mut().filter_map(|slot| slot.line.as_mut())
    }
}

fn of_id(id: &str) -> u64 {
    of_id_bytes(id.as_bytes())
}

fn of_id_bytes(id: &[u8]) -> u64 {
    Hash::new().bytes(id).finish()
}

fn of_addr(addr: SocketAddr) -> u64 {
    let hash = match addr.ip() {
        IpAddr::V4(ip) => Hash::new().bytes(&ip.octets()),
        IpAddr::V6(ip) => Hash::new().bytes(&ip.octets()),
    };
    hash.number(addr.port().into()).finish()
}
