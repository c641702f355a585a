//! The whole scan over files in memory, and every format that a report can be written in.

use std::sync::LazyLock;

use gatecheck::config::Settings;
use gatecheck::document::secrets;
use gatecheck::finding::Finding;
use gatecheck::output::{Format, OutputOptions};
use gatecheck::policy::{Applicability, Load, PolicySet, Rule};
use gatecheck::scan::{Outcome, Report, Request, Walk, WalkEntry, run};
use gatecheck::text::{SourceFile, apply};

use super::configuration::{RULES, today};
use super::diff;
use super::formats;
use super::input::{self, File};

/// Some of the built-in rules of every group, and all that look for secrets: a scan with all of them takes ten
/// times as long, and the formats do not care which rule it was.
static SOME: LazyLock<PolicySet> = LazyLock::new(|| {
    let settings = Default::default();
    let active = |rule: &Rule| {
        let number: usize = rule.id.as_str().bytes().map(usize::from).sum();
        rule.points_at_secrets() || number.is_multiple_of(6)
    };
    let load = Load { builtin: true, bundles: &[], active: &active, settings: &settings, sandbox: None };
    PolicySet::load(load).unwrap_or_else(|errors| panic!("the built-in rules do not load: {errors:?}"))
});

static SETTINGS: LazyLock<Settings> = LazyLock::new(|| Settings::new(today()));

/// Any files as a repository.
pub(super) fn reports(data: &[u8]) {
    let mut files = input::files(data, "deploy/file.yaml");
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files.dedup_by(|a, b| a.path == b.path);
    let mut outcome = scan(&files);
    // What the other rules say of themselves is nobody's choice, and writing it takes longer than the scan.
    let Report { rules, findings, .. } = &mut outcome.report;
    rules.retain(|rule| findings.iter().any(|finding| finding.rule.id == rule.id));
    check_report(&outcome.report, &files);
    for rewrite in &outcome.rewrites {
        assert_ne!(rewrite.before, rewrite.after, "a rewrite that changes nothing");
        if rewrite.patch.withheld == 0 {
            let applied = diff::applied(&rewrite.before, &rewrite.patch.diff);
            assert_eq!(
                applied.as_deref(),
                Ok(rewrite.after.as_str()),
                "the diff is another than the rewrite"
            );
        }
    }
    check_formats(&outcome.report, &files);
}

fn scan(files: &[File]) -> Outcome {
    let entries = files.iter().map(|file| WalkEntry::given(file.path.clone(), file.bytes.clone()));
    run(&Request {
        walk: Walk { files: entries.collect(), whole: true, ..Walk::default() },
        set: &SOME,
        settings: &SETTINGS,
        baseline: None,
        ignores: true,
        patch: Some(Applicability::Unsafe),
        comparison: None,
        digests: false,
        reference: None,
        progress: &|| {},
    })
}

/// What the report says lies in the files, and no rule of ours failed.
fn check_report(report: &Report, files: &[File]) {
    let text = |finding: &Finding| {
        let file = files.iter().find(|file| file.path == finding.location.file);
        file.unwrap_or_else(|| panic!("{} is about no file", finding.rule.id)).source()
    };
    for error in &report.errors {
        assert!(!error.message.contains("itself failed"), "{error:?}");
        let slow = error.message.contains("out of time") || error.message.contains("findings here");
        assert!(error.rule.is_none() || slow, "a rule of ours failed: {error:?}");
        if let (Some(path), Some(span)) = (&error.path, error.span) {
            let file = files.iter().find(|file| file.path == *path).expect("an error is about a file");
            assert!(
                file.source().text.get(span.range()).is_some()
                    || file.source().text.len() != file.bytes.len()
            );
        }
    }
    for finding in &report.findings {
        let source = text(finding);
        // The bytes of what is no text are searched as they are.
        if source.text.len()
            != files.iter().find(|file| file.path == source.path).map_or(0, |it| it.bytes.len())
        {
            continue;
        }
        let inside = source.text.get(finding.location.span.range()).is_some();
        assert!(inside, "{} at {:?} is not in its file", finding.rule.id, finding.location.span);
        for edits in finding.fixes.iter().flat_map(|fix| &fix.files) {
            let file = files.iter().find(|file| file.path == edits.path).expect("a fix is of a file");
            let applied = apply(&file.source().text, &edits.edits);
            assert!(applied.is_ok(), "a fix of {} cannot be applied", finding.rule.id);
        }
    }
    for shown in report.files.values() {
        let Some(file) = files.iter().find(|file| file.path == shown.path) else { continue };
        // What is no text is shown byte by byte, at other places than here.
        if file.source().text.len() == file.bytes.len() {
            check_shown(&file.source(), &shown.text);
        }
    }
}

/// A file is shown without its secrets.
fn check_shown(source: &SourceFile, shown: &str) {
    for candidate in secrets::search(source.text.as_bytes()) {
        let masked = shown.get(candidate.span.range()).unwrap_or_default();
        let hidden = masked.bytes().all(|byte| matches!(byte, b'*' | b'\n' | b'\r'));
        assert!(hidden, "a secret of {:?} is shown as {masked:?}", source.path);
    }
}

fn check_formats(report: &Report, files: &[File]) {
    for format in Format::ALL {
        let options = OutputOptions { include_suppressed: true, ..OutputOptions::default() };
        let mut out = Vec::new();
        format.reporter(options).write(report, &mut out).expect("memory can be written to");
        let text = String::from_utf8(out).unwrap_or_else(|error| panic!("{}: {error}", format.name()));
        formats::check(*format, &text, report);
        check_secrets(*format, &text, report, files);
    }
}

/// No secret that can be told from other text stands in what was written.
fn check_secrets(format: Format, text: &str, report: &Report, files: &[File]) {
    let shown_anyhow = |secret: &str| {
        files.iter().any(|file| file.path.as_str().contains(secret))
            || report.files.values().any(|shown| shown.text.contains(secret))
            || in_an_example(secret)
    };
    for file in files {
        let source = file.source();
        for candidate in secrets::search(source.text.as_bytes()) {
            let secret = source.slice(candidate.span);
            let telling = secret.len() >= 16 && secret.bytes().all(|byte| byte.is_ascii_graphic());
            let random = secret.contains(|c: char| c.is_ascii_digit());
            if telling && random && text.contains(secret) {
                assert!(shown_anyhow(secret), "{} shows a secret of {:?}", format.name(), file.path);
            }
        }
    }
}

/// Whether a rule shows it as an example of what is wrong.
fn in_an_example(secret: &str) -> bool {
    let examples = RULES.rules().flat_map(|rule| [&rule.bad, &rule.good]).flatten();
    examples.into_iter().any(|example| example.text.contains(secret))
}

/// Folders of examples, a few files in each.
pub(super) fn seeds() -> Vec<Vec<u8>> {
    let mut seeds: Vec<Vec<u8>> = vec![Vec::new()];
    for (number, (path, bytes)) in input::examples().into_iter().enumerate() {
        if path.ends_with(".rego") || bytes.len() > 2048 {
            continue;
        }
        if seeds.last().is_some_and(|last| last.len() > 256) {
            seeds.push(Vec::new());
        }
        // Examples of two rules have the same name.
        let path = if path.contains('/') { path } else { format!("{number}/{path}") };
        if let Some(last) = seeds.last_mut() {
            if !last.is_empty() && !last.ends_with(b"\n") {
                last.push(b'\n');
            }
            last.extend(input::with_path(&path, &bytes));
        }
    }
    seeds
}
