//! Users' policies that run away, crash or lie: the scan goes on without them, says so, and does not pass.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value as Json;

/// A folder with `repo/`, which holds two small files, and `policies/`, which holds these files and one more
/// policy that denies every document.
fn folder(policies: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let good = ("good.rego", "package good\n\ndeny contains \"found\"\n");
    for (path, text) in policies.iter().chain([&good]) {
        let path = folder.path().join("policies").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    fs::create_dir(folder.path().join("repo")).unwrap();
    let list: Vec<usize> = (0..1000).collect();
    fs::write(folder.path().join("repo/a.yaml"), format!("a: 1\nl: {list:?}\n")).unwrap();
    fs::write(folder.path().join("repo/b.yaml"), "b: 1\n").unwrap();
    folder
}

fn gatecheck(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gatecheck"));
    command.args(arguments).current_dir(folder).env_clear().stdin(Stdio::null());
    command.envs(std::env::var_os("PATH").map(|path| ("PATH", path)));
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

const SCAN: &[&str] = &["scan", "repo", "--policies", "policies", "--no-builtin", "--format", "json"];

/// What a scan says: how often each rule found something, and the errors.
struct Said {
    code: Option<i32>,
    findings: BTreeMap<String, usize>,
    errors: Vec<String>,
    stderr: String,
}

fn said(output: &Output) -> Said {
    let report: Json = serde_json::from_slice(&output.stdout).unwrap_or_default();
    let mut findings = BTreeMap::new();
    for finding in report["findings"].as_array().into_iter().flatten() {
        *findings.entry(finding["rule"].as_str().unwrap().to_owned()).or_insert(0) += 1;
    }
    let error =
        |error: &Json| format!("{}: {}", error["rule"].as_str().unwrap(), error["message"].as_str().unwrap());
    Said {
        code: output.status.code(),
        findings,
        errors: report["errors"].as_array().into_iter().flatten().map(error).collect(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

fn scanned(folder: &Path) -> Said {
    said(&gatecheck(folder, SCAN).output().unwrap())
}

/// A pattern on which an engine that goes back and tries again does not end.
#[test]
fn patterns_take_linear_time() {
    let policy = "package p\n\ndeny contains \"all\" if regex.match(`^(a+)+$`, input.text)\n\n\
                  warn contains \"not all\" if not regex.match(`^(a+)+$`, input.text)\n";
    let place = folder(&[("p.rego", policy)]);
    let many = "a".repeat(50_000);
    fs::write(place.path().join("repo/all.yaml"), format!("text: {many}\n")).unwrap();
    fs::write(place.path().join("repo/not.yaml"), format!("text: {many}!\n")).unwrap();
    let said = scanned(place.path());
    assert_eq!((said.code, &said.errors[..]), (Some(1), &[][..]), "{}", said.stderr);
    // Two other files have no text, of which nothing matches.
    assert_eq!((said.findings.get("p/deny"), said.findings.get("p/warn")), (Some(&1), Some(&3)));
}

/// A literal one is refused when it is loaded. OPA takes larger ones, so that this is undefined is no answer.
#[test]
fn patterns_that_are_too_large_fail() {
    for use_of in [
        "regex.match(PATTERN, \"b\")",
        "regex.replace(\"b\", PATTERN, \"c\") == \"b\"",
        "regex.is_valid(PATTERN)",
        "regex.split(PATTERN, \"b\") == [\"b\"]",
    ] {
        for not in ["", "not "] {
            // What is made of the document cannot be looked at while the policy is loaded.
            let pattern = "sprintf(\"((a{1000}){1000}){%d}\", [input.l[999]])";
            let body = format!(
                "deny contains \"x\" if {{\n\tinput.l\n\t{not}{}\n}}",
                use_of.replace("PATTERN", pattern)
            );
            check_fails(&body, &["a pattern is too large", "the evaluation failed"]);
        }
    }
}

/// Go takes patterns that are nested a thousand deep, the regex crate a quarter of that.
#[test]
fn patterns_that_are_nested_too_deeply_fail() {
    let nested = |depth: usize| {
        format!(
            "deny contains \"x\" if {{\n\tinput.l\n\tmany := [c | some i, _ in input.l; i < {depth}; c := \"(\"]\n\t\
             close := replace(concat(\"\", many), \"(\", \")\")\n\t\
             pattern := concat(\"a\", [concat(\"\", many), close])\n\t"
        )
    };
    for what in [
        "regex.match(pattern, \"a\")",
        "regex.replace(\"a\", pattern, \"b\") == \"b\"",
        "regex.split(pattern, \"bac\") == [\"b\", \"c\"]",
        "regex.find_n(pattern, \"bac\", -1) == [\"a\"]",
        "regex.find_all_string_submatch_n(pattern, \"bac\", 1) != []",
        "regex.is_valid(pattern)",
    ] {
        for not in ["", "not "] {
            let body = format!("{}{not}{what}\n}}", nested(251));
            check_fails(&body, &["a pattern is nested too deeply"]);
        }
        let place = folder(&[("p.rego", &format!("package p\n\n{}{what}\n}}\n", nested(250)))]);
        let said = scanned(place.path());
        assert_eq!((said.code, said.findings.get("p/deny")), (Some(1), Some(&1)), "{}", said.stderr);
    }
}

/// Scans with one more policy, whose rule must fail in one of these ways and hide no other.
#[track_caller]
fn check_fails(body: &str, ways: &[&str]) {
    let place = folder(&[("evil.rego", &format!("package evil\n\n{body}\n"))]);
    let started = Instant::now();
    let said = scanned(place.path());
    assert_eq!(said.code, Some(3), "{body}: {:?} {}", said.findings, said.stderr);
    assert_eq!(said.findings.get("good/deny"), Some(&2), "{body}");
    let [error] = said.errors.as_slice() else { panic!("{body}: {:?}", said.errors) };
    let message = error.strip_prefix("evil/deny: the rule failed: ").unwrap_or_else(|| panic!("{error}"));
    assert!(ways.iter().any(|way| message.starts_with(way)), "{body}: {error}");
    assert!(started.elapsed() < Duration::from_secs(120), "{body}: {:?}", started.elapsed());
}

const CRASHED: &str = "it crashed the policy engine, or needed more than 1536 MiB of memory";
const SLOW: &str = "it took longer than 5 s for a document";
const LONG: &str = "its answer is larger than 8 MiB";

#[test]
fn a_loop_is_stopped() {
    check_fails(
        "deny contains \"x\" if {\n\tsome a in input.l\n\tsome b in input.l\n\tsome c in input.l\n\ta + b + c == -1\n}",
        &[SLOW],
    );
}

#[test]
fn a_function_that_does_not_end_is_stopped() {
    // The engine does not look at its clock inside one built-in function.
    check_fails("deny contains sprintf(\"%999999999d\", [1]) if input.l", &[SLOW, CRASHED]);
}

#[test]
fn memory_is_bounded() {
    let text = "deny contains count([x | some i in input.l; x := sprintf(\"%9999999d\", [i])]) if input.l";
    check_fails(text, &[SLOW, CRASHED]);
}

#[test]
fn a_stack_that_overflows_ends_one_process() {
    let mut text = "deny contains \"x\" if f0(1) == 2\n".to_owned();
    for i in 0..8000 {
        text.push_str(&format!("f{i}(x) := y if y := f{}(x)\n", i + 1));
    }
    text.push_str("f8000(x) := x\n");
    check_fails(&text, &[CRASHED]);
}

#[test]
fn answers_are_bounded() {
    check_fails("deny contains sprintf(\"%10000000d\", [1]) if input.l", &[LONG, SLOW]);
    check_fails(
        "deny contains sprintf(\"%20000d\", [1]) if input.l",
        &["a denial's message is longer than 16 KiB"],
    );
    check_fails(
        "deny contains sprintf(\"%d\", [a * 1000 + b]) if {\n\tsome a in input.l\n\ta < 11\n\tsome b in input.l\n}",
        &["it denies more than 10000 things in one document", SLOW],
    );
    check_fails(
        "deny contains sprintf(\"%20d\", [a * 1000 + b]) if {\n\tsome a in input.l\n\tsome b in input.l\n}",
        &[LONG, SLOW, CRASHED],
    );
}

#[test]
fn this_process_needs_little_memory_for_what_others_say() {
    let place = folder(&[("evil.rego", "package evil\n\ndeny contains sprintf(\"%7000000d\", [1])\n")]);
    let mut scan = gatecheck(place.path(), SCAN).spawn().unwrap();
    let status = format!("/proc/{}/status", scan.id());
    let mut peak = 0;
    while scan.try_wait().unwrap().is_none() {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
        peak = peak.max(line.trim().trim_end_matches(" kB").parse().unwrap_or(0));
        std::thread::sleep(Duration::from_millis(5));
    }
    assert_eq!(said(&scan.wait_with_output().unwrap()).code, Some(3));
    assert!((1..200_000).contains(&peak), "{peak} KiB");
}

#[test]
fn what_must_not_be_used_is_refused_before_anything_runs() {
    let banned = |name: &str| format!("{name} is not allowed in a policy");
    for (files, expected) in [
        (
            &[("p.rego", "package p\n\nf(x) := f(x + 1)\n\ndeny contains \"x\" if f(1)")][..],
            "f calls itself".to_owned(),
        ),
        (&[("p.rego", "package p\n\ndeny contains http.send({\"url\": \"x\"})")], banned("http.send")),
        (
            &[("p.rego", "package p\n\ndeny contains \"x\" if count([1]) with count as http.send")],
            banned("http.send"),
        ),
        (&[("p.rego", "package p\n\ndeny contains \"x\" if time.now_ns() > 1")], banned("time.now_ns")),
        (&[("p.rego", "package p\n\ndeny contains opa.runtime().env")], banned("opa.runtime")),
        (&[("p.rego", "package p\n\ndeny contains uuid.rfc4122(\"x\")")], banned("uuid.rfc4122")),
        (&[("p.rego", "package p\n\ndeny contains \"x\" if numbers.range(1, 1e9)")], banned("numbers.range")),
        (
            &[("p.rego", "package gatecheck.k8s.privileged\n\ndeny contains \"x\" if false")],
            "is reserved".to_owned(),
        ),
        (&[("p.rego", "package p\n\nallow := true")], "package p denies nothing".to_owned()),
        (&[("p.rego", "deny contains \"x\"")], "expecting `package`".to_owned()),
        (&[("p.rego", "package p\n\ndeny contains \"x\" if undefined_name == 1")], "unsafe".to_owned()),
    ] {
        let place = folder(files);
        let output = gatecheck(place.path(), SCAN).output().unwrap();
        let said = said(&output);
        assert_eq!(said.code, Some(2), "{files:?}: {}", said.stderr);
        assert!(said.stderr.contains(&expected), "{}", said.stderr);
        assert!(said.stderr.contains("p.rego:"), "{}", said.stderr);
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn a_folder_without_a_policy_is_refused() {
    let place = folder(&[]);
    fs::remove_file(place.path().join("policies/good.rego")).unwrap();
    fs::write(place.path().join("policies/a_test.rego"), "package a_test\n\ntest_a if true\n").unwrap();
    // With and without the built-in rules: what was named must be asked.
    for arguments in [SCAN, &["scan", "repo", "--policies", "policies"]] {
        let said = said(&gatecheck(place.path(), arguments).output().unwrap());
        assert_eq!(said.code, Some(2), "{}", said.stderr);
        assert!(said.stderr.contains("a folder of policies has no policy in it"), "{}", said.stderr);
    }
}

#[test]
fn a_rule_that_breaks_down_again_and_again_is_given_up() {
    let mut text = "package evil\n\ndeny contains \"before\" if not input.bad\n\ndeny contains \"x\" if {\n\tinput.bad\n\tf0(1) == 2\n}\n".to_owned();
    for i in 0..8000 {
        text.push_str(&format!("f{i}(x) := y if y := f{}(x)\n", i + 1));
    }
    text.push_str("f8000(x) := x\n");
    let place = folder(&[("evil.rego", &text)]);
    for i in 0..12 {
        let text = if i % 2 == 0 { "bad: 1\n" } else { "fine: 1\n" };
        fs::write(place.path().join(format!("repo/{i}.yaml")), text).unwrap();
    }
    let reports: Vec<Vec<u8>> = ["1", "4"]
        .iter()
        .map(|threads| {
            let arguments: Vec<&str> = SCAN.iter().copied().chain(["--threads", threads]).collect();
            gatecheck(place.path(), &arguments).output().unwrap()
        })
        .map(|output| {
            let said = said(&output);
            assert_eq!(said.code, Some(3), "{}", said.stderr);
            assert_eq!(said.findings, BTreeMap::from([("good/deny".to_owned(), 14)]));
            let expected = "evil/deny: the rule failed: it crashed or ran out of time on 3 documents, and was \
                            given up; what it found in others is left out";
            assert_eq!(said.errors, [expected]);
            output.stdout
        })
        .collect();
    assert_eq!(reports[0], reports[1]);
}

/// The processes that a process has started.
fn children(of: u32) -> Vec<u32> {
    let text = fs::read_to_string(format!("/proc/{of}/task/{of}/children")).unwrap_or_default();
    let mut found: Vec<u32> = text.split_whitespace().filter_map(|id| id.parse().ok()).collect();
    for task in fs::read_dir(format!("/proc/{of}/task")).into_iter().flatten().flatten() {
        let text = fs::read_to_string(task.path().join("children")).unwrap_or_default();
        found.extend(text.split_whitespace().filter_map(|id| id.parse::<u32>().ok()));
    }
    found.sort_unstable();
    found.dedup();
    found
}

#[test]
fn a_process_that_is_killed_is_no_pass() {
    // Denies nothing, so that only the failure keeps the gate shut.
    let text = "package slow\n\ndeny contains \"x\" if {\n\tsome a in input.l\n\tsome b in input.l\n\tsome c in input.l\n\ta + b + c == -1\n}\n";
    let place = folder(&[("slow.rego", text)]);
    fs::remove_file(place.path().join("policies/good.rego")).unwrap();
    let scan = gatecheck(place.path(), SCAN).spawn().unwrap();
    // It has read the policies, and has begun.
    std::thread::sleep(Duration::from_millis(1500));
    let found = children(scan.id());
    assert!(!found.is_empty(), "nobody evaluates");
    for id in found {
        assert!(Command::new("kill").args(["-9", &id.to_string()]).status().unwrap().success());
    }
    let said = said(&scan.wait_with_output().unwrap());
    assert_eq!(said.code, Some(3), "{}", said.stderr);
    let expected = "slow/deny: the rule failed: the process that evaluated it was killed from outside";
    assert_eq!(said.errors, [expected]);
}

#[test]
fn an_evaluator_ends_with_the_program_that_asks_it() {
    let text = "package slow\n\ndeny contains \"x\" if {\n\tsome a in input.l\n\tsome b in input.l\n\tsome c in input.l\n\ta + b + c == -1\n}\n";
    let place = folder(&[("slow.rego", text)]);
    let mut scan = gatecheck(place.path(), SCAN).spawn().unwrap();
    std::thread::sleep(Duration::from_millis(1500));
    let found = children(scan.id());
    assert!(!found.is_empty());
    scan.kill().unwrap();
    scan.wait().unwrap();
    let alive = || found.iter().any(|id| Path::new(&format!("/proc/{id}/exe")).read_link().is_ok());
    let started = Instant::now();
    while alive() {
        assert!(started.elapsed() < Duration::from_secs(60), "{found:?} live on");
        std::thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn evaluators_are_confined() {
    let text = "package slow\n\ndeny contains \"x\" if {\n\tsome a in input.l\n\tsome b in input.l\n\tsome c in input.l\n\ta + b + c == -1\n}\n";
    let place = folder(&[("slow.rego", text)]);
    let mut scan = gatecheck(place.path(), SCAN).env("GATECHECK_TEST_SECRET", "x").spawn().unwrap();
    std::thread::sleep(Duration::from_millis(1500));
    let found = children(scan.id());
    assert!(!found.is_empty());
    for id in &found {
        let limits = fs::read_to_string(format!("/proc/{id}/limits")).unwrap();
        let soft = |name: &str| {
            let line = limits.lines().find_map(|line| line.strip_prefix(name)).unwrap();
            line.split_whitespace().next().unwrap().to_owned()
        };
        assert_eq!(soft("Max address space"), (1536 * 1024 * 1024).to_string());
        assert_eq!((soft("Max core file size"), soft("Max file size")), ("0".to_owned(), "0".to_owned()));
        assert_eq!((soft("Max open files"), soft("Max cpu time")), ("16".to_owned(), "120".to_owned()));
        // The kernel refuses it what it does not need, and gives it no rights by any program that it could start.
        let status = fs::read_to_string(format!("/proc/{id}/status")).unwrap();
        assert!(status.contains("\nNoNewPrivs:\t1\n") && status.contains("\nSeccomp:\t2\n"), "{status}");
        assert_eq!(fs::read(format!("/proc/{id}/environ")).unwrap(), b"");
        assert_eq!(fs::read_link(format!("/proc/{id}/cwd")).unwrap(), Path::new("/"));
    }
    scan.kill().unwrap();
    scan.wait().unwrap();
}

#[test]
fn tests_and_examples_of_users_are_evaluated_there_too() {
    let bomb = "sprintf(\"%999999999d\", [1]) == \"\"";
    let policy = format!(
        "# METADATA\n# custom:\n#   kinds: [yaml]\npackage p\n\ndeny contains \"x\" if input.x\n\ndeny contains \"y\" if {{\n\tinput.z\n\t{bomb}\n}}\n"
    );
    let tests = format!(
        "package p_test\n\nimport data.p\n\ntest_fine if p.deny with input as {{\"x\": 1}}\n\ntest_bomb if {bomb}\n\ntest_last if false\n"
    );
    let files = [
        ("p/p.rego", policy.as_str()),
        ("p/p_test.rego", &tests),
        ("p/bad.yaml", "x: 1 #~ p/deny\n"),
        ("p/good.yaml", "z: 1\n"),
    ];
    let place = folder(&files);
    let output = gatecheck(place.path(), &["policy", "test", "policies"]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{text}{}", String::from_utf8_lossy(&output.stderr));
    assert!(text.contains("p/p_test.rego:7: test_bomb fails: it "), "{text}");
    assert!(text.contains("p/p_test.rego:9: test_last fails\n"), "{text}");
    assert!(text.contains("p/good.yaml:1:"), "{text}");
    assert!(!text.contains("test_fine") && !text.contains("bad.yaml"), "{text}");
}

#[test]
fn fixes_of_users_are_proved_there_too() {
    let text = r#"package p

# METADATA
# custom:
#   kinds: [yaml]
#   fix: safe
deny contains {"msg": "too many", "at": ["b"], "fix": {"title": "fewer", "ops": [{"op": "set", "at": ["b"], "value": 0}]}} if input.b > 0
"#;
    let place = folder(&[("p.rego", text)]);
    fs::remove_file(place.path().join("policies/good.rego")).unwrap();
    let arguments = ["fix", "repo", "--policies", "policies", "--no-builtin"];
    let output = gatecheck(place.path(), &arguments).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(fs::read_to_string(place.path().join("repo/b.yaml")).unwrap(), "b: 0\n");
}
