//! Scans of what changed, in real repositories: the index before a commit, and a branch since it began.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// A work tree in a folder of its own. Nothing of the user's configuration of git is used.
pub(crate) struct Repo {
    folder: tempfile::TempDir,
    /// What the program under test is given besides `PATH`.
    pub(crate) environment: Vec<(&'static str, &'static str)>,
}

/// A service that is privileged in line 4, which is one finding of one rule.
const PRIVILEGED: &str = "services:\n  web:\n    image: web\n    privileged: true\n";

/// The same without the finding.
const HARMLESS: &str = "services:\n  web:\n    image: web\n    read_only: true\n";

/// The rules of these tests: one that looks at one file, and one that holds a go.mod against its go.sum.
const RULES: &str = "compose/privileged,go/sum-entry-missing,gatecheck/*";

const GO_MOD: &str = "module example.com/web\n\ngo 1.26\n\nrequire example.com/lib v1.0.0\n";
const GO_SUM: &str = "example.com/lib v1.0.0 h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\
     example.com/lib v1.0.0/go.mod h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n";

impl Repo {
    /// An empty repository in which `script` was run. `write FILE TEXT` writes a file, `commit` commits all of
    /// the index, and the texts above are variables.
    pub(crate) fn new(script: &str) -> Self {
        let repo = Self { folder: tempfile::tempdir().unwrap(), environment: Vec::new() };
        repo.run("git init --quiet --initial-branch=main");
        repo.run(script);
        repo
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn shell(&self, script: &str) -> Output {
        const TOOLS: &str = "set -e\n\
             write() { mkdir -p \"$(dirname \"$1\")\"; printf \"$2\" > \"$1\"; }\n\
             stage() { write \"$@\"; git add -- \"$1\"; }\n\
             commit() { git commit --quiet --no-verify --allow-empty --message \"${1:-change}\"; }\n";
        let mut command = Command::new("sh");
        command.args(["-c", &format!("{TOOLS}{script}")]).current_dir(self.path()).env_clear();
        command.envs(std::env::var_os("PATH").map(|path| ("PATH", path)));
        command.envs([
            ("GIT_CONFIG_GLOBAL", "/dev/null"),
            ("GIT_CONFIG_NOSYSTEM", "1"),
            ("HOME", "/nowhere"),
        ]);
        command.envs([("PRIVILEGED", PRIVILEGED), ("HARMLESS", HARMLESS)]);
        command.envs([("GO_MOD", GO_MOD), ("GO_SUM", GO_SUM), ("RULES", RULES)]);
        command.env("GATECHECK", env!("CARGO_BIN_EXE_gatecheck"));
        for role in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{role}_NAME"), "a").env(format!("GIT_{role}_EMAIL"), "a@example.com");
        }
        command.output().unwrap()
    }

    #[track_caller]
    pub(crate) fn run(&self, script: &str) {
        let output = self.shell(script);
        assert!(output.status.success(), "{script}\n{}", String::from_utf8_lossy(&output.stderr));
    }

    /// Runs the program in a folder of the repository.
    pub(crate) fn gatecheck(&self, folder: &str, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gatecheck"));
        command.args(arguments).current_dir(self.path().join(folder)).env_clear();
        command.envs(std::env::var_os("PATH").map(|path| ("PATH", path)));
        command.envs(self.environment.iter().copied()).output().unwrap()
    }

    /// What a scan finds, as `path:line rule`, and its exit code.
    fn findings(&self, folder: &str, arguments: &[&str]) -> (Option<i32>, Vec<String>, String) {
        let output = self.gatecheck(folder, &[arguments, &["--format", "json", "--select", RULES]].concat());
        let said = String::from_utf8(output.stderr).unwrap();
        let Ok(report) = serde_json::from_slice::<serde_json::Value>(&output.stdout) else {
            return (output.status.code(), Vec::new(), said);
        };
        let shown = |finding: &serde_json::Value| {
            let place = &finding["location"];
            let (path, line) = (place["path"].as_str().unwrap(), &place["start"]["line"]);
            format!("{path}:{line} {}", finding["rule"].as_str().unwrap())
        };
        let findings = report["findings"].as_array().unwrap().iter().map(shown).collect();
        let compared = report.get("compared").map(|it| format!("before: {}\n", it["before"]));
        (output.status.code(), findings, compared.unwrap_or_default() + &said)
    }
}

/// Runs the program with `arguments` where `script` was run, in a folder if the first argument is `in FOLDER`.
/// `said` must stand on standard error, or in the count of findings that were there before.
#[track_caller]
fn check(script: &str, arguments: &[&str], code: i32, findings: &[&str], said: &str) {
    let repo = Repo::new(script);
    let (folder, arguments) = match arguments {
        [first, rest @ ..] if first.starts_with("in ") => (&first[3..], rest),
        all => ("", all),
    };
    let (found_code, found, heard) = repo.findings(folder, &[&["scan"], arguments].concat());
    assert_eq!(found, findings, "{script}\n{heard}");
    assert_eq!(found_code, Some(code), "{script}\n{heard}");
    assert!(heard.contains(said), "{heard}");
}

const STAGED: &[&str] = &["--staged"];

#[test]
fn what_is_staged_is_judged_as_the_index_holds_it() {
    let found = &["compose.yaml:4 compose/privileged"];
    // Before the first commit.
    check(r#"stage compose.yaml "$PRIVILEGED""#, STAGED, 1, found, "");
    // The disk does not count: neither what is better on it, nor what is worse.
    check(r#"stage compose.yaml "$PRIVILEGED"; write compose.yaml "$HARMLESS""#, STAGED, 1, found, "");
    check(r#"stage compose.yaml "$HARMLESS"; write compose.yaml "$PRIVILEGED""#, STAGED, 0, &[], "");
    check(r#"stage compose.yaml "$PRIVILEGED"; rm compose.yaml"#, STAGED, 1, found, "");
    // What was committed before does not count, but all of a file that is staged again does.
    check(r#"stage compose.yaml "$PRIVILEGED"; commit; stage b.yaml "a: 1\n""#, STAGED, 0, &[], "");
    check(
        r#"stage compose.yaml "$PRIVILEGED"; commit; echo '# more' >> compose.yaml; git add compose.yaml"#,
        STAGED,
        1,
        found,
        "",
    );
    check(
        r#"stage a.compose.yaml "$PRIVILEGED"; commit; git mv a.compose.yaml compose.yaml"#,
        STAGED,
        1,
        found,
        "",
    );
    check(
        r#"stage compose.yaml "$PRIVILEGED"; commit; git update-index --chmod=+x compose.yaml"#,
        STAGED,
        1,
        found,
        "",
    );
    // A part of a file: the first hunk only.
    check(
        r#"stage compose.yaml "$HARMLESS"; commit
           write compose.yaml "$PRIVILEGED#end\n"
           printf 'y\n' | git add -p compose.yaml >/dev/null
           write compose.yaml "$HARMLESS""#,
        STAGED,
        1,
        found,
        "",
    );
}

#[test]
fn nothing_that_is_staged_is_a_pass() {
    let nothing = "nothing is staged";
    check("", STAGED, 0, &[], nothing);
    check(r#"stage compose.yaml "$PRIVILEGED"; commit"#, STAGED, 0, &[], nothing);
    check(r#"write compose.yaml "$PRIVILEGED""#, STAGED, 0, &[], nothing);
    check(r#"stage a.txt a; commit; git rm --quiet a.txt"#, STAGED, 0, &[], "");
    check(r#"write compose.yaml "$PRIVILEGED"; git add -N compose.yaml"#, STAGED, 0, &[], nothing);
    let verbose = &["--staged", "-v"];
    check(
        r#"write compose.yaml "$PRIVILEGED"; git add -N compose.yaml"#,
        verbose,
        0,
        &[],
        "compose.yaml is skipped: only intended to be added",
    );
    check(
        r#"ln -s compose.yaml link.yaml; git add link.yaml"#,
        verbose,
        0,
        &[],
        "link.yaml is skipped: symbolic link",
    );
    let disguised = r#"stage notes.txt "$PRIVILEGED"; mkdir a; ln -s ../notes.txt a/b; ln -s a/b compose.yaml; git add ."#;
    check(disguised, verbose, 1, &["compose.yaml:4 compose/privileged"], "a/b is skipped: symbolic link");
    let submodule = "git init --quiet sub; cd sub; stage a.txt a; commit; cd ..; git add sub 2>/dev/null";
    check(submodule, verbose, 0, &[], "sub is skipped: submodule");
}

#[test]
fn paths_and_folders_choose_among_what_is_staged() {
    let both = r#"stage a/compose.yaml "$PRIVILEGED"; stage b/compose.yaml "$PRIVILEGED""#;
    let (a, b) = ("a/compose.yaml:4 compose/privileged", "b/compose.yaml:4 compose/privileged");
    check(both, STAGED, 1, &[a, b], "");
    check(both, &["--staged", "b"], 1, &[b], "");
    check(both, &["in a", "--staged"], 1, &[a], "");
    check(both, &["in a", "--staged", "../b/compose.yaml"], 1, &[b], "");
    check(both, &["--staged", "--exclude", "a"], 1, &[b], "");
    check(both, &["--staged", "--exclude", "compose.yaml"], 0, &[], "nothing is staged");
    check(&format!("{both}; rm -r b"), &["--staged", "b/compose.yaml"], 1, &[b], "");
    check(both, &["--staged", "c.yaml"], 2, &[], "c.yaml is neither in git's index nor in HEAD");
    check(both, &["--staged", "/"], 2, &[], "not every path is in the repository");
    check(both, &["--staged", "-"], 2, &[], "standard input is in no commit");
    let vendored = r#"stage node_modules/compose.yaml "$PRIVILEGED""#;
    check(vendored, STAGED, 0, &[], "");
}

#[test]
fn rules_over_many_files_see_the_whole_index() {
    let go = r#"stage go.mod "$GO_MOD"; stage go.sum "$GO_SUM"; commit; "#;
    let missing = &["go.mod:5 go/sum-entry-missing"];
    check(&format!("{go} echo >> go.mod; git add go.mod"), STAGED, 0, &[], "");
    // What a staged file causes in one that is not staged.
    let taken = "stage go.sum ''";
    check(&format!("{go} {taken}"), STAGED, 1, missing, "");
    check(&format!("{go} {taken}; commit; stage a.txt a"), STAGED, 0, &[], "");
    check(&format!("{go} {taken}; commit; stage go.sum 'x'"), STAGED, 0, &[], "");
    // Caused by a file that was not asked about.
    check(&format!("{go} {taken}; stage a.txt a"), &["--staged", "a.txt"], 0, &[], "");
}

#[test]
fn settings_are_those_of_the_index() {
    let staged = r#"stage compose.yaml "$PRIVILEGED"; "#;
    let ignore = r"version: 1\nignore: [{rule: compose/privileged, reason: why}]\n";
    let found = &["compose.yaml:4 compose/privileged"];
    // Suppressed findings are listed, and do not count.
    check(&format!("{staged} stage gatecheck.yaml '{ignore}'; rm gatecheck.yaml"), STAGED, 0, found, "");
    check(&format!("{staged} write gatecheck.yaml '{ignore}'"), STAGED, 1, found, "");
    check(&format!("{staged} stage gatecheck.yaml 'nope: 1'"), STAGED, 2, &[], "unknown key");
    check(
        &format!("{staged} ln -s a gatecheck.yaml; git add ."),
        STAGED,
        2,
        &[],
        "is a symbolic link in git",
    );
    let baseline = r#"$GATECHECK baseline --select "$RULES" >/dev/null"#;
    check(&format!("{staged} {baseline}"), STAGED, 1, found, "");
    check(&format!("{staged} {baseline}; git add .gatecheck; rm -r .gatecheck"), STAGED, 0, found, "");
    let excluded = r"version: 1\nexclude: [compose.yaml]\n";
    check(
        &format!(
            "{staged} stage gatecheck.yaml '{excluded}'; commit; echo >> compose.yaml; git add compose.yaml"
        ),
        STAGED,
        0,
        &[],
        "nothing is staged",
    );
}

#[test]
fn a_merge_that_is_not_finished_is_said() {
    let merge = r#"stage compose.yaml "a: 1\n"; commit; git branch side; stage compose.yaml "$PRIVILEGED"; commit
        git checkout --quiet side; stage compose.yaml "$HARMLESS"; commit; git merge --quiet main >/dev/null || true"#;
    check(merge, STAGED, 2, &[], "a merge is not finished: compose.yaml");
    check(merge, &["compose.yaml"], 3, &[], "has conflict markers: a merge is not finished here");
    check(merge, &["--diff-base", "main"], 3, &[], "has conflict markers");
    check(
        &format!("{merge}; git checkout --quiet --ours compose.yaml; git add compose.yaml"),
        STAGED,
        0,
        &[],
        "",
    );
}

const SINCE: &[&str] = &["--diff-base", "main"];

/// A branch on which `script` was run, of a repository in which `main` was run.
fn branch(main: &str, script: &str) -> String {
    format!("{main}; commit; git checkout --quiet -b side; {script}")
}

#[test]
fn only_what_is_new_since_the_branch_began_is_reported() {
    let found = &["compose.yaml:4 compose/privileged"];
    let harmless = r#"stage compose.yaml "$HARMLESS""#;
    let privileged = r#"stage compose.yaml "$PRIVILEGED""#;
    let since = |main: &str, script: &str, findings: &[&str], said: &str| {
        let code = i32::from(!findings.is_empty());
        check(&branch(main, script), SINCE, code, findings, said);
    };
    since(harmless, privileged, found, "before: 0");
    // Committed, staged, only on disk, or not known to git.
    since(harmless, &format!("{privileged}; commit"), found, "before: 0");
    since(harmless, r#"write compose.yaml "$PRIVILEGED""#, found, "before: 0");
    since("stage a.txt a", r#"write compose.yaml "$PRIVILEGED""#, found, "before: 0");
    // What was there is counted and left out, wherever its line is now.
    since(privileged, "stage a.txt a", &[], "before: 1");
    since(privileged, r##"write compose.yaml "#one\n#two\n$PRIVILEGED""##, &[], "before: 1");
    since(privileged, r#"write compose.yaml "$(printf "$PRIVILEGED" | sed 's/$/\\r/')""#, &[], "before: 1");
    since(privileged, "git mv compose.yaml a.compose.yaml", &[], "before: 1");
    since(privileged, "mv compose.yaml a.compose.yaml; echo '# end' >> a.compose.yaml", &[], "before: 1");
    // A line that was touched, another name that makes it count, and a copy.
    since(privileged, "sed -i 's/privileged: true/privileged:  true/' compose.yaml", found, "before: 0");
    since(r#"stage notes.txt "$PRIVILEGED""#, "git mv notes.txt compose.yaml", found, "before: 0");
    since(
        privileged,
        "cp compose.yaml a.compose.yaml",
        &["a.compose.yaml:4 compose/privileged"],
        "before: 1",
    );
    // What main did since then is not the branch's.
    let later = format!("git checkout --quiet main; {privileged}; commit; git checkout --quiet side");
    since(harmless, &later, &[], "before: 0");
    // An ignore that was taken away.
    let ignored = r#"stage compose.yaml "services:\n  web:\n    # gatecheck: ignore[compose/privileged] -- why\n    privileged: true\n""#;
    let open = r#"write compose.yaml "services:\n  web:\n    privileged: true\n""#;
    since(ignored, open, &["compose.yaml:3 compose/privileged"], "before: 0");
}

#[test]
fn what_a_change_causes_elsewhere_is_new() {
    let go = r#"stage go.mod "$GO_MOD"; stage go.sum "$GO_SUM""#;
    let missing = &["go.mod:5 go/sum-entry-missing"];
    check(&branch(go, "write go.sum ''"), SINCE, 1, missing, "before: 0");
    let broken = r#"stage go.mod "$GO_MOD"; stage go.sum ''"#;
    check(&branch(broken, "write a.txt a"), SINCE, 0, &[], "before: 1");
    check(&branch(broken, "echo >> go.mod"), SINCE, 0, &[], "before: 1");
    // It is known again although its name is hidden as the value of a secret.
    let secret = r#"stage go.mod "module example.com/web\n\ngo 1.26\n\nrequire example.com/lib9 v1.0.0\n\n// token=example.com/lib9\n""#;
    check(&branch(&format!("{secret}; stage go.sum ''"), "echo >> go.mod"), SINCE, 0, &[], "before: 1");
    check(&branch(go, "git rm --quiet go.sum; write go.sum ''"), SINCE, 1, missing, "before: 0");
    check(&branch(go, "mkdir a; git mv go.mod go.sum a"), SINCE, 0, &[], "before: 0");
    // A chart gets its first template, which nobody renders.
    let chart = r#"stage web/Chart.yaml "name: web\nversion: 1.0.0\napiVersion: v2\n""#;
    let unrendered = &["web/Chart.yaml:1 gatecheck/not-rendered"];
    let template = |name: &str| format!("stage web/templates/{name}.yaml 'a: {{{{ .Values.a }}}}'");
    check(&branch(chart, &template("a")), SINCE, 1, unrendered, "before: 0");
    check(&branch(&format!("{chart}; {}", template("a")), &template("b")), SINCE, 0, &[], "before: 1");
    // What was a template is not one without its chart.
    let main = format!(r#"{chart}; stage web/templates/a.yaml "$PRIVILEGED""#);
    let found = &["web/templates/a.yaml:4 compose/privileged"];
    check(&branch(&main, "git rm --quiet web/Chart.yaml"), SINCE, 1, found, "before: 0");
}

#[test]
fn an_entry_of_the_baseline_is_stale_when_the_change_made_it_so() {
    let main =
        r#"stage compose.yaml "$PRIVILEGED"; $GATECHECK baseline --select "$RULES" >/dev/null; git add ."#;
    let stale = &[".gatecheck/baseline.json:5 gatecheck/stale-baseline"];
    for (script, findings) in [
        ("write a.txt a; git add .", &[][..]),
        ("git rm --quiet compose.yaml", stale),
        (r#"stage compose.yaml "$HARMLESS""#, stale),
    ] {
        for arguments in [STAGED, SINCE] {
            let repo = Repo::new(&branch(main, script));
            let (_, found, said) = repo.findings("", &[&["scan"], arguments].concat());
            assert_eq!(found, findings, "{arguments:?} {script}\n{said}");
        }
    }
}

#[test]
fn what_cannot_be_read_stays_an_error() {
    let broken = "stage broken.yaml 'a: [1\n'";
    check(&branch(broken, "write b.txt b"), SINCE, 3, &[], "");
    check(&format!("{broken}; commit; stage a.txt a"), STAGED, 0, &[], "");
    check(broken, STAGED, 3, &[], "");
}

#[test]
fn without_the_base_nothing_is_compared() {
    let one = r#"stage compose.yaml "$PRIVILEGED"; commit"#;
    for (reference, said) in [
        ("nowhere", "there is no commit \\\"nowhere\\\""),
        ("--all", "cannot be the name of a commit"),
        ("other", "have no common commit"),
    ] {
        let script =
            format!("{one}; git checkout --quiet --orphan other; commit other; git checkout --quiet -f main");
        let argument = format!("--diff-base={reference}");
        check(&script, &[&argument], 2, &[], &said.replace('\\', ""));
    }
    check("stage a.txt a", SINCE, 2, &[], "there is no commit \"main\"");
    check(one, &["--diff-base", "main", "--format=diff"], 2, &[], "");
    let shallow = format!(
        "{one}; commit; git checkout --quiet -b side; commit; git clone --quiet --depth=1 --branch side \"file://$PWD\" clone"
    );
    check(&shallow, &["in clone", "--diff-base", "origin/main"], 2, &[], "fetch-depth: 0");
}

#[test]
fn without_git_it_says_so() {
    let mut repo = Repo::new(r#"stage compose.yaml "$PRIVILEGED"; commit"#);
    repo.environment = vec![("PATH", "/nowhere")];
    for arguments in [&["scan", "--staged"][..], &["scan", "--diff-base", "HEAD"]] {
        let (code, found, said) = repo.findings("", arguments);
        assert_eq!((code, found.len()), (Some(2), 0), "{said}");
        assert!(said.contains("git could not be run") && said.contains("install git"), "{said}");
    }
    fs::remove_dir_all(repo.path().join(".git")).unwrap();
    repo.environment = Vec::new();
    for arguments in [&["scan", "--staged"][..], &["scan", "--diff-base", "HEAD"]] {
        let (code, _, said) = repo.findings("", arguments);
        assert_eq!(code, Some(2), "{said}");
        assert!(said.contains("needs a git repository"), "{said}");
    }
    assert_eq!(repo.findings("", &["scan"]).0, Some(1));
}

/// A hook runs in the middle of a commit, which may be of only some files, in a linked work tree, or of a merge.
#[test]
fn hooks_see_the_commit_that_is_made() {
    let hook = r#"cat > "$(git rev-parse --git-common-dir)/hooks/pre-commit" <<'END'
#!/bin/sh
$GATECHECK scan --staged --select "$RULES" > "${OUT:-/dev/null}" 2>&1
END
chmod +x "$(git rev-parse --git-common-dir)/hooks/pre-commit""#;
    let repo = Repo::new(&format!(r#"stage a/compose.yaml "$HARMLESS"; stage b.txt b; commit; {hook}"#));
    #[track_caller]
    fn commit(repo: &Repo, script: &str, passes: bool) {
        let output = repo.shell(script);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.success(), passes, "{script}\n{said}");
    }
    commit(&repo, r#"write a/compose.yaml "$PRIVILEGED"; git commit -q -a -m all"#, false);
    commit(&repo, r#"cd a; git commit -q -m one compose.yaml"#, false);
    // Of what is staged too, only the named file is committed.
    commit(&repo, r#"git add a; write b.txt c; git commit -q -m other b.txt"#, true);
    commit(&repo, r#"git commit -q -m rest"#, false);
    commit(&repo, r#"write a/compose.yaml "$HARMLESS#\n"; git commit -q -m index"#, false);
    commit(&repo, r#"git commit -q -a -m index"#, true);
    commit(&repo, r#"git rm -q b.txt; git commit -q -m deleted"#, true);
    commit(
        &repo,
        r#"git worktree add -q ../linked-$$ -b linked; cd ../linked-$$; trap "rm -rf $PWD" EXIT
           stage c.compose.yaml "$PRIVILEGED"; git commit -q -m linked"#,
        false,
    );
}

#[test]
fn submodules_are_compared_by_their_own_commits() {
    let main = r#"git init --quiet sub; (cd sub; stage compose.yaml "$PRIVILEGED"; commit); git add sub 2>/dev/null"#;
    check(&branch(main, "write a.txt a"), SINCE, 0, &[], "before: 1");
    let found = &["sub/b.compose.yaml:4 compose/privileged"];
    let added = r#"(cd sub; stage b.compose.yaml "$PRIVILEGED"; commit)"#;
    check(&branch(main, added), SINCE, 1, found, "before: 1");
}
