//! What of a document must not be shown. Whether it is also a finding, the rules say.

use std::collections::BTreeSet;

use super::secrets::{is_named_value, named_values};
use super::{Data, Document, FileKind, Member, NodeId, Style, Tree};
use crate::text::{SourceFile, Span};

/// The places in a document that must not be shown: secret candidates of a text, the values of a Kubernetes
/// Secret, and literals behind the names of secrets.
pub(super) fn spans(document: &Document) -> Vec<Span> {
    let tree = &document.tree;
    if document.kind == FileKind::Text {
        // Where the search ended at its bound, nobody knows what else is secret.
        if tree.at(&["truncated"]).is_some_and(|id| matches!(tree.node(id).data, Data::Bool(true))) {
            return vec![document.source.whole()];
        }
        let candidates = tree.at(&["candidates"]).map(|id| tree.items(id)).unwrap_or_default();
        let spans = candidates.iter().map(|id| tree.node(*id).span);
        return spans.chain(named_values(document.source.text.as_bytes())).collect();
    }
    if !document.kind.is_yaml() {
        return Vec::new();
    }
    let mut values = named(tree);
    values.extend(of_secrets(tree));
    values.extend(escaped(document));
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

/// The fields of objects, which say nothing of what is in them. In a Secret that cannot be read a line of a
/// value may look like any other name.
const FIELDS: [&str; 10] = [
    "apiVersion",
    "kind",
    "metadata",
    "namespace",
    "labels",
    "annotations",
    "type",
    "data",
    "stringData",
    "immutable",
];

/// The parts of a YAML file that could not be read, if they may be a Secret: all of each line but the name of
/// a field. Where a value begins cannot be known there.
pub fn unread_secrets(source: &SourceFile, documents: &[Document]) -> Vec<Span> {
    let path = &source.path;
    // What a kind is may be written with escapes.
    let escaped =
        |line: &str| line.find("kind").is_some_and(|at| line.get(at..).is_some_and(|it| it.contains('\\')));
    let may_be = source.text.contains("Secret") || source.text.lines().any(escaped);
    if !may_be || !super::kind_of(path, &source.text).is_yaml() {
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
        let blank = line.len() - line.trim_start().len();
        let text = line.get(blank..).unwrap_or_default();
        let field =
            FIELDS.iter().find(|field| text.strip_prefix(**field).is_some_and(|rest| rest.starts_with(':')));
        let shown = field.map_or(0, |field| field.len() + 1);
        let shown =
            if text.get(shown..).is_some_and(|rest| rest.starts_with(' ')) { shown + 1 } else { shown };
        Span::new(span.start as usize + blank + shown, span.end as usize)
    };
    (0..source.lines.count()).map(|line| source.lines.span_of(line)).filter(unread).map(value).collect()
}

/// The values of Secrets, wherever they stand in a document, and those that Kustomize makes Secrets of. A key that
/// is written twice has two, and both are secret.
fn of_secrets(tree: &Tree) -> Vec<NodeId> {
    let mut found = Vec::new();
    for id in tree.ids() {
        let members = tree.members(id);
        let is_kind = |member: &Member| &*member.key == "kind" && tree.as_str(member.value) == Some("Secret");
        if members.iter().any(is_kind) {
            let data = members.iter().filter(|member| matches!(&*member.key, "data" | "stringData"));
            found.extend(data.flat_map(|data| tree.members(data.value)).map(|member| member.value));
        }
        let generators = members.iter().filter(|member| &*member.key == "secretGenerator");
        for generator in generators.flat_map(|member| tree.items(member.value)) {
            let literals = tree.members(*generator).iter().filter(|member| &*member.key == "literals");
            found.extend(literals.flat_map(|literals| tree.items(literals.value)).copied());
        }
    }
    found
}

/// Texts under the name of a secret: `password: …`, `password: {value: …}`, `passwords: […]`, or
/// `{name: PASSWORD, value: …}`.
fn named(tree: &Tree) -> Vec<NodeId> {
    let mut found = Vec::new();
    let hides = |name: &str, id: NodeId| match &tree.node(id).data {
        Data::String(text) => is_named_value(name, text),
        Data::Number(number) => is_named_value(name, &number.to_string()),
        _ => false,
    };
    for id in tree.ids() {
        for member in tree.members(id) {
            let name = ["name", "key", "Name", "Key"]
                .into_iter()
                .find_map(|name| tree.get(id, name).and_then(|id| tree.as_str(id)));
            let name = name.filter(|_| matches!(&*member.key, "value" | "Value"));
            let name = name.unwrap_or(&member.key);
            let inner = tree.members(member.value).iter();
            let inner =
                inner.filter(|inner| matches!(&*inner.key, "value" | "default")).map(|inner| inner.value);
            let items = tree.items(member.value).iter().copied();
            let all = std::iter::once(member.value).chain(inner).chain(items);
            found.extend(all.filter(|id| hides(name, *id)));
        }
    }
    found
}

/// Texts that are written with escapes and read as an assignment to the name of a secret.
fn escaped(document: &Document) -> Vec<NodeId> {
    let tree = &document.tree;
    let is = |id: &NodeId| {
        let raw = || document.source.slice(tree.node(*id).span);
        tree.as_str(*id).is_some_and(|text| raw().contains('\\') && !named_values(text.as_bytes()).is_empty())
    };
    tree.ids().into_iter().filter(is).collect()
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
            "kind: ******\ndata:\n  ********\n  *****\n ****\n",
        );
        check("a: b\n---\nkind: Secret\nx: [\n", "a: b\n***\nkind: ******\n****\n");
        check("a: b\nx: [\n", "a: b\nx: [\n");
    }

    #[test]
    fn secrets_are_known_wherever_they_stand() {
        check(
            "x:\n  - kind: Secret\n    stringData: {a: bc}\n",
            "x:\n  - kind: Secret\n    stringData: {a: **}\n",
        );
        check(
            "secretGenerator: [{name: a, literals: [b=c]}]\n",
            "secretGenerator: [{name: a, literals: [***]}]\n",
        );
        let line = "{\"kind\": \"Secret\", \"data\": {\"a\": \"b\"";
        check(line, &"*".repeat(line.len()));
        let text = "kind: \"\\x53ecret\"\nstringData:\n  a: |\n    b: c\n  d: [e\n";
        check(text, "kind: ***********\nstringData:\n  ****\n    ****\n  *****\n");
    }

    #[test]
    fn texts_under_the_names_of_secrets_are_masked() {
        check("- name: API_KEY\n  value: >-\n    ab12!cd\n", "- name: API_KEY\n  value: **\n***********\n");
        check("a: {password: hunter2abc}\n", "a: {password: **********}\n");
        check(
            "password: {value: ab12!cd}\npasswords: [ab12!ce]\n",
            "password: {value: *******}\npasswords: [*******]\n",
        );
        check("- {value: ab12!cd, name: API_KEY}\n", "- {value: *******, name: API_KEY}\n");
        check("- \"DB_PASSW\\x4fRD=ab12!cd\"\n", &format!("- {}\n", "*".repeat(24)));
        check("x: &p \"a b1\"\nDB_PASSWORD: *p\n", "x: &p ******\nDB_PASSWORD: **\n");
        check("- {name: KEY_FILE, value: ab12!cd}\n", "- {name: KEY_FILE, value: ab12!cd}\n");
    }
}
