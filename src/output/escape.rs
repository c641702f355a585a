//! Texts that others wrote, made harmless for where they are shown.
//!
//! File names, messages and snippets come from whoever wrote the scanned repository. On a terminal they must
//! not move the cursor or reverse the line, in a build log they must not be commands to the runner, in
//! SARIF and Markdown they must not be links, pictures or markup.

use std::borrow::Cow;
use std::fmt::Write;

/// `text` on one line of a terminal: what cannot be seen, or changes how the rest is seen, is written
/// out (`\n`, `\u{202e}`), and what a build runner takes for a command is broken by a blank.
pub fn line(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hidden) && !text.contains("##") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for (at, c) in text.char_indices() {
        push_shown(&mut out, c, text.get(..at).unwrap_or_default());
    }
    Cow::Owned(out)
}

/// Appends `c`, which stands after `before`, as [`line()`] shows it.
pub(super) fn push_shown(out: &mut String, c: char, before: &str) {
    match c {
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        _ if is_hidden(c) => out.extend(c.escape_unicode()),
        '[' if ends_with_command(before) => out.push_str(" ["),
        _ => out.push(c),
    }
}

/// JSON whose strings hold nothing that a terminal obeys or that cannot be seen, and mean the same: such
/// characters stand only within strings, where each may be written by its number.
pub fn json(text: &str) -> Cow<'_, str> {
    let is_raw = |c: char| c != '\n' && is_hidden(c);
    if !text.contains(is_raw) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_raw(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// Breaks what a runner takes for a command at the beginning of any of the lines of `text`, blanks not
/// counted. Text that went through [`line()`] and was then wrapped needs this still.
pub fn guard(text: &str) -> Cow<'_, str> {
    if !text.contains("::") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for line in text.split_inclusive('\n') {
        let command = line.trim_start();
        match command.strip_prefix("::") {
            Some(rest) => {
                out.push_str(line.strip_suffix(command).unwrap_or_default());
                out.push_str(": :");
                out.push_str(rest);
            }
            None => out.push_str(line),
        }
    }
    Cow::Owned(out)
}

/// Whether a character cannot be seen or changes how others are seen: controls (C0, C1), marks of
/// direction, line separators, and characters without width that are part of no script.
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Whether `before` ends with `##` and letters, so that a `[` would make it a command (`##[`, `##vso[`).
fn ends_with_command(before: &str) -> bool {
    before.trim_end_matches(|c: char| c.is_ascii_alphabetic()).ends_with("##")
}

/// A message for SARIF's `text`, in which `[…](…)` would be a link.
pub fn sarif_message(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in line(text).chars() {
        if matches!(c, '[' | ']' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    // An empty message is refused.
    if out.trim().is_empty() { "no message".to_owned() } else { out }
}

/// Markdown by an author who may use code spans and emphasis, but neither links, pictures nor HTML.
pub fn markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for (number, paragraph) in text.trim().split("\n\n").enumerate() {
        if number > 0 {
            out.push_str("\n\n");
        }
        // Where it is not certain what is a code span, nothing is.
        let ticks = paragraph.matches('`').count();
        let spans = ticks % 2 == 0 && !paragraph.contains("``");
        let mut code = false;
        for c in paragraph.chars() {
            match c {
                '`' if spans => {
                    code = !code;
                    out.push(c);
                }
                '\n' => out.push(c),
                _ if is_hidden(c) => out.push('\u{fffd}'),
                _ if code => out.push(c),
                '<' => out.push_str("&lt;"),
                '>' => out.push_str("&gt;"),
                '&' => out.push_str("&amp;"),
                '[' | ']' | '!' | '\\' | '`' | '|' => {
                    out.push('\\');
                    out.push(c);
                }
                _ => out.push(c),
            }
        }
    }
    out
}

/// `text` as a block of code in Markdown, fenced by one tick more than it has in a row.
pub fn fenced(language: &str, text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    let text = text.trim_end_matches('\n');
    format!("{fence}{language}\n{text}\n{fence}")
}

/// A path as a relative URI, from its bytes.
pub fn uri(path: &[u8]) -> String {
    let mut out = String::with_capacity(path.len());
    for &byte in path {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                out.push(byte as char)
            }
            _ => {
                // Writing to a string cannot fail.
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_show_what_is_hidden_and_are_no_commands() {
        for (text, shown) in [
            ("plain é😀 \u{200d}", "plain é😀 \u{200d}"),
            ("a\nb\tc\r", "a\\nb\\tc\\r"),
            ("\u{1b}]0;x\u{7}", "\\u{1b}]0;x\\u{7}"),
            ("\u{9b}31m", "\\u{9b}31m"),
            ("a\u{202e}b\u{2066}c", "a\\u{202e}b\\u{2066}c"),
            ("x\u{200b}\u{feff}", "x\\u{200b}\\u{feff}"),
            ("##[error]x ##vso[y] ###teamcity[z] # [a] ##", "## [error]x ##vso [y] ###teamcity [z] # [a] ##"),
        ] {
            assert_eq!(line(text), shown, "{text:?}");
        }
    }

    #[test]
    fn commands_at_line_starts_are_broken() {
        for (text, shown) in [
            ("a::b\n x ::c", "a::b\n x ::c"),
            ("::error::x", ": :error::x"),
            ("a\n \t::b\n", "a\n \t: :b\n"),
            (":::a", ": ::a"),
        ] {
            assert_eq!(guard(text), shown);
        }
    }

    #[test]
    fn sarif_messages_hold_no_links() {
        assert_eq!(sarif_message("see [x](javascript:y) \\"), "see \\[x\\](javascript:y) \\\\");
        assert_eq!(sarif_message("a\nb"), "a\\\\nb");
        assert_eq!(sarif_message(" "), "no message");
    }

    #[test]
    fn markdown_holds_no_links_pictures_or_html() {
        for (text, shown) in [
            ("a `b[0]` *c*\n\nd", "a `b[0]` *c*\n\nd"),
            ("<img src=x>", "&lt;img src=x&gt;"),
            ("![x](http://y) [a](b)", "\\!\\[x\\](http://y) \\[a\\](b)"),
            ("`a [x](y)", "\\`a \\[x\\](y)"),
            ("``a`` [x](y)", "\\`\\`a\\`\\` \\[x\\](y)"),
            ("`a\n\n[x](y)`", "\\`a\n\n\\[x\\](y)\\`"),
        ] {
            assert_eq!(markdown(text), shown);
        }
    }

    #[test]
    fn fences_are_longer_than_what_they_hold() {
        assert_eq!(fenced("yaml", "a: 1\n"), "```yaml\na: 1\n```");
        assert_eq!(fenced("", "````"), "`````\n````\n`````");
    }

    #[test]
    fn uris_name_every_byte() {
        assert_eq!(uri("a b/c%#?:é.yaml".as_bytes()), "a%20b/c%25%23%3F%3A%C3%A9.yaml");
        assert_eq!(uri(b"\xff\n"), "%FF%0A");
    }
}
