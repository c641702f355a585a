//! What other tools would obey or run in a repository that they scan.

use super::{FROM, OPEN, scan};
use crate::git::Repo;

/// Nothing of it has any effect here.
#[test]
fn nothing_in_a_repository_runs_or_configures() {
    let repo = Repo::new(
        r#"stage compose.yaml "$PRIVILEGED"; commit
        write evil/x.py "open('MARK','w')\n"; write evil/__init__.py "open('MARK','w')\n"
        write .checkov.yaml 'external-checks-dir: [evil]\nsoft-fail: true\nskip-path: ["."]\n'
        write .hadolint.yaml 'failure-threshold: none\nignored: ["*"]\n'
        write zizmor.yml 'rules: {unpinned-uses: {disable: true}}\n'
        write .trivyignore '*\n'; write .gitleaksignore '*\n'; write .gatecheckignore '*\n'; write .ignore '*\n'
        write .conftest.toml 'policy = "evil"\n'; write .pre-commit-config.yaml 'repos: []\n'
        write policy/evil.rego 'package main\n\ndeny contains "x" if http.send({"url": "http://127.0.0.1:1"})\n'
        write policies/evil.rego 'package evil\n\nf(x) := f(x)\n\ndeny contains "x" if f(1)\n'
        write .gatecheck/policies/evil.rego 'package evil\n\ndeny contains "evil"\n'
        write gatecheck.yaml 'policies: [policy, policies, .gatecheck/policies]\n'
        write .cargo/config.toml '[alias]\nscan = "!touch MARK"\n'; write .envrc 'touch MARK\n'
        write Makefile 'all:\n\ttouch MARK\n'
        printf '#!/bin/sh\ntouch MARK\n' > git; chmod +x git; cp git gatecheck; cp git sh
        git add --all --force"#,
    );
    for arguments in [&[][..], &["--staged"], &["--diff-base", "main"], FROM] {
        let (code, found, said) = scan(&repo, arguments);
        assert!(!repo.path().join("MARK").exists(), "{arguments:?}");
        let denied = |line: &&String| !line.contains("gatecheck/");
        let found: Vec<&String> = found.iter().filter(denied).collect();
        let old = arguments.contains(&"--staged") || arguments.contains(&"--diff-base");
        let expected = if old { &[][..] } else { &[OPEN] };
        assert_eq!(found, expected, "{arguments:?}: {said}");
        assert_eq!(code, Some(i32::from(!old)), "{arguments:?}: {said}");
        assert!(!said.contains("evil"), "{arguments:?}: {said}");
    }
}
