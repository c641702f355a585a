//! Reading a folder of policies, from disk or from git's store, as paths and texts. What they mean is the policy
//! floor's to say.

use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::git::{Git, Listed, Mode};
use super::open::{Unopened, open_regular, read_up_to};
use super::read::reason;
use crate::limits;

/// Why a folder of policies was not read. Policies that are silently not there would let everything pass.
#[derive(Debug, thiserror::Error)]
#[error("the policies in {path:?} cannot be read: {reason}")]
pub struct PolicyFolderError {
    /// The file or folder.
    pub path: PathBuf,
    /// What is wrong with it.
    pub reason: String,
    /// Whether there are no policies that could be read, or no such folder.
    pub is_absent: bool,
}

impl PolicyFolderError {
    /// About a file or folder, for a reason.
    pub(super) fn new(path: &Path, reason: &str) -> Self {
        Self { path: path.to_owned(), reason: reason.to_owned(), is_absent: false }
    }

    fn absent(path: &Path, reason: &str) -> Self {
        Self { is_absent: true, ..Self::new(path, reason) }
    }
}

/// The text files below `folder`, each with its path from there, sorted; or of `folder` itself if it is a
/// file. Links are followed inside the folder only: that is how Kubernetes mounts a ConfigMap. A file that is
/// neither a module nor data is left out if it cannot be read.
pub fn read_policies(folder: &Path) -> Result<Vec<(String, String)>, PolicyFolderError> {
    let failed = |path: &Path, reason: String| PolicyFolderError::new(path, &reason);
    let top = folder.canonicalize().map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => PolicyFolderError::absent(folder, "it does not exist"),
        _ => failed(folder, reason(&error)),
    })?;
    let entries = WalkDir::new(&top).max_depth(limits::POLICY_FOLDERS).sort_by_file_name().into_iter();
    let mut gathered = Gathered { folder, files: Vec::new(), bytes: 0 };
    for entry in
        entries.filter_entry(|entry| entry.depth() == 0 || is_ours(&entry.file_name().to_string_lossy()))
    {
        let entry = entry.map_err(|error| {
            let what = error.io_error().map_or_else(|| "a loop of links".to_owned(), reason);
            failed(error.path().unwrap_or(folder), what)
        })?;
        if entry.file_type().is_dir() {
            continue;
        }
        let inside = match entry.path().strip_prefix(&top) {
            Ok(inside) if !inside.as_os_str().is_empty() => inside,
            _ => Path::new(entry.file_name()),
        };
        gathered.take(&inside.to_string_lossy(), text_of(entry.path(), &top))?;
    }
    gathered.finish()
}

/// Whether a file or folder of that name counts: git's own folder does not, nor do the folders behind the links of a
/// mounted ConfigMap.
fn is_ours(name: &str) -> bool {
    name != ".git" && !name.starts_with("..")
}

/// The text files below `folder` among those that git lists, of the same names; or `folder` itself if it is a file.
/// No link is followed, so one with the name of a module or of data is an error.
pub(super) fn stored_policies(
    listed: &[Listed],
    git: &Git,
    folder: &str,
) -> Result<Vec<(String, String)>, PolicyFolderError> {
    let objects =
        git.objects().map_err(|error| PolicyFolderError::new(Path::new(folder), &error.to_string()))?;
    let mut gathered = Gathered { folder: Path::new(folder), files: Vec::new(), bytes: 0 };
    for file in listed {
        let inside = match file.path.as_str().strip_prefix(folder) {
            Some("") => file.path.name(),
            Some(rest) if folder.is_empty() => rest,
            Some(rest) if rest.starts_with('/') => &rest[1..],
            _ => continue,
        };
        if !inside.split('/').all(is_ours) {
            continue;
        }
        let text = match file.mode {
            // What a link leads to is elsewhere, and may be changed there.
            Mode::Link => Err("it is a symbolic link".to_owned()),
            Mode::Submodule | Mode::Folder => continue,
            Mode::File => {
                let bytes = objects.read(&file.id, limits::POLICY_BYTES as u64 + 1);
                bytes.map_err(|error| error.to_string()).and_then(text)
            }
        };
        gathered.take(inside, text)?;
    }
    gathered.finish()
}

/// The text files below `folder` in the index, as `stored_policies` has them.
pub fn staged_policies(git: &Git, folder: &str) -> Result<Vec<(String, String)>, PolicyFolderError> {
    let listed =
        git.index().map_err(|error| PolicyFolderError::new(Path::new(folder), &error.to_string()))?;
    stored_policies(&listed, git, folder)
}

/// The files of a folder, under the limits of all.
struct Gathered<'a> {
    folder: &'a Path,
    files: Vec<(String, String)>,
    bytes: usize,
}

impl Gathered<'_> {
    /// Takes a file, by its path in the folder. One that is neither a module nor data need not be readable.
    fn take(&mut self, inside: &str, text: Result<String, String>) -> Result<(), PolicyFolderError> {
        let extension = Path::new(inside).extension().and_then(|extension| extension.to_str());
        let needed = ["rego", "json", "yaml", "yml"].map(Some).contains(&extension);
        let failed = |reason: String| Err(PolicyFolderError::new(self.folder, &reason));
        match text {
            Ok(text) => {
                self.bytes += text.len();
                self.files.push((inside.to_owned(), text));
            }
            Err(reason) if needed => {
                return Err(PolicyFolderError::new(&self.folder.join(inside), &reason));
            }
            Err(_) => {}
        }
        if self.files.len() > limits::POLICY_FILES {
            return failed(format!("there are more than {} files in it", limits::POLICY_FILES));
        }
        if self.bytes > limits::POLICY_FOLDER_BYTES {
            let most = limits::POLICY_FOLDER_BYTES / (1024 * 1024);
            return failed(format!("its files have more than {most} MiB"));
        }
        Ok(())
    }

    fn finish(mut self) -> Result<Vec<(String, String)>, PolicyFolderError> {
        if !self.files.iter().any(|(path, _)| path.ends_with(".rego")) {
            return Err(PolicyFolderError::absent(self.folder, "there is no .rego file in it"));
        }
        self.files.sort();
        Ok(self.files)
    }
}

fn text_of(path: &Path, top: &Path) -> Result<String, String> {
    let target = path.canonicalize().map_err(|error| reason(&error))?;
    if !target.starts_with(top) {
        return Err("a symbolic link that leads out of the folder".to_owned());
    }
    let (file, metadata) = open_regular(&target).map_err(|error| match error {
        Unopened::NotAFile(what) => format!("it is a {what}"),
        Unopened::Io(error) => reason(&error),
    })?;
    let limit = limits::POLICY_BYTES as u64;
    read_up_to(&file, metadata.len(), limit + 1).map_err(|error| reason(&error)).and_then(text)
}

/// The bytes of a file, of which one more was read than it may have, as text.
fn text(bytes: Vec<u8>) -> Result<String, String> {
    if bytes.len() > limits::POLICY_BYTES {
        return Err(format!("it is larger than {} KiB", limits::POLICY_BYTES / 1024));
    }
    String::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;

    use super::*;

    fn folder(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        }
        folder
    }

    #[track_caller]
    fn check(folder: &Path, expected: Result<&[&str], &str>) {
        let read = read_policies(folder);
        match expected {
            Ok(paths) => {
                assert_eq!(read.unwrap().into_iter().map(|(path, _)| path).collect::<Vec<_>>(), paths);
            }
            Err(why) => assert_eq!(read.unwrap_err().reason, why),
        }
    }

    #[test]
    fn files_are_read_with_their_paths() {
        let top = folder(&["b/a.rego", "a.rego", "b/good/.github/ci.yml", ".git/x.rego", "README"]);
        check(top.path(), Ok(&["README", "a.rego", "b/a.rego", "b/good/.github/ci.yml"]));
        check(&top.path().join("b/a.rego"), Ok(&["a.rego"]));
    }

    #[test]
    fn a_mounted_config_map_is_read_once() {
        let top = folder(&["..1/a.rego"]);
        symlink("..1", top.path().join("..data")).unwrap();
        symlink("..data/a.rego", top.path().join("a.rego")).unwrap();
        check(top.path(), Ok(&["a.rego"]));
    }

    #[test]
    fn a_folder_is_bounded() {
        let top = folder(&["a.rego"]);
        let large = vec![b'a'; limits::POLICY_BYTES];
        for i in 0..=limits::POLICY_FOLDER_BYTES / limits::POLICY_BYTES {
            fs::write(top.path().join(format!("{i}.txt")), &large).unwrap();
        }
        check(top.path(), Err("its files have more than 32 MiB"));
        let top = folder(&["a.rego"]);
        for i in 0..limits::POLICY_FILES {
            fs::write(top.path().join(format!("{i}.txt")), "").unwrap();
        }
        check(top.path(), Err("there are more than 10000 files in it"));
    }

    #[test]
    fn what_is_no_file_is_not_waited_for() {
        let top = folder(&["a.rego"]);
        let pipe = top.path().join("b.rego");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        check(top.path(), Err("it is a named pipe"));
        fs::rename(&pipe, top.path().join("b.txt")).unwrap();
        check(top.path(), Ok(&["a.rego"]));
        let sparse = fs::File::create(top.path().join("c.rego")).unwrap();
        sparse.set_len(1 << 40).unwrap();
        check(top.path(), Err("it is larger than 256 KiB"));
        fs::remove_file(top.path().join("c.rego")).unwrap();
        symlink("loop.rego", top.path().join("loop.rego")).unwrap();
        assert!(read_policies(top.path()).is_err());
    }

    #[test]
    fn what_is_missing_is_never_silent() {
        check(Path::new("/no/such/folder"), Err("it does not exist"));
        check(folder(&["a.txt"]).path(), Err("there is no .rego file in it"));
        let top = folder(&["a.rego"]);
        symlink("/etc/hostname", top.path().join("b.rego")).unwrap();
        check(top.path(), Err("a symbolic link that leads out of the folder"));
        for (bytes, why) in [
            (vec![0xff], "it is not UTF-8"),
            (vec![b'a'; limits::POLICY_BYTES + 1], "it is larger than 256 KiB"),
        ] {
            let top = folder(&["a.rego"]);
            fs::write(top.path().join("b.rego"), &bytes).unwrap();
            check(top.path(), Err(why));
            fs::rename(top.path().join("b.rego"), top.path().join("b.png")).unwrap();
            check(top.path(), Ok(&["a.rego"]));
        }
    }

    /// What git has is what is on disk, but for links.
    #[test]
    fn git_has_the_same_files_as_the_disk() {
        let names = ["a.rego", "b/c.rego", "b/..d/e.rego", "..f/g.rego", "..h.rego", "README"];
        let top = folder(&names);
        symlink("a.rego", top.path().join("link.txt")).unwrap();
        let git = |words: &[&str]| {
            let status = std::process::Command::new("git").args(words).current_dir(top.path()).status();
            assert!(status.unwrap().success(), "{words:?}");
        };
        git(&["init", "-q"]);
        git(&["add", "-A"]);
        let asked = Git::at(&top.path().canonicalize().unwrap(), std::env::var_os("PATH")).unwrap();
        let names = |read: Result<Vec<(String, String)>, PolicyFolderError>| {
            read.unwrap().into_iter().map(|(path, _)| path).collect::<Vec<_>>()
        };
        assert_eq!(names(staged_policies(&asked, "")), ["README", "a.rego", "b/c.rego"]);
        assert_eq!(names(read_policies(top.path())), ["README", "a.rego", "b/c.rego", "link.txt"]);
        symlink("a.rego", top.path().join("link.rego")).unwrap();
        git(&["add", "-A"]);
        assert!(read_policies(top.path()).is_ok());
        assert_eq!(staged_policies(&asked, "").unwrap_err().reason, "it is a symbolic link");
    }
}
