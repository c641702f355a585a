//! Lines of code with the interesting part marked, and patches with what goes and what comes.

use super::markup::Markup;
use crate::finding::{Fix, ShownFile};
use crate::limits::{HTML_CODE_LINES, HTML_PATCH_LINES};
use crate::output::patch::hunks;
use crate::output::snippet::shown_part;
use crate::scan::Report;
use crate::text::{RepoPath, Span};

/// How many lines are shown before and after a place.
const CONTEXT: usize = 2;

/// The lines around `span`, which is marked; `note` stands under its beginning.
pub(super) fn excerpt(out: &mut Markup, file: &ShownFile, span: Span, note: &str) {
    let range = span.range();
    let line_of = |at: usize| file.lines.line_of(at.min(file.text.len()));
    let first = line_of(range.start);
    let last = line_of(range.end.saturating_sub(1).max(range.start));
    // After the last line break there is no line, unless it is what is meant.
    let end = file.lines.count().saturating_sub(1);
    let end = if file.lines.span_of(end).is_empty() && last < end { end - 1 } else { end };
    let cut = last.min(first + HTML_CODE_LINES - 1);
    let after = if cut < last { cut } else { (last + CONTEXT).min(end) };
    out.raw("<pre class=\"code\"><code>");
    for line in first.saturating_sub(CONTEXT)..=after {
        let marked = (first..=last).contains(&line);
        out.raw(if marked { "<span class=\"l hit\">" } else { "<span class=\"l\">" });
        number(out, line + 1);
        code_line(out, file, line, marked.then_some(span));
        out.raw("\n</span>");
        if line == first && !note.is_empty() {
            let column = file.lines.char_position(&file.text, range.start).column;
            out.raw("<span class=\"l under\"><i></i>").text(&" ".repeat(column.saturating_sub(1).min(60)));
            out.raw("<b>▲ ").text(note).raw("</b>\n</span>");
        }
    }
    if cut < last {
        out.raw("<span class=\"l\"><i>…</i>").text(&format!("{} more lines", last - cut)).raw("\n</span>");
    }
    out.raw("</code></pre>\n");
}

/// The patch of a fix of a finding in `here`; nothing if there is nothing to show.
pub(super) fn patch(out: &mut Markup, report: &Report, fix: &Fix, here: &RepoPath) {
    let mut lines = Vec::new();
    for edits in &fix.files {
        let Some(file) = report.files.get(&edits.path) else { continue };
        let Some(hunks) = hunks(file, edits).filter(|hunks| !hunks.is_empty()) else { continue };
        if edits.path != *here {
            lines.push((Sign::File, 0, edits.path.as_str().to_owned()));
        }
        for hunk in hunks {
            let signed = |sign: Sign| move |(number, text): (usize, String)| (sign, number, text);
            lines.extend(hunk.before.map(signed(Sign::Kept)));
            lines.extend(hunk.removed.into_iter().map(signed(Sign::Removed)));
            lines.extend(hunk.added.into_iter().map(signed(Sign::Added)));
        }
    }
    if lines.is_empty() {
        return;
    }
    out.raw("<pre class=\"diff\"><code>");
    for (sign, line, text) in lines.iter().take(HTML_PATCH_LINES) {
        let (open, close) = match sign {
            Sign::File => ("<span class=\"l\"><i></i>in ", "\n</span>"),
            Sign::Kept => ("<span class=\"l\">", "\n</span>"),
            Sign::Removed => ("<del class=\"l\">", "\n</del>"),
            Sign::Added => ("<ins class=\"l\">", "\n</ins>"),
        };
        out.raw(open);
        if *line > 0 {
            number(out, *line);
            out.raw(match sign {
                Sign::Removed => "- ",
                Sign::Added => "+ ",
                _ => "  ",
            });
        }
        // It was made fit to be shown together with its hunk.
        out.text(text).raw(close);
    }
    if lines.len() > HTML_PATCH_LINES {
        let hidden = lines.len() - HTML_PATCH_LINES;
        out.raw("<span class=\"l\"><i>…</i>").text(&format!("{hidden} more lines")).raw("\n</span>");
    }
    out.raw("</code></pre>\n");
}

/// What a line of a patch is.
#[derive(Clone, Copy)]
enum Sign {
    /// The name of another file.
    File,
    Kept,
    Removed,
    Added,
}

fn number(out: &mut Markup, line: usize) {
    out.raw("<i>").text(&line.to_string()).raw("</i>");
}

/// One line, cut if it is long, with the part that lies in `span` marked.
fn code_line(out: &mut Markup, file: &ShownFile, line: usize, span: Option<Span>) {
    let range = file.lines.span_of(line).range();
    let whole = file.text.get(range.clone()).unwrap_or_default();
    let mut content = whole.trim_end_matches(['\n', '\r']);
    let mut start = range.start;
    // A byte order mark is part of no column.
    if let Some(rest) = content.strip_prefix('\u{feff}').filter(|_| start == 0) {
        start = content.len() - rest.len();
        content = rest;
    }
    let inside = |at: u32| (at as usize).clamp(start, start + content.len()) - start;
    let place = span.map(|span| (inside(span.start), inside(span.end).max(inside(span.start))));
    let (from, to) = shown_part(content, place.map(|(begin, _)| begin));
    let text = |begin: usize, end: usize| {
        content.get(begin.clamp(from, to)..end.clamp(from, to)).unwrap_or_default().replace('\t', "    ")
    };
    if from > 0 {
        out.raw("…");
    }
    match place {
        Some((begin, end)) => {
            out.text(&text(0, begin)).raw("<mark>").text(&text(begin, end)).raw("</mark>");
            out.text(&text(end, content.len()));
        }
        None => _ = out.text(&text(0, content.len())),
    }
    if to < content.len() {
        out.raw("…");
    }
}
