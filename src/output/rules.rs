//! The list of rules, as a table for people and as JSON.

use std::fmt::Write;
use std::sync::Arc;

use serde::Serialize;

use super::escape;
use super::paint::Paint;
use crate::document::FileKind;
use crate::policy::{Rule, Scope};

/// A table of `rules`, one line each: id, severity, kind of fix, title.
pub fn table(rules: &[Arc<Rule>], color: bool, width: usize) -> String {
    let paint = Paint { color };
    let id = |rule: &Rule| escape::line(rule.id.as_str()).into_owned();
    let longest = rules.iter().map(|rule| id(rule).chars().count()).max().unwrap_or(0);
    let mut out = String::new();
    for rule in rules {
        let severity = format!("{:8}", rule.severity.name());
        let fix = match rule.fix {
            Some(fix) => format!("{:6}", fix.name()),
            None => " ".repeat(6),
        };
        let title = escape::line(&rule.title);
        let off = if rule.opt_in { " (off by default)" } else { "" };
        let room = width.saturating_sub(longest + 8 + 6 + 6).max(20);
        let title = cut(&format!("{title}{off}"), room);
        // Writing to a string cannot fail.
        let _ = writeln!(
            out,
            "{}  {}  {}  {title}",
            paint.bold(&format!("{:longest$}", id(rule))),
            paint.severity(rule.severity, &severity),
            paint.dim(&fix),
        );
    }
    let fixable = rules.iter().filter(|rule| rule.fix.is_some()).count();
    let _ = writeln!(out, "{} rules, {fixable} with a fix", rules.len());
    out
}

/// `text` in at most `room` characters.
fn cut(text: &str, room: usize) -> String {
    match text.char_indices().nth(room) {
        None => text.to_owned(),
        Some(_) => text.chars().take(room.saturating_sub(1)).chain(['…']).collect(),
    }
}

/// `rules` as a JSON list of the same objects that the `json` format has in `rules`.
pub fn json(rules: &[Arc<Rule>]) -> String {
    let rules: Vec<RuleOut<'_>> = rules.iter().map(|rule| RuleOut::new(rule)).collect();
    let text = serde_json::to_string_pretty(&rules);
    text.expect("internal error: a rule is plain data") + "\n"
}

/// A rule in JSON. Part of the promise to users, like the `json` format's fields.
#[derive(Serialize)]
pub(super) struct RuleOut<'a> {
    id: &'a str,
    title: &'a str,
    description: &'a str,
    severity: &'a str,
    category: &'a str,
    kinds: Vec<&'a str>,
    /// `document` or `project`.
    scope: &'a str,
    /// What its fixes are: `safe`, `unsafe` or `manual`; absent if it has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<&'a str>,
    since: &'a str,
    opt_in: bool,
    profiles: &'a [String],
    peers: &'a [String],
    controls: &'a [String],
    aliases: &'a [String],
    references: &'a [String],
}

impl<'a> RuleOut<'a> {
    pub(super) fn new(rule: &'a Rule) -> Self {
        Self {
            id: rule.id.as_str(),
            title: &rule.title,
            description: rule.description.trim(),
            severity: rule.severity.name(),
            category: &rule.category.0,
            kinds: rule.kinds.iter().copied().map(FileKind::name).collect(),
            scope: match rule.scope {
                Scope::Document => "document",
                Scope::Project => "project",
            },
            fix: rule.fix.map(|fix| fix.name()),
            since: &rule.since,
            opt_in: rule.opt_in,
            profiles: &rule.profiles,
            peers: &rule.peers,
            controls: &rule.controls,
            aliases: &rule.aliases,
            references: &rule.references,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::sample;

    #[test]
    fn the_table_is_aligned_and_counts() {
        let expected = "\
k8s/image-without-tag     high              Image without a tag
k8s/memory-limit-missing  medium            Memory limit missing
k8s/privileged            critical  safe    Privileged container
secrets/token             critical          Token in a file
4 rules, 1 with a fix
";
        assert_eq!(table(&sample::rich().rules, false, 80), expected);
        assert_eq!(table(&[], false, 80), "0 rules, 0 with a fix\n");
    }

    #[test]
    fn json_has_every_field() {
        let read: serde_json::Value = serde_json::from_str(&json(&[Arc::new(sample::privileged())])).unwrap();
        assert_eq!(read[0]["id"], "k8s/privileged");
        assert_eq!(read[0]["fix"], "safe");
        assert_eq!(read[0]["kinds"], serde_json::json!(["kubernetes"]));
        assert_eq!(read[0].as_object().unwrap().len(), 15);
    }
}
