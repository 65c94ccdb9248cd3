//! A commit that takes place although an error is reported: its outcome is the one that the client token shows.
//!
//! SQLite reports the answer of a `sqlite3_wal_hook` as that of `COMMIT`, although the commit has happened.

use std::cell::Cell;
use std::ffi::{c_char, c_int, c_void};
use std::ptr;
use std::sync::Once;
use std::time::Duration;

use ecr_sim::Simulator;
use rusqlite::ffi::{self, sqlite3, sqlite3_api_routines};

use crate::faults::scene::{Original, Scene, command, commands};
use crate::faults::{Steps, opened};
use crate::samples::Samples;
use crate::say;

thread_local! {
    /// The connection that this thread has opened last.
    static CONNECTION: Cell<*mut sqlite3> = const { Cell::new(ptr::null_mut()) };
    /// How many commits go well before one is reported as an error.
    static GO_WELL: Cell<Option<u64>> = const { Cell::new(None) };
}

/// Lets every connection from now on be noted: the library shows none.
fn note_connections() {
    static NOTED: Once = Once::new();
    NOTED.call_once(|| {
        // SAFETY: the function has the form that SQLite calls, and lives for ever.
        assert_eq!(unsafe { ffi::sqlite3_auto_extension(Some(note)) }, ffi::SQLITE_OK);
    });
}

unsafe extern "C" fn note(
    connection: *mut sqlite3,
    _message: *mut *mut c_char,
    _routines: *const sqlite3_api_routines,
) -> c_int {
    CONNECTION.set(connection);
    ffi::SQLITE_OK
}

unsafe extern "C" fn committed(
    _argument: *mut c_void,
    _connection: *mut sqlite3,
    _name: *const c_char,
    _pages: c_int,
) -> c_int {
    match GO_WELL.take() {
        None => ffi::SQLITE_OK,
        Some(0) => ffi::SQLITE_IOERR,
        Some(left) => {
            GO_WELL.set(Some(left - 1));
            ffi::SQLITE_OK
        }
    }
}

/// Reports the commit after so many others as an error. `opened` is what this thread has opened last.
fn report_error(_opened: &Simulator, after: u64) {
    GO_WELL.set(Some(after));
    // SAFETY: the connection is that of the simulator, which is alive and used by this thread alone.
    unsafe { ffi::sqlite3_wal_hook(CONNECTION.get(), Some(committed), ptr::null_mut()) };
}

/// Whether the error was reported.
fn was_reported() -> bool {
    GO_WELL.take().is_none()
}

/// Reports each commit of a scene as an error, one at a time. How many there were.
fn report_each(original: &Original, scene: &Scene<'_>, name: &str) -> u64 {
    for position in 0.. {
        let place = format!("{name}, commit {position}");
        let sim = opened(&original.copy());
        report_error(&sim, position);
        scene.succeed(&sim, &place);
        if !was_reported() {
            return position;
        }
        scene.succeed(&sim, &format!("{place}, retry"));
    }
    unreachable!("a call ends")
}

#[test]
fn a_call_whose_commit_reports_an_error_but_has_happened_is_answered() {
    note_connections();
    let samples = Samples::new();
    let original = Original::of(&samples.sim);
    let mut reported = 0;
    for operation in commands() {
        let act = command(&samples, operation);
        let scene = Scene::new(&original, &samples.sim, &act);
        let commits = report_each(&original, &scene, operation);
        // The first commit of a world that was opened reserves RequestIds.
        assert_eq!(commits, 2, "{operation}: for the RequestId and for the call");
        reported += commits;
    }
    say(&format!("{reported} commits that had happened were reported as errors"));
}

#[test]
fn a_token_that_has_expired_shows_no_outcome() {
    note_connections();
    let samples = Samples::new();
    let act = command(&samples, "ModifyExpressConnectRouter");
    act(&samples.sim).unwrap();
    // Longer than a token is remembered. Its row stays until the next command.
    samples.sim.advance(Duration::from_secs(25 * 60 * 60)).unwrap();
    let original = Original::of(&samples.sim);
    let mut scene = Scene::new(&original, &samples.sim, &act);
    assert_eq!(report_each(&original, &scene, "a token again"), 2);
    let mut steps = Steps::default();
    steps.sweep("a token again", |met| scene.meet(met));
    steps.conclude("a command whose token has expired", &["truncate"]);
}
