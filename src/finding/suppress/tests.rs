//! Ignores in files, from text to status.

use std::sync::Arc;

use super::*;
use crate::document::{self, Route};
use crate::finding::native::Native;
use crate::finding::{Finding, Location, Status};
use crate::policy::{Rule, RuleId, Severity};
use crate::text::{RepoPath, SourceFile, apply as edit};

fn rule(id: &str) -> Arc<Rule> {
    let mut rule = (*Native::Unparsed.rule()).clone();
    rule.id = RuleId::new(id);
    rule.aliases = vec![format!("old/{}", id.rsplit('/').next().unwrap())];
    Arc::new(rule)
}

/// A finding of `id` at a route of a document, given as `part:json`.
fn finding(documents: &[Document], id: &str, at: &str) -> Finding {
    let (part, route) = at.split_once(':').unwrap();
    let document = &documents[part.parse::<usize>().unwrap()];
    let route = Route::from_json(&serde_json::from_str(route).unwrap()).unwrap();
    let place = document.locate(&route);
    let file = document.source.path.clone();
    Finding {
        rule: rule(id),
        severity: Severity::High,
        message: String::new(),
        location: Location { file, span: place.span, route, precision: place.precision },
        related: Vec::new(),
        object: None,
        fixes: Vec::new(),
        fingerprint: String::new(),
        ignored_as: String::new(),
        line_hash: String::new(),
        weak_secret: false,
        status: Status::Open,
    }
}

/// Rules of the group `k8s` ran, those of `go` did not, others are unknown; `k8s/never` must not be ignored.
fn run(path: &str, text: &str, findings: &[(&str, &str)]) -> (Vec<Finding>, Vec<Hygiene>) {
    let source = Arc::new(SourceFile::new(RepoPath::new(path), text.to_owned()));
    let kind = document::classify(&source.path, text);
    let documents = document::parse(&source, kind).documents;
    assert!(!documents.is_empty());
    let mut findings: Vec<Finding> = findings.iter().map(|(id, at)| finding(&documents, id, at)).collect();
    let (good, bad) = suppressions(&documents);
    let state = |pattern: &RulePattern| match pattern.as_str().split('/').next() {
        Some("k8s" | "old") => RuleState::Ran,
        Some("go") => RuleState::NotRun,
        Some("k8") => RuleState::Unknown { meant: Some("k8s/x".into()) },
        _ => RuleState::Unknown { meant: None },
    };
    let may_ignore = |id: &RuleId, _: Option<Date>| match id.as_str() {
        "k8s/never" => Err("the organisation forbids it".to_owned()),
        _ => Ok(()),
    };
    let today = Date::new(2026, 11, 23).unwrap();
    let judge = Judge { today, state: &state, may_ignore: &may_ignore };
    let hygiene = apply(&source, &mut findings, &good, &bad, &judge);
    (findings, hygiene)
}

/// `expected`: one line per finding (`open`, or its reason), then one per thing wrong with the ignores.
#[track_caller]
fn check_in(path: &str, text: &str, findings: &[(&str, &str)], expected: &[&str]) {
    let (findings, hygiene) = run(path, text, findings);
    let source = SourceFile::new(RepoPath::new(path), text.to_owned());
    let status = |finding: &Finding| match &finding.status {
        Status::Suppressed { reason } => reason.clone(),
        Status::Open => "open".to_owned(),
        Status::Baselined => unreachable!(),
    };
    let mut actual: Vec<String> = findings.iter().map(status).collect();
    actual.extend(hygiene.iter().map(|one| {
        let at = source.lines.char_position(text, one.span.start as usize);
        let id = one.native.id().trim_start_matches("gatecheck/");
        format!("{}:{} {id}: {}", at.line, at.column, one.message)
    }));
    assert_eq!(actual, expected);
}

#[track_caller]
fn check(text: &str, findings: &[(&str, &str)], expected: &[&str]) {
    check_in("a.yaml", text, findings, expected);
}

const POD: &str = "\
kind: Pod
apiVersion: v1
metadata:
  name: p
spec:
  containers:
    - name: a
      image: x
    - name: b
      image: y
";

/// The pod with a line of its own before the line that holds `before`, or a comment after it.
fn pod(above: &[(&str, &str)], after: &[(&str, &str)]) -> String {
    let line = |line: &str| {
        let indent = &line[..line.len() - line.trim_start().len()];
        let comments = above.iter().filter(|(at, _)| line.contains(at));
        let comments: String = comments.map(|(_, text)| format!("{indent}# gatecheck: {text}\n\n")).collect();
        let trailing = after.iter().filter(|(at, _)| line.contains(at));
        let trailing: String = trailing.map(|(_, text)| format!(" # gatecheck: {text}")).collect();
        format!("{comments}{line}{trailing}\n")
    };
    POD.lines().map(line).collect()
}

const IMAGE_A: &str = r#"0:["spec","containers",0,"image"]"#;
const IMAGE_B: &str = r#"0:["spec","containers",1,"image"]"#;
const MISSING_A: &str = r#"0:["spec","containers",0,"securityContext","runAsNonRoot"]"#;
const MISSING_B: &str = r#"0:["spec","containers",1,"securityContext","runAsNonRoot"]"#;
const MISSING_POD: &str = r#"0:["spec","securityContext","runAsNonRoot"]"#;

#[test]
fn a_trailing_comment_covers_its_line() {
    let text = pod(&[], &[("image: x", "ignore[k8s/x] -- why")]);
    check(&text, &[("k8s/x", IMAGE_A), ("k8s/x", IMAGE_B), ("k8s/x", MISSING_A)], &["why", "open", "open"]);
    let text = pod(&[], &[("name: a", "ignore[k8s/x] -- why")]);
    check(&text, &[("k8s/x", IMAGE_A), ("k8s/x", MISSING_A), ("k8s/y", MISSING_A)], &["open", "why", "open"]);
    let text = pod(&[], &[("kind:", "ignore[k8s/x] -- why")]);
    check(&text, &[("k8s/x", r#"0:["kind"]"#), ("k8s/x", IMAGE_A)], &["why", "open"]);
}

#[test]
fn a_comment_of_its_own_covers_what_starts_next() {
    let item = pod(&[("name: a", "ignore[k8s/x] -- why")], &[]);
    check(&item, &[("k8s/x", IMAGE_A), ("k8s/x", MISSING_A), ("k8s/x", MISSING_B)], &["why", "why", "open"]);
    let list = pod(&[("containers:", "ignore[k8s/x] -- why")], &[]);
    let all = [("k8s/x", IMAGE_A), ("k8s/x", MISSING_B), ("k8s/x", MISSING_POD)];
    check(&list, &all, &["why", "why", "open"]);
    let spec = pod(&[("spec:", "ignore[k8s/x] -- why")], &[]);
    check(&spec, &all, &["why", "why", "why"]);
    let member = pod(&[("image: x", "ignore[k8s/x] -- why")], &[]);
    check(&member, &[("k8s/x", IMAGE_A), ("k8s/x", MISSING_A)], &["why", "open"]);
    // Above the first key a comment covers that entry only.
    let first = pod(&[("kind:", "ignore[k8s/x] -- why")], &[]);
    check(&first, &[("k8s/x", r#"0:["kind"]"#), ("k8s/x", IMAGE_A)], &["why", "open"]);
}

#[test]
fn comments_stack_and_name_several_rules_groups_and_old_names() {
    let both = [("name: a", "ignore[k8s/x, k8s/y] -- one"), ("name: a", "ignore[k8s/z] -- two")];
    let three = [("k8s/x", IMAGE_A), ("k8s/y", IMAGE_A), ("k8s/z", IMAGE_A)];
    check(&pod(&both, &[]), &three, &["one", "one", "two"]);
    check(&pod(&[("name: a", "ignore[k8s/*] -- all")], &[]), &three, &["all", "all", "all"]);
    check(&pod(&[("name: a", "ignore[old/x] -- old")], &[]), &three, &["old", "open", "open"]);
}

#[test]
fn what_does_not_count_suppresses_nothing_and_says_why() {
    let one = |ignore: &str| pod(&[], &[("image: x", ignore)]);
    check(
        &one("ignore[k8s/x] until=2026-11-22 -- why"),
        &[("k8s/x", IMAGE_A)],
        &["open", "8:16 expired-ignore: this ignore has expired: it counted until 2026-11-22"],
    );
    check(&one("ignore[k8s/x] until=2026-11-23 -- why"), &[("k8s/x", IMAGE_A)], &["why"]);
    check(
        &one("ignore[k8s/x]"),
        &[("k8s/x", IMAGE_A)],
        &[
            "open",
            "8:16 ignore-without-reason: this ignore gives no reason, so it does not count: \
             write -- and the reason behind it",
        ],
    );
    check(
        &one("ignore k8s/x -- why"),
        &[("k8s/x", IMAGE_A)],
        &[
            "open",
            "8:16 malformed-ignore: the rules that are ignored must stand in brackets: \
             write gatecheck: ignore[k8s/run-as-root] -- reason",
        ],
    );
    check(
        &one("ignore[k8s/never, k8s/x] -- why"),
        &[("k8s/x", IMAGE_A), ("k8s/never", IMAGE_A), ("k8s/never", IMAGE_B)],
        &[
            "why",
            "open",
            "open",
            "8:36 forbidden-ignore: k8s/never must not be ignored here: the organisation forbids it",
        ],
    );
}

#[test]
fn ignores_that_do_nothing_are_found() {
    let one = |ignore: &str| pod(&[], &[("image: x", ignore)]);
    check(
        &one("ignore[k8s/x] -- why"),
        &[],
        &["8:16 unused-ignore: this ignore is not needed: there is no finding of k8s/x"],
    );
    check(
        &one("ignore[k8s/x, k8s/y] -- why"),
        &[("k8s/x", IMAGE_A)],
        &["why", "8:43 unused-ignore: a part of this ignore is not needed: there is no finding of k8s/y"],
    );
    check(&one("ignore[go/x] -- why"), &[], &[]);
    check(
        &one("ignore[k8/x] -- why"),
        &[],
        &["8:36 unknown-rule-in-ignore: there is no rule k8/x: did you mean k8s/x?"],
    );
    check(
        &one("ignore[foo/x] -- why"),
        &[],
        &["8:36 unknown-rule-in-ignore: there is no rule foo/x: gatecheck rules lists all there are"],
    );
    check(
        &one("ignore[gatecheck/unused-ignore] -- why"),
        &[],
        &["8:36 malformed-ignore: gatecheck/unused-ignore cannot be ignored by a comment: \
             mend the ignore it speaks of"],
    );
    check(
        &format!("{POD}# gatecheck: ignore[k8s/x] -- why\n"),
        &[],
        &["11:1 unused-ignore: nothing stands below this ignore"],
    );
}

#[test]
fn the_annotation_covers_its_object() {
    let text = "\
kind: Pod
apiVersion: v1
metadata:
  name: p
  annotations:
    gatecheck.dev/ignore: \"k8s/x, k8s/y -- why\"
---
kind: Pod
apiVersion: v1
metadata: {name: q}
";
    let [first, second] = [r#"0:["spec"]"#, r#"1:["spec"]"#];
    check(
        text,
        &[("k8s/x", first), ("k8s/x", second)],
        &[
            "why",
            "open",
            "6:35 unused-ignore: a part of this ignore is not needed: there is no finding of k8s/y",
        ],
    );
    let json = r#"{"kind": "Pod", "apiVersion": "v1",
  "metadata": {"annotations": {"gatecheck.dev/ignore": "k8s/x"}}}"#;
    check_in(
        "a.json",
        json,
        &[("k8s/x", first)],
        &[
            "open",
            "2:56 ignore-without-reason: this ignore gives no reason, so it does not count: \
             write -- and the reason behind it",
        ],
    );
    let wrong = text.replace("k8s/x, k8s/y -- why", "k8s/x; why");
    check(
        &wrong,
        &[("k8s/x", first)],
        &[
            "open",
            "6:27 malformed-ignore: rules are named by their id or group/* and separated by commas: \
             write gatecheck.dev/ignore: \"k8s/run-as-root -- reason\"",
        ],
    );
}

#[test]
fn items_of_a_list_are_covered_one_by_one() {
    let text = "\
kind: List
apiVersion: v1
items:
  # gatecheck: ignore[k8s/x] -- first
  - kind: Pod
    apiVersion: v1
    metadata: {name: a}
    # gatecheck: ignore[k8s/y] -- inner
    spec: {}
  # gatecheck: ignore[k8s/x] -- second
  - kind: Pod
    apiVersion: v1
    metadata:
      name: b
      annotations: {gatecheck.dev/ignore: k8s/y -- noted}
";
    let name = |part: usize| format!(r#"{part}:["metadata","name"]"#);
    check(
        text,
        &[
            ("k8s/x", &name(0)),
            ("k8s/y", r#"0:["spec"]"#),
            ("k8s/y", &name(0)),
            ("k8s/x", &name(1)),
            ("k8s/y", &name(1)),
        ],
        &["first", "inner", "open", "second", "noted"],
    );
}

#[test]
fn removing_what_is_unused_leaves_nothing_unused() {
    #[track_caller]
    fn check(text: &str, findings: &[(&str, &str)], expected: &str) {
        let (_, hygiene) = run("a.yaml", text, findings);
        let edits: Vec<_> = hygiene.into_iter().filter_map(|one| Some(one.fix?.1)).collect();
        let after = edit(text, &edits).unwrap();
        assert_eq!(after, expected);
        assert_eq!(run("a.yaml", &after, findings).1, []);
    }
    let used = [("k8s/x", IMAGE_A)];
    let one = |ignore: &str| pod(&[], &[("image: x", ignore)]);
    check(&one("ignore[k8s/y] -- why"), &[], POD);
    check(&one("ignore[k8s/y,k8s/x , k8s/z] -- why"), &used, &one("ignore[k8s/x] -- why"));
    check(&format!("\u{feff}# gatecheck: ignore[k8s/y] -- why\r\n{POD}"), &[], &format!("\u{feff}{POD}"));
    check(&format!("{POD}  # gatecheck: ignore[k8s/y] -- why"), &[], POD);
    let annotated = |list: &str| {
        let line = format!(
            "metadata:\n  annotations: {{gatecheck.dev/ignore: \"{list} until=2099-12-31 -- why\"}}\n"
        );
        format!("kind: Pod\napiVersion: v1\n{line}spec: {{}}\n")
    };
    check(&annotated("k8s/x, k8s/y"), &[("k8s/x", r#"0:["spec"]"#)], &annotated("k8s/x"));
    let noted = POD.replace("image: x", "image: x # kept # gatecheck: ignore[k8s/y] -- why");
    check(&noted, &[], &POD.replace("image: x", "image: x # kept"));
}

#[test]
fn too_many_ignores_are_refused() {
    let line = "- a # gatecheck: ignore[go/x] -- why\n";
    let (_, hygiene) = run("a.yaml", &line.repeat(limits::IGNORES + 2), &[]);
    let messages: Vec<&str> = hygiene.iter().map(|one| one.message.as_str()).collect();
    assert_eq!(messages, ["a file may hold 10000 ignores; this one and all below it do not count"]);
}

/// What the text kind takes for comments counts only where no kind knows better, and is never taken away there.
#[test]
fn comments_that_are_guessed_are_data_in_what_a_kind_has_read() {
    let check = |path: &str, text: &str, expected: &[&str]| {
        let source = Arc::new(SourceFile::new(RepoPath::new(path), text.to_owned()));
        let mut documents = document::parse(&source, document::classify(&source.path, text)).documents;
        documents.extend(document::parse(&source, FileKind::Text).documents);
        let (good, bad) = suppressions(&documents);
        assert!(bad.is_empty());
        let judge = Judge {
            today: Date::new(2026, 11, 23).unwrap(),
            state: &|_| RuleState::Ran,
            may_ignore: &|_, _| Ok(()),
        };
        let fixes = apply(&source, &mut [], &good, &bad, &judge).into_iter().map(|one| match one.fix {
            Some((_, fix)) => edit(text, &[fix]).unwrap(),
            None => "no fix".to_owned(),
        });
        assert_eq!(fixes.collect::<Vec<_>>(), expected, "{text}");
    };
    check("a.yaml", "a: b # gatecheck: ignore[k8s/x] -- y\n", &["a: b\n"]);
    check("a.yaml", "a: 'b # gatecheck: ignore[k8s/x] -- y'\n", &[]);
    check("a.yaml", "a // gatecheck: ignore[k8s/x] -- y\n", &[]);
    check("a.yaml", "a // gatecheck: ignore[k8s/x]\n", &[]);
    check("a.yaml", "a: |\n  # gatecheck: ignore[k8s/x] -- y\n  b\nc: d\n", &["no fix"]);
    check("go.mod", "module a // gatecheck: ignore[k8s/x] -- y\n", &["module a\n"]);
    check("a.sh", "b # gatecheck: ignore[k8s/x] -- y\n", &["b\n"]);
}
