//! Golden scenarios: a small repository each in `testdata/repos/`, and what gatecheck says about it.
//!
//! `expected/` beside a scenario's `repo/` holds the report in every format and the files after
//! `gatecheck fix --unsafe`. `GATECHECK_REGENERATE=1 cargo test` writes them anew, to be reviewed by eye.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The formats whose reports are kept beside that for people.
const FORMATS: [&str; 10] =
    ["json", "jsonl", "sarif", "github", "gitlab", "junit", "rdjsonl", "markdown", "openreports", "intoto"];

/// A copy of a scenario's repository, in a git work tree of its own.
struct Copy {
    folder: tempfile::TempDir,
}

impl Copy {
    fn of(repo: &Path) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for entry in walkdir::WalkDir::new(repo).min_depth(1).sort_by_file_name() {
            let entry = entry.unwrap();
            let to = folder.path().join(entry.path().strip_prefix(repo).unwrap());
            if entry.file_type().is_dir() {
                fs::create_dir_all(to).unwrap();
            } else {
                fs::copy(entry.path(), to).unwrap();
            }
        }
        let copy = Self { folder };
        copy.git(&["init", "--quiet"], None);
        copy.git(&["add", "--all", "--force"], None);
        copy
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn git(&self, args: &[&str], input: Option<&[u8]>) -> Output {
        let mut command = Command::new("git");
        command.current_dir(self.path()).args(args).stdout(std::process::Stdio::piped());
        command.stderr(std::process::Stdio::piped());
        if let Some(input) = input {
            let file = self.path().with_extension("input");
            fs::write(&file, input).unwrap();
            command.stdin(fs::File::open(&file).unwrap());
            fs::remove_file(&file).unwrap();
        }
        command.output().unwrap()
    }

    fn gatecheck(&self, args: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_gatecheck"))
            .current_dir(self.path())
            .args(args)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            // 2026-01-01, so that expiry dates in the scenarios stay what they are.
            .env("SOURCE_DATE_EPOCH", "1767225600")
            .output()
            .unwrap()
    }

    /// What one scan says to people, and its reports in `formats`.
    fn reports(&self, formats: &[&str], more: &[&str]) -> (Output, BTreeMap<String, Vec<u8>>) {
        let folder = tempfile::tempdir().unwrap();
        let file = |format: &str| folder.path().join(format);
        let mut args = vec!["scan".to_owned()];
        for format in formats {
            args.extend(["--output".to_owned(), format!("{format}={}", file(format).display())]);
        }
        let args: Vec<&str> = args.iter().map(String::as_str).chain(more.iter().copied()).collect();
        let output = self.gatecheck(&args);
        let read = |format: &&str| ((*format).to_owned(), fs::read(file(format)).unwrap());
        (output, formats.iter().map(read).collect())
    }

    /// Every file of the copy with its text, `.git` left out.
    fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let entries =
            walkdir::WalkDir::new(self.path()).into_iter().filter_entry(|e| e.file_name() != ".git");
        let files = entries.map(Result::unwrap).filter(|e| e.file_type().is_file());
        let name = |path: &Path| path.strip_prefix(self.path()).unwrap().to_string_lossy().into_owned();
        files.map(|e| (name(e.path()), fs::read(e.path()).unwrap())).collect()
    }
}

fn scenarios() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/repos");
    let mut found: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    found.sort();
    found
}

/// Compares with the file that holds what is expected, or writes it.
#[track_caller]
fn expect(file: &Path, actual: &[u8]) {
    if std::env::var_os("GATECHECK_REGENERATE").is_some() {
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, actual).unwrap();
        return;
    }
    let expected = fs::read(file).unwrap_or_else(|_| panic!("{} is missing", file.display()));
    if expected != actual {
        let (expected, actual) = (String::from_utf8_lossy(&expected), String::from_utf8_lossy(actual));
        let diff = similar::TextDiff::from_lines(&*expected, &*actual).unified_diff().to_string();
        panic!("{} differs:\n{diff}\nGATECHECK_REGENERATE=1 accepts it", file.display());
    }
}

#[test]
fn reports_are_what_they_were() {
    for scenario in scenarios() {
        let copy = Copy::of(&scenario.join("repo"));
        let (output, reports) = copy.reports(&FORMATS, &[]);
        expect(&scenario.join("expected/report.human"), &output.stdout);
        let said = String::from_utf8_lossy(&output.stderr);
        let code = output.status.code().unwrap();
        expect(&scenario.join("expected/exit"), format!("{code}\n{said}").as_bytes());
        for (format, report) in reports {
            expect(&scenario.join(format!("expected/report.{format}")), &report);
        }
    }
}

#[test]
fn git_applies_the_diff_and_gets_what_fix_writes() {
    for scenario in scenarios() {
        let (by_git, by_fix) = (Copy::of(&scenario.join("repo")), Copy::of(&scenario.join("repo")));
        let diff = by_git.gatecheck(&["scan", "--format", "diff", "--unsafe"]);
        expect(&scenario.join("expected/fixes.diff"), &diff.stdout);
        if !diff.stdout.is_empty() {
            let applied = by_git.git(&["apply", "--whitespace=nowarn", "-"], Some(&diff.stdout));
            let said = String::from_utf8_lossy(&applied.stderr);
            assert!(applied.status.success(), "{}: {said}", scenario.display());
        }
        by_fix.gatecheck(&["fix", "--unsafe"]);
        let withheld = String::from_utf8_lossy(&diff.stderr).contains("not in the diff");
        assert!(withheld || by_git.files() == by_fix.files(), "{}: git and fix differ", scenario.display());

        let once = by_fix.files();
        by_fix.gatecheck(&["fix", "--unsafe"]);
        assert!(once == by_fix.files(), "{}: a second fix changes something", scenario.display());
    }
}

#[test]
fn a_fix_removes_its_finding_and_brings_no_other() {
    for scenario in scenarios() {
        let copy = Copy::of(&scenario.join("repo"));
        let count = |copy: &Copy| -> BTreeMap<String, usize> {
            let report: serde_json::Value =
                serde_json::from_slice(&copy.gatecheck(&["scan", "--format", "json"]).stdout).unwrap();
            let mut counts = BTreeMap::new();
            for finding in report["findings"].as_array().unwrap() {
                if finding["status"] == "open" {
                    let key = format!("{} {}", finding["location"]["path"], finding["rule"]);
                    *counts.entry(key).or_insert(0) += 1;
                }
            }
            counts
        };
        let before = count(&copy);
        copy.gatecheck(&["fix", "--unsafe"]);
        for (key, n) in count(&copy) {
            assert!(n <= before.get(&key).copied().unwrap_or(0), "{}: more of {key}", scenario.display());
        }
    }
}
