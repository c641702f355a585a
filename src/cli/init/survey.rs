//! What is in a repository: kinds of files, findings, others' code, other tools.

use std::collections::{BTreeMap, BTreeSet};

use crate::cli::job::Job;
use crate::config::{Survey, peer_of};
use crate::document::{FileKind, parse};
use crate::policy::{Rule, RuleId, Severity};
use crate::scan::{Read, Report, read};
use crate::text::RepoPath;

/// Folders that hold what is not deployed.
const ASIDE: &[&str] = &[
    "testdata",
    "test-data",
    "test_data",
    "fixtures",
    "__fixtures__",
    "golden",
    "third_party",
    "third-party",
    "vendor",
    "node_modules",
];

/// How many folders are suggested.
const FOLDERS: usize = 5;

/// Looks at the files of a scan and at what was found in them.
pub(super) fn survey<'a>(job: &Job, report: &'a Report) -> Survey<'a> {
    let paths: Vec<&RepoPath> = job.walk.files.iter().map(|entry| &entry.path).collect();
    let mut severities: BTreeMap<Severity, usize> = BTreeMap::new();
    let mut rules: BTreeMap<&RuleId, (&Rule, usize)> = BTreeMap::new();
    let mut folders: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in report.open() {
        *severities.entry(finding.severity).or_default() += 1;
        rules.entry(&finding.rule.id).or_insert((&finding.rule, 0)).1 += 1;
        if let Some(folder) = aside(&finding.location.file) {
            *folders.entry(folder).or_default() += 1;
        }
    }
    let mut rules: Vec<(&Rule, usize)> = rules.into_values().collect();
    rules.sort_by_key(|(rule, count)| (std::cmp::Reverse(*count), rule.id.clone()));
    let mut folders: Vec<(String, usize)> =
        folders.into_iter().map(|(folder, count)| (folder.to_owned(), count)).collect();
    folders.sort_by_key(|(folder, count)| (std::cmp::Reverse(*count), folder.clone()));
    folders.truncate(FOLDERS);
    folders.sort();
    let tools: Vec<&RepoPath> = paths.iter().copied().filter(|path| is_tool(path)).collect();
    Survey {
        files: files(job),
        severities,
        rules,
        folders,
        migratable: tools.iter().any(|path| peer_of(path).is_some()),
        tools: tools.iter().map(ToString::to_string).collect(),
        policies: policies(&paths),
        year: job.settings().today.year() + 1,
        ignores: Vec::new(),
    }
}

/// How many files there are of each kind that rules know, and how many Helm charts.
fn files(job: &Job) -> Vec<(String, usize)> {
    let mut counts: BTreeMap<FileKind, usize> = BTreeMap::new();
    for entry in &job.walk.files {
        let Read::Text(source) = read(entry) else { continue };
        let kinds: BTreeSet<FileKind> = match entry.kind(&source) {
            // What a YAML file holds is known only when it has been read.
            FileKind::Yaml => {
                parse(&source, FileKind::Yaml).documents.iter().map(|document| document.kind).collect()
            }
            kind => [kind].into(),
        };
        for kind in kinds {
            *counts.entry(kind).or_default() += 1;
        }
    }
    let known = |kind: &FileKind| !matches!(kind, FileKind::Yaml | FileKind::Text);
    let counts = counts.into_iter().filter(|(kind, _)| known(kind));
    let mut files: Vec<(String, usize)> =
        counts.map(|(kind, count)| (kind.name().to_owned(), count)).collect();
    let charts = job.walk.files.iter().filter(|it| matches!(it.path.name(), "Chart.yaml" | "Chart.yml"));
    files.extend(Some(("helm".to_owned(), charts.count())).filter(|(_, count)| *count > 0));
    files.sort_by_key(|(kind, count)| (std::cmp::Reverse(*count), kind.clone()));
    files
}

/// The outermost folder of the path that holds what is not deployed.
fn aside(path: &RepoPath) -> Option<&str> {
    let text = path.as_str();
    let mut start = 0;
    for part in text.split('/') {
        let end = start + part.len();
        if end < text.len() && ASIDE.contains(&part) {
            return text.get(..end);
        }
        start = end + 1;
    }
    None
}

/// Whether the file is another tool's configuration.
fn is_tool(path: &RepoPath) -> bool {
    const OTHERS: &[&str] = &[
        ".trivyignore",
        ".trivyignore.yaml",
        "trivy.yaml",
        "conftest.toml",
        ".gitleaks.toml",
        ".gitleaksignore",
    ];
    peer_of(path).is_some() || OTHERS.contains(&path.as_str())
}

/// The outermost folders of Rego policies that are not tests of something.
fn policies(paths: &[&RepoPath]) -> Vec<String> {
    let rego = paths.iter().filter(|path| path.name().ends_with(".rego") && aside(path).is_none());
    let tops: BTreeSet<&str> = rego.filter_map(|path| path.as_str().split_once('/')).map(|it| it.0).collect();
    tops.into_iter().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_aside_are_told_by_their_names() {
        for (path, expected) in [
            ("a/testdata/b/fixtures/c.yaml", Some("a/testdata")),
            ("vendor/x.go", Some("vendor")),
            ("a/vendor", None),
            ("a/mytestdata/b", None),
        ] {
            assert_eq!(aside(&RepoPath::new(path)), expected, "{path}");
        }
    }
}
