//! docs/dependencies.md and Cargo.toml name the same crates.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// The section of what only Linux needs.
const LINUX: &str = "target.'cfg(all(target_os = \"linux\", target_pointer_width = \"64\"))'.dependencies";

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// The crates in one section of Cargo.toml.
fn asked_for(manifest: &str, section: &str) -> BTreeSet<String> {
    let from_head = manifest.lines().skip_while(|line| *line != format!("[{section}]")).skip(1);
    let lines = from_head.take_while(|line| !line.starts_with('['));
    let entries = lines.filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(" = "));
    entries.map(|(name, _)| name.to_owned()).collect()
}

/// The crates in the table of one chapter.
fn listed(page: &str, chapter: &str) -> BTreeSet<String> {
    let text = page.split(&format!("\n## {chapter}\n")).nth(1).unwrap().split("\n## ").next().unwrap();
    let rows = text.lines().filter_map(|line| line.strip_prefix("| `"));
    rows.map(|row| {
        let cells: Vec<&str> = row.split(" | ").collect();
        assert_eq!(cells.len(), 3, "{row}");
        cells[0].trim_end_matches('`').to_owned()
    })
    .collect()
}

#[test]
fn every_dependency_has_its_reason() {
    let (manifest, page) = (read("Cargo.toml"), read("docs/dependencies.md"));
    let mut program = asked_for(&manifest, "dependencies");
    program.extend(asked_for(&manifest, "build-dependencies"));
    program.extend(asked_for(&manifest, LINUX));
    assert_eq!(listed(&page, "In the program"), program);
    assert_eq!(listed(&page, "In tests and benchmarks"), asked_for(&manifest, "dev-dependencies"));
    // Sections of other shapes would be missed.
    let heads = manifest.lines().filter(|line| line.starts_with('[') && line.contains("dependencies"));
    assert_eq!(heads.count(), 4, "not every section is held against the page");
}
