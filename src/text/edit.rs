//! Edits: a span and the text that replaces it.

use super::Span;

/// Replaces the text under `span` with `text`; an empty span inserts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// What is replaced.
    pub span: Span,
    /// What stands there afterwards.
    pub text: String,
}

/// Two edits claim the same bytes, or one lies outside the text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("edits overlap at byte {at}")]
pub struct Overlap {
    /// Where the second edit begins.
    pub at: u32,
}

/// Applies `edits`, in any order, to `text`.
///
/// Insertions at one place keep the order in which they are given. An insertion at the border of a
/// replaced span is no overlap.
pub fn apply(text: &str, edits: &[Edit]) -> Result<String, Overlap> {
    let mut sorted: Vec<&Edit> = edits.iter().collect();
    sorted.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let mut out = String::with_capacity(text.len() + edits.iter().map(|e| e.text.len()).sum::<usize>());
    let mut done = 0;
    for edit in sorted {
        let range = edit.span.range();
        if range.start < done {
            return Err(Overlap { at: edit.span.start });
        }
        let (Some(kept), true) = (text.get(done..range.start), text.is_char_boundary(range.end)) else {
            return Err(Overlap { at: edit.span.start });
        };
        out.push_str(kept);
        out.push_str(&edit.text);
        done = range.end.max(range.start);
    }
    out.push_str(text.get(done..).unwrap_or_default());
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(start: usize, end: usize, text: &str) -> Edit {
        Edit { span: Span::new(start, end), text: text.into() }
    }

    #[track_caller]
    fn check(text: &str, edits: &[Edit], expected: Result<&str, u32>) {
        assert_eq!(apply(text, edits), expected.map(str::to_owned).map_err(|at| Overlap { at }));
    }

    #[test]
    fn edits_apply_in_any_order_and_never_overlap() {
        check("hello", &[], Ok("hello"));
        check("hello", &[edit(4, 5, "y"), edit(0, 1, "J")], Ok("Jelly"));
        check("ab", &[edit(1, 1, "1"), edit(1, 1, "2")], Ok("a12b"));
        check("abc", &[edit(0, 1, "x"), edit(1, 1, "-"), edit(1, 2, "y")], Ok("x-yc"));
        check("abc", &[edit(0, 2, "x"), edit(1, 3, "y")], Err(1));
        check("abc", &[edit(2, 9, "x")], Err(2));
        check("é", &[edit(1, 1, "x")], Err(1));
    }
}
