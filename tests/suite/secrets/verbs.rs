//! The verbs beside the plain scan, and what goes wrong.

use std::fs;
use std::io::Write as _;
use std::process::{Output, Stdio};

use super::{Place, TELLTALE, gatecheck, said};

fn git(place: &Place, script: &str) {
    let mut command = std::process::Command::new("sh");
    command.args(["-ec", script]).current_dir(place.path()).env_clear();
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.envs([("GIT_CONFIG_GLOBAL", "/dev/null"), ("GIT_CONFIG_NOSYSTEM", "1"), ("HOME", "/nowhere")]);
    for role in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{role}_NAME"), "a").env(format!("GIT_{role}_EMAIL"), "a@example.com");
    }
    let output = command.output().unwrap();
    assert!(output.status.success(), "{script}: {}", said(&output));
}

fn on_input(place: &Place, arguments: &[&str], text: &[u8]) -> Output {
    let mut command = gatecheck(place.path(), arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(text).unwrap();
    place.hold(arguments, child.wait_with_output().unwrap())
}

/// Holds a file that the program wrote.
fn hold_file(place: &Place, name: &str) -> String {
    let bytes = fs::read(place.path().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    let leaks = place.leaks.in_bytes(&bytes);
    assert!(leaks.is_empty(), "{name}:\n{}", leaks.join("\n"));
    String::from_utf8(bytes).unwrap()
}

/// Takes away the files that cannot be read.
fn remove_unreadable(place: &Place) {
    for path in ["k8s/broken.yaml", "unreadable/a.json", "unreadable/a.yaml"] {
        fs::remove_file(place.path().join(path)).unwrap();
    }
}

#[test]
fn no_verb_prints_a_secret() {
    let place = Place::new();
    let paths: Vec<String> = place.repository.files.keys().cloned().collect();
    place.run(&["scan", "--list-files", "-v"]);
    // Of the files with one token each, some are enough here.
    for path in paths.iter().filter(|path| !path.starts_with("etc/") || path.starts_with("etc/00")) {
        let output = place.run(&["input", path]);
        // Of a binary nothing is shown.
        assert!(output.status.code() == Some(0) || path.ends_with(".bin"), "{path}: {}", said(&output));
        assert!(
            said(&output).contains("**")
                || ["etc/", "cut/", "unreadable/"].iter().any(|folder| path.starts_with(folder))
                || path.ends_with(".bin")
                || ["go/go.mod", "k8s/broken.yaml"].contains(&path.as_str()),
            "{path}: {}",
            said(&output)
        );
    }
    for path in ["k8s/secret.yaml", "compose.yaml", "k8s/broken.yaml"] {
        let text = &place.repository.files[path];
        place.run_all_on(&["-", "--stdin-filename", path], |all| on_input(&place, all, text));
        on_input(&place, &["input", "-", "--stdin-filename", path], text);
    }
    // What passes is handed on as it is: there the report is on standard error, and holds nothing of it.
    let input = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: b}\n";
    on_input(&place, &["scan", "-", "--passthrough", "-v"], input.as_bytes());

    place.run(&["init", "--print"]);
    place.run(&["init", "--migrate", "--diff", "-v"]);
    // The files that could not be read are taken away, or there would be no baseline.
    remove_unreadable(&place);
    let output = place.run(&["baseline", "-v"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(hold_file(&place, ".gatecheck/baseline.json").lines().count() > 100);
    place.run(&["scan", "--format", "html", "-v"]);
    for path in ["k8s/env.yaml", "Dockerfile", ".github/workflows/ci.yaml"] {
        fs::remove_file(place.path().join(path)).unwrap();
    }
    // Its entries are stale now, and are shown.
    let output = place.run(&["scan", "--format", "human"]);
    assert!(said(&output).contains("stale-baseline"), "{}", said(&output));
    place.run(&["baseline", "--update"]);
    place.run(&["baseline", "--prune"]);
    hold_file(&place, ".gatecheck/baseline.json");
    fs::remove_dir_all(place.path().join(".gatecheck")).unwrap();

    place.repository.write(place.path());
    remove_unreadable(&place);
    place.run(&["init", "--migrate", "-v"]);
    // It needs a configuration only for what cannot be ignored in its file.
    if place.path().join("gatecheck.yaml").exists() {
        hold_file(&place, "gatecheck.yaml");
        fs::remove_file(place.path().join("gatecheck.yaml")).unwrap();
    }
    place.run(&["init"]);
    hold_file(&place, "gatecheck.yaml");
    hold_file(&place, ".gatecheck/schema.json");
    let output = place.run(&["fix", "--unsafe", "-v"]);
    assert!(said(&output).contains("fixes in"), "{}", said(&output));
}

#[test]
fn no_scan_of_a_change_prints_a_secret() {
    let place = Place::new();
    let files: Vec<String> = place.repository.files.keys().cloned().collect();
    let changed = files.iter().filter(|path| path.starts_with("k8s/") || path.starts_with("etc/00"));
    for path in changed {
        fs::remove_file(place.path().join(path)).unwrap();
    }
    git(&place, "git init -q -b main && git add -A && git commit -qm base");
    place.repository.write(place.path());
    git(&place, "git add -A");
    place.run_all(&["--staged"]);
    place.run_all(&["--diff-base", "HEAD"]);
    for verb in ["install", "uninstall"] {
        place.run(&["hook", verb, "-v"]);
    }
}

/// Mistakes in the files that people write for the gate are shown with their lines and the lines around them.
#[test]
fn no_diagnostic_quotes_a_secret() {
    let place = Place::new();
    let (token, password) = (secret(&place, "RUN"), secret(&place, "ENV"));
    let token = format!("ghp_{token}");
    let outside = tempfile::tempdir().unwrap();
    let file = outside.path().join("given");
    let given = file.to_str().unwrap();
    let texts = [
        format!("{token}: 1\n"),
        format!("fail-on: {token}\n"),
        format!("# {token}\nselct: [a]\npassword: {password}\n"),
        format!("ignore:\n  - {{rule: k8s/privileged, paths: [\"[{token}\"], reason: x}}\n"),
        format!("ignore:\n  - rule: {token}\n    reason: token={password}\n    until: 2020-01-01\n"),
        format!("rules: {{{token}: {{severity: {token}}}}}\n"),
        format!("a: [{token}\npassword: {password}: x\n"),
        format!("\"{token}\nx\n"),
        format!("exclude: {token}\npassword: \"{password}\"\n"),
        format!("version: 1\npassword: {password}\n{token}"),
    ];
    let mut masked = 0;
    for text in texts {
        fs::write(place.path().join("gatecheck.yaml"), &text).unwrap();
        for arguments in [&["scan", "compose.yaml"][..], &["init", "--migrate"]] {
            let output = place.run(arguments);
            assert_eq!(output.status.code(), Some(2), "{text}: {}", said(&output));
            masked += usize::from(said(&output).contains("***"));
        }
        fs::remove_file(place.path().join("gatecheck.yaml")).unwrap();
        fs::write(&file, &text).unwrap();
        for flag in ["--config", "--org-config"] {
            assert_eq!(place.run(&["scan", flag, given, "compose.yaml"]).status.code(), Some(2), "{text}");
        }
    }
    assert!(masked > 15, "only {masked} diagnostics show the place of a secret");
    // What is wrong only in its effect is said of a configuration that can be used.
    let noted = format!(
        "ignore:\n  - {{rule: k8s/host-pid, paths: [\"k8s/*\"], reason: \"token={password} {token}\"}}\n  - {{rule: k8s/privileged, until: 2020-01-01, reason: \"{token}\"}} # password={password}\nexclude:\n  - {{path: etc, reason: \"{token}\"}}\n"
    );
    fs::write(place.path().join("gatecheck.yaml"), noted).unwrap();
    let pages = place.run_all(&["compose.yaml", "k8s"]);
    assert!(
        pages["json"].contains("expired-ignore") && pages["json"].contains("token=***"),
        "{}",
        pages["human"]
    );
    fs::remove_file(place.path().join("gatecheck.yaml")).unwrap();
    let entry = format!(
        "{{\"fingerprint\": \"a\", \"rule\": \"k8s/privileged\", \"path\": \"{token}\", \"message\": \"password={password}\"}}"
    );
    for (text, code) in [
        (format!("{{\"version\": 1, \"tool\": \"gatecheck\", \"findings\": [\n{entry},\n]}}\n"), 2),
        (format!("{{\"version\": 1, \"tool\": \"gatecheck\", \"{token}\": 1, \"findings\": []}}\n"), 2),
        (format!("{{\"tool\": \"{token}\", \"password\": \"{password}\"}}\n"), 2),
        (format!("{{\"version\": 1, \"tool\": \"gatecheck\", \"findings\": [\n{entry}\n]}}\n"), 3),
    ] {
        fs::write(&file, &text).unwrap();
        let output = place.run(&["scan", "--baseline", given, "k8s"]);
        assert_eq!(output.status.code(), Some(code), "{text}: {}", said(&output));
    }
    // The last of them can be read, and has an entry for nothing.
    let pages = place.run_all(&["--baseline", given]);
    assert!(pages["human"].contains("stale-baseline"), "{}", pages["human"]);
    // Nor is what was typed.
    place.run(&["scan", &format!("{token}.yaml")]);
    place.run(&["explain", &token]);
    place.run(&["scan", "--select", &token]);
}

/// A secret of the repository by what it is.
fn secret(place: &Place, what: &str) -> String {
    place.repository.hidden.iter().find(|(it, _)| it == what).unwrap().1.clone()
}

/// Policies whose text, examples, tests and failures hold secrets.
#[test]
fn no_policy_makes_a_secret_appear() {
    let place = Place::new();
    let (token, password) = (format!("ghp_{}", secret(&place, "RUN")), secret(&place, "ENV"));
    let policies = place.path().join("policies/telltale");
    let write = |name: &str, text: &str| {
        fs::create_dir_all(policies.join(name).parent().unwrap()).unwrap();
        fs::write(policies.join(name), text).unwrap();
    };
    write("telltale.rego", TELLTALE);
    let pod = |value: &str| {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\nspec:\n  containers:\n    - name: a\n      image: a\n      env:\n        - name: DB_PASSWORD\n          value: {value}\n        - name: TOKEN\n          value: {token}\n"
        )
    };
    write("bad.yaml", &pod(&password));
    write("bad.fixed.yaml", &pod(&password).replace("image: a", "image: b"));
    write("good.yaml", &pod(&token));
    write(
        "telltale_test.rego",
        &format!(
            "package telltale_test\n\nimport data.telltale\n\n# {token}\ntest_it if {{\n\ttelltale.deny == {{\"{token}\"}} with input as {{\"a\": \"{token}\"}}\n}}\n\ntest_crash if {{\n\tto_number(\"{token}\") == 1\n}}\n"
        ),
    );
    let output = place.run(&["policy", "test", "policies"]);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    let text = said(&output);
    assert!(text.contains("the value is ghp_***") || text.contains("the value is ***"), "{text}");
    assert!(text.contains("the fixed text differs"), "{text}");
    for (name, text) in [
        (
            "a.rego",
            format!(
                "package a\n\n# METADATA\n# title: {token}\n# custom:\n#   severity: {token}\n#   {token}: 1\ndeny contains \"{token}\" if {{ input.{token} }}\n"
            ),
        ),
        ("b.rego", format!("package b\n\ndeny contains msg if {{\n\tmsg := \"{token}\n}}\n")),
        (
            "c.rego",
            format!("package c\n\nimport data.{token}\n\ndeny contains {token}(\"{token}\") if {{ true }}\n"),
        ),
        ("d.rego", format!("package gatecheck.d\n\ndeny contains \"{token}\"\n")),
    ] {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(name), text).unwrap();
        let path = folder.path().to_str().unwrap();
        for arguments in [
            &["policy", "check", path][..],
            &["policy", "test", path],
            &["scan", "--policies", path, "compose.yaml"],
        ] {
            let output = place.run(arguments);
            assert_ne!(output.status.code(), Some(0), "{name}: {}", said(&output));
        }
    }
    // A rule whose evaluation fails, one that never ends, and one that takes all memory.
    let failing = |body: &str| {
        format!(
            "package failing\n\n# METADATA\n# title: a\n# description: b\n# custom:\n#   severity: high\n#   kinds: [compose]\ndeny contains msg if {{\n{body}\n}}\n\nletters := split(\"{}\", \"\")\n",
            "abcdefghij".repeat(10)
        )
    };
    for body in [
        "\tsome value in input.services.a.environment\n\tstrings.count(value, \"\") > 0\n\tmsg := value",
        "\tsome value in input.services.a.environment\n\tsome a in letters\n\tsome b in letters\n\tsome c in letters\n\tsome d in letters\n\tconcat(\"\", [a, b, c, d]) == value\n\tmsg := value",
        "\tsome value in input.services.a.environment\n\tmsg := sprintf(\"%999999999d %v\", [1, value])",
    ] {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("failing.rego"), failing(body)).unwrap();
        let path = folder.path().to_str().unwrap();
        let output = place.run(&["scan", "--policies", path, "--select", "failing/*", "compose.yaml", "-v"]);
        assert_eq!(output.status.code(), Some(3), "{body}: {}", said(&output));
        assert!(said(&output).contains("the rule failed"), "{}", said(&output));
    }
}

/// What accepts a finding of gatecheck's own is shown with it, and the hash of its line would give a secret away.
#[test]
fn findings_of_gatechecks_own_hold_no_secret() {
    let token = format!("ghp_{}", super::plants::random(super::plants::WORD, 36, 9));
    let ignore = format!("ignore:\n  - {{rule: k8s/host-pid, until: 2020-01-01, reason: \"{token}\"}}\n");
    let accepted = format!("{ignore}  - {{rule: gatecheck/expired-ignore, reason: \"see {token}\"}}\n");
    let object = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: b}\n";
    for (config, format, said_so) in [(&accepted, "json", "see ****"), (&ignore, "sarif", "expired-ignore")] {
        let folder = crate::place::folder(&[("gatecheck.yaml", config.as_str()), ("a.yaml", object)]);
        let report = said(&gatecheck(folder.path(), &["scan", "--format", format]).output().unwrap());
        assert!(report.contains(said_so), "{report}");
        assert!(!report.contains(&token) && !report.contains("LineHash"), "{report}");
    }
}
