//! The command line: exit codes, streams, and which files are met.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// The program in `folder`, with nothing of the test's own environment but where programs are.
fn gatecheck(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gatecheck"));
    command.args(arguments).current_dir(folder).env_clear();
    command.envs(std::env::var_os("PATH").map(|path| ("PATH", path)));
    command.stdin(Stdio::null());
    command
}

fn folder(files: &[&str]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for file in files {
        let path = folder.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "a\n").unwrap();
    }
    folder
}

#[track_caller]
fn check(output: &Output, code: i32, stdout: &str, stderr: &str) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    assert_eq!(output.status.code(), Some(code), "{}", text(&output.stderr));
    assert_eq!(text(&output.stdout), stdout);
    assert!(text(&output.stderr).contains(stderr), "{}", text(&output.stderr));
    assert_eq!(stderr.is_empty(), output.stderr.is_empty(), "{}", text(&output.stderr));
}

#[test]
fn files_are_listed_from_the_root() {
    let place = folder(&["b.txt", "sub/a.txt"]);
    let run = |at: &str, arguments: &[&str]| gatecheck(&place.path().join(at), arguments).output().unwrap();
    check(&run("", &["--list-files"]), 0, "b.txt  text\nsub/a.txt  text\n", "");
    check(&run("", &["scan", "--list-files", "b.txt"]), 0, "b.txt  text\n", "");
    check(&run("sub", &["--list-files"]), 0, "a.txt  text\n", "");
    let git = Command::new("git").args(["init", "-q"]).current_dir(place.path()).status().unwrap();
    assert!(git.success());
    check(&run("sub", &["--list-files"]), 0, "sub/a.txt  text\n", "");
    check(&run("sub", &["scan", "--list-files", "../b.txt"]), 0, "b.txt  text\n", "");
}

#[test]
fn a_diff_names_only_what_git_finds() {
    let place = folder(&[]);
    let git =
        |arguments: &[&str]| Command::new("git").args(arguments).current_dir(place.path()).status().unwrap();
    assert!(git(&["init", "-q"]).success());
    for name in [&b"a \"b.yaml"[..], b"-rf\n.yaml", b"\xff.yaml"] {
        let pod = "apiVersion: v1\nkind: Pod\nspec: {hostPID: true, containers: []}\n";
        fs::write(place.path().join(OsStr::from_bytes(name)), pod).unwrap();
    }
    let output = gatecheck(place.path(), &["fix", "--unsafe", "--diff"]).output().unwrap();
    let diff = String::from_utf8(output.stdout).unwrap();
    assert_eq!(diff.matches("+++ ").count(), 2, "{diff}");
    assert!(String::from_utf8(output.stderr).unwrap().contains("no diff can name their file"));
    fs::write(place.path().join("fixes"), diff).unwrap();
    assert!(git(&["apply", "--check", "fixes"]).success());
}

#[test]
fn settings_are_never_read_through_a_link() {
    let outside = folder(&["private"]);
    for name in ["gatecheck.yaml", ".gatecheck/baseline.json"] {
        let place = folder(&["a.txt", ".gatecheck/x"]);
        let link = place.path().join(name);
        std::os::unix::fs::symlink(outside.path().join("private"), &link).unwrap();
        let output = gatecheck(place.path(), &[]).output().unwrap();
        check(&output, 2, "", "it is a symbolic link");
        assert!(!String::from_utf8(output.stderr).unwrap().contains("1 | a"));
        fs::remove_file(&link).unwrap();
        assert!(Command::new("mkfifo").arg(&link).status().unwrap().success());
        check(&gatecheck(place.path(), &[]).output().unwrap(), 2, "", "it is a named pipe");
    }
    let place = folder(&["a.txt"]);
    std::os::unix::fs::symlink(outside.path(), place.path().join(".gatecheck")).unwrap();
    let output = gatecheck(place.path(), &["baseline"]).output().unwrap();
    check(&output, 2, "", "is a symbolic link");
    assert!(!outside.path().join("baseline.json").exists());
}

/// A place has lines only where the text of its file is kept, and nobody finds anything in this one.
#[test]
fn places_in_files_without_findings_have_their_lines() {
    let place = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(place.path().join(name), text).unwrap();
    write(
        "app.yaml",
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  selector: {matchLabels: {app: web}}\n  \
         template:\n    metadata: {labels: {app: web}}\n    spec:\n      containers:\n      - {name: web, image: \"a:1\"}\n",
    );
    write(
        "service.yaml",
        "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec:\n  selector: {app: web}\n  ports: [{port: 80}]\n",
    );
    let arguments = ["--select", "k8s/readiness-probe-missing", "--format", "json"];
    let output = gatecheck(place.path(), &arguments).output().unwrap();
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let start = &report["findings"][0]["related"][0]["location"]["start"];
    assert_eq!((&start["line"], &start["column"]), (&5.into(), &13.into()), "{report}");
}

#[test]
fn mistakes_are_exit_code_two_and_say_what_to_do() {
    let place = folder(&["a.txt"]);
    for (arguments, stderr) in [
        (&["--list-files", "--exclude", "*"][..], "there is nothing to scan"),
        (&["scan", "nope"], "\"nope\" does not exist"),
        (&["a.txt"], "a path needs the verb: gatecheck scan a.txt"),
        (&["--quiet", "a.txt"], "options and paths stand behind the verb: gatecheck scan a.txt"),
        (&["scan", "--no-such-flag"], "unexpected argument '--no-such-flag'"),
        (&["scan", "--fail-on", "hgih"], "it is one of low, medium, high, critical"),
        (&["--list-files", "--exclude", "{"], "the exclude pattern \"{\" is not a pattern"),
        (&["--list-files", "--stdin-filename", "a"], "add `-` to the paths"),
    ] {
        let output = gatecheck(place.path(), arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains(stderr), "{said}");
        let stdout = String::from_utf8(output.stdout).unwrap();
        assert!(stdout.is_empty() || stdout.contains("excluded by"), "{stdout}");
    }
}

#[test]
fn an_empty_folder_passes_only_when_allowed() {
    let place = folder(&[]);
    check(&gatecheck(place.path(), &["--list-files"]).output().unwrap(), 2, "", "there is nothing to scan");
    check(&gatecheck(place.path(), &["--list-files", "--allow-empty"]).output().unwrap(), 0, "", "");
}

#[test]
fn standard_input_has_the_name_it_is_given() {
    let place = folder(&["a.txt"]);
    for (arguments, stdout) in [
        (&["scan", "--list-files", "-"][..], "stdin.yaml  yaml\n"),
        (&["scan", "--list-files", "-", "--stdin-filename", "./b/c.txt"], "b/c.txt  text\n"),
        (&["scan", "--list-files", "-", ".", "--stdin-filename", "a.txt"], "a.txt  text\n"),
    ] {
        let mut child =
            gatecheck(place.path(), arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(b"x\n").unwrap();
        assert_eq!(String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap(), stdout);
    }
}

#[test]
fn names_cannot_command_the_terminal() {
    let place = folder(&[]);
    for name in [&b"a\n::error::x"[..], b"\x1b]0;x\x07", b"caf\xe9", "\u{202e}".as_bytes()] {
        fs::write(place.path().join(OsStr::from_bytes(name)), "").unwrap();
    }
    fs::write(place.path().join("-rf"), "").unwrap();
    let output = gatecheck(place.path(), &["--list-files"]).output().unwrap();
    let expected =
        "\\u{1b}]0;x\\u{7}  text\n-rf  text\na\\n::error::x  text\ncaf\u{fffd}  text\n\\u{202e}  text\n";
    check(&output, 0, expected, "");
    check(
        &gatecheck(place.path(), &["scan", "--list-files", "--", "-rf"]).output().unwrap(),
        0,
        "-rf  text\n",
        "",
    );
}

#[test]
fn a_reader_that_goes_away_is_no_failure_but_a_full_disk_is() {
    let place = folder(&["a.txt"]);
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let status = gatecheck(place.path(), &["--list-files"]).stdout(writer).status().unwrap();
    assert_eq!(status.code(), Some(0));
    if let Ok(full) = File::options().write(true).open("/dev/full") {
        let output =
            gatecheck(place.path(), &["--list-files"]).stdout(full).stderr(Stdio::piped()).output().unwrap();
        check(&output, 2, "", "standard output cannot be written");
    }
}

#[test]
fn without_git_more_is_scanned_and_it_is_said() {
    let place = folder(&["a.log"]);
    fs::write(place.path().join(".gitignore"), "*.log\n").unwrap();
    let git = Command::new("git").args(["init", "-q"]).current_dir(place.path()).status().unwrap();
    assert!(git.success());
    let run = |path: &str| gatecheck(place.path(), &["--list-files"]).env("PATH", path).output().unwrap();
    check(&run("/nowhere"), 0, ".gitignore  text\na.log  text\n", "git could not be run");
}

#[test]
fn the_configuration_accepts_what_is_wrong_with_ignores() {
    let place = folder(&[]);
    fs::write(place.path().join("a.yaml"), "# gatecheck: ignore[k8s/no-such-rule] -- why\na: 1\n").unwrap();
    let code = || gatecheck(place.path(), &["scan"]).output().unwrap().status.code();
    assert_eq!(code(), Some(1));
    let ignore = "ignore:\n  - {rule: gatecheck/unknown-rule-in-ignore, paths: [PATH], reason: an example}\n";
    for (path, expected) in [("b.yaml", 1), ("a.yaml", 0)] {
        fs::write(place.path().join("gatecheck.yaml"), ignore.replace("PATH", path)).unwrap();
        assert_eq!(code(), Some(expected), "{path}");
    }
}

#[test]
fn names_of_secrets_are_shown_and_secrets_are_not() {
    let place = folder(&["a.txt"]);
    let rules = "docker/secret-in-env,docker/secret-build-argument";
    fs::write(
        place.path().join("Dockerfile"),
        "FROM scratch\nARG BUILD_TOKEN\nENV DB_PASSWORD=q7Xv2Lw9Rz4T\n",
    )
    .unwrap();
    for format in ["human", "json", "sarif"] {
        let output =
            gatecheck(place.path(), &["scan", "--format", format, "--select", rules]).output().unwrap();
        let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        assert!(text.contains("BUILD_TOKEN") && text.contains("DB_PASSWORD"), "{text}");
        assert!(!text.contains("q7Xv2Lw9Rz4T"), "{text}");
    }
}

/// What a report has no room for is said, and changes nothing else.
#[test]
fn a_short_report_is_said_to_be_short() {
    let place = folder(&[]);
    let pod = "apiVersion: v1\nkind: Pod\nspec: {hostPID: true, hostNetwork: true, containers: []}\n";
    fs::write(place.path().join("pod.yaml"), pod).unwrap();
    let select = "--select=k8s/host-pid,k8s/host-network";
    let run = |more: &[&str]| {
        let output = gatecheck(place.path(), &[&["scan", "--format=sarif", select], more].concat()).output();
        let output = output.unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        let log: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let results = log["runs"][0]["results"].as_array().unwrap().len();
        assert_eq!(log["runs"][0]["properties"]["verdict"], "findings");
        (output.status.code(), results, said.contains("holds the 1 most severe of 2 results"))
    };
    assert_eq!(run(&[]), (Some(1), 2, false));
    assert_eq!(run(&["--sarif-max-results=1"]), (Some(1), 1, true));
    assert_eq!(run(&["--sarif-max-results=1", "--exit-zero"]), (Some(0), 1, true));
    let ignored = pod.replace("spec:", "# gatecheck: ignore[k8s/host-pid] -- a debugger\nspec:");
    fs::write(place.path().join("pod.yaml"), ignored).unwrap();
    assert_eq!(run(&[]), (Some(1), 1, false));
    assert_eq!(run(&["--sarif-include-suppressed"]), (Some(1), 2, false));
}
