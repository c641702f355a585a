//! Every format over reports that no scan made: whatever the words and places in one are.

use std::collections::BTreeMap;
use std::sync::Arc;

use gatecheck::document::{FileKind, Precision, Route};
use gatecheck::finding::native::Native;
use gatecheck::finding::{FileEdits, Finding, Fix, LineHashes, Location, ObjectName, Redactor, Status};
use gatecheck::output::{Format, OutputOptions};
use gatecheck::policy::{Applicability, Category, Example, Rule, RuleId, Severity};
use gatecheck::scan::{FileEntry, Patch, Report, ScanError, Stats};
use gatecheck::text::{Edit, SourceFile, Span, unified_diff};

use super::formats;
use super::input::{self, Choices};

/// Any files; their lines are also what the report says of them.
pub(super) fn written(data: &[u8]) {
    let (rest, mut choices) = Choices::split(data);
    let files: BTreeMap<_, _> =
        input::files(rest, "a.yaml").into_iter().map(|it| (it.path.clone(), it)).collect();
    let sources: Vec<Arc<SourceFile>> = files.values().map(input::File::source).collect();
    let mut report = Report { fail_on: Some(*choices.one(&Severity::ALL)), ..Report::default() };
    report.stats = Stats { files: sources.len(), bytes: rest.len() as u64, documents: 1, skipped: 1 };
    for source in &sources {
        let words: Vec<&str> = source.text.split('\n').collect();
        let rule = Arc::new(rule(&words, &mut choices));
        let hashes = LineHashes::new(source.text.as_bytes());
        for _ in 0..4 {
            report.findings.push(finding(source, &rule, &words, &hashes, &mut choices));
        }
        let (path, span) = (source.path.clone(), span(source, &mut choices));
        let named = [None, Some(rule.id.clone())];
        report.errors.push(ScanError {
            path: choices.one(&[None, Some(path.clone())]).clone(),
            span: Some(span),
            rule: choices.one(&named).clone(),
            message: said(&words, &mut choices),
            help: said(&words, &mut choices),
        });
        report.rules.push(rule);
        report.files.insert(path.clone(), Redactor::new(source, [span]).shown(source));
        report.entries.push(FileEntry {
            path: path.clone(),
            outcome: Ok(vec![FileKind::Yaml]),
            digest: None,
        });
        let diff = unified_diff(path.as_str(), &source.text, "b");
        report.patches.push(Patch { path, diff, withheld: choices.below(2), mended: 1 });
    }
    report.rules.push(Native::Unparsed.rule());
    report.rules.sort_by(|a, b| a.id.cmp(&b.id));
    report.rules.dedup_by(|a, b| a.id == b.id);
    report.findings.sort_by_key(|finding| finding.location.file.clone());
    for format in Format::ALL {
        let options = OutputOptions {
            quiet: choices.below(4) == 3,
            width: 20 + choices.below(100),
            include_suppressed: true,
            category: Some(said(&["a", "é\u{202e}\n"], &mut choices)),
            max_results: 1 + choices.below(8),
            ..OutputOptions::default()
        };
        let mut out = Vec::new();
        format.reporter(options).write(&report, &mut out).expect("memory can be written to");
        let text = String::from_utf8(out).unwrap_or_else(|error| panic!("{}: {error}", format.name()));
        formats::check(*format, &text, &report);
    }
}

/// A rule as a user's policy may describe it.
fn rule(words: &[&str], choices: &mut Choices<'_>) -> Rule {
    let mut rule = (*Native::Unparsed.rule()).clone();
    // A package's name holds no more than this.
    rule.id = RuleId::new(format!("team/{}", choices.below(3)));
    rule.title = said(words, choices);
    rule.description = words.join("\n");
    rule.severity = *choices.one(&Severity::ALL);
    rule.category = Category(said(words, choices));
    rule.controls = vec![said(words, choices)];
    rule.peers = vec![said(words, choices)];
    rule.references = vec![said(words, choices)];
    rule.bad = Some(Example { name: said(words, choices), text: words.join("\n") });
    rule
}

fn finding(
    source: &SourceFile,
    rule: &Arc<Rule>,
    words: &[&str],
    hashes: &LineHashes,
    choices: &mut Choices<'_>,
) -> Finding {
    let reason = said(words, choices);
    let location = location(source, words, choices);
    let edits = vec![Edit { span: span(source, choices), text: said(words, choices) }];
    let manual = choices.below(2) == 0;
    let name = ObjectName {
        api_version: said(words, choices),
        kind: said(words, choices),
        namespace: Some(said(words, choices)),
        name: said(words, choices),
    };
    Finding {
        rule: Arc::clone(rule),
        severity: *choices.one(&Severity::ALL),
        message: said(words, choices),
        related: vec![(location.clone(), said(words, choices))],
        object: Some(name),
        fixes: vec![Fix {
            title: said(words, choices),
            applicability: if manual { Applicability::Manual } else { Applicability::Safe },
            ops: Vec::new(),
            files: vec![FileEdits { path: source.path.clone(), edits }],
            refused: Some(said(words, choices)),
        }],
        fingerprint: "0123456789abcdef0123456789abcdef".into(),
        ignored_as: String::new(),
        line_hash: hashes.of_line(source.lines.line_of(location.span.start as usize)),
        weak_secret: false,
        status: choices.one(&[Status::Open, Status::Suppressed { reason }, Status::Baselined]).clone(),
        location,
    }
}

fn location(source: &SourceFile, words: &[&str], choices: &mut Choices<'_>) -> Location {
    Location {
        file: source.path.clone(),
        span: span(source, choices),
        route: Route::root().key(&said(words, choices)).index(choices.below(3)),
        precision: *choices.one(&[Precision::Exact, Precision::Nearest, Precision::File]),
    }
}

/// One of the lines.
fn said(words: &[&str], choices: &mut Choices<'_>) -> String {
    words.get(choices.below(words.len())).map_or_else(String::new, |word| (*word).to_owned())
}

/// A span on character borders.
fn span(source: &SourceFile, choices: &mut Choices<'_>) -> Span {
    let text = &source.text;
    let start = text.floor_char_boundary(choices.below(text.len() + 1));
    Span::new(start, text.ceil_char_boundary((start + choices.below(40)).min(text.len())))
}

pub(super) fn seeds() -> Vec<Vec<u8>> {
    let small = |(path, bytes): &(String, Vec<u8>)| !path.ends_with(".rego") && bytes.len() < 512;
    let examples = input::examples().into_iter().filter(small).step_by(4);
    input::with_choices(examples.map(|(path, bytes)| input::with_path(&path, &bytes)).collect())
}
