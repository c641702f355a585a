//! What of the environment the program looks at: a gate runs where tokens are, and needs none of them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::hostile::formats;
use crate::place;

/// Every variable that the program reads, and from where. The manual lists the same.
pub(crate) const READ: &[(&str, &str)] = &[
    ("CI", "src/cli/streams.rs"),
    ("GIT_INDEX_FILE", "src/cli/changes.rs"),
    ("NO_COLOR", "src/cli/streams.rs"),
    ("PATH", "src/cli/changes.rs"),
    ("PATH", "src/cli/fix.rs"),
    ("PATH", "src/cli/job.rs"),
    ("SOURCE_DATE_EPOCH", "src/cli/setup.rs"),
    ("TERM", "src/cli/streams.rs"),
];

/// What `hook` hands to git, so that it finds the user's own folder of hooks.
pub(crate) const HANDED_TO_GIT: &[&str] =
    &["GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM", "GIT_CONFIG_SYSTEM", "HOME", "PATH", "XDG_CONFIG_HOME"];

#[test]
fn the_source_reads_the_variables_that_are_listed_and_no_others() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (mut read, mut all) = (Vec::new(), Vec::new());
    for entry in walkdir::WalkDir::new(root.join("src")).sort_by_file_name() {
        let entry = entry.unwrap();
        let path = entry.path().strip_prefix(root).unwrap().to_str().unwrap().to_owned();
        // A file of tests is no part of the program; a module of tests ends its file.
        if entry.path().extension().is_none_or(|it| it != "rs") || path.contains("tests") {
            continue;
        }
        let text = fs::read_to_string(entry.path()).unwrap();
        let text = text.split("#[cfg(test)]\nmod ").next().unwrap();
        for (at, _) in text.match_indices("env::var") {
            let call = &text[at..];
            match call.split_once('(') {
                Some(("env::var" | "env::var_os", rest)) => {
                    let name = rest.strip_prefix('"').and_then(|rest| rest.split_once('"'));
                    let name =
                        name.unwrap_or_else(|| panic!("{path} reads a variable that has no fixed name"));
                    read.push((name.0.to_owned(), path.clone()));
                }
                Some(("env::vars_os", _)) => all.push(path.clone()),
                other => panic!("{path}: {:?} is not known here", other.map(|(name, _)| name)),
            }
        }
        // What another language is called with is no call.
        let text = text.replace("\"os.getenv\"", "");
        for word in ["getenv", "option_env!", "/proc/self/environ", "env_remove", ".inherit"] {
            assert!(!text.contains(word) || path == "src/cli/version.rs", "{path} has {word}");
        }
    }
    read.sort();
    read.dedup();
    let expected: Vec<(String, String)> =
        READ.iter().map(|(name, path)| ((*name).to_owned(), (*path).to_owned())).collect();
    assert_eq!(read, expected);
    // The one place that sees all of them picks those that git needs.
    assert_eq!(all, ["src/cli/hook/mod.rs"]);
    let picked = fs::read_to_string(root.join("src/scan/hooks_folder.rs")).unwrap();
    let (_, list) = picked.split_once("const KEPT: &[&str] = &[").unwrap();
    let mut kept: Vec<&str> = list.split_once(']').unwrap().0.split('"').skip(1).step_by(2).collect();
    kept.sort_unstable();
    assert_eq!(kept, HANDED_TO_GIT);
}

const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {hostPID: true, containers: [{name: a, image: nginx}]}\n";

/// What a pipeline has in its environment, each with a value of its own that must be seen nowhere.
fn noise() -> Vec<(String, String)> {
    let names = [
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "GITHUB_TOKEN",
        "ACTIONS_RUNTIME_TOKEN",
        "CI_JOB_TOKEN",
        "NPM_TOKEN",
        "RUST_LOG",
        "RUST_BACKTRACE",
        "RUST_LIB_BACKTRACE",
        "RAYON_NUM_THREADS",
        "HOME",
        "XDG_CONFIG_HOME",
        "XDG_CACHE_HOME",
        "GATECHECK_FORMAT",
        "GATECHECK_CONFIG",
        "GIT_DIR",
        "GIT_WORK_TREE",
        "GIT_CONFIG_GLOBAL",
        "GIT_CONFIG_COUNT",
        "GIT_EXTERNAL_DIFF",
        "GIT_TRACE",
        "GIT_SSH_COMMAND",
        "http_proxy",
        "HTTPS_PROXY",
        "LD_DEBUG_OUTPUT",
        "MIMALLOC_ANYTHING",
        "CLICOLOR_FORCE",
        "FORCE_COLOR",
        "COLUMNS",
        "LANG",
        "LC_ALL",
        "TZ",
        "EDITOR",
        "PAGER",
    ];
    (0..)
        .zip(names)
        .map(|(at, name): (u32, &str)| (name.to_owned(), format!("/noise{at}x7Qz/nowhere")))
        .collect()
}

/// Programs under the names of those that gatecheck starts, which write down what they were given.
fn recorders(folder: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    let script = format!(
        "#!/bin/sh\nPATH=/usr/bin:/bin:/usr/local/bin\nenv >> {}/seen\nexec git \"$@\"\n",
        folder.display()
    );
    fs::create_dir_all(folder.join("bin")).unwrap();
    fs::write(folder.join("bin/git"), script).unwrap();
    fs::set_permissions(folder.join("bin/git"), fs::Permissions::from_mode(0o755)).unwrap();
}

fn run(folder: &Path, path: &str, noise: &[(String, String)], arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gatecheck"));
    command.args(arguments).current_dir(folder).env_clear().stdin(Stdio::null());
    command.envs(noise.iter().map(|(name, value)| (name, value)));
    command.env("PATH", path).output().unwrap()
}

/// The same bytes with a full environment as with an empty one, and none of its values anywhere: not in a report,
/// not in what is handed to git.
#[test]
fn nothing_of_the_environment_is_used_shown_or_handed_on() {
    let place = place::folder(&[
        ("a.yaml", POD),
        (
            "policies/a.rego",
            "package a\n\n# METADATA\n# title: a\n# description: b\n# custom:\n#   severity: high\n#   kinds: [kubernetes]\ndeny contains sprintf(\"%v\", [opa_says]) if {\n\topa_says := input.metadata\n}\n",
        ),
    ]);
    let tools = tempfile::tempdir().unwrap();
    recorders(tools.path());
    let usual = std::env::var("PATH").unwrap();
    let path = format!("{}:{usual}", tools.path().join("bin").display());
    let git = |script: &str| {
        let mut command = Command::new("sh");
        command.args(["-ec", script]).current_dir(place.path()).env_clear().env("PATH", &usual);
        command.envs([("GIT_CONFIG_GLOBAL", "/dev/null"), ("GIT_CONFIG_NOSYSTEM", "1")]);
        assert!(command.status().unwrap().success(), "{script}");
    };
    git(
        "git init -q -b main && git add -A && git -c user.name=a -c user.email=a@example.com commit -qm a && printf '# x\\n' >> a.yaml && git add -A",
    );
    let noise = noise();
    let held = |what: &str, bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes);
        for (name, value) in &noise {
            assert!(!text.contains(value.as_str()), "{what} has the value of {name}: {text}");
        }
    };
    let mut verbs: Vec<Vec<String>> = Vec::new();
    let words = |line: &str| line.split(' ').map(str::to_owned).collect::<Vec<String>>();
    for format in formats() {
        verbs.push(words(&format!("scan --format {format} --policies policies -v")));
    }
    for line in [
        "scan --staged",
        "scan --diff-base HEAD",
        "scan --list-files",
        "fix --diff",
        "init --print",
        "input a.yaml",
        "rules",
        "policy test policies",
        "policy check policies",
        "--version",
        "--help",
    ] {
        verbs.push(words(line));
    }
    for arguments in &verbs {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let (quiet, loud) =
            (run(place.path(), &path, &[], &arguments), run(place.path(), &path, &noise, &arguments));
        held(&format!("{arguments:?}"), &[&*loud.stdout, &*loud.stderr].concat());
        assert_eq!(loud.status.code(), quiet.status.code(), "{arguments:?}");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert_eq!(text(&loud.stdout), text(&quiet.stdout), "{arguments:?}");
        assert_eq!(text(&loud.stderr), text(&quiet.stderr), "{arguments:?}");
    }
    let seen = fs::read_to_string(tools.path().join("seen")).unwrap();
    held("git", seen.as_bytes());
    let given: BTreeMap<&str, &str> = seen.lines().filter_map(|line| line.split_once('=')).collect();
    let known = ["PATH", "PWD", "OLDPWD", "SHLVL", "_", "LC_ALL"];
    for name in given.keys() {
        assert!(known.contains(name) || name.starts_with("GIT_"), "git was given {name}");
    }
    // The hook's git has to know whose it is, and no more.
    fs::remove_file(tools.path().join("seen")).unwrap();
    let output = run(place.path(), &path, &noise, &["hook", "uninstall"]);
    let seen = fs::read_to_string(tools.path().join("seen")).unwrap();
    for (name, value) in &noise {
        let wanted = HANDED_TO_GIT.contains(&name.as_str());
        assert!(!seen.contains(value.as_str()) || wanted, "the hook's git was given {name}: {output:?}");
    }
}

/// A policy's process has nothing of the environment: it writes what it has into no file, so its own is read.
#[cfg(target_os = "linux")]
#[test]
fn the_process_of_a_policy_has_an_empty_environment() {
    // It runs for some seconds, until it is stopped.
    let policy = "package a\n\n# METADATA\n# title: a\n# description: b\n# custom:\n#   severity: high\n#   kinds: [kubernetes]\ndeny contains \"x\" if {\n\tsome a in input.l\n\tsome b in input.l\n\tsome c in input.l\n\ta + b + c == -1\n}\n";
    let numbers: Vec<usize> = (0..500).collect();
    let pod = format!("{POD}l: {numbers:?}\n");
    let place = place::folder(&[("a.yaml", &pod), ("policies/a.rego", policy)]);
    let mut command = Command::new(env!("CARGO_BIN_EXE_gatecheck"));
    command.args(["scan", "--policies", "policies", "a.yaml"]).current_dir(place.path()).env_clear();
    command.envs(noise()).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut scan = command.spawn().unwrap();
    let children = format!("/proc/{0}/task/{0}/children", scan.id());
    let environment = loop {
        // Children belong to the thread that started them, which need not be the first.
        let tasks = fs::read_dir(format!("/proc/{}/task", scan.id()));
        let lists = tasks
            .into_iter()
            .flatten()
            .filter_map(|task| fs::read_to_string(task.ok()?.path().join("children")).ok());
        let child =
            lists.flat_map(|list| list.split_whitespace().map(str::to_owned).collect::<Vec<_>>()).next();
        // Between its birth and its start it has its parent's.
        let started = child.as_ref().and_then(|child| fs::read(format!("/proc/{child}/cmdline")).ok());
        let is_evaluator = started
            .is_some_and(|line| !line.windows(10).any(|part| part == b"--policies") && !line.is_empty());
        if let (Some(child), true) = (&child, is_evaluator) {
            break fs::read(format!("/proc/{child}/environ")).unwrap();
        }
        assert!(scan.try_wait().unwrap().is_none(), "no process was seen in {children}");
        std::thread::yield_now();
    };
    let _ = scan.kill();
    let _ = scan.wait();
    assert_eq!(String::from_utf8_lossy(&environment), "");
}
