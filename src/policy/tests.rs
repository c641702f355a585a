//! Tests of loading and evaluating, on trees made by hand.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value as Json, json};

use super::*;
use crate::document::{Data, Document, FileKind, Member, NodeId, Style, TreeBuilder, Via};
use crate::text::{RepoPath, SourceFile, Span};

/// A document whose value is `json`; its places are all empty.
fn document(kind: FileKind, json: &Json) -> Document {
    let mut builder = TreeBuilder::default();
    let root = add(&mut builder, json);
    let source = Arc::new(SourceFile::new(RepoPath::new("dir/file.yaml"), String::new()));
    let unit = Span::new(0, 0);
    Document { source, kind, part: 0, unit, item: 0, tree: builder.finish(root), comments: Arc::new([]) }
}

fn add(builder: &mut TreeBuilder, json: &Json) -> NodeId {
    let span = Span::new(0, 0);
    let data = match json {
        Json::Null => Data::Null,
        Json::Bool(b) => Data::Bool(*b),
        Json::Number(n) => Data::Number(n.clone()),
        Json::String(s) => Data::String(s.as_str().into()),
        Json::Array(items) => Data::List(items.iter().map(|item| add(builder, item)).collect()),
        Json::Object(map) => {
            let member = |(key, value): (&String, &Json)| Member {
                key: key.as_str().into(),
                key_span: span,
                value: add(builder, value),
                via: Via::Direct,
            };
            Data::Map(map.iter().map(member).collect())
        }
    };
    builder.add(span, Style::Flow, data)
}

fn bundle(files: &[(&str, &str)]) -> Bundle {
    Bundle::from_files(files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())))
}

fn load(builtin: bool, bundles: &[Bundle]) -> Result<PolicySet, Vec<PolicyError>> {
    PolicySet::load(Load { builtin, bundles, active: &|_| true, settings: &Settings::new() })
}

fn user(text: &str) -> Result<PolicySet, Vec<PolicyError>> {
    load(false, &[bundle(&[("p.rego", text)])])
}

/// What a set says about a document: `rule at message`, and of rules that failed `rule! message`.
fn said(set: &PolicySet, document: &Document) -> Vec<String> {
    let evaluation = set.evaluator().evaluate(document);
    let id = |rule: usize| set.rule(rule).unwrap().id.clone();
    let denials = evaluation.denials.iter().map(|d| format!("{} {} {}", id(d.rule), d.at, d.message));
    let failures = evaluation.failures.iter().map(|f| format!("{}! {}", id(f.rule), f.message));
    denials.chain(failures).collect()
}

#[track_caller]
fn check_user(text: &str, input: &Json, expected: &[&str]) {
    let set = user(text).unwrap_or_else(|errors| panic!("{errors:#?}"));
    assert_eq!(said(&set, &document(FileKind::Yaml, input)), expected);
}

#[track_caller]
fn check_refused(text: &str, expected: &[&str]) {
    let errors = user(text).err().unwrap_or_default();
    let shown: Vec<String> = errors.iter().map(ToString::to_string).collect();
    assert_eq!(shown, expected);
}

#[test]
fn the_builtin_policies_load() {
    let set = load(true, &[]).unwrap_or_else(|errors| panic!("{errors:#?}"));
    assert!(set.rules().any(|rule| rule.id.as_str() == "k8s/run-as-root"));
    let rule = set.rules().find(|rule| rule.id.as_str() == "k8s/run-as-root").unwrap();
    assert!(!rule.bad.as_ref().unwrap().text.contains("#~"));
    assert!(rule.good.is_some());
}

#[test]
fn a_pod_is_judged_wherever_it_is() {
    let set = load(true, &[]).unwrap();
    let pod = json!({"containers": [{"name": "web", "securityContext": {"privileged": true}}]});
    let deployment =
        json!({"apiVersion": "apps/v1", "kind": "Deployment", "spec": {"template": {"spec": pod}}});
    let at = "spec.template.spec.containers[0].securityContext";
    let said = said(&set, &document(FileKind::Kubernetes, &deployment));
    for expected in [
        format!("k8s/privileged {at}.privileged container \"web\" is privileged"),
        format!("k8s/run-as-root {at}.runAsNonRoot container \"web\" may run as root"),
    ] {
        assert!(said.contains(&expected), "{said:#?}");
    }
}
