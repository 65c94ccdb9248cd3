//! Markdown files and comments do without some phrases that no native speaker would write.

use std::fs;
use std::path::Path;

/// Phrases to avoid, as whole words in any case.
const PHRASES: [&str; 8] =
    ["is told", "are told", "anew", "bring along", "brings along", "whoever", "may everything", "stands"];

/// Files that are never checked: migrations that may not change, not even their comments, and this file.
const EXCLUDED: [&str; 6] = [
    "migrations/0003_child_instance.sql",
    "migrations/0008_association.sql",
    "migrations/0011_token_hash.sql",
    "migrations/0012_fact.sql",
    "migrations/0013_route.sql",
    "tests/it/prose.rs",
];

/// Folders without text of ours.
const SKIPPED: [&str; 2] = [".git", "target"];

/// Returns the prose of each line: all of a Markdown file, and the comments of a source file. Returns `None` for other files.
fn prose<'a>(path: &str, text: &'a str) -> Option<Vec<&'a str>> {
    let mark = match path.rsplit_once('.')?.1 {
        "md" => "",
        "rs" | "mjs" => "//",
        "sql" => "--",
        "py" | "toml" => "#",
        _ => return None,
    };
    let comment = |line: &'a str| line.split_once(mark).map_or("", |(_, comment)| comment);
    Some(text.lines().map(|line| comment(line).trim_matches(['/', '!', ' '])).collect())
}

/// Returns where phrases begin, as `path:line: phrase`. A phrase may continue on the next line.
fn findings(path: &str, text: &str) -> Vec<String> {
    let lines = prose(path, text).unwrap_or_default();
    let mut found = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let both = format!("{line} {}", lines.get(index + 1).unwrap_or(&"")).to_lowercase();
        for phrase in PHRASES {
            let is_edge = |c: Option<char>| !c.is_some_and(char::is_alphanumeric);
            let begins = both.match_indices(phrase).any(|(at, _)| {
                let (before, after) = (&both[..at], &both[at + phrase.len()..]);
                at < line.len() && is_edge(before.chars().next_back()) && is_edge(after.chars().next())
            });
            if begins {
                found.push(format!("{path}:{}: {phrase}", index + 1));
            }
        }
    }
    found
}

/// Collects the findings in a folder and below.
fn check(root: &Path, folder: &Path, found: &mut Vec<String>) {
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
        if EXCLUDED.contains(&&*name) {
            continue;
        }
        if path.is_dir() {
            if !SKIPPED.iter().any(|skipped| path.ends_with(skipped)) {
                check(root, &path, found);
            }
        } else if let Ok(text) = fs::read_to_string(&path) {
            found.extend(findings(&name, &text));
        }
    }
}

#[test]
fn the_prose_uses_none_of_the_phrases_to_avoid() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    check(root, root, &mut found);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn phrases_are_found_in_prose_and_nowhere_else() {
    let text =
        "let stands = 1; // The clock\n/// Stands still. A client\n//! is\n// told, understands\n\"stands\"";
    assert_eq!(findings("a.rs", text), ["a.rs:2: stands", "a.rs:3: is told"]);
    assert_eq!(findings("a.md", "Whoever\nreads"), ["a.md:1: whoever"]);
    assert_eq!(findings("a.sql", "SELECT 1; -- anew"), ["a.sql:1: anew"]);
    assert_eq!(findings("a.json", "anew"), Vec::<String>::new());
}
