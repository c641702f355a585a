//! Who controls the gate: a change cannot accept what it brings. Each case is a repository with a branch `main`, a
//! change of it on the branch `side`, and what a scan of that says when `main` decides.

mod baseline;
mod comparison;
mod configuration;
mod ignores;
mod policies;
mod reference;
mod repository;

use crate::git::Repo;

/// The rules of these tests, and gatecheck's own.
const RULES: &str = "compose/privileged,docker/chmod-777,docker/root-user,go/sum-entry-missing,\
     k8s/service-account-token,packages/download-and-run,gatecheck/*";

/// What a scan says: the exit code, and `path:line rule status` for each finding; then standard error.
fn scan(repo: &Repo, arguments: &[&str]) -> (Option<i32>, Vec<String>, String) {
    let with_policies = format!("{RULES},p/*");
    let rules = match () {
        () if arguments.contains(&"--no-builtin") => Vec::new(),
        () if arguments.contains(&"--allow-repo-policy") => vec!["--select", with_policies.as_str()],
        () => vec!["--select", RULES],
    };
    let output = repo.gatecheck("", &[&["scan", "--format", "json"], &rules[..], arguments].concat());
    let mut said = String::from_utf8(output.stderr).unwrap();
    let Ok(report) = serde_json::from_slice::<serde_json::Value>(&output.stdout) else {
        return (output.status.code(), Vec::new(), said);
    };
    let shown = |finding: &serde_json::Value| {
        let place = &finding["location"];
        let (path, line) = (place["path"].as_str().unwrap(), &place["start"]["line"]);
        let (rule, status) = (finding["rule"].as_str().unwrap(), finding["status"].as_str().unwrap());
        format!("{path}:{line} {rule} {status}")
    };
    let findings = report["findings"].as_array().unwrap();
    for finding in findings {
        said += &format!("{}\n", finding["message"].as_str().unwrap());
    }
    let gate = report["gate"]["ref"].as_str().unwrap_or("its own");
    said += &format!("judged by the gate of {gate}\n");
    (output.status.code(), findings.iter().map(shown).collect(), said)
}

/// Scans `side`, which `change` makes of `main`. `said` must stand on standard error or in a message.
#[track_caller]
fn check(main: &str, change: &str, arguments: &[&str], code: i32, findings: &[&str], said: &str) {
    let repo = Repo::new(&format!("{main}; commit; git checkout --quiet -b side; {change}"));
    let (found_code, found, heard) = scan(&repo, arguments);
    assert_eq!(found, findings, "{change}\n{heard}");
    assert_eq!(found_code, Some(code), "{change}\n{heard}");
    assert!(heard.contains(said), "{said:?} is not in\n{heard}");
}

/// The branch that decides.
const FROM: &[&str] = &["--config-from-ref", "main"];
const HARMLESS: &str = r#"stage compose.yaml "$HARMLESS""#;
const PRIVILEGED: &str = r#"stage compose.yaml "$PRIVILEGED""#;
const OPEN: &str = "compose.yaml:4 compose/privileged open";
const SUPPRESSED: &str = "compose.yaml:4 compose/privileged suppressed";
const LOOSER: &str = "gatecheck.yaml:1 gatecheck/gate-loosened open";
const CHANGED: &str = "gatecheck.yaml:1 gatecheck/gate-changed open";

/// A policy that denies Compose files with a service `web`.
const POLICY: &str = r#"stage gate/p.rego 'package p\n\ndeny contains "web" if input.services.web\n'"#;
const EMPTY: &str = r#"write gate/p.rego 'package p\n\ndeny contains "web" if input.nothing\n'"#;
