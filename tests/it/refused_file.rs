//! Files that are not sound databases of ours are not opened, and stay byte for byte as they are, with the files
//! beside them.

use std::fs;
use std::path::{Path, PathBuf};

use ecr_sim::{Fault, Simulator};
use rusqlite::Connection;
use tempfile::TempDir;

use crate::harness::{SimulatorExt, fault};
use crate::persistence::{contents, new_path, open, script_file};

/// Returns the fault of opening, and checks that opening changed nothing.
fn refused(path: &Path) -> Fault {
    let folder = path.parent().unwrap();
    let before = contents(folder);
    let fault = fault(open(path));
    let after = contents(folder);
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>(), "{fault}");
    assert!(before == after, "a file was changed: {fault}");
    fault
}

#[test]
fn what_is_no_database_is_foreign_and_stays_as_it_is() {
    let (_folder, path) = new_path();
    let noise: Vec<u8> = (0..20_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    for bytes in [&b"hi"[..], b"hello, world\n", b"SQLite format 3", &noise, &[0; 4096], &noise[..100]] {
        fs::write(&path, bytes).unwrap();
        assert_eq!(refused(&path), Fault::Foreign, "{:?}", &bytes[..bytes.len().min(16)]);
    }
}

#[test]
fn a_file_of_one_byte_is_foreign_and_stays_as_it_is() {
    // SQLite would take such a file for an empty one.
    let (_folder, path) = new_path();
    fs::write(&path, "x").unwrap();
    assert_eq!(refused(&path), Fault::Foreign);
}

#[test]
fn the_database_of_another_program_is_foreign_and_stays_as_it_is() {
    for sql in [
        "CREATE TABLE t (x); INSERT INTO t VALUES (1);",
        "PRAGMA journal_mode = WAL; CREATE TABLE t (x); INSERT INTO t VALUES (1);",
        "PRAGMA application_id = 12345; VACUUM;",
        "PRAGMA application_id = 12345; PRAGMA user_version = 7; CREATE TABLE world (id);",
        "PRAGMA user_version = 1; VACUUM;",
    ] {
        let (_folder, path) = new_path();
        let other = Connection::open(&path).unwrap();
        other.execute_batch(sql).unwrap();
        drop(other);
        assert_eq!(refused(&path), Fault::Foreign, "{sql}");
    }
}

/// Copies a file and those beside it while it is open, as a killed process would leave them.
fn left_behind(live: &Path) -> (TempDir, PathBuf) {
    let (folder, path) = new_path();
    for suffix in ["", "-wal", "-journal"] {
        let beside = |path: &Path| PathBuf::from(format!("{}{suffix}", path.display()));
        if beside(live).exists() {
            fs::copy(beside(live), beside(&path)).unwrap();
        }
    }
    (folder, path)
}

/// Leaves a database behind as another program would that died after these statements. The file beside it must have
/// content.
fn left_behind_by(live: &Path, sql: &str, beside: &str) -> (TempDir, PathBuf) {
    let other = Connection::open(live).unwrap();
    other.execute_batch(sql).unwrap();
    let (folder, path) = left_behind(live);
    let left = fs::read(path.with_file_name(format!("state.db{beside}"))).unwrap();
    assert!(left.len() > 32, "{sql}");
    (folder, path)
}

/// Asserts that a file is refused, also through a symbolic link.
fn refused_by_any_name(path: &Path) -> Fault {
    #[cfg(unix)]
    {
        let link = path.with_file_name("link.db");
        std::os::unix::fs::symlink(path, &link).unwrap();
        assert_eq!(refused(&link), refused(path));
        fs::remove_file(link).unwrap();
    }
    refused(path)
}

#[cfg(unix)]
#[test]
fn a_path_that_only_sqlite_could_follow_is_an_io_fault_and_nothing_is_touched() {
    let (_live_folder, live) = new_path();
    let (folder, path) = left_behind_by(&live, HALF_A_TRANSACTION, "-journal");
    fs::write(path.with_file_name("x.db"), "x").unwrap();
    let (_own_folder, own) = script_file();
    fs::copy(own, path.with_file_name("own.db")).unwrap();
    for name in ["state.db", "x.db", "own.db"] {
        let odd = [
            format!("{name}/"),
            format!("{name}/."),
            format!("missing/../{name}"),
            format!("{name}/../{name}"),
        ];
        for odd in odd {
            let before = contents(folder.path());
            let fault = fault(open(&folder.path().join(&odd)));
            assert!(matches!(fault, Fault::Io { .. }), "{odd}: {fault}");
            assert!(contents(folder.path()) == before, "{odd}");
        }
    }
}

#[test]
fn a_snapshot_beside_the_write_ahead_log_of_another_world_is_corrupt_and_stays_as_it_is() {
    let (_live_folder, live) = script_file();
    let (folder, path) = left_behind_by(&live, "UPDATE world SET last_key = 99;", "-wal");
    fs::remove_file(&path).unwrap();
    let snapshot = folder.path().join("snapshot.db");
    Simulator::in_memory().unwrap().snapshot(&snapshot).unwrap();
    fs::rename(snapshot, &path).unwrap();
    assert!(matches!(refused_by_any_name(&path), Fault::Corrupt(_)));
}

#[test]
fn what_is_cut_off_beside_a_write_ahead_log_that_does_not_hold_it_is_missed() {
    let (_live_folder, live) = script_file();
    // Enough rows that the last pages hold some.
    let sim = open(&live).unwrap();
    for asn in 64600..64700 {
        sim.router(asn);
    }
    drop(sim);
    let (_folder, path) = left_behind_by(&live, "UPDATE world SET last_key = 99;", "-wal");
    let bytes = fs::read(&path).unwrap();
    for missing in [100, 4_096] {
        fs::write(&path, &bytes[..bytes.len() - missing]).unwrap();
        assert!(matches!(refused_by_any_name(&path), Fault::Corrupt(_)), "{missing}");
    }
}

/// A transaction that has begun to write to the database file, so that its journal is hot.
const HALF_A_TRANSACTION: &str = "
    CREATE TABLE t (x); WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)
        INSERT INTO t SELECT randomblob(1000) FROM n;
    PRAGMA cache_size = 5; BEGIN; UPDATE t SET x = zeroblob(1000);";

#[test]
fn a_foreign_database_that_awaits_a_rollback_stays_as_it_is() {
    let (_folder, live) = new_path();
    let (_copy, path) = left_behind_by(&live, HALF_A_TRANSACTION, "-journal");
    assert_eq!(refused_by_any_name(&path), Fault::Foreign);
    let count = "SELECT count(*) FROM t WHERE x <> zeroblob(1000)";
    let rolled_back: i64 = Connection::open(&path).unwrap().query_row(count, [], |row| row.get(0)).unwrap();
    assert_eq!(rolled_back, 500, "there was something to roll back");
}

#[test]
fn a_foreign_database_with_a_write_ahead_log_stays_as_it_is() {
    let (_folder, live) = new_path();
    let sql = "PRAGMA journal_mode = WAL; CREATE TABLE t (x); INSERT INTO t VALUES (1);";
    let (_copy, path) = left_behind_by(&live, sql, "-wal");
    assert_eq!(refused_by_any_name(&path), Fault::Foreign);
}

#[test]
fn what_lies_beside_a_foreign_file_stays_as_it_is() {
    for suffix in ["-journal", "-wal", "-shm"] {
        let (_folder, path) = new_path();
        fs::write(&path, "a text").unwrap();
        fs::write(path.with_file_name(format!("state.db{suffix}")), "another text").unwrap();
        assert_eq!(refused_by_any_name(&path), Fault::Foreign, "{suffix}");
    }
}

#[test]
fn what_a_later_version_left_in_its_write_ahead_log_is_too_new_and_stays_as_it_is() {
    let (_folder, live) = script_file();
    let (_copy, path) = left_behind_by(&live, "PRAGMA user_version = 99;", "-wal");
    assert!(matches!(refused_by_any_name(&path), Fault::TooNew { found: 99, known: 1.. }));
}

/// Overwrites the four bytes of a header field.
fn patch(path: &Path, at: usize, value: u32) {
    let mut bytes = fs::read(path).unwrap();
    bytes[at..at + 4].copy_from_slice(&value.to_be_bytes());
    fs::write(path, bytes).unwrap();
}

/// The offset of `user_version` in the header of a SQLite file.
const USER_VERSION: usize = 60;

#[test]
fn a_file_of_a_later_version_is_too_new_and_stays_as_it_is() {
    let (folder, path) = script_file();
    let copy = folder.path().join("copy.db");
    open(&path).unwrap().snapshot(&copy).unwrap();
    for path in [&path, &copy] {
        patch(path, USER_VERSION, 99);
        assert!(matches!(refused(path), Fault::TooNew { found: 99, known: 1.. }), "{path:?}");
    }
}

/// Lets another program change a database of ours, by SQL and in the header: a closed file, a snapshot, and what a
/// crash left behind. All must be corrupt then.
fn assert_corrupt_after(sql: &str, version: Option<u32>) {
    let (folder, closed) = script_file();
    let snapshot = folder.path().join("snapshot.db");
    open(&closed).unwrap().snapshot(&snapshot).unwrap();
    let (_live_folder, live) = script_file();
    let crashed = version.is_none().then(|| left_behind_by(&live, sql, "-wal"));
    for path in [&closed, &snapshot] {
        Connection::open(path).unwrap().execute_batch(sql).unwrap();
        if let Some(version) = version {
            patch(path, USER_VERSION, version);
        }
    }
    for path in [&closed, &snapshot].into_iter().chain(crashed.as_ref().map(|(_, path)| path)) {
        let fault = refused_by_any_name(path);
        assert!(matches!(fault, Fault::Corrupt(_)), "{sql} {version:?} {path:?}: {fault}");
    }
}

#[test]
fn a_file_with_a_schema_that_is_not_ours_is_corrupt_and_stays_as_it_is() {
    for sql in [
        "CREATE TRIGGER hostile AFTER INSERT ON router BEGIN DELETE FROM flow_log; END;",
        "CREATE VIEW hostile AS SELECT 1;",
        "CREATE TABLE hostile (x);",
        "DROP INDEX router_asn;",
        // One flipped bit in the schema may name a missing function, on which SQLite fails when it checks the rows.
        "PRAGMA writable_schema = ON;
         UPDATE sqlite_schema SET sql = replace(sql, 'tagged IN', 'taggedaIN') WHERE name = 'router';",
    ] {
        assert_corrupt_after(sql, None);
    }
}

#[test]
fn a_file_that_has_lost_its_settings_or_its_world_is_corrupt_and_stays_as_it_is() {
    for sql in [
        "UPDATE settings SET json = '{}';",
        "DELETE FROM settings;",
        "DELETE FROM world;",
        "DELETE FROM settings; DELETE FROM world;",
        "UPDATE settings SET json = cast(x'7bff7d' AS TEXT);",
    ] {
        assert_corrupt_after(sql, None);
    }
}

#[test]
fn a_file_with_a_broken_page_is_corrupt_and_stays_as_it_is() {
    for table in ["router", "child_instance", "flow_log", "tag", "token", "pending", "router_asn"] {
        let (_folder, path) = script_file();
        let at = "SELECT (rootpage - 1) * page_size FROM sqlite_schema, pragma_page_size WHERE name = ?1";
        let at: u32 = Connection::open(&path).unwrap().query_row(at, [table], |row| row.get(0)).unwrap();
        let mut bytes = fs::read(&path).unwrap();
        bytes[usize::try_from(at).unwrap()..][..8].fill(0xff);
        fs::write(&path, bytes).unwrap();
        assert!(matches!(refused(&path), Fault::Corrupt(_)), "{table}");
    }
}

#[test]
fn a_file_whose_counters_no_world_can_reach_is_corrupt_and_stays_as_it_is() {
    for column in ["last_key", "request_position"] {
        for number in ["-1", "9223372036854775807", "9223372036854775000"] {
            assert_corrupt_after(&format!("UPDATE world SET {column} = {number};"), None);
        }
    }
    assert_corrupt_after("UPDATE world SET offset_ms = -1;", None);
}

#[test]
fn a_database_that_only_says_it_is_ours_is_corrupt_and_stays_as_it_is() {
    let (_folder, path) = new_path();
    Connection::open(&path).unwrap().execute_batch("PRAGMA application_id = 0x45435273; VACUUM;").unwrap();
    assert!(matches!(refused_by_any_name(&path), Fault::Corrupt(_)));
}

#[test]
fn a_snapshot_that_has_other_settings_stays_as_it_is() {
    let (folder, path) = new_path();
    Simulator::in_memory().unwrap().snapshot(&path).unwrap();
    let before = contents(folder.path());
    let mismatch = fault(Simulator::builder().seed(1).open(&path));
    assert!(matches!(mismatch, Fault::SettingsMismatch { setting: "seed", .. }), "{mismatch}");
    assert!(contents(folder.path()) == before);
}

#[test]
fn a_file_with_a_version_that_its_schema_does_not_have_is_corrupt_and_stays_as_it_is() {
    for version in [0, 3, 6, u32::MAX] {
        assert_corrupt_after("", Some(version));
    }
}

#[test]
fn a_file_whose_migration_would_end_in_another_schema_is_corrupt_and_stays_as_it_is() {
    assert_corrupt_after("DROP TABLE pending; CREATE TABLE hostile (x);", Some(6));
}

/// Cuts a file to a length, and checks that it is refused.
fn assert_refused_when_cut(path: &Path, bytes: &[u8], length: usize) {
    fs::write(path, &bytes[..length]).unwrap();
    let fault = refused_by_any_name(path);
    // Less than the smallest page is no database. With more, the header identifies the file.
    let expected = if length < 512 { fault == Fault::Foreign } else { matches!(fault, Fault::Corrupt(_)) };
    assert!(expected, "{length}: {fault}");
}

#[test]
fn a_file_that_was_cut_is_refused_and_stays_as_it_is() {
    let (_folder, path) = script_file();
    let bytes = fs::read(&path).unwrap();
    let (half, end) = (bytes.len() / 2, bytes.len());
    for length in [2, 50, 99, 100, 511, 512, 4_095, 4_096, 4_097, half, half + 1, end - 8_192, end - 4_096] {
        assert_refused_when_cut(&path, &bytes, length);
    }
}

#[test]
fn a_file_that_lacks_its_last_bytes_is_corrupt_also_beside_a_write_ahead_log_without_content() {
    // SQLite reads the missing end of the last page as zeros.
    let (_folder, path) = script_file();
    let bytes = fs::read(&path).unwrap();
    for missing in [1, 100, 4_095] {
        assert_refused_when_cut(&path, &bytes, bytes.len() - missing);
    }
    fs::write(path.with_file_name("state.db-wal"), [7; 64]).unwrap();
    fs::write(&path, &bytes[..bytes.len() - 100]).unwrap();
    assert_eq!(refused_by_any_name(&path), Fault::Corrupt("the end of the file is missing".to_owned()));
}
