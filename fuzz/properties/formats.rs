//! What each format promises its reader, whatever the report holds.

use gatecheck::output::Format;
use gatecheck::scan::Report;
use serde_json::Value as Json;

/// Holds a report as it was written to what its reader relies on.
pub(super) fn check(format: Format, text: &str, report: &Report) {
    // A diff must hold the file's bytes as they are, or it could not be applied.
    if format != Format::Diff {
        let raw = text.chars().find(|c| (c.is_control() && *c != '\n') || is_bidi(*c));
        assert_eq!(raw, None, "{} passes it on to a terminal", format.name());
    }
    match format {
        Format::Json | Format::Gitlab | Format::Openreports | Format::Intoto => {
            drop(json(format, text));
        }
        Format::Jsonl | Format::Rdjsonl => text.lines().for_each(|line| drop(json(format, line))),
        Format::Sarif => sarif(&json(format, text), report),
        Format::Junit => xml(text),
        Format::Github => github(text),
        Format::Html => html(text),
        Format::Human | Format::Markdown | Format::Diff => {}
    }
    if format != Format::Diff && format != Format::Github {
        // A build log reads commands in any text that it is given.
        let command = text.lines().find(|line| line.trim_start().starts_with("::"));
        assert_eq!(command, None, "{} commands the runner", format.name());
    }
}

fn is_bidi(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn json(format: Format, text: &str) -> Json {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{} is no JSON: {error}", format.name()))
}

/// Every place in a SARIF file is a place in its file.
fn sarif(log: &Json, report: &Report) {
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().map_or(0, Vec::len);
    let results = run["results"].as_array().expect("a run has results");
    for result in results {
        let index = result["ruleIndex"].as_u64().expect("a result names its rule");
        assert!(usize::try_from(index).is_ok_and(|index| index < rules), "rule {index} is not listed");
        assert!(result["message"]["text"].as_str().is_some_and(|text| !text.is_empty()));
        let all = |list: &str| result[list].as_array().cloned().unwrap_or_default();
        for location in all("locations").iter().chain(&all("relatedLocations")) {
            let place = &location["physicalLocation"];
            region(&place["region"], place["artifactLocation"]["uri"].as_str().unwrap_or_default(), report);
        }
        for change in
            all("fixes").iter().flat_map(|fix| fix["artifactChanges"].as_array().cloned().unwrap_or_default())
        {
            let uri = change["artifactLocation"]["uri"].as_str().unwrap_or_default().to_owned();
            for replacement in change["replacements"].as_array().expect("a change replaces something") {
                region(&replacement["deletedRegion"], &uri, report);
            }
        }
    }
}

fn region(region: &Json, uri: &str, report: &Report) {
    let number =
        |key: &str| usize::try_from(region[key].as_u64().expect("a region is complete")).expect("small");
    let (start, end) =
        ((number("startLine"), number("startColumn")), (number("endLine"), number("endColumn")));
    assert!(start <= end, "a region ends before it begins: {region}");
    assert!(start.0 >= 1 && start.1 >= 1, "a region begins nowhere: {region}");
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/%".contains(&byte);
    assert!(uri.bytes().all(allowed), "{uri:?} is no URI");
    let shown = report.files.values().find(|shown| shown.path.as_str() == uri);
    if let Some(shown) = shown {
        for (line, column) in [start, end] {
            let line =
                shown.text.split('\n').nth(line - 1).unwrap_or_else(|| panic!("{uri} has no line {line}"));
            let units = line.encode_utf16().count();
            assert!(column <= units + 2, "line {line:?} of {uri} has no column {column}");
        }
    }
}

/// Annotations, and one line that is none.
fn github(text: &str) {
    for line in text.lines() {
        let annotation =
            ["::error ", "::warning ", "::notice "].iter().any(|command| line.starts_with(command));
        let summary = line.starts_with("gatecheck: ");
        assert!(annotation || summary, "{line:?} is neither an annotation nor the summary");
        let (_, after) = line.split_once("##").unwrap_or_default();
        let old = after.trim_start_matches(|c: char| c.is_ascii_alphabetic()).starts_with('[');
        assert!(!old, "{line:?} holds a command of the old form");
    }
}

/// A page has no script but ours, and nothing that fetches or runs.
fn html(text: &str) {
    // What others wrote is escaped, so each of these can only be ours.
    for (tag, most) in
        [("<script", 2), ("<style", 2), ("<iframe", 0), ("<img", 0), ("<object", 0), ("<base", 0)]
    {
        let count = text.matches(tag).count();
        assert!(count <= most, "the page has {count} times {tag:?}");
    }
    let handler = text.match_indices(" on").find(|(at, _)| {
        let rest = text.get(at + 3..).unwrap_or_default();
        let name = rest.find(|c: char| !c.is_ascii_lowercase()).unwrap_or(rest.len());
        name > 0 && rest.get(name..).is_some_and(|rest| rest.starts_with("=\""))
    });
    assert_eq!(handler, None, "the page has a handler of events");
}

/// Well-formed XML: tags are closed in their order, and what others wrote is escaped.
fn xml(text: &str) {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        check_text(rest.get(..at).unwrap_or_default());
        let tag = rest.get(at + 1..).unwrap_or_default();
        let end = tag_end(tag).unwrap_or_else(|| panic!("a tag is not closed: {tag:?}"));
        let inside = tag.get(..end).unwrap_or_default();
        rest = tag.get(end + 1..).unwrap_or_default();
        if inside.starts_with('?') {
            continue;
        }
        assert!(!inside.starts_with('!'), "a section that nobody wrote: {inside:?}");
        let name = inside
            .trim_start_matches('/')
            .split(|c: char| c.is_whitespace() || c == '/')
            .next()
            .unwrap_or_default();
        check_text(inside);
        if inside.starts_with('/') {
            assert_eq!(open.pop(), Some(name), "tags are closed in another order");
        } else if !inside.ends_with('/') {
            open.push(name);
        }
    }
    check_text(rest);
    assert!(open.is_empty(), "{open:?} is not closed");
}

/// Where the tag ends, quoted values not counted.
fn tag_end(tag: &str) -> Option<usize> {
    let mut quoted = false;
    tag.char_indices().find_map(|(at, c)| {
        quoted ^= c == '"';
        (c == '>' && !quoted).then_some(at)
    })
}

/// Every `&` begins a reference that XML knows.
fn check_text(text: &str) {
    for (at, _) in text.match_indices('&') {
        let name = text.get(at + 1..).and_then(|rest| rest.split_once(';')).map_or("", |(name, _)| name);
        let number = name.strip_prefix('#').is_some_and(|number| number.len() < 8);
        assert!(number || ["amp", "lt", "gt", "quot", "apos"].contains(&name), "&{name:?} is no reference");
    }
    let legal = |c: char| c >= ' ' && !matches!(c, '\u{fffe}' | '\u{ffff}') || c == '\n';
    assert!(text.chars().all(legal), "a character that XML does not allow in {text:?}");
}
