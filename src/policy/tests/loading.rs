//! Tests of what is read and refused before anything is evaluated.

use super::*;

#[track_caller]
fn check_refused(text: &str, expected: &[&str]) {
    let errors = user(text).err().unwrap_or_default();
    let shown: Vec<String> = errors.iter().map(ToString::to_string).collect();
    assert_eq!(shown, expected);
}

#[test]
fn mistakes_are_refused_at_load() {
    let deny = |body: &str| format!("package a\n\ndeny contains \"x\" if {{\n\t{body}\n}}");
    let refused = |body: &str, expected: &str| check_refused(&deny(body), &[expected]);
    refused("http.send({})", "p.rego:4:2: http.send is not allowed in a policy");
    refused("count([1]) with count as http.send", "p.rego:4:27: http.send is not allowed in a policy");
    refused("x := opa.runtime()", "p.rego:4:7: opa.runtime is not allowed in a policy");
    refused("rand.intn(\"a\", 5) > 1", "p.rego:4:2: rand.intn is not allowed in a policy");
    refused("net.lookup_ip_addr(\"a\")", "p.rego:4:2: net.lookup_ip_addr is not allowed in a policy");
    refused("time.now_ns() > 1", "p.rego:4:2: time.now_ns is not allowed in a policy");
    refused("numbers.range(1, 1000000000)", "p.rego:4:2: numbers.range is not allowed in a policy");
    refused("false; nonsense(1)", "p.rego:4:9: there is no function nonsense");
    refused("[p, v] := walk(input)", "p.rego:4:12: walk with one argument yields nothing in this engine");
    refused(
        "data.gatecheck.lib.k8s.containrs",
        "p.rego:4:2: data.gatecheck.lib.k8s.containrs does not exist",
    );
    refused("data.gatecheck.lib.k9s.pod", "p.rego:4:2: data.gatecheck.lib.k9s.pod does not exist");
    refused("input.__gatecheck.file.path == \"a\"", "p.rego:4:2: input.__gatecheck is for the library only");
    refused(
        "data.gatecheck.k8s.privileged.deny",
        "p.rego:4:2: data.gatecheck.k8s.privileged.deny is not for other policies",
    );
    refused("startswith(input.x)", "p.rego:4:2: startswith takes 2 arguments, not 1");
    refused("undefined_name == 1", "p.rego:4:2: use of undefined variable `undefined_name` is unsafe");
    check_refused("deny contains \"x\"", &["p.rego:1:1: expecting `package` Missing package declaration."]);
    check_refused("package a\n\nx := 1", &["p.rego:1:1: package a denies nothing"]);
    check_refused(
        "package gatecheck.k8s.mine\n\ndeny contains \"x\"",
        &["p.rego:1:1: package gatecheck.k8s.mine is reserved for the built-in policies"],
    );
    check_refused(
        "package a\n\nimport data.gatecheck.lib.nope\n\ndeny contains \"x\"",
        &["p.rego:3:1: data.gatecheck.lib.nope does not exist"],
    );
    check_refused(
        "package a\n\nf(x) := g(x)\n\ng(x) := f(x + 1)\n\ndeny contains \"x\" if f(1)",
        &[
            "p.rego:3:1: f calls itself, directly or through others",
            "p.rego:5:1: g calls itself, directly or through others",
        ],
    );
    let nested = format!("{}1{}", "[".repeat(40), "]".repeat(40));
    refused(&format!("x := {nested}"), "p.rego:4:18: brackets nest deeper than 12 levels");
    let chain = "1 + ".repeat(300);
    refused(&format!("x := {chain}1"), "p.rego:4:805: the expression has too many operators");
    check_refused("package a\n\ndeny contains {", &["p.rego:3:16: expecting expression"]);
}

#[test]
fn what_is_misspelt_is_told_what_there_is() {
    let help = |reference: &str| {
        let text = format!("package a\n\n_hidden := 1\n\ndeny contains \"x\" if {reference}");
        user(&text).unwrap_err().remove(0).help.unwrap()
    };
    assert_eq!(help("data.gatecheck.lib.k8s.pood"), "did you mean data.gatecheck.lib.k8s.pod?");
    assert_eq!(help("data.a._hiden"), "did you mean data.a._hidden?");
    let libraries = help("data.gatecheck.lib.kubernetes.pod");
    assert!(libraries.starts_with("the library has ") && libraries.contains(", k8s, "), "{libraries}");
    assert!(!help("data.gatecheck.lib.k8s.nam").contains("._"));
}

#[test]
fn metadata_that_cannot_be_meant_is_refused() {
    let refused = |custom: &str, expected: &[&str]| {
        let text = format!("# METADATA\n# custom:\n#   {custom}\npackage a\n\ndeny contains \"x\"");
        check_refused(&text, expected);
    };
    refused("severity: CRITICAL", &[]);
    refused(
        "severity: hgih",
        &["p.rego:1:1: unknown severity \"hgih\": it is one of low, medium, high, critical"],
    );
    refused(
        "kinds: [k8s]",
        &["p.rego:1:1: unknown kind \"k8s\": it is one of github-actions, gitlab-ci, compose, dockerfile, \
         go-mod, go-sum, kubernetes, yaml, text"],
    );
    refused("kinds: kubernetes", &["p.rego:1:1: `kinds` is a list of names, such as [kubernetes]"]);
    refused("fix: sometimes", &["p.rego:1:1: unknown fix: it is one of safe, unsafe, manual"]);
    refused("match: [{group: apps, kind: Deployment}]", &[]);
    refused(
        "match: pod",
        &["p.rego:1:1: `match` is {view: pod}, or a list such as [{group: apps, kind: Deployment}]"],
    );
    refused(
        "team: infra\n# a: b: c",
        &["p.rego:1:1: the metadata cannot be read: mapping values are not allowed in this context"],
    );
}

#[test]
fn all_mistakes_are_reported_and_so_is_an_empty_set() {
    let files = [
        ("a.rego", "package a\n\ndeny contains http.send({})"),
        ("b.rego", "package b\n\ndeny contains nope()"),
    ];
    assert_eq!(load(false, &[bundle(&files)]).unwrap_err().len(), 2);
    assert_eq!(
        load(false, &[bundle(&[("readme.md", "")])]).unwrap_err()[0].to_string(),
        "there are no rules"
    );
}

#[test]
fn settings_have_defaults_and_are_checked() {
    let bundle = ours(
        "#   kinds: [yaml]\n#   settings:\n#     allowed:\n#       default: [a]\n#       description: what may be\n",
        "deny contains {\"msg\": \"x\"} if not input.x in data.gatecheck.config.g.r.allowed",
    );
    let load = |settings: Json| {
        let settings: Settings = serde_json::from_value(settings).unwrap();
        let bundles = std::slice::from_ref(&bundle);
        PolicySet::load(Load {
            builtin: false,
            bundles,
            active: &|_| true,
            settings: &settings,
            sandbox: None,
        })
    };
    let document = document(FileKind::Yaml, &json!({"x": "b"}));
    assert_eq!(said(&load(json!({})).unwrap(), &document), ["g/r  x"]);
    assert_eq!(said(&load(json!({"g/r": {"allowed": ["b"]}})).unwrap(), &document), [""; 0]);
    let refused = |settings: Json| load(settings).unwrap_err()[0].to_string();
    assert_eq!(refused(json!({"g/r": {"alowed": []}})), "g/r has no setting \"alowed\"");
    assert_eq!(refused(json!({"g/r": {"allowed": "b"}})), "the setting \"allowed\" of g/r must be a list");
    assert_eq!(refused(json!({"g/s": {}})), "there are settings for g/s, but no such rule");
}

#[test]
fn metadata_of_users_is_read_where_it_stands() {
    let text = r#"package team.images

# METADATA
# title: Image from an unknown registry
# description: Only registry.example.com is scanned for vulnerabilities.
# custom:
#   severity: medium
#   kinds: [kubernetes]
#   team: infra
deny contains {
	"msg": sprintf("container %q comes from %s", [c.name, image.registry]),
	"at": array.concat(c.at, ["image"]),
	"fix": {"title": "move it", "ops": [{"op": "remove", "at": c.at}]},
} if {
	some c in data.gatecheck.lib.k8s.containers
	image := data.gatecheck.lib.image.parse(c.image)
	image.registry != "registry.example.com"
}

deny_plain contains "x" if input.plain
"#;
    let set = user(text).unwrap();
    let rule = set.rule(0).unwrap();
    assert_eq!(rule.title, "Image from an unknown registry");
    assert_eq!((rule.severity, rule.kinds.as_slice()), (Severity::Medium, &[FileKind::Kubernetes][..]));
    assert_eq!(set.rule(1).unwrap().severity, Severity::High);
    let pod =
        json!({"apiVersion": "v1", "kind": "Pod", "spec": {"containers": [{"name": "a", "image": "nginx"}]}});
    let document = document(FileKind::Kubernetes, &pod);
    let said = said(&set, &document);
    assert_eq!(said, ["team.images/deny spec.containers[0].image container \"a\" comes from docker.io"]);
    let fix = set.evaluator().evaluate(&document).denials.remove(0).fix.unwrap();
    assert_eq!(fix.applicability, Applicability::Manual);
}
