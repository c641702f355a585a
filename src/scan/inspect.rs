//! One file's text, looked at: its documents and what the rules say about them. No IO.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::document::{self, Document, FileKind, Precision, Route};
use crate::finding::native::Native;
use crate::policy::{Denial, Evaluator, PolicySet, ProposedFix, Rule, Severity};
use crate::scan::ScanError;
use crate::text::{SourceFile, Span};

/// What one file holds and what is wrong with it, before suppression and proofs.
#[derive(Debug, Default)]
pub(crate) struct Inspection {
    /// The file's documents: those of its kind, then its text.
    pub(crate) documents: Vec<Document>,
    /// How many of them are of its kind.
    pub(crate) of_kind: usize,
    /// What the rules deny of each document.
    pub(crate) denials: Vec<Vec<Denial>>,
    /// The denials, and what gatecheck itself finds wrong, with their places.
    pub(crate) found: Vec<Found>,
    /// What could not be read or evaluated.
    pub(crate) errors: Vec<ScanError>,
}

/// A denial with its place.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    pub(crate) rule: Arc<Rule>,
    /// The rule in the policy set; `None` for gatecheck's own.
    pub(crate) index: Option<usize>,
    /// Whether the rule is built in, and so held by its examples.
    pub(crate) trusted: bool,
    pub(crate) severity: Severity,
    pub(crate) message: String,
    pub(crate) at: Route,
    pub(crate) span: Span,
    pub(crate) precision: Precision,
    pub(crate) related: Vec<(Route, Span, Precision, String)>,
    /// The document, as an index into the inspection's.
    pub(crate) document: usize,
    pub(crate) proposed: Option<ProposedFix>,
}

/// Reads `source` as `kind` (and as text) and asks every rule that applies.
pub(crate) fn inspect(
    source: &Arc<SourceFile>,
    kind: FileKind,
    set: &PolicySet,
    evaluator: &mut Evaluator<'_>,
) -> Inspection {
    let mut inspection = Inspection::default();
    if kind != FileKind::Text {
        let parsed = document::parse(source, kind);
        inspection.documents = parsed.documents;
        // Asked once: a file may have thousands of problems.
        let marker = if parsed.problems.is_empty() { None } else { conflict(source) };
        let template = !parsed.problems.is_empty() && kind.is_yaml() && is_template(&source.text);
        match marker {
            // One merge that is not finished may be many problems.
            Some(marker) => inspection.unfinished(source, marker),
            None => {
                let problems = parsed.problems.into_iter();
                problems.for_each(|problem| inspection.problem(source, kind, problem, template));
            }
        }
        for index in 0..inspection.documents.len() {
            inspection.duplicate_keys(index);
        }
    }
    inspection.of_kind = inspection.documents.len();
    for mut text in document::parse(source, FileKind::Text).documents {
        if kind != FileKind::Text {
            // The comments of a file whose language is known are read by its own kind.
            text.comments = Arc::new([]);
        }
        inspection.documents.push(text);
    }
    for index in 0..inspection.documents.len() {
        inspection.ask(index, set, evaluator);
    }
    once_where_shared(&mut inspection.found, &inspection.documents);
    prefer_specific_secrets(&mut inspection.found, &inspection.documents);
    inspection.found.sort_by(|a, b| order(a).cmp(&order(b)));
    // What is of two kinds is two documents with the same keys.
    inspection.found.dedup_by(|a, b| a.index.is_none() && order(a) == order(b));
    inspection
}

/// The order of findings within a file.
pub(crate) fn order(found: &Found) -> (Span, &str, &str, &Route) {
    (found.span, found.rule.id.as_str(), &found.message, &found.at)
}

impl Found {
    /// The denial with its place in its document; `None` if there is no such rule.
    pub(crate) fn of(denial: &Denial, document: &Document, index: usize, set: &PolicySet) -> Option<Self> {
        let rule = Arc::clone(set.rule(denial.rule)?);
        let place = document.locate(&denial.at);
        let related = denial.related.iter().map(|(route, word)| {
            let place = document.locate(route);
            (route.clone(), place.span, place.precision, word.clone())
        });
        Some(Self {
            severity: rule.severity,
            rule,
            index: Some(denial.rule),
            trusted: set.is_builtin(denial.rule),
            message: denial.message.clone(),
            at: denial.at.clone(),
            span: place.span,
            precision: place.precision,
            related: related.collect(),
            document: index,
            proposed: denial.fix.clone(),
        })
    }
}

impl Inspection {
    /// Asks the rules that apply to one document.
    fn ask(&mut self, index: usize, set: &PolicySet, evaluator: &mut Evaluator<'_>) {
        let document = &self.documents[index];
        let evaluation = evaluator.evaluate(document);
        for failure in evaluation.failures {
            self.errors.push(ScanError {
                path: Some(document.source.path.clone()),
                span: None,
                rule: set.rule(failure.rule).map(|rule| rule.id.clone()),
                message: format!("the rule failed: {}", failure.message),
                help: "mend the policy, or switch the rule off with a reason; until then nothing is known \
                       about what it guards"
                    .into(),
            });
        }
        for denial in &evaluation.denials {
            self.found.extend(Found::of(denial, document, index, set));
        }
        self.denials.push(evaluation.denials);
    }

    /// A file in which git marked a conflict.
    fn unfinished(&mut self, source: &SourceFile, marker: Span) {
        self.errors.push(ScanError {
            path: Some(source.path.clone()),
            span: Some(marker),
            rule: None,
            message: "has conflict markers: a merge is not finished here".into(),
            help: "resolve the conflict, and take the markers out".into(),
        });
    }

    /// A part that could not be read: a template that nobody rendered is a finding, the rest are errors.
    fn problem(&mut self, source: &SourceFile, kind: FileKind, problem: document::Problem, template: bool) {
        if !template {
            self.errors.push(ScanError {
                path: Some(source.path.clone()),
                span: Some(problem.span),
                rule: None,
                message: format!("cannot be read as {}: {}", kind.name(), problem.message),
                help: "mend it, or accept the file as unreadable in gatecheck.yaml with a reason".into(),
            });
        } else if !self.found.iter().any(|f| f.rule.id == Native::NotRendered.rule().id) {
            let rule = Native::NotRendered.rule();
            self.found.push(Found {
                severity: rule.severity,
                rule,
                index: None,
                trusted: true,
                message: "this is a template, not YAML: what it deploys was not checked".into(),
                at: Route::root(),
                span: problem.span,
                precision: Precision::File,
                related: Vec::new(),
                document: 0,
                proposed: None,
            });
        }
    }

    /// A key that is written twice hides the first value from the reader, or the second from a tool.
    fn duplicate_keys(&mut self, index: usize) {
        let document = &self.documents[index];
        for (route, first, second) in document.duplicate_keys() {
            let rule = Native::DuplicateKey.rule();
            self.found.push(Found {
                severity: rule.severity,
                rule,
                index: None,
                trusted: true,
                message: format!(
                    "the key {route} is written twice; kubectl takes the last one, other tools stop"
                ),
                related: vec![(route.clone(), first, Precision::Exact, "first written here".into())],
                at: route,
                span: second,
                precision: Precision::Exact,
                document: index,
                proposed: None,
            });
        }
    }
}

/// The first line that git put there to mark a conflict, if the marks that follow it are there too.
fn conflict(source: &SourceFile) -> Option<Span> {
    let mut wanted = ["<<<<<<<", "=======", ">>>>>>>"].into_iter();
    let mut next = wanted.next()?;
    let mut first = None;
    for line in 0..source.lines.count() {
        let span = source.lines.span_of(line);
        let text = source.slice(span).trim_end();
        if text.strip_prefix(next).is_some_and(|rest| rest.is_empty() || rest.starts_with(' ')) {
            let start = span.range().start;
            first.get_or_insert(Span::new(start, start + text.len()));
            match wanted.next() {
                Some(mark) => next = mark,
                None => return first,
            }
        }
    }
    None
}

/// Whether somebody renders the text before it is YAML: it has an action of a template that is neither in a
/// comment nor one of GitHub's expressions, which are plain YAML.
fn is_template(text: &str) -> bool {
    let acts = |line: &str| line.match_indices("{{").any(|(at, _)| !line[..at].ends_with(['$', '{']));
    text.lines().any(|line| !line.trim_start().starts_with('#') && acts(line))
}

/// A text that several places share through an alias or a merge key is one finding: the one where it is
/// written, else that of the first place.
fn once_where_shared(found: &mut Vec<Found>, documents: &[Document]) {
    let exact = |f: &Found| f.precision == Precision::Exact;
    let indirect = |f: &Found| documents.get(f.document).is_some_and(|d| d.tree.walk(&f.at).indirect);
    let text = |f: &Found| (f.document, f.rule.id.clone(), f.span);
    let mut kept: BTreeMap<_, (bool, Route)> = BTreeMap::new();
    for one in found.iter().filter(|f| exact(f)) {
        let rank = (indirect(one), one.at.clone());
        match kept.get_mut(&text(one)) {
            Some(best) if *best <= rank => {}
            Some(best) => *best = rank,
            None => {
                kept.insert(text(one), rank);
            }
        }
    }
    found.retain(|f| !exact(f) || !indirect(f) || kept.get(&text(f)).is_none_or(|(_, at)| *at == f.at));
}

/// Two secret rules on one text are one finding: the more severe one, then the one that knows the file's kind.
fn prefer_specific_secrets(found: &mut Vec<Found>, documents: &[Document]) {
    let rank = |f: &Found| {
        let generic = documents.get(f.document).is_none_or(|d| d.kind == FileKind::Text);
        (f.severity, !generic, std::cmp::Reverse(f.rule.id.clone()))
    };
    let secret = |f: &Found| f.rule.points_at_secrets() && f.precision == Precision::Exact;
    let all = std::mem::take(found);
    let mut secrets: Vec<&Found> = all.iter().filter(|one| secret(one)).collect();
    secrets.sort_by_key(|one| one.span.start);
    // How far those up to each of them reach, so that not every pair is looked at.
    let reach = secrets.iter().scan(0, |reach, one| {
        *reach = one.span.end.max(*reach);
        Some(*reach)
    });
    let reach: Vec<u32> = reach.collect();
    let is_beaten = |one: &Found| {
        let end = secrets.partition_point(|other| other.span.start <= one.span.end);
        let near =
            secrets.iter().zip(&reach).take(end).rev().take_while(|(_, reach)| **reach >= one.span.start);
        near.into_iter().any(|(other, _)| {
            other.rule.id != one.rule.id && other.span.overlaps(one.span) && rank(other) > rank(one)
        })
    };
    found.extend(all.iter().filter(|one| !secret(one) || !is_beaten(one)).cloned());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{Load, Settings};
    use crate::text::RepoPath;

    /// Holds what `compose/privileged` finds against the routes that are expected.
    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let settings = Settings::new();
        let active = |rule: &Rule| rule.id.as_str() == "compose/privileged";
        let load = Load { builtin: true, bundles: &[], active: &active, settings: &settings, sandbox: None };
        let set = PolicySet::load(load).unwrap();
        let source = Arc::new(SourceFile::new(RepoPath::new("compose.yaml"), text.to_owned()));
        let inspection = inspect(&source, FileKind::Compose, &set, &mut set.evaluator());
        let routes: Vec<_> = inspection.found.iter().map(|found| found.at.to_string()).collect();
        assert_eq!(routes, expected);
    }

    #[test]
    fn conflicts_are_told_from_other_mistakes() {
        let place = |text: &str| {
            let source = SourceFile::new(RepoPath::new("a"), text.to_owned());
            conflict(&source).map(|span| source.slice(span).to_owned())
        };
        let whole = "a: 1\n<<<<<<< HEAD\nb: 1\n=======\nb: 2\n>>>>>>> side\n";
        assert_eq!(place(whole).as_deref(), Some("<<<<<<< HEAD"));
        assert_eq!(place(&whole.replace('\n', "\r\n")).as_deref(), Some("<<<<<<< HEAD"));
        for text in ["", "Title\n=======\n", "<<<<<<< HEAD\n=======\n", "<<<<<<<<\n=======\n>>>>>>>\n"] {
            assert_eq!(place(text), None, "{text}");
        }
    }

    #[track_caller]
    fn check_template(text: &str, expected: bool) {
        assert_eq!(is_template(text), expected, "{text}");
    }

    #[test]
    fn templates_have_actions_outside_comments_and_expressions() {
        check_template("a: {{ .Values.a }}\n", true);
        check_template("{{- if .x }}\na: ${{ b }}\n", true);
        check_template("a: \"${{ b }}\"\n", false);
        check_template("a: ${{{ b }}\n", false);
        check_template("# {{ a }}\n  #{{ b }}\na: [\n", false);
    }

    #[test]
    fn a_shared_text_is_one_finding() {
        let direct = "services.a.privileged";
        check("services:\n  b: &a {privileged: true}\n  a: *a\n", &["services.b.privileged"]);
        check("services:\n  a: &a {privileged: true}\n  b: {<<: *a}\n  c: *a\n", &[direct]);
        check("x: &a {privileged: true}\nservices:\n  c: *a\n  a: {<<: *a}\n", &[direct]);
        check(
            "services:\n  a: {privileged: true}\n  b: {privileged: true}\n",
            &[direct, "services.b.privileged"],
        );
    }
}
