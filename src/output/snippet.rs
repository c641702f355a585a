//! A few lines of a file with the interesting part underlined. The only module that names miette's handler.
//!
//! The lines are copied out of the file first: what cannot be seen is written out, lines of megabytes are
//! cut around the place. The copy is small, so a place late in a large file costs no more than an early one.

use std::fmt;

use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents,
    SourceCode, SourceSpan, SpanContents, ThemeCharacters, ThemeStyles,
};

use super::escape;
use crate::limits::SNIPPET_COLUMNS;
use crate::text::{LineIndex, Span};

/// A place to underline, with a word about it.
#[derive(Debug, Clone)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// The word; may be empty.
    pub text: String,
}

/// The lines around `labels`, all of one file; the first label is the one whose position is named.
/// Ends with a line break. Labels that do not fit the text are left out.
pub fn snippet(path: &str, text: &str, lines: &LineIndex, labels: &[Label], color: bool) -> String {
    let Some(first) = labels.first() else { return String::new() };
    let position = lines.char_position(text, first.span.range().start);
    let place = format!("{}:{}:{}", escape::line(path), position.line, position.column);
    let excerpt = Excerpt::new(place, text, lines, labels);
    let mut theme = GraphicalTheme { characters: ThemeCharacters::unicode(), styles: ThemeStyles::none() };
    if color {
        theme.styles = ThemeStyles::ansi();
    }
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_context_lines(1)
        .with_wrap_lines(false)
        .tab_width(4)
        .without_primary_span_start()
        .without_syntax_highlighting();
    let mut out = String::new();
    if handler.render_report(&mut out, &excerpt).is_err() {
        return String::new();
    }
    // The handler begins with the message, which is said elsewhere.
    let body = out.split_once('\n').map_or("", |(_, body)| body);
    body.lines().map(|line| line.trim_end().to_owned() + "\n").collect()
}

/// The lines around some labels, fit to be shown.
#[derive(Debug)]
struct Excerpt {
    /// The place in the file, as the snippet's title.
    place: String,
    text: String,
    lines: LineIndex,
    /// The number of the first line in the file, from 0.
    first_line: usize,
    labels: Vec<LabeledSpan>,
}

impl Excerpt {
    fn new(place: String, text: &str, lines: &LineIndex, labels: &[Label]) -> Self {
        let line_of = |at: usize| lines.line_of(at.min(text.len()));
        let starts = || labels.iter().map(|label| line_of(label.span.range().start));
        let ends = || labels.iter().map(|label| line_of(label.span.range().end.saturating_sub(1)));
        let first_line = starts().min().unwrap_or(0).saturating_sub(1);
        let last_line = starts().chain(ends()).max().unwrap_or(0) + 1;
        let mut copy = Copy { text: String::new(), marks: Vec::new() };
        // After the last line break there is no line, unless it is what is meant.
        let end = lines.count() - 1;
        let nothing = lines.span_of(end).is_empty() && starts().all(|line| line < end);
        for line in first_line..=last_line.min(end - usize::from(nothing)) {
            copy.line(text, lines.span_of(line), labels.iter().map(|label| label.span));
        }
        let label = |(number, label): (usize, &Label)| {
            let (start, end) = (copy.place_of(label.span.start), copy.place_of(label.span.end));
            let word = (!label.text.is_empty()).then(|| escape::line(&label.text).into_owned());
            let span = SourceSpan::new(start.into(), end.saturating_sub(start));
            if number == 0 {
                LabeledSpan::new_primary_with_span(word, span)
            } else {
                LabeledSpan::new_with_span(word, span)
            }
        };
        let labels = labels.iter().enumerate().map(label).collect();
        let lines = LineIndex::new(&copy.text);
        Self { place, text: copy.text, lines, first_line, labels }
    }
}

/// A copy of some lines, with where each piece came from.
struct Copy {
    text: String,
    /// Where a byte of the file stands in the copy, for every character that was looked at; sorted.
    marks: Vec<(u32, usize)>,
}

impl Copy {
    /// Appends one line. Of a long one only what is around the first of `spans` on it.
    fn line(&mut self, text: &str, line: Span, spans: impl Iterator<Item = Span>) {
        let range = line.range();
        let whole = text.get(range.clone()).unwrap_or_default();
        let content = whole.trim_end_matches(['\n', '\r']);
        let end = range.start + content.len();
        let place = spans.map(|span| span.range().start).filter(|at| range.contains(at)).min();
        let (from, to) = shown_part(content, place.map(|at| at - range.start));
        if from > 0 {
            self.text.push('…');
        }
        self.marks.push((line.start, self.text.len()));
        for (at, c) in content.get(from..to).unwrap_or_default().char_indices() {
            let at = from + at;
            self.marks.push((Span::empty(range.start + at).start, self.text.len()));
            match c {
                // The handler knows how to show it.
                '\t' => self.text.push(c),
                // A byte order mark is part of no column.
                '\u{feff}' if range.start + at == 0 => {}
                _ => escape::push_shown(&mut self.text, c, content.get(..at).unwrap_or_default()),
            }
        }
        self.marks.push((Span::empty(range.start + to).start, self.text.len()));
        if to < content.len() {
            self.text.push('…');
        }
        self.marks.push((Span::empty(end).start, self.text.len()));
        self.text.push('\n');
    }

    /// Where the file's byte `at` stands in the copy.
    fn place_of(&self, at: u32) -> usize {
        let after = self.marks.partition_point(|(from, _)| *from <= at);
        self.marks.get(after.saturating_sub(1)).map_or(0, |(_, to)| *to)
    }
}

/// The part of a line that is shown: all of it, or what is around the byte `place`.
pub(super) fn shown_part(line: &str, place: Option<usize>) -> (usize, usize) {
    if line.len() <= SNIPPET_COLUMNS {
        return (0, line.len());
    }
    let place = place.unwrap_or(0).min(line.len());
    let border = |mut at: usize| {
        while !line.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let from = if place < SNIPPET_COLUMNS / 2 { 0 } else { border(place - SNIPPET_COLUMNS / 4) };
    (from, border((from + SNIPPET_COLUMNS / 2).min(line.len())))
}

impl fmt::Display for Excerpt {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Excerpt {}

impl Diagnostic for Excerpt {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }
}

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let first = self.lines.line_of(span.offset()).saturating_sub(before);
        let last_byte = (span.offset() + span.len()).saturating_sub(1).max(span.offset());
        // The copy ends with a line break, after which there is no line.
        let last = (self.lines.line_of(last_byte) + after).min(self.lines.count().saturating_sub(2));
        let shown = self.lines.span_of(first).to(self.lines.span_of(last));
        let data = self.text.get(shown.range()).ok_or(MietteError::OutOfBounds)?;
        Ok(Box::new(MietteSpanContents::new_named(
            self.place.clone(),
            data.as_bytes(),
            SourceSpan::new((shown.start as usize).into(), shown.len()),
            self.first_line + first,
            0,
            last + 1 - first,
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, marked: &[(&str, &str)], expected: &str) {
        let label = |(part, word): &(&str, &str)| {
            let at = text.find(part).unwrap();
            Label { span: Span::new(at, at + part.len()), text: (*word).to_owned() }
        };
        let labels: Vec<Label> = marked.iter().map(label).collect();
        let shown = snippet("d/x.yaml", text, &LineIndex::new(text), &labels, false);
        assert_eq!(format!("\n{shown}"), expected);
    }

    #[test]
    fn the_place_is_underlined_between_its_neighbours() {
        check(
            "a: 1\nb: two\nc: 3\n",
            &[("two", "")],
            r"
   ╭─[d/x.yaml:2:4]
 1 │ a: 1
 2 │ b: two
   ·    ───
 3 │ c: 3
   ╰────
",
        );
        check(
            "é😀: x\r\n",
            &[("x", "here")],
            r"
   ╭─[d/x.yaml:1:5]
 1 │ é😀: x
   ·      ┬
   ·      ╰── here
   ╰────
",
        );
    }

    #[test]
    fn places_far_down_keep_their_line_numbers() {
        let text = format!("{}b: two\n", "a: 1\n".repeat(1_000));
        check(
            &text,
            &[("two", "")],
            r"
      ╭─[d/x.yaml:1001:4]
 1000 │ a: 1
 1001 │ b: two
      ·    ───
      ╰────
",
        );
    }

    #[test]
    fn hidden_characters_are_written_out_and_still_underlined() {
        check(
            "\u{feff}a: \u{1b}\u{202e}x\n##[y]\n",
            &[("x", "")],
            r"
   ╭─[d/x.yaml:1:6]
 1 │ a: \u{1b}\u{202e}x
   ·                  ─
 2 │ ## [y]
   ╰────
",
        );
    }

    #[test]
    fn long_lines_are_cut_around_the_place() {
        let text = format!("{{{}\"here\"{}}}", "1,".repeat(5_000), ",2".repeat(5_000));
        let shown = snippet(
            "x",
            &text,
            &LineIndex::new(&text),
            &[Label { span: Span::new(10_001, 10_007), text: String::new() }],
            false,
        );
        assert!(shown.contains("1,1,\"here\",2,2"), "{shown}");
        assert!(shown.lines().all(|line| line.chars().count() < 100), "{shown}");
    }

    #[test]
    fn no_place_panics() {
        for text in ["", "\n", "a", "a\n", "\u{feff}", "é\r\n\r\n", "\t\tx\n"] {
            for start in 0..=text.len() + 2 {
                for end in 0..=text.len() + 2 {
                    let label = Label { span: Span::new(start, end), text: "x".into() };
                    snippet("x", text, &LineIndex::new(text), &[label.clone(), label], true);
                }
            }
        }
    }
}
