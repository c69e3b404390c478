//! Programs that run for a while, and print JSON lines; and folders for them.

use core::time::Duration;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Instant;

use serde_json::Value;

/// How long something may take on a machine that is busy with other tests.
const WITHIN: Duration = Duration::from_secs(20);

pub(crate) struct Program {
    child: Child,
    lines: Arc<Mutex<Vec<Value>>>,
    reader: Option<JoinHandle<()>>,
    errors: Option<JoinHandle<String>>,
}

/// How a program has ended.
#[derive(Debug)]
pub(crate) struct End {
    pub(crate) code: Option<i32>,
    pub(crate) stderr: String,
    pub(crate) lines: Vec<Value>,
}

impl Program {
    pub(crate) fn start(path: &str, args: &[&str]) -> Self {
        let mut child = Command::new(path)
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (stdout, mut stderr) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
        let lines = Arc::new(Mutex::new(Vec::new()));
        let sink = Arc::clone(&lines);
        let reader = thread::spawn(move || {
            for line in BufReader::new(stdout).lines() {
                let line = line.unwrap();
                let line: Value = serde_json::from_str(&line).unwrap_or_else(|_| panic!("{line}"));
                assert!(line["event"].as_str().is_some_and(|event| !event.is_empty()), "{line}");
                sink.lock().unwrap().push(line);
            }
        });
        let errors = thread::spawn(move || {
            let mut text = String::new();
            stderr.read_to_string(&mut text).unwrap();
            text
        });
        Self { child, lines, reader: Some(reader), errors: Some(errors) }
    }

    pub(crate) fn type_line(&mut self, line: &str) {
        writeln!(self.child.stdin.as_mut().unwrap(), "{line}").unwrap();
    }

    pub(crate) fn close_stdin(&mut self) {
        self.child.stdin = None;
    }

    /// Waits for a line for which `is` holds.
    pub(crate) fn wait(&self, what: &str, is: impl Fn(&Value) -> bool) -> Value {
        self.wait_nth(what, 0, is)
    }

    /// How many lines there are for which `is` holds.
    pub(crate) fn count(&self, is: impl Fn(&Value) -> bool) -> usize {
        self.lines.lock().unwrap().iter().filter(|line| is(line)).count()
    }

    /// Waits for another line for which `is` holds than the first `before` ones.
    pub(crate) fn wait_nth(&self, what: &str, before: usize, is: impl Fn(&Value) -> bool) -> Value {
        let deadline = Instant::now() + WITHIN;
        loop {
            let lines = self.lines.lock().unwrap();
            if let Some(line) = lines.iter().filter(|line| is(line)).nth(before) {
                return line.clone();
            }
            if Instant::now() > deadline {
                let lines: Vec<_> = lines.iter().map(Value::to_string).collect();
                panic!("no {what}:\n{}", lines.join("\n"));
            }
            drop(lines);
            thread::sleep(Duration::from_millis(10));
        }
    }

    pub(crate) fn wait_event(&self, event: &str) -> Value {
        self.wait(event, |line| line["event"] == event)
    }

    /// As Ctrl-C does.
    #[cfg(unix)]
    pub(crate) fn interrupt(&self) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    }

    /// Waits until it has ended by itself.
    pub(crate) fn end(mut self) -> End {
        let deadline = Instant::now() + WITHIN;
        let status = loop {
            match self.child.try_wait().unwrap() {
                Some(status) => break status,
                None if Instant::now() > deadline => panic!("it does not end"),
                None => thread::sleep(Duration::from_millis(10)),
            }
        };
        self.reader.take().unwrap().join().unwrap();
        let stderr = self.errors.take().unwrap().join().unwrap();
        let lines = core::mem::take(&mut *self.lines.lock().unwrap());
        End { code: status.code(), stderr, lines }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // Mostly it has ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl End {
    pub(crate) fn summary(&self) -> &Value {
        assert_eq!((self.code, self.stderr.as_str()), (Some(0), ""));
        self.lines.last().filter(|line| line["event"] == "summary").unwrap()
    }

    pub(crate) fn count(&self, is: impl Fn(&Value) -> bool) -> u64 {
        self.lines.iter().filter(|line| is(line)).count() as u64
    }
}

/// A folder for a test.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("cellwire-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn file(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
