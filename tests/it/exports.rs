//! Types of requests and answers can be named by users.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Types that need no export of ours.
const STANDARD: [&str; 5] = ["Option", "Vec", "String", "Debug", "Clone"];

/// Returns the words of a text that look like types.
fn types(text: &str) -> BTreeSet<&str> {
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
    words.filter(|word| word.starts_with(char::is_uppercase) && word.contains(char::is_lowercase)).collect()
}

/// Collects the types in the declarations of a folder: of the fields of requests and answers, which come before the first
/// `impl` of a file.
fn declared(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            declared(&path, found);
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let Some((head, _)) = text.split_once("\nimpl Operation for ") else { continue };
        for line in head.lines().map(str::trim).filter(|line| !line.starts_with("//")) {
            let field = line.split_once(": ").map_or("", |(_, field)| field);
            found.extend(types(field.split('=').next().unwrap()).into_iter().map(str::to_owned));
        }
    }
}

#[test]
fn every_type_of_a_request_or_an_answer_is_exported() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let crate_root = fs::read_to_string(root.join("src/lib.rs")).unwrap();
    let exported = types(&crate_root[crate_root.find("\npub use ").unwrap()..]);
    let mut declared_types = BTreeSet::new();
    declared(&root.join("src/api"), &mut declared_types);
    assert!(declared_types.contains("NextHopId") && declared_types.contains("Timestamp"));
    // These are declared beside their operations, which are exported as a whole.
    let own = |name: &str| ["Item", "Response", "RouterTag"].iter().any(|end| name.ends_with(end));
    let hidden = declared_types
        .iter()
        .filter(|name| !exported.contains(name.as_str()) && !STANDARD.contains(&name.as_str()) && !own(name));
    assert_eq!(hidden.collect::<Vec<_>>(), Vec::<&String>::new(), "export them in src/lib.rs");
}
