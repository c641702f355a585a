//! Never print a secret: a repository full of them, every verb and every format, and nothing of any of them in
//! what is written.
//!
//! Allowed is what the issuer of a token made public (`ghp_`), the length, the entropy that `gatecheck input`
//! shows of a candidate, and the fingerprint of a finding about a secret of high entropy, which holds a
//! truncated SHA-256 of it: a baseline has to know the secret again, and must not accept another one in its
//! place. Of a weak secret there is no hash either .
//!
//! [`plants`] makes the secrets, [`repository`] puts them everywhere, [`leaks`] knows them again however they
//! are wrapped, escaped or encoded.

mod leaks;
mod names;
mod plants;
mod repository;
mod verbs;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use leaks::Leaks;
use repository::{Repository, repository};
use serde_json::Value as Json;

use crate::hostile::formats;

/// A policy that says all it sees, in every way a policy can.
const TELLTALE: &str = r#"package telltale

# METADATA
# title: Says everything
# description: Quotes each value of a document, decoded and as JSON too.
# custom:
#   severity: high
#   kinds: [kubernetes, compose, github-actions, gitlab-ci, dockerfile, go-mod, text]
deny contains denial if {
	walk(input, [at, value])
	is_string(value)
	denial := {
		"msg": sprintf("the value is %v", [value]),
		"at": at,
		"related": [{"at": at, "msg": sprintf("%q stands here", [value])}],
		"fix": {
			"title": sprintf("take %v away", [value]),
			"ops": [{"op": "set", "at": at, "value": concat("", ["not ", value])}],
		},
	}
}

deny contains denial if {
	walk(input, [at, value])
	is_string(value)
	base64.is_valid(value)
	denial := {"msg": sprintf("decoded it is %v", [base64.decode(value)]), "at": at}
}

deny contains {"msg": sprintf("whole: %v", [json.marshal(input)]), "at": []}

deny contains {"msg": sprintf("key %v", [key]), "at": array.concat(at, [key])} if {
	walk(input, [at, value])
	is_object(value)
	some key, _ in value
}
"#;

/// The program in `folder`, as a pipeline with much to hide would start it.
fn gatecheck(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gatecheck"));
    command.args(arguments).current_dir(folder).env_clear().stdin(Stdio::null());
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.envs([("RUST_BACKTRACE", "full"), ("SOURCE_DATE_EPOCH", "1790000000"), ("HOME", "/nowhere")]);
    command
}

/// The repository on disk, with what is known of it.
struct Place {
    folder: tempfile::TempDir,
    repository: Repository,
    leaks: Leaks,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let repository = repository(7);
        repository.write(folder.path());
        let leaks = Leaks::of(repository.hidden.iter().map(|(what, text)| (what.as_str(), text.as_str())));
        Self { folder, repository, leaks }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Runs the program and holds what it writes to its streams against the secrets.
    #[track_caller]
    fn run(&self, arguments: &[&str]) -> Output {
        self.hold(arguments, gatecheck(self.path(), arguments).output().unwrap())
    }

    /// Runs a scan that writes every format, with all there is to say, and holds all of it against the secrets.
    /// Returns what was written.
    #[track_caller]
    fn run_all(&self, arguments: &[&str]) -> BTreeMap<String, String> {
        self.run_all_on(arguments, |all| self.run(all))
    }

    #[track_caller]
    fn run_all_on(&self, arguments: &[&str], run: impl Fn(&[&str]) -> Output) -> BTreeMap<String, String> {
        let reports = tempfile::tempdir().unwrap();
        let formats = formats();
        // These are about files as a whole, so a comparison has none.
        let whole = |format: &str| matches!(format, "diff" | "intoto");
        let formats = formats.iter().filter(|it| !whole(it) || !arguments.contains(&"--diff-base"));
        let files: Vec<(&String, String)> =
            formats.map(|it| (it, format!("{it}={}", reports.path().join(it).display()))).collect();
        let mut all = vec!["scan", "-v", "--timings", "--unsafe", "--sarif-include-suppressed"];
        all.extend(arguments);
        files.iter().for_each(|(_, file)| all.extend(["--output", file]));
        let output = run(&all);
        assert_ne!(output.status.code(), Some(2), "{arguments:?}: {}", said(&output));
        let mut written = BTreeMap::new();
        let mut leaking = Vec::new();
        for (format, _) in files {
            let bytes = fs::read(reports.path().join(format)).unwrap();
            assert!(bytes.len() > 200 || format == "diff", "{format} says nothing: {}", bytes.len());
            leaking.extend(self.leaks.in_bytes(&bytes).into_iter().map(|leak| format!("{format}: {leak}")));
            written.insert(format.clone(), String::from_utf8(bytes).unwrap());
        }
        assert!(leaking.is_empty(), "{arguments:?}:\n{}", leaking.join("\n"));
        written
    }

    #[track_caller]
    fn hold(&self, arguments: &[&str], output: Output) -> Output {
        for (stream, bytes) in [("output", &output.stdout), ("error", &output.stderr)] {
            let leaks = self.leaks.in_bytes(bytes);
            assert!(leaks.is_empty(), "{arguments:?}: standard {stream}:\n{}", leaks.join("\n"));
        }
        assert!(matches!(output.status.code(), Some(0..=3)), "{arguments:?}: {}", said(&output));
        output
    }
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[&*output.stdout, &*output.stderr].concat()).into_owned()
}

/// Where findings of rules are, without the telltale: path and line.
fn found(report: &Json) -> BTreeSet<(String, u64)> {
    let of = |finding: &Json| {
        let place = &finding["location"];
        let secret = finding["category"] == "secrets";
        secret.then(|| (place["path"].as_str().unwrap().to_owned(), place["start"]["line"].as_u64().unwrap()))
    };
    report["findings"].as_array().unwrap().iter().filter_map(of).collect()
}

/// Every format at once, with all there is to say, by a policy that tells everything.
#[test]
fn no_format_holds_a_secret() {
    let place = Place::new();
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("telltale.rego"), TELLTALE).unwrap();
    let policies = outside.path().to_str().unwrap();
    let pages = place.run_all(&["--policies", policies]);
    // With colours it is another text, which a terminal wraps.
    place.run(&["scan", "--color", "always", "--policies", policies]);

    // The trap is set: the policy spoke of each file, and what it said was masked.
    let report: Json = serde_json::from_str(&pages["json"]).unwrap();
    let spoken: BTreeSet<&str> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|finding| {
            finding["rule"] == "telltale/deny" && finding["message"].as_str().unwrap().contains("***")
        })
        .map(|finding| finding["location"]["path"].as_str().unwrap())
        .collect();
    for path in [
        "k8s/env.yaml",
        "k8s/secret.yaml",
        "k8s/config.yaml",
        "compose.yaml",
        "Dockerfile",
        ".gitlab-ci.yml",
        ".github/workflows/ci.yaml",
        "k8s/pod.json",
    ] {
        assert!(spoken.contains(path), "the policy says nothing of the secrets in {path}: {spoken:?}");
    }
    let text = |page: &str| {
        page.replace("&quot;", "\"")
            .replace("&#39;", "'")
            .replace("&amp;", "&")
            .replace("&lt;", "<")
            .replace("&gt;", ">")
    };
    let page = text(&pages["html"]);
    for (what, line) in &place.repository.masked {
        assert!(page.contains(line), "{what}: {line} is not shown");
    }
    every_plant_is_found(&place, &found(&report));
}

/// Without the policy that breaks every proof: here are fixes.
#[test]
fn no_fix_holds_a_secret() {
    let place = Place::new();
    let pages = place.run_all(&[]);
    assert!(pages["diff"].contains("+COPY far near"), "{}", pages["diff"]);
    place.run(&["fix", "--diff", "--unsafe", "-v"]);
    place.run(&["scan", "--format", "diff"]);
}

/// What is written about two repositories that differ in nothing but their secrets differs in nothing but the
/// fingerprints of those that are strong: no hash, length or entropy of anything else gives them away.
#[test]
fn only_fingerprints_of_strong_secrets_depend_on_them() {
    // A password that can be guessed, a value that is not found, a strong one, and what stands beside them.
    let files = |weak: &str, value: &str, strong: &str| {
        let pod = format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: a, labels: {{p: x}}}}\nspec:\n  hostPID: true # password={weak}\n  containers:\n    - name: a\n      image: nginx:latest\n      args: [--password, {weak}]\n      env:\n        - {{name: DB_PASSWORD, value: {value}}}\n        - {{name: API_TOKEN, value: {strong}}}\n---\napiVersion: v1\nkind: Secret\nmetadata: {{name: s}}\nstringData: {{a: {weak}}}\n"
        );
        let docker = format!(
            "FROM ubuntu:latest\nENV DB_PASSWORD={weak}\nARG API_SECRET={value}\nRUN curl --password {weak} https://a.test | sh\n"
        );
        let text = format!("url = https{}//u{}:{weak}@db.test/x\npassword = \"{strong}\"\n", ":", "ser");
        [("pod.yaml", pod), ("Dockerfile", docker), ("a.conf", text)]
    };
    let run = |files: &[(&str, String)]| {
        let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
        let folder = crate::place::folder(&files);
        let mut pages = BTreeMap::new();
        // A statement names the digests of whole files, which is what it is for.
        for format in formats().into_iter().filter(|format| format != "intoto") {
            let arguments = ["scan", "--format", &format, "--sarif-include-suppressed"];
            let output = gatecheck(folder.path(), &arguments).output().unwrap();
            assert_eq!(output.status.code(), Some(1), "{format}: {}", said(&output));
            pages.insert(format, String::from_utf8(output.stdout).unwrap());
        }
        pages
    };
    let strong = |seed| plants::random(plants::WORD, 24, seed);
    let one = run(&files("Sommer2024", "hunter22!x", &strong(1)));
    // The same letters in another order: entropy is part of what candidates say.
    let mirrored: String = strong(1).chars().rev().collect();
    let two = run(&files("Winter1987", "k3nnW0rt!y", &mirrored));
    let fingerprints = |pages: &BTreeMap<String, String>| -> Vec<(String, String)> {
        let report: Json = serde_json::from_str(&pages["json"]).unwrap();
        let text = |value: &Json| value.as_str().unwrap().to_owned();
        let of = |it: &Json| (text(&it["rule"]), text(&it["fingerprint"]));
        report["findings"].as_array().unwrap().iter().map(of).collect()
    };
    let (known_one, known_two) = (fingerprints(&one), fingerprints(&two));
    let differ: Vec<_> = known_one.iter().zip(&known_two).filter(|(a, b)| a != b).collect();
    assert!(!differ.is_empty() && differ.len() <= 3, "{differ:?}");
    assert!(
        known_one.iter().filter(|(rule, _)| rule.contains("secret") || rule.contains("credentials")).count()
            > differ.len()
    );
    for (format, mut one) in one {
        let mut two = two[&format].clone();
        for ((_, a), (_, b)) in &differ {
            // A page shortens them to name its parts.
            one = one.replace(a, "-").replace(&a[..12], "-");
            two = two.replace(b, "-").replace(&b[..12], "-");
        }
        let diff = similar::TextDiff::from_lines(&*one, &*two).unified_diff().context_radius(1).to_string();
        assert!(diff.is_empty(), "{format} depends on a secret:\n{diff}");
    }
}

/// What no rule finds is masked all the same where it is shown: tokens that may have expired (their rule
/// is off by default), and what may as well be no secret.
const UNFOUND: &[&str] =
    &["jwt", "lower-case words", "punctuation", "not ASCII", "of a flag", "of curl", "weak"];

fn every_plant_is_found(place: &Place, found: &BTreeSet<(String, u64)>) {
    let files: BTreeSet<&str> = found.iter().map(|(path, _)| path.as_str()).collect();
    let unfound = place.repository.plants.iter().filter(|(_, path)| !files.contains(path.as_str()));
    let unfound: Vec<&str> = unfound.map(|(kind, _)| *kind).collect();
    assert_eq!(unfound, UNFOUND);
    let planted: BTreeSet<&str> = place.repository.plants.iter().map(|(kind, _)| *kind).collect();
    let detectors: BTreeSet<&str> = gatecheck::document::secrets::detectors().collect();
    let missing: Vec<&&str> = detectors.difference(&planted).collect();
    assert!(missing.is_empty(), "there is no secret for {missing:?}");
    assert!(planted.len() > 100);
}

/// Each plant is what it claims to be.
#[test]
fn each_detector_finds_its_plant() {
    for plant in plants::plants() {
        let text = plant.text();
        let found = gatecheck::document::secrets::search(text.as_bytes());
        let by = found.iter().find(|candidate| candidate.detector == plant.kind);
        if gatecheck::document::secrets::detectors().any(|name| name == plant.kind) {
            let candidate = by.unwrap_or_else(|| panic!("{}: {found:?}", plant.kind));
            assert_eq!(&text[candidate.span.range()], plant.secret(), "{}", plant.kind);
            assert!(candidate.masked.starts_with(plant.prefix()), "{}: {}", plant.kind, candidate.masked);
        }
    }
}
