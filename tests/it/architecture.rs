//! The shape of the house: imports point one way.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The rooms in the order of their imports. Rooms of one rank do not see each other.
const RANKS: &[&[&str]] = &[
    &["code"],
    &["error"],
    &["model"],
    &["wire", "store"],
    &["routes"],
    &["transition"],
    &["operation"],
    &["simulator", "api"],
    &["dispatch"],
    &["testing"],
];

fn ranks() -> BTreeMap<&'static str, usize> {
    RANKS.iter().enumerate().flat_map(|(rank, rooms)| rooms.iter().map(move |&room| (room, rank))).collect()
}

/// Every source file under `folder` with the room it belongs to; `lib.rs` belongs to none.
fn sources(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let inside = path.strip_prefix(source_folder()).unwrap().to_owned();
            let room = inside.iter().next().unwrap().to_str().unwrap().trim_end_matches(".rs").to_owned();
            if room != "lib" {
                found.push((path, room));
            }
        }
    }
    found
}

fn source_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The rooms that a text names as `crate::room` or `$crate::room`, and the braces of `crate::{…}`.
fn rooms_named(text: &str) -> Vec<String> {
    let word = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    text.match_indices("crate::")
        .flat_map(|(at, found)| {
            let rest = &text[at + found.len()..];
            match rest.strip_prefix('{') {
                Some(list) => {
                    list.split('}').next().unwrap().split(',').map(|item| word(item.trim())).collect()
                }
                None => vec![word(rest)],
            }
        })
        .collect()
}

/// What breaks the rule in one file.
fn offences(room: &str, text: &str) -> Vec<String> {
    let ranks = ranks();
    let Some(rank) = ranks.get(room) else { return vec![format!("the room {room} has no rank")] };
    rooms_named(text)
        .into_iter()
        .filter(|named| named != room)
        .filter_map(|named| match ranks.get(named.as_str()) {
            Some(other) if other < rank => None,
            Some(_) => Some(format!("{room} uses {named}")),
            None => Some(format!("{room} uses {named}, which is no room: import by the path of the module")),
        })
        .collect()
}

#[test]
fn imports_point_one_way() {
    let files = sources(&source_folder());
    assert!(files.len() > 30, "only {} files were found", files.len());
    for (path, room) in files {
        let found = offences(&room, &fs::read_to_string(&path).unwrap());
        assert!(found.is_empty(), "{}: {found:?}", path.display());
    }
}

#[test]
fn the_check_of_imports_sees_what_it_should() {
    assert!(offences("store", "use crate::model::Router;").is_empty());
    assert_eq!(offences("model", "use crate::store::ReadTx;"), ["model uses store"]);
    assert_eq!(offences("wire", "fn f(x: crate::store::ReadTx) {}"), ["wire uses store"]);
    assert_eq!(offences("api", "use crate::{error::Code, simulator::Simulator};"), ["api uses simulator"]);
    assert_eq!(offences("simulator", "use crate::api::DeleteFlowlog;"), ["simulator uses api"]);
    assert_eq!(offences("error", "$crate::model::Invalid"), ["error uses model"]);
    assert_eq!(offences("cellar", ""), ["the room cellar has no rank"]);
    assert!(offences("api", "use crate::Simulator;")[0].contains("no room"));
}

/// The crates that a user of the library compiles.
const DEPENDENCIES: &str = include_str!("../data/dependencies.txt");

#[test]
fn the_library_compiles_the_listed_crates_and_no_other() {
    let arguments =
        ["tree", "--locked", "--offline", "--package", "ecr-sim", "--edges", "normal", "--prefix", "none"];
    let tree = std::process::Command::new(env!("CARGO"))
        .args(arguments)
        .args(["--format", "{p}"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(tree.status.success(), "{}", String::from_utf8_lossy(&tree.stderr));
    let lines = String::from_utf8(tree.stdout).unwrap();
    let names: BTreeSet<&str> = lines.lines().map(|line| line.split(' ').next().unwrap()).collect();
    let listed: BTreeSet<&str> = DEPENDENCIES.lines().collect();
    assert_eq!(names, listed);
}
