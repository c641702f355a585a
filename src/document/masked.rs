//! What of a document must not be shown. Whether it is also a finding, the rules say.

use std::collections::BTreeSet;

use super::secrets::{is_named_value, named_values};
use super::{Data, Document, FileKind, NodeId, Style, Tree};
use crate::text::{SourceFile, Span};

/// The places in a document that must not be shown: secret candidates of a text, the values of a Kubernetes
/// Secret, and literals behind the names of secrets.
pub(super) fn spans(document: &Document) -> Vec<Span> {
    let tree = &document.tree;
    if document.kind == FileKind::Text {
        let candidates = tree.at(&["candidates"]).map(|id| tree.items(id)).unwrap_or_default();
        let spans = candidates.iter().map(|id| tree.node(*id).span);
        return spans.chain(named_values(document.source.text.as_bytes())).collect();
    }
    if !document.kind.is_yaml() {
        return Vec::new();
    }
    let mut values = named(tree);
    if document.kind == FileKind::Kubernetes {
        values.extend(of_secret(tree));
    }
    // What an alias stands for is written elsewhere.
    let text = |id: &NodeId| tree.as_str(*id).filter(|_| tree.node(*id).style == Style::Alias);
    let elsewhere: BTreeSet<&str> = values.iter().filter_map(text).collect();
    if !elsewhere.is_empty() {
        values.extend(
            tree.ids().into_iter().filter(|id| tree.as_str(*id).is_some_and(|s| elsewhere.contains(s))),
        );
    }
    values.into_iter().map(|id| tree.node(id).span).collect()
}

/// What `text` says if it is base64 of text.
pub fn decoded(text: &str) -> Option<String> {
    let bytes = super::secrets::base64(text.trim().as_bytes())?;
    String::from_utf8(bytes).ok().filter(|text| !text.is_empty() && !text.contains('\0'))
}

/// The parts of a YAML file that could not be read, if they may be a Secret: of each line what is behind its
/// key. Where a value begins cannot be known there.
pub fn unread_secrets(source: &SourceFile, documents: &[Document]) -> Vec<Span> {
    let path = &source.path;
    if !source.text.contains("Secret") || !super::kind_of(path, &source.text).is_yaml() {
        return Vec::new();
    }
    let read: Vec<Span> = documents.iter().filter(|d| d.kind != FileKind::Text).map(|d| d.unit).collect();
    let unread = |span: &Span| {
        // Documents follow each other; those of one list share their unit.
        let before = read.partition_point(|unit| unit.start <= span.start);
        before.checked_sub(1).and_then(|last| read.get(last)).is_none_or(|unit| unit.end <= span.start)
    };
    let value = |span: Span| {
        let line = source.slice(span);
        let only_key = line.trim_end().ends_with(':');
        let from = if only_key { Some(line.len()) } else { line.find(": ").map(|colon| colon + 2) };
        let key = from.unwrap_or(line.len() - line.trim_start().len());
        Span::new(span.start as usize + key, span.end as usize)
    };
    (0..source.lines.count()).map(|line| source.lines.span_of(line)).filter(unread).map(value).collect()
}

/// The values of a Secret. A key that is written twice has two, and both are secret.
fn of_secret(tree: &Tree) -> Vec<NodeId> {
    let members = |names: &'static [&'static str]| {
        tree.members(tree.root).iter().filter(move |member| names.contains(&&*member.key))
    };
    if !members(&["kind"]).any(|member| tree.as_str(member.value) == Some("Secret")) {
        return Vec::new();
    }
    members(&["data", "stringData"]).flat_map(|m| tree.members(m.value)).map(|member| member.value).collect()
}

/// Texts under the name of a secret: `password: …`, or `{name: PASSWORD, value: …}`.
fn named(tree: &Tree) -> Vec<NodeId> {
    let mut found = Vec::new();
    for id in tree.ids() {
        for member in tree.members(id) {
            let Data::String(text) = &tree.node(member.value).data else { continue };
            let name =
                tree.get(id, "name").filter(|_| &*member.key == "value").and_then(|id| tree.as_str(id));
            if is_named_value(name.unwrap_or(&member.key), text) {
                found.push(member.value);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::document::{kind_of, parse, secrets};
    use crate::text::RepoPath;

    /// Holds what of a file is shown.
    #[track_caller]
    fn check(text: &str, expected: &str) {
        let source = Arc::new(SourceFile::new(RepoPath::new("a.yaml"), text.to_owned()));
        let documents = parse(&source, kind_of(&source.path, text)).documents;
        let mut masked: Vec<Span> = documents.iter().flat_map(Document::secret_spans).collect();
        masked.extend(unread_secrets(&source, &documents));
        assert_eq!(secrets::mask(text, &masked), expected);
    }

    #[test]
    fn values_of_secrets_are_masked_however_often_they_are_written() {
        let secret = "apiVersion: v1\nkind: Secret\n";
        check(&format!("{secret}data: {{a: b, a: c}}\n"), &format!("{secret}data: {{a: *, a: *}}\n"));
        check(
            &format!("{secret}stringData:\n  a: b\nstringData:\n  c: d\n"),
            &format!("{secret}stringData:\n  a: *\nstringData:\n  c: *\n"),
        );
        check(
            &format!("x: &a bc\n{secret}data: {{a: *a}}\n"),
            &format!("x: &a **\n{secret}data: {{a: **}}\n"),
        );
        check(
            "apiVersion: v1\nkind: ConfigMap\ndata: {a: b}\n",
            "apiVersion: v1\nkind: ConfigMap\ndata: {a: b}\n",
        );
    }

    #[test]
    fn a_secret_that_cannot_be_read_is_masked_line_by_line() {
        check(
            "kind: Secret\ndata:\n  a: b # c\n  d: [e\n f: }\n",
            "kind: ******\ndata:\n  a: *****\n  d: **\n f: *\n",
        );
        check("a: b\n---\nkind: Secret\nx: [\n", "a: b\n***\nkind: ******\nx: *\n");
        check("a: b\nx: [\n", "a: b\nx: [\n");
    }

    #[test]
    fn texts_under_the_names_of_secrets_are_masked() {
        check("- name: API_KEY\n  value: >-\n    ab12!cd\n", "- name: API_KEY\n  value: **\n***********\n");
        check("a: {password: hunter2abc}\n", "a: {password: **********}\n");
        check("- {name: KEY_FILE, value: ab12!cd}\n", "- {name: KEY_FILE, value: ab12!cd}\n");
    }
}
