//! Tests of evaluating, on trees made by hand.

mod loading;
mod odd;

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
    PolicySet::load(Load { builtin, bundles, active: &|_| true, settings: &Settings::new(), sandbox: None })
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
    let container = json!({"name": "web", "image": "web:1", "securityContext": {"privileged": true}});
    let pod = json!({"containers": [container]});
    let deployment =
        json!({"apiVersion": "apps/v1", "kind": "Deployment", "spec": {"template": {"spec": pod}}});
    let at = "spec.template.spec.containers[0].securityContext";
    let said = said(&set, &document(FileKind::Kubernetes, &deployment));
    for expected in [
        format!("k8s/privileged {at}.privileged container \"web\" is privileged"),
        format!(
            "k8s/run-as-root {at}.runAsNonRoot container \"web\" may run as root: \
             securityContext.runAsNonRoot is not true"
        ),
    ] {
        assert!(said.contains(&expected), "{said:#?}");
    }
}

#[test]
fn the_program_and_the_library_agree_on_what_runs_containers() {
    // The library derives a pod exactly where the program would hand over a view.
    let probe = "package probe\n\ndeny contains \"pod\" if data.gatecheck.lib.k8s.pod";
    let set = user(probe).unwrap();
    let versions =
        ["v1", "apps/v1", "extensions/v1beta1", "batch/v1", "argoproj.io/v1alpha1", "serving.knative.dev/v1"];
    let kinds = [
        "Pod",
        "PodTemplate",
        "ReplicationController",
        "Deployment",
        "StatefulSet",
        "DaemonSet",
        "ReplicaSet",
        "Job",
        "CronJob",
        "Rollout",
        "Workflow",
        "WorkflowTemplate",
        "ClusterWorkflowTemplate",
        "CronWorkflow",
        "Service",
        "Configuration",
        "Revision",
        "DeploymentConfig",
        "CloneSet",
        "BroadcastJob",
        "ScaledJob",
        "ConfigMap",
        "NotWorkflow",
    ];
    let spec = json!({"containers": []});
    let inner = json!({"containers": [], "spec": spec, "template": {"spec": spec}});
    let nested = json!({"containers": [], "template": {"spec": spec}, "jobTemplate": {"spec": inner}, "workflowSpec": spec, "jobTargetRef": inner});
    for version in versions.iter().chain(&[
        "apps.openshift.io/v1",
        "apps.kruise.io/v1alpha1",
        "keda.sh/v1alpha1",
        "example.com/v1",
    ]) {
        for kind in kinds {
            let object =
                json!({"apiVersion": version, "kind": kind, "spec": nested, "template": {"spec": spec}});
            let document = document(FileKind::Kubernetes, &object);
            let derived = !set.evaluator().evaluate(&document).denials.is_empty();
            assert_eq!(derived, route_match::has_pod(&document.tree), "{version} {kind}");
        }
    }
}

#[test]
fn answers_come_in_every_known_shape() {
    let text = r#"
        package a.b

        deny contains "text" if input.text

        deny contains {"msg": "conftest", "details": {}} if input.conftest

        deny_more contains {"msg": "ours", "at": ["x", 0], "related": [{"at": ["y"], "msg": "there"}]} if input.ours

        warn contains msg if msg := input.warn

        violation contains {"msg": "gatekeeper"} if input.violation

        denial contains "no entry"
    "#;
    check_user(text, &json!({"text": true}), &["a.b/deny  text"]);
    check_user(text, &json!({"conftest": true}), &["a.b/deny  conftest"]);
    check_user(text, &json!({"ours": true}), &["a.b/deny-more x[0] ours"]);
    check_user(text, &json!({"warn": "w"}), &["a.b/warn  w"]);
    check_user(text, &json!({"violation": 1}), &["a.b/violation  gatekeeper"]);
    check_user(text, &json!([1, 2]), &[]);
    let set = user(text).unwrap();
    let severities: Vec<_> = set.rules().map(|rule| (rule.id.as_str(), rule.severity)).collect();
    let (high, low) = (Severity::High, Severity::Low);
    let expected = [("a.b/deny", high), ("a.b/deny-more", high), ("a.b/violation", high), ("a.b/warn", low)];
    assert_eq!(severities, expected);
}

#[test]
fn the_dialect_before_v1_is_read_too() {
    check_user("package a\n\ndeny[msg] { msg := input.x }", &json!({"x": "y"}), &["a/deny  y"]);
}

#[test]
fn a_workflow_is_read_as_other_tools_read_it() {
    let set =
        user("package a\n\ndeny contains {\"msg\": \"m\", \"at\": [\"true\"]} if input[\"true\"]").unwrap();
    let workflow = json!({"on": "push"});
    assert_eq!(said(&set, &document(FileKind::GithubActions, &workflow)), ["a/deny on m"]);
    assert_eq!(said(&set, &document(FileKind::Yaml, &workflow)), [""; 0]);
}

#[test]
fn the_library_reads_for_users_what_it_reads_for_us() {
    let workflow = json!({"on": "push", "jobs": {"a": {"steps": [{"run": "make all"}]}}});
    let workflow = document(FileKind::GithubActions, &workflow);
    let library = "package a\n\ndeny contains c.name if some c in data.gatecheck.lib.shell.commands\n\n\
                   deny_on contains \"on\" if input[\"true\"] == \"push\"";
    assert_eq!(said(&user(library).unwrap(), &workflow), ["a/deny  make", "a/deny-on  on"]);
    // What other tools' policies see is the document alone, whatever stands beside them.
    let plain = ("p.rego", "package p\n\ndeny contains key if some key, _ in input");
    let both = bundle(&[("a.rego", library), plain]);
    let said = said(&load(false, &[both]).unwrap(), &workflow);
    assert_eq!(said, ["a/deny  make", "a/deny-on  on", "p/deny  jobs", "p/deny  true"]);
}

#[test]
fn conftest_policies_know_their_file() {
    let text = "package a\n\ndeny contains data.conftest.file.name if data.conftest.file.dir == \"dir\"";
    check_user(text, &json!({}), &["a/deny  file.yaml"]);
}

#[test]
fn users_bring_data() {
    let files = [
        ("p.rego", "package a\n\ndeny contains \"bad\" if input.x in data.lists.bad"),
        ("lists/data.yaml", "bad: [1, 2]"),
    ];
    let set = load(false, &[bundle(&files)]).unwrap();
    assert_eq!(said(&set, &document(FileKind::Yaml, &json!({"x": 2}))), ["a/deny  bad"]);
    let files = [("p.rego", "package a.b\n\ndeny contains \"x\""), ("a/data.json", "{\"b\": 1}")];
    let errors = load(false, &[bundle(&files)]).unwrap_err();
    assert_eq!(errors[0].to_string(), "p.rego:1:1: a data document lies at this package's path, data.a.b");
}

#[test]
fn a_bad_rule_hides_no_other() {
    let bad = "package bad\n\ndeny contains \"never\" if strings.count(input.text, \"\") > 0";
    let good = "package good\n\ndeny contains \"found\"";
    let set = load(false, &[bundle(&[("bad.rego", bad), ("good.rego", good)])]).unwrap();
    let said = said(&set, &document(FileKind::Yaml, &json!({"text": "t"})));
    assert_eq!(said[0], "good/deny  found");
    assert_eq!(said[1], "bad/deny! the policy engine panicked");
}

#[test]
fn a_runaway_policy_is_stopped() {
    let text = "package slow\n\ndeny contains \"never\" if {\n\tsome a in input.l\n\tsome b in input.l\n\tsome c in input.l\n\tsome d in input.l\n\ta + b + c + d == -1\n}";
    let set = load(
        false,
        &[bundle(&[("slow.rego", text), ("good.rego", "package good\n\ndeny contains \"found\"")])],
    )
    .unwrap();
    let list: Vec<usize> = (0..1000).collect();
    let said = said(&set, &document(FileKind::Yaml, &json!({"l": list})));
    assert_eq!(said, ["good/deny  found", "slow/deny! it took longer than 1 s for a document"]);
}

#[test]
fn builtin_functions_that_fail_fail_the_rule_only_where_it_is_ours() {
    check_user("package a\n\ndeny contains \"x\" if lower(input.x) == \"x\"", &json!({"x": 1}), &[]);
    check_user("package a\n\ndeny contains \"x\" if regex.match(input.x, \"x\")", &json!({"x": 1}), &[]);
    check_user(
        "package a\n\ndeny contains \"x\" if regex.match(input.x, \"x\")",
        &json!({"x": "(?i)\\bX\\b"}),
        &["a/deny  x"],
    );
}

/// Our own folder as it lies on the disk, tests included.
fn own_folder() -> Bundle {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("policies");
    let entries = walkdir::WalkDir::new(&root).into_iter().map(Result::unwrap);
    Bundle::trusted(entries.filter(|entry| entry.file_type().is_file()).map(|entry| {
        let inside = entry.path().strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
        (inside, std::fs::read_to_string(entry.path()).unwrap())
    }))
}

#[test]
fn the_builtin_policies_pass_their_tests() {
    let outcome = testing::run(&own_folder(), &|_| true, None).unwrap_or_else(|errors| panic!("{errors:#?}"));
    let shown: Vec<String> = outcome.failures.iter().map(ToString::to_string).collect();
    assert!(shown.is_empty(), "{}", shown.join("\n"));
}

/// A built-in rule with this metadata and body, in a bundle of ours.
fn ours(metadata: &str, rego: &str) -> Bundle {
    let text = format!(
        "# METADATA\n# title: T\n# description: D\n# custom:\n#   severity: low\n#   category: c\n#   since: 0.1.0\n{metadata}\
         package gatecheck.g.r\n\n{rego}\n"
    );
    Bundle::trusted([("g/r/r.rego".to_owned(), text)])
}

#[test]
fn a_document_that_is_no_mapping_stands_at_root() {
    let rego = "deny contains {\"msg\": \"x\", \"at\": [0]} if input.__gatecheck.root[0] == input.__gatecheck.file.path";
    let set = load(false, &[ours("#   kinds: [yaml]\n", rego)]).unwrap();
    assert_eq!(said(&set, &document(FileKind::Yaml, &json!(["dir/file.yaml"]))), ["g/r [0] x"]);
    assert_eq!(said(&set, &document(FileKind::Yaml, &json!("text"))), [""; 0]);
}

#[test]
fn a_failure_quotes_no_value() {
    let rego = "deny contains {\"msg\": \"x\"} if count(input.password) > 1";
    let set = load(false, &[ours("#   kinds: [yaml]\n", rego)]).unwrap();
    let evil = "--> x\nerror: hunter2";
    for value in [json!(17_170_017), json!(evil)] {
        let said = said(&set, &document(FileKind::Yaml, &json!({"password": value}))).join("");
        assert!(!said.contains("17170017") && !said.contains("hunter2"), "{said}");
    }
    let rego = "deny contains {\"msg\": \"x\"} if to_number(input.password) > 1";
    let set = load(false, &[ours("#   kinds: [yaml]\n", rego)]).unwrap();
    let said = said(&set, &document(FileKind::Yaml, &json!({"password": evil})));
    assert_eq!(said.len(), 1);
    assert!(!said[0].contains("hunter2"), "{said:?}");
}

#[test]
fn project_rules_see_facts_and_answer_with_documents() {
    let bundle = ours(
        "#   kinds: [yaml, kubernetes]\n#   scope: project\n#   facts: [name, \"uses.*.name\"]\n",
        r#"
        deny contains {
            "msg": sprintf("%s is used but not there", [use.name]),
            "document": i,
            "at": ["uses", n, "name"],
            "related": [{"document": 0, "at": ["name"], "msg": "the first"}],
        } if {
            some i, document in input.documents
            some n, use in document.facts.uses
            every other in input.documents {
                object.get(other.facts, "name", "") != use.name
            }
        }
        "#,
    );
    let set = load(false, &[bundle]).unwrap();
    let texts = [
        (FileKind::Compose, json!({"name": "not seen"})),
        (FileKind::Yaml, json!({"name": "a", "secret": "s"})),
        (FileKind::Kubernetes, json!({"uses": [{"name": "a", "x": 1}, {"name": "b"}]})),
    ];
    let documents: Vec<ProjectDocument> = texts
        .iter()
        .filter_map(|(kind, json)| {
            let document = document(*kind, json);
            let facts = set.facts(&document).or_else(|| {
                assert_eq!(*kind, FileKind::Compose);
                Some(Facts { rules: Vec::new(), value: Json::Null })
            })?;
            Some(ProjectDocument { path: RepoPath::new("p"), kind: *kind, part: 0, facts })
        })
        .collect();
    assert_eq!(documents[1].facts.value, json!({"name": "a"}));
    let evaluation = set.evaluator().evaluate_project(&documents);
    assert_eq!(evaluation.failures, []);
    let shown: Vec<_> = evaluation
        .denials
        .iter()
        .map(|d| (d.document, d.denial.at.to_string(), d.denial.message.as_str(), d.elsewhere[0].0))
        .collect();
    assert_eq!(shown, [(2, "uses[1].name".to_owned(), "b is used but not there", 1)]);
}

#[test]
fn a_document_cannot_answer_for_the_library() {
    let pod = json!({
        "apiVersion": "v1", "kind": "Pod", "spec": {"containers": [{"name": "a", "image": "a:1"}]},
        "__gatecheck": {"view": {"pod": {}, "containers": []}},
    });
    let document = document(FileKind::Kubernetes, &pod);
    let text = "package a\n\ndeny contains c.name if some c in data.gatecheck.lib.k8s.containers";
    assert_eq!(said(&user(text).unwrap(), &document), ["a/deny  a"]);
    let found = said(&load(true, &[]).unwrap(), &document);
    assert!(found.iter().any(|text| text.starts_with("k8s/run-as-root")), "{found:?}");
}
