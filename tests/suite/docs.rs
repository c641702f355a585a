//! The manual: its commands run, its examples are true, its links lead somewhere.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value as Json;

use crate::place::folder;

/// A page of the manual.
struct Page {
    /// Its path in this repository.
    path: String,
    text: String,
}

/// A fenced block of a page.
struct Block<'a> {
    language: &'a str,
    text: String,
}

/// This repository.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// README.md and every page in docs/, sorted.
fn pages() -> Vec<Page> {
    let mut paths = vec!["README.md".to_owned()];
    for entry in fs::read_dir(root().join("docs")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if name.ends_with(".md") {
            paths.push(format!("docs/{name}"));
        }
    }
    paths.sort();
    let page = |path: String| Page { text: fs::read_to_string(root().join(&path)).unwrap(), path };
    paths.into_iter().map(page).collect()
}

/// The fenced blocks of a text, in order.
fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut found = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if let Some(language) = line.strip_prefix("```") {
            let inside: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            found.push(Block { language, text: inside.join("\n") + "\n" });
        }
    }
    found
}

/// The blocks of one language in one page.
fn blocks_of(path: &str, language: &str) -> Vec<String> {
    let text = fs::read_to_string(root().join(path)).unwrap();
    let found = blocks(&text).into_iter().filter(|block| block.language == language);
    found.map(|block| block.text).collect()
}

/// A command that finds the program under test, and the files of `folder`.
fn command(program: &str, folder: &Path) -> Command {
    let own = Path::new(env!("CARGO_BIN_EXE_gatecheck")).parent().unwrap();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths(std::iter::once(own.to_owned()).chain(std::env::split_paths(&path)));
    let mut command = Command::new(program);
    command.current_dir(folder).env_clear().env("PATH", path.unwrap());
    // 2026-01-01, so that the dates in examples stay ahead.
    command.env("SOURCE_DATE_EPOCH", "1767225600").stdin(Stdio::null());
    command
}

fn gatecheck(folder: &Path, arguments: &[&str]) -> Output {
    command(env!("CARGO_BIN_EXE_gatecheck"), folder).args(arguments).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// A git repository with these files.
fn repository(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = folder(files);
    assert!(command("git", folder.path()).args(["init", "--quiet"]).status().unwrap().success());
    folder
}

const DEPLOYMENT: &str = "\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    - {name: web, image: ghcr.io/example/web:1.4.0}
";

#[test]
fn commands_run() {
    let mut ran = 0;
    for page in pages() {
        let outside = tempfile::tempdir().unwrap();
        let place = repository(&[("deployment.yaml", DEPLOYMENT)]);
        let inside = outside.path().join("repository");
        fs::rename(place.path(), &inside).unwrap();
        // The branch that the manual compares with.
        let commit = "git -c user.name=a -c user.email=a@example.com commit -q --allow-empty -m start \
                      && git update-ref refs/remotes/origin/main HEAD";
        assert!(command("sh", &inside).args(["-c", commit]).status().unwrap().success());
        for block in blocks(&page.text).iter().filter(|block| block.language == "sh") {
            for line in block.text.lines().filter(|line| line.starts_with("gatecheck")) {
                let mut shell = command("sh", &inside);
                shell.env("GITHUB_STEP_SUMMARY", outside.path().join("summary.md"));
                let output = shell.args(["-c", line]).output().unwrap();
                let code = output.status.code();
                let fine = matches!(code, Some(0 | 1)) && !said(&output).contains("error:");
                assert!(fine, "{}: {line}: {code:?}\n{}", page.path, said(&output));
                ran += 1;
            }
        }
    }
    assert!(ran > 5, "only {ran} commands were found");
}

/// What the program says of itself in the manual's pages: `gatecheck …` in a sentence is a command that there is.
#[test]
fn commands_in_sentences_exist() {
    let help = |verb: &[&str]| {
        let output = gatecheck(root(), &[verb, &["--help"]].concat());
        assert!(output.status.success(), "{verb:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    let mut helps: BTreeMap<String, String> = BTreeMap::new();
    for page in pages() {
        for code in page.text.split('`').skip(1).step_by(2).filter(|code| code.starts_with("gatecheck ")) {
            let words: Vec<&str> = code.split(" | ").next().unwrap().split_whitespace().skip(1).collect();
            let verbs = if matches!(words.first(), Some(&("policy" | "hook"))) { 2 } else { 1 };
            let verb: Vec<&str> =
                words.iter().take(verbs).copied().filter(|word| !word.starts_with('-')).collect();
            let known = helps.entry(verb.join(" ")).or_insert_with(|| help(&verb));
            for flag in words.iter().filter(|word| word.starts_with("--")) {
                let flag = flag.split('=').next().unwrap();
                assert!(known.contains(flag), "{}: `{code}`: there is no {flag}", page.path);
            }
        }
    }
    assert!(helps.contains_key("scan") && helps.contains_key("explain"), "{:?}", helps.keys());
}

/// Every format has its chapter, and what it shows of a report is in the report.
#[test]
fn excerpts_of_reports_are_real() {
    let text = fs::read_to_string(root().join("docs/formats.md")).unwrap();
    for format in gatecheck::output::Format::ALL {
        let name = format.name();
        let chapter =
            text.split(&format!("\n## {name}\n")).nth(1).unwrap_or_else(|| panic!("{name} is missing"));
        let chapter = chapter.split("\n## ").next().unwrap();
        let file = root().join(format!("testdata/repos/web-shop/expected/report.{name}"));
        let report = fs::read_to_string(file).unwrap_or_default();
        for block in blocks(chapter).iter().filter(|block| block.language != "sh") {
            // An ellipsis on a line of its own stands for lines that are left out.
            let mut rest = report.as_str();
            for part in block.text.split("…\n").map(|part| part.trim_end_matches('\n')) {
                let at = rest.find(part).unwrap_or_else(|| panic!("not in the {name} report:\n{part}"));
                rest = &rest[at + part.len()..];
            }
        }
    }
}

#[test]
fn links_lead_somewhere() {
    let slug = |head: &str| -> String {
        let kept = head.to_lowercase().replace(' ', "-");
        kept.chars().filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_')).collect()
    };
    let anchors: BTreeMap<PathBuf, BTreeSet<String>> = pages()
        .iter()
        .map(|page| {
            let heads = page.text.lines().filter(|line| line.starts_with('#'));
            let heads = heads.map(|line| slug(line.trim_start_matches('#').trim()));
            (root().join(&page.path), heads.collect())
        })
        .collect();
    for page in pages() {
        let here = root().join(&page.path);
        for link in page.text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if link.starts_with("https://") {
                continue;
            }
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = if file.is_empty() { here.clone() } else { here.parent().unwrap().join(file) };
            assert!(target.exists(), "{}: {link}", page.path);
            let known = anchor.is_empty() || anchors.get(&target).is_some_and(|known| known.contains(anchor));
            assert!(known, "{}: {link}: there is no such chapter", page.path);
        }
    }
}

#[test]
fn configurations_load() {
    let place = repository(&[("deployment.yaml", DEPLOYMENT)]);
    let file = place.path().join("written.yaml");
    let check = |flag: &str, text: &str| {
        fs::write(&file, text).unwrap();
        let output = gatecheck(place.path(), &["scan", flag, "written.yaml", "deployment.yaml"]);
        assert!(matches!(output.status.code(), Some(0 | 1)), "{text}\n{}", said(&output));
    };
    let manual = blocks_of("docs/configuration.md", "yaml");
    let [repository, organisation] = manual.as_slice() else { panic!("{} examples", manual.len()) };
    check("--config", repository);
    check("--org-config", organisation);
    let suppressing = blocks_of("docs/suppressing.md", "yaml");
    let configurations: Vec<_> =
        suppressing.iter().filter(|text| text.starts_with("# gatecheck.yaml")).collect();
    assert_eq!(configurations.len(), 1);
    configurations.iter().for_each(|text| check("--config", text));
}

/// What docs/ci.md shows is a part of an example, which the seams run, or is in a seam itself.
#[test]
fn pipelines_are_parts_of_what_is_run() {
    let files = [
        "examples/ci/github/.github/workflows/gatecheck.yaml",
        "examples/ci/github/.github/workflows/gatecheck-command.yaml",
        "examples/ci/gitlab/.gitlab-ci.yml",
        "tests/seams/gitlab-ci/check",
    ];
    let run = files.map(|file| fs::read_to_string(root().join(file)).unwrap());
    let shown = blocks_of("docs/ci.md", "yaml");
    assert_eq!(shown.len(), 4);
    for text in shown {
        assert!(run.iter().any(|run| run.contains(&text)), "no test runs this:\n{text}");
    }
}

/// The examples of ignores are ignores: nothing in them is misspelt, and all can be read.
#[test]
fn ignores_are_written_as_they_must_be() {
    let mut seen = 0;
    for page in ["README.md", "docs/suppressing.md"] {
        for text in blocks_of(page, "yaml").iter().filter(|text| text.contains("gatecheck: ignore")) {
            let place = repository(&[("a.yaml", text)]);
            let output =
                gatecheck(place.path(), &["scan", "--format", "json", "--ignore", "gatecheck/unused-ignore"]);
            let report: Json = serde_json::from_slice(&output.stdout).unwrap();
            assert_eq!(report["errors"], serde_json::json!([]), "{page}: {text}");
            assert_eq!(report["findings"], serde_json::json!([]), "{page}: {text}");
            seen += 1;
        }
    }
    assert!(seen >= 2, "only {seen} examples were found");
}

/// Workflows that the manual shows have nothing that the gate itself would find.
#[test]
fn workflows_in_the_manual_pass_the_gate() {
    for text in blocks_of("docs/code-scanning.md", "yaml") {
        let path = text.lines().next().and_then(|line| line.strip_prefix("# ")).unwrap();
        assert!(path.starts_with(".github/workflows/"), "{path}");
        let place = repository(&[(path, &text)]);
        let output = gatecheck(place.path(), &["scan", "--fail-on", "low"]);
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        assert!(said(&output).contains("no findings"), "{}", said(&output));
    }
}

/// The manifests of the manual pass the gate that it is about.
#[test]
fn manifests_pass() {
    let manifests = blocks_of("docs/argo-cd.md", "yaml");
    assert!(manifests.len() >= 3, "only {} manifests were found", manifests.len());
    for text in manifests {
        assert!(text.contains("apiVersion: "), "{text}");
        let place = repository(&[("manifest.yaml", &text)]);
        let output = gatecheck(place.path(), &["scan"]);
        assert_eq!(output.status.code(), Some(0), "{text}\n{}", said(&output));
    }
}

#[test]
fn policies_load_and_find() {
    for page in ["README.md", "docs/policies.md"] {
        for text in blocks_of(page, "rego") {
            let place = repository(&[("policies/a.rego", &text), ("deployment.yaml", DEPLOYMENT)]);
            let output = gatecheck(place.path(), &["policy", "check", "policies"]);
            assert_eq!(output.status.code(), Some(0), "{page}: {}", said(&output));
            let arguments = ["scan", "--policies", "policies", "--no-builtin", "deployment.yaml"];
            let output = gatecheck(place.path(), &arguments);
            assert_eq!(output.status.code(), Some(1), "{page}: {}", said(&output));
        }
    }
}

/// For each kind of file in docs/inputs.md the file that its example is.
const EXAMPLES: [(&str, &str); 9] = [
    ("kubernetes", "pod.yaml"),
    ("compose", "compose.yaml"),
    ("github-actions", ".github/workflows/ci.yaml"),
    ("gitlab-ci", ".gitlab-ci.yml"),
    ("yaml", "settings.yaml"),
    ("dockerfile", "Dockerfile"),
    ("go-mod", "go.mod"),
    ("go-sum", "go.sum"),
    ("text", "notes.txt"),
];

#[test]
fn inputs_are_what_policies_see() {
    let text = fs::read_to_string(root().join("docs/inputs.md")).unwrap();
    let section = |name: &str| {
        let rest = text.split(&format!("\n## {name}\n")).nth(1);
        blocks(rest.unwrap_or_else(|| panic!("{name} is missing")).split("\n## ").next().unwrap())
    };
    let json = |blocks: &[Block<'_>]| -> Json {
        let block = blocks.iter().find(|block| block.language == "json").unwrap();
        serde_json::from_str(&block.text).unwrap()
    };
    for (kind, path) in EXAMPLES {
        let blocks = section(kind);
        let place = repository(&[(path, &blocks[0].text)]);
        let output = gatecheck(place.path(), &["input", path]);
        let mut seen: Json =
            serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", said(&output)));
        let reserved = seen[0].as_object_mut().unwrap().remove("__gatecheck").unwrap();
        assert_eq!(reserved["file"]["kind"], kind);
        assert_eq!(seen, Json::Array(vec![json(&blocks)]), "{kind}");
        if kind == "github-actions" {
            assert_eq!(reserved, json(&section("The reserved key")));
        }
    }
}

#[test]
fn rules_are_listed() {
    let file = root().join("docs/rules.md");
    let output = gatecheck(root(), &["rules", "--format", "markdown"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    if std::env::var_os("GATECHECK_REGENERATE").is_some() {
        fs::write(&file, &output.stdout).unwrap();
    }
    let published = fs::read(&file).unwrap_or_default();
    assert!(published == output.stdout, "docs/rules.md is out of date: run with GATECHECK_REGENERATE=1");
}
