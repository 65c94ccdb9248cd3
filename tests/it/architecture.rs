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

/// A module of a crate whose modules import only those above them in the `mod` lists.
struct Module {
    path: Vec<String>,
    /// Its place in the `mod` list of each level.
    place: Vec<usize>,
    text: String,
}

/// The modules below a file, found by its `mod` lists. Tests are left out.
fn modules(file: &Path, folder: &Path, path: &[String], place: &[usize]) -> Vec<Module> {
    let text = fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap().to_owned();
    let mut found = Vec::new();
    let lines: Vec<&str> = text.lines().collect();
    for (index, line) in lines.iter().enumerate() {
        let name = line.strip_prefix("pub ").unwrap_or(line).strip_prefix("mod ");
        let Some(name) = name.and_then(|name| name.strip_suffix(';')) else { continue };
        let elsewhere = index.checked_sub(1).and_then(|above| lines[above].strip_prefix("#[path = \""));
        let file = match elsewhere {
            Some(path) => folder.join(path.trim_end_matches("\"]")),
            None => folder.join(format!("{name}.rs")),
        };
        if name != "tests" {
            let path = [path, &[name.to_owned()]].concat();
            let place = [place, &[index]].concat();
            found.extend(modules(&file, &folder.join(name), &path, &place));
        }
    }
    found.push(Module { path: path.to_vec(), place: place.to_vec(), text });
    found
}

/// The paths that an import names, with those in its braces.
fn leaves(path: &str) -> Vec<Vec<String>> {
    if let Some(list) = path.strip_prefix('{') {
        let (mut depth, mut items) = (1, vec![String::new()]);
        for c in list.chars() {
            depth += i32::from(c == '{') - i32::from(c == '}');
            match c {
                _ if depth == 0 => break,
                ',' if depth == 1 => items.push(String::new()),
                _ => items.last_mut().unwrap().push(c),
            }
        }
        return items.iter().flat_map(|item| leaves(item.trim())).collect();
    }
    let end = path.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(path.len());
    let (word, rest) = path.split_at(end);
    let below = rest.strip_prefix("::").map_or_else(|| vec![Vec::new()], leaves);
    below.into_iter().map(|leaf| [vec![word.to_owned()], leaf].concat()).collect()
}

/// The imports that break the rule: a module imports from one below it in a `mod` list, or from its parent.
fn wrong_imports(modules: &[Module]) -> Vec<String> {
    let known: BTreeMap<&[String], &Module> =
        modules.iter().map(|module| (module.path.as_slice(), module)).collect();
    let mut wrong = Vec::new();
    for module in modules {
        let starts = ["crate::", "super::"].into_iter().flat_map(|start| module.text.match_indices(start));
        let leaves = starts
            .filter(|(at, _)| !module.text[..*at].ends_with("super::"))
            .flat_map(|(at, _)| leaves(&module.text[at..]));
        for leaf in leaves {
            let mut target = if leaf[0] == "super" { module.path.clone() } else { Vec::new() };
            for word in leaf {
                match word.as_str() {
                    "crate" => {}
                    "super" => drop(target.pop()),
                    _ if known.contains_key([&*target, std::slice::from_ref(&word)].concat().as_slice()) => {
                        target.push(word);
                    }
                    _ => break,
                }
            }
            let place = &known[target.as_slice()].place;
            let is_below = place.starts_with(&module.place);
            let is_parent = module.place.starts_with(place);
            if !is_below && (is_parent || *place > module.place) {
                wrong.push(format!("{} uses {}", module.path.join("::"), target.join("::")));
            }
        }
    }
    wrong
}

#[test]
fn the_modules_of_the_server_and_the_benchmarks_import_only_those_above_them() {
    for (root, least) in [
        ("crates/server/src/lib.rs", 20),
        ("benches/report/main.rs", 10),
        ("crates/server/benches/http/main.rs", 7),
    ] {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(root);
        let modules = modules(&root, root.parent().unwrap(), &[], &[]);
        assert!(modules.len() > least, "only {} modules below {}", modules.len(), root.display());
        assert_eq!(wrong_imports(&modules), Vec::<String>::new(), "{}", root.display());
    }
}

#[test]
fn the_check_of_mod_lists_sees_what_it_should() {
    let wrong = |importer: &str, text: &str| {
        let files = [("", ""), ("a", "0"), ("b", "1"), ("b::c", "1 0"), ("b::d", "1 1"), ("e", "2")];
        let modules = files.map(|(path, place)| Module {
            path: path.split("::").filter(|name| !name.is_empty()).map(str::to_owned).collect(),
            place: place.split(' ').filter_map(|number| number.parse().ok()).collect(),
            text: if path == importer { text.to_owned() } else { String::new() },
        });
        wrong_imports(&modules)
    };
    for (importer, text) in [
        ("", "use crate::e::X;"),
        ("b", "use crate::a::X; use crate::b::c::X;"),
        ("b::d", "use super::c::X; use crate::a::{X, Y}; use super::super::a;"),
        ("e", "use crate::{a::{X, Y}, b::d};"),
    ] {
        assert_eq!(wrong(importer, text), Vec::<String>::new(), "{importer}: {text}");
    }
    assert_eq!(wrong("a", "fn f(x: crate::b::X) {}"), ["a uses b"]);
    assert_eq!(wrong("a", "use crate::{b::{X, Y}, e};"), ["a uses b", "a uses b", "a uses e"]);
    assert_eq!(wrong("b::c", "use super::d::X;"), ["b::c uses b::d"]);
    assert_eq!(wrong("b::c", "use super::X;"), ["b::c uses b"]);
    assert_eq!(wrong("b::c", "use super::super::e::X;"), ["b::c uses e"]);
    assert_eq!(wrong("e", "use crate::X;"), ["e uses "]);
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
