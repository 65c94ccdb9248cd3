//! File-system calls that SQLite does not make for us.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::error::{Error, Fault};

/// Returns the absolute path of a file, with links resolved, so that SQLite and we look for the journal in the same
/// folder. SQLite never parses an absolute path as a `file:` URI.
pub(super) fn real_path(path: &Path) -> std::io::Result<PathBuf> {
    match path.canonicalize() {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let name = path.file_name().ok_or(error)?;
            let folder = path.parent().filter(|folder| *folder != Path::new(""));
            Ok(folder.unwrap_or_else(|| Path::new(".")).canonicalize()?.join(name))
        }
        found => found,
    }
}

/// Returns the length of a file, or 0 if it does not exist. The file is not opened: closing it would drop SQLite's locks.
pub(super) fn length_of(path: &Path) -> std::io::Result<u64> {
    match fs::metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(0),
        found => found.map(|metadata| metadata.len()),
    }
}

/// Returns the numbers of the pages in the first frames of a write-ahead log. SQLite never locks the log, so reading it
/// is safe.
pub(super) fn wal_pages(wal: &Path, page_size: u64, frames: usize) -> std::io::Result<BTreeSet<u64>> {
    const HEADER: usize = 32;
    const FRAME_HEADER: usize = 24;
    if frames == 0 {
        return Ok(BTreeSet::new());
    }
    let bytes = fs::read(wal)?;
    let frame = FRAME_HEADER.saturating_add(usize::try_from(page_size).unwrap_or(usize::MAX));
    let numbers = bytes.get(HEADER..).unwrap_or_default().chunks_exact(frame).take(frames);
    // A frame begins with the number of its page.
    Ok(numbers
        .filter_map(|frame| frame.first_chunk())
        .map(|&number| u32::from_be_bytes(number).into())
        .collect())
}

/// Returns whether a rollback journal undoes the creation of its database: its header counts no pages.
pub(super) fn undoes_creation(journal: &Path) -> std::io::Result<bool> {
    const MAGIC: [u8; 8] = [0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7];
    /// The position of the page count in the header.
    const PAGES: Range<usize> = 16..20;
    let mut header = Vec::new();
    match File::open(journal) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
        opened => opened?.take(PAGES.end as u64).read_to_end(&mut header)?,
    };
    Ok(header.starts_with(&MAGIC) && header.get(PAGES) == Some(&[0; 4]))
}

/// Appends `suffix` to the name of the file.
pub(super) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(suffix);
    path.with_file_name(name)
}

/// Creates a file with an unused name next to `path`.
pub(super) fn new_file_beside(path: &Path) -> std::io::Result<(PathBuf, File)> {
    let mut number = 0_u64;
    loop {
        let partial = beside(path, &format!(".partial{number}"));
        match File::create_new(&partial) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => number += 1,
            created => return created.map(|file| (partial, file)),
        }
    }
}

/// Makes a rename durable.
pub(super) fn sync_folder(path: &Path) -> std::io::Result<()> {
    let folder = path.parent().map_or_else(PathBuf::new, Path::to_path_buf);
    // Windows can neither open nor sync a folder, and does not need to.
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

#[expect(clippy::needless_pass_by_value, reason = "the form that `map_err` takes")]
#[expect(clippy::wildcard_enum_match_arm, reason = "other kinds have no fault of their own")]
pub(super) fn io_fault(error: std::io::Error) -> Error {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Fault::Full.into(),
        kind => Fault::Io { kind, message: kind.to_string() }.into(),
    }
}
