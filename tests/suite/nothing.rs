//! Where there is nothing to scan, nothing passes: a wrong path, an exclude too many or a renderer that failed must
//! not look like a clean repository.

use std::fs::File;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::place::{folder, gatecheck};

/// What a case expects: the exit code and a part of what is said on both streams.
type Expected = (i32, &'static str);

const NOTHING: Expected = (2, "there is nothing to scan");

/// Runs `script` in an empty folder, then the program there with these arguments, and the file `input` as standard
/// input if there is one.
#[track_caller]
fn check(script: &str, arguments: &[&str], (code, part): Expected) {
    let place = folder(&[]);
    shell(script, place.path());
    let mut command = gatecheck(place.path(), arguments);
    if let Ok(input) = File::open(place.path().join("input")) {
        command.stdin(input);
    }
    let output = command.stdout(Stdio::piped()).stderr(Stdio::piped()).output().unwrap();
    let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    assert_eq!(output.status.code(), Some(code), "{script} | {arguments:?}: {said}");
    assert!(said.contains(part), "{script} | {arguments:?}: {said}");
}

fn shell(script: &str, folder: &Path) {
    let mut command = Command::new("sh");
    command.args(["-ec", script]).current_dir(folder).env("GIT_CONFIG_GLOBAL", "/dev/null");
    for role in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{role}_NAME"), "a").env(format!("GIT_{role}_EMAIL"), "a@example.com");
    }
    let output = command.output().unwrap();
    assert!(output.status.success(), "{script}: {}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn an_empty_selection_of_files_is_an_error() {
    for (script, arguments) in [
        ("true", &["."][..]),
        ("mkdir -p a/b/c", &["."]),
        ("mkdir a; printf 'a: 1' >b.yaml", &["a"]),
        ("git init -q", &["."]),
        // Left out by a flag, by the configuration (which is no file to scan then), by an ignore rule.
        ("printf 'a: 1' >a.yaml", &[".", "--exclude", "*"]),
        ("printf 'a: 1' >a.yaml", &[".", "--exclude", "a.yaml"]),
        ("printf 'a: 1' >a.yaml", &["a.yaml", "--exclude", "*.yaml"]),
        ("printf 'exclude: [\"**\"]' >gatecheck.yaml; printf 'a: 1' >a.yaml", &["."]),
        ("printf 'exclude: [\"**\"]' >gatecheck.yaml; printf 'a: 1' >a.yaml", &["a.yaml"]),
        ("git init -q; printf '*' >.gitignore; printf 'a: 1' >a.yaml", &["."]),
        // A checkout without files: everything is in the commit, and nothing on disk.
        ("git init -q; printf 'a: 1' >a.yaml; git add .; git commit -qm a; rm a.yaml", &["."]),
        (
            "git init -q; printf 'a: 1' >a.yaml; git add .; git commit -qm a; git sparse-checkout set --no-cone /none",
            &["."],
        ),
        // What is met is nothing to look into.
        ("mkfifo pipe.yaml", &["."]),
        ("ln -s /etc/hostname a.yaml", &["."]),
        (
            "printf 'version https://git-lfs.github.com/spec/v1\\noid sha256:%064d\\nsize 12\\n' 0 >a.bin",
            &["."],
        ),
        ("head -c 11000000 /dev/zero | tr '\\0' a >a.txt", &["."]),
    ] {
        check(script, &[&["scan"], arguments].concat(), NOTHING);
    }
    for verb in ["fix", "baseline"] {
        check("true", &[verb], NOTHING);
        check("printf 'a: 1' >a.yaml", &[verb, "--exclude", "*"], NOTHING);
        check("head -c 11000000 /dev/zero | tr '\\0' a >a.txt", &[verb], NOTHING);
    }
    check("true", &["scan", "--allow-empty"], (0, "pass"));
    check("head -c 11000000 /dev/zero | tr '\\0' a >a.txt", &["scan", "--allow-empty"], (0, "pass"));
}

#[test]
fn a_path_that_leads_nowhere_is_an_error_even_where_nothing_is_allowed() {
    let script = "printf 'a: 1' >a.yaml; git init -q; git add .";
    for (path, part) in
        [("nope", "\"nope\" does not exist"), ("a.yaml/b", "does not exist"), ("*.yml", "does not exist")]
    {
        for flags in [&[][..], &["--allow-empty"]] {
            check(script, &[&["scan", path], flags].concat(), (2, part));
            check(script, &[&["scan", "a.yaml", path], flags].concat(), (2, part));
        }
    }
}

#[test]
fn an_input_in_which_there_is_nothing_is_an_error() {
    for input in ["\\n\\n", " ", "---\\n---\\n...\\n", "# only a comment\\n", "null\\n"] {
        check(&format!("printf -- '{input}' >input"), &["scan", "-"], NOTHING);
    }
    for input in ["", "---\\n"] {
        let script = format!("printf -- '{input}' >input");
        check(&script, &["scan", "-"], NOTHING);
        check(&script, &["scan", "-", "--allow-empty"], (0, "pass"));
        check(&script, &["scan", "-", "--passthrough"], (2, "there is no document on standard input"));
        // An editor pipes what a file will hold, and that may be nothing.
        check(&script, &["scan", "-", "--stdin-filename", "a.yaml"], (0, "pass"));
    }
    check("printf 'a: 1' >input", &["scan", "-"], (0, "pass"));
    check("printf 'a: [' >input", &["scan", "-"], (3, "incomplete"));
    check("printf '\\377' >input", &["scan", "-"], (3, "incomplete"));
}

/// What is looked at and holds nothing for a rule is no mistake.
#[test]
fn a_file_that_says_nothing_is_still_one() {
    for script in
        ["printf '' >a.yaml", "printf '# a\\n' >a.yaml", "printf '\\211PNG\\r\\n\\032\\n\\000' >a.png"]
    {
        check(script, &["scan"], (0, "1 file"));
    }
    // Nothing new is no mistake either, if it is known what is old.
    let script = "git init -q; printf 'a: 1' >a.yaml; git add .; git commit -qm a";
    check(script, &["scan", "--diff-base", "HEAD"], (0, "pass"));
    check(script, &["scan", "--staged"], (0, "pass"));
    check(script, &["scan", "--diff-base", "nope"], (2, "there is no commit"));
    let shallow = "git init -q one; cd one; printf 'a: 1' >a.yaml; git add .; git commit -qm a; git commit -qm b --allow-empty; \
                   cd ..; git clone -q --depth 1 \"file://$PWD/one\" two; mv two/.git .; cp two/a.yaml .; rm -rf one two";
    check(shallow, &["scan", "--diff-base", "HEAD~1"], (2, "fetch-depth: 0"));
}
