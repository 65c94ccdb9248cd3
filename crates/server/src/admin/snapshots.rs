//! Named snapshots of the world, in a folder.

use std::collections::BTreeMap;
use std::fs::{self, DirBuilder, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use ecr_sim::Simulator;

use crate::failure::failed;
use crate::refusal::Refusal;

/// The file that maps names to numbers.
const TABLE: &str = "names.json";
/// The most bytes of a name.
const NAME_MAX: usize = 64;

/// A folder of snapshots. Each is a database whose file name is a number, so a name never becomes a path. Only one server at a
/// time may write to the folder.
#[derive(Debug)]
pub struct Snapshots {
    folder: PathBuf,
    one_at_a_time: Mutex<()>,
}

impl Snapshots {
    /// Uses this folder. It is created, accessible to its owner alone, with the first snapshot.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder, one_at_a_time: Mutex::new(()) }
    }

    /// Copies the world under a new name. Returns the name of the file in the folder.
    pub fn take(&self, simulator: &Simulator, name: &str) -> Result<String, Refusal> {
        if !is_name(name) {
            return Err(Refusal::SnapshotName);
        }
        let _turn = self.one_at_a_time.lock().unwrap_or_else(PoisonError::into_inner);
        self.make_folder().map_err(failed)?;
        let mut names = self.names().map_err(failed)?;
        if names.contains_key(name) {
            return Err(Refusal::SnapshotExists);
        }
        // Not simply one more than the last: a process may have died after writing a file and before naming it.
        let free = |number: &u64| self.folder.join(file(*number)).symlink_metadata().is_err();
        let number = (1..).find(free).ok_or(Refusal::Internal)?;
        let path = self.folder.join(file(number));
        simulator.snapshot(&path).map_err(failed)?;
        for_the_owner_alone(&path).map_err(failed)?;
        names.insert(name.to_owned(), number);
        self.keep(&names).map_err(failed)?;
        Ok(file(number))
    }

    /// Creates the folder for its owner alone. Refuses an existing folder that others may write to.
    fn make_folder(&self) -> io::Result<()> {
        let mut builder = DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.recursive(true).create(&self.folder)?;
        #[cfg(unix)]
        {
            let permissions = fs::metadata(&self.folder)?.permissions();
            if std::os::unix::fs::PermissionsExt::mode(&permissions) & 0o022 != 0 {
                return Err(io::Error::other(
                    "other users may write to the folder of snapshots; remove their write permission",
                ));
            }
        }
        Ok(())
    }

    fn names(&self) -> io::Result<BTreeMap<String, u64>> {
        match fs::read(self.folder.join(TABLE)) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(BTreeMap::new()),
            read => Ok(serde_json::from_slice(&read?)?),
        }
    }

    /// Replaces the table in one step.
    fn keep(&self, names: &BTreeMap<String, u64>) -> io::Result<()> {
        let partial = self.folder.join("names.json.partial");
        // The rest of an earlier attempt, or anything else with this name.
        match fs::remove_file(&partial) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        File::create_new(&partial)?.write_all(&serde_json::to_vec_pretty(names)?)?;
        for_the_owner_alone(&partial)?;
        fs::rename(partial, self.folder.join(TABLE))
    }
}

fn for_the_owner_alone(_path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    fs::set_permissions(_path, std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    Ok(())
}

fn file(number: u64) -> String {
    format!("{number}.db")
}

/// `^[a-z0-9][a-z0-9_-]{0,63}$`
fn is_name(name: &str) -> bool {
    let letter = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let fits = name.bytes().all(|byte| letter(&byte) || matches!(byte, b'_' | b'-'));
    fits && name.len() <= NAME_MAX && name.as_bytes().first().is_some_and(letter)
}
