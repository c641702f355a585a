//! Examples: files beside a rule that it must deny, or must not.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::marks::{self, Mark};
use super::{Failure, Subject};
use crate::document::{Document, FileKind, classify, parse};
use crate::policy::bundle::BundleFile;
use crate::policy::evaluator::Evaluator;
use crate::policy::facts::ProjectDocument;
use crate::policy::{Applicability, Denial, Rule, Scope};
use crate::text::{self, RepoPath, SourceFile};

/// An example: one file, or a folder where the paths matter.
#[derive(Debug)]
pub(super) struct Example<'a> {
    /// Its first name below the rule's folder.
    pub(super) name: &'a str,
    pub(super) bad: bool,
    /// Its files, each with the path that it has in the example.
    pub(super) files: Vec<(&'a str, &'a BundleFile)>,
}

/// A document of an example, and what the rules say about it.
struct Denied<'a> {
    file: &'a BundleFile,
    document: Document,
    denials: Vec<Denial>,
}

/// The examples of a rule's folder.
pub(super) fn find<'a>(files: &[&'a BundleFile], folder: &str) -> Vec<Example<'a>> {
    let mut found: BTreeMap<&str, Vec<(&str, &BundleFile)>> = BTreeMap::new();
    for file in files {
        let Some(inside) = file.inside(folder).filter(|inside| super::is_example(inside)) else { continue };
        let (name, path) = inside.split_once('/').unwrap_or((inside, inside));
        found.entry(name).or_default().push((path, file));
    }
    let example = |(name, files): (&'a str, _)| Example { name, bad: name.starts_with("bad"), files };
    found.into_iter().map(example).collect()
}

/// Holds an example against what it says itself. `plain` judges as a scan does; `covering` judges again,
/// without the view that a scan hands over, and remembers which lines ran.
pub(super) fn check(
    example: &Example<'_>,
    subject: &Subject<'_>,
    plain: &mut Evaluator<'_>,
    covering: &mut Evaluator<'_>,
    failures: &mut Vec<Failure>,
) {
    let documents = documents(example, subject, failures);
    let Some(first) = example.files.first() else { return };
    if documents.is_empty() {
        let kinds: Vec<_> = subject.kinds().iter().map(|kind| kind.name()).collect();
        let message = format!("the example holds no document of kind {}", kinds.join(", "));
        failures.push(Failure::new(&first.1.path, 1, message));
    }
    let derived = judge(&documents, subject, covering, &mut Vec::new());
    let denied = judge(&documents, subject, plain, failures);
    let same = denied.iter().zip(&derived).all(|(a, b)| a.denials == b.denials);
    if !same {
        let message = "the rule says something else where it derives the view of the pod itself";
        failures.push(Failure::new(&first.1.path, 1, message));
    }
    let mut marked = false;
    for (_, file) in &example.files {
        let expected = expected(file, subject, failures);
        marked |= !expected.is_empty();
        if !example.bad && !expected.is_empty() {
            failures.push(Failure::new(&file.path, 1, "a good example has marks"));
        }
        compare(file, expected, &denied, subject, failures);
        check_fix(file, &denied, subject, plain, failures);
    }
    if example.bad && !marked {
        failures.push(Failure::new(&first.1.path, 1, unmarked(example, subject)));
    }
}

/// What to say of a bad example that no rule of its folder is expected to deny: a misspelt mark looks like
/// another rule's.
fn unmarked(example: &Example<'_>, subject: &Subject<'_>) -> String {
    let ids: Vec<&str> = subject.rules().map(|rule| rule.id.as_str()).collect();
    let ids = ids.join(" or ");
    let others = example.files.iter().flat_map(|(_, file)| marks::of_text(&file.text));
    match others.map(|mark| mark.rule).next() {
        Some(other) => format!("the bad example is marked for {other}, but the rule here is {ids}"),
        None => {
            let how = format!("mark the lines with `#~ {ids}`, or the line before with `#~v {ids}`");
            format!("the bad example says nowhere that it is denied: {how}")
        }
    }
}

fn documents<'a>(
    example: &Example<'a>,
    subject: &Subject<'_>,
    failures: &mut Vec<Failure>,
) -> Vec<(&'a BundleFile, Document)> {
    let mut documents = Vec::new();
    for (path, file) in &example.files {
        let single = example.files.len() == 1 && *path == example.name;
        for document in read(path, file, &file.text, single, subject, failures) {
            documents.push((*file, document));
        }
    }
    documents
}

/// Reads one file as the kind that it has at its path, or for a single file as the kind of the rule.
fn read(
    path: &str,
    file: &BundleFile,
    text: &str,
    single: bool,
    subject: &Subject<'_>,
    failures: &mut Vec<Failure>,
) -> Vec<Document> {
    let kinds = subject.kinds();
    let path = RepoPath::new(path);
    let source = Arc::new(SourceFile::new(path.clone(), text.to_owned()));
    let mut kind = classify(&path, text);
    if single && !kinds.contains(&kind) {
        kind = kinds.first().copied().unwrap_or(FileKind::Text);
    }
    let mut documents = Vec::new();
    // Every file is text too.
    let as_text = (kinds.contains(&FileKind::Text) && kind != FileKind::Text).then_some(FileKind::Text);
    for kind in [Some(kind), as_text].into_iter().flatten() {
        let parsed = parse(&source, kind);
        for problem in parsed.problems {
            let line = source.lines.line_of(problem.span.range().start) + 1;
            failures.push(Failure::new(&file.path, line, problem.message));
        }
        documents.extend(parsed.documents.into_iter().filter(|document| kinds.contains(&document.kind)));
    }
    documents
}

fn judge<'a>(
    documents: &[(&'a BundleFile, Document)],
    subject: &Subject<'_>,
    evaluator: &mut Evaluator<'_>,
    failures: &mut Vec<Failure>,
) -> Vec<Denied<'a>> {
    let mut failed = Vec::new();
    let mut denied: Vec<Denied<'a>> = Vec::new();
    for (file, document) in documents {
        let evaluation = evaluator.evaluate(document);
        failed.extend(evaluation.failures.into_iter().map(|failure| (file.path.as_str(), failure)));
        denied.push(Denied { file, document: document.clone(), denials: evaluation.denials });
    }
    // Project rules see all documents of the example at once.
    let set = subject.set;
    let known = documents.iter().enumerate().filter_map(|(index, (_, document))| {
        let facts = set.facts(document)?;
        let path = document.source.path.clone();
        Some((index, ProjectDocument { path, kind: document.kind, part: document.part, facts }))
    });
    let (places, known): (Vec<usize>, Vec<ProjectDocument>) = known.unzip();
    if subject.rules().any(|rule| rule.scope == Scope::Project) {
        let evaluation = evaluator.evaluate_project(&known);
        let path = documents.first().map_or("", |(file, _)| &file.path);
        failed.extend(evaluation.failures.into_iter().map(|failure| (path, failure)));
        for project in evaluation.denials {
            if let Some(of) = places.get(project.document).and_then(|index| denied.get_mut(*index)) {
                of.denials.push(project.denial);
            }
        }
    }
    for (path, failure) in failed {
        let id = set.rule(failure.rule).map(|rule| rule.id.to_string()).unwrap_or_default();
        failures.push(Failure::new(path, 1, format!("{id} failed: {}", failure.message)));
    }
    denied
}

/// Where the file says that rules of this folder deny it.
fn expected(file: &BundleFile, subject: &Subject<'_>, failures: &mut Vec<Failure>) -> Vec<Mark> {
    let mut expected = marks::of_text(&file.text);
    let sidecar = format!("{}.expected.json", file.path);
    if let Some(sidecar) = subject.files.iter().find(|other| other.path == sidecar) {
        match marks::of_sidecar(&sidecar.text) {
            Ok(marks) => expected.extend(marks),
            Err(error) => failures.push(Failure::new(&sidecar.path, 1, error)),
        }
    }
    // Other rules may have marks in the same file; what they say is tested in their own folders.
    expected.retain(|mark| subject.rules().any(|rule| rule.id.as_str() == mark.rule));
    expected
}

/// Takes every denial off the list of expected ones; what is left over on either side is a failure.
fn compare(
    file: &BundleFile,
    mut expected: Vec<Mark>,
    denied: &[Denied<'_>],
    subject: &Subject<'_>,
    failures: &mut Vec<Failure>,
) {
    for of in denied.iter().filter(|of| of.file.path == file.path) {
        for denial in &of.denials {
            let Some(rule) = subject.set.rule(denial.rule) else { continue };
            let start = of.document.locate(&denial.at).span.range().start;
            let place = of.document.source.lines.char_position(&of.document.source.text, start);
            let fits = |mark: &Mark| {
                mark.rule == rule.id.as_str()
                    && mark.line == place.line
                    && mark.column.is_none_or(|column| column == place.column)
            };
            match expected.iter().position(fits) {
                Some(found) => {
                    expected.remove(found);
                }
                None => {
                    let message = format!(
                        "not expected in column {}: {}: {} (at {})",
                        place.column, rule.id, denial.message, denial.at
                    );
                    failures.push(Failure::new(&file.path, place.line, message));
                }
            }
        }
    }
    for mark in expected {
        let column = mark.column.map_or(String::new(), |column| format!(" in column {column}"));
        let message = format!("{} does not deny this{column}", mark.rule);
        failures.push(Failure::new(&file.path, mark.line, message));
    }
}

/// Applies the fixes and compares with the fixed file beside the example.
fn check_fix(
    file: &BundleFile,
    denied: &[Denied<'_>],
    subject: &Subject<'_>,
    evaluator: &mut Evaluator<'_>,
    failures: &mut Vec<Failure>,
) {
    let is_fixed = |other: &&&BundleFile| {
        other.folder() == file.folder() && other.name() != file.name() && unfixed(other.name()) == file.name()
    };
    let Some(fixed) = subject.files.iter().find(is_fixed) else { return };
    let mut edits = Vec::new();
    for of in denied.iter().filter(|of| of.file.path == file.path) {
        let fixes = of.denials.iter().filter_map(|denial| denial.fix.as_ref());
        let fixes = fixes.filter(|fix| fix.applicability > Applicability::Manual);
        let mut ops = Vec::new();
        for op in fixes.flat_map(|fix| &fix.ops) {
            // What several fixes ask for is done once.
            if !ops.contains(op) {
                ops.push(op.clone());
            }
        }
        if ops.is_empty() {
            continue;
        }
        match of.document.lower(&ops) {
            Ok(lowered) => edits.extend(lowered),
            Err(error) => {
                failures.push(Failure::new(&file.path, 1, format!("cannot be fixed automatically: {error}")));
                return;
            }
        }
    }
    let after = match text::apply(&file.text, &edits) {
        Ok(after) => after,
        Err(error) => {
            failures.push(Failure::new(&file.path, 1, error.to_string()));
            return;
        }
    };
    let (got, wanted) = (super::unmarked(&after), super::unmarked(&fixed.text));
    if got != wanted {
        let diff = text::unified_diff(&fixed.path, &wanted, &got);
        failures.push(Failure::new(&fixed.path, 1, format!("the fixed text differs:\n{diff}")));
    }
    // A fix that does not silence its rule would be offered for ever.
    let path = denied.iter().find(|of| of.file.path == file.path).map(|of| of.document.source.path.clone());
    let path = path.unwrap_or_else(|| RepoPath::new(file.name()));
    for document in read(path.as_str(), fixed, &fixed.text, true, subject, failures) {
        let again = evaluator.evaluate(&document).denials;
        let fixable = |denial: &&Denial| {
            denial.fix.as_ref().is_some_and(|fix| fix.applicability > Applicability::Manual)
        };
        if let Some(denial) = again.iter().find(fixable) {
            let message = format!("is denied still, and would be fixed again: {}", denial.message);
            failures.push(Failure::new(&fixed.path, 1, message));
        }
    }
}

/// A fixed file's name without `.fixed`: the name of what it is the fix of.
pub(super) fn unfixed(name: &str) -> String {
    name.replacen(".fixed", "", 1)
}

/// What every rule of ours must have beside it.
pub(super) fn required(
    rule: &Rule,
    at: &str,
    examples: &[Example<'_>],
    files: &[&BundleFile],
) -> Vec<Failure> {
    let mut missing = Vec::new();
    for (name, bad) in [("bad", true), ("good", false)] {
        if !examples.iter().any(|example| example.bad == bad) {
            missing.push(Failure::new(at, 1, format!("{} has no {name} example", rule.id)));
        }
    }
    let fixed = files.iter().any(|file| file.name() != unfixed(file.name()));
    match rule.fix {
        Some(fix) if fix > Applicability::Manual && !fixed => {
            missing.push(Failure::new(at, 1, format!("{} fixes, but no bad*.fixed.* shows how", rule.id)));
        }
        None if fixed => {
            missing.push(Failure::new(at, 1, format!("{} has a fixed example, but no `fix`", rule.id)));
        }
        _ => {}
    }
    missing
}
