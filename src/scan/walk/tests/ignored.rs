//! What is left out, by ignore rules, by patterns and because it is somebody else's; and what is not.

use std::fs;
use std::os::unix::fs::symlink;
use std::process::Command;

use super::*;
use crate::limits;

#[test]
fn hidden_files_count_and_git_does_not() {
    let place =
        Place::new().with(&["b", ".env", ".github/workflows/ci.yml", "a/.gitlab-ci.yml"]).repository();
    let walk = place.check("", &[], &[".env", ".github/workflows/ci.yml", "a/.gitlab-ci.yml", "b"]);
    assert_eq!((walk.skipped, walk.notes), (vec![], vec![]));
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
