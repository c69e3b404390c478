//! The file that a server appends what it has received to.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use cellwire_cityeasy::report::DateTime;

use crate::frames::Fields;

/// The file that is appended to, a JSON object a line.
#[derive(Debug)]
pub struct Store {
    file: File,
    /// The length that is known to be whole lines.
    len: u64,
    /// Whether a part of a line may stand behind that.
    torn: bool,
}

impl Store {
    /// Opens a file, or makes one.
    ///
    /// # Errors
    ///
    /// It cannot be written.
    pub fn open(path: &Path) -> io::Result<Self> {
        let mut file = OpenOptions::new().create(true).append(true).open(path)?;
        let mut len = file.metadata()?.len();
        if len > 0 && !ends_in_newline(path)? {
            // A line that an earlier run did not finish.
            file.write_all(b"\n")?;
            len += 1;
        }
        Ok(Self { file, len, torn: false })
    }

    /// Appends all or none. `durable` waits until they are on the disk.
    ///
    /// # Errors
    ///
    /// They cannot be written. The file is as it was, or has a part of a line more, if even that
    /// cannot be undone.
    pub fn append(&mut self, objects: &[Fields], durable: bool) -> io::Result<()> {
        let mut lines = Vec::new();
        if self.torn {
            lines.push(b'\n');
        }
        for object in objects {
            serde_json::to_writer(&mut lines, object)?;
            lines.push(b'\n');
        }
        let appended = self.file.write_all(&lines).and_then(|()| match durable {
            true => self.file.sync_data(),
            false => Ok(()),
        });
        match appended {
            Ok(()) => (self.len, self.torn) = (self.len + lines.len() as u64, false),
            Err(_) => self.torn = self.file.set_len(self.len).is_err(),
        }
        appended
    }
}

fn ends_in_newline(path: &Path) -> io::Result<bool> {
    use std::io::{Read, Seek, SeekFrom};
    let mut file = File::open(path)?;
    file.seek(SeekFrom::End(-1))?;
    let mut last = [0];
    file.read_exact(&mut last)?;
    Ok(last == *b"\n")
}

/// The time by the clock on the wall, as RFC 3339.
pub fn now() -> Option<String> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
    let now = DateTime::from_unix_millis(i64::try_from(since.as_millis()).ok()?)?;
    Some(now.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frames::set;

    #[cfg(target_os = "linux")]
    #[test]
    fn what_is_wrong_is_told() {
        let mut store = Store::open(Path::new("/dev/full")).unwrap();
        let error = store.append(&[Fields::new()], true).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::StorageFull);
    }

    #[test]
    fn lines_are_whole() {
        let path = std::env::temp_dir().join(format!("cellwire-store-{}", std::process::id()));
        std::fs::write(&path, "{\"half\":").unwrap();
        let mut object = Fields::new();
        set!(object, "a": 1);
        for durable in [false, true] {
            let mut store = Store::open(&path).unwrap();
            store.append(&[object.clone(), object.clone()], durable).unwrap();
        }
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        assert_eq!(text.lines().filter(|line| *line == "{\"a\":1}").count(), 4);
        assert_eq!(text.lines().count(), 5);
    }
}
