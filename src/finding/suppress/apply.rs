//! What ignores do to findings, and what is wrong with the ignores themselves.

use std::collections::BTreeSet;

use super::{Form, Malformed, Suppression};
use crate::finding::native::Native;
use crate::finding::{Date, Finding, Status};
use crate::policy::{RuleId, RulePattern};
use crate::text::{Edit, SourceFile, Span};

/// What decides whether an ignore counts.
pub struct Judge<'a> {
    /// Today.
    pub today: Date,
    /// What became of the rules a pattern names, for the file at hand.
    pub state: &'a dyn Fn(&RulePattern) -> RuleState,
    /// Whether the rule may be ignored in a file until the given day (`None`: for ever); the error completes
    /// "must not be ignored here: …".
    pub may_ignore: &'a MayIgnore<'a>,
}

/// Says whether a rule may be ignored until a day, or why not.
pub type MayIgnore<'a> = dyn Fn(&RuleId, Option<Date>) -> Result<(), String> + 'a;

/// What became of a rule that an ignore names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RuleState {
    /// It looked at the file, so an ignore without a finding is unused.
    Ran,
    /// It is known and did not look at the file: nothing can be said about its ignores.
    NotRun,
    /// There is no such rule.
    Unknown {
        /// The rule that was probably meant.
        meant: Option<String>,
    },
}

/// Something wrong with an ignore; the scan makes a finding of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hygiene {
    /// Where.
    pub span: Span,
    /// Which rule finds it.
    pub native: Native,
    /// What is wrong.
    pub message: String,
    /// The edit that mends it, with its title as an imperative.
    pub fix: Option<(String, Edit)>,
}

/// Suppresses those findings of one file that its ignores cover, and tells what is wrong with the ignores.
///
/// An ignore that has expired, gives no reason or is not allowed suppresses nothing.
pub fn apply(
    source: &SourceFile,
    findings: &mut [Finding],
    suppressions: &[Suppression],
    malformed: &[Malformed],
    judge: &Judge<'_>,
) -> Vec<Hygiene> {
    let mut out: Vec<Hygiene> = malformed
        .iter()
        .map(|bad| Hygiene {
            span: bad.span,
            native: Native::MalformedIgnore,
            message: bad.message.clone(),
            fix: None,
        })
        .collect();
    for suppression in suppressions {
        let fault = fault(suppression, judge.today);
        let counts = fault.is_none();
        let used = cover(source, findings, suppression, counts, judge, &mut out);
        let unused = judge_names(suppression, &used, judge, &mut out);
        match fault {
            Some(fault) => out.push(fault),
            None => out.extend(unused_ignore(source, suppression, &unused)),
        }
    }
    out.sort();
    out
}

/// Why the whole ignore does not count, if so.
fn fault(suppression: &Suppression, today: Date) -> Option<Hygiene> {
    let (native, message) = match (suppression.until, &suppression.reason) {
        (Some(until), _) if until < today => {
            (Native::ExpiredIgnore, format!("this ignore has expired: it counted until {until}"))
        }
        (_, None) => (
            Native::IgnoreWithoutReason,
            "this ignore gives no reason, so it does not count: write -- and the reason behind it".to_owned(),
        ),
        _ => return None,
    };
    Some(Hygiene { span: suppression.span, native, message, fix: None })
}

/// Suppresses what the ignore covers; returns which of its names cover something.
fn cover(
    source: &SourceFile,
    findings: &mut [Finding],
    suppression: &Suppression,
    counts: bool,
    judge: &Judge<'_>,
    out: &mut Vec<Hygiene>,
) -> Vec<bool> {
    let mut used = vec![false; suppression.rules.len()];
    let mut forbidden = BTreeSet::new();
    let here = |finding: &&mut Finding| {
        finding.location.file == source.path && covers(suppression, finding.location.span)
    };
    for finding in findings.iter_mut().filter(here) {
        let names = suppression.rules.iter().zip(&mut used);
        let mut place = None;
        for ((pattern, span), used) in names.filter(|((pattern, _), _)| pattern.matches(&finding.rule)) {
            *used = true;
            place.get_or_insert((pattern, *span));
        }
        let (Some((_, span)), true) = (place, counts) else { continue };
        match (judge.may_ignore)(&finding.rule.id, suppression.until) {
            Ok(()) if finding.status == Status::Open => {
                let reason = suppression.reason.clone().unwrap_or_default();
                finding.status = Status::Suppressed { reason };
            }
            Ok(()) => {}
            Err(why) => {
                forbidden.insert((span, format!("{} must not be ignored here: {why}", finding.rule.id)));
            }
        }
    }
    let natives = forbidden.into_iter();
    out.extend(natives.map(|(span, message)| Hygiene {
        span,
        native: Native::ForbiddenIgnore,
        message,
        fix: None,
    }));
    used
}

impl Suppression {
    /// Whether the ignore counts, names the finding's rule and covers its place.
    pub fn accepts(&self, finding: &Finding, judge: &Judge<'_>) -> bool {
        covers(self, finding.location.span)
            && self.rules.iter().any(|(pattern, _)| pattern.matches(&finding.rule))
            && fault(self, judge.today).is_none()
            && (judge.may_ignore)(&finding.rule.id, self.until).is_ok()
    }
}

/// Whether the ignore covers a finding at `place`.
fn covers(suppression: &Suppression, place: Span) -> bool {
    let Some(covered) = suppression.covers else { return false };
    match suppression.form {
        // What begins on the line may end on a later one.
        Form::Trailing => covered.start <= place.start && place.start < covered.end,
        Form::OwnLine | Form::Annotation => covered.contains(place),
    }
}

/// Reports names that no rule has; returns the places of those whose rules ran and found nothing.
fn judge_names(
    suppression: &Suppression,
    used: &[bool],
    judge: &Judge<'_>,
    out: &mut Vec<Hygiene>,
) -> Vec<usize> {
    let mut unused = Vec::new();
    for (i, ((pattern, span), used)) in suppression.rules.iter().zip(used).enumerate() {
        let mut report = |native, message| out.push(Hygiene { span: *span, native, message, fix: None });
        if Native::from_id(pattern.as_str()).is_some_and(Native::judges_ignores) {
            report(
                Native::MalformedIgnore,
                format!("{pattern} cannot be ignored by a comment: mend the ignore it speaks of"),
            );
            continue;
        }
        if *used {
            continue;
        }
        match (judge.state)(pattern) {
            RuleState::Ran => unused.push(i),
            RuleState::NotRun => {}
            RuleState::Unknown { meant: Some(meant) } => report(
                Native::UnknownRuleInIgnore,
                format!("there is no rule {pattern}: did you mean {meant}?"),
            ),
            RuleState::Unknown { meant: None } => report(
                Native::UnknownRuleInIgnore,
                format!("there is no rule {pattern}: gatecheck rules lists all there are"),
            ),
        }
    }
    unused
}

/// The finding about names that ignore nothing, with the edit that takes them away.
fn unused_ignore(source: &SourceFile, suppression: &Suppression, unused: &[usize]) -> Option<Hygiene> {
    let first = suppression.rules.get(*unused.first()?)?;
    let is_unused = |i: &usize| unused.contains(i);
    let names = |wanted: bool| -> Vec<&str> {
        let all = suppression.rules.iter().enumerate();
        all.filter(|(i, _)| is_unused(i) == wanted).map(|(_, (pattern, _))| pattern.as_str()).collect()
    };
    let (gone, kept) = (names(true), names(false));
    let message = match (suppression.covers, kept.is_empty()) {
        (None, _) => "nothing stands below this ignore".to_owned(),
        (_, true) => format!("this ignore is not needed: there is no finding of {}", gone.join(", ")),
        (_, false) => {
            format!("a part of this ignore is not needed: there is no finding of {}", gone.join(", "))
        }
    };
    let span = if kept.is_empty() { suppression.span } else { first.1 };
    let edit = if kept.is_empty() {
        removal(source, suppression)
    } else {
        suppression.list.map(|span| Edit { span, text: kept.join(", ") })
    };
    let title = if kept.is_empty() { "remove the ignore" } else { "remove the rule from the ignore" };
    let fix = edit.map(|edit| (title.to_owned(), edit));
    Some(Hygiene { span, native: Native::UnusedIgnore, message, fix })
}

/// Takes a comment away: with its line if nothing else is on it, else with the blanks before it.
fn removal(source: &SourceFile, suppression: &Suppression) -> Option<Edit> {
    if suppression.form == Form::Annotation || suppression.list.is_none() {
        return None;
    }
    let span = suppression.span.range();
    let line = source.lines.span_of(source.lines.line_of(span.start)).range();
    let before = source.text.get(line.start..span.start)?;
    let text = String::new();
    if before.trim_start_matches('\u{feff}').trim().is_empty() {
        // A byte order mark stays where it is.
        let start = line.start + before.find(|c| c != '\u{feff}').unwrap_or(before.len());
        return Some(Edit { span: Span::new(start, line.end), text });
    }
    let start = line.start + before.trim_end().len();
    Some(Edit { span: Span::new(start, span.end), text })
}
