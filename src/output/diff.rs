//! The `diff` format: the fixes of all open findings as one unified diff that `git apply` accepts.
//!
//! It is made over the files as they may be shown. A hunk that would show a masked line could not be
//! applied, so the fixes in it are withheld and counted.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::ops::Range;

use super::choose::{Chosen, choose};
use super::{OutputOptions, Reporter};
use crate::finding::ShownFile;
use crate::policy::Applicability;
use crate::scan::Report;
use crate::text::{Edit, RepoPath, apply, unified_diff};

/// The diff of a report's fixes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DiffOutcome {
    /// The unified diff; empty if there is nothing to fix.
    pub text: String,
    /// How many fixes are in it.
    pub fixes: usize,
    /// How many were left out because their lines hold a secret, or because the file's name cannot be
    /// written in a diff.
    pub withheld: usize,
}

/// Writes the diff alone; use [`diff`] to learn what was withheld.
pub(super) struct Diff {
    pub(super) options: OutputOptions,
}

impl Reporter for Diff {
    fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(diff(report, &self.options).text.as_bytes())
    }
}

/// The safe fixes of all open findings as one unified diff, with [`OutputOptions::unsafe_fixes`] the unsafe
/// ones too.
pub fn diff(report: &Report, options: &OutputOptions) -> DiffOutcome {
    let least = if options.unsafe_fixes { Applicability::Unsafe } else { Applicability::Safe };
    let mut chosen = choose(report, least);
    let all = chosen.len();
    let mut diffs: BTreeMap<&RepoPath, String> = BTreeMap::new();
    let mut stale: BTreeSet<&RepoPath> = paths(&chosen).collect();
    // Each round drops at least one fix or is the last.
    while !stale.is_empty() {
        let mut dropped: BTreeSet<usize> = BTreeSet::new();
        for path in std::mem::take(&mut stale) {
            match file_diff(report, path, &chosen) {
                Ok(text) => {
                    diffs.insert(path, text);
                }
                Err(findings) => dropped.extend(findings),
            }
        }
        let (gone, kept): (Vec<_>, Vec<_>) = chosen.into_iter().partition(|c| dropped.contains(&c.finding));
        stale = paths(&gone).collect();
        chosen = kept;
    }
    let text = diffs.into_values().collect();
    DiffOutcome { text, fixes: chosen.len(), withheld: all - chosen.len() }
}

/// The files that the fixes change.
fn paths<'a>(chosen: &[Chosen<'a>]) -> impl Iterator<Item = &'a RepoPath> {
    chosen.iter().flat_map(|chosen| chosen.fix.files.iter().map(|file| &file.path))
}

/// The diff of one file, or the findings whose fixes must not be shown.
fn file_diff(report: &Report, path: &RepoPath, chosen: &[Chosen<'_>]) -> Result<String, BTreeSet<usize>> {
    let here: Vec<(usize, &Edit)> = chosen
        .iter()
        .flat_map(|c| c.fix.files.iter().map(move |file| (c.finding, file)))
        .filter(|(_, file)| file.path == *path)
        .flat_map(|(finding, file)| file.edits.iter().map(move |edit| (finding, edit)))
        .collect();
    let everyone = || here.iter().map(|(finding, _)| *finding).collect::<BTreeSet<_>>();
    let named_exactly = path.as_bytes() == path.as_str().as_bytes();
    let Some(file) = report.files.get(path).filter(|_| named_exactly) else { return Err(everyone()) };
    let mut edits: Vec<Edit> = here.iter().map(|(_, edit)| (*edit).clone()).collect();
    edits.sort();
    edits.dedup();
    let Ok(after) = apply(&file.text, &edits) else { return Err(everyone()) };
    let text = unified_diff(path.as_str(), &file.text, &after);
    if file.masked.is_empty() {
        return Ok(text);
    }
    let secret: Vec<Range<usize>> = hunks(&text).filter(|lines| shows_masked(file, lines)).collect();
    if secret.is_empty() {
        return Ok(text);
    }
    // Those whose own context has the secret; else, since neighbours share a hunk, all in that hunk.
    let of = |is_bad: &dyn Fn(&Edit) -> bool| -> BTreeSet<usize> {
        here.iter().filter(|(_, edit)| is_bad(edit)).map(|(finding, _)| *finding).collect()
    };
    let near = of(&|edit| shows_masked(file, &context(file, edit)));
    let inside = || of(&|edit| secret.iter().any(|lines| overlap(lines, &context(file, edit))));
    Err([near, inside(), everyone()].into_iter().find(|found| !found.is_empty()).unwrap_or_default())
}

/// The lines of the old text, from 0, that each hunk of a unified diff shows.
fn hunks(diff: &str) -> impl Iterator<Item = Range<usize>> {
    // Lines of text begin with a blank, `+`, `-` or `\`, so no text looks like a hunk's head.
    diff.lines().filter_map(|line| {
        let old = line.strip_prefix("@@ -")?.split(' ').next()?;
        let (first, count) = old.split_once(',').unwrap_or((old, "1"));
        let (first, count): (usize, usize) = (first.parse().ok()?, count.parse().ok()?);
        let first = if count == 0 { first } else { first.saturating_sub(1) };
        Some(first..first + count)
    })
}

/// Whether a masked byte stands on one of `lines`.
fn shows_masked(file: &ShownFile, lines: &Range<usize>) -> bool {
    file.masked.iter().any(|span| {
        let first = file.lines.line_of(span.range().start);
        let last = file.lines.line_of(span.range().end.saturating_sub(1));
        overlap(&(first..last + 1), lines)
    })
}

/// The lines that `edit` changes, with the three before and after them.
fn context(file: &ShownFile, edit: &Edit) -> Range<usize> {
    let first = file.lines.line_of(edit.span.range().start);
    let last = file.lines.line_of(edit.span.range().end);
    first.saturating_sub(3)..last + 4
}

fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::sample;
    use crate::text::Span;

    use Applicability::Safe;

    const TEXT: &str = "a: 1\nb: 2\nc: 3\nd: 4\ne: 5\nf: 6\ng: 7\nh: 8\ni: 9\nj: ****\nk: 11\n";

    #[test]
    fn safe_fixes_make_one_diff_by_file() {
        let report =
            sample::with_fixes("a: 1\nb: 2\n", &[("y", Safe, &[(3, 4, "3")]), ("x", Safe, &[(8, 9, "4")])]);
        let outcome = diff(&report, &OutputOptions::default());
        assert_eq!(
            outcome.text,
            "--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n a: 1\n-b: 2\n+b: 4\n\
             --- a/y\n+++ b/y\n@@ -1,2 +1,2 @@\n-a: 1\n+a: 3\n b: 2\n"
        );
        assert_eq!((outcome.fixes, outcome.withheld), (2, 0));
    }

    #[test]
    fn a_hunk_that_would_show_a_secret_is_withheld() {
        let mut report = sample::with_fixes(TEXT, &[("x", Safe, &[(3, 4, "0")]), ("x", Safe, &[(38, 39, "0")])]);
        let at = TEXT.find("****").unwrap();
        for file in report.files.values_mut() {
            file.masked = vec![Span::new(at, at + 4)];
        }
        let outcome = diff(&report, &OutputOptions::default());
        assert_eq!(
            outcome.text,
            "--- a/x\n+++ b/x\n@@ -1,4 +1,4 @@\n-a: 1\n+a: 0\n b: 2\n c: 3\n d: 4\n"
        );
        assert_eq!((outcome.fixes, outcome.withheld), (1, 1));
    }

    #[test]
    fn a_withheld_fix_takes_its_edits_in_other_files_with_it() {
        let mut report = sample::with_fixes(TEXT, &[("x", Safe, &[(38, 39, "0")])]);
        let mut other = report.findings[0].fixes[0].files[0].clone();
        other.path = RepoPath::new("y");
        report.findings[0].fixes[0].files.push(other);
        let mut shown = report.files.values().next().unwrap().clone();
        shown.path = RepoPath::new("y");
        shown.masked = vec![Span::new(45, 46)];
        report.files.insert(shown.path.clone(), shown);
        let outcome = diff(&report, &OutputOptions::default());
        assert_eq!((outcome.text.as_str(), outcome.fixes, outcome.withheld), ("", 0, 1));
    }
}
