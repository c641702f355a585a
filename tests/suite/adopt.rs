//! Adopting gatecheck on a repository that other tools already check: `init`, `init --migrate`, `baseline`.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value as Json;

use crate::place::folder;

fn gatecheck(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gatecheck"));
    command.args(arguments).current_dir(folder).env_clear();
    command.envs(std::env::var_os("PATH").map(|path| ("PATH", path)));
    // 2026-01-01.
    command.env("SOURCE_DATE_EPOCH", "1767225600").stdin(Stdio::null()).output().unwrap()
}

/// A git repository with these files.
fn repository(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = folder(files);
    let git = Command::new("git").args(["init", "-q"]).current_dir(folder.path()).status().unwrap();
    assert!(git.success());
    folder
}

#[track_caller]
fn run(folder: &Path, arguments: &[&str], code: i32) -> String {
    let output = gatecheck(folder, arguments);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(code), "{said}");
    String::from_utf8(output.stdout).unwrap()
}

/// Rule and reason of every finding that is suppressed, and rule and `open` of every other; sorted.
fn statuses(folder: &Path, arguments: &[&str]) -> Vec<String> {
    let output = gatecheck(folder, &[&["scan", "--format", "json"], arguments].concat());
    let report: Json = serde_json::from_slice(&output.stdout).unwrap();
    let shown = |finding: &Json| {
        let reason = finding["reason"].as_str().unwrap_or("open");
        format!("{}: {reason}", finding["rule"].as_str().unwrap())
    };
    let mut found: Vec<String> = report["findings"].as_array().unwrap().iter().map(shown).collect();
    found.sort();
    found
}

const DOCKERFILE: &str = "\
# hadolint global ignore=DL3057 # nothing asks for it
#checkov:skip=CKV_DOCKER_3:it needs the port
# hadolint ignore=DL3007,SC2046
FROM debian:latest
RUN echo $(cat x)
";

const WORKFLOW: &str = "\
name: ci
on: push
permissions: {}
jobs:
  a:
    runs-on: ubuntu-24.04
    timeout-minutes: 5
    steps:
      - uses: actions/checkout@v4   # zizmor: ignore[unpinned-uses] our fork
        with:
          persist-credentials: false
      - name: other
        # zizmor: ignore[artipacked,foo]
        uses: actions/checkout@de0fac2e4500dabe0009e67214ff5f5447ce83dd # v6.0.2
";

const POD: &str = "\
apiVersion: v1
kind: Pod
metadata:
  name: p
  annotations:
    ignore-check.kube-linter.io/host-pid: reads the node   # the agent
    checkov.io/skip1: CKV_K8S_16=it must
    note: x
spec:
  hostPID: true
  containers:
    - {name: a, image: x, securityContext: {privileged: true}}
";

const FILES: &[(&str, &str)] = &[
    ("Dockerfile", DOCKERFILE),
    (".github/workflows/ci.yaml", WORKFLOW),
    ("pod.yaml", POD),
    (".hadolint.yaml", "ignored:\n  - DL3018\n  - SC1091\n"),
    (".kube-linter.yaml", "checks:\n  exclude:\n    - run-as-non-root # the images are old\n"),
];

const RULES: &str = "docker/image-tag-latest,docker/missing-user,github/action-unpinned,\
    github/persisted-credentials,k8s/host-pid,k8s/privileged,k8s/run-as-root";

#[test]
fn other_tools_ignores_count_until_they_are_switched_off() {
    let place = repository(FILES);
    let with = [
        "docker/image-tag-latest: hadolint ignore=DL3007",
        "docker/missing-user: checkov:skip=CKV_DOCKER_3: it needs the port",
        "github/action-unpinned: zizmor: ignore[unpinned-uses]: our fork",
        "github/persisted-credentials: zizmor: ignore[artipacked]",
        "k8s/host-pid: ignore-check.kube-linter.io/host-pid: reads the node",
        "k8s/privileged: checkov:skip=CKV_K8S_16: it must",
        "k8s/run-as-root: open",
    ];
    assert_eq!(statuses(place.path(), &["--select", RULES]), with);
    let without: Vec<String> =
        with.iter().map(|line| format!("{}: open", line.split(": ").next().unwrap())).collect();
    assert_eq!(statuses(place.path(), &["--select", RULES, "--no-ignores"]), without);
    fs::write(place.path().join("gatecheck.yaml"), "peer-ignores: false\n").unwrap();
    assert_eq!(statuses(place.path(), &["--select", RULES]), without);
    // An organisation's word stands above the repository's, and its rules about ignoring hold here too.
    fs::write(place.path().join("gatecheck.yaml"), "peer-ignores: true\n").unwrap();
    let outside = tempfile::tempdir().unwrap();
    let org = outside.path().join("org.yaml");
    let org_flag = |text: &str| {
        fs::write(&org, text).unwrap();
        statuses(place.path(), &["--select", RULES, "--org-config", org.to_str().unwrap()])
    };
    assert_eq!(org_flag("peer-ignores: false\norg: {allow-ignore: ['*']}\n"), without);
    let some = org_flag("org: {allow-ignore: ['docker/*']}\n");
    assert_eq!((&some[..2], &some[2..]), (&with.map(String::from)[..2], &without[2..]));
    assert_eq!(org_flag("org: {allow-ignore: ['*'], max-ignore-days: 30}\n"), without);
}

#[test]
fn a_migration_keeps_the_verdict_and_runs_once() {
    let place = repository(FILES);
    let read = |name: &str| fs::read_to_string(place.path().join(name)).unwrap();
    let open = |arguments: &[&str]| -> Vec<String> {
        statuses(place.path(), arguments).into_iter().filter(|line| line.ends_with(": open")).collect()
    };
    let before = open(&[]);
    let shown = run(place.path(), &["init", "--migrate", "--diff"], 0);
    assert_eq!((read("Dockerfile"), read("pod.yaml")), (DOCKERFILE.to_owned(), POD.to_owned()));
    let written = run(place.path(), &["init", "--migrate"], 0);
    assert_eq!(shown, written);

    assert_eq!(
        read("Dockerfile"),
        "# hadolint global ignore=DL3057 # nothing asks for it\n\
         # gatecheck: ignore[docker/image-tag-latest] -- migrated from hadolint ignore=DL3007\n\
         # hadolint ignore=SC2046\nFROM debian:latest\nRUN echo $(cat x)\n"
    );
    let workflow = WORKFLOW
        .replace(
            "# zizmor: ignore[unpinned-uses] our fork",
            "# gatecheck: ignore[github/action-unpinned] -- our fork",
        )
        .replace(
            "      - name: other\n        # zizmor: ignore[artipacked,foo]",
            "      # gatecheck: ignore[github/persisted-credentials] -- migrated from zizmor: ignore[artipacked]\n      \
             - name: other\n        # zizmor: ignore[foo]",
        );
    assert_eq!(read(".github/workflows/ci.yaml"), workflow);
    let pod = POD.replace(
        "ignore-check.kube-linter.io/host-pid: reads the node   # the agent\n    checkov.io/skip1: CKV_K8S_16=it must",
        "gatecheck.dev/ignore: \"k8s/host-pid, k8s/privileged -- reads the node; it must\"   # the agent",
    );
    assert_eq!(read("pod.yaml"), pod);
    let configuration = read("gatecheck.yaml");
    let block = "\nignore:\n  - rule: docker/missing-user\n    paths: [\"/Dockerfile\"]\n    \
        reason: \"it needs the port\"\n";
    assert!(configuration.contains(block), "{configuration}");
    assert!(configuration.contains("reason: \"the images are old\"\n"), "{configuration}");

    // What was found is found; only what another tool's configuration skips is accepted besides.
    let wanted: Vec<String> = before.into_iter().filter(|line| !line.starts_with("k8s/run-as-")).collect();
    assert_eq!(open(&[]), wanted);
    let output = gatecheck(place.path(), &["init", "--migrate"]);
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "");
    let said = String::from_utf8(output.stderr).unwrap();
    for part in [
        "Dockerfile:1: hadolint global ignore=DL3057 stays: nothing is found here that it accepts",
        "Dockerfile:3: hadolint ignore=SC2046 stays: no rule is known by this name",
        ".hadolint.yaml:3: SC1091 stays: no rule is known by this name",
        "migrated: 0 in files, 0 from other tools' configuration",
    ] {
        assert!(said.contains(part), "{said}");
    }
}

#[test]
fn a_migration_adds_to_a_configuration_and_never_accepts_secrets() {
    let key = "q7Xv2Lw9Rz4TmN8pKd3s";
    let dockerfile = format!(
        "#checkov:skip=CKV_DOCKER_3\nFROM debian:12\n# hadolint ignore=DL3064\nENV DB_PASSWORD={key}\n"
    );
    let place =
        repository(&[("Dockerfile", &dockerfile), ("gatecheck.yaml", "# ours\nfail-on: low # all\n")]);
    let found = statuses(place.path(), &["--select", "docker/secret-in-env"]);
    assert_eq!(found, ["docker/secret-in-env: open"]);
    let output = gatecheck(place.path(), &["init", "--migrate"]);
    let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(!said.contains(key), "{said}");
    let read = |name: &str| fs::read_to_string(place.path().join(name)).unwrap();
    assert_eq!(
        read("gatecheck.yaml"),
        "# ours\nfail-on: low # all\n\nignore:\n  - rule: docker/missing-user\n    paths: [\"/Dockerfile\"]\n    \
         reason: \"migrated from checkov:skip=CKV_DOCKER_3\"\n"
    );
    assert_eq!(read("Dockerfile"), dockerfile.replace("#checkov:skip=CKV_DOCKER_3\n", ""));
}

#[test]
fn a_first_configuration_loads_and_is_never_overwritten() {
    let place = repository(FILES);
    let shown = run(place.path(), &["init", "--print"], 0);
    assert!(!place.path().join("gatecheck.yaml").exists());
    let said = run(place.path(), &["init"], 0);
    assert!(said.starts_with("gatecheck.yaml\n.gatecheck/schema.json"), "{said}");
    assert_eq!(fs::read_to_string(place.path().join("gatecheck.yaml")).unwrap(), shown);
    assert!(
        shown.contains("# In this repository: 1 dockerfile, 1 github-actions, 1 kubernetes.\n"),
        "{shown}"
    );
    assert!(
        shown.contains("# Other tools are configured in .hadolint.yaml, .kube-linter.yaml.\n"),
        "{shown}"
    );
    let schema = fs::read_to_string(place.path().join(".gatecheck/schema.json")).unwrap();
    assert_eq!(schema, run(place.path(), &["init", "--schema"], 0));
    // It changes nothing about what is found.
    let output = gatecheck(place.path(), &["scan"]);
    assert_eq!((output.status.code(), output.stderr), (Some(1), Vec::new()));
    let again = gatecheck(place.path(), &["init"]);
    assert_eq!(again.status.code(), Some(2));
    assert!(String::from_utf8(again.stderr).unwrap().contains("gatecheck.yaml is there already"));
    assert_eq!(run(place.path(), &["init", "--print"], 0), shown);
}

#[test]
fn a_baseline_is_updated_and_pruned() {
    let pod = |name: &str, pid: bool| {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}}}\nspec: {{hostPID: {pid}, containers: []}}\n"
        )
    };
    let place = repository(&[
        ("a.yaml", &pod("a", true)),
        ("b.yaml", &pod("b", true)),
        ("sub/c.yaml", &pod("c", true)),
    ]);
    let only = ["--select", "k8s/host-pid"];
    let baseline = |flags: &[&str]| run(place.path(), &[&["baseline"], &only[..], flags].concat(), 0);
    let refused = gatecheck(place.path(), &["baseline", "--update"]);
    assert_eq!(refused.status.code(), Some(2));
    assert_eq!(baseline(&[]), ".gatecheck/baseline.json: 3 findings\n");
    let code = || gatecheck(place.path(), &[&["scan"], &only[..]].concat()).status.code();
    assert_eq!(code(), Some(0));

    // One is mended, one is removed, one is new.
    fs::write(place.path().join("a.yaml"), pod("a", false)).unwrap();
    fs::remove_file(place.path().join("b.yaml")).unwrap();
    fs::write(place.path().join("d.yaml"), pod("d", true)).unwrap();
    assert_eq!(code(), Some(1));
    let stale = statuses(place.path(), &only);
    assert_eq!(
        stale.iter().filter(|line| line.starts_with("gatecheck/stale-baseline")).count(),
        2,
        "{stale:?}"
    );
    // A rule that does not run, or a file that is not read, says nothing about its entries.
    let of_others = gatecheck(place.path(), &["scan", "--format", "json", "--select", "k8s/host-ipc"]);
    assert!(!String::from_utf8(of_others.stdout).unwrap().contains("which is no longer there"));
    assert!(!run(place.path(), &["scan", "sub", "--select", "k8s/host-pid"], 0).contains("stale-baseline"));

    assert_eq!(baseline(&["--prune"]), ".gatecheck/baseline.json: 1 finding (0 added, 2 gone)\n");
    assert_eq!(code(), Some(1));
    assert_eq!(baseline(&["--update"]), ".gatecheck/baseline.json: 2 findings (1 added, 0 gone)\n");
    assert_eq!(code(), Some(0));
    // A part of the repository is recorded without forgetting the rest.
    fs::write(place.path().join("sub/e.yaml"), pod("e", true)).unwrap();
    assert_eq!(baseline(&["sub"]), ".gatecheck/baseline.json: 3 findings (1 added, 0 gone)\n");
    fs::remove_file(place.path().join("d.yaml")).unwrap();
    assert_eq!(baseline(&[]), ".gatecheck/baseline.json: 2 findings (0 added, 1 gone)\n");
}

#[test]
fn entries_that_do_nothing_are_said() {
    let configuration = "\
ignore:
  - {rule: k8s/host-pid, reason: needed}
  - {rule: k8s/host-pid, reason: moved away, paths: [old]}
  - {rule: docker/root-user, reason: nobody has one, until: 2099-12-31}
exclude:
  - elsewhere
  - path: pod.yaml.orig
    reason: gone
  - notes
";
    let place = repository(&[("pod.yaml", POD), ("gatecheck.yaml", configuration), ("notes/a.txt", "a")]);
    let said = |arguments: &[&str]| String::from_utf8(gatecheck(place.path(), arguments).stderr).unwrap();
    let expected = "\
gatecheck: gatecheck.yaml:3: nothing is found that the ignore of k8s/host-pid accepts: take the entry away
gatecheck: gatecheck.yaml:4: nothing is found that the ignore of docker/root-user accepts: take the entry away
gatecheck: gatecheck.yaml:6: there is no file that `elsewhere` excludes: take the entry away
gatecheck: gatecheck.yaml:7: there is no file that `pod.yaml.orig` excludes: take the entry away
";
    assert_eq!(said(&["scan"]), expected);
    assert_eq!(said(&["scan", "pod.yaml"]), "");
    assert!(!said(&["scan", "--select", "k8s/*"]).contains("docker/root-user"));
    assert_eq!(said(&["scan", "--no-ignores"]), "");
}
