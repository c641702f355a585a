//! The parts of a scan, each on generated input that fits in memory (`input/mod.rs`); one thread.
//!
//! - `parse`: bytes per second of reading each kind into documents with places. `text` is the search for
//!   secrets in source text that hardly has any.
//! - `rules`: documents per second for all rules that apply to a document, and for each group of rules
//!   alone; the row says how many rules that is. The document is a Deployment with up to three containers
//!   (`all`, `k8s`), or one of the kind that the group is about. The time for one document is the row's time
//!   over 200 (4 for `go` and `secrets`).
//! - `fix`: time per fix that is proved as a scan proves it: lowered to edits, applied, read again, every
//!   rule asked again.
//! - `start`: time to load and check the built-in policies, before any engine is prepared; and to ask the
//!   first document, which prepares the engines it needs.
//!
//! `cargo bench --bench parts`. No result fails anything.

mod input;

use std::collections::BTreeSet;
use std::sync::Arc;

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use gatecheck::document::{self, Document, FileKind, Parsed};
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
    bencher
        .counter(BytesCount::new(bytes))
        .bench_local(|| sources.iter().map(|source| read(source).documents.len()).sum::<usize>());
}

/// Reads a file as what its path and its beginning say that it is.
fn read(source: &Arc<SourceFile>) -> Parsed {
    let head = source.text.get(..1024).unwrap_or(&source.text);
    document::parse(source, document::classify(&source.path, head))
}

/// The built-in rules of one group; of all of them for `all`.
fn rules_of(group: &str) -> PolicySet {
    let active = |rule: &Rule| group == "all" || group_of(rule) == group;
    let load =
        Load { builtin: true, bundles: &[], active: &active, settings: &Default::default(), sandbox: None };
    PolicySet::load(load).unwrap_or_else(|errors| panic!("{errors:?}"))
}

fn group_of(rule: &Rule) -> &str {
    rule.id.as_str().split_once('/').map_or("", |(group, _)| group)
}

/// The documents that a group's rules are about; none if nothing here makes them.
fn asked_about(group: &str) -> Vec<Document> {
    let sources = match group {
        "all" | "k8s" => sample("kubernetes"),
        "docker" | "packages" => sample("dockerfile"),
        "github" => sample("workflow"),
        "compose" => sample("compose"),
        "go" => sample("go.mod"),
        "secrets" => sample("text"),
        _ => Vec::new(),
    };
    let documents = sources.iter().flat_map(|source| read(source).documents);
    documents.filter(|document| document.part == 0).collect()
}

/// The groups that are measured, each with its number of rules.
fn groups() -> Vec<String> {
    let all = rules_of("all");
    let groups: BTreeSet<&str> = all.rules().map(|rule| group_of(rule)).collect();
    let measured = ["all"].into_iter().chain(groups).filter(|group| !asked_about(group).is_empty());
    let counted = |group: &str| all.rules().filter(|rule| group == "all" || group_of(rule) == group).count();
    measured.map(|group| format!("{group}: {} rules", counted(group))).collect()
}

#[divan::bench(args = groups(), max_time = 1)]
fn rules(bencher: Bencher<'_, '_>, row: &str) {
    let group = row.split(':').next().unwrap_or_default();
    let set = rules_of(group);
    let documents = asked_about(group);
    let mut evaluator = set.evaluator();
    // The first one prepares the engines.
    documents.iter().take(1).for_each(|document| drop(evaluator.evaluate(document)));
    bencher.counter(ItemsCount::new(documents.len())).bench_local(|| {
        documents.iter().map(|document| evaluator.evaluate(document).denials.len()).sum::<usize>()
    });
}

#[divan::bench(max_time = 2)]
fn fix(bencher: Bencher<'_, '_>) {
    let set = rules_of("all");
    let mut evaluator = set.evaluator();
    let mut fixes = Vec::new();
    for document in asked_about("k8s") {
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
    rules_of("all").rules().len()
}

#[divan::bench(args = [FileKind::Kubernetes, FileKind::Dockerfile], max_time = 2)]
fn first_document(bencher: Bencher<'_, '_>, kind: FileKind) {
    let prefix = if kind == FileKind::Kubernetes { "k8s" } else { "docker" };
    let document = asked_about(prefix).into_iter().find(|document| document.kind == kind);
    let document = document.unwrap_or_else(|| panic!("there is no such document"));
    bencher
        .with_inputs(|| rules_of("all"))
        .bench_local_values(|set| set.evaluator().evaluate(&document).denials.len());
}
