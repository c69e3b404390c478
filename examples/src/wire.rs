//! What crosses the wire, in lines that people can read.

use core::convert::Infallible;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry as Place;

use anstyle::{AnsiColor, Style};

use crate::frames::{Entry, Explain, FrameStream};
use crate::text::{hex, printable};

/// Which way bytes travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Way {
    /// From the device to the server or host.
    Up,
    /// From the server or host to the device.
    Down,
}

/// Takes bytes as they cross the wire, and makes a line of each frame.
pub struct Wire {
    open: Box<dyn Fn(Way) -> Box<dyn Lane> + Send>,
    lanes: BTreeMap<(String, Way), Box<dyn Lane>>,
}

/// Peers that are listened to at the same time.
const MAX_LANES: usize = 4096;

trait Lane: Send {
    fn take(&mut self, bytes: &[u8], sink: &mut dyn FnMut(&Entry<'_>));
}

impl<X: Explain + Send> Lane for FrameStream<X>
where
    X::Decoder: Send,
{
    fn take(&mut self, bytes: &[u8], sink: &mut dyn FnMut(&Entry<'_>)) {
        let fed: Result<(), Infallible> = self.feed(bytes, &mut |entry| {
            sink(&entry);
            Ok(())
        });
        match fed {
            Ok(()) => {}
        }
    }
}

const UP: Style = AnsiColor::Green.on_default();
const DOWN: Style = AnsiColor::Blue.on_default();
const HEX: Style = Style::new().dimmed();

/// How many bytes of a frame are shown.
const SHOWN: usize = 16;

impl Wire {
    /// Listens to peers whose bytes `open` can read, one stream for each way.
    pub fn new<X>(open: impl Fn(Way) -> FrameStream<X> + Send + 'static) -> Self
    where
        X: Explain + Send + 'static,
        X::Decoder: Send,
    {
        Self { open: Box::new(move |way| Box::new(open(way))), lanes: BTreeMap::new() }
    }

    /// The same, where each way has a decoder of its own.
    pub fn of_two<U, D>(
        up: impl Fn() -> FrameStream<U> + Send + 'static,
        down: impl Fn() -> FrameStream<D> + Send + 'static,
    ) -> Self
    where
        U: Explain + Send + 'static,
        U::Decoder: Send,
        D: Explain + Send + 'static,
        D::Decoder: Send,
    {
        let open = move |way| -> Box<dyn Lane> {
            match way {
                Way::Up => Box::new(up()),
                Way::Down => Box::new(down()),
            }
        };
        Self { open: Box::new(open), lanes: BTreeMap::new() }
    }

    /// Takes bytes, and makes lines of what is complete.
    pub fn take(&mut self, peer: &str, way: Way, bytes: &[u8], lines: &mut Vec<String>) {
        if self.lanes.len() >= MAX_LANES {
            self.lanes.clear();
        }
        let lane = match self.lanes.entry((peer.into(), way)) {
            Place::Occupied(lane) => lane.into_mut(),
            Place::Vacant(place) => place.insert((self.open)(way)),
        };
        lane.take(bytes, &mut |entry| lines.push(line(peer, way, entry)));
    }

    /// Forgets a peer that is gone.
    pub fn forget(&mut self, peer: &str) {
        for way in [Way::Up, Way::Down] {
            self.lanes.remove(&(peer.to_owned(), way));
        }
    }
}

impl core::fmt::Debug for Wire {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Wire").field("lanes", &self.lanes.len()).finish_non_exhaustive()
    }
}

fn line(peer: &str, way: Way, entry: &Entry<'_>) -> String {
    let (style, arrow) = match way {
        Way::Up => (UP, "->"),
        Way::Down => (DOWN, "<-"),
    };
    let shown = entry.bytes.get(..SHOWN).unwrap_or(entry.bytes);
    let dots = if entry.len > shown.len() as u64 { ".." } else { "" };
    let (who, words) = match &entry.what {
        Ok(frame) if frame.is_text => (&*frame.who, frame.summary.clone()),
        Ok(frame) => (&*frame.who, format!("{} {}", frame.name, frame.summary)),
        Err(error) => ("", format!("no frame: {error}")),
    };
    let (who, words) = (if who.is_empty() { peer } else { who }, printable(words.trim_end()));
    if entry.what.as_ref().is_ok_and(|frame| frame.is_text) {
        return format!("{style}{who:15} {arrow}{style:#} {style}{words}{style:#}");
    }
    let hex = format!("{}{dots}", hex(shown));
    let width = 2 * SHOWN + 2;
    format!("{style}{who:15} {arrow}{style:#} {HEX}{hex:width$}{HEX:#} {style}{words}{style:#}")
}
