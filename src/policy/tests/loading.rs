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
fn what_a_policy_must_not_do_is_refused_wherever_it_stands() {
    for body in [
        "deny contains \"x\" if HERE",
        "deny contains \"x\" if not HERE",
        "deny contains HERE",
        "deny contains \"x\" if { x := [HERE | some y in input]; x }",
        "deny contains \"x\" if { x := {HERE: 1 | some y in input}; x }",
        "deny contains \"x\" if { every y in input { y == HERE } }",
        "deny contains \"x\" if { every y in HERE { y } }",
        "deny contains \"x\" if { some y in HERE }",
        "deny contains \"x\" if count([HERE]) == 1",
        "deny contains \"x\" if input[HERE]",
        "deny contains \"x\" if input.x with input as HERE",
        "deny contains {\"msg\": \"x\", \"at\": [{\"a\": HERE}]}",
        "default deny := HERE\n\ndeny := true if input.x",
        "deny := HERE if input.x else := false",
        "deny := false if input.x else := HERE",
        "f(x) := HERE\n\ndeny contains \"x\" if f(1)",
        "deny contains \"x\" if f(HERE)\n\nf(x) := x",
        "deny contains \"x\" if { false; HERE }",
    ] {
        let text = format!("package a\n\n{}", body.replace("HERE", "http.send({})"));
        let errors = user(&text).err().unwrap_or_default();
        let banned = errors.iter().any(|error| error.message == "http.send is not allowed in a policy");
        // Only a plain value can be a default, which the parser says first.
        let no_value = errors.iter().any(|error| error.message.contains("default"));
        assert!(banned || no_value, "{text}: {errors:?}");
    }
    for body in [
        "count([1]) with count as http.send",
        "some http; count([1]) with count as http.send",
        "every http in input { count([1]) with count as http.send }",
        "f(1) with data.a.f as http.send",
        "count([1]) with count as numbers[\"range\"]",
        "count([1]) with input as 1 with count as opa.runtime",
    ] {
        let text = format!("package a\n\nf(x) := x\n\ndeny contains \"x\" if {{ {body} }}");
        let errors = user(&text).err().unwrap_or_default();
        assert!(errors.iter().any(|error| error.message.ends_with("not allowed in a policy")), "{text}");
    }
}

#[test]
fn what_calls_itself_is_refused_however_it_gets_there() {
    for (rules, guilty) in [
        ("f(x) := f(x + 1)", &["f"][..]),
        ("f(x) := y if { y := [f(z) | some z in x] }", &["f"]),
        ("f(x) := 1 if data.a.f(x)", &["f"]),
        ("f(x) := g(x)\n\ng(x) := h\n\nh := f(1)", &["f", "g", "h"]),
        ("f(x) := 1 if { y := data.a; y }", &[]),
        ("f(x) := y if { y := g(x) with g as f }\n\ng(x) := x", &["f", "g"]),
        ("f(x) := y if { some f; y := g(x) with g as f }\n\ng(x) := x", &["f", "g"]),
        ("f(x) := g(x)\n\ng(x) := x\n\nh if { f(1) with g as f }", &["f", "g"]),
        ("f(x) := x if g\n\ng := 1", &[]),
        ("p if q\n\nq if { not p }", &["p", "q"]),
    ] {
        let text = format!("package a\n\n{rules}\n\ndeny contains \"x\" if f(1)\n");
        let errors = user(&text.replace("if f(1)\n", "if true\n")).err().unwrap_or_default();
        let found: Vec<&str> = errors
            .iter()
            .filter_map(|error| error.message.strip_suffix(" calls itself, directly or through others"))
            .collect();
        assert_eq!(found, guilty, "{text}: {errors:?}");
    }
}

#[test]
fn many_rules_are_checked_in_little_time() {
    let mut text = "package a\n\ndeny contains \"x\" if f0(1) == 2\n".to_owned();
    for i in 0..4000 {
        text.push_str(&format!("\nf{i}(x) := f{}(x)\n", i + 1));
    }
    let started = std::time::Instant::now();
    assert!(user(&format!("{text}\nf4000(x) := x\n")).is_ok());
    let errors = user(&format!("{text}\nf4000(x) := f0(x)\n")).unwrap_err();
    assert_eq!(errors.len(), 4001);
    assert!(started.elapsed() < std::time::Duration::from_secs(30), "{:?}", started.elapsed());
}

#[test]
fn patterns_that_cannot_be_used_are_refused() {
    let refused = |body: &str, expected: &str| {
        check_refused(&format!("package a\n\ndeny contains \"x\" if {body}"), &[expected]);
    };
    let big = "the pattern is too large when it is compiled";
    refused("regex.match(`(a{1000}){1000}`, \"a\")", &format!("p.rego:3:22: regex.match: {big}"));
    refused("regex.split(`(a{1000}){1000}`, \"a\")", &format!("p.rego:3:22: regex.split: {big}"));
    refused(
        "regex.replace(\"a\", `(?=b)`, \"c\")",
        "p.rego:3:22: regex.replace: the pattern cannot be compiled",
    );
    assert!(user("package a\n\ndeny contains \"x\" if not regex.is_valid(\"(\")").is_ok());
}

#[test]
fn texts_that_no_parser_should_see_are_refused() {
    let many = |part: &str, count: usize| part.repeat(count);
    let deny = |body: String| format!("package a\n\ndeny contains \"x\" if {{\n\t{body}\n}}\n");
    for text in [
        deny(format!("x := {}", many("[", 80_000))),
        deny(format!("x := {}", many("{", 80_000))),
        deny(format!("x := {}", many("(", 80_000))),
        deny(format!("x := {}1", many("-", 80_000))),
        deny(format!("{}x", many("not\n", 15_000))),
        deny(format!("{}[1]", many("1 in\n", 15_000))),
        deny(format!("x := {}1", many("1 |\n", 15_000))),
        deny(format!("input{}", many(".a\n", 15_000))),
        format!("package a{}\n\ndeny contains \"x\"", many(".a", 3_900)),
        format!("package a\n\ndeny contains \"x\" {}true", many("if\n", 15_000)),
        "package a\n\ndeny contains \"\0\"".to_owned(),
        many("\0", 1_000),
        many("# METADATA\n", 19_000),
        format!("# METADATA\n# custom: {}\npackage a\n\ndeny contains \"x\"", many("[", 8_000)),
        many("\n", 200_000),
        many("x", 200_000),
        many("package a\n", 15_000),
        many("`", 100_001),
        String::new(),
    ] {
        let started = std::time::Instant::now();
        let refused = user(&text).is_err();
        let start: String = text.chars().take(60).collect();
        assert!(refused, "{start}");
        assert!(started.elapsed() < std::time::Duration::from_secs(10), "{start}: {:?}", started.elapsed());
    }
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
    let library = ("a.rego", "package a\n\nhelper := 1");
    for (builtin, files, expected) in [
        (false, &[("readme.md", "")][..], "a folder of policies has no policy in it"),
        (
            true,
            &[("a_test.rego", "package a_test\n\ntest_a if true")],
            "a folder of policies has no policy in it",
        ),
        (true, &[library], "a.rego:1:1: package a denies nothing"),
    ] {
        assert_eq!(load(builtin, &[bundle(files)]).unwrap_err()[0].to_string(), expected);
    }
    assert_eq!(load(false, &[]).unwrap_err()[0].to_string(), "there are no rules");
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
