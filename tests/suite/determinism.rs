//! The same input gives the same bytes, in every format: whatever the number of threads, the order in which files
//! were made or named, the folder they lie in, and all that is in the environment.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::hostile::formats;
use crate::place::{folder, gatecheck, gatecheck_after};

/// What a scan gives.
struct Said {
    code: Option<i32>,
    stdout: String,
    stderr: String,
    /// Its report in each format.
    reports: BTreeMap<String, String>,
}

const POLICY: &str = "package site\n\ndeny contains {\"msg\": \"a name\", \"at\": [\"metadata\", \"name\"]} if input.metadata.name\n\n\
     warn contains sprintf(\"%d keys\", [count(input)]) if count(input) > 1\n";

/// Runs a scan that writes a report in each of these formats, changed by `change`.
fn scan(at: &Path, formats: &[String], arguments: &[&str], change: impl FnOnce(&mut Command)) -> Said {
    started(formats, arguments, |arguments| gatecheck(at, arguments), change)
}

fn started(
    formats: &[String],
    arguments: &[&str],
    start: impl FnOnce(&[&str]) -> Command,
    change: impl FnOnce(&mut Command),
) -> Said {
    let out = folder(&[]);
    let mut words = vec!["scan".to_owned()];
    for format in formats {
        words.extend(["--output".to_owned(), format!("{format}={}", out.path().join(format).display())]);
    }
    let words: Vec<&str> = words.iter().map(String::as_str).chain(arguments.iter().copied()).collect();
    let mut command = start(&words);
    // 2026-01-01, so that expiry dates in the scenarios stay what they are.
    command.env("SOURCE_DATE_EPOCH", "1767225600");
    change(&mut command);
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let report = |format: &String| (format.clone(), text(fs::read(out.path().join(format)).unwrap()));
    Said {
        code: output.status.code(),
        reports: formats.iter().map(report).collect(),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    }
}

#[track_caller]
fn check_same(is: &Said, expected: &Said, context: &str) {
    assert_eq!(is.code, expected.code, "{context}: {}", is.stderr);
    for (format, report) in &expected.reports {
        if is.reports[format] != *report {
            let diff = similar::TextDiff::from_lines(report, &is.reports[format]).unified_diff().to_string();
            panic!("{context}: {format} differs:\n{diff}");
        }
    }
    assert_eq!(is.stdout, expected.stdout, "{context}");
    assert_eq!(is.stderr, expected.stderr, "{context}");
}

/// The files of a folder in `testdata`, sorted.
fn listed(name: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(name);
    let entries = walkdir::WalkDir::new(&from).sort_by_file_name().into_iter().map(Result::unwrap);
    let files = entries.filter(|entry| entry.file_type().is_file());
    let file = |entry: walkdir::DirEntry| {
        (entry.path().strip_prefix(&from).unwrap().to_owned(), fs::read(entry.path()).unwrap())
    };
    files.map(file).collect()
}

/// A folder in which these files were made in this order.
fn made(files: &[(PathBuf, Vec<u8>)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, bytes) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

/// Another order, the same each time.
fn shuffled<T: Clone>(items: &[T]) -> Vec<T> {
    let mut items: Vec<(u64, T)> = items
        .iter()
        .enumerate()
        .map(|(i, item)| ((i as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29), item.clone()))
        .collect();
    items.sort_by_key(|(key, _)| *key);
    items.into_iter().map(|(_, item)| item).collect()
}

fn git(at: &Path, script: &str) {
    let mut command = Command::new("sh");
    command.args(["-ec", script]).current_dir(at).env("GIT_CONFIG_GLOBAL", "/dev/null");
    for role in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{role}_NAME"), "a").env(format!("GIT_{role}_EMAIL"), "a@example.com");
    }
    let output = command.output().unwrap();
    assert!(output.status.success(), "{script}: {}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn threads_and_the_order_of_creation_change_nothing() {
    let formats = formats();
    for name in ["hostile", "repos/web-shop/repo", "repos/broken/repo"] {
        let files = listed(name);
        let reversed: Vec<_> = files.iter().rev().cloned().collect();
        let places = [made(&files), made(&reversed), made(&shuffled(&files))];
        let expected = scan(places[0].path(), &formats, &["--threads", "1"], |_| ());
        for (place, threads) in places.iter().zip(["1", "2", "8"]) {
            let said = scan(place.path(), &formats, &["--threads", threads], |_| ());
            check_same(&said, &expected, &format!("{name} with {threads} threads"));
        }
    }
}

#[test]
fn the_order_and_number_of_paths_change_nothing() {
    let formats = formats();
    let place = made(&listed("repos/web-shop/repo"));
    git(place.path(), "git init -q && git add -A -f");
    let expected = scan(place.path(), &formats, &["."], |_| ());
    assert_eq!(expected.code, Some(1), "{}", expected.stderr);
    let top =
        fs::read_dir(place.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut paths: Vec<String> = top.filter(|name| name != ".git").collect();
    paths.sort();
    for names in [shuffled(&paths), [shuffled(&paths), paths.clone(), vec![".".into()]].concat()] {
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let said = scan(place.path(), &formats, &names, |_| ());
        // Which entries of the configuration do nothing is said only where the whole is asked for.
        check_same(&Said { stderr: expected.stderr.clone(), ..said }, &expected, "paths in another order");
    }
    // Paths in reports are from the top, wherever the command was given.
    let inner = place.path().join("deploy");
    check_same(&scan(&inner, &formats, &[".."], |_| ()), &expected, "in a folder");
    let absolute = place.path().to_str().unwrap();
    check_same(&scan(Path::new("/"), &formats, &[absolute], |_| ()), &expected, "elsewhere");
}

#[test]
fn the_environment_changes_nothing() {
    let formats = formats();
    let place = made(&listed("repos/web-shop/repo"));
    fs::create_dir_all(place.path().join("home/.config/git")).unwrap();
    let arguments = ["--exclude", "home"];
    let expected = scan(place.path(), &formats, &arguments, |_| ());
    check_same(&scan(place.path(), &formats, &arguments, |_| ()), &expected, "a second run");
    let home = place.path().join("home");
    fs::write(home.join(".config/git/ignore"), "*.yaml\n").unwrap();
    let home = home.to_str().unwrap();
    for (name, value) in [
        ("LC_ALL", "tr_TR.UTF-8"),
        ("LANG", "de_DE.ISO-8859-1"),
        ("TZ", "Pacific/Kiritimati"),
        ("HOME", home),
        ("XDG_CONFIG_HOME", home),
        ("COLUMNS", "40"),
        ("LINES", "3"),
        ("TERM", "xterm-256color"),
        ("COLORTERM", "truecolor"),
        ("USER", "somebody"),
        ("RAYON_NUM_THREADS", "5"),
        ("RUST_BACKTRACE", "full"),
        ("RUST_LOG", "trace"),
        ("TMPDIR", "/nonexistent"),
    ] {
        let said = scan(place.path(), &formats, &arguments, |command| {
            command.env(name, value);
        });
        check_same(&said, &expected, name);
    }
    for mask in ["077", "000"] {
        let first = format!("umask {mask}");
        let start = |arguments: &[&str]| gatecheck_after(&first, place.path(), arguments);
        check_same(&started(&formats, &arguments, start, |_| ()), &expected, &first);
    }
}

#[test]
fn users_policies_and_comparisons_change_nothing() {
    // These two are about files as a whole, and refuse a comparison.
    let formats: Vec<String> =
        formats().into_iter().filter(|format| format != "diff" && format != "intoto").collect();
    let files = listed("repos/web-shop/repo");
    let policies = folder(&[("site.rego", POLICY)]);
    let policies = policies.path().to_str().unwrap();
    // Half of the repository is old, the rest is new.
    let repository = |files: &[(PathBuf, Vec<u8>)]| {
        let place = made(files);
        git(
            place.path(),
            "git init -q && git add -f ops api && git commit -qm old && git add -Af && git commit -qm new && \
             cp ops/compose.yaml ops/again.yaml && git add -Af",
        );
        place
    };
    let reversed: Vec<_> = files.iter().rev().cloned().collect();
    let (one, other) = (repository(&files), repository(&reversed));
    for flags in [
        &["--policies", policies][..],
        &["--staged"],
        &["--diff-base", "HEAD~1"],
        &["--staged", "--policies", policies],
    ] {
        let expected = scan(one.path(), &formats, &[&["--threads", "1"], flags].concat(), |_| ());
        assert_eq!(expected.code, Some(1), "{flags:?}: {}", expected.stderr);
        for (place, threads) in [(&one, "2"), (&other, "8")] {
            let said = scan(place.path(), &formats, &[&["--threads", threads], flags].concat(), |_| ());
            check_same(&said, &expected, &format!("{flags:?} with {threads} threads"));
        }
    }
}
