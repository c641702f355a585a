//! A comparison with `--diff-base`: changes of the gate count, and are told.

use super::{CHANGED, EMPTY, HARMLESS, LOOSER, OPEN, PRIVILEGED, SUPPRESSED, check};

#[test]
fn a_comparison_says_what_was_changed_and_lets_it_count() {
    let since = &["--diff-base", "main"];
    let change = format!("{PRIVILEGED}; stage gatecheck.yaml 'ignore: [{{rule: compose/*, reason: x}}]'");
    check(
        HARMLESS,
        &change,
        since,
        0,
        &[SUPPRESSED, CHANGED],
        "gatecheck.yaml is new since main: compose/* is ignored",
    );
    let ignore = r#"write compose.yaml "services:\n  web:\n    # gatecheck: ignore[compose/privileged] -- why\n    privileged: true\n""#;
    let note = "compose.yaml:3 gatecheck/gate-changed open";
    check(
        HARMLESS,
        ignore,
        since,
        0,
        &[note, SUPPRESSED],
        "accepts a finding of compose/privileged that nothing accepted in main",
    );
    // What cannot be read was there all the same.
    let lost = format!(r"{HARMLESS}; stage gatecheck.yaml '\377'");
    let said = "gatecheck.yaml was changed since main: what it was cannot be read";
    check(&lost, "write gatecheck.yaml 'version: 1'", since, 0, &[CHANGED], said);
    let lost = format!(r"{HARMLESS}; stage gate/p.rego '\377'");
    let said = "gate/p.rego was changed since main: what the policies of its folder were cannot be read";
    let policies = &["--diff-base", "main", "--policies", "gate", "--no-builtin"];
    let changed = "gate/p.rego:1 gatecheck/gate-changed open";
    check(&lost, EMPTY, policies, 0, &[changed], said);
    let both = &["--diff-base", "main", "--config-from-ref", "main"];
    check(HARMLESS, ignore, both, 1, &[note, OPEN], "");
    check(HARMLESS, &change, both, 1, &[OPEN, LOOSER], "");
    check(PRIVILEGED, "stage a.txt a", both, 0, &[], "");
}
