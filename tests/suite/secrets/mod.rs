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
    let formats = formats();
    let files: Vec<String> =
        formats.iter().map(|it| format!("{it}={}", outside.path().join(it).display())).collect();
    let mut arguments = vec!["scan", "-v", "--timings", "--unsafe", "--sarif-include-suppressed", "--policies", policies];
    files.iter().for_each(|file| arguments.extend(["--output", file]));
    let output = place.run(&arguments);
    assert_eq!(output.status.code(), Some(3), "{}", said(&output));
    let mut pages = BTreeMap::new();
    let mut leaking = Vec::new();
    for format in &formats {
        let bytes = fs::read(outside.path().join(format)).unwrap();
        assert!(bytes.len() > 500, "{format} says nothing: {}", bytes.len());
        leaking.extend(place.leaks.in_bytes(&bytes).into_iter().map(|leak| format!("{format}: {leak}")));
        pages.insert(format.as_str(), String::from_utf8(bytes).unwrap());
    }
    assert!(leaking.is_empty(), "{}", leaking.join("\n"));
    for format in &formats {
        place.run(&["scan", "--format", format, "--color", "always", "--policies", policies]);
    }

    // The trap is set: the policy spoke of each file, and what it said was masked.
    let report: Json = serde_json::from_str(&pages["json"]).unwrap();
    let spoken: BTreeSet<&str> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|finding| finding["rule"] == "telltale/deny" && finding["message"].as_str().unwrap().contains("***"))
        .map(|finding| finding["location"]["path"].as_str().unwrap())
        .collect();
    for path in ["k8s/env.yaml", "k8s/secret.yaml", "k8s/config.yaml", "compose.yaml", "Dockerfile", ".gitlab-ci.yml", ".github/workflows/ci.yaml", "k8s/pod.json"] {
        assert!(spoken.contains(path), "the policy says nothing of the secrets in {path}: {spoken:?}");
    }
    let text = |page: &str| page.replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">");
    let page = text(&pages["html"]);
    for (what, line) in &place.repository.masked {
        assert!(page.contains(line), "{what}: {line} is not shown");
    }
    every_plant_is_found(&place, &found(&report));
}

/// What no rule finds, is masked all the same where it is shown: it may be a secret, and may not be one.
const UNFOUND: &[&str] = &["lower-case words", "of a flag", "of curl", "not ASCII", "in a comment", "weak", "punctuation"];

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
