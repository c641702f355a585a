//! Unified diffs that `git apply` accepts. The only module that names `similar`.

use similar::TextDiff;

/// The unified diff from `before` to `after` of the file at `path`, with three lines of context;
/// empty if the two are equal.
///
/// Line endings, a byte order mark and a missing final newline come out as they are in the texts.
pub fn unified_diff(path: &str, before: &str, after: &str) -> String {
    if before == after {
        return String::new();
    }
    let diff = TextDiff::from_lines(before, after);
    let name = |prefix: &str| quote_path(&format!("{prefix}/{path}"));
    diff.unified_diff().context_radius(3).header(&name("a"), &name("b")).to_string()
}

/// Quotes a path as git does when a character would end the header line or change its meaning.
fn quote_path(path: &str) -> String {
    if !path.chars().any(|c| c.is_control() || c == '"' || c == '\\') {
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
    fn a_diff_names_the_file_twice_and_keeps_line_endings() {
        assert_eq!(unified_diff("x", "a\n", "a\n"), "");
        assert_eq!(
            unified_diff("d/x", "a\r\nb", "a\r\nc"),
            "--- a/d/x\n+++ b/d/x\n@@ -1,2 +1,2 @@\n a\r\n-b\n\\ No newline at end of file\n+c\n\\ No newline at end of file\n"
        );
        assert!(unified_diff("a\nb", "1", "2").starts_with("--- \"a/a\\nb\"\n"));
    }
}
