use core::net::SocketAddr;
use core::sync::atomic::{AtomicBool, Ordering};
use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use cellwire_cityeasy::message::{BlackBox, DownlinkBuf};
use cellwire_cityeasy::report::{Report, ReportText};
use cellwire_cityeasy::{BoxTicket, SeenRecords, TrackerId};

use super::track::Tracks;
use super::{Options, Totals};
use crate::cityeasy::{json, words};
use crate::driver::{Busy, Post};
use crate::frames::{Fields, set};
use crate::notice::{Level, Notice, Observer};
use crate::store::{self, Store};
use crate::sync::locked;

/// What all connections share.
pub(super) struct Hub {
    pub(super) options: Options,
    pub(super) observer: Arc<dyn Observer>,
    state: Mutex<State>,
    store: Option<Mutex<Store>>,
    tracks: Mutex<Tracks>,
    stopping: AtomicBool,
}

#[derive(Default)]
struct State {
    trackers: BTreeMap<TrackerId, Known>,
    /// Where each connection takes jobs.
    links: BTreeMap<u64, Post<Job>>,
    next_link: u64,
    /// How many connections there are; the datagram socket is one.
    open: usize,
    totals: Totals,
    /// Counts what was heard, to tell which tracker was silent for longest.
    heard: u64,
}

/// What is known of a tracker, over its connections.
struct Known {
    link: Option<u64>,
    peer: SocketAddr,
    transport: &'static str,
    since: Instant,
    heard: u64,
    heard_at: Instant,
    seen: SeenRecords,
    /// Where it was last, in words.
    place: Option<String>,
    reports: u64,
    records: u64,
}

/// Something for a connection to do.
#[derive(Debug)]
pub(super) enum Job {
    /// Send something to a tracker.
    Send {
        /// The tracker.
        id: TrackerId,
        /// The message.
        message: DownlinkBuf,
        /// What to print with the answer.
        label: String,
    },
    /// Say what became of a black box.
    Acknowledge {
        /// The tracker.
        id: TrackerId,
        /// The black box.
        ticket: BoxTicket,
        /// Whether it was stored.
        stored: bool,
    },
    /// Close in good order.
    Close,
}

impl Hub {
    pub(super) fn new(options: Options, observer: Arc<dyn Observer>) -> io::Result<Self> {
        let store = options.store.as_deref().map(Store::open).transpose()?;
        Ok(Self {
            options,
            observer,
            state: Mutex::default(),
            store: store.map(Mutex::new),
            tracks: Mutex::default(),
            stopping: AtomicBool::new(false),
        })
    }

    pub(super) fn tell(&self, notice: Notice) {
        self.observer.notice(&notice);
    }

    /// A new connection; `None` if there are too many.
    pub(super) fn open(&self) -> Option<u64> {
        let mut state = locked(&self.state);
        if state.open > self.options.max_connections {
            state.totals.refused += 1;
            return None;
        }
        state.open += 1;
        state.next_link += 1;
        Some(state.next_link)
    }

    /// Says where a connection takes jobs.
    pub(super) fn register(&self, link: u64, post: Post<Job>) {
        let mut state = locked(&self.state);
        if self.is_stopping() {
            // It is new, so there is room for this.
            let _ = post.send(Job::Close);
        }
        state.links.insert(link, post);
    }

    /// A connection is gone.
    pub(super) fn close(&self, link: u64) {
        let mut state = locked(&self.state);
        state.open = state.open.saturating_sub(1);
        state.links.remove(&link);
        for known in state.trackers.values_mut().filter(|known| known.link == Some(link)) {
            known.link = None;
        }
    }

    /// How many connections there are.
    pub(super) fn connections(&self) -> usize {
        locked(&self.state).open
    }

    /// Asks every connection to close.
    pub(super) fn stop(&self) {
        let state = locked(&self.state);
        self.stopping.store(true, Ordering::Relaxed);
        for post in state.links.values() {
            // One that is too busy ends with the program.
            let _ = post.send(Job::Close);
        }
    }

    pub(super) fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Relaxed)
    }

    /// A frame has come. The latest connection of a tracker is the one that is used.
    pub(super) fn heard(
        &self,
        id: TrackerId,
        link: u64,
        peer: SocketAddr,
        transport: &'static str,
    ) {
        let mut state = locked(&self.state);
        state.heard += 1;
        let (heard, now) = (state.heard, Instant::now());
        if let Some(known) = state.trackers.get_mut(&id) {
            (known.heard, known.heard_at) = (heard, now);
            if known.link != Some(link) {
                (known.link, known.transport, known.since) = (Some(link), transport, now);
            }
            known.peer = peer;
            return;
        }
        if state.trackers.len() >= self.options.max_trackers {
            let silent = state.trackers.iter().min_by_key(|(_, known)| known.heard);
            if let Some(silent) = silent.map(|(id, _)| *id) {
                state.trackers.remove(&silent);
            }
        }
        let known = Known {
            link: Some(link),
            peer,
            transport,
            since: now,
            heard,
            heard_at: now,
            seen: SeenRecords::new(),
            place: None,
            reports: 0,
            records: 0,
        };
        state.trackers.insert(id, known);
        state.totals.trackers += 1;
    }

    /// An endpoint has forgotten a tracker.
    pub(super) fn forgotten(&self, id: TrackerId, link: u64) {
        if let Some(known) = locked(&self.state).trackers.get_mut(&id)
            && known.link == Some(link)
        {
            known.link = None;
        }
    }

    /// Hands a job to the connection of a tracker.
    pub(super) fn send(&self, id: TrackerId, job: Job) -> Result<(), String> {
        let state = locked(&self.state);
        let Some(known) = state.trackers.get(&id) else {
            return Err(format!("tracker {id} has not been heard of"));
        };
        let Some(post) = known.link.and_then(|link| state.links.get(&link)) else {
            return Err(format!("tracker {id} is not connected"));
        };
        post.send(job).map_err(|Busy| format!("the connection of tracker {id}: {Busy}"))
    }

    pub(super) fn count(&self, count: impl FnOnce(&mut Totals)) {
        count(&mut locked(&self.state).totals);
    }

    pub(super) fn totals(&self) -> Totals {
        locked(&self.state).totals
    }

    /// Does something with the records that were seen of a tracker, on whatever connection.
    pub(super) fn with_seen<R>(
        &self,
        id: TrackerId,
        with: impl FnOnce(&mut SeenRecords) -> R,
    ) -> Option<R> {
        locked(&self.state).trackers.get_mut(&id).map(|known| with(&mut known.seen))
    }

    /// Where a tracker was last.
    pub(super) fn place(&self, id: TrackerId) -> Option<String> {
        locked(&self.state).trackers.get(&id)?.place.clone()
    }

    /// Takes note of a report.
    pub(super) fn report(&self, id: TrackerId, text: ReportText<'_>, report: &Report<'_>) {
        self.map(id, report, false);
        let mut state = locked(&self.state);
        state.totals.reports += 1;
        if let Some(known) = state.trackers.get_mut(&id) {
            known.reports += 1;
            known.place = words::place(report).or_else(|| known.place.take());
        }
        drop(state);
        let object = stored(id, json::report(text, None), false);
        if let Some(Err(error)) =
            self.store.as_ref().map(|store| locked(store).append(&[object], false))
        {
            self.tell(Notice::new("error", format!("a report is not stored: {error}")).of(id));
        }
    }

    /// Stores those records of a black box that are `fresh`. They are safe when this succeeds.
    pub(super) fn store(
        &self,
        id: TrackerId,
        black_box: BlackBox<'_>,
        fresh: &[bool],
    ) -> io::Result<()> {
        let records = || black_box.records().zip(fresh).filter(|(_, fresh)| **fresh);
        if let Some(store) = &self.store {
            let objects: Vec<_> =
                records().map(|(record, _)| stored(id, json::report(record, None), true)).collect();
            locked(store).append(&objects, true)?;
        }
        for (record, _) in records() {
            self.map(id, &record.parse(), true);
        }
        let count = records().count() as u64;
        let mut state = locked(&self.state);
        state.totals.records += count;
        state.totals.repeats += fresh.len() as u64 - count;
        if let Some(known) = state.trackers.get_mut(&id) {
            known.records += count;
        }
        Ok(())
    }

    fn map(&self, id: TrackerId, report: &Report<'_>, black_box: bool) {
        if self.options.geojson.is_some() {
            locked(&self.tracks).add(id, report, black_box);
        }
    }

    pub(super) fn save_tracks(&self, path: &Path) -> io::Result<()> {
        locked(&self.tracks).save(path)
    }

    /// Says which trackers there are.
    pub(super) fn list(&self) {
        let state = locked(&self.state);
        let mut notices = Vec::new();
        for (id, known) in &state.trackers {
            let Known { peer, transport, reports, records, .. } = known;
            let silent = known.heard_at.elapsed().as_secs();
            let since = known.since.elapsed().as_secs();
            let link = match known.link {
                Some(_) => format!("{transport} {peer} for {since} s"),
                None => "not connected".into(),
            };
            let text = format!(
                "{link}, heard {silent} s ago, {reports} reports, {records} stored records"
            );
            let mut fields = Fields::new();
            set!(
                fields,
                "connected": known.link.is_some(),
                "transport": transport,
                "silent_seconds": silent,
                "reports": reports,
                "records": records,
            );
            notices.push(Notice::new("tracker", text).of(id).from(peer).with(fields));
        }
        drop(state);
        if notices.is_empty() {
            notices.push(Notice::new("tracker", "none has been heard of").at(Level::Detail));
        }
        notices.into_iter().for_each(|notice| self.tell(notice));
    }
}

/// A line of the store.
fn stored(id: TrackerId, report: Fields, black_box: bool) -> Fields {
    let mut object = Fields::new();
    set!(object, "id": id.to_string(), "received": store::now(), "black_box": black_box);
    object.extend(report);
    object
}
