//! YAML of any kind: reading it, and the kind of file that no other kind claims.
//!
//! The kinds that are written in YAML call [`documents`] with their dialect and say which kind each document
//! is; reading, entries and edits are the same for all.

mod edit;
mod escaped;
mod events;
mod extent;
mod merge_key;
mod read;
mod scalar;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::tree::{Style, Tree};
use super::{Document, FileKind, Format, Parsed, Problem, compose, kubernetes};
use crate::text::{RepoPath, SourceFile, Span};

pub(super) use edit::lower;
pub(super) use escaped::add as add_escaped_secrets;
pub(super) use scalar::Dialect;

pub(super) const FORMAT: Format = Format {
    claims: |path, _| is_yaml(path),
    parse: |source| documents(source, Dialect::Yaml11, kind_by_content),
    lower,
    entries,
    scripts: |_| Vec::new(),
};

/// Whether the file's name says that it is YAML. Helm's lock files are, without saying so.
pub(super) fn is_yaml(path: &RepoPath) -> bool {
    let name = path.name().to_ascii_lowercase();
    name.ends_with(".yaml")
        || name.ends_with(".yml")
        || matches!(path.name(), "Chart.lock" | "requirements.lock")
}

/// What a document in a file of no special name is.
pub(super) fn kind_by_content(tree: &Tree) -> FileKind {
    if compose::is_project(tree) {
        FileKind::Compose
    } else if kubernetes::is_object(tree) {
        FileKind::Kubernetes
    } else {
        FileKind::Yaml
    }
}

/// Reads all documents of a file. Empty ones are left out; the items of a Kubernetes `List` become documents
/// of their own. An object of Kubernetes is one whatever its file is called: kubectl asks for no names. So it is
/// read as kubectl reads it, and if `kind_of` says that it is of another kind, as that one as well. The others stay
/// as their own consumer reads them: an object below a workflow must not change its `on`.
pub(super) fn documents(
    source: &Arc<SourceFile>,
    dialect: Dialect,
    kind_of: fn(&Tree) -> FileKind,
) -> Parsed {
    let (read, mut problems) = read::read(source, dialect);
    let mut objects: BTreeMap<Span, _> = BTreeMap::new();
    let again = dialect != Dialect::Yaml11 && !source.path.is_json();
    if again && read.iter().any(|document| kubernetes::is_object(&document.tree)) {
        let (all, more) = read::read(source, Dialect::Yaml11);
        objects.extend(all.into_iter().map(|object| (object.unit, object)));
        problems.extend(more);
        problems.sort_by(|a, b| (a.span, &a.message).cmp(&(b.span, &b.message)));
        problems.dedup();
    }
    let mut documents = Documents { source, found: Vec::new(), problems };
    for document in read {
        let kind = kind_of(&document.tree);
        if !kubernetes::is_object(&document.tree) {
            documents.add(kind, document);
            continue;
        }
        let object = objects.remove(&document.unit);
        if kind == FileKind::Kubernetes {
            documents.add(kind, object.unwrap_or(document));
        } else {
            // The file's own consumer may not care for keys that it does not know.
            documents.add(FileKind::Kubernetes, object.unwrap_or_else(|| document.clone()));
            documents.add(kind, document);
        }
    }
    Parsed { documents: documents.found, problems: documents.problems }
}

/// Reads JSON values that stand after each other, each at its place.
pub(super) fn values(source: &Arc<SourceFile>, units: &[Span], kind: FileKind) -> Parsed {
    let mut documents = Documents { source, found: Vec::new(), problems: Vec::new() };
    for unit in units {
        let alone = SourceFile::new(source.path.clone(), source.slice(*unit).to_owned());
        let (read, wrong) = read::read(&alone, Dialect::Core12);
        let by = unit.start as usize;
        for it in read {
            documents.add(kind, read::YamlDocument { tree: it.tree.shifted(by), unit: *unit, ..it });
        }
        let shifted = wrong.into_iter().map(|it| Problem { span: it.span.shifted(by), ..it });
        documents.problems.extend(shifted);
    }
    Parsed { documents: documents.found, problems: documents.problems }
}

/// The documents of a file as rules see them.
struct Documents<'a> {
    source: &'a Arc<SourceFile>,
    found: Vec<Document>,
    problems: Vec<Problem>,
}

impl Documents<'_> {
    /// Adds a document, or the items of a list, unless there is nothing in it.
    fn add(&mut self, kind: FileKind, document: read::YamlDocument) {
        let trees = match kind {
            FileKind::Kubernetes => {
                let (objects, problems) = kubernetes::unwrap_lists(document.tree);
                self.problems.extend(problems);
                objects
            }
            _ if document.tree.root_node().style == Style::Missing => return,
            _ => vec![document.tree],
        };
        for (item, tree) in trees.into_iter().enumerate() {
            self.found.push(Document {
                source: Arc::clone(self.source),
                kind,
                part: self.found.len(),
                unit: document.unit,
                item,
                tree,
                comments: Arc::clone(&document.comments),
            });
        }
    }
}

/// The members and items of a document, from the key or dash to the end of the value.
pub(super) fn entries(document: &Document) -> Vec<Span> {
    let text = &document.source.text;
    let mut found = Vec::new();
    for id in document.tree.ids() {
        for member in document.tree.members(id) {
            found.push(member.key_span.to(document.tree.node(member.value).span));
        }
        for item in document.tree.items(id) {
            let span = document.tree.node(*item).span;
            let before = text.get(..span.start as usize).unwrap_or_default();
            let start = before.trim_end().strip_suffix('-').map_or(before.len(), str::len);
            found.push(Span::new(start, span.end as usize));
        }
    }
    found
}
