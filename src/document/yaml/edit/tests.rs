//! Cases from `testdata/patches`, and those whose bytes a Markdown file cannot show.

use std::sync::Arc;

use serde_json::Value as Json;

use crate::document::{FileKind, PatchError, PatchOp, classify, parse};
use crate::text::{RepoPath, SourceFile, apply};

/// Applies `ops` to the document `part` of a file and returns the whole text afterwards.
pub(super) fn patched(path: &str, text: &str, part: usize, ops: &str) -> Result<String, PatchError> {
    let path = RepoPath::new(path);
    let kind = match classify(&path, text) {
        FileKind::Text => FileKind::Yaml,
        kind => kind,
    };
    let source = Arc::new(SourceFile::new(path, text.to_owned()));
    let parsed = parse(&source, kind);
    assert_eq!(parsed.problems, [], "{text}");
    let ops: Vec<Json> = serde_json::from_str(ops).unwrap();
    let ops: Vec<PatchOp> = ops.iter().map(|op| PatchOp::from_json(op).unwrap()).collect();
    let edits = parsed.documents[part].lower(&ops)?;
    Ok(apply(text, &edits).unwrap())
}

/// Runs every case of a Markdown file: blocks come in threes, text, operations and result.
#[track_caller]
fn check_cases(markdown: &str) {
    let mut failures = Vec::new();
    for case in markdown.split("\n## ").skip(1) {
        let title = case.lines().next().unwrap();
        let blocks: Vec<(&str, &str)> = case
            .split("\n```")
            .skip(1)
            .step_by(2)
            .map(|block| block.split_once('\n').unwrap_or((block, "")))
            .collect();
        let [(format, before), (_, ops), (result, after)] = blocks[..] else {
            panic!("{title}: {} blocks", blocks.len())
        };
        let actual = match patched(&format!("case.{format}"), &format!("{before}\n"), 0, ops) {
            Ok(actual) => actual,
            Err(error) => format!("{error}\n"),
        };
        let refused = actual.starts_with(after) && result == "text";
        if actual != format!("{after}\n") || refused != (result == "text") {
            failures.push(format!("## {title}\n{actual}"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn blocks() {
    check_cases(include_str!("../../../../testdata/patches/blocks.md"));
}

#[test]
fn flow_collections_and_json() {
    check_cases(include_str!("../../../../testdata/patches/flow.md"));
}

/// A case whose bytes matter: text before, document, operations, text after.
#[track_caller]
fn check(before: &str, part: usize, ops: &str, after: &str) {
    match patched("case.yaml", before, part, ops) {
        Ok(actual) => assert_eq!(actual, after),
        Err(error) => panic!("{error}"),
    }
}

const SET_NEW: &str = r#"[{"op": "set", "at": ["new"], "value": 1}]"#;

#[test]
fn bytes_stay_as_they_are_found() {
    check("a: 1", 0, SET_NEW, "a: 1\nnew: 1");
    check("a: 1\r\nb:\r\n  c: 2\r\n", 0, SET_NEW, "a: 1\r\nb:\r\n  c: 2\r\nnew: 1\r\n");
    check(
        "a: 1\r\nb:\r\n",
        0,
        r#"[{"op": "set", "at": ["b", "new", "m"], "value": "x\ny\n"}]"#,
        "a: 1\r\nb:\r\n  new:\r\n    m: |\r\n      x\r\n      y\r\n",
    );
    check("\u{feff}é: ü # ö\nb: 'ä'", 0, SET_NEW, "\u{feff}é: ü # ö\nb: 'ä'\nnew: 1");
    check("a: 1\t# tab\n", 0, SET_NEW, "a: 1\t# tab\nnew: 1\n");
    check("a: |+\n  x\n\n\n", 0, SET_NEW, "a: |+\n  x\n\n\nnew: 1\n");
    check("a: |+\n  x\n\n\n---\nb: 1\n", 0, SET_NEW, "a: |+\n  x\n\n\nnew: 1\n---\nb: 1\n");
    check("a: |\n  x", 0, r#"[{"op": "remove", "at": ["a"]}]"#, "{}");
    check("a: 1\nb: 2", 0, r#"[{"op": "remove", "at": ["b"]}]"#, "a: 1");
    check(
        "a: 1\nb: 2\nc:\n- 3",
        0,
        r#"[{"op": "remove", "at": ["b"]}, {"op": "remove", "at": ["c"]}, {"op": "set", "at": ["d"], "value": 4}]"#,
        "a: 1\nd: 4",
    );
    check("a: 1\r\nb: 2", 0, r#"[{"op": "remove", "at": ["b"]}]"#, "a: 1");
    check("a: 1\n---\nb: 2\n...\n# end\n", 1, SET_NEW, "a: 1\n---\nb: 2\nnew: 1\n...\n# end\n");
    check("a: 1\n...\n---\nb: 2\n", 0, SET_NEW, "a: 1\nnew: 1\n...\n---\nb: 2\n");
    check(
        "a: 1\n---\nb: 2\n---\nc: 3",
        1,
        r#"[{"op": "set", "at": ["b"], "value": "x"}]"#,
        "a: 1\n---\nb: x\n---\nc: 3",
    );
}

#[test]
fn a_very_long_line_is_edited_where_it_must_be() {
    let long = "x".repeat(200_000);
    let before = format!("a: {{b: {long}, c: 1}}\n");
    check(
        &before,
        0,
        r#"[{"op": "set", "at": ["a", "c"], "value": 2}]"#,
        &format!("a: {{b: {long}, c: 2}}\n"),
    );
}

/// A refused case: the words of the refusal.
#[track_caller]
fn check_refused(path: &str, before: &str, part: usize, ops: &str, words: &str) {
    let error = patched(path, before, part, ops).unwrap_err();
    assert!(error.to_string().contains(words), "{error}");
}

#[test]
fn what_an_edit_could_break_is_refused_in_words() {
    let set = r#"[{"op": "set", "at": ["a", 0, "new"], "value": 1}]"#;
    check_refused("case.yaml", "a:\n-\tb: 1\n", 0, set, "tabs");
    let set_b = r#"[{"op": "set", "at": ["a", 0, "b"], "value": 2}]"#;
    check_refused("case.yaml", "a:\n- ? b\n  : 1\n", 0, set_b, "explicit '?'");
    let remove_b = r#"[{"op": "remove", "at": ["a", 0, "b"]}]"#;
    check_refused("case.yaml", "a:\n- &x b: 1\n  c: 2\n", 0, remove_b, "an anchor");
    check_refused("case.yaml", "a:\n- &x\n  b: 1\nc: *x\n", 0, set, "a[0] is shared");
    check_refused("case.yaml", "a: [&x {b: 1}, *x]\n", 0, set, "a[0] is shared");
}

#[test]
fn an_item_of_a_list_of_objects_is_edited_alone() {
    let before =
        "kind: List\napiVersion: v1\nitems:\n- kind: A\n  apiVersion: v1 # v\n- apiVersion: v1\n  kind: B\n";
    check(before, 0, SET_NEW, &before.replace("# v\n", "# v\n  new: 1\n"));
    check(before, 1, SET_NEW, &format!("{before}  new: 1\n"));
    // Without its version it is no object any more, and nobody could prove what became of it.
    let rename = r#"[{"op": "rename", "at": ["apiVersion"], "to": "other"}]"#;
    check_refused("case.yaml", before, 0, rename, "would not read back");
}

#[test]
fn json_keeps_its_own_indentation() {
    let before = "{\n\t\"apiVersion\": \"v1\",\n\t\"kind\": \"A\",\n\t\"spec\": {}\n}\n";
    let ops = r#"[{"op": "set", "at": ["spec", "user"], "value": {"id": [1]}}, {"op": "set", "at": ["new"], "value": "y"}]"#;
    let after = "{\n\t\"apiVersion\": \"v1\",\n\t\"kind\": \"A\",\n\t\"spec\": {\n\t\t\"user\": {\n\t\t\t\"id\": [\n\t\t\t\t1\n\t\t\t]\n\t\t}\n\t},\n\t\"new\": \"y\"\n}\n";
    assert_eq!(patched("case.json", before, 0, ops).as_deref(), Ok(after));
}

#[test]
fn a_compose_project_under_any_name_is_edited() {
    let before = "services:\n  web:\n    image: web\n    tty: yes\n";
    let ops = r#"[{"op": "set", "at": ["services", "web", "read_only"], "value": true}]"#;
    let after = format!("{before}    read_only: true\n");
    check(before, 0, ops, &after);
    assert_eq!(patched("compose.yaml", before, 0, ops), Ok(after));
}
