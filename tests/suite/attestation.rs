//! The statement of what was scanned: what passed the gate is known again, and nothing else is.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value as Json;

use crate::place::folder;

/// The program in `folder`, standard input being a file of that name, if any.
fn gatecheck(folder: &Path, arguments: &[&str], input: Option<&str>) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gatecheck"));
    command.args(arguments).current_dir(folder).env_clear();
    command.envs(std::env::var_os("PATH").map(|path| ("PATH", path)));
    let input = input.map(|name| fs::File::open(folder.join(name)).unwrap());
    command.stdin(input.map_or_else(Stdio::null, Stdio::from)).output().unwrap()
}

/// What a shell says in `folder`.
fn shell(folder: &Path, script: &str) -> Output {
    Command::new("bash").args(["-c", script]).current_dir(folder).stdin(Stdio::null()).output().unwrap()
}

/// The statement of a scan that must end so.
#[track_caller]
fn statement(folder: &Path, arguments: &[&str], code: i32) -> Json {
    let output = gatecheck(folder, &[&["scan", "--format", "intoto"], arguments].concat(), None);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{said}");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The names of what a statement is about.
fn names(statement: &Json) -> Vec<&str> {
    statement["subject"].as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap()).collect()
}

/// The first command in the chapter of docs/formats.md in which this stands.
fn documented(part: &str) -> String {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/formats.md")).unwrap();
    let chapter = page.split("\n## intoto\n").nth(1).unwrap();
    let blocks = chapter.split("```sh\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    blocks.into_iter().find(|block| block.contains(part)).unwrap().to_owned()
}

/// The command by which docs/formats.md tells whether files are still those that passed.
fn documented_check() -> String {
    documented("sha256sum --check")
}

/// The digest of a folder of policies is what the manual says, whatever else lies in the folder.
#[test]
fn the_digest_of_a_folder_is_that_of_the_documented_command() {
    let rego = "package a.b\ndeny contains \"x\" if false\n";
    let place = folder(&[
        ("repo/a.yaml", "a: 1\n"),
        ("policies/b.rego", rego),
        ("policies/b_test.rego", "package a.b_test\n"),
        ("policies/a b/it's é.rego", &rego.replace("a.b", "a.c")),
        ("policies/a-b/data.json", "{\"a\": {}}"),
        ("policies/.git/c.rego", "no rego"),
        ("policies/..old/d.rego", "no rego"),
        ("policies/README.md", "text\n"),
    ]);
    let policies = place.path().join("policies");
    fs::write(policies.join("picture.png"), b"\xff\x00").unwrap();
    std::os::unix::fs::symlink("..old/e.rego", policies.join("e.rego")).unwrap();
    fs::write(policies.join("..old/e.rego"), rego.replace("a.b", "a.e")).unwrap();
    let said = statement(&place.path().join("repo"), &["--policies", "../policies"], 0);
    let output = shell(&policies, &documented("find . "));
    let expected = String::from_utf8(output.stdout).unwrap();
    let configuration = said["predicate"]["configuration"].as_array().unwrap();
    let digest = configuration.iter().find_map(|it| it["digest"]["dirHash"].as_str()).unwrap();
    assert_eq!(expected.trim_end(), format!("{digest}  -"));
}

#[test]
fn one_changed_byte_is_seen() {
    let place = folder(&[("repo/a.yaml", "a: 1\n"), ("repo/b c/d.txt", "d\n"), ("repo/é%.yaml", "b: 2\n")]);
    let repo = place.path().join("repo");
    fs::write(repo.join("bytes.bin"), b"\xff\x00\xfe").unwrap();
    let arguments = ["scan", "--output", "intoto=../gate.intoto.json"];
    assert_eq!(gatecheck(&repo, &arguments, None).status.code(), Some(0));
    let check = documented_check().replace("gate.intoto.json", "../gate.intoto.json");
    let passes = || {
        let output = shell(&repo, &check);
        output.status.success()
    };
    assert!(passes());
    for file in ["a.yaml", "b c/d.txt", "é%.yaml", "bytes.bin"] {
        let file = repo.join(file);
        let before = fs::read(&file).unwrap();
        let mut after = before.clone();
        after[0] ^= 1;
        fs::write(&file, &after).unwrap();
        assert!(!passes(), "{}", file.display());
        fs::write(&file, &before).unwrap();
        assert!(passes());
    }
    // A scan that did not pass is none, though its files are the same.
    fs::write(repo.join("broken.yaml"), "a: [\n").unwrap();
    assert_eq!(gatecheck(&repo, &arguments, None).status.code(), Some(3));
    assert!(!passes());
}

#[test]
fn what_is_handed_on_is_what_is_attested() {
    let place = folder(&[("in.yaml", "\u{feff}a: 1\r\n---\nb: 2")]);
    let arguments =
        ["scan", "-", "--passthrough", "--output", "intoto=gate.json", "--stdin-filename", "out.yaml"];
    let output = gatecheck(place.path(), &arguments, Some("in.yaml"));
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    fs::write(place.path().join("out.yaml"), &output.stdout).unwrap();
    let check = documented_check().replace("gate.intoto.json", "gate.json");
    assert!(shell(place.path(), &check).status.success());
    fs::write(place.path().join("out.yaml"), [&output.stdout[..], b"\n"].concat()).unwrap();
    assert!(!shell(place.path(), &check).status.success());
}

#[test]
fn what_decides_about_the_verdict_is_named() {
    let place = folder(&[
        (
            "repo/gatecheck.yaml",
            "version: 1\naccept-unreadable:\n  - {path: b.yaml, reason: a test, until: 9999-12-31}\n",
        ),
        ("repo/a.yaml", "a: 1\n"),
        ("repo/b.yaml", "b: [\n"),
        ("repo/rules/p.rego", "package p\n\ndeny contains \"x\" if input.nowhere\n"),
        ("repo/rules/sub/data.json", "{}"),
    ]);
    let repo = place.path().join("repo");
    let output = gatecheck(&repo, &["baseline"], None);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let said = statement(&repo, &["--policies", "rules"], 0);
    let configuration = said["predicate"]["configuration"].as_array().unwrap();
    let named =
        |name: &str| configuration.iter().find(|it| it["name"] == name).unwrap_or_else(|| panic!("{said:#}"));
    let sum = |script: &str| {
        let output = String::from_utf8(shell(&repo, script).stdout).unwrap();
        output.split(' ').next().unwrap().trim().to_owned()
    };
    for file in ["gatecheck.yaml", ".gatecheck/baseline.json"] {
        assert_eq!(named(file)["digest"]["sha256"], sum(&format!("sha256sum {file}")), "{file}");
    }
    let folder = "cd rules; find . -type f | cut -c3- | LC_ALL=C sort | xargs -r sha256sum | sha256sum";
    assert_eq!(named("rules")["digest"]["dirHash"], sum(folder));
    // What was accepted as unreadable has not passed anything.
    let names = names(&said);
    assert!(names.contains(&"a.yaml") && !names.contains(&"b.yaml"), "{names:?}");
    assert!(said["predicate"]["passedTests"].as_array().unwrap().contains(&"p/deny".into()));
}

/// Where the gate passes and the statement does not, it is said; else the result and the exit code are one.
#[test]
fn a_statement_about_nothing_fails_where_the_gate_may_pass() {
    let place = folder(&[]);
    let arguments = ["scan", "--allow-empty", "--format", "intoto"];
    let output = gatecheck(place.path(), &arguments, None);
    assert_eq!(output.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&output.stderr).contains("about nothing"));
    let said: Json = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(said["predicate"]["result"], "FAILED");
    let place = folder(&[("Dockerfile", "FROM ubuntu:latest\n")]);
    assert_eq!(statement(place.path(), &[], 1)["predicate"]["result"], "FAILED");
    let place = folder(&[("a.yaml", "a: 1\n")]);
    assert_eq!(statement(place.path(), &[], 0)["predicate"]["result"], "PASSED");
    let place = folder(&[("a.yaml", "kind: [\n")]);
    assert_eq!(statement(place.path(), &[], 3)["predicate"]["result"], "FAILED");
}

#[test]
fn only_what_is_looked_at_as_a_whole_is_attested() {
    let place = folder(&[("a.yaml", "a: 1\n"), ("b.yaml", "b: 1\n")]);
    let git = "git init --quiet; git add a.yaml; printf 'a: 2\\n' >a.yaml";
    assert!(shell(place.path(), git).status.success());
    let staged = statement(place.path(), &["--staged"], 0);
    assert_eq!(names(&staged), ["a.yaml"]);
    let digest = shell(place.path(), "printf 'a: 1\\n' | sha256sum").stdout;
    assert_eq!(staged["subject"][0]["digest"]["sha256"].as_str().unwrap().as_bytes(), &digest[..64]);

    let output = gatecheck(place.path(), &["scan", "--diff-base", "HEAD", "--format", "intoto"], None);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0));
    let nothing = folder(&[]);
    let said = statement(nothing.path(), &["--allow-empty"], 0);
    assert_eq!(said["predicate"]["result"], "FAILED");
}
