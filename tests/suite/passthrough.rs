//! `gatecheck scan - --passthrough`: what comes out is what went in, or nothing.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// Passes: a rule that any of its neighbours would break is the only one that runs.
const GOOD: &str =
    "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {hostPID: false, containers: []}\n";
const BAD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {hostPID: true, containers: []}\n";
const RULE: [&str; 2] = ["--select", "k8s/host-pid"];

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gatecheck"));
    command.args(arguments).args(RULE).current_dir(folder).env_clear();
    command.envs(std::env::var_os("PATH").map(|path| ("PATH", path)));
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn run(mut command: Command, input: &[u8]) -> Output {
    let mut child = command.spawn().unwrap();
    // A command line that is refused reads nothing.
    let _ = child.stdin.take().unwrap().write_all(input);
    child.wait_with_output().unwrap()
}

/// Holds the exit code, what comes out, and a part of what is said.
#[track_caller]
fn check(more: &[&str], input: &[u8], code: i32, stdout: &[u8], stderr: &str) {
    let folder = tempfile::tempdir().unwrap();
    let arguments = [&["scan", "-", "--passthrough"], more].concat();
    let output = run(command(folder.path(), &arguments), input);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{said}");
    assert_eq!(output.stdout.escape_ascii().to_string(), stdout.escape_ascii().to_string());
    assert!(said.contains(stderr), "{said}");
}

#[test]
fn what_passes_comes_out_byte_for_byte() {
    let dos = GOOD.replace('\n', "\r\n");
    let marked = format!("\u{feff}{GOOD}");
    let two = format!("# two\n---\n{GOOD}---\n{GOOD}...\n");
    let json = r#"{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "é"}}"#;
    for input in [GOOD, GOOD.trim_end(), &dos, &marked, &two, json, "a: 1"] {
        check(&[], input.as_bytes(), 0, input.as_bytes(), "pass");
    }
    check(&["--format", "json"], GOOD.as_bytes(), 0, GOOD.as_bytes(), "\"verdict\"");
    check(&["-q"], GOOD.as_bytes(), 0, GOOD.as_bytes(), "pass");
}

#[test]
fn what_does_not_pass_leaves_standard_output_empty() {
    let half = format!("{GOOD}---\n{BAD}");
    let broken = format!("{GOOD}---\na: [\n");
    let large = "# \n".repeat(4 * 1024 * 1024);
    for (input, code, stderr) in [
        (BAD.as_bytes(), 1, "k8s/host-pid"),
        (half.as_bytes(), 1, "k8s/host-pid"),
        (broken.as_bytes(), 3, "cannot be read as yaml"),
        (b"a: \xff", 3, ""),
        (large.as_bytes(), 3, ""),
        (b"", 2, "there is no document on standard input"),
        (b" \n# only a comment\n---\n", 2, "there is no document on standard input"),
        (b"---\nnull\n---\n~\n", 2, "there is no document on standard input"),
        (b"\0\0\0", 3, "cannot be read as yaml"),
    ] {
        check(&[], input, code, b"", stderr);
        check(&["--format", "json"], input, code, b"", "");
    }
    check(&["--fail-on", "critical"], BAD.as_bytes(), 0, BAD.as_bytes(), "k8s/host-pid");
}

#[test]
fn what_could_make_it_lie_is_refused() {
    for flag in ["--exit-zero", "--allow-empty", "--list-files"] {
        check(&[flag], GOOD.as_bytes(), 2, b"", "cannot be used with");
    }
    check(&["--output", "json=/dev/stdout"], GOOD.as_bytes(), 2, b"", "is not for reports");
    check(&["a.yaml"], GOOD.as_bytes(), 2, b"", "is for standard input alone");
    let folder = tempfile::tempdir().unwrap();
    for arguments in [&["--passthrough"][..], &["scan", "--passthrough"], &["scan", ".", "--passthrough"]] {
        let output = run(command(folder.path(), arguments), GOOD.as_bytes());
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{arguments:?}");
    }
    // The repository that is deployed cannot exclude its own manifests.
    std::fs::write(folder.path().join("gatecheck.yaml"), "version: 1\nexclude: [stdin.yaml]\n").unwrap();
    let output = run(command(folder.path(), &["scan", "-", "--passthrough"]), GOOD.as_bytes());
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0));
}

#[test]
fn a_reader_that_goes_away_or_a_full_disk_is_a_failure() {
    let folder = tempfile::tempdir().unwrap();
    let with_output = |stdout: Stdio| {
        let mut command = command(folder.path(), &["scan", "-", "--passthrough"]);
        command.stdout(stdout);
        run(command, GOOD.as_bytes())
    };
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut outputs = vec![with_output(writer.into())];
    outputs.extend(File::options().write(true).open("/dev/full").map(|full| with_output(full.into())));
    for output in outputs {
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains("what passed could not be written to standard output"), "{said}");
    }
}
