//! The configuration that decides, in its own place or where an argument names it.

use std::fs;

use super::{CHANGED, FROM, HARMLESS, LOOSER, OPEN, PRIVILEGED, RULES, SUPPRESSED, check};
use crate::git::Repo;

/// The change writes a configuration beside something that must be found.
#[track_caller]
fn check_configuration(text: &str, said: &str) {
    let change = format!("{PRIVILEGED}; stage gatecheck.yaml '{text}'");
    check(HARMLESS, &change, FROM, 1, &[OPEN, LOOSER], said);
}

#[test]
fn a_configuration_cannot_accept_what_comes_with_it() {
    check_configuration(r"ignore: [{rule: compose/*, reason: x}]\n", "compose/* is ignored");
    check_configuration(r"exclude: [compose.yaml]\n", "compose.yaml is excluded");
    check_configuration(r"fail-on: critical\n", "`fail-on` is critical instead of medium");
    check_configuration(
        r"rules: {compose/privileged: {enabled: false}}\n",
        "compose/privileged does not run",
    );
    check_configuration(r"rules: {compose/privileged: {severity: low}}\n", "compose/privileged is milder");
    check_configuration(
        r"accept-unreadable: [{path: x, reason: x, until: 2999-01-01}]\n",
        "x may be unreadable",
    );
    check_configuration(
        r"rules: {gatecheck/gate-loosened: {enabled: false}}\n",
        "gatecheck/gate-loosened does not run",
    );
    // One that nothing can be read from is no way out either, and no way to stop the pipeline's report.
    let broken = format!(r"{PRIVILEGED}; stage gatecheck.yaml 'fail-on: [\n'");
    check(HARMLESS, &broken, FROM, 3, &[OPEN, LOOSER], "cannot be used");
    let link = format!("{PRIVILEGED}; ln -s /dev/null gatecheck.yaml; git add .");
    check(HARMLESS, &link, FROM, 1, &[OPEN, LOOSER], "gatecheck.yaml is new since main");
    // The trap is set: without the flag the change's own configuration counts.
    let change = format!("{PRIVILEGED}; stage gatecheck.yaml 'ignore: [{{rule: compose/*, reason: x}}]'");
    check(HARMLESS, &change, &[], 0, &[SUPPRESSED], "");
}

#[test]
fn a_folder_of_the_repository_is_judged_like_the_whole() {
    let change = r#"stage sub/compose.yaml "$PRIVILEGED"; stage gatecheck.yaml 'exclude: [sub]'
        $GATECHECK baseline --no-config --select "$RULES" >/dev/null; git add .gatecheck"#;
    let repo = Repo::new(&format!(
        r#"stage sub/compose.yaml "$HARMLESS"; commit; git checkout --quiet -b side; {change}"#
    ));
    let output =
        repo.gatecheck("sub", &["scan", "--format", "jsonl", "--select", RULES, "--config-from-ref", "main"]);
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    for part in [
        "\"gatecheck.yaml is new since main",
        "sub is excluded",
        "\".gatecheck/baseline.json is new since main",
        "is privileged",
    ] {
        assert!(said.contains(part), "{part} is not in {said}");
    }
}

#[test]
fn what_the_branch_says_counts() {
    let ignored = format!("{PRIVILEGED}; stage gatecheck.yaml 'ignore: [{{rule: compose/*, reason: x}}]'");
    check(&ignored, "stage a.txt a", FROM, 0, &[SUPPRESSED], "judged by the gate of main");
    check(&ignored, "stage a.txt a", &[], 0, &[SUPPRESSED], "judged by the gate of its own");
    check(
        &ignored,
        "git rm --quiet gatecheck.yaml",
        FROM,
        0,
        &[SUPPRESSED, CHANGED],
        "was deleted since main",
    );
    let strict = format!("{HARMLESS}; stage gatecheck.yaml 'fail-on: low'");
    check(&strict, "git rm --quiet gatecheck.yaml", FROM, 1, &[LOOSER], "`fail-on` is medium instead of low");
    // Who tightens the gate is not stopped, and it is said.
    check(HARMLESS, "stage gatecheck.yaml 'fail-on: low'", FROM, 0, &[CHANGED], "whose version counts here");
    let calm =
        format!("{HARMLESS}; stage gatecheck.yaml 'rules: {{gatecheck/gate-loosened: {{severity: low}}}}'");
    check(&calm, "stage gatecheck.yaml 'fail-on: high'", FROM, 0, &[LOOSER], "");
}

#[test]
fn files_that_are_named_are_those_of_the_branch() {
    let main = format!("{HARMLESS}; stage ci/strict.yaml 'fail-on: low'");
    let with = |file: &'static str| ["--config-from-ref", "main", "--config", file];
    let change = format!("{PRIVILEGED}; stage ci/strict.yaml 'ignore: [{{rule: compose/*, reason: x}}]'");
    let looser = "ci/strict.yaml:1 gatecheck/gate-loosened open";
    check(&main, &change, &with("ci/strict.yaml"), 1, &[looser, OPEN], "");
    check(&main, &change, &with("ci/../ci/strict.yaml"), 1, &[looser, OPEN], "");
    check(
        HARMLESS,
        &change,
        &with("ci/strict.yaml"),
        2,
        &[],
        "ci/strict.yaml is not in main, whose version counts",
    );
    let org = ["--config-from-ref", "main", "--org-config", "ci/strict.yaml"];
    check(&main, &change, &org, 1, &[looser, OPEN], "");
    let loose = "stage ci/strict.yaml 'fail-on: low\norg: {allow-baseline: true}'";
    check(&main, loose, &org, 1, &[looser], "with the change, there may be a baseline");
    let org = ["--org-config", "ci/strict.yaml"];
    check(&main, "stage a.txt a", &org, 0, &[], "ci/strict.yaml lies in the repository");
    // What lies elsewhere is the user's own.
    let outside = tempfile::NamedTempFile::new().unwrap();
    fs::write(outside.path(), "ignore: [{rule: compose/*, reason: x}]\n").unwrap();
    let own = ["--config-from-ref", "main", "--config", outside.path().to_str().unwrap()];
    check(HARMLESS, PRIVILEGED, &own, 0, &[SUPPRESSED], "");
}
