//! Other tools' ignores, from text to status.

use std::sync::Arc;

use super::*;
use crate::document;
use crate::finding::Location;
use crate::finding::native::Native;
use crate::text::{RepoPath, SourceFile};

/// A finding of a rule with these peers, at a route of a part of the file.
fn finding(documents: &[Document], peers: &[&str], part: usize, route: &str) -> Finding {
    let mut rule = (*Native::Unparsed.rule()).clone();
    rule.id = RuleId::new("x/y");
    rule.peers = peers.iter().map(|&peer| peer.to_owned()).collect();
    let document = &documents[part];
    let route = document::Route::from_json(&serde_json::from_str(route).unwrap()).unwrap();
    let place = document.locate(&route);
    let file = document.source.path.clone();
    Finding {
        object: None,
        rule: Arc::new(rule),
        severity: Severity::High,
        message: String::new(),
        location: Location { file, span: place.span, route, precision: place.precision },
        related: Vec::new(),
        fixes: Vec::new(),
        fingerprint: String::new(),
        ignored_as: String::new(),
        line_hash: String::new(),
        weak_secret: false,
        status: Status::Open,
    }
}

use crate::policy::RuleId;

/// Holds for each finding, given as `(peers, part, route)`, its reason, or `open`.
#[track_caller]
fn check(path: &str, text: &str, findings: &[(&[&str], usize, &str)], expected: &[&str]) {
    let source = Arc::new(SourceFile::new(RepoPath::new(path), text.to_owned()));
    let documents = document::parse(&source, document::classify(&source.path, text)).documents;
    let mut findings: Vec<Finding> =
        findings.iter().map(|(peers, part, route)| finding(&documents, peers, *part, route)).collect();
    apply_peers(&mut findings, &peer_ignores(&documents), &|_, _| Ok(()));
    let said: Vec<&str> = findings
        .iter()
        .map(|finding| match &finding.status {
            Status::Suppressed { reason } => reason.as_str(),
            _ => "open",
        })
        .collect();
    assert_eq!(said, expected);
}

const FROM: &str = r#"["instructions", 0]"#;
const RUN: &str = r#"["instructions", 1]"#;

#[test]
fn hadolint_covers_the_instruction_right_below() {
    let text = "# hadolint ignore=DL3007 # ours\nFROM a:latest\nRUN x \\\n  y\n";
    let of = |peer: &'static [&'static str]| (peer, 0, FROM);
    check(
        "Dockerfile",
        text,
        &[of(&["DL3007", "CKV_DOCKER_7"]), of(&["DL3006"])],
        &["hadolint ignore=DL3007: ours", "open"],
    );
    check("Dockerfile", text, &[(&["DL3007"], 0, RUN)], &["open"]);
    for text in [
        "# hadolint ignore=DL3007\n\nFROM a\n",
        "# hadolint ignore=DL3007\n# another\nFROM a\n",
        "FROM a # hadolint ignore=DL3007\n",
    ] {
        check("Dockerfile", text, &[of(&["DL3007"])], &["open"]);
    }
    // The last line of a script is no comment of the file.
    let script = "FROM a\nRUN <<EOF\n# hadolint global ignore=DL3007\n# checkov:skip=CKV_1\nEOF\n";
    check("Dockerfile", script, &[of(&["DL3007"]), of(&["CKV_1"])], &["open", "open"]);
}

#[test]
fn some_comments_cover_the_whole_dockerfile() {
    let text = "FROM a:latest\nRUN x\n# hadolint global ignore=DL3007,DL3006\n#checkov:skip=CKV_1:why\n";
    check(
        "Dockerfile",
        text,
        &[(&["DL3007"], 0, FROM), (&["DL3006"], 0, RUN), (&["CKV_1"], 0, RUN), (&["CKV_2"], 0, RUN)],
        &[
            "hadolint global ignore=DL3007",
            "hadolint global ignore=DL3006",
            "checkov:skip=CKV_1: why",
            "open",
        ],
    );
}

#[test]
fn annotations_cover_their_object() {
    let text = "\
kind: Pod
apiVersion: v1
metadata:
  name: p
  annotations:
    ignore-check.kube-linter.io/host-pid: reads the node
    checkov.io/skip1: CKV_K8S_20=it must
    checkov.io/skip2: CKV_K8S_14
spec: {hostPID: true}
---
kind: Pod
apiVersion: v1
metadata: {name: q, annotations: {kube-linter.io/ignore-all: ''}}
spec: {hostPID: true}
";
    let at = r#"["spec", "hostPID"]"#;
    let peers: &[&[&str]] = &[&["kube-linter:host-pid"], &["CKV_K8S_20"], &["CKV_K8S_14"], &["host-pid"]];
    let in_part = |part| -> Vec<(&[&str], usize, &str)> { peers.iter().map(|it| (*it, part, at)).collect() };
    check(
        "a.yaml",
        text,
        &in_part(0),
        &[
            "ignore-check.kube-linter.io/host-pid: reads the node",
            "checkov:skip=CKV_K8S_20: it must",
            "checkov:skip=CKV_K8S_14",
            "open",
        ],
    );
    check("a.yaml", text, &in_part(1), &["kube-linter.io/ignore-all", "open", "open", "open"]);
    // In an object that is not Kubernetes', or in a comment there, they say nothing.
    check("a.yaml", "# checkov:skip=CKV_1:x\na: 1\n", &[(&["CKV_1"], 0, r#"["a"]"#)], &["open"]);
}

#[test]
fn zizmor_covers_its_line_and_what_its_step_lacks() {
    let text = "\
on: push
jobs:
  a:
    steps:
      - uses: a/b@v1 # zizmor: ignore[unpinned-uses, artipacked] ours
        with:
          x: y
      - uses: a/b@v1
";
    let step = |step: usize, key: &str| format!(r#"["jobs", "a", "steps", {step}, {key}]"#);
    let uses: &[&str] = &["zizmor:unpinned-uses"];
    let lacks: &[&str] = &["zizmor:artipacked"];
    check(
        ".github/workflows/a.yaml",
        text,
        &[
            (uses, 0, &step(0, r#""uses""#)),
            (lacks, 0, &step(0, r#""with", "persist-credentials""#)),
            (uses, 0, &step(0, r#""with", "x""#)),
            (uses, 0, &step(1, r#""uses""#)),
            (lacks, 0, &step(1, r#""with", "persist-credentials""#)),
        ],
        &["zizmor: ignore[unpinned-uses]: ours", "zizmor: ignore[artipacked]: ours", "open", "open", "open"],
    );
}

#[test]
fn secrets_and_what_must_not_be_ignored_stay_open() {
    let text = "# hadolint ignore=DL3007\nFROM a:latest\n";
    let source = Arc::new(SourceFile::new(RepoPath::new("Dockerfile"), text.to_owned()));
    let documents = document::parse(&source, FileKind::Dockerfile).documents;
    let plain = || finding(&documents, &["DL3007"], 0, FROM);
    let mut secret = plain();
    let mut rule = (*secret.rule).clone();
    rule.category = crate::policy::Category("secrets".to_owned());
    secret.rule = Arc::new(rule);
    let mut critical = plain();
    critical.severity = Severity::Critical;
    let ignores = peer_ignores(&documents);
    let allowed = |finding: &Finding, may: &MayIgnore<'_>| accepted_by(finding, &ignores, may).is_some();
    assert!(allowed(&plain(), &|_, _| Ok(())));
    assert!(!allowed(&plain(), &|_, _| Err("the organisation forbids it".to_owned())));
    assert!(!allowed(&secret, &|_, _| Ok(())));
    assert!(!allowed(&critical, &|_, _| Ok(())));
}
