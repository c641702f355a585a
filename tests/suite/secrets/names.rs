//! Secrets in the names of files: however a format writes a name, and wherever it cuts it.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value as Json;

use super::leaks::Leaks;
use super::{gatecheck, said};
use crate::hostile::formats;

/// What each format writes in its own way. Put together here, so that no scanner takes this file for a leak.
fn secrets() -> [String; 4] {
    [
        ["Zx9%kLm2+Qw", "8vTn4Rb7yHs5"].concat(),
        ["Gé7kPw2é-Jw", "8cVn4Rd7xHt5é"].concat(),
        ["Wq3&kFm2Qd8", "bTm4Rg7zHs6"].concat(),
        ["Yr5\"kSm2Bw8", "dTp4Rk7wHv7"].concat(),
    ]
}

/// A folder of files with secrets in their names; in the first there is something to find.
fn place() -> tempfile::TempDir {
    let place = tempfile::tempdir().unwrap();
    let [percent, accent, ampersand, quote] = secrets();
    let names = [
        format!("api_key={percent}"),
        format!("a/api_key={accent}"),
        format!("api_key=\"{ampersand}\""),
        format!("api_key='{quote}'"),
        // What is cut off by a limit on the length of names is in the middle of the secret.
        format!("{}/api_key={percent}", ["x".repeat(180), "y".repeat(10)].join("/")),
    ];
    for name in names {
        let folder = place.path().join(name);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("Dockerfile"), "FROM ubuntu:latest\nADD a b\n").unwrap();
        fs::write(folder.join("broken.yaml"), "kind: [\n").unwrap();
    }
    place
}

#[test]
fn no_format_shows_a_secret_in_a_name() {
    let place = place();
    let secrets = secrets();
    let leaks = Leaks::of(secrets.iter().map(|secret| ("a name", secret.as_str())));
    let hold = |arguments: &[&str]| {
        let output = gatecheck(place.path(), arguments).output().unwrap();
        let found = [leaks.in_bytes(&output.stdout), leaks.in_bytes(&output.stderr)].concat();
        assert!(found.is_empty(), "{arguments:?}:\n{}", found.join("\n"));
        said(&output)
    };
    let out = tempfile::tempdir().unwrap();
    let files: Vec<(String, PathBuf)> =
        formats().into_iter().map(|format| (format.clone(), out.path().join(format))).collect();
    let outputs: Vec<String> =
        files.iter().map(|(format, file)| format!("--output={format}={}", file.display())).collect();
    let arguments: Vec<&str> = ["scan", "-v"].into_iter().chain(outputs.iter().map(String::as_str)).collect();
    hold(&arguments);
    assert!(files.len() > 10);
    for (format, file) in &files {
        let found = leaks.in_bytes(&fs::read(file).unwrap());
        assert!(found.is_empty(), "{format}:\n{}", found.join("\n"));
    }
    assert!(hold(&["scan", "--list-files"]).contains("***"));
    hold(&["fix", "--diff", "-v"]);
    hold(&["init", "--migrate", "--diff", "-v"]);
    hold(&["fix", "-v"]);
}

/// A baseline does not tell the names, and knows all the same which files were looked at.
#[test]
fn a_baseline_knows_files_whose_names_it_does_not_tell() {
    let place = tempfile::tempdir().unwrap();
    let [secret, ..] = secrets();
    // Two that look alike.
    let other: String = secret.chars().rev().collect();
    for name in [&secret, &other] {
        let folder = place.path().join(format!("api_key={name}"));
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("Dockerfile"), "FROM ubuntu:latest\n").unwrap();
    }
    assert!(Command::new("git").args(["init", "-q"]).current_dir(place.path()).status().unwrap().success());
    let run = |arguments: &[&str], code: i32| {
        let output = gatecheck(place.path(), arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(code), "{arguments:?}: {}", said(&output));
        said(&output)
    };
    let file = place.path().join(".gatecheck/baseline.json");
    let written = || fs::read_to_string(&file).unwrap();
    run(&["baseline"], 0);
    let all = written();
    let leaks = Leaks::of([("a name", &*secret), ("the other", &*other)].into_iter());
    assert_eq!(leaks.in_bytes(all.as_bytes()), [""; 0]);
    assert_eq!(all.lines().count(), 4 + 4 + 2, "{all}");

    // Nothing is stale, as a whole or in part, also where a file is left out on purpose.
    assert!(!run(&["scan"], 0).contains("stale"));
    let one = format!("api_key={secret}");
    assert!(
        !run(&["scan", &format!("./{one}"), "--baseline", ".gatecheck/baseline.json"], 0).contains("stale")
    );
    fs::write(place.path().join("gatecheck.yaml"), "exclude: [\"api_key=Z*/**\"]\n").unwrap();
    assert!(!run(&["scan"], 0).contains("stale"));
    fs::remove_file(place.path().join("gatecheck.yaml")).unwrap();

    // Written anew for one of them, it keeps the entries of the other.
    let arguments = ["baseline", &one];
    run(&arguments, 0);
    assert_eq!(written(), all);
    for flag in ["--prune", "--update"] {
        run(&[&arguments[..], &[flag]].concat(), 0);
        assert_eq!(written(), all, "{flag}");
    }

    // What is gone is stale once all was looked at.
    fs::remove_dir_all(place.path().join(&one)).unwrap();
    fs::write(place.path().join(format!("api_key={other}/Dockerfile")), "FROM scratch\nUSER 1\n").unwrap();
    assert!(run(&["scan"], 0).contains("stale-baseline"));
    run(&["baseline", "--prune"], 0);
    assert!(!written().contains("fingerprint"), "{}", written());
}

/// A statement must name what it is about, and a secret must not be told: so it is about the rest and no pass.
#[test]
fn a_statement_leaves_out_what_it_cannot_name() {
    let place = tempfile::tempdir().unwrap();
    let [secret, ..] = secrets();
    fs::write(place.path().join("a.yaml"), "a: 1\n").unwrap();
    let statement = |warned: bool| -> Json {
        let output = gatecheck(place.path(), &["scan", "--format", "intoto"]).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        assert_eq!(
            String::from_utf8_lossy(&output.stderr).contains("cannot name"),
            warned,
            "{}",
            said(&output)
        );
        serde_json::from_slice(&output.stdout).unwrap()
    };
    assert_eq!(statement(false)["predicate"]["result"], "PASSED");
    fs::write(place.path().join(format!("api_key={secret}.yaml")), "a: 1\n").unwrap();
    let said = statement(true);
    assert_eq!(said["predicate"]["result"], "FAILED");
    let names: Vec<&str> =
        said["subject"].as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["a.yaml"]);
}
