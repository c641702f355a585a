//! `gatecheck hook`: git's own hook, put where git looks for it, and run by git.

use std::ffi::OsStr;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Command, Output};

/// A repository and a home folder of its own.
struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for name in ["home", "repository"] {
            fs::create_dir(folder.path().join(name)).unwrap();
        }
        let place = Self { folder };
        place.git(&["init", "--quiet", "--initial-branch=main"]);
        place
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Nothing of the test's own environment but where programs are.
    fn command(&self, program: impl AsRef<OsStr>, folder: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.at(folder)).env_clear().env("HOME", self.at("home"));
        command.envs(std::env::var_os("PATH").map(|path| ("PATH", path)));
        for who in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{who}_NAME"), "a").env(format!("GIT_{who}_EMAIL"), "a@example.com");
        }
        command
    }

    fn git(&self, arguments: &[&str]) {
        let output = self.command("git", "repository").args(arguments).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", said(&output));
    }

    fn hook(&self, folder: &str, verb: &str) -> Output {
        let program = env!("CARGO_BIN_EXE_gatecheck");
        self.command(program, folder).args(["hook", verb]).output().unwrap()
    }

    /// Installs, and holds where.
    #[track_caller]
    fn installs(&self, hook: &str) {
        let output = self.hook("repository", "install");
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        let mode = fs::metadata(self.at(hook)).unwrap().permissions().mode();
        assert_eq!(mode & 0o111, 0o111, "{mode:o}");
    }
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

#[track_caller]
fn check(output: &Output, code: i32, text: &str) {
    assert_eq!(output.status.code(), Some(code), "{}", said(output));
    assert!(said(output).contains(text), "{}", said(output));
}

const HOOK: &str = "repository/.git/hooks/pre-commit";

#[test]
fn it_is_installed_once_and_removed() {
    let place = Place::new();
    check(&place.hook("repository", "uninstall"), 0, "there is no hook: .git/hooks/pre-commit");
    check(&place.hook("repository", "install"), 0, "installed: .git/hooks/pre-commit");
    let first = fs::read(place.at(HOOK)).unwrap();
    check(&place.hook("repository", "install"), 0, "is there already: .git/hooks/pre-commit");
    assert_eq!(fs::read(place.at(HOOK)).unwrap(), first);
    fs::set_permissions(place.at(HOOK), Permissions::from_mode(0o644)).unwrap();
    place.installs(HOOK);
    // From a folder below, too.
    fs::create_dir(place.at("repository/sub")).unwrap();
    check(&place.hook("repository/sub", "uninstall"), 0, "removed: .git/hooks/pre-commit");
    assert!(!place.at(HOOK).exists());
    let mut left = fs::read_dir(place.at("repository/.git/hooks")).unwrap();
    assert!(left.all(|entry| !entry.unwrap().file_name().to_str().unwrap().starts_with(".gatecheck-")));
}

#[test]
fn a_hook_of_somebody_else_is_kept() {
    let place = Place::new();
    let hook = place.at(HOOK);
    fs::create_dir_all(hook.parent().unwrap()).unwrap();
    fs::write(&hook, "#!/bin/sh\nmake lint\n").unwrap();
    check(&place.hook("repository", "install"), 2, "`gatecheck scan --staged || exit $?`");
    check(&place.hook("repository", "uninstall"), 2, "was not written by `gatecheck hook install`");
    assert_eq!(fs::read_to_string(&hook).unwrap(), "#!/bin/sh\nmake lint\n");
    // Ours, to which somebody added a line.
    fs::remove_file(&hook).unwrap();
    place.installs(HOOK);
    let changed = fs::read_to_string(&hook).unwrap() + "make lint\n";
    fs::write(&hook, &changed).unwrap();
    check(&place.hook("repository", "install"), 2, "there is a hook already");
    check(&place.hook("repository", "uninstall"), 2, "was changed by hand");
    assert_eq!(fs::read_to_string(&hook).unwrap(), changed);
    // A link, even to one that is ours, and one that leads nowhere.
    for target in ["../../elsewhere", "nowhere"] {
        fs::remove_file(&hook).unwrap();
        std::os::unix::fs::symlink(target, &hook).unwrap();
        check(&place.hook("repository", "install"), 2, "there is a hook already");
        assert!(!place.at("repository/elsewhere").exists());
    }
}

#[test]
fn it_goes_where_git_looks_for_hooks() {
    let place = Place::new();
    place.git(&["config", "core.hooksPath", ".hooks/git"]);
    place.installs("repository/.hooks/git/pre-commit");
    // What a stranger's repository says about folders outside of it is not obeyed.
    let outside = place.at("outside");
    place.git(&["config", "core.hooksPath", outside.to_str().unwrap()]);
    check(&place.hook("repository", "install"), 2, "the hooks of this repository are outside of it");
    place.git(&["config", "core.hooksPath", "../repository/new/../../outside"]);
    check(&place.hook("repository", "install"), 2, "the hooks of this repository are outside of it");
    assert!(!outside.exists());
    // What the user says is.
    place.git(&["config", "--unset", "core.hooksPath"]);
    place.git(&["config", "--global", "core.hooksPath", "~/hooks"]);
    check(&place.hook("repository", "install"), 0, "for all your repositories");
    assert!(place.at("home/hooks/pre-commit").exists());
    place.git(&["config", "core.hooksPath", ".husky/_"]);
    fs::create_dir_all(place.at("repository/.husky/_")).unwrap();
    fs::write(place.at("repository/.husky/_/pre-commit"), "").unwrap();
    check(&place.hook("repository", "install"), 2, "to .husky/pre-commit");
}

#[test]
fn a_linked_work_tree_shares_the_hook() {
    let place = Place::new();
    place.git(&["commit", "--quiet", "--allow-empty", "--message=first"]);
    place.git(&["worktree", "add", "--quiet", "../linked"]);
    check(&place.hook("linked", "install"), 0, "installed");
    assert!(place.at(HOOK).exists());
    check(&place.hook("repository", "uninstall"), 0, "removed");
}

#[test]
fn without_a_work_tree_it_is_an_error() {
    let place = Place::new();
    check(&place.hook("home", "install"), 2, "this folder is in no git repository");
    let output = place
        .command(env!("CARGO_BIN_EXE_gatecheck"), "repository")
        .args(["hook", "install"])
        .env("PATH", "/nowhere")
        .output()
        .unwrap();
    check(&output, 2, "git could not be run");
}

/// Configuration of a hostile repository runs nothing while we ask where its hooks are.
#[test]
fn a_hostile_repository_runs_nothing() {
    let place = Place::new();
    let program = place.at("program");
    fs::write(&program, format!("#!/bin/sh\ntouch '{}'\n", place.at("ran").display())).unwrap();
    fs::set_permissions(&program, Permissions::from_mode(0o755)).unwrap();
    for key in ["core.fsmonitor", "diff.external", "core.pager", "core.sshCommand", "alias.rev-parse"] {
        place.git(&["config", key, program.to_str().unwrap()]);
    }
    place.installs(HOOK);
    assert!(!place.at("ran").exists());
}

#[test]
fn without_the_program_the_commit_is_stopped() {
    let place = Place::new();
    let program = place.at("it's $here");
    fs::copy(env!("CARGO_BIN_EXE_gatecheck"), &program).unwrap();
    let output = place.command(&program, "repository").args(["hook", "install"]).output().unwrap();
    check(&output, 0, "installed");
    fs::remove_file(&program).unwrap();
    let commit = || {
        let mut git = place.command("git", "repository");
        git.args(["commit", "--quiet", "--allow-empty", "--message=first"]);
        git
    };
    check(&commit().output().unwrap(), 1, "nothing checked this commit, so it is stopped");
    // What stands on the PATH takes its place.
    let on_path = place.at("bin/gatecheck");
    fs::create_dir(on_path.parent().unwrap()).unwrap();
    fs::write(&on_path, "#!/bin/sh\necho \"ran $*\"\nexit 3\n").unwrap();
    fs::set_permissions(&on_path, Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:{}", on_path.parent().unwrap().display(), std::env::var("PATH").unwrap());
    let output = commit().env("PATH", path).output().unwrap();
    check(&output, 1, "ran scan --staged");
    check(&output, 1, "(exit code 3)");
    check(&commit().arg("--no-verify").output().unwrap(), 0, "");
}

#[test]
fn the_script_is_plain_shell() {
    let place = Place::new();
    place.installs(HOOK);
    for shell in ["sh", "bash"] {
        let output = place.command(shell, "repository").arg("-n").arg(place.at(HOOK)).output().unwrap();
        assert!(output.status.success(), "{}", said(&output));
    }
}
