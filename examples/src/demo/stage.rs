use core::fmt::Debug;
use core::time::Duration;
use std::io::Write;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Instant;

use anstyle::{AnsiColor, Style};

use crate::notice::{Notice, Observer};
use crate::sync::locked;
use crate::wire::{Way, Wire};

/// Where the demo is shown, and where it is written down what went wrong.
pub struct Stage {
    out: Mutex<anstream::Stdout>,
    started: Instant,
    checks: Mutex<Checks>,
}

#[derive(Clone, Copy, Default)]
struct Checks {
    passed: usize,
    failed: usize,
}

const TITLE: Style = AnsiColor::Yellow.on_default().bold();
const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default().bold();
const TIME: Style = Style::new().dimmed();

/// How long something may take that takes milliseconds on a machine that is not busy.
pub(super) const WITHIN: Duration = Duration::from_secs(4);

impl Stage {
    /// A stage on standard output.
    pub fn new() -> Self {
        let out = Mutex::new(anstream::stdout());
        Self { out, started: Instant::now(), checks: Mutex::default() }
    }

    /// Prints a line. That nobody watches is no reason to end.
    pub fn line(&self, line: &str) {
        let time = self.started.elapsed().as_secs_f32();
        let _ = writeln!(locked(&self.out), "{TIME}{time:6.3}{TIME:#} {line}");
    }

    /// Begins a scene.
    pub fn title(&self, title: &str) {
        let _ = writeln!(locked(&self.out), "\n{TITLE}{title}{TITLE:#}");
    }

    /// Checks something.
    pub fn check(&self, what: &str, passed: bool) {
        {
            let mut checks = locked(&self.checks);
            checks.passed += usize::from(passed);
            checks.failed += usize::from(!passed);
        }
        let (style, mark) = if passed { (GOOD, "ok") } else { (BAD, "NOT AS EXPECTED") };
        self.line(&format!("{style}{mark}: {what}{style:#}"));
    }

    /// Checks that two things are the same.
    pub fn equal<T: PartialEq + Debug>(&self, what: &str, found: T, expected: T) {
        let passed = found == expected;
        let what = match passed {
            true => format!("{what}: {found:?}"),
            false => format!("{what}: {found:?} in place of {expected:?}"),
        };
        self.check(&what, passed);
    }

    /// Waits for something, and checks that it has come. What was found is given.
    pub fn wait<T>(&self, what: &str, mut found: impl FnMut() -> Option<T>) -> Option<T> {
        let deadline = Instant::now() + WITHIN;
        let mut now = found();
        while now.is_none() && Instant::now() < deadline {
            thread::sleep(Duration::from_millis(5));
            now = found();
        }
        self.check(what, now.is_some());
        now
    }

    /// Says how it went: how many checks there were, and how many have failed.
    pub fn end(&self) -> (usize, usize) {
        let Checks { passed, failed } = *locked(&self.checks);
        let seconds = self.started.elapsed().as_secs_f32();
        self.title("Summary");
        let (style, verdict) = match failed {
            0 => (GOOD, "all is as expected".into()),
            _ => (BAD, format!("{failed} are NOT as expected")),
        };
        self.line(&format!(
            "{style}{} checks, {verdict}{style:#}, {seconds:.1} s",
            passed + failed
        ));
        (passed + failed, failed)
    }
}

impl Default for Stage {
    fn default() -> Self {
        Self::new()
    }
}

impl Debug for Stage {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Stage").finish_non_exhaustive()
    }
}

/// Watches a program: shows what crosses the wire, and remembers what the program says.
#[derive(Debug)]
pub struct Audience {
    stage: Arc<Stage>,
    wire: Option<Mutex<Wire>>,
    notices: Mutex<Vec<Notice>>,
}

impl Audience {
    /// Shows what crosses the wire if `wire` explains it.
    pub fn new(stage: &Arc<Stage>, wire: Option<Wire>) -> Self {
        let (wire, notices) = (wire.map(Mutex::new), Mutex::default());
        Self { stage: Arc::clone(stage), wire, notices }
    }

    /// How many notices there are for which `is` holds.
    pub fn count(&self, is: impl Fn(&Notice) -> bool) -> usize {
        locked(&self.notices).iter().filter(|notice| is(notice)).count()
    }

    /// The first notice for which `is` holds.
    pub fn find(&self, is: impl Fn(&Notice) -> bool) -> Option<Notice> {
        self.nth(0, is)
    }

    /// The notice for which `is` holds behind the first `before` such ones.
    pub fn nth(&self, before: usize, is: impl Fn(&Notice) -> bool) -> Option<Notice> {
        locked(&self.notices).iter().filter(|notice| is(notice)).nth(before).cloned()
    }
}

impl Observer for Audience {
    fn notice(&self, notice: &Notice) {
        locked(&self.notices).push(notice.clone());
    }

    fn wire(&self, peer: &str, way: Way, bytes: &[u8]) {
        let Some(wire) = &self.wire else { return };
        let mut lines = Vec::new();
        locked(wire).take(peer, way, bytes, &mut lines);
        lines.iter().for_each(|line| self.stage.line(line));
    }

    fn gone(&self, peer: &str) {
        if let Some(wire) = &self.wire {
            locked(wire).forget(peer);
        }
    }
}
