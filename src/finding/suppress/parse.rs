//! The text of an ignore: `gatecheck: ignore[rule/a, group/*] until=2026-12-31 -- reason`.
//!
//! One spelling is read, so that ignores can be searched for; everything that comes close is a mistake
//! with a message, because an ignore that is silently not one leaves its author puzzled. Messages quote
//! nothing from the file.

use std::ops::Range;

use crate::finding::Date;
use crate::policy::RulePattern;
use crate::text::closest;

/// What an ignore says; ranges are bytes of the text it was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Directive {
    /// The rules it names.
    pub(super) rules: Vec<(RulePattern, Range<usize>)>,
    /// All of them.
    pub(super) list: Range<usize>,
    /// The last day on which it counts.
    pub(super) until: Option<Date>,
    /// Why.
    pub(super) reason: Option<String>,
}

/// What is wrong with something that begins like an ignore.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mistake(pub(super) &'static str);

/// Reads a comment, its marker included. `None` if it is not meant for gatecheck; else where it begins to be
/// (at the marker), and what it says.
pub(super) fn comment(text: &str) -> Option<(usize, Result<Directive, Mistake>)> {
    let (start, name_end) = name(text)?;
    let rest = text.get(name_end..)?;
    let word_at = name_end + (rest.len() - rest.trim_start_matches([' ', '\t', ':', '-', '_', '.']).len());
    let joint = text.get(name_end..word_at)?;
    let word_len = text.get(word_at..)?.find(|c: char| !c.is_ascii_alphabetic() && c != '-');
    let word_end = word_len.map_or(text.len(), |len| word_at + len);
    let word = text.get(word_at..word_end)?;
    let after = text.get(word_end..)?;
    let opens = after.trim_start().starts_with(['[', '=', ':']);
    let colon = joint.contains(':');
    let mistake = |message| Some((start, Err(Mistake(message))));
    if word != "ignore" {
        // "gatecheck: see the manual" is prose, "gatecheck: disable" and "gatecheck: ingore[…]" are not.
        let near = closest(word, ["ignore", "disable", "skip", "allow", "nolint", "noqa"]);
        return match near {
            Some("ignore") if colon || opens => mistake("the word must be \"ignore\", in lower case"),
            Some(_) if colon => mistake("the word must be \"ignore\""),
            _ if colon && after.starts_with('[') => mistake("the only word that is known is \"ignore\""),
            _ => None,
        };
    }
    if !text.get(start..name_end)?.ends_with("gatecheck") && (colon || opens) {
        return mistake("the name must be written in lower case");
    }
    match joint.strip_prefix(':') {
        Some(blank) if !blank.is_empty() && blank.trim().is_empty() => {}
        Some("") => return mistake("there must be a blank after the colon"),
        _ if colon || opens => {
            return mistake("\"gatecheck\" and \"ignore\" must be joined by a colon and a blank");
        }
        _ => return None,
    }
    Some((start, bracketed(text, word_end)))
}

/// Reads the annotation's value: `rule/a, group/* until=2026-12-31 -- reason`.
pub(super) fn annotation(text: &str) -> Result<Directive, Mistake> {
    let ends = |mark: &str| {
        let mut at = text.match_indices(mark).map(|(at, _)| at);
        at.find(|&at| {
            text.get(..at).is_some_and(|before| before.is_empty() || before.ends_with([' ', '\t', '\n']))
        })
    };
    let end = ends("until=").unwrap_or(text.len()).min(ends("--").unwrap_or(text.len()));
    // The blank before what follows is no part of the list: an edit of the list must leave it.
    let list = text.get(..end).unwrap_or_default().trim_end().len();
    directive(text, 0..list, end)
}

/// Where "gatecheck" stands, in any case, right after a comment's marker: the marker's place and the name's end.
fn name(text: &str) -> Option<(usize, usize)> {
    const NAME: &str = "gatecheck";
    let lower = text.to_ascii_lowercase();
    for (at, _) in lower.match_indices(NAME) {
        let before = text.get(..at)?.trim_end_matches([' ', '\t']);
        let outside = before.trim_end_matches(['#', '/']);
        let marker = before.get(outside.len()..)?;
        let begins = !before.contains(|c: char| c.is_alphanumeric() || "`'\"".contains(c));
        let nested = (marker.contains('#') || marker.contains("//")) && outside.ends_with([' ', '\t']);
        if begins || nested {
            return Some((if begins { 0 } else { outside.len() }, at + NAME.len()));
        }
    }
    None
}

/// Reads from the opening bracket on.
fn bracketed(text: &str, at: usize) -> Result<Directive, Mistake> {
    let rest = text.get(at..).unwrap_or_default();
    if !rest.starts_with('[') {
        return Err(Mistake(if rest.trim_start().starts_with('[') {
            "the bracket must follow \"ignore\" without a blank"
        } else {
            "the rules that are ignored must stand in brackets"
        }));
    }
    let close = rest.find(']').ok_or(Mistake("the bracket is not closed"))?;
    directive(text, at + 1..at + close, at + close + 1)
}

/// Reads the rules in `list`, and what follows from `tail` on.
fn directive(text: &str, list: Range<usize>, tail: usize) -> Result<Directive, Mistake> {
    let rules = rules(text, list.clone())?;
    let mut rest = text.get(tail..).unwrap_or_default().trim();
    // Comments of other languages have an end too.
    for end in ["*/", "-->"] {
        rest = rest.strip_suffix(end).unwrap_or(rest).trim_end();
    }
    let mut until = None;
    if let Some(after) = rest.strip_prefix("until") {
        let after =
            after.strip_prefix('=').ok_or(Mistake("\"until\" must be followed by \"=\" and a date"))?;
        let end = after.find([' ', '\t', '\n']).unwrap_or(after.len());
        let (date, after) = after.split_at_checked(end).unwrap_or((after, ""));
        let date = date.parse().map_err(|_| {
            Mistake("\"until\" must be a date that exists, written year-month-day, such as 2026-12-31")
        })?;
        until = Some(date);
        rest = after.trim_start();
    }
    let reason = match rest.strip_prefix("--") {
        Some(reason) => reason.trim(),
        None if rest.is_empty() => "",
        None => return Err(Mistake("after the rules may only come until=DATE and then -- with the reason")),
    };
    let reason = reason.contains(char::is_alphanumeric).then(|| reason.to_owned());
    Ok(Directive { rules, list, until, reason })
}

fn rules(text: &str, list: Range<usize>) -> Result<Vec<(RulePattern, Range<usize>)>, Mistake> {
    let inside = text.get(list.clone()).unwrap_or_default();
    if inside.trim().is_empty() {
        return Err(Mistake("no rule is named"));
    }
    let mut rules = Vec::new();
    let mut at = list.start;
    for part in inside.split(',') {
        let name = part.trim();
        let start = at + (part.len() - part.trim_start().len());
        at += part.len() + 1;
        if name.is_empty() {
            return Err(Mistake("a rule is missing beside a comma"));
        }
        let pattern: RulePattern = name
            .parse()
            .map_err(|_| Mistake("rules are named by their id or group/* and separated by commas"))?;
        if pattern.is_all() {
            return Err(Mistake("\"*\" would ignore every rule: name the rules, or a group such as k8s/*"));
        }
        rules.push((pattern, start..start + name.len()));
    }
    Ok(rules)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The directive as one line: `rules | until | reason`, or its mistake, or `-` if it is none.
    fn shown(read: Option<Result<Directive, Mistake>>, text: &str) -> String {
        match read {
            None => "-".to_owned(),
            Some(Err(mistake)) => mistake.0.to_owned(),
            Some(Ok(directive)) => {
                for (rule, range) in &directive.rules {
                    assert_eq!(text.get(range.clone()), Some(rule.as_str()));
                }
                let rules: Vec<&str> = directive.rules.iter().map(|(rule, _)| rule.as_str()).collect();
                let until = directive.until.map(|date| date.to_string()).unwrap_or_default();
                format!("{} | {until} | {}", rules.join(" "), directive.reason.unwrap_or_default())
            }
        }
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(shown(comment(text).map(|(_, read)| read), text), expected);
    }

    #[test]
    fn ignores_name_rules_a_date_and_a_reason() {
        check("# gatecheck: ignore[k8s/run-as-root] -- needs it", "k8s/run-as-root |  | needs it");
        check("#gatecheck: ignore[k8s/*,a/b-c]  until=2026-12-31  --why", "k8s/* a/b-c | 2026-12-31 | why");
        check("// gatecheck: ignore[ go/replace ] -- fork, until #12", "go/replace |  | fork, until #12");
        check("# indirect # gatecheck: ignore[x/y] -- z -- w", "x/y |  | z -- w");
        check("# v4.1.0 // gatecheck: ignore[x/y] -- z", "x/y |  | z");
        check("<!-- gatecheck: ignore[x/y] -- z -->", "x/y |  | z");
        check("/* gatecheck: ignore[x/y] -- z */", "x/y |  | z");
        check("-- gatecheck: ignore[DL3007] -- z", "DL3007 |  | z");
    }

    #[test]
    fn an_ignore_may_lack_its_reason_and_is_still_read() {
        check("# gatecheck: ignore[x/y]", "x/y |  | ");
        check("# gatecheck: ignore[x/y] --", "x/y |  | ");
        check("# gatecheck: ignore[x/y] -- ...", "x/y |  | ");
        check("# gatecheck: ignore[x/y] until=2026-12-31", "x/y | 2026-12-31 | ");
    }

    #[test]
    fn what_comes_close_is_a_mistake() {
        check("# gatecheck: ignore k8s/x", "the rules that are ignored must stand in brackets");
        check("# gatecheck: ignore", "the rules that are ignored must stand in brackets");
        check("# gatecheck:ignore", "there must be a blank after the colon");
        check("# gatecheck:ignore[x/y] -- z", "there must be a blank after the colon");
        check("# gatecheck: ignore [x/y]", "the bracket must follow \"ignore\" without a blank");
        check("# gatecheck: ignore[x/y -- z", "the bracket is not closed");
        check("# gatecheck: ignore[]", "no rule is named");
        check("# gatecheck: ignore[x/y,]", "a rule is missing beside a comma");
        check("# gatecheck: ignore[x y]", "rules are named by their id or group/* and separated by commas");
        check(
            "# gatecheck: ignore[*] -- z",
            "\"*\" would ignore every rule: name the rules, or a group such as k8s/*",
        );
        check(
            "# gatecheck: ignore[x/y] because",
            "after the rules may only come until=DATE and then -- with the reason",
        );
        check("# gatecheck: ignore[x/y] until 2026", "\"until\" must be followed by \"=\" and a date");
        check(
            "# gatecheck: ignore[x/y] until=2026-02-30 -- z",
            "\"until\" must be a date that exists, written year-month-day, such as 2026-12-31",
        );
        check(
            "# gatecheck ignore[x/y]",
            "\"gatecheck\" and \"ignore\" must be joined by a colon and a blank",
        );
        check(
            "# gatecheck-ignore: x/y",
            "\"gatecheck\" and \"ignore\" must be joined by a colon and a blank",
        );
        check("# Gatecheck: ignore[x/y]", "the name must be written in lower case");
        check("# gatecheck: Ignore[x/y]", "the word must be \"ignore\", in lower case");
        check("# gatecheck: ingore[x/y]", "the word must be \"ignore\", in lower case");
        check("# gatecheck: disable=x/y", "the word must be \"ignore\"");
        check("# gatecheck: mute[x/y]", "the only word that is known is \"ignore\"");
    }

    #[test]
    fn prose_is_no_ignore() {
        check("# gatecheck: see the manual", "-");
        check("# gatecheck runs here", "-");
        check("# gatecheck ignores this", "-");
        check("# write `gatecheck: ignore[x/y]` to ignore", "-");
        check("# https://example.org/gatecheck: ignore[x/y]", "-");
        check("# my-gatecheck: ignore[x/y]", "-");
        check("# gatecheck", "-");
        check("", "-");
    }

    #[track_caller]
    fn check_annotation(text: &str, expected: &str) {
        assert_eq!(shown(Some(annotation(text)), text), expected);
    }

    #[test]
    fn annotations_need_no_brackets() {
        check_annotation("k8s/run-as-root, k8s/x -- reason", "k8s/run-as-root k8s/x |  | reason");
        check_annotation("k8s/* until=2026-12-31 -- reason", "k8s/* | 2026-12-31 | reason");
        check_annotation("k8s/a--b", "k8s/a--b |  | ");
        check_annotation("", "no rule is named");
        check_annotation("-- reason", "no rule is named");
        check_annotation("*", "\"*\" would ignore every rule: name the rules, or a group such as k8s/*");
        check_annotation("[k8s/x]", "rules are named by their id or group/* and separated by commas");
    }

    proptest! {
        #[test]
        fn no_text_panics(text in ".{0,40}", tail in "(gatecheck)?[: ]{0,3}(ignore)?[\\[\\], a-z/*=-]{0,30}é?") {
            let whole = format!("{text}# {tail}");
            for text in [&whole, &tail] {
                let _ = comment(text);
                let _ = annotation(text);
            }
        }

        #[test]
        fn what_is_written_is_read(rules in prop::collection::vec("[a-z]{1,5}/([a-z]{1,5}|\\*)", 1..4), reason in "[a-z][a-z \\-]{0,20}[a-z]") {
            let text = format!("# gatecheck: ignore[{}] -- {reason}", rules.join(", "));
            check(&text, &format!("{} |  | {reason}", rules.join(" ")));
        }
    }
}
