//! Repositories that want a program of theirs to be run: by their configuration, or by names that look like
//! arguments.

use std::collections::BTreeSet;
use std::fs;

use crate::git::Repo;

/// Everything by which a repository can make git run a program, each writing a file that must never appear.
#[test]
fn a_hostile_repository_runs_nothing() {
    let repo = Repo::new(
        r#"stage compose.yaml "$HARMLESS"; stage evil.txt a; stage go.mod "$GO_MOD"; commit
        git branch base; git checkout --quiet -b side
        git init --quiet --bare sub/b.git; git config -f sub/b.git/config core.worktree ..
        git config -f sub/b.git/config core.bare false
        echo x > sub/b.git/file; git add -f sub/b.git
        write evil.txt b; git add evil.txt; write evil.txt c
        printf '* filter=evil diff=evil merge=evil text=auto\n' > .gitattributes; git add .gitattributes
        cp .gitattributes .git/info/attributes
        printf '#!/bin/sh\ntouch "%s/MARK-$(basename "$0")"\nprintf "not used"\n' "$PWD" > evil.sh
        chmod +x evil.sh; E="$PWD/evil.sh"
        mkdir evil-hooks
        for hook in pre-commit post-index-change post-checkout reference-transaction fsmonitor-watchman query-watchman; do
            cp evil.sh "evil-hooks/$hook"; cp evil.sh ".git/hooks/$hook"
        done
        cp evil.sh evil-hooks/git
        for config in .git/config sub/b.git/config; do
            git config -f $config core.hooksPath "$PWD/evil-hooks"
            git config -f $config filter.evil.clean "$E"
            git config -f $config filter.evil.smudge "$E"
            git config -f $config filter.evil.process "$E"
            git config -f $config filter.evil.required true
            git config -f $config diff.external "$E"
            git config -f $config diff.evil.command "$E"
            git config -f $config diff.evil.textconv "$E"
            git config -f $config merge.evil.driver "$E"
            git config -f $config core.pager "$E"
            git config -f $config core.editor "$E"
            git config -f $config core.sshCommand "$E"
            git config -f $config core.gitProxy "$E"
            git config -f $config core.askPass "$E"
            git config -f $config credential.helper "$E"
            git config -f $config gpg.program "$E"
            git config -f $config log.showSignature true
            git config -f $config pager.diff "$E"
            git config -f $config core.alternateRefsCommand "$E"
            git config -f $config extensions.partialClone origin
            git config -f $config remote.origin.promisor true
            git config -f $config remote.origin.url "ext::$E"
            git config -f $config remote.origin.uploadpack "$E"
            git config -f $config protocol.ext.allow always
            for verb in ls-files ls-tree cat-file rev-parse merge-base diff; do
                git config -f $config alias.$verb "!$E"
            done
            git config -f $config core.fsmonitor "$E"
        done"#,
    );
    let marks = || -> Vec<String> {
        let names = fs::read_dir(repo.path()).unwrap().map(|it| it.unwrap().file_name());
        names.filter_map(|name| name.into_string().ok()).filter(|name| name.starts_with("MARK")).collect()
    };
    for arguments in [
        &["scan"][..],
        &["scan", "--staged"],
        &["scan", "--staged", "--format", "diff"],
        &["scan", "--diff-base", "base"],
        &["scan", "--diff-base", "origin/base"],
        &["scan", "--staged", "sub/b.git"],
        &["fix", "--diff"],
        &["baseline", "--baseline", "../never"],
    ] {
        let output = repo.gatecheck("", arguments);
        let _ = fs::remove_file(repo.path().join("../never"));
        let expected = if arguments.contains(&"origin/base") { 2 } else { 0 };
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.code().is_some_and(|code| code < 2) || expected == 2, "{arguments:?}: {said}");
        assert_eq!(marks(), Vec::<String>::new(), "{arguments:?}");
    }
    let inside = repo.gatecheck("sub/b.git", &["scan", "--staged"]);
    assert_eq!(marks(), Vec::<String>::new(), "{}", String::from_utf8_lossy(&inside.stderr));
    // The traps are set: git itself runs into them.
    repo.shell("git status");
    assert_ne!(marks(), Vec::<String>::new());
}

/// Every path in the work tree, what git keeps for itself left out.
fn paths(repo: &Repo) -> BTreeSet<String> {
    let entries = walkdir::WalkDir::new(repo.path()).into_iter().filter_entry(|it| it.file_name() != ".git");
    entries.map(|it| it.unwrap().path().to_string_lossy().into_owned()).collect()
}

/// Runs the program, which must end so and make nothing.
#[track_caller]
fn check(repo: &Repo, arguments: &[&str], code: i32, said: &str) {
    let before = paths(repo);
    let output = repo.gatecheck("", arguments);
    let heard = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {heard}");
    assert!(heard.contains(said), "{arguments:?}: {heard}");
    assert_eq!(paths(repo), before, "{arguments:?}");
}

/// Files of such names, each with a privileged service.
const NAMES: [&str; 6] = [
    "-rf.compose.yaml",
    "--output=pwned.compose.yaml",
    "--upload-pack=touch pwned.compose.yaml",
    "@file.compose.yaml",
    ":(exclude)x.compose.yaml",
    "-sub/compose.yaml",
];

#[test]
fn names_of_files_are_no_arguments() {
    let repo = Repo::new("commit");
    for name in &NAMES[..5] {
        fs::write(repo.path().join(name), "services:\n  web:\n    image: web\n    privileged: true\n")
            .unwrap();
    }
    // A submodule too may be called so.
    repo.run(
        r#"git branch base; git init --quiet -- ./-sub; (cd ./-sub; stage compose.yaml "$PRIVILEGED"; commit)
        git --literal-pathspecs add --all -- . 2>/dev/null; git ls-files -s | grep -q '^160000.*-sub'"#,
    );
    let select = ["--select", "compose/privileged", "--format", "json"];
    for arguments in [&["scan"][..], &["scan", "--diff-base", "base"]] {
        for name in NAMES {
            check(&repo, &[arguments, &select].concat(), 1, &format!("\"path\": \"{name}\""));
        }
    }
    for name in &NAMES[..5] {
        let dotted = format!("./{name}");
        check(&repo, &[&["scan", "--staged"], &select[..]].concat(), 1, name);
        check(&repo, &[&["scan"], &select[..], &["--", name]].concat(), 1, name);
        check(&repo, &[&["scan", "--staged"], &select[..], &["--", name]].concat(), 1, name);
        check(&repo, &[&["scan", "--diff-base", "base"], &select[..], &[&dotted]].concat(), 1, name);
        check(
            &repo,
            &["fix", "--diff", "--unsafe", "--select", "compose/privileged", "--", name],
            1,
            "-    privileged",
        );
        check(&repo, &["input", "--", name], 0, "\"privileged\": true");
    }
    // Without the two dashes the program takes them for its own, as every program does.
    check(&repo, &["scan", "-rf.compose.yaml"], 2, "unexpected argument");
    check(&repo, &["input", "--upload-pack=touch pwned.compose.yaml"], 2, "unexpected argument");
    check(&repo, &["explain", "--", "--output=pwned"], 2, "--output=pwned");
    check(&repo, &["policy", "new", "--", "--output/pwned"], 2, "");
    check(&repo, &["policy", "new", "--", "../../pwned"], 2, "");
}

#[test]
fn names_of_commits_are_no_arguments() {
    let repo = Repo::new(
        r#"stage compose.yaml "$HARMLESS"; commit; git branch base; stage b.compose.yaml "$PRIVILEGED"; commit
        for name in -x --output=pwned "--upload-pack=touch-pwned" --exec=pwned; do
            git update-ref "refs/heads/$name" base
        done
        printf 'ref: refs/heads/--output=pwned\n' > .git/refs/heads/link
        git update-ref refs/heads/--output=head HEAD; git symbolic-ref HEAD refs/heads/--output=head"#,
    );
    let select = ["--select", "compose/privileged"];
    for name in ["base", "refs/heads/-x", "heads/--output=pwned", "link", "HEAD~1", "HEAD^", "base@{0}"] {
        check(&repo, &[&["scan", "--diff-base", name], &select[..]].concat(), 1, "b.compose.yaml");
    }
    check(&repo, &["scan", "--staged"], 0, "");
    for name in [
        "-x",
        "--output=pwned",
        "--upload-pack=touch-pwned",
        "--exec=pwned",
        "--all",
        "",
        "base..HEAD",
        "base...HEAD",
        "^base",
        "HEAD:compose.yaml",
        ":compose.yaml",
        ":0:compose.yaml",
        ":/change",
        "HEAD^{tree}",
        "HEAD^{/change}x",
        "@{upstream}",
        "@{-1}",
        "nowhere@{0}",
        "base\nHEAD",
        "base HEAD",
        "base\u{1b}]0;x\u{7}",
    ] {
        check(&repo, &[&format!("--diff-base={name}")], 2, "");
    }
}
