//! Where an example says that it is denied.
//!
//! `#~ group/rule` in a comment means its own line, `#~v group/rule` the next one; `:7` after an id asks for
//! that column too. In go.mod it is `//~`. A file without comments has `<file>.expected.json` beside it.

use serde_json::Value as Json;

/// A place where a rule must deny.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Mark {
    pub(super) line: usize,
    pub(super) rule: String,
    pub(super) column: Option<usize>,
}

const MARKERS: &[&str] = &["#~", "//~"];

/// The marks in an example's text.
pub(super) fn of_text(text: &str) -> Vec<Mark> {
    let mut marks = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let Some((_, mark)) = split(line) else { continue };
        let (line, ids) = match mark.strip_prefix('v') {
            Some(ids) => (number + 1, ids),
            None => (number, mark),
        };
        for id in ids.split_whitespace() {
            let column = id.rsplit_once(':').and_then(|(rule, column)| Some((rule, column.parse().ok()?)));
            let (rule, column) = column.map_or((id, None), |(rule, column)| (rule, Some(column)));
            marks.push(Mark { line, rule: rule.to_owned(), column });
        }
    }
    marks
}

/// The marks in a file beside the example: a list of `{"rule", "line", "column"?}`.
pub(super) fn of_sidecar(text: &str) -> Result<Vec<Mark>, String> {
    let json: Json = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let number = |item: &Json, key: &str| item.get(key)?.as_u64().and_then(|n| usize::try_from(n).ok());
    let mark = |item: &Json| {
        let rule = item.get("rule")?.as_str()?.to_owned();
        Some(Mark { line: number(item, "line")?, rule, column: number(item, "column") })
    };
    let items = json.as_array().ok_or("it must be a list")?;
    let marks = items.iter().map(|item| mark(item).ok_or_else(|| format!("{item} lacks a rule or a line")));
    marks.collect()
}

/// An example's text without its marks.
pub(in crate::policy) fn unmarked(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        match split(line) {
            None => out.push_str(line),
            Some((before, _)) if before.trim().is_empty() => {}
            Some((before, _)) => {
                out.push_str(before.trim_end());
                out.push_str(line.get(line.trim_end_matches(['\r', '\n']).len()..).unwrap_or_default());
            }
        }
    }
    out
}

/// A line's part before its mark, and what the mark says.
fn split(line: &str) -> Option<(&str, &str)> {
    MARKERS.iter().find_map(|marker| line.split_once(marker)).filter(|(_, mark)| mark.contains('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(usize, &str, Option<usize>)], without: &str) {
        let marks = of_text(text);
        let shown: Vec<_> = marks.iter().map(|mark| (mark.line, mark.rule.as_str(), mark.column)).collect();
        assert_eq!(shown, expected);
        assert_eq!(unmarked(text), without);
    }

    #[test]
    fn marks_mean_their_line_or_the_next() {
        check("a: 1 #~ g/x\nb: 2\n", &[(1, "g/x", None)], "a: 1\nb: 2\n");
        check("#~v g/x g/y:3\nb: 2", &[(2, "g/x", None), (2, "g/y", Some(3))], "b: 2");
        check("go 1.2 //~ g/x\r\n", &[(1, "g/x", None)], "go 1.2\r\n");
        check("path: foo#~ is no mark\n", &[], "path: foo#~ is no mark\n");
    }

    #[test]
    fn marks_may_stand_beside_the_file() {
        let marks = of_sidecar(r#"[{"rule": "g/x", "line": 3, "column": 2}]"#);
        assert_eq!(marks, Ok(vec![Mark { line: 3, rule: "g/x".into(), column: Some(2) }]));
        assert!(of_sidecar("[{}]").is_err());
        assert!(of_sidecar("{}").is_err());
    }
}
