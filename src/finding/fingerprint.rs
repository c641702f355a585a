//! Fingerprints: what a finding keeps when lines move, so that a baseline knows it again.
//!
//! A fingerprint is made of the rule, the path, the place by names, and the text there. It holds no line
//! number and no index. Findings of which all of that is equal are told apart by [`number_equals`].

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::Finding;
use crate::document::{Data, NodeId, Route, Step, Tree};
use crate::policy::Rule;
use crate::text::RepoPath;

/// How many hexadecimal digits a fingerprint has: 128 bits, no accident meets another.
const DIGITS: usize = 32;

/// The fields that people tell the items of a list apart by, the best first.
const NAMES: [&str; 8] = ["name", "key", "id", "image", "uses", "path", "mountPath", "host"];

/// What a finding is known by besides its rule and its document.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// The path of its file.
    pub file: &'a RepoPath,
    /// Its place in the document.
    pub route: &'a Route,
    /// What stands there. A secret that another rule than one about secrets points at is masked in it, and one
    /// that could be guessed from its hash is left out.
    pub text: &'a str,
}

/// The fingerprint of a finding of `rule`.
///
/// `tree` is the document's; without one (findings about files) the list items have no names. `shown` masks the
/// secrets in those names and in keys: nobody may try out words on a hash of them.
/// Two findings may share it until [`number_equals`] has seen them.
pub fn fingerprint(
    rule: &Rule,
    known: &Known<'_>,
    tree: Option<&Tree>,
    shown: &dyn Fn(&str) -> String,
) -> String {
    let secret = rule.points_at_secrets();
    // A secret's words must not be guessed from a short hash of few alternatives; see the design's baseline.
    let text = if secret { digest(&[known.text]) } else { words(known.text) };
    let route = shown(&named(known.route, tree, secret));
    let document = shown(&tree.map(identity).unwrap_or_default());
    digest(&[rule.id.as_str(), known.file.as_str(), &document, &route, &text])
}

/// Gives the second and every further finding with the same fingerprint its own, by its number among them.
/// `findings` must be sorted.
pub fn number_equals(findings: &mut [Finding]) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for finding in findings {
        let ordinal = seen.entry(finding.fingerprint.clone()).or_insert(0);
        if *ordinal > 0 {
            finding.fingerprint = digest(&[&finding.fingerprint, &ordinal.to_string()]);
        }
        *ordinal += 1;
    }
}

/// The truncated SHA-256 of `parts`, each with its length so that no two lists of parts read the same.
pub fn digest(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize().iter().take(DIGITS / 2).map(|byte| format!("{byte:02x}")).collect()
}

/// The text with every run of white space made one blank.
pub(super) fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What tells a document apart from the others of its file: a Kubernetes object's kind and name.
fn identity(tree: &Tree) -> String {
    let fields = [&["kind"][..], &["metadata", "namespace"], &["metadata", "name"]];
    fields.map(|keys| tree.str_at(keys).unwrap_or_default().to_owned()).join("\n")
}

/// The route as text, list items by their names. An item without a name is `*`: what it says and its
/// number among equals tell it apart, while its index would change with every line above it.
fn named(route: &Route, tree: Option<&Tree>, secret: bool) -> String {
    let mut node = tree.map(|tree| tree.root);
    let mut out = String::new();
    for step in &route.0 {
        match step {
            Step::Key(key) => {
                node = tree.zip(node).and_then(|(tree, id)| tree.get(id, key));
                out.push_str(&format!("{key:?}"));
            }
            Step::Index(index) => {
                node = tree.zip(node).and_then(|(tree, id)| tree.items(id).get(*index).copied());
                let name = tree.zip(node).and_then(|(tree, id)| item_name(tree, id, secret));
                out.push_str(&name.map_or_else(|| "*".to_owned(), |name| format!("{name:?}")));
            }
            // The text under it is part of the fingerprint; its offsets move.
            Step::Slice(..) => out.push('/'),
        }
        out.push('.');
    }
    out
}

/// The name of the list item `id`.
pub(super) fn item_name(tree: &Tree, id: NodeId, secret: bool) -> Option<String> {
    match &tree.node(id).data {
        // In a list of words, each is its own name; but a secret's words go nowhere.
        Data::String(text) if !secret => Some(words(text)),
        Data::Map(_) => NAMES.iter().find_map(|field| {
            let text = tree.as_str(tree.get(id, field)?)?;
            let versioned = matches!(*field, "image" | "uses");
            Some(if versioned { without_version(text) } else { text }.to_owned())
        }),
        _ => None,
    }
}

/// An image or action without its tag, digest or ref: the version is what changes.
pub(super) fn without_version(reference: &str) -> &str {
    let name = reference.split('@').next().unwrap_or_default();
    match name.rsplit_once(':') {
        Some((name, tag)) if !tag.contains('/') => name,
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::document::{Precision, TreeBuilder};
    use crate::finding::Location;
    use crate::finding::{Status, sample};
    use crate::policy::Severity;
    use crate::text::Span;

    /// A tree of one list, `items`, of mappings with one field each.
    fn tree(field: &str, names: &[&str]) -> Tree {
        let mut builder = TreeBuilder::default();
        let mut items = Vec::new();
        for name in names {
            let value = builder.text(Span::default(), name);
            items.push(builder.record(Span::default(), vec![(field, value)]));
        }
        let list = builder.list(Span::default(), items);
        let root = builder.record(Span::default(), vec![("items", list)]);
        builder.finish(root)
    }

    fn at(index: usize, start: usize) -> Location {
        let route = Route::root().key("items").index(index).key("x");
        let span = Span::new(start, start + 1);
        Location { file: RepoPath::new("a.yaml"), span, route, precision: Precision::Exact }
    }

    /// The fingerprint of a finding whose file says `text` at `at`.
    fn fingerprint(rule: &Rule, at: &Location, tree: Option<&Tree>, text: &str) -> String {
        super::fingerprint(rule, &Known { file: &at.file, route: &at.route, text }, tree, &str::to_owned)
    }

    #[test]
    fn secrets_in_names_and_keys_are_not_hashed() {
        let rule = sample::rule("k8s/thing", Severity::High);
        let of = |name: &str| {
            let at = at(0, 0);
            let shown = |text: &str| text.replace(name, "***");
            let known = Known { file: &at.file, route: &at.route, text: "" };
            super::fingerprint(&rule, &known, Some(&tree("name", &[name])), &shown)
        };
        assert_eq!(of("one"), of("two"));
    }

    #[test]
    fn a_fingerprint_survives_moved_lines_and_items() {
        let rule = sample::rule("k8s/thing", Severity::High);
        let before = fingerprint(&rule, &at(0, 5), Some(&tree("name", &["web"])), "a  b");
        let after = fingerprint(&rule, &at(1, 90), Some(&tree("name", &["proxy", "web"])), "a\n b");
        assert_eq!(before, after);
        assert_eq!(before.len(), DIGITS);
    }

    #[test]
    fn a_fingerprint_changes_with_what_it_is_about() {
        let rule = sample::rule("k8s/thing", Severity::High);
        let base = fingerprint(&rule, &at(0, 5), Some(&tree("name", &["web"])), "a");
        let other = sample::rule("k8s/other", Severity::High);
        assert_ne!(base, fingerprint(&other, &at(0, 5), Some(&tree("name", &["web"])), "a"));
        assert_ne!(base, fingerprint(&rule, &at(0, 5), Some(&tree("name", &["db"])), "a"));
        assert_ne!(base, fingerprint(&rule, &at(0, 5), Some(&tree("name", &["web"])), "b"));
        assert_ne!(base, fingerprint(&rule, &at(0, 5), None, "a"));
        let moved = Location { file: RepoPath::new("b.yaml"), ..at(0, 5) };
        assert_ne!(base, fingerprint(&rule, &moved, Some(&tree("name", &["web"])), "a"));
    }

    #[test]
    fn versions_are_no_part_of_an_items_name() {
        for (reference, name) in [
            ("nginx:1.2", "nginx"),
            ("host:5000/nginx", "host:5000/nginx"),
            ("host:5000/nginx:1@sha256:ab", "host:5000/nginx"),
            ("actions/checkout@v4", "actions/checkout"),
        ] {
            assert_eq!(without_version(reference), name);
        }
        let (old, new) = (tree("image", &["nginx:1"]), tree("image", &["nginx:2"]));
        let route = at(0, 0).route;
        assert_eq!(named(&route, Some(&old), false), "\"items\".\"nginx\".\"x\".");
        assert_eq!(named(&route, Some(&new), false), "\"items\".\"nginx\".\"x\".");
        assert_eq!(named(&route, None, false), "\"items\".*.\"x\".");
    }

    #[test]
    fn equal_findings_are_numbered_in_order() {
        let rule = Arc::new(sample::rule("k8s/thing", Severity::High));
        let finding = |line_hash: &str| Finding {
            fingerprint: "same".into(),
            line_hash: line_hash.into(),
            weak_secret: false,
            status: Status::Open,
            ..sample::finding(&rule, at(0, 0), "m")
        };
        let mut findings = vec![finding("1"), finding("2"), finding("3")];
        number_equals(&mut findings);
        assert_eq!(findings[0].fingerprint, "same");
        assert_ne!(findings[1].fingerprint, "same");
        assert_ne!(findings[1].fingerprint, findings[2].fingerprint);
        let again = findings[1].fingerprint.clone();
        let mut two = vec![finding("1"), finding("2")];
        number_equals(&mut two);
        assert_eq!(two[1].fingerprint, again);
    }
}
