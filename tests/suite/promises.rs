//! What the manual promises about security names the test that holds it, and that test is there.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::environment::{HANDED_TO_GIT, READ};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Where a test is that the manual names so: `file::test` in the suite, `src/path.rs::test` in the library, or
/// `seam NAME`.
fn is_there(name: &str) -> bool {
    if let Some(seam) = name.strip_prefix("seam ") {
        return root().join("tests/seams").join(seam).join("check").is_file();
    }
    let Some((file, test)) = name.rsplit_once("::") else { return false };
    let file = match file.starts_with("src/") {
        true => root().join(file),
        false => root().join("tests/suite").join(format!("{}.rs", file.replace("::", "/"))),
    };
    let text = fs::read_to_string(file).unwrap_or_default();
    let head = format!("fn {test}(");
    // The test's own attribute stands somewhere above, with others between.
    text.match_indices(&head).any(|(at, _)| {
        let above = text[..at].trim_end().rsplit('\n');
        let mut attributes =
            above.map(str::trim).take_while(|line| line.starts_with("#[") || line.starts_with("//"));
        attributes.any(|line| line == "#[test]") || text[at..].contains("proptest")
    })
}

/// The lines of the table: the promise, and what it names as its tests.
fn promises() -> Vec<(String, Vec<String>)> {
    let page = fs::read_to_string(root().join("docs/security.md")).unwrap();
    let rows = page.lines().filter(|line| line.starts_with("| ") && line.matches(" | ").count() == 2);
    let row = |line: &str| {
        let (promise, tests) = line.rsplit_once(" | ").unwrap();
        let named: Vec<&str> = tests.split('`').skip(1).step_by(2).collect();
        (promise.to_owned(), named.into_iter().map(str::to_owned).collect())
    };
    rows.filter(|line| line.contains('`') && !line.starts_with("| variable")).map(row).collect()
}

#[test]
fn every_promise_names_a_test_that_is_there() {
    let promises = promises();
    assert!(promises.len() > 20, "the table is not where it was: {promises:#?}");
    let mut wrong = Vec::new();
    for (promise, tests) in &promises {
        if tests.is_empty() {
            wrong.push(format!("no test: {promise}"));
        }
        wrong.extend(
            tests.iter().filter(|test| !is_there(test)).map(|test| format!("{test} is not there: {promise}")),
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Every variable that the program reads is in the manual's list, and nothing else is in it.
#[test]
fn every_variable_that_is_read_is_documented() {
    let page = fs::read_to_string(root().join("docs/security.md")).unwrap();
    let (_, list) = page.split_once("| variable |").unwrap();
    let rows = list.lines().skip(2).take_while(|line| line.starts_with('|'));
    let named = |line: &str| -> Vec<String> {
        let names = line.split(" | ").next().unwrap();
        names.split('`').skip(1).step_by(2).map(str::to_owned).collect()
    };
    let documented: BTreeSet<String> = rows.flat_map(named).collect();
    let read = READ.iter().map(|(name, _)| *name).chain(HANDED_TO_GIT.iter().copied());
    assert_eq!(read.map(str::to_owned).collect::<BTreeSet<_>>(), documented);
}
