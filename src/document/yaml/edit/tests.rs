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
        let path = format!("case.{format}");
        let text = format!("{before}\n");
        match (result, patched(&path, &text, 0, ops)) {
            ("text", Err(error)) => assert_eq!(error.to_string(), after, "{title}"),
            (_, Ok(actual)) => assert_eq!(actual, format!("{after}\n"), "{title}\n--- got:\n{actual}"),
            (_, Err(error)) => panic!("{title}: {error}"),
        }
    }
}

#[test]
fn blocks() {
    check_cases(include_str!("../../../../testdata/patches/blocks.md"));
}
