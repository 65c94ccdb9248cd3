//! Copies a database into memory or into a new file.

use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::path::Path;

use rusqlite::MAIN_DB;

use crate::error::{Fault, Result};
use crate::store::Store;
use crate::store::connection::memory_connection;
use crate::store::file::{beside, io_fault, new_file_beside, real_path, sync_folder};
use crate::store::migrations::template;
use crate::store::sql::fault;

impl Store {
    /// Creates the database of a new world with default settings, in memory.
    pub fn in_memory() -> Result<Self> {
        Self::from_image(&template()?.image)
    }

    /// Returns an independent copy in memory.
    pub fn copy_to_memory(&mut self) -> Result<Self> {
        let image = self.connection.serialize(MAIN_DB).map_err(fault)?;
        Self::from_image(&image)
    }

    /// Writes a consistent copy to a new file. If the power fails, the file is complete or does not exist.
    pub fn copy_to_file(&mut self, path: &Path) -> Result<()> {
        let path = real_path(path).map_err(io_fault)?;
        // SQLite would apply a leftover journal of another database to this one.
        for suffix in ["", "-wal", "-journal"] {
            let taken = beside(&path, suffix);
            // A dangling link counts as taken.
            if taken.symlink_metadata().is_ok() {
                let message = format!("{} exists", taken.display());
                return Err(Fault::Io { kind: ErrorKind::AlreadyExists, message }.into());
            }
        }
        let image = self.connection.serialize(MAIN_DB).map_err(fault)?;
        let (partial, file) = new_file_beside(&path).map_err(io_fault)?;
        let written = write_image(file, &image).and_then(|()| name_it(&partial, &path));
        // Best effort: if removing fails too, the first error is the one to report.
        let _ = fs::remove_file(&partial);
        written.and_then(|()| sync_folder(&path)).map_err(io_fault)
    }

    fn from_image(image: &[u8]) -> Result<Self> {
        let mut connection = memory_connection()?;
        connection.deserialize_read_exact(MAIN_DB, without_wal(image), image.len(), false).map_err(fault)?;
        Ok(Self { connection })
    }
}

/// Returns the image with its two header bytes changed from "WAL" to "rollback journal". SQLite refuses to read a WAL
/// image that has no log beside it.
fn without_wal(image: &[u8]) -> impl Read {
    let (start, rest) = image.split_at(image.len().min(18));
    let (versions, rest) = rest.split_at(rest.len().min(2));
    let versions: &'static [u8] = if versions.is_empty() { &[] } else { &[1, 1] };
    start.chain(versions).chain(rest)
}

/// Renames a file. Fails if another process has taken the name in the meantime.
fn name_it(partial: &Path, path: &Path) -> std::io::Result<()> {
    match fs::hard_link(partial, path) {
        // Without hard links, a rename is the best there is: the last writer wins.
        Err(error) if error.kind() != ErrorKind::AlreadyExists => fs::rename(partial, path),
        named => named,
    }
}

fn write_image(mut file: File, image: &[u8]) -> std::io::Result<()> {
    std::io::copy(&mut without_wal(image), &mut file)?;
    file.sync_all()
}
