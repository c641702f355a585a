//! Texts that others wrote, made harmless for where they are shown.
//!
//! File names, messages and snippets come from whoever wrote the scanned repository. On a terminal they must
//! not move the cursor or reverse the line, in a build log they must not be commands to the runner, in
//! SARIF and Markdown they must not be links, pictures or markup.

use std::borrow::Cow;
use std::fmt::Write;

pub use crate::text::{ends_with_command, is_hidden};

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

/// JSON whose strings hold nothing that a terminal or a build runner obeys or that cannot be seen, and mean the
/// same: such characters stand only within strings, where each may be written by its number.
pub fn json(text: &str) -> Cow<'_, str> {
    let is_raw = |c: char| c != '\n' && is_hidden(c);
    if !text.contains(is_raw) && !text.contains("##") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_raw(c) || c == '[' && ends_with_command(&out) {
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

/// A message for SARIF's `text`, in which `[…](…)` would be a link.
///
/// Braces stay single, although SARIF (2.1.0, §3.11.5) would have them doubled: that is for templates, and no message
/// of ours has `arguments` that could be put in. GitHub, and what else shows `text` as it stands, would show
/// `${{{{ … }}}}` for the `${{ … }}` that so many messages about workflows quote.
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

/// `text` as one line of Markdown that is nothing but text and code: no link, picture, markup, mention,
/// reference to an issue or commit, or formula. What could be one of those is shown as code, word by word, and
/// what the author wrote as code stays code. Must not stand at the beginning of a line.
pub fn prose(text: &str) -> String {
    let words: Vec<_> = text.split_whitespace().map(line).collect();
    let text = words.join(" ");
    // Where it is not certain what is code, nothing is.
    let spans = text.matches('`').count() % 2 == 0 && !text.contains("``");
    let parts: Vec<&str> = if spans { text.split('`').collect() } else { vec![&text] };
    let mut out = String::with_capacity(text.len() + 16);
    for (number, part) in parts.into_iter().enumerate() {
        if number % 2 == 1 {
            push_code(&mut out, part);
            continue;
        }
        for (number, word) in part.split(' ').enumerate() {
            if number > 0 {
                out.push(' ');
            }
            let (before, core, after) = without_marks(word);
            out.push_str(before);
            if is_plain(core) {
                out.push_str(core)
            } else {
                push_code(&mut out, core)
            }
            out.push_str(after);
        }
    }
    out
}

/// Appends a code span, which must not touch the ticks of the one before.
fn push_code(out: &mut String, text: &str) {
    if out.ends_with('`') {
        out.push(' ');
    }
    out.push_str(&code(text));
}

/// `text` as a code span of Markdown.
pub fn code(text: &str) -> String {
    let text = line(text);
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let ticks = "`".repeat(longest + 1);
    let pad =
        if text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']) || text.is_empty() { " " } else { "" };
    format!("{ticks}{pad}{text}{pad}{ticks}")
}

/// What [`prose`] or [`code`] gave, for a table. There a bar ends the cell even within code, unless there is a
/// backslash before it, and one more would take that backslash away again.
pub fn cell(markdown: &str) -> String {
    let mut out = String::with_capacity(markdown.len() + 8);
    for c in markdown.chars() {
        match c {
            '|' if out.ends_with('\\') => out.push_str("u{7c}"),
            '|' => out.push_str("\\|"),
            _ => out.push(c),
        }
    }
    out
}

/// A word as the marks before it, itself, and the marks after it.
fn without_marks(word: &str) -> (&str, &str, &str) {
    let rest = word.trim_start_matches(['(', '"', '\'']);
    let mut core = rest.trim_end_matches([')', '"', '\'', ',', '.', ';', ':', '?']);
    // A bracket that the word itself opens is part of it.
    if core.contains('(') && rest.get(core.len()..).is_some_and(|after| after.starts_with(')')) {
        core = rest.get(..=core.len()).unwrap_or(core);
    }
    let head = word.strip_suffix(rest).unwrap_or_default();
    (head, core, rest.strip_prefix(core).unwrap_or_default())
}

/// Whether a word without marks around it is only that to every reader of Markdown.
fn is_plain(word: &str) -> bool {
    let letter = |c: char| c.is_alphanumeric() || !c.is_ascii();
    let harmless =
        |c: char| letter(c) || matches!(c, '-' | '\'' | '"' | ',' | '.' | '/' | '(' | ')' | '%' | ';' | '?');
    let lower = word.to_ascii_lowercase();
    let names_a_commit = word.len() >= 7 && word.bytes().all(|b| b.is_ascii_hexdigit());
    word.chars().all(harmless)
        && word.chars().next().is_none_or(letter)
        && !names_a_commit
        && !lower.starts_with("gh-")
        && !lower.contains("www.")
}

/// Whether a link that a policy names can be written as it is, between `<` and `>` too.
pub fn is_link(link: &str) -> bool {
    let graphic = |b: u8| {
        b.is_ascii_graphic() && !matches!(b, b'<' | b'>' | b'"' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}')
    };
    link.starts_with("https://") && link.bytes().all(graphic)
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
    fn json_holds_no_commands_and_means_the_same() {
        for text in ["##[error]x", "a ##vso[b]\u{1b}", "# [a]", "[##"] {
            let written = serde_json::to_string(&[text]).unwrap();
            let shown = json(&written);
            assert!(!crate::text::holds_command(&shown) && !shown.contains('\u{1b}'), "{shown}");
            assert_eq!(serde_json::from_str::<[String; 1]>(&shown).unwrap(), [text]);
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
        assert_eq!(sarif_message("a{0}{{b}}"), "a{0}{{b}}");
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
    fn prose_is_text_and_code() {
        for (text, shown) in [
            ("container \"web\" has no limit", "container \"web\" has no limit"),
            ("see e.g. registry.example/a: it", "see e.g. registry.example/a: it"),
            ("ask @octocat or a@b.c", "ask `@octocat` or `a@b.c`"),
            (
                "see http://x, www.x.com (www.y.com): UTF-8",
                "see `http://x`, `www.x.com` (`www.y.com`): UTF-8",
            ),
            ("uses \"a:1\": moves; f(x_y). (a_b):", "uses \"`a:1`\": moves; `f(x_y)`. (`a_b`):"),
            ("![a](b) <img> &copy; *x* _y_ ~z~ $q$", "`![a](b)` `<img>` `&copy`; `*x*` `_y_` `~z~` `$q$`"),
            ("#1 a/b#2 GH-3 deadbeef :smile:", "`#1` `a/b#2` `GH-3` `deadbeef` `:smile`:"),
            ("a | b", "a `|` b"),
            ("take `NET_ADMIN`, `a b`.", "take `NET_ADMIN`, `a b`."),
            ("odd ` tick @x", "odd `` ` `` tick `@x`"),
            ("`a`@x `b`", "`a` `@x` `b`"),
            ("a\nb\u{202e}", "a `b\\u{202e}`"),
            ("- # = 1.", "`-` `#` `=` 1."),
        ] {
            assert_eq!(prose(text), shown, "{text:?}");
        }
    }

    /// What is left of a line of Markdown without its code spans, as CommonMark finds them.
    fn without_code(line: &str) -> String {
        let mut out = String::new();
        let mut rest = line;
        while let Some(at) = rest.find('`') {
            out.push_str(&rest[..at]);
            rest = &rest[at..];
            let ticks = rest.chars().take_while(|c| *c == '`').count();
            let mut from = ticks;
            let end = loop {
                let found =
                    from + rest[from..].find('`').unwrap_or_else(|| panic!("code has no end: {line}"));
                let run = rest[found..].chars().take_while(|c| *c == '`').count();
                if run == ticks {
                    break found + run;
                }
                from = found + run;
            };
            rest = &rest[end..];
        }
        out + rest
    }

    proptest::proptest! {
        /// Outside of code no character is left that means something, whatever the text is.
        #[test]
        fn prose_of_anything_is_text_and_code(text in "[ab1 @`|\\\\<>&()\\[\\]!*_#:.,\"$\n\u{1b}é-]{0,60}") {
            let left = without_code(&prose(&text));
            proptest::prop_assert!(!left.contains(['@', '|', '\\', '<', '>', '&', '[', ']', '!', '*', '_', '#', '$', '\n', '\u{1b}']), "{}", left);
            proptest::prop_assert!(!left.contains("://"), "{}", left);
        }
    }

    #[test]
    fn code_spans_end_where_they_should() {
        for (text, shown) in
            [("a", "`a`"), ("`a", "`` `a ``"), ("a``b", "```a``b```"), ("", "`  `"), (" ", "`   `")]
        {
            assert_eq!(code(text), shown, "{text:?}");
        }
    }

    #[test]
    fn bars_do_not_end_cells() {
        for (text, shown) in [("a `|` b", "a `\\|` b"), ("`\\|`", "`\\u{7c}`"), ("`||`", "`\\|\\|`")] {
            assert_eq!(cell(text), shown, "{text:?}");
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
