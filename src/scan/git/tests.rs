//! Git asked about real repositories. What a hostile one does is held in `tests/suite/git.rs`.

use std::fs;

use super::*;

/// A repository with two commits on `main` and one on `side`.
struct Repo(tempfile::TempDir);

impl Repo {
    fn empty() -> Self {
        let repo = Self(tempfile::tempdir().unwrap());
        repo.git(&["init", "--quiet", "--initial-branch=main"]);
        repo
    }

    fn with_history() -> Self {
        let repo = Self::empty();
        repo.commit("a/b.txt", "one\n");
        repo.git(&["branch", "side"]);
        repo.commit("a/b.txt", "two\n");
        repo.git(&["checkout", "--quiet", "side"]);
        repo.commit("c d", "three\n");
        repo
    }

    fn git(&self, arguments: &[&str]) {
        let mut command = Command::new("git");
        command.args(arguments).current_dir(self.0.path()).env_clear();
        command.envs(std::env::var_os("PATH").map(|path| ("PATH", path)));
        for role in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{role}_NAME"), "a").env(format!("GIT_{role}_EMAIL"), "a@example.com");
        }
        let output = command.output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.0.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn commit(&self, path: &str, text: &str) {
        self.write(path, text);
        self.git(&["add", path]);
        self.git(&["commit", "--quiet", "--message", path]);
    }

    fn asked(&self) -> Git {
        Git::at(self.0.path(), std::env::var_os("PATH")).unwrap()
    }
}

#[test]
fn names_are_resolved_and_nothing_else_is_done_with_them() {
    let repo = Repo::with_history();
    let git = repo.asked();
    assert_eq!(git.commit("side").unwrap(), git.head().unwrap().unwrap());
    for (name, expected) in [
        ("--upload-pack=x", "\"--upload-pack=x\" cannot be the name of a commit"),
        ("", "\"\" cannot be the name of a commit"),
        ("a\nb", "\"a\\nb\" cannot be the name of a commit"),
        ("nowhere", "there is no commit \"nowhere\" in this repository"),
        ("HEAD:a/b.txt", "there is no commit \"HEAD:a/b.txt\" in this repository"),
    ] {
        assert_eq!(git.commit(name).unwrap_err().to_string(), expected);
    }
}

#[test]
fn a_tag_does_not_take_the_place_of_a_branch() {
    let repo = Repo::with_history();
    let git = repo.asked();
    let main = git.commit("main").unwrap();
    repo.git(&["update-ref", "refs/remotes/origin/main", "main"]);
    repo.git(&["tag", "main", "main"]);
    assert_eq!(git.commit("main"), Ok(main.clone()), "both are the same commit");
    for (name, branch) in [("main", "refs/heads/main"), ("origin/main", "refs/remotes/origin/main")] {
        repo.git(&["tag", "--force", name, "side"]);
        let tag = format!("refs/tags/{name}");
        let names = vec![tag.clone(), branch.to_owned()];
        assert_eq!(git.commit(name), Err(GitError::Ambiguous { reference: name.to_owned(), names }));
        assert_eq!((git.commit(branch), git.commit(&tag)), (Ok(main.clone()), git.commit("side")));
    }
    repo.git(&["tag", "v1", "refs/heads/main"]);
    assert_eq!(git.commit("v1"), Ok(main));
}

#[test]
fn files_are_read_from_commits_and_from_the_index() {
    let repo = Repo::with_history();
    let git = repo.asked();
    let main = git.commit("main").unwrap();
    let text = |bytes: Option<Vec<u8>>| bytes.map(|bytes| String::from_utf8(bytes).unwrap());
    for (path, expected) in [("a/b.txt", Some("two\n")), ("a/*", None), ("c d", None)] {
        assert_eq!(text(git.file(&main, path).unwrap()).as_deref(), expected, "{path}");
    }
    assert_eq!(git.file(&main, "a").unwrap_err().to_string(), "a is a folder in git");
    let base = git.merge_base("main").unwrap();
    assert_eq!(text(git.file(&base, "a/b.txt").unwrap()).as_deref(), Some("one\n"));
    repo.write("a/b.txt", "four\n");
    repo.git(&["add", "a/b.txt"]);
    repo.write("a/b.txt", "five\n");
    assert_eq!(text(git.staged("a/b.txt").unwrap()).as_deref(), Some("four\n"));
    let paths = |listed: Vec<Listed>| listed.iter().map(|it| it.path.to_string()).collect::<Vec<_>>();
    assert_eq!(paths(git.tree(&base).unwrap()), ["a/b.txt"]);
    assert_eq!(paths(git.index().unwrap()), ["a/b.txt", "c d"]);
}

#[test]
fn contents_come_one_after_the_other_and_large_ones_are_cut() {
    let repo = Repo::with_history();
    let git = repo.asked();
    let listed = git.index().unwrap();
    let objects = git.objects().unwrap();
    for (limit, expected) in [(100, "three\n"), (3, "thr"), (0, ""), (6, "three\n")] {
        assert_eq!(objects.read(&listed[1].id, limit).unwrap(), expected.as_bytes());
        assert_eq!(objects.read(&listed[0].id, 100).unwrap(), b"one\n");
    }
    let absent = ObjectId::parse(&"1".repeat(40)).unwrap();
    assert!(objects.read(&absent, 100).unwrap_err().to_string().ends_with("is not in this clone"));
    let commit = git.head().unwrap().unwrap();
    assert!(objects.read(&commit, 100).is_err());
    assert_eq!(objects.read(&listed[0].id, 100).unwrap(), b"one\n");
}

#[test]
fn what_is_only_intended_to_be_added_is_told_from_what_is_empty() {
    let repo = Repo::empty();
    repo.write("intended", "text\n");
    repo.write("empty", "");
    repo.git(&["add", "--intent-to-add", "intended"]);
    repo.git(&["add", "empty"]);
    let git = repo.asked();
    assert_eq!(git.head().unwrap(), None);
    assert_eq!(git.added().unwrap(), [RepoPath::new("empty")]);
    let index = git.index().unwrap();
    assert!(index.len() == 2 && index.iter().all(|listed| listed.id.is_empty_file()));
}

#[test]
fn a_clone_that_was_cut_short_is_said_to_be() {
    let repo = Repo::with_history();
    let clone = tempfile::tempdir().unwrap();
    let from = format!("file://{}", repo.0.path().display());
    let to = clone.path().to_str().unwrap();
    repo.git(&["clone", "--quiet", "--depth=1", "--no-single-branch", &from, to]);
    let git = Git::at(clone.path(), std::env::var_os("PATH")).unwrap();
    for name in ["origin/main", "main~1"] {
        let error = git.merge_base(name).unwrap_err();
        assert!(error.help().contains("fetch-depth: 0"), "{name}: {error}");
    }
}

#[test]
fn without_git_or_a_repository_nothing_is_known() {
    let folder = tempfile::tempdir().unwrap();
    let error = Git::at(folder.path(), None).unwrap_err();
    assert!(matches!(error, GitError::NoRepository { .. }), "{error}");
    let repo = Repo::empty();
    let git = Git::at(repo.0.path(), Some("/nowhere".into())).unwrap();
    assert!(matches!(git.index(), Err(GitError::NoGit { .. })));
    assert!(matches!(git.objects(), Err(GitError::NoGit { .. })));
}
