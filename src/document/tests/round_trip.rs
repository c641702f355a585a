//! Places and edits held against the text: what a route leads to is what stands there, and an edit changes
//! what it says and nothing else.

use proptest::prelude::*;
use serde_json::Value as Json;

use super::*;
use crate::document::{Data, Document, NodeId, PatchOp, Precision, Style, Via};
use crate::text::apply;

/// Every document of our examples, with the path of its file. Half-broken files are part of them.
fn documents() -> Vec<Document> {
    let read = |(path, text): &(String, String)| {
        let (source, kind) = file(path, text);
        let mut documents = parse(&source, kind).documents;
        if kind != FileKind::Text {
            documents.extend(parse(&source, FileKind::Text).documents);
        }
        documents
    };
    examples().iter().flat_map(read).collect()
}

fn name(document: &Document) -> String {
    format!("document {} of {} as {}", document.part, document.source.path, document.kind.name())
}

/// The only document in `text`, read as `kind`.
fn alone(text: &str, kind: FileKind) -> Option<Json> {
    let source = Arc::new(SourceFile::new(RepoPath::new("alone.yaml"), text.to_owned()));
    let parsed = parse(&source, kind);
    match &parsed.documents[..] {
        [] if parsed.problems.is_empty() => Some(Json::Null),
        [one] if parsed.problems.is_empty() => Some(one.tree.to_json()),
        _ => None,
    }
}

/// Whether the node or one below it takes its value from another place.
fn borrows(document: &Document, id: NodeId) -> bool {
    let tree = &document.tree;
    let node = tree.node(id);
    let members = tree.members(id);
    node.style == Style::Alias
        || members.iter().any(|member| member.via == Via::Merge || borrows(document, member.value))
        || tree.items(id).iter().any(|item| borrows(document, *item))
}

/// Holds the text under a node of a YAML document against the node's value.
fn check_yaml_text(document: &Document, route: &Route, id: NodeId) {
    let source = &document.source;
    let span = document.tree.node(id).span;
    let text = source.slice(span);
    let before = source.text.get(..span.start as usize).unwrap();
    let tagged = before.split_whitespace().next_back().is_some_and(|word| word.starts_with('!'));
    let header = text.lines().next().unwrap_or_default();
    let style = document.tree.node(id).style;
    let scalar = matches!(style, Style::Literal | Style::Folded);
    // Its indentation is said relative to its parent's, which is not here.
    let relative = scalar
        && header.split('#').next().is_some_and(|header| header.contains(|c: char| c.is_ascii_digit()));
    if borrows(document, id) || tagged || relative || style == Style::Missing {
        return;
    }
    let line = before.rsplit('\n').next().unwrap().trim_start_matches('\u{feff}');
    let column = if style == Style::Block { line.chars().count() } else { 0 };
    // Items stand behind their dash, and the list's own place is before the first.
    // The line ending behind a block scalar is part of the scalar, and not of its place.
    let end = if matches!(style, Style::Block) { "\n" } else { "" };
    let read = alone(&format!("{}{text}{end}", " ".repeat(column)), document.kind_of_alone());
    let expected = document.tree.json_of(id);
    let trimmed = |value: &Json| match value {
        Json::String(text) if scalar => Json::from(text.trim_end_matches('\n')),
        other => other.clone(),
    };
    let read = read.as_ref().map(trimmed);
    assert_eq!(read, Some(trimmed(&expected)), "{route} of {}: {text:?}", name(document));
}

impl Document {
    /// The kind that reads a part of this document's text as this document was read, and claims no more.
    fn kind_of_alone(&self) -> FileKind {
        match self.kind {
            FileKind::Kubernetes if self.source.path.name().ends_with(".json") => FileKind::GithubActions,
            FileKind::Kubernetes | FileKind::Yaml => FileKind::GitlabCi,
            kind => kind,
        }
    }
}

/// Text without all that quoting, escaping and joining of lines adds or takes away.
fn bare(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !"\"'`\\#/".contains(*c))
        .flat_map(char::to_lowercase)
        .collect()
}

/// Whether the value stands in the text, and is not only concluded from it.
fn is_written(route: &Route) -> bool {
    let concluded = ["at", "form", "flags", "resolved", "base", "op"];
    !route.0.iter().any(|step| matches!(step, Step::Key(key) if concluded.contains(&key.as_str())))
}

/// Every value is where its route leads, and what stands there reads as the value.
fn check_places(document: &Document) {
    let tree = &document.tree;
    for (route, id) in tree.routes() {
        let node = tree.node(id);
        let place = document.locate(&route);
        assert_eq!(place.precision, Precision::Exact, "{route} of {}", name(document));
        assert_eq!(tree.walk(&route).node, id, "{route} of {}", name(document));
        assert!(document.unit.contains(place.span), "{route} of {}", name(document));
        let text = document.source.text.get(node.span.range()).unwrap();
        match (&node.data, document.kind) {
            (Data::String(value), FileKind::Dockerfile | FileKind::GoMod | FileKind::GoSum)
                if is_written(&route) =>
            {
                let (text, value) = (bare(text), bare(value));
                let shown = value.strip_suffix('…').unwrap_or(&value);
                let same = text.contains(shown) || shown.contains(&text);
                assert!(same, "{route} of {}: {text:?} is not {value:?}", name(document));
            }
            (_, kind) if kind.is_yaml() => check_yaml_text(document, &route, id),
            _ => {}
        }
    }
}

/// The text of a document's file after an operation, or nothing if it was refused.
fn after(document: &Document, op: PatchOp) -> Option<String> {
    let edits = document.lower(&[op]).ok()?;
    Some(apply(&document.source.text, &edits).unwrap())
}

/// Setting a value to what it is, or nothing to anything, changes no byte.
fn check_idle_edits(document: &Document) {
    assert_eq!(document.lower(&[]), Ok(Vec::new()), "{}", name(document));
    assert_eq!(apply(&document.source.text, &[]).unwrap(), document.source.text);
    for (at, id) in document.tree.routes() {
        let scalar = !matches!(document.tree.node(id).data, Data::List(_) | Data::Map(_));
        // What a text's record says of a secret is not the secret: setting it is a change.
        if scalar && document.kind != FileKind::Text {
            let op = PatchOp::Set { at: at.clone(), value: document.tree.json_of(id) };
            if let Some(text) = after(document, op) {
                assert_eq!(text, document.source.text, "{at} of {}", name(document));
            }
        }
    }
}

/// `value` without what is at `route`.
fn without(value: &Json, route: &[Step]) -> Option<Json> {
    let mut value = value.clone();
    let (last, parents) = route.split_last()?;
    let parent = parents.iter().try_fold(&mut value, |value, step| match step {
        Step::Key(key) => value.get_mut(key),
        Step::Index(index) => value.get_mut(index),
        Step::Slice(..) => None,
    })?;
    match last {
        Step::Key(key) => parent.as_object_mut()?.shift_remove(key).map(drop)?,
        Step::Index(index) => drop(parent.as_array_mut()?.remove(*index)),
        Step::Slice(..) => return None,
    }
    Some(value)
}

/// Every member and item can be taken away without a trace, or it is refused. How many were removed.
fn check_removals(document: &Document) -> usize {
    let value = document.tree.to_json();
    let mut removed = 0;
    for (at, _) in document.tree.routes().into_iter().skip(1) {
        let Some(text) = after(document, PatchOp::Remove { at: at.clone() }) else { continue };
        removed += 1;
        if !document.kind.is_yaml() {
            continue;
        }
        let source = Arc::new(SourceFile::new(document.source.path.clone(), text));
        let parsed = parse(&source, document.kind);
        let read = parsed.documents.get(document.part).map(|document| document.tree.to_json());
        // What becomes empty may go too: `key:` with nothing below it would be a null.
        let mut expected: Vec<Option<Json>> = vec![without(&value, &at.0)];
        let mut route = at.0.as_slice();
        while let Some((_, parent)) = route.split_last().filter(|(_, parent)| {
            let parent = document.tree.walk(&Route(parent.to_vec())).node;
            document.tree.items(parent).len() + document.tree.members(parent).len() == 1
        }) {
            route = parent;
            expected.push(without(&value, route));
        }
        // A document without its kind may be read as another, and an empty one not at all.
        let identity =
            matches!(at.0.as_slice(), [Step::Key(key)] if ["apiVersion", "kind"].contains(&key.as_str()));
        assert!(identity || expected.contains(&read), "{at} of {}\n{}", name(document), source.text);
    }
    removed
}

/// A document is read from its own unit as it was read from its file.
fn check_units(document: &Document) {
    let text = document.source.slice(document.unit).to_owned();
    let problems = parse(&document.source, document.kind).problems;
    if problems.iter().any(|problem| document.unit.contains(problem.span)) {
        return;
    }
    let read = document.reparse(text).map(|document| document.tree.to_json());
    assert_eq!(read, Some(document.tree.to_json()), "{}", name(document));
}

/// Checks every document, and tells of all that fail.
fn for_all(check: impl Fn(&Document)) {
    let said = |failure: Box<dyn std::any::Any + Send>| failure.downcast_ref::<String>().cloned();
    let check = |document: &Document| {
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| check(document)));
        outcome.err().map(|failure| said(failure).unwrap_or_else(|| name(document)))
    };
    let failures: Vec<String> = documents().iter().filter_map(check).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

#[test]
fn values_of_examples_are_where_their_routes_lead() {
    for_all(check_places);
}

#[test]
fn idle_edits_of_examples_change_nothing() {
    for_all(check_idle_edits);
}

#[test]
fn parts_of_examples_are_removed_without_a_trace() {
    let removed = std::cell::Cell::new(0);
    for_all(|document| removed.set(removed.get() + check_removals(document)));
    assert!(removed.get() > 200, "nearly every removal is refused: {} were not", removed.get());
}

#[test]
fn examples_are_read_from_their_own_units() {
    for_all(check_units);
}

/// A value as YAML in one of the ways in which people write it.
fn written(value: &Json, column: usize, choices: &mut impl Iterator<Item = u8>) -> String {
    let choice = choices.next().unwrap_or(0);
    let pad = " ".repeat(column);
    let note = if choice & 0x10 == 0 { "" } else { " # a note: - {" };
    match value {
        Json::Object(map) if !map.is_empty() && choice & 3 != 0 => {
            let member = |(key, value): (&String, &Json)| {
                let below = value.is_array() || value.is_object();
                let text = written(value, column + 2, choices);
                let apart = if below && text.starts_with('\n') { "" } else { " " };
                format!("\n{pad}{}:{apart}{text}", Json::from(key.as_str()))
            };
            format!("{note}{}", map.iter().map(member).collect::<String>()).replacen(" #", "\n#", 0)
        }
        Json::Array(items) if !items.is_empty() && choice & 3 != 0 => {
            let item =
                |value: &Json| format!("\n{pad}- {}", written(value, column + 2, choices).trim_start());
            items.iter().map(item).collect()
        }
        Json::String(text) if choice & 3 == 1 => format!("'{}'", text.replace('\'', "''")),
        Json::String(text) if choice & 3 == 2 && column > 0 && text.starts_with(char::is_alphabetic) => {
            format!("|-\n{pad}{text}")
        }
        other => other.to_string(),
    }
}

fn values() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i32>().prop_map(Json::from),
        "[a-zé😀 :#'\"{}-]{0,12}".prop_map(Json::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Json::from),
            prop::collection::btree_map("[a-z][a-z .é]{0,5}", inner, 0..4)
                .prop_map(|map| map.into_iter().collect()),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn generated_documents_hold_all_of_this(
        values in prop::collection::vec(values(), 1..4),
        choices in prop::collection::vec(any::<u8>(), 1..64),
        crlf in any::<bool>(),
    ) {
        let mut choices = choices.into_iter().cycle();
        let text: String = values.iter().map(|value| format!("---{}\n", match written(value, 0, &mut choices) {
            block if block.starts_with('\n') => block,
            flow => format!(" {flow}"),
        })).collect();
        let text = if crlf { text.replace('\n', "\r\n") } else { text };
        let source = Arc::new(SourceFile::new(RepoPath::new(".gitlab-ci.yml"), text.clone()));
        let parsed = parse(&source, FileKind::GitlabCi);
        prop_assert!(parsed.problems.is_empty(), "{:?} in {text}", parsed.problems);
        for document in &parsed.documents {
            check_places(document);
            check_idle_edits(document);
            check_removals(document);
            check_units(document);
        }
    }
}
