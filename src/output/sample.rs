//! Reports made by hand, for the tests of the formats.

use std::sync::Arc;

use crate::document::{FileKind, Precision, Route};
use crate::finding::sample::{finding, rule};
use crate::finding::{FileEdits, Fix, Location, ShownFile, Status};
use crate::policy::{Applicability, Category, Example, Rule, RuleId, Severity};
use crate::scan::{Basis, FileEntry, Report, ScanError, Stats};
use crate::text::{Edit, LineIndex, RepoPath, Span};

/// A file without secrets.
pub(super) fn shown(path: &str, text: &str) -> ShownFile {
    let (path, lines) = (RepoPath::new(path), LineIndex::new(text));
    ShownFile { path, text: text.to_owned(), lines, masked: Vec::new() }
}

/// A fix: its file, its applicability, and its edits as start, end and text.
pub(super) type FixOf<'a> = (&'a str, Applicability, &'a [(usize, usize, &'a str)]);

/// A report in which each of `fixes` belongs to a finding of its own,
/// all files having the same text.
pub(super) fn with_fixes(text: &str, fixes: &[FixOf<'_>]) -> Report {
    let rule = Arc::new(rule("k8s/thing", Severity::High));
    let mut report = Report::default();
    for (path, applicability, edits) in fixes {
        let place = location(path, Span::new(0, 1), &[]);
        let mut found = finding(&rule, place, "wrong");
        found.fixes = vec![fix("mend it", *applicability, path, edits)];
        report.findings.push(found);
        report.files.insert(RepoPath::new(path), shown(path, text));
    }
    report
}

pub(super) fn fix(
    title: &str,
    applicability: Applicability,
    path: &str,
    edits: &[(usize, usize, &str)],
) -> Fix {
    let edit = |(start, end, text): &(usize, usize, &str)| Edit {
        span: Span::new(*start, *end),
        text: (*text).to_owned(),
    };
    let file = FileEdits { path: RepoPath::new(path), edits: edits.iter().map(edit).collect() };
    Fix { title: title.into(), applicability, ops: Vec::new(), files: vec![file], refused: None }
}

pub(super) fn location(path: &str, span: Span, route: &[&str]) -> Location {
    let step = |route: Route, step: &&str| match step.parse() {
        Ok(index) => route.index(index),
        Err(_) => route.key(step),
    };
    let route = route.iter().fold(Route::root(), step);
    Location { file: RepoPath::new(path), span, route, precision: Precision::Exact }
}

const POD: &str = "\
apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: web
      image: registry.example/shop/web # é😀
      securityContext:
        privileged: true
";

/// The rule of the sample's first finding.
pub(super) fn privileged() -> Rule {
    Rule {
        title: "Privileged container".into(),
        description: "A privileged container is root on its node: it sees every device and every other\n\
                      container. Take the few capabilities it needs instead, e.g. `NET_ADMIN`.\n\n\
                      A second paragraph says more."
            .into(),
        fix: Some(Applicability::Safe),
        controls: vec!["cis-k8s@1.12:5.2.2".into(), "pss:baseline".into()],
        peers: vec!["CKV_K8S_16".into(), "KSV-0017".into()],
        profiles: vec!["pss-baseline".into()],
        references: vec!["https://kubernetes.io/docs/concepts/security/pod-security-standards/".into()],
        bad: Some(Example { name: "bad.yaml".into(), text: "privileged: true\n".into() }),
        good: Some(Example { name: "good.yaml".into(), text: "privileged: false\n".into() }),
        ..rule("k8s/privileged", Severity::Critical)
    }
}

/// One finding of every sort, and a file that could not be read.
pub(super) fn rich() -> Report {
    let at = |part: &str| POD.find(part).map(|at| Span::new(at, at + part.len())).unwrap();
    let privileged_rule = Arc::new(privileged());
    let limits = Arc::new(Rule {
        title: "Memory limit missing".into(),
        description: "Without a limit one container can take all memory of its node.".into(),
        category: Category("limits".into()),
        ..rule("k8s/memory-limit-missing", Severity::Medium)
    });
    let tag = Arc::new(Rule {
        title: "Image without a tag".into(),
        description: "The image that is deployed changes without a change here.".into(),
        category: Category("pinning".into()),
        ..rule("k8s/image-without-tag", Severity::High)
    });
    let secret = Arc::new(Rule {
        title: "Token in a file".into(),
        description: "Whoever can read the repository can use it.".into(),
        category: Category("secrets".into()),
        kinds: vec![FileKind::Text],
        ..rule("secrets/token", Severity::Critical)
    });

    let route = ["spec", "containers", "0", "securityContext", "privileged"];
    let mut first = finding(
        &privileged_rule,
        location("deploy/shop.yaml", at("true"), &route),
        "container \"web\" is privileged",
    );
    let value = at("true").range();
    first.fixes = vec![fix(
        "run it without privileges",
        Applicability::Safe,
        "deploy/shop.yaml",
        &[(value.start, value.end, "false")],
    )];

    let mut second = finding(
        &tag,
        location("deploy/shop.yaml", at("registry.example/shop/web"), &["spec", "containers", "0", "image"]),
        "image \"registry.example/shop/web\" has no tag",
    );
    second.fixes = vec![Fix {
        refused: Some("the tag is not known".into()),
        ..fix("name a version", Applicability::Manual, "deploy/shop.yaml", &[(0, 0, "")])
    }];
    second.fixes[0].files.clear();

    let missing = ["spec", "containers", "0", "resources", "limits", "memory"];
    let mut third = finding(
        &limits,
        Location { precision: Precision::Nearest, ..location("deploy/shop.yaml", at("web"), &missing) },
        "container \"web\" has no memory limit",
    );
    third.related = vec![(
        location("deploy/quota.yaml", Span::new(0, 4), &["kind"]),
        "the quota of its namespace asks for one".into(),
    )];
    let image_line = POD.find("      image").unwrap();
    third.fixes = vec![fix(
        "limit its memory",
        Applicability::Unsafe,
        "deploy/shop.yaml",
        &[(image_line, image_line, "      resources:\n        limits:\n          memory: 128Mi\n")],
    )];

    let env = "TOKEN=ghp_****************\n";
    let token = finding(&secret, location("shop.env", Span::new(6, 26), &[]), "GitHub token in TOKEN");
    let mut accepted = finding(&secret, location("shop.env", Span::new(0, 5), &[]), "accepted");
    accepted.status = Status::Suppressed { reason: "a fake for tests".into() };
    let mut old = finding(&secret, location("shop.env", Span::new(0, 4), &[]), "old");
    old.status = Status::Baselined;

    let mut files: Vec<ShownFile> = vec![
        shown("deploy/shop.yaml", POD),
        shown("deploy/quota.yaml", "kind: ResourceQuota\n"),
        shown("deploy/broken.yaml", "a: [1,\nb: 2\n"),
    ];
    let mut masked = shown("shop.env", env);
    masked.masked = vec![Span::new(6, 26)];
    files.push(masked);
    Report {
        findings: vec![third, second, first, old, accepted, token],
        errors: vec![
            ScanError {
                path: None,
                span: None,
                rule: Some(RuleId::new("k8s/thing")),
                message: "the policy took longer than 5 s".into(),
                help: "look for a loop over all pairs".into(),
            },
            ScanError {
                path: Some(RepoPath::new("deploy/broken.yaml")),
                span: Some(Span::new(3, 4)),
                rule: None,
                message: "a list is not closed".into(),
                help: "close it with `]`, or exclude the file".into(),
            },
        ],
        rules: vec![tag, limits, privileged_rule, secret],
        files: files.into_iter().map(|file| (file.path.clone(), file)).collect(),
        entries: vec![FileEntry {
            path: RepoPath::new("shop.env"),
            outcome: Ok(vec![FileKind::Text]),
            digest: Some([0xab; 32]),
        }],
        patches: Vec::new(),
        stats: Stats { files: 310, bytes: 12_345, documents: 290, skipped: 2 },
        fail_on: None,
        compared: None,
        gate: None,
        bases: vec![Basis { name: "gatecheck.yaml".into(), digest: "cd".repeat(32), folder: false }],
        unnamed: 0,
    }
}

/// A report whose names and texts were written by someone who means harm.
pub(super) fn hostile() -> Report {
    let path = "a\n::error::x\u{1b}[31m\u{202e}%#?[x].yaml";
    let text = "x: \u{1b}]0;t\u{7}##[error]y\n::warning::z\n";
    let evil = Arc::new(Rule {
        title: "<img src=x onerror=alert(1)> [x](javascript:y)".into(),
        description: "![p](http://track.example/p)\n::error::why ##vso[task.setvariable]x `code` </script>"
            .into(),
        bad: Some(Example { name: "bad".into(), text: "```\n<b>\n".into() }),
        ..rule("custom/evil", Severity::High)
    });
    let place = location(path, Span::new(3, 8), &["x"]);
    let mut found =
        finding(&evil, place, "::error::[click](http://x) \u{1b}[2J\n::set-output name=a::b ##[group]c");
    found.fixes =
        vec![fix("::notice::\u{202e}mend", Applicability::Safe, path, &[(3, 8, "##[error]\u{9b}y")])];
    found.related = vec![(location(path, Span::new(18, 19), &[]), "\r::debug::r".into())];
    Report {
        findings: vec![found],
        errors: vec![ScanError {
            path: Some(RepoPath::from_bytes(b"\xff\n::x")),
            span: None,
            rule: None,
            message: "\u{1b}c ::add-mask::m".into(),
            help: "::stop-commands::x".into(),
        }],
        rules: vec![evil],
        files: [(RepoPath::new(path), shown(path, text))].into(),
        ..Report::default()
    }
}
