//! Kubernetes objects, in YAML or JSON.

mod json;
mod list;

use std::sync::Arc;

use super::tree::{Data, Tree};
use super::yaml::{self, Dialect};
use super::{FileKind, Format, Parsed};
use crate::text::{RepoPath, SourceFile};

pub use json::may_go_on_as_object;
pub(super) use json::may_hold_object;
pub(super) use list::unwrap_lists;

pub(super) const FORMAT: Format =
    Format { claims, parse, lower: yaml::lower, entries: yaml::entries, scripts: |_| Vec::new() };

/// Whether a document says of itself that it is an object of the Kubernetes API. A list of them need not say of
/// which version it is.
pub(super) fn is_object(tree: &Tree) -> bool {
    let says = |id, key| tree.get(id, key).is_some_and(|id| tree.as_str(id).is_some());
    let is_typed = |id| says(id, "kind") && says(id, "apiVersion");
    let holds_objects = || {
        let items = tree.at(&["items"]).map(|id| tree.items(id)).unwrap_or_default();
        items.iter().any(|id| is_typed(*id))
    };
    says(tree.root, "kind") && (says(tree.root, "apiVersion") || holds_objects())
}

/// A Kustomization may leave its kind out, and a JSON file is an object only when it says so. What does not say it
/// at its beginning is found by [`may_hold_object`].
fn claims(path: &RepoPath, head: &str) -> bool {
    match path.name() {
        "kustomization.yaml" | "kustomization.yml" | "Kustomization" => true,
        _ => path.is_json() && head.contains("\"apiVersion\"") && head.contains("\"kind\""),
    }
}

fn parse(source: &Arc<SourceFile>) -> Parsed {
    if source.path.is_json() {
        return json::parse(source);
    }
    yaml::documents(source, Dialect::Yaml11, |tree| match tree.root_node().data {
        Data::Map(_) if !is_object(tree) => FileKind::Kubernetes,
        _ => yaml::kind_by_content(tree),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{classify, kind_of, parse};

    /// Holds the documents of a file against `kind name` of each, and the problems against their messages.
    #[track_caller]
    fn check(path: &str, text: &str, expected: &[&str]) {
        let source = Arc::new(SourceFile::new(RepoPath::new(path), text.to_owned()));
        let parsed = parse(&source, kind_of(&source.path, text));
        let named = |document: &crate::document::Document| {
            let said = |key: &[&str]| document.tree.str_at(key).unwrap_or("-").to_owned();
            format!("{} {} {}", document.kind.name(), said(&["kind"]), said(&["metadata", "name"]))
        };
        let mut found: Vec<String> = parsed.documents.iter().map(named).collect();
        found.extend(parsed.problems.into_iter().map(|problem| problem.message));
        assert_eq!(found, expected, "{text}");
    }

    const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\n";

    #[test]
    fn whatever_has_items_is_a_list() {
        let item = "- {apiVersion: v1, kind: Pod, metadata: {name: p}}\n";
        for kind in ["List", "PodList", "ConfigMap"] {
            check("a.yaml", &format!("apiVersion: v1\nkind: {kind}\nitems:\n{item}"), &["kubernetes Pod p"]);
        }
        let untyped = "items:\n- metadata: {name: p}\n- metadata: {name: q}\n";
        let pods = ["kubernetes Pod p", "kubernetes Pod q"];
        check("a.yaml", &format!("apiVersion: v1\nkind: PodList\n{untyped}"), &pods);
        check("a.yaml", &format!("apiVersion: v1\nkind: List\n{untyped}"), &["kubernetes List -"]);
        check("a.yaml", "apiVersion: v1\nkind: PodList\nitems: []\n", &["kubernetes PodList -"]);
        check("a.yaml", &format!("apiVersion: v1\nkind: Pod\n{untyped}"), &pods);
        check("a.yaml", &format!("kind: PodList\nitems:\n{item}"), &["kubernetes Pod p"]);
        let nested =
            format!("- apiVersion: v1\n  kind: PodList\n  items:\n  {item}  - metadata: {{name: q}}\n");
        check("a.yaml", &format!("apiVersion: v1\nkind: List\nitems:\n{nested}"), &pods);
    }

    #[test]
    fn an_item_whose_type_says_nothing_has_that_of_its_list() {
        let list = "apiVersion: v1\nkind: PodList\nitems:\n";
        for kind in ["null", "''", "5", "[]", "''\n  apiVersion: ''", "Pod\n  apiVersion: v1"] {
            let item = format!("- kind: {kind}\n  metadata: {{name: p}}\n");
            check("a.yaml", &format!("{list}{item}"), &["kubernetes Pod p"]);
        }
        let item = "- metadata: {name: p}\n";
        let message = "this item of a list is no object";
        for other in ["null", "x", "[{kind: Pod}]"] {
            check("a.yaml", &format!("{list}{item}- {other}\n"), &["kubernetes Pod p", message]);
        }
    }

    #[test]
    fn an_object_that_is_also_something_else_is_both() {
        let head = "apiVersion: v1\nkind: x\n";
        for (path, text, kind) in [
            ("a/action.yml", "runs: {using: composite}", "github-actions"),
            (".github/workflows/a.yml", "on: push", "github-actions"),
            (".github/workflows/a.yml", "jobs: {}", "github-actions"),
            ("compose.yaml", "services: {}", "compose"),
            ("a.yaml", "services: {a: {image: b}}", "compose"),
            (".gitlab-ci.yml", "a: {script: b}", "gitlab-ci"),
        ] {
            check(path, &format!("{head}{text}\n"), &["kubernetes x -", &format!("{kind} x -")]);
        }
        // Each is edited as what it is.
        let text = format!("{head}runs: {{using: composite}}\nb: yes\n");
        let source = Arc::new(SourceFile::new(RepoPath::new("action.yml"), text.clone()));
        for (document, b) in parse(&source, FileKind::GithubActions).documents.iter().zip(["true", "\"yes\""])
        {
            let json = document.tree.json_of(document.tree.at(&["b"]).unwrap());
            assert_eq!(json.to_string(), b);
            let at = crate::document::Route::root().key("kind");
            let edits = document.lower(&[crate::document::PatchOp::Set { at, value: "z".into() }]).unwrap();
            assert_eq!(crate::text::apply(&text, &edits).unwrap(), text.replace(": x", ": z"));
        }
    }

    #[test]
    fn an_object_is_one_under_any_name() {
        for path in ["compose.yaml", ".gitlab-ci.yml", ".github/workflows/a.yaml", "kustomization.yaml"] {
            check(path, POD, &["kubernetes Pod p"]);
        }
        // It is then read as kubectl reads it.
        let source = Arc::new(SourceFile::new(RepoPath::new("compose.yaml"), format!("{POD}a: yes\n")));
        let parsed = parse(&source, FileKind::Compose);
        let a = parsed.documents[0].tree.at(&["a"]).map(|id| parsed.documents[0].tree.json_of(id));
        assert_eq!(a, Some(true.into()));
    }

    /// Holds the value of `spec` as kubectl reads it, the value as Compose reads it, and the keys that are said to
    /// be written twice.
    #[track_caller]
    fn check_spec(spec: &str, kubectl: serde_json::Value, compose: serde_json::Value, twice: &[&str]) {
        let text = format!("a: &a {{b: 1, c: 2}}\nd: &d {{b: 3}}\n{spec}\n");
        let read = |path: &str, head: &str| {
            let source = Arc::new(SourceFile::new(RepoPath::new(path), format!("{head}{text}")));
            let document = parse(&source, kind_of(&source.path, &source.text)).documents.remove(0);
            let id = document.tree.at(&["spec"]).unwrap();
            let twice = document.duplicate_keys().into_iter().map(|(route, ..)| route.to_string());
            let walked = document.tree.get(id, "b").map(|b| document.tree.json_of(b));
            let value = document.tree.json_of(id);
            assert_eq!(walked.unwrap_or_default(), value["b"], "{spec}");
            (value, twice.collect::<Vec<_>>())
        };
        let (value, said) = read("a.yaml", POD);
        assert_eq!((value, said), (kubectl, twice.iter().map(|key| (*key).to_owned()).collect()), "{spec}");
        assert_eq!(read("compose.yaml", "").0, compose, "{spec}");
    }

    #[test]
    fn merge_keys_count_where_they_stand() {
        use serde_json::json;
        let plain = json!({"b": 1, "c": 2});
        let own = json!({"b": 9, "c": 2});
        check_spec("spec: {<<: *a}", plain.clone(), plain.clone(), &[]);
        check_spec("spec: {<<: *a, b: 9}", own.clone(), own.clone(), &[]);
        // kubectl is alone with this, so it is said as well.
        check_spec("spec: {b: 9, <<: *a}", plain.clone(), own.clone(), &["spec.b"]);
        check_spec("spec: {b: 8, <<: *a, b: 9}", own.clone(), own.clone(), &["spec.b"]);
        check_spec("spec: {<<: [*d, *a]}", json!({"b": 3, "c": 2}), json!({"b": 3, "c": 2}), &[]);
        check_spec("spec:\n  <<: *d\n  <<: *a", plain.clone(), json!({"b": 3, "c": 2}), &[]);
        // What was overridden there is not brought in from there.
        check_spec("e: &e {<<: *a, b: 9}\nspec: {<<: *e}", own.clone(), own.clone(), &[]);
        check_spec("e: &e {b: 9, <<: *a}\nspec: {<<: *e}", plain.clone(), own.clone(), &["e.b"]);
        // Only what is a merge key merges.
        check_spec("spec: {\"<<\": *a}", json!({"<<": plain}), json!({"<<": plain}), &[]);
        check_spec("spec: {!!str <<: *a}", json!({"<<": plain}), json!({"<<": plain}), &[]);
        check_spec("spec: {!!merge <<: *a}", plain.clone(), plain, &[]);
    }

    #[test]
    fn tags_say_what_scalars_are() {
        for (written, value) in [
            ("!!binary L3Zhci9ydW4=", "/var/run".into()),
            ("!!binary |\n  L3Zhci9\n  ydW4=", "/var/run".into()),
            ("!!binary '*'", "*".into()),
            ("!!str yes", "yes".into()),
            ("!!str", "".into()),
            ("!", "".into()),
            ("!!null", serde_json::Value::Null),
        ] {
            let source = SourceFile::new(RepoPath::new("a.yaml"), format!("{POD}a: {written}\n"));
            let tree = &parse(&Arc::new(source), FileKind::Kubernetes).documents[0].tree;
            assert_eq!(tree.at(&["a"]).map(|id| tree.json_of(id)), Some(value), "{written}");
        }
    }

    #[test]
    fn an_object_changes_nothing_in_the_documents_beside_it() {
        let workflow = "on: pull_request_target\njobs: {}\n";
        for text in [format!("{workflow}---\n{POD}a: yes\n"), format!("{POD}a: yes\n---\n{workflow}")] {
            let source = Arc::new(SourceFile::new(RepoPath::new(".github/workflows/a.yaml"), text));
            let parsed = parse(&source, FileKind::GithubActions);
            assert!(parsed.problems.is_empty());
            let read = |kind| parsed.documents.iter().find(|it| it.kind == kind).unwrap();
            assert_eq!(read(FileKind::GithubActions).tree.str_at(&["on"]), Some("pull_request_target"));
            let pod = &read(FileKind::Kubernetes).tree;
            assert_eq!(pod.at(&["a"]).map(|id| pod.json_of(id)), Some(true.into()));
        }
    }

    #[test]
    fn an_action_is_told_by_what_it_runs() {
        for runs in ["runs: {using: composite}", "\"runs\" : {}"] {
            check("a/action.yml", &format!("name: x\n{runs}\n"), &["github-actions - -"]);
        }
        check("a/action.yml", "name: x\n", &["yaml - -"]);
        check("a/action.yml", POD, &["kubernetes Pod p"]);
    }

    #[test]
    fn objects_in_json_say_so_anywhere() {
        let late = format!(r#"{{"x": "{}", "kind": "Pod", "apiVersion": "v1"}}"#, "x".repeat(10_000));
        assert_eq!(classify(&RepoPath::new("a.json"), &late[..8_000]), FileKind::Text);
        check("a.json", &late, &["kubernetes Pod -"]);
        check("a.json", r#"{"\u006bind": "Pod", "apiVersion": "v1"}"#, &["kubernetes Pod -"]);
        check("a.json", r#"{"kind": "Pod", "kind": "Pod", "apiVersion": "v1"}"#, &["kubernetes Pod -"]);
        check("a.JSON", r#"{"kind": "Pod", "apiVersion": "v1"}"#, &["kubernetes Pod -"]);
        for other in [r#"{"x": {"kind": "Pod", "apiVersion": ""}, "kind": ""}"#, r#"["kind"]"#] {
            assert!(!may_hold_object(other));
        }
    }

    #[test]
    fn yaml_under_the_name_of_json_is_refused() {
        let late = format!("{}{POD}", "# apiVersion\n".repeat(1000));
        let spaced = POD.replace("apiVersion:", "apiVersion :");
        let escaped = r#"{"\u0061piVersion": "v1", "kind": "Pod"}"#;
        for text in [POD, &late, &spaced, &POD.replace("apiVersion", "'apiVersion'")] {
            check("a.json", text, &["expected value"]);
            check("a.Json", text, &["expected value"]);
        }
        check("a.json", &POD.replace("apiVersion", "!!binary YXBpVmVyc2lvbg=="), &["expected value"]);
        check("a.json", &format!("# c\n{escaped}"), &["expected value"]);
        check("a.json", &format!("---\n{escaped}"), &["invalid number"]);
        check("a.json", &format!("[]\n---\n{POD}"), &["kubernetes - -", "invalid number"]);
        // Only Go takes half a character.
        let half = "while parsing a quoted scalar, found high surrogate without following low surrogate";
        check("a.json", &escaped.replace("Pod", "\\ud800"), &[half]);
        check("a.json", &escaped.replace('{', r#"{"\ud800": 1, "#), &[half]);
        for other in [
            "{\n  // apiVersion: v1\n  \"kind\": \"a\\b\", // kind\n}\n",
            "{\"a\": [\"apiVersion: v1\", \"kind: Pod\"], /* ! */}\n",
            "{{ apiVersion }} and kind\n",
        ] {
            let source = Arc::new(SourceFile::new(RepoPath::new("a.json"), other.to_owned()));
            assert_eq!(kind_of(&source.path, other), FileKind::Text, "{other}");
        }
    }

    #[test]
    fn values_after_each_other_are_documents() {
        let pod = |name: &str| {
            format!(r#"{{"kind": "Pod", "apiVersion": "v1", "metadata": {{"name": "{name}"}}}}"#)
        };
        let both = ["kubernetes Pod p", "kubernetes Pod q"];
        check("a.json", &format!("{}\n{}\n", pod("p"), pod("q")), &both);
        check("a.json", &format!("\u{feff} {}{}", pod("p"), pod("q")), &both);
        let broken = ["kubernetes Pod p", "key must be a string"];
        check("a.json", &format!("{}\n{{,", pod("p")), &broken);
        let list =
            format!(r#"{{"kind": "List", "apiVersion": "v1", "items": [{}, {}]}}"#, pod("p"), pod("q"));
        check(
            "a.json",
            &format!("{list} {}", pod("r")),
            &["kubernetes Pod p", "kubernetes Pod q", "kubernetes Pod r"],
        );
        let late = format!(r#"{{"x": "{}"}}{}"#, "x".repeat(10_000), pod("p"));
        check("a.json", &late, &["kubernetes - -", "kubernetes Pod p"]);
        // A hostile row of values is read in one go.
        assert_eq!(
            parse(
                &Arc::new(SourceFile::new(RepoPath::new("a.json"), "0 ".repeat(10_001))),
                FileKind::Kubernetes
            )
            .problems
            .len(),
            1
        );

        let text = format!("\u{feff}{}\n  {}\n", pod("p"), pod("é"));
        let source = Arc::new(SourceFile::new(RepoPath::new("a.json"), text.clone()));
        let parsed = parse(&source, FileKind::Kubernetes);
        let second = &parsed.documents[1];
        assert_eq!((second.part, second.item, source.slice(second.unit)), (1, 0, pod("é").as_str()));
        let route = crate::document::Route::root().key("metadata").key("name");
        assert_eq!(source.slice(second.locate(&route).span), "\"é\"");
        assert_eq!(source.slice(second.tree.walk(&route).member.unwrap().key_span), "\"name\"");
        let op = crate::document::PatchOp::Set { at: route, value: "z".into() };
        let edits = second.lower(&[op]).unwrap();
        assert_eq!(crate::text::apply(&text, &edits).unwrap(), text.replace('é', "z"));
    }

    #[test]
    fn a_tag_that_only_some_readers_end_at_a_comma_is_a_problem() {
        let message = "the comma is part of the tag for kubectl and for others is not: put a blank before it";
        let pod = "kubernetes Pod p";
        check("a.yaml", &format!("{POD}a: [!, b]\n"), &[pod, message]);
        check("a.yaml", &format!("{POD}a: [!!str, b]\n"), &[pod, message]);
        check("a.yaml", &format!("{POD}a: [!!str , b, !!str c, d]\n"), &[pod]);
    }

    #[test]
    fn line_breaks_that_only_some_readers_know_are_a_problem() {
        for (c, name) in [('\u{85}', "85"), ('\u{2028}', "2028"), ('\u{2029}', "2029")] {
            let message = format!(
                "\\u{{{name}}} ends a line for kubectl and for others does not: remove it, or quote the text it stands in"
            );
            let pod = "kubernetes Pod p";
            check("a.yaml", &format!("{POD}# hi{c}spec: {{}}\n"), &[pod, &message]);
            check("a.yaml", &format!("{POD}a: 'b'\nx: |\n  b{c}spec: {{}}\n"), &[pod, &message]);
            check("a.yaml", &format!("{POD}a: 'b{c}c'\nb: \"{c}\"\n"), &[pod]);
        }
    }
}
