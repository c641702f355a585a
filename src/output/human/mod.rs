//! The `human` format: each finding with its place, its reason and its patch, and a last line that counts.
//!
//! How lines of code are drawn is [`super::snippet`]'s business, what a fix changes [`super::patch`]'s.

pub(super) mod summary;

use std::collections::BTreeSet;
use std::io::{self, Write};

use super::paint::Paint;
use super::patch::{self, Hunk};
use super::snippet::{Label, snippet};
use super::wrap::{first_paragraph, first_sentence, wrap_after};
use super::{OutputOptions, Reporter, escape, place};
use crate::finding::{Finding, Fix, Location, ShownFile};
use crate::limits::PATCH_LINES;
use crate::policy::Applicability;
use crate::scan::{Report, ScanError};
use crate::text::Span;

/// How near a related place must be, in lines, to be shown in the finding's own snippet.
const NEAR: usize = 4;

/// Writes text for people.
pub(super) struct Human {
    pub(super) options: OutputOptions,
}

impl Reporter for Human {
    fn write(&self, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        let painter =
            Painter { report, paint: Paint { color: self.options.color }, width: self.options.width };
        if !self.options.quiet {
            // A rule's whole reason is told once, its first sentence each time.
            let mut told = BTreeSet::new();
            for finding in report.open() {
                let text = painter.finding(finding, told.insert(&finding.rule.id));
                out.write_all(escape::guard(&text).as_bytes())?;
            }
            for error in &report.errors {
                out.write_all(escape::guard(&painter.error(error)).as_bytes())?;
            }
        }
        let last = summary::summary(report, &self.options);
        writeln!(out, "{}", escape::guard(&last))
    }
}

/// What every block needs.
struct Painter<'a> {
    report: &'a Report,
    paint: Paint,
    width: usize,
}

impl Painter<'_> {
    /// The block of one finding, with an empty line after it.
    fn finding(&self, finding: &Finding, in_full: bool) -> String {
        let id = escape::line(finding.rule.id.as_str());
        let head = format!("{}[{id}]: ", finding.severity);
        let painted = self.paint.severity(finding.severity, head.trim_end_matches([':', ' '])) + ": ";
        let mut out = self.message(&painted, head.chars().count(), &finding.message);
        let (near, far) = self.related(finding);
        let mut labels = vec![Label { span: finding.location.span, text: place::missing(&finding.location) }];
        labels.extend(near);
        self.push_place(&mut out, &finding.location, &labels);
        for (location, text) in far {
            let see = format!("{}: {text}", place::shown(self.report, location));
            self.push_note(&mut out, "see", &see);
        }
        let why = &finding.rule.description;
        self.push_note(&mut out, "why", if in_full { first_paragraph(why) } else { first_sentence(why) });
        let mut label = "fix";
        for fix in &finding.fixes {
            self.push_note(&mut out, label, &format!("{} ({})", fix.title, how_freely(fix)));
            if label == "fix" {
                self.push_patch(&mut out, fix, &finding.location);
            }
            label = " or";
        }
        out.push('\n');
        out
    }

    /// The block of a part of the scan that failed.
    fn error(&self, error: &ScanError) -> String {
        let head = match &error.rule {
            Some(rule) => format!("error[{}]: ", escape::line(rule.as_str())),
            None => "error: ".to_owned(),
        };
        let painted = self.paint.red(head.trim_end_matches([':', ' '])) + ": ";
        let mut out = self.message(&painted, head.chars().count(), &error.message);
        if let Some(path) = &error.path {
            match error.span.zip(self.report.files.get(path)) {
                Some((span, file)) => {
                    self.push_snippet(&mut out, file, &[Label { span, text: String::new() }])
                }
                None => out.push_str(&format!("  ──[{}]\n", escape::line(path.as_str()))),
            }
        }
        self.push_note(&mut out, "help", &error.help);
        out.push('\n');
        out
    }

    /// The first line of a block.
    fn message(&self, head: &str, used: usize, message: &str) -> String {
        let text = escape::line(message.trim()).into_owned();
        let mut lines = wrap_after(&text, "", used, "", self.width.saturating_sub(2))
            .lines()
            .map(|line| self.paint.bold(line))
            .collect::<Vec<_>>()
            .join("\n  ");
        lines.insert_str(0, head);
        lines.push('\n');
        lines
    }

    /// The code around the finding's place, or the place alone if it is about the file.
    fn push_place(&self, out: &mut String, location: &Location, labels: &[Label]) {
        match self.report.files.get(&location.file).filter(|_| !place::is_whole_file(location)) {
            Some(file) => self.push_snippet(out, file, labels),
            None => out.push_str(&format!("  ──[{}]\n", place::shown(self.report, location))),
        }
    }

    fn push_snippet(&self, out: &mut String, file: &ShownFile, labels: &[Label]) {
        out.push_str(&snippet(file.path.as_str(), &file.text, &file.lines, labels, self.paint.color));
    }

    /// `label: text`, the text wrapped under itself.
    fn push_note(&self, out: &mut String, label: &str, text: &str) {
        if text.trim().is_empty() {
            return;
        }
        let words: Vec<_> = text.split_whitespace().map(escape::line).collect();
        let rest = " ".repeat(label.len() + 4);
        let first = format!("  {} ", self.paint.label(&format!("{label}:")));
        out.push_str(&wrap_after(&words.join(" "), &first, label.len() + 4, &rest, self.width));
        out.push('\n');
    }

    /// What the fix changes.
    fn push_patch(&self, out: &mut String, fix: &Fix, location: &Location) {
        let mut room = PATCH_LINES;
        let mut hidden = 0;
        for edits in &fix.files {
            let Some(file) = self.report.files.get(&edits.path) else { continue };
            let Some(hunks) = patch::hunks(file, edits) else { continue };
            if edits.path != location.file {
                out.push_str(&format!("  in {}\n", escape::line(edits.path.as_str())));
            }
            // The signs stand under the snippet's bar, whose last line is mostly the one after the place.
            let shown_last = (file.lines.line_of(location.span.range().end) + 2).min(file.lines.count());
            let numbers =
                hunks.iter().flat_map(|hunk| hunk.removed.last().into_iter().chain(hunk.added.last()));
            let last = numbers.map(|(number, _)| *number).chain([shown_last]).max().unwrap_or(0);
            let digits = last.to_string().len();
            for hunk in &hunks {
                for line in self.patch_lines(hunk, digits) {
                    if room > 0 {
                        room -= 1;
                        out.push_str(&line);
                    } else {
                        hidden += 1;
                    }
                }
            }
        }
        if hidden > 0 {
            out.push_str(&format!("  {}\n", self.paint.dim(&format!("… and {hidden} more lines"))));
        }
    }

    fn patch_lines(&self, hunk: &Hunk, digits: usize) -> Vec<String> {
        let line = |sign: char, (number, text): &(usize, String)| {
            let text = format!("{sign} {text}");
            let text = match sign {
                '-' => self.paint.red(text.trim_end()),
                '+' => self.paint.green(text.trim_end()),
                _ => text.trim_end().to_owned(),
            };
            format!(" {} {text}\n", self.paint.dim(&format!("{number:digits$}")))
        };
        let before = hunk.before.iter().map(|l| line('│', l));
        let removed = hunk.removed.iter().map(|l| line('-', l));
        before.chain(removed).chain(hunk.added.iter().map(|l| line('+', l))).collect()
    }

    /// The related places: those that fit into the snippet, as labels, and the others.
    fn related<'f>(&self, finding: &'f Finding) -> (Vec<Label>, Vec<(&'f Location, &'f str)>) {
        let file = self.report.files.get(&finding.location.file);
        let line = |span: Span| file.map_or(0, |file| file.lines.line_of(span.range().start));
        let is_near = |location: &Location| {
            file.is_some()
                && location.file == finding.location.file
                && !location.span.overlaps(finding.location.span)
                && line(location.span).abs_diff(line(finding.location.span)) <= NEAR
        };
        let (near, far): (Vec<_>, Vec<_>) =
            finding.related.iter().partition(|(location, _)| is_near(location));
        let label = |(location, text): &(Location, String)| Label { span: location.span, text: text.clone() };
        (near.into_iter().map(label).collect(), far.into_iter().map(|(l, text)| (l, text.as_str())).collect())
    }
}

/// How freely a fix may be applied, in words.
pub(super) fn how_freely(fix: &Fix) -> String {
    match (fix.applicability, &fix.refused) {
        (Applicability::Safe, _) => "safe".to_owned(),
        (Applicability::Unsafe, _) => "unsafe".to_owned(),
        (Applicability::Manual, None) => "by hand".to_owned(),
        (Applicability::Manual, Some(reason)) => format!("by hand: {reason}"),
    }
}

#[cfg(test)]
mod tests;
