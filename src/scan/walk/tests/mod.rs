//! The walk over folders and repositories that each test lays out.

mod asked;
mod ignored;
mod special;

use std::fs;
use std::process::Command;

use super::*;

/// A folder that lives as long as the test.
struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// Writes files, each with its own path as its text.
    fn with(self, paths: &[&str]) -> Self {
        for path in paths {
            self.write(path, path);
        }
        self
    }

    fn path(&self, inside: &str) -> PathBuf {
        self.folder.path().canonicalize().unwrap().join(inside)
    }

    fn write(&self, path: &str, text: &str) {
        let file = self.path(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }

    fn git(&self, inside: &str, args: &[&str]) {
        let mut command = Command::new("git");
        command.args([
            "-c",
            "user.name=a",
            "-c",
            "user.email=a@localhost",
            "-c",
            "protocol.file.allow=always",
        ]);
        command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
        let output = command.args(args).current_dir(self.path(inside)).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    /// Makes the folder a repository that tracks all there is in it, ignored or not.
    fn repository(self) -> Self {
        self.git("", &["init", "-q"]);
        self.git("", &["add", "-f", "."]);
        self
    }

    fn walk(&self, current: &str, paths: &[&str], exclude: &[&str]) -> Result<Walk, WalkError> {
        let paths: Vec<PathBuf> = paths.iter().map(PathBuf::from).collect();
        let exclude: Vec<String> = exclude.iter().map(|glob| (*glob).to_owned()).collect();
        let root = find_root(&self.path(current), &paths)?;
        let search_path = std::env::var_os("PATH");
        let current = self.path(current);
        walk(&root, &WalkRequest { current, paths: &paths, exclude: &exclude, search_path })
    }

    /// Checks the files of a walk, one in a row; `?` marks those only searched for secrets.
    #[track_caller]
    fn check(&self, current: &str, paths: &[&str], expected: &[&str]) -> Walk {
        let walk = self.walk(current, paths, &[]).unwrap();
        assert_eq!(files(&walk), expected);
        walk
    }
}

fn files(walk: &Walk) -> Vec<String> {
    let mark = |file: &WalkEntry| if file.only_text { "?" } else { "" };
    walk.files.iter().map(|file| format!("{}{}", file.path, mark(file))).collect()
}

fn skipped(walk: &Walk) -> Vec<String> {
    walk.skipped.iter().map(|(path, why)| format!("{path}: {why}")).collect()
}
