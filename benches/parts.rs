//! The parts of a scan, each on generated input that fits in memory (`input/mod.rs`); one thread.
//!
//! - `parse`: bytes per second of reading each kind into documents with places. `text` is the search for
//!   secrets in source text that hardly has any.
//! - `rules`: time per document for all rules that apply to it, for each group of rules alone, and for none
//!   but the conversion. The document is a Deployment with up to three containers (`k8s`), or the kind's own.
//!   Divide by the number of rules that is printed in the row's name's stead by `rules_in`.
//! - `fix`: time per fix that is proved as a scan proves it: lowered to edits, applied, read again, every
//!   rule asked again.
//! - `start`: time to load and check the built-in policies, before any engine is prepared; and to ask the
//!   first document, which prepares the engines it needs.
//!
//! `cargo bench --bench parts`. No result fails anything.

mod input;

use std::sync::Arc;

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use gatecheck::document::{self, Document, FileKind};
use gatecheck::policy::{Load, PolicySet, Rule};
use gatecheck::text::{RepoPath, SourceFile, apply};

fn main() {
    divan::main();
}

/// About as much text of each kind as makes a steady figure.
fn sample(kind: &str) -> Vec<Arc<SourceFile>> {
    let files = |path: &str, count: usize, text: fn(usize) -> String| {
        (0..count).map(|n| Arc::new(SourceFile::new(RepoPath::new(path), text(n)))).collect()
    };
    match kind {
        "kubernetes" => files("deploy/web.yaml", 200, input::deployment),
        "json" => files("deploy/job.json", 200, input::json),
        "dockerfile" => files("Dockerfile", 200, input::dockerfile),
        "workflow" => files(".github/workflows/build.yaml", 200, input::workflow),
        "compose" => files("compose.yaml", 200, input::compose),
        "go.mod" => files("go.mod", 4, |_| input::go_mod(500)),
        "go.sum" => files("go.sum", 4, |_| input::go_sum(1000)),
        _ => files("step.go", 4, |_| input::source_text(500)),
    }
}

#[divan::bench(
    args = ["kubernetes", "json", "dockerfile", "workflow", "compose", "go.mod", "go.sum", "text"],
    max_time = 1.5
)]
fn parse(bencher: Bencher<'_, '_>, kind: &str) {
    let sources = sample(kind);
    let bytes: usize = sources.iter().map(|source| source.text.len()).sum();
    bencher.counter(BytesCount::new(bytes)).bench_local(|| {
        let read = |source| document::parse(source, document::classify(&source_path(source), &source.text));
        sources.iter().map(|source| read(source).documents.len()).sum::<usize>()
    });
}

fn source_path(source: &SourceFile) -> RepoPath {
    source.path.clone()
}

/// The built-in rules whose id begins with `prefix`.
fn rules_of(prefix: &str) -> PolicySet {
    let active = |rule: &Rule| rule.id.as_str().starts_with(prefix);
    let load = Load { builtin: true, bundles: &[], active: &active, settings: &Default::default() };
    PolicySet::load(load).unwrap_or_else(|errors| panic!("{errors:?}"))
}

/// The documents of which rules with this prefix are asked.
fn asked_about(prefix: &str) -> Vec<Document> {
    let sample = sample(match prefix {
        "docker/" => "dockerfile",
        "gha/" | "actions/" | "ci/" => "workflow",
        "compose/" => "compose",
        "go/" => "go.mod",
        "secrets/" => "text",
        _ => "kubernetes",
    });
    let parse = |source| document::parse(source, document::classify(&source_path(source), &source.text));
    let documents = sample.iter().flat_map(|source| parse(source).documents);
    documents.filter(|document| document.part == 0).collect()
}

/// The groups of the built-in rules, and first all of them.
fn groups() -> Vec<String> {
    let set = rules_of("");
    let group = |rule: &Arc<Rule>| rule.id.as_str().split_once('/').map(|(group, _)| format!("{group}/"));
    let groups: std::collections::BTreeSet<String> = set.rules().filter_map(group).collect();
    [String::new()].into_iter().chain(groups).collect()
}

#[divan::bench(args = groups(), max_time = 1)]
fn rules(bencher: Bencher<'_, '_>, prefix: &str) {
    let set = rules_of(prefix);
    let documents = asked_about(prefix);
    let mut evaluator = set.evaluator();
    documents.iter().take(1).for_each(|document| drop(evaluator.evaluate(document)));
    bencher.counter(ItemsCount::new(documents.len())).bench_local(|| {
        documents.iter().map(|document| evaluator.evaluate(document).denials.len()).sum::<usize>()
    });
}

#[divan::bench(max_time = 2)]
fn fix(bencher: Bencher<'_, '_>) {
    let set = rules_of("");
    let mut evaluator = set.evaluator();
    let mut fixes = Vec::new();
    for document in asked_about("k8s/") {
        for denial in evaluator.evaluate(&document).denials {
            let ops = denial.fix.map(|fix| fix.ops).unwrap_or_default();
            if document.lower(&ops).is_ok_and(|edits| !edits.is_empty()) && fixes.len() < 50 {
                fixes.push((document.clone(), ops));
            }
        }
    }
    bencher.counter(ItemsCount::new(fixes.len())).bench_local(|| {
        let mut prove = |(document, ops): &(Document, Vec<document::PatchOp>)| {
            let edits = document.lower(ops).ok()?;
            let whole = apply(&document.source.text, &edits).ok()?;
            let unit = document.unit.range();
            let grown = (whole.len() + unit.end).checked_sub(document.source.text.len())?;
            let after = document.reparse(whole.get(unit.start..grown)?.to_owned())?;
            Some(evaluator.evaluate(&after).denials.len())
        };
        fixes.iter().filter_map(&mut prove).sum::<usize>()
    });
}

#[divan::bench(max_time = 1)]
fn start() -> usize {
    rules_of("").rules().len()
}

#[divan::bench(args = [FileKind::Kubernetes, FileKind::Dockerfile], max_time = 2)]
fn first_document(bencher: Bencher<'_, '_>, kind: FileKind) {
    let prefix = if kind == FileKind::Kubernetes { "k8s/" } else { "docker/" };
    let document = asked_about(prefix).into_iter().find(|document| document.kind == kind);
    let document = document.unwrap_or_else(|| panic!("there is no such document"));
    bencher
        .with_inputs(|| rules_of(""))
        .bench_local_values(|set| set.evaluator().evaluate(&document).denials.len());
}
