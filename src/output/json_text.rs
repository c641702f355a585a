//! JSON as it is written: line by line, so that a large report is not held twice, and with nothing in its strings
//! that a terminal or a build runner obeys.

use std::io::{self, Write};

use serde::Serialize;

use super::escape;

/// Writes indented JSON and a line end.
pub fn write_json(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    let mut lines = Lines { out, line: Vec::new() };
    serde_json::to_writer_pretty(&mut lines, value)?;
    lines.write_all(b"\n")
}

/// Writes JSON on one line, and a line end.
pub(super) fn write_json_line(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    let mut lines = Lines { out, line: Vec::new() };
    serde_json::to_writer(&mut lines, value)?;
    lines.write_all(b"\n")
}

/// Passes lines on as [`escape::json`] has them. A string of JSON holds no line end, so none is cut in two.
struct Lines<'a> {
    out: &'a mut dyn Write,
    /// The line that is not at its end.
    line: Vec<u8>,
}

impl Write for Lines<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for part in bytes.split_inclusive(|byte| *byte == b'\n') {
            self.line.extend_from_slice(part);
            if part.ends_with(b"\n") {
                let line = str::from_utf8(&self.line).map_err(|_| io::ErrorKind::InvalidData)?;
                self.out.write_all(escape::json(line).as_bytes())?;
                self.line.clear();
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_line_by_line_is_what_is_written_at_once() {
        let value = serde_json::json!({ "a": ["##[error]x", "\u{202e}", "é\n##"], "##vso[": { "[": [] } });
        let mut indented = Vec::new();
        write_json(&mut indented, &value).unwrap();
        let at_once = serde_json::to_string_pretty(&value).unwrap();
        assert_eq!(String::from_utf8(indented).unwrap(), format!("{}\n", escape::json(&at_once)));
        let mut line = Vec::new();
        write_json_line(&mut line, &value).unwrap();
        assert_eq!(line.iter().filter(|byte| **byte == b'\n').count(), 1);
        assert_eq!(serde_json::from_slice::<serde_json::Value>(&line).unwrap(), value);
        assert!(!line.windows(3).any(|it| it == b"##["));
    }
}
