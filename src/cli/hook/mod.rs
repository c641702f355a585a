//! `gatecheck hook`: git's own hook before a commit, put there and taken away. Hook managers have their own
//! ways, which docs/hooks.md shows.

mod script;

use std::env;
use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use self::script::{Author, author};
use super::args;
use super::diagnostic::UserError;
use super::job::current_folder;
use super::streams::Streams;
use crate::output::escape;
use crate::scan::{Existing, GitUser, HooksFolder, find_root, hooks_folder, read_beside, write_new};

/// The hook's file name: git runs it before each commit.
const NAME: &str = "pre-commit";

/// Scan each commit before git makes it
///
/// Adds or removes git's pre-commit hook of this repository, which runs
/// `gatecheck scan --staged`.
#[derive(Debug, Args)]
pub(super) struct HookArgs {
    #[command(subcommand)]
    pub(super) verb: HookVerb,
}

/// What to do with the hook.
#[derive(Debug, Subcommand)]
pub(super) enum HookVerb {
    Install(InstallArgs),
    Uninstall(UninstallArgs),
}

/// Add the hook
///
/// It is put where git looks for hooks, core.hooksPath included. A hook that
/// is there already is kept, and it is said how it can run gatecheck.
#[derive(Debug, Args)]
pub(super) struct InstallArgs {
    #[command(flatten)]
    pub(super) terminal: args::Terminal,
}

/// Remove the hook
///
/// Only what `gatecheck hook install` wrote, and nobody changed, is removed.
#[derive(Debug, Args)]
pub(super) struct UninstallArgs {
    #[command(flatten)]
    pub(super) terminal: args::Terminal,
}

impl HookArgs {
    /// How the verb uses the terminal.
    pub(super) fn terminal(&self) -> &args::Terminal {
        match &self.verb {
            HookVerb::Install(args) => &args.terminal,
            HookVerb::Uninstall(args) => &args.terminal,
        }
    }
}

/// Runs the verb.
pub(super) fn run(args: &HookArgs, streams: &mut Streams) -> Result<u8, UserError> {
    let place = Place::find()?;
    let done = match args.verb {
        HookVerb::Install(_) => install(&place, streams)?,
        HookVerb::Uninstall(_) => uninstall(&place)?,
    };
    streams.report(format!("{done}: {}\n", escape::line(&place.shown())).as_bytes())?;
    Ok(0)
}

/// Puts the hook in place. Says what was done.
fn install(place: &Place, streams: &mut Streams) -> Result<&'static str, UserError> {
    let program = env::current_exe()
        .map_err(|error| UserError::new(format!("this program's own place is unknown: {}", error.kind())))?;
    let script = script::write(program.as_os_str());
    let known = place.read()?;
    match known.as_deref().map(author) {
        Some(Author::Somebody | Author::Changed) => return Err(place.taken()),
        Some(Author::Gatecheck) if known.as_ref() == Some(&script) && place.is_executable() => {
            return Ok("is there already");
        }
        Some(Author::Gatecheck) | None => {}
    }
    place.allow_writing()?;
    place.write(&script, known.is_some()).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => place.taken(),
        kind => UserError::new(format!("{} cannot be written: {kind}", place.shown())),
    })?;
    if place.folder.of_user {
        streams
            .warn("core.hooksPath is in your own git configuration: the hook is for all your repositories");
    }
    Ok("installed")
}

/// Takes the hook away. Says what was done.
fn uninstall(place: &Place) -> Result<&'static str, UserError> {
    match place.read()?.as_deref().map(author) {
        None => Ok("there is no hook"),
        Some(Author::Gatecheck) => match fs::remove_file(place.file()) {
            Ok(()) => Ok("removed"),
            Err(error) => {
                Err(UserError::new(format!("{} cannot be removed: {}", place.shown(), error.kind())))
            }
        },
        Some(Author::Changed) => Err(UserError::new(format!("{} was changed by hand", place.shown()))
            .with_help("take gatecheck out of it, or remove the file, yourself")),
        Some(Author::Somebody) => {
            Err(UserError::new(format!("{} was not written by `gatecheck hook install`", place.shown()))
                .with_help("it stays; remove it yourself if nobody needs it"))
        }
    }
}

/// Where the hook of the repository is, or would be.
struct Place {
    /// The top of the work tree.
    top: PathBuf,
    folder: HooksFolder,
}

impl Place {
    /// The place for the repository that the command is run in.
    fn find() -> Result<Self, UserError> {
        let current = current_folder()?;
        let top = find_root(&current, &[]).map_err(|error| UserError::new(error.to_string()))?;
        if fs::symlink_metadata(top.join(".git")).is_err() {
            return Err(UserError::new("this folder is in no git repository")
                .with_help("run the command in a repository that has a work tree, or `git init` first"));
        }
        let user = GitUser::from_variables(env::vars_os());
        let folder = hooks_folder(&top, &user).map_err(UserError::new)?;
        Ok(Self { top, folder })
    }

    fn file(&self) -> PathBuf {
        self.folder.path.join(NAME)
    }

    /// The file as it is named in messages.
    fn shown(&self) -> String {
        let file = self.file();
        file.strip_prefix(&self.top).unwrap_or(&file).display().to_string()
    }

    /// What the hook says; `None` if there is none. Something other than a file is nothing that we wrote.
    fn read(&self) -> Result<Option<Vec<u8>>, UserError> {
        let file = self.file();
        match fs::symlink_metadata(&file) {
            Ok(metadata) if !metadata.is_file() => Ok(Some(Vec::new())),
            Ok(_) => {
                let folder = self.folder.path.canonicalize().unwrap_or_else(|_| self.folder.path.clone());
                read_beside(&folder.join(NAME))
                    .map(Some)
                    .map_err(|why| UserError::new(format!("{} cannot be read: {why}", self.shown())))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(UserError::new(format!("{} cannot be read: {}", self.shown(), error.kind()))),
        }
    }

    fn is_executable(&self) -> bool {
        fs::metadata(self.file()).is_ok_and(|metadata| metadata.permissions().mode() & 0o100 != 0)
    }

    /// Refuses a folder that the repository names outside of itself: its configuration may be a stranger's.
    fn allow_writing(&self) -> Result<(), UserError> {
        if self.folder.of_user || self.folder.within {
            return Ok(());
        }
        Err(UserError::new(format!(
            "the hooks of this repository are outside of it, in {}",
            self.folder.path.display()
        ))
        .with_help(format!(
            "if that is meant to be, write {} yourself: it has to run `gatecheck scan --staged`",
            self.shown()
        )))
    }

    /// Writes the whole file or nothing; a file that came between is kept unless it is to be replaced.
    fn write(&self, script: &[u8], replace: bool) -> io::Result<()> {
        fs::create_dir_all(&self.folder.path)?;
        let existing = if replace { Existing::Replaced } else { Existing::Kept };
        write_new(&self.file(), script, 0o777, existing)
    }

    /// What to say when the place is taken by a hook that is not ours.
    fn taken(&self) -> UserError {
        let help = if self.folder.path.ends_with(Path::new(".husky/_")) {
            "husky runs it: add the line `gatecheck scan --staged` to .husky/pre-commit".to_owned()
        } else {
            "it stays as it is; let it run gatecheck by the line `gatecheck scan --staged || exit $?`"
                .to_owned()
        };
        UserError::new(format!("there is a hook already: {}", self.shown())).with_help(help)
    }
}
