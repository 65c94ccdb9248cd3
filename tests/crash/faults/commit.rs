//! Commits that succeed although SQLite reports an error. The client token decides what the caller sees.
//!
//! SQLite returns the result of a `sqlite3_wal_hook` as that of `COMMIT`, although the transaction is committed.

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
    /// The connection that this thread opened last.
    static CONNECTION: Cell<*mut sqlite3> = const { Cell::new(ptr::null_mut()) };
    /// How many commits succeed before one is reported as an error.
    static GO_WELL: Cell<Option<u64>> = const { Cell::new(None) };
}

/// Records every connection opened from now on, since the library does not expose them.
fn note_connections() {
    static NOTED: Once = Once::new();
    NOTED.call_once(|| {
        // SAFETY: the function has the signature that SQLite calls, and is static.
        assert_eq!(unsafe { ffi::sqlite3_auto_extension(Some(record_connection)) }, ffi::SQLITE_OK);
    });
}

unsafe extern "C" fn record_connection(
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

/// Reports one commit as an error, after this many others. `opened` is the connection that this thread opened last.
fn report_error(_opened: &Simulator, after: u64) {
    GO_WELL.set(Some(after));
    // SAFETY: the connection belongs to the simulator, which is alive and used by this thread only.
    unsafe { ffi::sqlite3_wal_hook(CONNECTION.get(), Some(committed), ptr::null_mut()) };
}

/// Returns whether the error was reported.
fn was_reported() -> bool {
    GO_WELL.take().is_none()
}

/// Reports each commit of a scene as an error, one at a time, and returns how many there were.
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
        // The first commit after opening reserves RequestIds.
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
    // Longer than the time to live of a token. Its row remains until the next command.
    samples.sim.advance(Duration::from_secs(25 * 60 * 60)).unwrap();
    let original = Original::of(&samples.sim);
    let mut scene = Scene::new(&original, &samples.sim, &act);
    assert_eq!(report_each(&original, &scene, "a token again"), 2);
    let mut steps = Steps::default();
    steps.sweep("a token again", |met| scene.meet(met));
    steps.conclude("a command whose token has expired", &["truncate"]);
}
