//! What is wrong before, around and after a scan: a clear error, the right exit code, and nothing half-written.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::place::folder;

fn gatecheck(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gatecheck"));
    command.args(arguments).current_dir(folder).env_clear().stdin(Stdio::null());
    command.envs(std::env::var_os("PATH").map(|path| ("PATH", path)));
    command
}

/// Every file below the folder with its bytes, sorted.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().map(Result::unwrap);
    let files = entries.filter(|entry| entry.file_type().is_file());
    files.map(|it| (it.path().display().to_string(), fs::read(it.path()).unwrap())).collect()
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Runs each command, and holds its exit code, what it says on standard error, and that it left all files alone.
#[track_caller]
fn check(given: &[(&str, &str)], commands: &[&[&str]], code: i32, stderr: &[&str]) {
    let place = folder(given);
    let before = files(place.path());
    for arguments in commands {
        let output = gatecheck(place.path(), arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {}", said(&output));
        for part in stderr {
            assert!(said(&output).contains(part), "{arguments:?}: {part:?} is not in {}", said(&output));
        }
        assert_eq!(files(place.path()), before, "{arguments:?}");
    }
}

const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {hostPID: true, containers: []}\n";

/// Commands that read the configuration.
const ALL: &[&[&str]] = &[&["scan"], &["fix"], &["baseline"], &["init", "--migrate"]];

#[test]
fn a_broken_configuration_is_shown_at_its_place() {
    let with = |text: &'static str| [("a.yaml", POD), ("gatecheck.yaml", text)];
    check(&with("fail-on: [\n"), ALL, 2, &["gatecheck.yaml:", "not valid YAML"]);
    check(&with("fail_on: low\n"), ALL, 2, &["gatecheck.yaml:1:1", "unknown key `fail_on`", "`fail-on`"]);
    check(&with("version: 2\n"), ALL, 2, &["version 2, and this gatecheck reads version 1"]);
    check(&with("ignore: [{rule: k8s/host-pid}]\n"), ALL, 2, &["gatecheck.yaml:1:", "`reason` is missing"]);
    check(&with("<<<<<<< ours\nversion: 1\n=======\n>>>>>>> theirs\n"), ALL, 2, &["gatecheck.yaml:"]);
    check(&[("a.yaml", POD)], &[&["scan", "--config", "nope.yaml"]], 2, &["nope.yaml cannot be read"]);
}

#[test]
fn rules_that_do_not_exist_are_named() {
    let with = |text: &'static str| [("a.yaml", POD), ("gatecheck.yaml", text)];
    let meant = ["there is no rule `k8s/host-pidd`", "did you mean `k8s/host-pid`?"];
    check(&with("rules: {k8s/host-pidd: {enabled: false}}\n"), ALL, 2, &meant);
    check(&with("select: [k8s/host-pidd]\n"), ALL, 2, &meant);
    check(&with("ignore: [{rule: k8s/host-pidd, reason: x}]\n"), ALL, 2, &meant);
    let flags: &[&[&str]] = &[&["scan", "--select", "k8s/host-pidd"], &["fix", "--ignore", "k8s/host-pidd"]];
    check(&[("a.yaml", POD)], flags, 2, &meant);
    let group: &[&[&str]] = &[&["scan", "--select", "k9s"]];
    check(&[("a.yaml", POD)], group, 2, &["there are no rules in the group `k9s`", "`k8s/*`"]);
    check(&[("a.yaml", POD)], &[&["scan", "--profile", "pss"]], 2, &["unknown profile `pss`"]);
    // In a file that is scanned it is a finding.
    let place = folder(&[("a.yaml", "# gatecheck: ignore[k8s/host-pidd] -- why\na: 1\n")]);
    let output = gatecheck(place.path(), &["scan"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stdout).unwrap().contains("there is no rule k8s/host-pidd"));
}

#[test]
fn a_report_that_cannot_be_written_leaves_nothing() {
    let given = [("a.yaml", POD), ("reports/old.txt", "old")];
    check(
        &given,
        &[&["scan", "--output", "json=missing/a.json"]],
        2,
        &["missing/a.json", "there is no such folder"],
    );
    check(&given, &[&["scan", "--output", "sarif=reports"]], 2, &["reports", "is a directory"]);
    check(&given, &[&["scan", "--output", "json=reports/old.txt/a.json"]], 2, &["reports/old.txt/a.json"]);
    check(&given, &[&["scan", "--output", "nope=a.json"]], 2, &["there is no format named \"nope\""]);
    check(&given, &[&["scan", "--output", "json=a.json", "--output", "sarif=a.json"]], 2, &["two reports"]);
    check(&given, &[&["baseline", "--baseline", "reports"]], 2, &["reports"]);
    if Path::new("/dev/full").exists() {
        check(&given, &[&["scan", "--output", "json=/dev/full"]], 2, &["/dev/full cannot be written"]);
        check(&given, &[&["baseline", "--baseline", "/dev/full"]], 2, &["/dev/full"]);
    }
}

#[test]
fn a_reader_that_goes_away_changes_no_verdict_and_a_full_disk_does() {
    let place = folder(&[("a.yaml", POD)]);
    let commands: [&[&str]; 4] =
        [&["scan"], &["scan", "--format", "sarif"], &["rules"], &["init", "--print"]];
    for arguments in commands {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output =
            gatecheck(place.path(), arguments).stdout(writer).stderr(Stdio::piped()).output().unwrap();
        assert_eq!(output.status.code(), Some(i32::from(arguments[0] == "scan")), "{arguments:?}");
        assert_eq!(said(&output), "", "{arguments:?}");
        let Ok(full) = File::options().write(true).open("/dev/full") else { continue };
        let output = gatecheck(place.path(), arguments).stdout(full).stderr(Stdio::piped()).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(said(&output).contains("standard output cannot be written"), "{}", said(&output));
    }
}

#[test]
fn a_baseline_that_cannot_be_read_is_not_replaced() {
    let with = |text: &'static str| [("a.yaml", POD), (".gatecheck/baseline.json", text)];
    let all: &[&[&str]] =
        &[&["scan"], &["fix"], &["baseline"], &["baseline", "--update"], &["baseline", "--prune"]];
    check(
        &with("{\"version\": 2, \"tool\": \"gatecheck\", \"found\": []}\n"),
        all,
        2,
        &[
            ".gatecheck/baseline.json",
            "the baseline has version 2, and this gatecheck reads version 1",
            "use the version of gatecheck that wrote it",
        ],
    );
    check(&with("{}\n"), all, 2, &["the file is no baseline of gatecheck"]);
    let conflict =
        "{\n  \"version\": 1,\n  \"tool\": \"gatecheck\",\n  \"findings\": [\n<<<<<<< ours\n  ]\n}\n";
    check(&with(conflict), all, 2, &["baseline.json:5:1", "merge conflicts leave such marks"]);
    check(&[("a.yaml", POD)], &[&["scan", "--baseline", "nope.json"]], 2, &["nope.json cannot be read"]);
}

#[test]
fn an_unresolved_conflict_is_never_a_pass() {
    let marks = "<<<<<<< HEAD\n";
    let rest = "=======\n>>>>>>> other\n";
    let broken = |name: &str, text: &str| {
        let place = folder(&[(name, &text.replace("MARK\n", &format!("{marks}x\n{rest}")))]);
        let output = gatecheck(place.path(), &["scan"]).output().unwrap();
        assert_eq!(output.status.code(), Some(3), "{name}: {}", said(&output));
        assert!(String::from_utf8(output.stdout).unwrap().contains(&format!("{name}:")));
        let before = files(place.path());
        let output = gatecheck(place.path(), &["baseline"]).output().unwrap();
        assert_eq!(output.status.code(), Some(3));
        assert!(said(&output).contains("the baseline was not written"), "{}", said(&output));
        assert_eq!(files(place.path()), before);
    };
    broken("a.yaml", "apiVersion: v1\nkind: Pod\nMARK\n");
    broken("go.mod", "module example.org/a\n\ngo 1.25\n\nMARK\n");
    broken("a.json", "{\n  \"apiVersion\": \"v1\",\n  \"kind\": \"Pod\",\nMARK\n}\n");
}

#[test]
fn without_git_the_folder_itself_is_the_root() {
    let place = folder(&[("sub/a.yaml", POD), ("gatecheck.yaml", "ignore: [{rule: '*', reason: x}]\n")]);
    let scan = |at: &str| {
        let output =
            gatecheck(&place.path().join(at), &["scan", "--fail-on", "low"]).env("PATH", "/nowhere").output();
        output.unwrap().status.code()
    };
    assert_eq!((scan(""), scan("sub")), (Some(0), Some(1)));
    let output = gatecheck(&place.path().join("sub"), &["init"]).env("PATH", "/nowhere").output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(place.path().join("sub/gatecheck.yaml").exists());
}

#[test]
fn a_first_configuration_is_written_whole_or_not_at_all() {
    let outside = folder(&[]);
    let place = folder(&[("a.yaml", POD)]);
    std::os::unix::fs::symlink(outside.path(), place.path().join(".gatecheck")).unwrap();
    let before = files(place.path());
    let output = gatecheck(place.path(), &["init"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("is a symbolic link"), "{}", said(&output));
    assert_eq!((files(place.path()), files(outside.path())), (before, Vec::new()));
    // A link under the file's own name is not written through.
    let place = folder(&[("a.yaml", POD)]);
    std::os::unix::fs::symlink(outside.path().join("x"), place.path().join("gatecheck.yaml")).unwrap();
    let output = gatecheck(place.path(), &["init"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(files(outside.path()), []);
}

#[test]
fn values_after_each_other_in_a_json_file_are_read_as_kubectl_reads_them() {
    let pod = |name: &str| {
        format!(
            "{{\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"metadata\": {{\"name\": \"{name}\"}},\n \
             \"spec\": {{\"hostPID\": true, \"containers\": []}}}}\n"
        )
    };
    let place = folder(&[("a.json", &(pod("a") + &pod("b")))]);
    let output = gatecheck(place.path(), &["scan", "--select", "k8s/host-pid"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    let report = String::from_utf8(output.stdout).unwrap();
    assert!(report.contains("a.json:2:22]") && report.contains("a.json:4:22]"), "{report}");
    let output = gatecheck(place.path(), &["fix", "--unsafe", "--select", "k8s/host-pid"]).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let fixed = fs::read_to_string(place.path().join("a.json")).unwrap();
    assert_eq!(fixed, (pod("a") + &pod("b")).replace("\"hostPID\": true, ", ""));
}
