//! Unified diffs: applied to the old text they give the new one.

use gatecheck::text::{changed_lines, lines, take_back_hidden, unified_diff};

use super::input;

/// Two versions of a file, under any name.
pub(super) fn diff(data: &[u8]) {
    let files = input::files(data, "file");
    let (before, after) = match &files[..] {
        [one] => (one.source(), one.source()),
        [before, after, ..] => (before.source(), after.source()),
        [] => return,
    };
    check(before.path.as_str(), &before.text, &after.text);
    let changed = changed_lines(&before.text, &after.text);
    let count = lines(&after.text).count();
    assert!(changed.iter().all(|range| range.start < range.end && range.end <= count), "{changed:?}");
    assert!(changed.is_sorted_by(|a, b| a.end <= b.start), "{changed:?} is in no order");
    // With nothing hidden nothing is taken back; with all hidden, all.
    let all = take_back_hidden(&before.text, &after.text, &before.text, &after.text);
    assert_eq!(all, (after.text.clone(), 0));
    let hide = |text: &str| text.chars().map(|c| if c == '\n' { c } else { '*' }).collect::<String>();
    let (kept, _) = take_back_hidden(&before.text, &after.text, &hide(&before.text), &hide(&after.text));
    for line in kept.lines() {
        let known = before.text.lines().chain(after.text.lines()).any(|other| other == line);
        assert!(known, "{line:?} is in neither version");
    }
}

/// The diff from `before` to `after` says `after`.
pub(super) fn check(path: &str, before: &str, after: &str) {
    let diff = unified_diff(path, before, after);
    assert_eq!(diff.is_empty(), before == after, "a diff of {path:?} says nothing, or says it of nothing");
    if diff.is_empty() {
        return;
    }
    let applied = applied(before, &diff);
    assert_eq!(applied.as_deref(), Ok(after), "the diff of {path:?} gives another text:\n{diff}");
}

/// `before` with a diff of one file applied, as `git apply` does.
pub(super) fn applied(before: &str, diff: &str) -> Result<String, String> {
    let mut old = before.split_inclusive('\n');
    let mut taken = 0;
    let mut out = String::new();
    let mut lines = diff.split_inclusive('\n').peekable();
    for start in ["--- ", "+++ "] {
        let header = lines.next().filter(|line| line.starts_with(start));
        header.ok_or_else(|| format!("there is no line that begins with {start:?}"))?;
    }
    while let Some(head) = lines.next() {
        let (from, mut left, mut new) = hunk(head).ok_or_else(|| format!("{head:?} begins no hunk"))?;
        // A hunk that takes nothing away stands behind its line.
        let first = if left == 0 { from } else { from.saturating_sub(1) };
        while taken < first {
            out.push_str(old.next().ok_or("a hunk lies behind the end")?);
            taken += 1;
        }
        while left > 0 || new > 0 {
            let line = lines.next().ok_or("a hunk is cut off")?;
            let (sign, content) = line.split_at_checked(1).ok_or("a hunk has an empty line")?;
            let bare = lines.next_if(|next| next.starts_with('\\')).is_some();
            let content = if bare { content.strip_suffix('\n').unwrap_or(content) } else { content };
            if matches!(sign, " " | "-") {
                let was = old.next().unwrap_or_default();
                taken += 1;
                left -= 1;
                if was != content {
                    return Err(format!("{content:?} is said to stand where {was:?} does"));
                }
            }
            if matches!(sign, " " | "+") {
                new -= 1;
                out.push_str(content);
            }
            if !matches!(sign, " " | "+" | "-") {
                return Err(format!("a hunk has the line {line:?}"));
            }
        }
    }
    out.extend(old);
    Ok(out)
}

/// The first line and the number of lines of the old text, and the number of the new, from `@@ -1,2 +1,2 @@`.
fn hunk(line: &str) -> Option<(usize, usize, usize)> {
    let (old, new) = line.strip_prefix("@@ -")?.split_once(" @@")?.0.split_once(" +")?;
    let range = |text: &str| match text.split_once(',') {
        Some((start, count)) => Some((start.parse().ok()?, count.parse().ok()?)),
        None => Some((text.parse().ok()?, 1)),
    };
    let ((from, left), (_, count)): ((usize, usize), (usize, usize)) = (range(old)?, range(new)?);
    Some((from, left, count))
}
