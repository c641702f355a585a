//! Where a location is, as people count lines and columns.

use crate::document::{Precision, Step};
use crate::finding::{Location, ShownFile};
use crate::scan::{Report, ScanError};
use crate::text::{LineCol, Span};

/// The beginning and end of a location, columns in some unit; the end is one past the last column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Region {
    /// Where it begins.
    pub(super) start: LineCol,
    /// Where it ends.
    pub(super) end: LineCol,
}

/// The place of a file as a whole.
const WHOLE: Region = Region { start: LineCol { line: 1, column: 1 }, end: LineCol { line: 1, column: 1 } };

/// The region of `span` in `file`, columns in characters.
pub(super) fn chars(file: Option<&ShownFile>, span: Span) -> Region {
    region(file, span, |file, at| file.lines.char_position(&file.text, at))
}

/// The region of `span` in `file`, columns in UTF-16 units.
pub(super) fn utf16(file: Option<&ShownFile>, span: Span) -> Region {
    region(file, span, |file, at| file.lines.utf16_position(&file.text, at))
}

/// The region of `span` in `file`, columns in bytes.
pub(super) fn bytes(file: Option<&ShownFile>, span: Span) -> Region {
    region(file, span, |file, at| file.lines.byte_position(at))
}

/// Whether a location is a file as a whole.
pub(super) fn is_whole_file(location: &Location) -> bool {
    location.span.is_empty() && location.span.start == 0
}

fn region(file: Option<&ShownFile>, span: Span, position: impl Fn(&ShownFile, usize) -> LineCol) -> Region {
    let Some(file) = file else { return WHOLE };
    let mut range = span.range();
    range.end = range.end.max(range.start);
    Region { start: position(file, range.start), end: position(file, range.end) }
}

/// `path:line:column`, made fit to be shown.
pub(super) fn shown(report: &Report, location: &Location) -> String {
    let start = chars(report.files.get(&location.file), location.span).start;
    format!("{}:{}:{}", super::escape::line(location.file.as_str()), start.line, start.column)
}

/// `path:line:column` of what could not be checked, or its path alone; `None` if it is about no file. Not yet
/// fit to be shown.
pub fn place_of(report: &Report, error: &ScanError) -> Option<String> {
    let path = error.path.as_ref()?;
    let Some((span, file)) = error.span.zip(report.files.get(path)) else { return Some(path.to_string()) };
    let start = chars(Some(file), span).start;
    Some(format!("{path}:{}:{}", start.line, start.column))
}

/// What is missing at a place that does not exist: the fields after the route's last list item. Empty if the
/// place exists.
pub(super) fn missing(location: &Location) -> String {
    if location.precision != Precision::Nearest {
        return String::new();
    }
    let fields = location.route.0.iter().rev().map_while(|step| match step {
        Step::Key(key) => Some(key.as_str()),
        _ => None,
    });
    let mut fields: Vec<&str> = fields.collect();
    fields.reverse();
    if fields.is_empty() { String::new() } else { format!("{} is missing", fields.join(".")) }
}
