use core::time::Duration;
use std::path::PathBuf;

use cellwire_goip::Server;
use cellwire_goip::session::ServerStats;

use crate::files;

/// The file that holds what has to survive a restart. It is whole at any time, and
/// nobody else can read it.
#[derive(Debug)]
pub(super) struct StateFile {
    path: PathBuf,
    saved: ServerStats,
    next: std::time::Instant,
    complained: bool,
}

impl StateFile {
    pub(super) fn new(path: PathBuf) -> Self {
        let (saved, next) = (ServerStats::default(), std::time::Instant::now());
        Self { path, saved, next, complained: false }
    }

    /// What changes when the state does.
    fn key(mut stats: ServerStats) -> ServerStats {
        let ServerStats { datagrams, unreadable, refused, dropped, stray, keepalives, .. } =
            &mut stats;
        for count in [datagrams, unreadable, refused, dropped, stray, keepalives] {
            *count = 0;
        }
        stats
    }

    pub(super) fn save(&mut self, session: &Server) -> Result<(), String> {
        let start = std::time::Instant::now();
        let state = session.export();
        let saved =
            files::replace_private(&self.path, |out| Ok(serde_json::to_writer(out, &state)?));
        let now = std::time::Instant::now();
        // Less often when that takes long.
        self.next = now + Duration::from_secs(1).max(20 * (now - start));
        self.saved = Self::key(session.stats());
        saved.map_err(|error| format!("{}: {error}", self.path.display()))
    }

    /// Saves if something has changed, and not all the time. What goes wrong is told once.
    pub(super) fn save_sometimes(&mut self, session: &Server) -> Result<(), String> {
        let changed = Self::key(session.stats()) != self.saved;
        if !changed || std::time::Instant::now() < self.next {
            return Ok(());
        }
        match self.save(session) {
            Err(error) if !self.complained => {
                self.complained = true;
                Err(error)
            }
            Err(_) => Ok(()),
            Ok(()) => {
                self.complained = false;
                Ok(())
            }
        }
    }
}
