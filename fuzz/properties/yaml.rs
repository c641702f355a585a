//! YAML and JSON: what a document says does not depend on what stands around it, and JSON is what it is
//! elsewhere.

use std::sync::Arc;

use gatecheck::document::{FileKind, kind_of};
use gatecheck::text::{RepoPath, SourceFile};
use serde_json::Value as Json;

use super::documents::exercise;
use super::input;
use super::meant::same;

/// Any bytes as YAML. A document without a problem says the same when its own text is read alone.
pub(super) fn yaml(data: &[u8]) {
    let source = input::file(data, "file.yaml").source();
    let kind = match kind_of(&source.path, &source.text) {
        kind if kind.is_yaml() => kind,
        _ => FileKind::Yaml,
    };
    let parsed = exercise(&source, kind);
    if !parsed.problems.is_empty() {
        return;
    }
    for document in &parsed.documents {
        let text = source.slice(document.unit).to_owned();
        let Some(alone) = document.reparse(text) else { continue };
        let (whole, alone) = (document.tree.to_json(), alone.tree.to_json());
        assert!(same(&whole, &alone), "alone, document {} says {alone}, not {whole}", document.part);
    }
}

pub(super) fn yamls() -> Vec<Vec<u8>> {
    input::with_paths(|path| path.ends_with(".yaml") || path.ends_with(".yml"))
}

/// Any bytes as JSON. What we read without a problem, others read as the same.
pub(super) fn json(data: &[u8]) {
    let text = String::from_utf8_lossy(data).into_owned();
    let source = Arc::new(SourceFile::new(RepoPath::new("file.json"), text));
    let parsed = exercise(&source, FileKind::Kubernetes);
    let theirs: Result<Json, _> = serde_json::from_str(source.text.trim_start_matches('\u{feff}'));
    if !parsed.problems.is_empty() {
        return;
    }
    match (theirs, &parsed.documents[..]) {
        (Ok(theirs), [ours]) if ours.unit.range().len() == source.text.trim().len() && ours.item == 0 => {
            let ours = ours.tree.to_json();
            // The items of a list are documents of their own, of the list's type where they say none.
            let items = theirs.get("items").and_then(Json::as_array);
            let first = items.and_then(|items| items.first());
            let unwrapped =
                first.is_some_and(|first| same(first, &ours) || same(&typed(first, &theirs), &ours));
            assert!(same(&theirs, &ours) || unwrapped || twice(&source.text), "{theirs} was read as {ours}");
        }
        // A number beyond all doubles is JSON, and for each reader something else.
        (Err(error), [_]) if !error.to_string().starts_with("number out of range") => {
            // Several values after each other are no JSON, and are read by kubectl.
            let values = serde_json::Deserializer::from_str(&source.text).into_iter::<Json>();
            assert!(values.count() > 1, "{error}, and there is no problem");
        }
        _ => {}
    }
}

/// An item of a list with the type that the list's gives it.
fn typed(item: &Json, list: &Json) -> Json {
    let mut item = item.clone();
    let kind = list.get("kind").and_then(Json::as_str).unwrap_or_default();
    if let Some(members) = item.as_object_mut() {
        members.insert("kind".into(), kind.strip_suffix("List").unwrap_or(kind).into());
        members.insert("apiVersion".into(), list.get("apiVersion").cloned().unwrap_or_default());
    }
    item
}

/// Whether some mapping has a key twice, so that there is no telling which counts.
fn twice(text: &str) -> bool {
    let source = Arc::new(SourceFile::new(RepoPath::new("file.json"), text.to_owned()));
    let parsed = gatecheck::document::parse(&source, FileKind::Kubernetes);
    parsed.documents.iter().any(|document| !document.duplicate_keys().is_empty())
}

pub(super) fn jsons() -> Vec<Vec<u8>> {
    input::alone(|path| path.ends_with(".json"))
}
