//! New entries in a configuration file that somebody wrote: its comments and its style stay.

use std::sync::Arc;

use serde_json::{Map, Value as Json};

use super::{FILE, parse};
use crate::document::{self, Document, FileKind, PatchOp, Route};
use crate::text::{RepoPath, SourceFile, apply};

/// An entry of `ignore`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NewIgnore {
    /// The rule.
    pub rule: String,
    /// The files, as globs; none means everywhere.
    pub paths: Vec<String>,
    /// Why.
    pub reason: String,
}

/// The text of the configuration with these entries at the end of its `ignore`. The error says why they
/// cannot be written.
pub fn add_ignores(text: &str, entries: &[NewIgnore]) -> Result<String, String> {
    if entries.is_empty() {
        return Ok(text.to_owned());
    }
    let source = Arc::new(SourceFile::new(RepoPath::new(FILE), text.to_owned()));
    // What is wrong there already must not be written over.
    if parse(&source).is_err() {
        return Err("it cannot be read as it is".to_owned());
    }
    let document = document::parse(&source, FileKind::Yaml).documents.into_iter().next();
    let has_list = |it: &Document| it.tree.at(&["ignore"]).is_some_and(|id| !it.tree.items(id).is_empty());
    let has_key = |it: &Document| it.tree.at(&["ignore"]).is_some();
    let whole = match document {
        Some(document) if has_list(&document) => inserted(&document, entries)?,
        Some(document) if has_key(&document) => {
            let at = Route::root().key("ignore");
            let value = entries.iter().map(json).collect::<Vec<_>>().into();
            lowered(&document, &[PatchOp::Set { at, value }])?
        }
        _ => appended(text, entries),
    };
    let new = Arc::new(SourceFile::new(RepoPath::new(FILE), whole.clone()));
    match parse(&new) {
        Ok(written) if written.keys.ignore.len() >= entries.len() => Ok(whole),
        _ => Err("the entries cannot be added to it".to_owned()),
    }
}

/// The entries as a block of their own, as in a new file.
pub(super) fn block(entries: &[NewIgnore]) -> String {
    let mut out = String::from("ignore:\n");
    for entry in entries {
        out.push_str(&format!("  - rule: {}\n", entry.rule));
        if !entry.paths.is_empty() {
            let paths: Vec<String> = entry.paths.iter().map(|path| quoted(path)).collect();
            out.push_str(&format!("    paths: [{}]\n", paths.join(", ")));
        }
        out.push_str(&format!("    reason: {}\n", quoted(&entry.reason)));
    }
    out
}

fn appended(text: &str, entries: &[NewIgnore]) -> String {
    let ending = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    let gap = if text.is_empty() { "" } else { "\n" };
    let block = block(entries);
    match text.contains("\r\n") {
        true => format!("{text}{ending}{gap}{block}").replace("\r\n", "\n").replace('\n', "\r\n"),
        false => format!("{text}{ending}{gap}{block}"),
    }
}

/// JSON is YAML, so a text in JSON's quotes reads back as it is.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("internal error: text always serialises")
}

fn inserted(document: &Document, entries: &[NewIgnore]) -> Result<String, String> {
    let list = document.tree.at(&["ignore"]).map_or(0, |id| document.tree.items(id).len());
    let ops: Vec<PatchOp> = entries
        .iter()
        .enumerate()
        .map(|(i, entry)| PatchOp::Insert {
            at: Route::root().key("ignore").index(list + i),
            value: json(entry),
        })
        .collect();
    lowered(document, &ops)
}

fn lowered(document: &Document, ops: &[PatchOp]) -> Result<String, String> {
    let edits = document.lower(ops).map_err(|error| error.to_string())?;
    apply(&document.source.text, &edits).map_err(|error| error.to_string())
}

fn json(entry: &NewIgnore) -> Json {
    let mut map = Map::new();
    map.insert("rule".to_owned(), entry.rule.clone().into());
    if !entry.paths.is_empty() {
        map.insert("paths".to_owned(), entry.paths.clone().into());
    }
    map.insert("reason".to_owned(), entry.reason.clone().into());
    map.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let entry = |rule: &str, paths: &[&str]| NewIgnore {
            rule: rule.to_owned(),
            paths: paths.iter().map(|&path| path.to_owned()).collect(),
            reason: "it: \"must\" # so".to_owned(),
        };
        let entries = [entry("k8s/a", &["/x/Dockerfile"]), entry("k8s/b", &[])];
        assert_eq!(add_ignores(text, &entries).as_deref(), Ok(expected));
        assert_eq!(add_ignores(text, &[]).as_deref(), Ok(text));
    }

    const BLOCK: &str = "ignore:\n  - rule: k8s/a\n    paths: [\"/x/Dockerfile\"]\n    \
        reason: \"it: \\\"must\\\" # so\"\n  - rule: k8s/b\n    reason: \"it: \\\"must\\\" # so\"\n";

    #[test]
    fn entries_are_added_and_all_else_stays() {
        check("", BLOCK);
        check("# only this\n", &format!("# only this\n\n{BLOCK}"));
        check("version: 1 # one", &format!("version: 1 # one\n\n{BLOCK}"));
        check("version: 1\r\n", &format!("version: 1\n\n{BLOCK}").replace('\n', "\r\n"));
        let before = "# top\nignore:\n  # why\n  - rule: k8s/c # c\n    reason: c\n\n# end\nfail-on: high\n";
        let added = add_ignores(
            before,
            &[NewIgnore { rule: "k8s/a".into(), paths: vec!["a/**".into()], reason: "why not".into() }],
        );
        assert_eq!(
            added.as_deref(),
            Ok(
                "# top\nignore:\n  # why\n  - rule: k8s/c # c\n    reason: c\n  - rule: k8s/a\n    paths:\n      \
                - a/**\n    reason: why not\n\n# end\nfail-on: high\n"
            )
        );
        let empty = add_ignores(
            "ignore: []\n",
            &[NewIgnore { rule: "k8s/a".into(), paths: Vec::new(), reason: "why".into() }],
        );
        assert!(empty.is_ok(), "{empty:?}");
        let broken = add_ignores(
            "ignore: k8s/a\n",
            &[NewIgnore { rule: "k8s/a".into(), paths: Vec::new(), reason: "why".into() }],
        );
        assert_eq!(broken, Err("it cannot be read as it is".to_owned()));
    }
}
