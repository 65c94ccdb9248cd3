//! Copies of a database: in memory from an image, and whole files.

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
    /// The database of a new world with default settings, in memory.
    pub fn in_memory() -> Result<Self> {
        Self::from_image(&template()?.image)
    }

    /// An independent copy in memory.
    pub fn copy_to_memory(&mut self) -> Result<Self> {
        let image = self.connection.serialize(MAIN_DB).map_err(fault)?;
        Self::from_image(&image)
    }

    /// Writes a consistent copy to a new file: whole or not at all, also when the power fails.
    pub fn copy_to_file(&mut self, path: &Path) -> Result<()> {
        let path = real_path(path).map_err(io_fault)?;
        // The remains of another file would be taken for those of this one.
        for suffix in ["", "-wal", "-journal"] {
            let taken = beside(&path, suffix);
            // A link that leads nowhere is something too.
            if taken.symlink_metadata().is_ok() {
                return Err(Fault::Io(format!("{} exists", taken.display())).into());
            }
        }
        let image = self.connection.serialize(MAIN_DB).map_err(fault)?;
        let (partial, file) = new_file_beside(&path).map_err(io_fault)?;
        let written = write_image(file, &image).and_then(|()| name_it(&partial, &path));
        // Best effort: where it fails, the error that counts is the first.
        let _ = fs::remove_file(&partial);
        written.and_then(|()| sync_folder(&path)).map_err(io_fault)
    }

    fn from_image(image: &[u8]) -> Result<Self> {
        let mut connection = memory_connection()?;
        connection.deserialize_read_exact(MAIN_DB, without_wal(image), image.len(), false).map_err(fault)?;
        Ok(Self { connection })
    }
}

/// An image with the two header bytes that say "WAL" set to "rollback journal": an image has no WAL beside it, and
/// SQLite would refuse to read it.
fn without_wal(image: &[u8]) -> impl Read {
    let (start, rest) = image.split_at(image.len().min(18));
    let (versions, rest) = rest.split_at(rest.len().min(2));
    let versions: &'static [u8] = if versions.is_empty() { &[] } else { &[1, 1] };
    start.chain(versions).chain(rest)
}

/// Gives a file its name, which nobody may have taken meanwhile.
fn name_it(partial: &Path, path: &Path) -> std::io::Result<()> {
    match fs::hard_link(partial, path) {
        // Not every file system has links; there, who comes last wins.
        Err(error) if error.kind() != ErrorKind::AlreadyExists => fs::rename(partial, path),
        named => named,
    }
}

fn write_image(mut file: File, image: &[u8]) -> std::io::Result<()> {
    std::io::copy(&mut without_wal(image), &mut file)?;
    file.sync_all()
}
