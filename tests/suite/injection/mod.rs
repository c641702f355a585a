//! Names and texts as weapons: whoever writes a repository chooses what its files, keys, images and comments are
//! called, and all of that is shown somewhere, by terminals, build runners, browsers and viewers that obey text.

mod markup;
mod repository;
mod runners;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use gatecheck::output::escape;
use serde_json::Value as Json;

use self::repository::{WEAPONS, policy, quoted, repository};
use self::runners::{obeyed, orders};
use crate::hostile::formats;

fn gatecheck(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gatecheck"));
    command.args(arguments).current_dir(folder).env_clear().stdin(Stdio::null());
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.output().unwrap()
}

/// What a verb wrote; nothing in it is obeyed.
#[track_caller]
fn quiet(folder: &Path, arguments: &[&str]) -> String {
    let output = gatecheck(folder, arguments);
    assert!(matches!(output.status.code(), Some(0..=3)), "{arguments:?}: {output:?}");
    for bytes in [&output.stdout, &output.stderr] {
        let text = std::str::from_utf8(bytes).unwrap();
        // A tab is white space, and begins nothing.
        if let Some(what) = obeyed(&text.replace('\t', " ")) {
            panic!("{arguments:?} writes {what}");
        }
    }
    String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
}

/// A scan in every format: the texts by the format's name.
fn reports(folder: &Path, arguments: &[&str]) -> BTreeMap<String, String> {
    let place = tempfile::tempdir().unwrap();
    let files: Vec<(String, String)> = formats()
        .into_iter()
        .map(|it| (it.clone(), format!("{it}={}", place.path().join(&it).display())))
        .collect();
    let mut all = vec!["scan", "-v", "--unsafe", "--sarif-include-suppressed"];
    all.extend(arguments);
    files.iter().for_each(|(_, file)| all.extend(["--output", file]));
    quiet(folder, &all);
    files
        .into_iter()
        .map(|(name, _)| {
            let text = fs::read_to_string(place.path().join(&name)).unwrap();
            (name, text)
        })
        .collect()
}

#[test]
fn nothing_in_any_report_is_obeyed() {
    let place = repository(WEAPONS);
    let outside = tempfile::tempdir().unwrap();
    policy(&outside.path().join("weapons"), WEAPONS);
    let policies = outside.path().to_str().unwrap();
    let reports = reports(place.path(), &["--policies", policies]);
    for (format, text) in &reports {
        assert!(text.len() > 200 || format == "diff", "{format}: {text}");
        if format != "github"
            && let Some(what) = obeyed(&text.replace('\t', " "))
        {
            panic!("{format} writes {what}");
        }
    }
    github(&place, &reports["github"]);
    for format in ["json", "sarif", "gitlab", "openreports"] {
        serde_json::from_str::<Json>(&reports[format]).unwrap_or_else(|error| panic!("{format}: {error}"));
    }
    for format in ["jsonl", "rdjsonl"] {
        for line in reports[format].lines() {
            serde_json::from_str::<Json>(line).unwrap_or_else(|error| panic!("{format}: {error}: {line}"));
        }
    }
    // What the weapons are is not lost: data formats hold them exactly.
    let json = serde_json::from_str::<Json>(&reports["json"]).unwrap().to_string();
    for weapon in WEAPONS {
        let text = serde_json::to_string(weapon.trim()).unwrap();
        assert!(json.contains(text.trim_matches('"')), "{weapon:?} is not in the JSON");
    }
    markup::sarif(&serde_json::from_str(&reports["sarif"]).unwrap());
    markup::markdown(&reports["markdown"]);
    markup::xml(&reports["junit"]);
    let harmless = repository(&["plain"]);
    policy(&outside.path().join("weapons"), &["plain"]);
    markup::html(&reports["html"], &self::reports(harmless.path(), &["--policies", policies])["html"]);
}

/// Only the annotations that we mean, each at a file of the repository.
fn github(place: &tempfile::TempDir, text: &str) {
    let files = walkdir::WalkDir::new(place.path()).into_iter().map(|entry| {
        let entry = entry.unwrap();
        let path = entry.path().strip_prefix(place.path()).unwrap().to_string_lossy().into_owned();
        escape::line(&path).into_owned()
    });
    let files: BTreeSet<String> = files.collect();
    let mut annotations = 0;
    for line in text.lines() {
        let mut orders = orders(line);
        let Some(order) = orders.pop() else {
            assert!(line.starts_with("gatecheck: "), "{line}");
            continue;
        };
        assert!(orders.is_empty() && matches!(order.name.as_str(), "error" | "warning" | "notice"), "{line}");
        let mut properties = order.properties;
        if let Some(file) = properties.remove("file") {
            assert!(files.contains(&file), "{file:?} is no file");
        }
        let title = properties.remove("title").unwrap();
        let known = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "/-_ ().".contains(c);
        assert!(title.chars().all(known), "{title:?}");
        for (name, value) in properties {
            let known = ["line", "endLine", "col", "endColumn"].contains(&name.as_str());
            assert!(known && value.parse::<u32>().is_ok(), "{name}={value} in {line}");
        }
        assert!(!order.data.is_empty() && obeyed(&order.data).is_none(), "{line}");
        annotations += 1;
    }
    assert!(annotations > 9, "{text}");
}

#[test]
fn no_verb_writes_what_is_obeyed() {
    let place = repository(WEAPONS);
    let policies = place.path().join("policies");
    policy(&policies.join("weapons"), WEAPONS);
    // Policies are read where the words of documents cannot be.
    let text = quiet(place.path(), &["policy", "test", "policies"]);
    assert!(text.contains("not expected"), "{text}");
    quiet(place.path(), &["policy", "check", "policies"]);
    for format in ["text", "json", "markdown"] {
        quiet(place.path(), &["rules", "--policies", "policies", "--format", format]);
    }
    quiet(place.path(), &["explain", "weapons/deny", "--policies", "policies"]);
    for arguments in [
        &["scan", "--list-files", "-v"][..],
        &["scan", "--color", "never", "-v"],
        &["init", "--print"],
        &["init", "--migrate", "--diff", "-v"],
        &["fix", "--diff", "--unsafe", "-v"],
        &["input", "v/0.yaml"],
        &["input", "v/5.yaml"],
        &["input", "v/27.yaml"],
    ] {
        quiet(place.path(), arguments);
    }
    for weapon in WEAPONS {
        quiet(place.path(), &["scan", &format!("no{weapon}")]);
        fs::write(
            place.path().join("gatecheck.yaml"),
            format!(
                "{}: 1\n# {}\nfail-on: {}\n",
                quoted(weapon),
                weapon.replace(['\n', '\r'], " "),
                quoted(weapon)
            ),
        )
        .unwrap();
        quiet(place.path(), &["scan", "v/0.yaml"]);
        fs::remove_file(place.path().join("gatecheck.yaml")).unwrap();
    }
    // What is not shown in a diff is written all the same.
    let text = quiet(place.path(), &["fix", "--unsafe", "-v"]);
    assert!(text.contains("fixes in"), "{text}");
}

/// A diff may be taken apart: what it leaves out is said, and what it holds can be applied.
#[test]
fn a_diff_leaves_out_what_would_be_obeyed_and_applies() {
    let pod = |text: &str| {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  annotations:\n    a: |\n      {text}\nspec:\n  hostPID: true\n  containers:\n    - name: a\n      image: nginx:latest\n"
        )
    };
    let check = |text: &str, name: &str, shown: bool| {
        let place = crate::place::folder(&[(name, &pod(text))]);
        let output = gatecheck(place.path(), &["fix", "--diff", "--unsafe"]);
        let diff = String::from_utf8(output.stdout).unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(obeyed(&diff), None);
        assert_eq!(
            (!diff.is_empty(), said.contains("not in the diff")),
            (shown, !shown),
            "{text}: {diff}{said}"
        );
        if shown {
            fs::write(place.path().join("patch"), &diff).unwrap();
            let mut git = Command::new("git");
            let applied = git.args(["apply", "--check", "patch"]).current_dir(place.path()).status().unwrap();
            assert!(applied.success(), "{diff}");
        }
    };
    check("plain", "a.yaml", true);
    check("plain", "##[error]x.yaml", true);
    check("plain", "\u{202e}x.yaml", true);
    check("::error::x", "a.yaml", false);
    check("a ##vso[task.setvariable variable=a]b", "a.yaml", false);
    check("a \u{202e}b", "a.yaml", false);
}
