//! Kubernetes objects, in YAML or JSON.

use std::sync::Arc;

use super::tree::{Data, Tree};
use super::yaml::{self, Dialect};
use super::{FileKind, Format, Parsed, Problem};
use crate::limits;
use crate::text::{RepoPath, SourceFile, Span};

pub(super) const FORMAT: Format = Format {
    claims,
    parse,
    lower: yaml::lower,
    entries: yaml::entries,
    scripts: |_| Vec::new(),
};

/// Whether a document says of itself that it is an object of the Kubernetes API.
pub(super) fn is_object(tree: &Tree) -> bool {
    tree.str_at(&["apiVersion"]).is_some() && tree.str_at(&["kind"]).is_some()
}

/// The items of a `List` as trees of their own; any other object as it is.
pub(super) fn unwrap_lists(tree: Tree) -> Vec<Tree> {
    let mut found = Vec::new();
    let mut todo = vec![(tree, 0)];
    while let Some((tree, depth)) = todo.pop() {
        let listed = tree.str_at(&["kind"]).is_some_and(|kind| kind.ends_with("List"));
        let items = tree.at(&["items"]).map(|id| tree.items(id).to_vec()).unwrap_or_default();
        let objects = items.into_iter().map(|id| tree.rooted_at(id)).filter(is_object).rev().collect::<Vec<_>>();
        if listed && !objects.is_empty() && depth < limits::DEPTH {
            todo.extend(objects.into_iter().map(|object| (object, depth + 1)));
        } else {
            found.push(tree);
        }
    }
    found
}

/// A Kustomization may leave its kind out, and a JSON file is an object only when it says so.
fn claims(path: &RepoPath, head: &str) -> bool {
    match path.name() {
        "kustomization.yaml" | "kustomization.yml" | "Kustomization" => true,
        name => name.ends_with(".json") && head.contains("\"apiVersion\"") && head.contains("\"kind\""),
    }
}

fn parse(source: &Arc<SourceFile>) -> Parsed {
    if source.path.name().ends_with(".json") {
        return parse_json(source);
    }
    yaml::documents(source, Dialect::Yaml11, |tree| match tree.root_node().data {
        Data::Map(_) if !is_object(tree) => FileKind::Kubernetes,
        _ => yaml::kind_by_content(tree),
    })
}

/// The YAML parser is lenient on trailing commas and comments, so serde_json decides first.
fn parse_json(source: &Arc<SourceFile>) -> Parsed {
    let text = source.text.trim_start_matches('\u{feff}');
    if let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(text) {
        let line = source.lines.span_of(error.line().saturating_sub(1));
        let at = (line.start as usize + error.column().saturating_sub(1)).min(source.text.len());
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or_default().to_owned();
        return Parsed { documents: Vec::new(), problems: vec![Problem { span: Span::empty(at), message }] };
    }
    yaml::documents(source, Dialect::Core12, |_| FileKind::Kubernetes)
}
