use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::files;

/// The file that keeps a black box over a restart: a record a line.
#[derive(Debug)]
pub(super) struct BlackBoxFile {
    path: PathBuf,
}

impl BlackBoxFile {
    /// Reads what an earlier run has left.
    pub(super) fn open(path: &Path) -> io::Result<(Self, Vec<Vec<u8>>)> {
        let records = match fs::read(path) {
            Ok(bytes) => bytes
                .split(|byte| *byte == b'\n')
                .filter(|line| !line.is_empty())
                .map(<[u8]>::to_vec)
                .collect(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(error),
        };
        Ok((Self { path: path.to_owned() }, records))
    }

    pub(super) fn save<'a>(&self, records: impl Iterator<Item = &'a [u8]>) -> io::Result<()> {
        files::replace(&self.path, |out| {
            for record in records {
                out.write_all(record)?;
                out.write_all(b"\n")?;
            }
            Ok(())
        })
    }
}
