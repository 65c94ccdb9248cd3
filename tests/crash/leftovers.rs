//! Files after a crash. Tests look at copies of them, so that the next process to open the originals performs the
//! recovery.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;

use crate::workload::builder;

/// A copy of a database with the files beside it, and its folder.
pub fn copy_of(path: &Path) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("state.db");
    for suffix in ["", "-wal", "-journal"] {
        let left = format!("{}{suffix}", path.display());
        if Path::new(&left).exists() {
            fs::copy(left, format!("{}{suffix}", copy.display())).unwrap();
        }
    }
    (folder, copy)
}

/// Returns the dump after a crash, or what is wrong with it.
pub fn state_of(path: &Path) -> Result<Value, String> {
    let (_folder, copy) = copy_of(path);
    let sim = builder().open(copy).map_err(|error| format!("cannot be opened: {error}"))?;
    sim.check_invariants().and_then(|()| sim.dump()).map_err(|error| error.to_string())
}
