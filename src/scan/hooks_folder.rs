//! Where git looks for the hooks of a work tree. Unlike all else that is asked of git, this is asked with the
//! user's own configuration: it decides what the user's `git commit` will run.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStringExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use super::git::SAFE;

/// What of the environment decides which configuration of the user git reads.
#[derive(Debug, Clone, Default)]
pub struct GitUser(Vec<(OsString, OsString)>);

impl GitUser {
    /// Picks the variables that matter.
    pub fn from_variables(variables: impl Iterator<Item = (OsString, OsString)>) -> Self {
        const KEPT: &[&str] = &[
            "PATH",
            "HOME",
            "XDG_CONFIG_HOME",
            "GIT_CONFIG_GLOBAL",
            "GIT_CONFIG_SYSTEM",
            "GIT_CONFIG_NOSYSTEM",
        ];
        Self(variables.filter(|(name, _)| KEPT.iter().any(|kept| name == kept)).collect())
    }
}

/// Where git looks for hooks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HooksFolder {
    /// The folder; it need not be there.
    pub path: PathBuf,
    /// Whether the user's own configuration names it, and not the repository's.
    pub of_user: bool,
    /// Whether it is in the work tree or in the repository's own folder.
    pub within: bool,
}

/// Asks git where the hooks of the work tree are whose top is `top`. The error says what failed.
pub fn hooks_folder(top: &Path, user: &GitUser) -> Result<HooksFolder, String> {
    let path = |name: &str, arguments: &[&str]| {
        let output = ask(top, user, arguments)?;
        let line = output.stdout.strip_suffix(b"\n").unwrap_or(&output.stdout);
        if !output.status.success() || line.is_empty() {
            let said = String::from_utf8_lossy(&output.stderr);
            let why = said.lines().next().unwrap_or("it gave no reason").escape_debug().to_string();
            return Err(format!("git could not say where its {name} is: {why}"));
        }
        Ok(top.join(OsString::from_vec(line.to_vec())))
    };
    let hooks = path("folder of hooks", &["rev-parse", "--git-path", "hooks"])?;
    let common = path("repository", &["rev-parse", "--git-common-dir"])?;
    // Without the setting this fails, and the folder is the repository's own.
    let scope = ask(top, user, &["config", "--show-scope", "--get", "core.hooksPath"])?;
    let of_user = [&b"global\t"[..], b"system\t"].iter().any(|scope_of| scope.stdout.starts_with(scope_of));
    let real = really(&hooks);
    let within = [top, &common].iter().any(|folder| {
        folder.canonicalize().is_ok_and(|folder| real.as_ref().is_some_and(|real| real.starts_with(folder)))
    });
    Ok(HooksFolder { path: hooks, of_user, within })
}

/// Where a folder is without symbolic links. What is not there yet is made below what is.
fn really(folder: &Path) -> Option<PathBuf> {
    let there = folder.ancestors().find(|folder| folder.symlink_metadata().is_ok())?;
    let rest = folder.strip_prefix(there).ok()?;
    if rest.components().any(|part| part == std::path::Component::ParentDir) {
        return None;
    }
    Some(there.canonicalize().ok()?.join(rest))
}

/// Runs one git command that only reads configuration, and runs nothing by it.
fn ask(top: &Path, user: &GitUser, arguments: &[&str]) -> Result<Output, String> {
    let mut command = Command::new("git");
    command.args(["--no-optional-locks", "--no-pager", "--git-dir=.git", "--work-tree=."]);
    for setting in SAFE.iter().filter(|setting| !setting.starts_with("core.hooksPath")) {
        command.args(["-c", setting]);
    }
    command.args(arguments).env_clear().envs(user.0.iter().map(|(name, value)| (name, value)));
    let fixed = [("GIT_TERMINAL_PROMPT", "0"), ("GIT_OPTIONAL_LOCKS", "0"), ("LC_ALL", "C")];
    command.envs(fixed.map(|(name, value)| (OsStr::new(name), value)));
    command.current_dir(top).stdin(Stdio::null());
    command.output().map_err(|error| format!("git could not be run: {}", error.kind()))
}
