//! Baselines: a change cannot add what it brings.

use super::{FROM, HARMLESS, OPEN, PRIVILEGED, check};

#[test]
fn a_baseline_cannot_accept_what_comes_with_it() {
    let record = r#"$GATECHECK baseline --select "$RULES" >/dev/null; git add .gatecheck"#;
    let place = ".gatecheck/baseline.json:1";
    let looser = format!("{place} gatecheck/gate-loosened open");
    let changed = format!("{place} gatecheck/gate-changed open");
    let with = format!("{PRIVILEGED}; {record}");
    check(HARMLESS, &with, FROM, 1, &[&looser, OPEN], "one more finding is accepted");
    // Entries taken away: what the branch accepts is accepted.
    let baselined = "compose.yaml:4 compose/privileged baselined";
    check(&with, "git rm -r --quiet .gatecheck", FROM, 0, &[&changed, baselined], "was deleted since main");
    check(&with, "write .gatecheck/baseline.json '{}'", FROM, 1, &[&looser, baselined], "it cannot be used");
    check(&with, "stage a.txt a", FROM, 0, &[baselined], "");
}
