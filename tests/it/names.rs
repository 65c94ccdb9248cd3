//! Adding an operation takes few edits: few hand-written files name it.

use std::fs;
use std::path::{Path, PathBuf};

use ecr_sim::OPERATIONS;

/// How many hand-written files may name an operation, besides its own file and those of its noun.
const FILES_MAX: usize = 12;

/// The operations that many tests call to set up what they are about. The list may only shrink.
const SHARED: &[&str] = &[
    "CreateExpressConnectRouter",
    "ModifyExpressConnectRouter",
    "DescribeExpressConnectRouter",
    "DeleteExpressConnectRouter",
    "ForceDeleteExpressConnectRouter",
    "CreateExpressConnectRouterAssociation",
    "DeleteExpressConnectRouterAssociation",
    "ModifyExpressConnectRouterAssociationAllowedPrefix",
    "AttachExpressConnectRouterChildInstance",
    "DetachExpressConnectRouterChildInstance",
    "DisableExpressConnectRouterRouteEntries",
    "DescribeExpressConnectRouterChildInstance",
    "GrantInstanceToExpressConnectRouter",
    "CreateFlowLog",
    "DeleteFlowlog",
    "DescribeFlowLogs",
    "TagResources",
];

/// Folders and files that are generated, recorded or data.
const SKIPPED: [&str; 5] = [".git", "target", "node_modules", "data", "FIDELITY.md"];

/// Collects the hand-written files in a folder and below.
fn collect(folder: &Path, files: &mut Vec<(PathBuf, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if SKIPPED.iter().any(|skipped| path.ends_with(skipped)) {
            continue;
        }
        if path.is_dir() {
            collect(&path, files);
        } else if path
            .extension()
            .is_some_and(|kind| ["rs", "py", "mjs", "md", "sh", "tf"].iter().any(|one| kind == *one))
        {
            files.push((path.clone(), fs::read_to_string(&path).unwrap()));
        }
    }
}

/// Whether a text has a name as a whole word.
fn has(text: &str, name: &str) -> bool {
    let is_part = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    text.match_indices(name).any(|(at, _)| {
        !is_part(text[..at].chars().next_back()) && !is_part(text[at + name.len()..].chars().next())
    })
}

#[test]
fn few_files_name_an_operation() {
    let mut files = Vec::new();
    collect(Path::new(env!("CARGO_MANIFEST_DIR")), &mut files);
    let mut wrong = Vec::new();
    for name in OPERATIONS.iter().map(|operation| operation.name()) {
        let own = format!("impl Operation for {name} ");
        let (own, _) = files.iter().find(|(_, text)| text.contains(&own)).unwrap();
        let folder = own.parent().unwrap();
        let of_the_noun = |path: &Path| {
            path == own || path == folder.join("mod.rs") || path.file_stem() == folder.file_name()
        };
        let count = files.iter().filter(|(path, text)| !of_the_noun(path) && has(text, name)).count();
        if count > FILES_MAX && !SHARED.contains(&name) {
            wrong.push(format!("{name}: {count} files"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_name_is_found_as_a_whole_word_only() {
    assert!(has("call TagResources.", "TagResources") && has("TagResources", "TagResources"));
    assert!(!has("UnTagResources MyTagResources TagResourcesResponse", "TagResources"));
}
