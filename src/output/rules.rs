//! The list of rules: as a table for people, as Markdown for the manual, and as JSON.

use std::fmt::Write;
use std::sync::Arc;

use serde::Serialize;

use super::escape;
use super::json_text::write_json;
use super::paint::Paint;
use super::wrap::{first_sentence, wrap_after};
use crate::document::FileKind;
use crate::policy::{Applicability, Rule, Scope, Setting};

/// A table of `rules`: id, severity, kind of fix, title. Each group has its own columns, so that a long id in
/// one of them does not cost all titles their room. Each rule is one line, unless there is a `width` that its
/// title does not fit into.
pub fn table(rules: &[Arc<Rule>], color: bool, width: Option<usize>) -> String {
    let paint = Paint { color };
    let id = |rule: &Rule| escape::line(rule.id.as_str()).into_owned();
    let mut out = String::new();
    for group in rules.chunk_by(|a, b| a.id.group() == b.id.group()) {
        let longest = group.iter().map(|rule| id(rule).chars().count()).max().unwrap_or(0);
        for rule in group {
            let head = format!(
                "{}  {}  {} {} ",
                paint.bold(&format!("{:longest$}", id(rule))),
                paint.severity(rule.severity, &format!("{:8}", rule.severity.name())),
                paint.dim(&format!("{:6}", rule.fix.map_or("", Applicability::name))),
                if rule.opt_in { "*" } else { " " },
            );
            let used = longest + 20;
            let width = width.map_or(usize::MAX, |width| width.max(used + 20));
            out.push_str(&wrap_after(&escape::line(&rule.title), &head, used, &" ".repeat(used), width));
            out.push('\n');
        }
    }
    let fixable = rules.iter().filter(|rule| rule.fix.is_some()).count();
    let off = if rules.iter().any(|rule| rule.opt_in) { "; * is off by default" } else { "" };
    // Writing to a string cannot fail.
    let _ = writeln!(out, "{} rules, {fixable} with a fix{off}", rules.len());
    escape::guard(&out).into_owned()
}

/// The manual's list of `rules`: a chapter for each group, a paragraph for each rule.
pub fn markdown(rules: &[Arc<Rule>]) -> String {
    let groups: Vec<&[Arc<Rule>]> = rules.chunk_by(|a, b| a.id.group() == b.id.group()).collect();
    let mut out = MARKDOWN_HEAD.to_owned();
    for group in &groups {
        let name = group.first().map_or("", |rule| rule.id.group());
        // Writing to a string cannot fail.
        let _ = writeln!(out, "| [{name}](#{name}) | {} |", group.len());
    }
    let _ = writeln!(out, "| together | {} |", rules.len());
    for group in &groups {
        let _ = writeln!(out, "\n## {}", group.first().map_or("", |rule| rule.id.group()));
        group.iter().for_each(|rule| out.push_str(&paragraph(rule)));
    }
    escape::guard(&out).into_owned()
}

const MARKDOWN_HEAD: &str = "\
# Rules

<!-- Written by `gatecheck rules --format markdown`. -->

`gatecheck explain RULE` says more about each: the whole reason, examples, controls and links. Below the reason
stand the severity, the kinds of files that are looked at, and what the fix is: *safe* fixes are written by
`gatecheck fix`, *unsafe* ones by `gatecheck fix --unsafe`, *manual* ones are only shown. A rule that is *off by
default* runs when it is selected, switched on in [gatecheck.yaml](configuration.md), or part of a profile in use.

| group | rules |
|---|---|
";

/// A rule in the manual.
fn paragraph(rule: &Rule) -> String {
    let kinds = if rule.kinds == FileKind::ALL {
        "every kind".to_owned()
    } else {
        rule.kinds.iter().map(|kind| kind.name()).collect::<Vec<_>>().join(", ")
    };
    let mut facts = vec![rule.severity.name().to_owned(), kinds];
    facts.push(rule.fix.map_or("no fix".to_owned(), |fix| format!("{} fix", fix.name())));
    facts.extend(rule.opt_in.then(|| "off by default".to_owned()));
    facts.extend((!rule.profiles.is_empty()).then(|| format!("in {}", rule.profiles.join(", "))));
    let mut out = format!(
        "\n### {}\n\n**{}.** {}\n\n- {}\n",
        escape::line(rule.id.as_str()),
        escape::markdown(&joined(&rule.title)),
        escape::markdown(&joined(first_sentence(&rule.description))),
        escape::line(&facts.join(" · ")),
    );
    for setting in &rule.settings {
        let text = escape::markdown(&joined(&setting.description));
        let line = format!("- setting `{}`, by default `{}`: {text}", setting.name, setting.default);
        let _ = writeln!(out, "{}", escape::line(&line));
    }
    if !rule.peers.is_empty() {
        let _ = writeln!(out, "- elsewhere: {}", escape::markdown(&rule.peers.join(", ")));
    }
    out
}

/// `text` on one line.
fn joined(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `rules` as a JSON list of the same objects that the `json` format has in `rules`.
pub fn json(rules: &[Arc<Rule>]) -> String {
    let rules: Vec<RuleOut<'_>> = rules.iter().map(|rule| RuleOut::new(rule)).collect();
    let mut text = Vec::new();
    write_json(&mut text, &rules).expect("internal error: a rule is plain data");
    String::from_utf8(text).expect("internal error: JSON is text")
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
    settings: Vec<SettingOut<'a>>,
}

/// What users may tell a rule, in JSON.
#[derive(Serialize)]
struct SettingOut<'a> {
    name: &'a str,
    default: &'a serde_json::Value,
    description: &'a str,
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
            settings: rule.settings.iter().map(SettingOut::new).collect(),
        }
    }
}

impl<'a> SettingOut<'a> {
    fn new(setting: &'a Setting) -> Self {
        Self { name: &setting.name, default: &setting.default, description: setting.description.trim() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::sample;

    #[test]
    fn the_table_is_aligned_in_each_group_and_counts() {
        let expected = "\
k8s/image-without-tag     high               Image without a tag
k8s/memory-limit-missing  medium             Memory limit missing
k8s/privileged            critical  safe     Privileged container
secrets/token  critical           Token in a file
4 rules, 1 with a fix
";
        assert_eq!(table(&sample::rich().rules, false, Some(80)), expected);
        assert_eq!(table(&[], false, None), "0 rules, 0 with a fix\n");
    }

    #[test]
    fn long_titles_go_on_below_themselves_on_a_terminal() {
        let title = "Something that takes quite a few words to say";
        let rule = Arc::new(Rule { title: title.into(), opt_in: true, ..sample::privileged() });
        let expected = "\
k8s/privileged  critical  safe   * Something that takes
                                  quite a few words to
                                  say
1 rules, 1 with a fix; * is off by default
";
        assert_eq!(table(std::slice::from_ref(&rule), false, Some(56)), expected);
        assert!(table(&[rule], false, None).contains(title));
    }

    #[test]
    fn markdown_has_a_chapter_for_each_group_and_nothing_is_markup_by_chance() {
        let setting = Setting {
            name: "allowed".into(),
            default: serde_json::json!(["a"]),
            description: "What\nmay be.".into(),
        };
        let first = Rule { title: "A <b> [x]".into(), settings: vec![setting], ..sample::privileged() };
        let second = crate::finding::sample::rule("secrets/token", crate::policy::Severity::Low);
        let text = markdown(&[Arc::new(first), Arc::new(second)]);
        let expected = "\
| [k8s](#k8s) | 1 |
| [secrets](#secrets) | 1 |
| together | 2 |

## k8s

### k8s/privileged

**A &lt;b&gt; \\[x\\].** A privileged container is root on its node: it sees every device and every other container.

- critical · kubernetes · safe fix · in pss-baseline
- setting `allowed`, by default `[\"a\"]`: What may be.
- elsewhere: CKV_K8S_16, KSV-0017

## secrets

### secrets/token

**Something is wrong.** It matters.

- low · kubernetes · no fix
";
        assert!(text.ends_with(expected), "{text}");
    }

    #[test]
    fn json_has_every_field() {
        let read: serde_json::Value = serde_json::from_str(&json(&[Arc::new(sample::privileged())])).unwrap();
        assert_eq!(read[0]["id"], "k8s/privileged");
        assert_eq!(read[0]["fix"], "safe");
        assert_eq!(read[0]["settings"], serde_json::json!([]));
        assert_eq!(read[0]["kinds"], serde_json::json!(["kubernetes"]));
        assert_eq!(read[0].as_object().unwrap().len(), 16);
    }
}
