//! A fix as a few lines: what goes, what comes, and where.

use super::escape;
use crate::finding::{FileEdits, ShownFile};
use crate::text::{Edit, apply};

/// A run of lines that changes.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Hunk {
    /// The line before an insertion, with its number; `None` where lines go, which show the place themselves.
    pub(super) before: Option<(usize, String)>,
    /// What goes, each with its number in the old text.
    pub(super) removed: Vec<(usize, String)>,
    /// What comes, each with its number in the new text.
    pub(super) added: Vec<(usize, String)>,
}

/// The hunks of one file's edits, in order; `None` if they do not fit the text.
pub(super) fn hunks(file: &ShownFile, edits: &FileEdits) -> Option<Vec<Hunk>> {
    let mut sorted: Vec<&Edit> = edits.edits.iter().collect();
    sorted.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let mut hunks = Vec::new();
    // How many lines the new text is ahead of the old one.
    let mut ahead = 0_isize;
    let mut rest = sorted.as_slice();
    while let Some(first) = rest.first() {
        let line = file.lines.line_of(first.span.range().start);
        let mut last_line = file.lines.line_of(first.span.range().end);
        let together = rest.iter().take_while(|edit| {
            let joins = file.lines.line_of(edit.span.range().start) <= last_line;
            last_line = last_line.max(file.lines.line_of(edit.span.range().end));
            joins
        });
        let (group, others) = rest.split_at(together.count().max(1));
        rest = others;
        let hunk = hunk(file, group, line, last_line, ahead)?;
        ahead = ahead.saturating_add_unsigned(hunk.added.len()).saturating_sub_unsigned(hunk.removed.len());
        hunks.push(hunk);
    }
    hunks.retain(|hunk| !hunk.removed.is_empty() || !hunk.added.is_empty());
    Some(hunks)
}

/// The hunk of `edits`, which lie on the lines from `first` to `last`.
fn hunk(file: &ShownFile, edits: &[&Edit], first: usize, last: usize, ahead: isize) -> Option<Hunk> {
    let block = file.lines.span_of(first).to(file.lines.span_of(last));
    let before = file.text.get(block.range())?;
    let start = block.start;
    let moved = |edit: &&Edit| {
        let mut edit = (*edit).clone();
        edit.span.start = edit.span.start.checked_sub(start)?;
        edit.span.end = edit.span.end.checked_sub(start)?;
        Some(edit)
    };
    let edits: Vec<Edit> = edits.iter().map(moved).collect::<Option<_>>()?;
    let after = apply(before, &edits).ok()?;
    let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let same_head = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let tails = old.iter().skip(same_head).rev().zip(new.iter().skip(same_head).rev());
    let same_tail = tails.take_while(|(a, b)| a == b).count();
    let number = |lines: &[&str], first: usize| {
        let changed = lines.get(same_head..lines.len() - same_tail).unwrap_or_default().iter();
        changed.enumerate().map(|(i, text)| (first + same_head + i + 1, text_of(text))).collect::<Vec<_>>()
    };
    let removed = number(&old, first);
    let added = number(&new, first.saturating_add_signed(ahead));
    let at = first + same_head;
    let before = (removed.is_empty() && at > 0).then(|| {
        let line = file.text.get(file.lines.span_of(at - 1).range()).unwrap_or_default();
        (at, text_of(line))
    });
    Some(Hunk { before, removed, added })
}

/// A line as it is shown.
fn text_of(line: &str) -> String {
    let line = line.trim_end_matches(['\n', '\r']).trim_start_matches('\u{feff}').replace('\t', "    ");
    let limit = crate::limits::SNIPPET_COLUMNS;
    match line.char_indices().nth(limit) {
        Some((at, _)) => escape::line(line.get(..at).unwrap_or_default()).into_owned() + "…",
        None => escape::line(&line).into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::sample;
    use crate::text::{RepoPath, Span};

    #[track_caller]
    fn check(text: &str, edits: &[(usize, usize, &str)], expected: &str) {
        let file = sample::shown("x", text);
        let edit = |(start, end, text): &(usize, usize, &str)| Edit {
            span: Span::new(*start, *end),
            text: (*text).to_owned(),
        };
        let edits = FileEdits { path: RepoPath::new("x"), edits: edits.iter().map(edit).collect() };
        let mut out = String::new();
        for hunk in hunks(&file, &edits).unwrap() {
            for (sign, lines) in
                [(' ', hunk.before.into_iter().collect()), ('-', hunk.removed), ('+', hunk.added)]
            {
                lines.iter().for_each(|(number, line)| out.push_str(&format!("{number}{sign}{line}\n")));
            }
        }
        assert_eq!(out, expected);
    }

    #[test]
    fn only_the_changed_lines_are_in_a_hunk() {
        check("a: 1\nb: 2\nc: 3\n", &[(8, 9, "9")], "2-b: 2\n2+b: 9\n");
        check("a: 1\nb: 2\n", &[(5, 5, "x: 0\n")], "1 a: 1\n2+x: 0\n");
        check("a: 1\nb: 2\n", &[(0, 0, "x: 0\n")], "1+x: 0\n");
        check("a: 1", &[(4, 4, "\nx: 0")], "1 a: 1\n2+x: 0\n");
        check("a: 1\nb: 2\n", &[(0, 5, "")], "1-a: 1\n");
        // Two on one line are one hunk; later numbers are those of the new text.
        check("a b\nc\nd\n", &[(0, 1, "A"), (2, 3, "B\nB"), (6, 7, "D")], "1-a b\n1+A B\n2+B\n3-d\n4+D\n");
        check("a: 1\n", &[(0, 1, "a")], "");
        check("\ta\u{1b}\n", &[(0, 1, "")], "1-    a\\u{1b}\n1+a\\u{1b}\n");
    }
}
