//! Policies of a repository, and whether they may be read.

use super::{EMPTY, HARMLESS, LOOSER, POLICY, check};

#[test]
fn policies_are_those_of_the_branch() {
    let main = format!("{HARMLESS}; {POLICY}; stage gatecheck.yaml 'policies: [gate]'");
    let (denied, looser) = ("compose.yaml:1 p/deny open", "gate/p.rego:1 gatecheck/gate-loosened open");
    let named = &["--config-from-ref", "main", "--no-builtin", "--policies", "gate"];
    check(&main, "stage a.txt a", named, 1, &[denied], "");
    check(&main, EMPTY, named, 1, &[denied, looser], "gate/p.rego was changed since main");
    check(&main, "git rm -r --quiet gate", named, 1, &[denied, looser], "gate/p.rego was deleted since main");
    check(&main, "rm -r gate; ln -s /tmp gate", named, 1, &[denied, looser], "");
    let lost = r"printf '\377' > gate/p.rego";
    check(&main, lost, named, 1, &[denied, looser], "gate/p.rego was changed since main");
    check(&main, lost, named, 1, &[denied, looser], "the policies of its folder cannot be read");
    let absent = &["--config-from-ref", "main", "--policies", "gate"];
    check(HARMLESS, POLICY, absent, 2, &[], "the policies in gate of main cannot be read");
    // Those that the configuration names are read only where that is allowed.
    check(&main, "stage a.txt a", &[], 0, &[], "");
    let allowed = &["--allow-repo-policy"];
    check(&main, "stage a.txt a", allowed, 1, &[denied], "");
    let both = &["--allow-repo-policy", "--config-from-ref", "main"];
    check(&main, EMPTY, both, 1, &[denied, looser], "");
    check(
        &main,
        "stage gatecheck.yaml 'version: 1'",
        both,
        1,
        &[denied, LOOSER],
        "gate has policies that are not used",
    );
    check(
        HARMLESS,
        "stage gatecheck.yaml 'policies: [../gate]'",
        allowed,
        2,
        &[],
        "must lie in the repository",
    );
    check(
        HARMLESS,
        "ln -s /tmp gate; stage gatecheck.yaml 'policies: [gate]'",
        allowed,
        2,
        &[],
        "is behind a link",
    );
    let staged = &["--allow-repo-policy", "--staged"];
    check(
        &main,
        &format!("{EMPTY}; echo '#' >> compose.yaml; git add compose.yaml"),
        staged,
        1,
        &[denied],
        "",
    );
}
