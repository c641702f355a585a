//! Where a test puts its files, and how it starts the program there.

use std::ffi::OsStr;
use std::fs::{self, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A folder of its own with these files: path and text.
pub(crate) fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

/// The program in `folder`, with nothing of the test's own environment but where programs are.
pub(crate) fn gatecheck(folder: &Path, arguments: &[&str]) -> Command {
    under(&[], env!("CARGO_BIN_EXE_gatecheck"), folder, arguments)
}

/// The program, started by a shell that runs `first` before it, such as `ulimit -n 16`.
pub(crate) fn gatecheck_after(first: &str, folder: &Path, arguments: &[&str]) -> Command {
    let script = format!("{first} && exec \"$0\" \"$@\"");
    under(&["sh", "-c", &script], env!("CARGO_BIN_EXE_gatecheck"), folder, arguments)
}

fn under(starter: &[&str], program: impl AsRef<OsStr>, folder: &Path, arguments: &[&str]) -> Command {
    let mut words: Vec<&OsStr> = starter.iter().map(AsRef::as_ref).collect();
    words.push(program.as_ref());
    words.extend(arguments.iter().map(|argument| OsStr::new(*argument)));
    let mut command = Command::new(words[0]);
    command.args(&words[1..]).current_dir(folder).env_clear().stdin(Stdio::null());
    command.envs(std::env::var_os("PATH").map(|path| ("PATH", path)));
    command
}

/// A folder with these files that belong to an ordinary user, who can start the program. The superuser may read
/// and write everything, so a test about what may not be done would prove nothing as that user.
pub(crate) struct Ordinary {
    place: tempfile::TempDir,
    /// The program, where that user can start it; `None` if the test's own user is an ordinary one.
    program: Option<PathBuf>,
}

/// The user and group that own nothing.
const NOBODY: u32 = 65534;

impl Ordinary {
    /// `None` where the superuser cannot become another: then the test can prove nothing, and says so.
    pub(crate) fn with(files: &[(&str, &str)]) -> Option<Self> {
        let place = tempfile::tempdir().unwrap();
        let files_at = place.path().join("files");
        fs::create_dir(&files_at).unwrap();
        for (path, text) in files {
            let path = files_at.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        if fs::metadata(place.path()).unwrap().uid() != 0 {
            return Some(Self { place, program: None });
        }
        let program = place.path().join("gatecheck");
        // A copy may still be open for writing in a child that another test forks now, and could not be started.
        if fs::hard_link(env!("CARGO_BIN_EXE_gatecheck"), &program).is_err() {
            let copied = Command::new("cp").arg(env!("CARGO_BIN_EXE_gatecheck")).arg(&program).status();
            assert!(copied.unwrap().success());
        }
        fs::set_permissions(place.path(), Permissions::from_mode(0o755)).unwrap();
        for entry in walkdir::WalkDir::new(&files_at) {
            std::os::unix::fs::lchown(entry.unwrap().path(), Some(NOBODY), Some(NOBODY)).unwrap();
        }
        let ordinary = Self { place, program: Some(program) };
        let tried = ordinary.gatecheck(&["--version"]).output();
        let works = tried.is_ok_and(|output| output.status.success());
        if !works {
            let _ = writeln!(io::stderr(), "skipped: this superuser cannot become another user");
        }
        works.then_some(ordinary)
    }

    /// The folder with the files.
    pub(crate) fn path(&self) -> PathBuf {
        self.place.path().join("files")
    }

    /// The program in that folder, as that user.
    pub(crate) fn gatecheck(&self, arguments: &[&str]) -> Command {
        self.gatecheck_under(&[], arguments)
    }

    /// The same, started by another program, such as `prlimit`.
    pub(crate) fn gatecheck_under(&self, starter: &[&str], arguments: &[&str]) -> Command {
        let Some(program) = &self.program else {
            return under(starter, env!("CARGO_BIN_EXE_gatecheck"), &self.path(), arguments);
        };
        let (user, group) = (format!("--reuid={NOBODY}"), format!("--regid={NOBODY}"));
        let starter = [&["setpriv", &user, &group, "--clear-groups"], starter].concat();
        under(&starter, program, &self.path(), arguments)
    }
}

impl Drop for Ordinary {
    /// Gives back the right to remove what is there.
    fn drop(&mut self) {
        let _ = Command::new("chmod").args(["-R", "u+rwX"]).arg(self.place.path()).status();
    }
}
