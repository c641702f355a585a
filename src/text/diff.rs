//! Unified diffs that `git apply` accepts. The only module that names `similar`.

use std::ops::Range;

use similar::udiff::UnifiedHunkHeader;
use similar::{Algorithm, DiffOp, TextDiff};

use super::is_hidden;
use crate::limits;

/// How many lines around a change a hunk has, as git does it.
const CONTEXT: usize = 3;

/// The unified diff from `before` to `after` of the file at `path`, with three lines of context;
/// empty if the two are equal.
///
/// Line endings, a byte order mark and a missing final newline come out as they are in the texts.
pub fn unified_diff(path: &str, before: &str, after: &str) -> String {
    if before == after {
        return String::new();
    }
    let (old, new) = (split(before), split(after));
    let diff = compare(&old, &new);
    let name = |prefix: &str| quote_path(&format!("{prefix}/{path}"));
    let mut out = format!("--- {}\n+++ {}\n", name("a"), name("b"));
    for hunk in diff.grouped_ops(CONTEXT) {
        out.push_str(&format!("{}\n", UnifiedHunkHeader::new(&hunk)));
        for change in hunk.iter().flat_map(|op| diff.iter_changes(op)) {
            out.push_str(&format!("{}{}", change.tag(), change.value()));
            // Only git's own line end counts, where `similar` would take a carriage return for one too.
            if !change.value().ends_with('\n') {
                out.push_str("\n\\ No newline at end of file\n");
            }
        }
    }
    out
}

/// `after` without those changes whose hunks, three lines of context included, would show a hidden line; and
/// how many hunks were taken back. `before_shown` and `after_shown` are the texts with hidden parts masked,
/// of the same lines.
pub fn take_back_hidden(before: &str, after: &str, before_shown: &str, after_shown: &str) -> (String, usize) {
    let (old, new) = (split(before), split(after));
    let hidden = |real: &[&str], shown: &str| -> Vec<bool> {
        let shown = split(shown);
        (0..real.len()).map(|i| shown.get(i) != real.get(i)).collect()
    };
    let (old_hidden, new_hidden) = (hidden(&old, before_shown), hidden(&new, after_shown));
    let any =
        |flags: &[bool], range: std::ops::Range<usize>| flags.get(range).is_some_and(|f| f.contains(&true));
    let diff = compare(&old, &new);
    let (mut out, mut done, mut taken_back) = (String::new(), 0, 0);
    for hunk in diff.grouped_ops(CONTEXT) {
        let hides =
            |op: &similar::DiffOp| any(&old_hidden, op.old_range()) || any(&new_hidden, op.new_range());
        let keep = !hunk.iter().any(hides);
        taken_back += usize::from(!keep);
        for op in &hunk {
            let (was, is) = (op.old_range(), op.new_range());
            out.extend(old.get(done..was.start).unwrap_or_default().iter().copied());
            let lines = if keep { new.get(is) } else { old.get(was.clone()) };
            out.extend(lines.unwrap_or_default().iter().copied());
            done = was.end;
        }
    }
    out.extend(old.get(done..).unwrap_or_default().iter().copied());
    (out, taken_back)
}

/// The lines of `after`, counted from 0, that are not those of `before`, as sorted ranges. Where only lines
/// were taken away there is none. How a line ends does not count: git may turn one ending into the other
/// between a commit and the disk.
pub fn changed_lines(before: &str, after: &str) -> Vec<Range<usize>> {
    let (old, new): (Vec<&str>, Vec<&str>) = (lines(before).collect(), lines(after).collect());
    let head = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let rest = (old.len() - head).min(new.len() - head);
    let from_end = old.iter().rev().zip(new.iter().rev()).take(rest);
    let tail = from_end.take_while(|(a, b)| a == b).count();
    let (old, new) = (&old[head..old.len() - tail], &new[head..new.len() - tail]);
    if new.is_empty() {
        return Vec::new();
    }
    if old.len().saturating_mul(new.len()) > limits::COMPARED_LINES {
        return std::iter::once(head..head + new.len()).collect();
    }
    let changed = |op: DiffOp| match op {
        DiffOp::Insert { .. } | DiffOp::Replace { .. } => {
            Some(head + op.new_range().start..head + op.new_range().end)
        }
        DiffOp::Equal { .. } | DiffOp::Delete { .. } => None,
    };
    similar::capture_diff_slices(Algorithm::Myers, old, new).into_iter().filter_map(changed).collect()
}

/// The lines of a text without what ends them.
pub fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive('\n').map(|line| {
        let line = line.strip_suffix('\n').unwrap_or(line);
        line.strip_suffix('\r').unwrap_or(line)
    })
}

/// The lines of a text, each with its end. As git has it, only `\n` ends a line.
fn split(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

fn compare<'a>(old: &'a [&'a str], new: &'a [&'a str]) -> TextDiff<'a, 'a, str> {
    TextDiff::configure().newline_terminated(true).diff_slices(old, new)
}

/// Quotes a path as git does when a character would end the header line or change its meaning, or be obeyed where
/// the diff is shown.
fn quote_path(path: &str) -> String {
    let command = path.contains("##");
    if !command && !path.chars().any(|c| is_hidden(c) || c == '"' || c == '\\') {
        // git ends a name with blanks at the tab that follows it.
        return if path.contains(' ') { format!("{path}\t") } else { path.to_owned() };
    }
    let mut out = String::from("\"");
    for byte in path.bytes() {
        match byte {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\t' => out.push_str("\\t"),
            // It would make a command to a build runner of what stands before it.
            b'[' if command => out.push_str("\\133"),
            0x20..=0x7e => out.push(byte as char),
            other => out.push_str(&format!("\\{other:03o}")),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hunks_next_to_hidden_lines_are_taken_back() {
        let before: String = (0..30).map(|n| format!("{n}\n")).collect();
        let after = before.replace("\n2\n", "\ntwo\n").replace("\n20\n", "\ntwenty\n");
        let hide = |text: &str| text.replace("\n4\n", "\n*\n");
        let (visible, taken_back) = take_back_hidden(&before, &after, &hide(&before), &hide(&after));
        assert_eq!(visible, before.replace("\n20\n", "\ntwenty\n"));
        assert_eq!(taken_back, 1);
        assert_eq!(take_back_hidden(&before, &after, &before, &after), (after.clone(), 0));
        let (before, after) = ("1\ra\n2\n3\n", "1\rb\n2\n3\n4\n");
        assert_eq!(take_back_hidden(before, after, before, after), (after.to_owned(), 0));
    }

    #[test]
    fn a_diff_names_the_file_twice_and_keeps_line_endings() {
        assert_eq!(unified_diff("x", "a\n", "a\n"), "");
        assert_eq!(
            unified_diff("d/x", "a\r\nb", "a\r\nc"),
            "--- a/d/x\n+++ b/d/x\n@@ -1,2 +1,2 @@\n a\r\n-b\n\\ No newline at end of file\n+c\n\\ No newline at end of file\n"
        );
        assert!(unified_diff("a\nb", "1", "2").starts_with("--- \"a/a\\nb\"\n"));
        assert!(unified_diff("x", "a\rb\n", "a\rc\n").ends_with("@@ -1 +1 @@\n-a\rb\n+a\rc\n"));
        assert!(unified_diff("##[a]", "1", "2").starts_with("--- \"a/##\\133a]\"\n"));
        assert!(unified_diff("\u{202e}a", "1", "2").starts_with("--- \"a/\\342\\200\\256a\"\n"));
    }

    /// A carriage return in a line ends none, or the lines would be counted in two ways.
    #[test]
    fn lines_end_where_git_ends_them() {
        let (before, after) = ("a\rb\rc\nkey\nx\n", "a\rb\rc\nkey\ny\n");
        let diff = unified_diff("f", before, after);
        assert_eq!(diff, "--- a/f\n+++ b/f\n@@ -1,3 +1,3 @@\n a\rb\rc\n key\n-x\n+y\n");
        let bare = "\\ No newline at end of file\n";
        let diff = unified_diff("f", "a\r", "b\r");
        assert_eq!(diff, format!("--- a/f\n+++ b/f\n@@ -1 +1 @@\n-a\r\n{bare}+b\r\n{bare}"));
        let hide = |text: &str| text.replace("key", "***");
        assert_eq!(take_back_hidden(before, after, &hide(before), &hide(after)), (before.to_owned(), 1));
    }

    #[test]
    fn changed_lines_are_those_of_the_new_text() {
        let long = |word: &str| format!("{word}\n").repeat(6000);
        for (before, after, expected) in [
            ("", "", "[]"),
            ("a\nb\n", "a\nb\n", "[]"),
            ("a\nb\n", "a\r\nb", "[]"),
            ("a\nb\nc\n", "a\nc\n", "[]"),
            ("a\nc\n", "a\nb\nc\n", "[1..2]"),
            ("a\nb\nc\nd\ne\n", "x\nb\nc\ny\ne\nz\n", "[0..1, 3..4, 5..6]"),
            ("", "a\nb", "[0..2]"),
            ("a\na\n", "a\na\na\n", "[2..3]"),
            (&format!("a\n{}", long("x")), &format!("a\n{}b\n{}", long("y"), long("y")), "[1..12002]"),
        ] {
            assert_eq!(format!("{:?}", changed_lines(before, after)), expected);
        }
    }
}
