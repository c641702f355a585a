//! The walk over folders and repositories that each test lays out.

use std::fs;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::process::Command;

use super::*;
use crate::limits;
use crate::scan::{Read, read};

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

#[test]
fn hidden_files_count_and_git_does_not() {
    let place =
        Place::new().with(&["b", ".env", ".github/workflows/ci.yml", "a/.gitlab-ci.yml"]).repository();
    let walk = place.check("", &[], &[".env", ".github/workflows/ci.yml", "a/.gitlab-ci.yml", "b"]);
    assert_eq!((walk.skipped, walk.notes), (vec![], vec![]));
}

#[test]
fn order_is_that_of_the_paths() {
    let place = Place::new().with(&["a/b", "a.b", "a-b", "a0", "B"]);
    place.check("", &[], &["B", "a-b", "a.b", "a/b", "a0"]);
}

#[test]
fn a_tracked_file_is_scanned_even_where_an_ignore_rule_names_it() {
    let place = Place::new().with(&["tracked.log", "out/tracked", "out/deep/tracked"]).repository();
    place.write(".gitignore", "*.log\nout/\n");
    place.write("untracked.log", "");
    place.write("out/untracked", "");
    place.write("out/other/untracked", "");
    place.write("sub/.gitignore", "!kept.log\n");
    place.write("sub/kept.log", "");
    place.write("sub/lost.log", "");
    let expected =
        [".gitignore", "out/deep/tracked", "out/tracked", "sub/.gitignore", "sub/kept.log", "tracked.log"];
    let walk = place.check("", &[], &expected);
    let ignored = ["out/other/", "out/untracked", "sub/lost.log", "untracked.log"]
        .map(|p| format!("{p}: ignored by .gitignore"));
    assert_eq!(skipped(&walk), ignored);
}

#[test]
fn a_commit_without_an_index_says_what_is_tracked() {
    let place = Place::new().with(&["tracked.log"]).repository();
    place.git("", &["commit", "-qm", "a"]);
    place.write(".gitignore", "*.log\n");
    place.write("untracked.log", "");
    fs::remove_file(place.path(".git/index")).unwrap();
    let walk = place.check("", &[], &[".gitignore", "tracked.log"]);
    assert_eq!(walk.notes, Vec::<String>::new());

    // A shallow or partial copy may lack what the commit names.
    fs::remove_dir_all(place.path(".git/objects")).unwrap();
    fs::create_dir(place.path(".git/objects")).unwrap();
    let walk = place.check("", &[], &[".gitignore", "tracked.log", "untracked.log"]);
    assert!(walk.notes[0].starts_with("git could not list the tracked files"), "{:?}", walk.notes);
}

#[test]
fn an_ignored_folder_is_said_once() {
    let place = Place::new().repository();
    place.write(".git/info/exclude", "/mine\n");
    place.write(".gitignore", "target/\n");
    place.write("mine/a", "");
    place.write("target/a/b", "");
    let walk = place.check("", &[], &[".gitignore"]);
    assert_eq!(skipped(&walk), ["mine/: ignored by .gitignore", "target/: ignored by .gitignore"]);
}

#[test]
fn ignore_rules_do_not_count_where_the_tracked_files_are_not_known() {
    let place = Place::new().with(&["a.log"]);
    place.write(".gitignore", "*.log\n");
    let walk = place.check("", &[], &[".gitignore", "a.log"]);
    assert!(walk.notes.is_empty());
    let place = place.repository();
    place.write(".git/index", "garbage");
    let walk = place.check("", &[], &[".gitignore", "a.log"]);
    assert!(walk.notes[0].starts_with("git could not list the tracked files: "), "{:?}", walk.notes);
    let root = place.path("");
    let request =
        WalkRequest { current: root.clone(), search_path: Some("/nowhere".into()), ..Default::default() };
    let walk = super::walk(&root, &request).unwrap();
    assert_eq!(files(&walk), [".gitignore", "a.log"]);
    assert!(walk.notes[0].starts_with("git could not be run: "), "{:?}", walk.notes);
}

#[test]
fn an_ignore_file_that_is_a_link_or_too_large_does_not_count() {
    let place = Place::new().repository();
    place.write("a.log", "");
    place.write("rules", "*.log\n");
    symlink("rules", place.path(".gitignore")).unwrap();
    place.check("", &[], &["a.log", "rules"]);
    fs::remove_file(place.path(".gitignore")).unwrap();
    let too_large = "*.log\n".repeat(usize::try_from(limits::IGNORE_BYTES).unwrap() / 6 + 1);
    place.write(".gitignore", &too_large);
    place.check("", &[], &[".gitignore", "a.log", "rules"]);
}

#[test]
fn the_repository_cannot_make_git_run_a_program() {
    let place = Place::new().with(&["a"]).repository();
    place.write("run", "#!/bin/sh\ntouch ran\n");
    let run = Command::new("chmod").args(["+x", "run"]).current_dir(place.path("")).status().unwrap();
    assert!(run.success());
    let program = place.path("run").display().to_string();
    for key in ["core.fsmonitor", "core.pager", "diff.external", "core.sshCommand", "core.editor"] {
        place.git("", &["config", key, &program]);
    }
    place.git("", &["config", "alias.ls-files", &format!("!{program}")]);
    let hook = place.path(".git/hooks/post-index-change");
    fs::create_dir_all(hook.parent().unwrap()).unwrap();
    fs::copy(place.path("run"), hook).unwrap();
    place.check("", &[], &["a", "run"]);
}

#[test]
fn vendored_code_is_only_searched_for_secrets_unless_it_is_named() {
    let place = Place::new().with(&[
        "go.mod",
        "vendor/modules.txt",
        "vendor/m/a.go",
        "web/node_modules/p/index.js",
        "web/vendor/ours",
        "go/go.mod",
        "go/vendor/ours",
    ]);
    let expected = [
        "go.mod",
        "go/go.mod",
        "go/vendor/ours",
        "vendor/m/a.go?",
        "vendor/modules.txt?",
        "web/node_modules/p/index.js?",
        "web/vendor/ours",
    ];
    place.check("", &[], &expected);
    place.check("", &["web/node_modules", "go.mod"], &["go.mod", "web/node_modules/p/index.js"]);
    let walk = place.check(
        "",
        &[".", "vendor/m"],
        &expected.map(|path| path.replace("a.go?", "a.go")).each_ref().map(String::as_str),
    );
    assert_eq!(walk.files.len(), expected.len());
}

#[test]
fn named_paths_are_taken_even_if_ignored() {
    let place = Place::new().repository();
    place.write(".gitignore", "*.log\nout/\n");
    place.write("a.log", "");
    place.write("out/b.log", "");
    place.write("out/deep/c", "");
    let walk = place.check("", &["a.log", "out"], &["a.log", "out/b.log", "out/deep/c"]);
    assert_eq!(walk.skipped, vec![]);
    place.check("", &["out/deep"], &["out/deep/c"]);
    place.check("", &[".", "a.log"], &[".gitignore", "a.log"]);
}

#[test]
fn the_root_is_the_top_of_the_work_tree() {
    let place = Place::new().with(&["a", "sub/b", "sub/deep/c"]);
    assert_eq!(find_root(&place.path("sub"), &[]).unwrap(), place.path("sub"));
    assert_eq!(find_root(&place.path(""), &["sub".into()]).unwrap(), place.path("sub"));
    assert_eq!(find_root(&place.path(""), &["sub/b".into()]).unwrap(), place.path("").components().as_path());
    let place = place.repository();
    let root = find_root(&place.path("sub/deep"), &[]).unwrap();
    assert_eq!(root, place.path("").components().as_path());
    place.check("sub", &[], &["sub/b", "sub/deep/c"]);
    place.check("sub", &["deep", "../a"], &["a", "sub/deep/c"]);
    place.check("sub/deep", &[".."], &["sub/b", "sub/deep/c"]);
}

#[test]
fn a_path_outside_the_root_is_reported_as_given() {
    let place = Place::new().with(&["in/a", "out/b", "out/.hidden/c", "d"]);
    fs::create_dir(place.path("in/.git")).unwrap();
    fs::write(place.path("in/.git/HEAD"), "").unwrap();
    let root = place.path("in");
    let paths = ["../out/".into(), "../d".into(), place.path("out/b")];
    let current = root.clone();
    let walk = walk(&root, &WalkRequest { current, paths: &paths, ..Default::default() }).unwrap();
    let absolute = place.path("out/b").display().to_string();
    assert_eq!(files(&walk), ["../d", "../out/.hidden/c", "../out/b", absolute.as_str()]);
}

#[test]
fn work_trees_and_submodules_have_their_own_rules() {
    let place = Place::new().with(&["library/tracked.log"]);
    place.git("library", &["init", "-q"]);
    place.git("library", &["add", "."]);
    place.git("library", &["commit", "-qm", "a"]);
    fs::create_dir(place.path("main")).unwrap();
    place.git("main", &["init", "-q"]);
    place.git("main", &["submodule", "--quiet", "add", "../library", "part"]);
    place.git("main", &["commit", "-qm", "a"]);
    place.write("main/.gitignore", "part/\n");
    place.write("main/part/.gitignore", "*.log\n");
    place.write("main/part/untracked.log", "");
    let walk =
        place.check("main", &[], &[".gitignore", ".gitmodules", "part/.gitignore", "part/tracked.log"]);
    assert_eq!(skipped(&walk), ["part/untracked.log: ignored by .gitignore"]);
    assert_eq!(walk.notes, Vec::<String>::new());
    place.git("main", &["submodule", "--quiet", "deinit", "--force", "part"]);
    let walk = place.check("main", &[], &[".gitignore", ".gitmodules"]);
    assert_eq!(walk.notes, ["the submodule part is not checked out, so nothing in it is scanned"]);
    place.git("library", &["worktree", "add", "-q", "../tree"]);
    place.write("tree/.gitignore", "*.log\n");
    place.write("tree/untracked.log", "");
    let walk = place.check("tree", &[], &[".gitignore", "tracked.log"]);
    assert_eq!(walk.notes, Vec::<String>::new());
}

#[test]
fn links_are_not_followed() {
    let place = Place::new().with(&["repo/a", "secret/b"]);
    for (target, link) in [
        ("a", "inside"),
        ("../secret/b", "outside"),
        ("../secret", "folder"),
        ("self", "self"),
        (".", "here"),
        ("/proc/self/environ", "environ"),
    ] {
        symlink(target, place.path("repo").join(link)).unwrap();
    }
    let walk = place.check("repo", &[], &["a"]);
    let links =
        ["environ", "folder", "here", "inside", "outside", "self"].map(|p| format!("{p}: symbolic link"));
    assert_eq!(skipped(&walk), links);

    // Named, a link is followed as far as the user alone is behind it.
    place.check("repo", &["folder"], &["b"]);
    place.git("repo", &["init", "-q"]);
    for (link, why) in [
        ("folder", "folder: symbolic link that leads out of the repository"),
        ("outside", "outside: symbolic link that leads out of the repository"),
        ("self", "self: symbolic link that leads nowhere"),
    ] {
        let walk = place.check("repo", &[link], &[]);
        assert_eq!(skipped(&walk), [why]);
    }
    place.check("repo", &["inside"], &["a"]);
}

#[test]
fn a_link_under_whose_name_a_file_is_another_is_one() {
    let place = Place::new().with(&["repo/data", "repo/b.yaml", "repo/.git/config", "secret/a"]);
    for (target, link) in [
        ("data", "pod.yaml"),
        ("pod.yaml", "pod.json"),
        ("b.yaml", "Dockerfile"),
        ("b.yaml", "c.yml"),
        ("b.yaml", "compose.yaml"),
        ("compose.yaml", "d.yaml"),
        ("data", "notes"),
        (".git/config", "e.yaml"),
        ("../secret/a", "f.yaml"),
        ("gone", "g.yaml"),
    ] {
        symlink(target, place.path("repo").join(link)).unwrap();
    }
    let walk =
        place.check("repo", &[], &["Dockerfile", "b.yaml", "compose.yaml", "data", "pod.json", "pod.yaml"]);
    let links = ["c.yml", "d.yaml", "e.yaml", "f.yaml", "g.yaml", "notes"];
    assert_eq!(skipped(&walk), links.map(|link| format!("{link}: symbolic link")));
    let pod = walk.files.iter().find(|entry| entry.path.as_str() == "pod.json").unwrap();
    assert!(pod.is_link && pod.on_disk().unwrap().ends_with("repo/data"));
}

#[test]
fn a_file_that_becomes_a_link_after_the_walk_is_not_read() {
    let place = Place::new().with(&["repo/sub/a", "secret/a"]);
    let walk = place.check("repo", &[], &["sub/a"]);
    fs::remove_file(place.path("repo/sub/a")).unwrap();
    symlink(place.path("secret/a"), place.path("repo/sub/a")).unwrap();
    assert!(matches!(read(&walk.files[0]), Read::Skipped(why) if why == "symbolic link"));
    fs::remove_dir_all(place.path("repo/sub")).unwrap();
    symlink(place.path("secret"), place.path("repo/sub")).unwrap();
    assert!(matches!(read(&walk.files[0]), Read::Skipped(why) if why == "symbolic link"));
    fs::remove_file(place.path("repo/sub")).unwrap();
    assert!(matches!(read(&walk.files[0]), Read::Failed(why) if why.contains("removed during the scan")));
}

#[test]
fn what_is_not_a_file_is_said_and_never_waited_for() {
    let place = Place::new().with(&["a"]);
    let made = Command::new("mkfifo").arg(place.path("pipe")).status().unwrap();
    assert!(made.success());
    let _socket = UnixListener::bind(place.path("socket")).unwrap();
    let walk = place.check("", &[], &["a"]);
    assert_eq!(skipped(&walk), ["pipe: named pipe", "socket: socket"]);
    let walk = place.check("", &["pipe", "/dev/zero"], &[]);
    assert_eq!(skipped(&walk), ["/dev/zero: device", "pipe: named pipe"]);
    // Swapped in after the walk.
    for (name, what) in [("pipe", "named pipe"), ("socket", "socket")] {
        let entry = WalkEntry {
            path: RepoPath::new(name),
            only_text: false,
            content: Content::Disk(place.path(name).into()),
            known_as: None,
            is_link: false,
        };
        assert!(matches!(read(&entry), Read::Skipped(why) if why == what));
    }
}

#[test]
fn names_are_bytes() {
    let place = Place::new();
    let names: [&[u8]; 4] = [b"a\n::error::x", b"\x1b]0;x\x07", b"-rf", b"caf\xe9"];
    for name in names {
        fs::write(place.path("").join(OsStr::from_bytes(name)), "x").unwrap();
    }
    let place = place.repository();
    let walk = place.walk("", &[], &[]).unwrap();
    let mut met: Vec<&[u8]> = walk.files.iter().map(|file| file.path.as_bytes()).collect();
    met.sort_unstable();
    let mut expected = names;
    expected.sort_unstable();
    assert_eq!(met, expected);
    for file in &walk.files {
        assert!(matches!(read(file), Read::Text(source) if source.text == "x"));
    }
}

#[test]
fn excluded_files_are_left_out_even_if_tracked_or_named() {
    let place = Place::new().with(&["a.yaml", "docs/b.yaml", "docs/deep/c.yaml", "#d"]).repository();
    for (exclude, expected, why) in [
        ("docs/", vec!["#d", "a.yaml"], "docs/: excluded by the pattern \"docs/\""),
        ("*.yaml", vec!["#d"], "a.yaml: excluded by the pattern \"*.yaml\""),
        (
            "docs/**/c.*",
            vec!["#d", "a.yaml", "docs/b.yaml"],
            "docs/deep/c.yaml: excluded by the pattern \"docs/**/c.*\"",
        ),
        ("#d", vec!["a.yaml", "docs/b.yaml", "docs/deep/c.yaml"], "#d: excluded by the pattern \"\\\\#d\""),
    ] {
        let walk = place.walk("", &[], &[exclude]).unwrap();
        assert_eq!(
            (files(&walk), skipped(&walk)[0].as_str()),
            (expected.into_iter().map(str::to_owned).collect(), why)
        );
    }
    let walk = place.walk("", &["docs/b.yaml", "a.yaml"], &["docs"]).unwrap();
    assert_eq!(files(&walk), ["a.yaml"]);
    assert!(matches!(place.walk("", &[], &["{a"]), Err(WalkError::Pattern { .. })));
}

#[test]
fn a_path_that_is_not_there_is_the_users_mistake() {
    let place = Place::new().with(&["a"]);
    for path in ["b", "a/b", "b/"] {
        assert!(matches!(place.walk("", &[path], &[]), Err(WalkError::Missing { .. })), "{path}");
    }
}

#[test]
fn a_folder_or_file_that_may_not_be_read_is_an_error() {
    let place = Place::new().with(&["a", "shut/b", "file"]);
    for name in ["shut", "file"] {
        let status = Command::new("chmod").arg("000").arg(place.path(name)).status().unwrap();
        assert!(status.success());
    }
    // The superuser reads everything.
    if fs::read_dir(place.path("shut")).is_err() {
        let walk = place.check("", &[], &["a", "file"]);
        assert_eq!(walk.errors[0].message, "cannot be read: permission denied");
        assert!(
            matches!(read(&walk.files[1]), Read::Failed(why) if why == "cannot be read: permission denied")
        );
    }
    let status = Command::new("chmod").arg("700").arg(place.path("shut")).status().unwrap();
    assert!(status.success());
}

#[test]
fn a_huge_sparse_file_is_not_read_to_its_end() {
    let place = Place::new().with(&["a"]);
    fs::OpenOptions::new().write(true).open(place.path("a")).unwrap().set_len(1 << 40).unwrap();
    let walk = place.check("", &[], &["a"]);
    assert!(matches!(read(&walk.files[0]), Read::Skipped(why) if why.starts_with("larger than")));
}

#[test]
fn a_deep_tree_is_walked_without_a_deep_stack() {
    let place = Place::new();
    let deep = vec!["d"; 900].join("/");
    place.write(&format!("{deep}/f"), "");
    let walk = place.walk("", &[], &[]).unwrap();
    assert_eq!(walk.files.len(), 1);
}
