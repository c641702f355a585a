//! The name of the branch that decides.

use super::{FROM, HARMLESS, check};

#[test]
fn the_branch_must_be_there() {
    let from = |reference: &'static str| ["--config-from-ref", reference];
    check(HARMLESS, "true", &from("nope"), 2, &[], "there is no commit \"nope\"");
    check(HARMLESS, "true", &["--config-from-ref=--output=x"], 2, &[], "cannot be the name of a commit");
    check(HARMLESS, "true", &["--config-from-ref="], 2, &[], "\"\" cannot be the name of a commit");
    let broken = format!("{HARMLESS}; stage gatecheck.yaml 'fail-on: ['");
    check(&broken, "git rm --quiet gatecheck.yaml", FROM, 2, &[], "the configuration is not valid YAML");
    let folder = crate::place::folder(&[("a.yaml", "a: 1\n")]);
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_gatecheck"));
    let output =
        command.args(["scan", "--config-from-ref", "main"]).current_dir(folder.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("--config-from-ref needs a git repository"));
}
