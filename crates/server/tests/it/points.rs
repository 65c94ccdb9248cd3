//! The table in TESTING.md of the tests that show each point of the protocol.

use std::fs;
use std::path::Path;

const TESTING: &str = include_str!("../../../../TESTING.md");
const SECTION: &str = "## The wire, point by point\n";
/// Points about injected faults, which the server does not support yet.
const LEFT_OUT: [u32; 2] = [30, 36];

/// Returns the rows of the table: the point, and the named tests.
fn rows() -> Vec<(u32, Vec<&'static str>)> {
    let (_, section) = TESTING.split_once(SECTION).expect("the section");
    let section = section.split("\n## ").next().unwrap();
    let row = |line: &'static str| {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [_, point, _, tests, _] = cells[..] else { return None };
        Some((point.parse().ok()?, tests.split('`').skip(1).step_by(2).collect()))
    };
    section.lines().filter_map(row).collect()
}

/// Returns the text of all sources below a folder.
fn sources(folder: &Path) -> String {
    let mut texts = String::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            texts += &sources(&path);
        } else if path.extension().is_some_and(|extension| extension == "rs" || extension == "py") {
            texts += &fs::read_to_string(path).unwrap();
        }
    }
    texts
}

#[test]
fn every_point_of_the_protocol_names_tests_that_exist() {
    let rows = rows();
    let points: Vec<u32> = rows.iter().map(|(point, _)| *point).collect();
    let expected: Vec<u32> = (1..=38).filter(|point| !LEFT_OUT.contains(point)).collect();
    assert_eq!(points, expected);
    let server = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sources = sources(&server.join("src")) + &sources(&server.join("tests"));
    for (point, tests) in rows {
        assert!(!tests.is_empty(), "point {point} names no test");
        for test in tests {
            let is_there = ["fn", "def"].iter().any(|word| sources.contains(&format!("{word} {test}(")));
            assert!(is_there, "point {point} names {test}, which is no test");
        }
    }
}
