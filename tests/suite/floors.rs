//! A floor names only floors below it, and each outside crate stays behind its one module.

use std::fs;
use std::path::Path;

/// The floors from the ground up; `limits` is a table that every floor may read.
const FLOORS: [&str; 8] = ["text", "document", "policy", "finding", "config", "scan", "output", "cli"];

/// What only one module, or one floor, may name.
const ALONE: [(&str, &[&str]); 6] = [
    ("regorus::", &["src/policy/"]),
    ("granit_parser::", &["src/document/yaml/events.rs"]),
    ("similar::", &["src/text/diff.rs"]),
    ("serde_sarif::", &["src/output/sarif.rs", "src/output/sarif/"]),
    ("miette::", &["src/output/snippet.rs", "src/cli/"]),
    ("serde_yaml::", &["src/policy/", "src/config/"]),
];

/// Every source file below `folder`, its path with `/` and its text.
fn sources(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in walkdir::WalkDir::new(folder).sort_by_file_name() {
        let entry = entry.unwrap();
        if entry.path().extension().is_some_and(|e| e == "rs") {
            let name = entry.path().strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap();
            found.push((name.to_string_lossy().into_owned(), fs::read_to_string(entry.path()).unwrap()));
        }
    }
    found
}

/// The lines of code, comments left out: docs may speak of any floor.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//")).map(|(i, l)| (i + 1, l))
}

#[test]
fn a_floor_names_only_floors_below_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    for (height, floor) in FLOORS.iter().enumerate() {
        let files = sources(&root.join(floor));
        assert!(!files.is_empty(), "the floor {floor} has no files");
        for (file, text) in files {
            for (line, content) in code(&text) {
                for above in &FLOORS[height + 1..] {
                    if content.contains(&format!("crate::{above}::"))
                        || content.contains(&format!("crate::{above};"))
                    {
                        wrong.push(format!("{file}:{line}: {floor} names {above}, which is above it"));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn outside_crates_stay_behind_their_module() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    for (file, text) in sources(&root) {
        for (line, content) in code(&text) {
            for (name, homes) in ALONE {
                if content.contains(name) && !homes.iter().any(|home| file.starts_with(home)) {
                    wrong.push(format!("{file}:{line}: {name} belongs to {homes:?} alone"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
