//! How a new word is written so that it reads back as itself. Variables in it stay variables.

use super::words;
use crate::document::{PatchError, Style};

/// Where a word stands, and so how it may be quoted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Context {
    /// An item of a list in JSON.
    Json,
    /// A word of a shell script.
    Shell,
    /// A word that may be quoted.
    Quotable,
    /// A word that ends at a blank whatever the quotes.
    Bare,
    /// All that is left of the line.
    Rest,
}

/// Writes `text` as a word, quoted as the old one was where that works.
pub(super) fn word(text: &str, context: Context, style: Style, escape: char) -> Result<String, PatchError> {
    if text.contains(['\n', '\r']) {
        return Err(PatchError::Unsupported("the new text has more than one line".to_owned()));
    }
    match context {
        Context::Json => {
            // The error cannot happen: any text can be written in JSON.
            serde_json::to_string(text).map_err(|_| PatchError::NotEqual)
        }
        Context::Shell if text.contains("$(") || text.contains('`') => {
            Err(PatchError::Unsupported("the new text holds a command".to_owned()))
        }
        Context::Shell => Ok(shell_word(text, style)),
        Context::Quotable => Ok(quotable(text, style, escape)),
        Context::Bare => match style {
            Style::DoubleQuoted | Style::SingleQuoted if !text.contains(words::is_blank) => {
                Ok(quotable(text, style, escape))
            }
            _ if !text.is_empty() && !text.contains(words::is_blank) => Ok(text.to_owned()),
            _ => Err(PatchError::Unsupported(
                "the new text would need quotes, which do not count here".to_owned(),
            )),
        },
        Context::Rest if text.trim().is_empty() => {
            Err(PatchError::Unsupported("the new text is empty".to_owned()))
        }
        Context::Rest => match style {
            Style::DoubleQuoted | Style::SingleQuoted => Ok(quotable(text, style, escape)),
            _ => Ok(text.to_owned()),
        },
    }
}

/// A word of ENV, ARG, LABEL or a flag.
fn quotable(text: &str, style: Style, escape: char) -> String {
    let special = |c: char| words::is_blank(c) || c == '"' || c == '\'';
    let plain = style == Style::Plain && !text.contains(special) && !lone_escape(text, escape);
    if plain {
        return text.to_owned();
    }
    if style == Style::SingleQuoted && !text.contains('\'') {
        return format!("'{text}'");
    }
    let mut out = String::from('"');
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '"' || c == escape && chars.peek() != Some(&'$') {
            out.push(escape);
        }
        out.push(c);
    }
    out.push('"');
    out
}

/// Whether the text has an escape character that would not be read as one of a variable's.
fn lone_escape(text: &str, escape: char) -> bool {
    text.char_indices().any(|(at, c)| {
        let next = text.get(at + c.len_utf8()..).unwrap_or_default();
        c == escape && !next.starts_with('$')
    })
}

fn shell_word(text: &str, style: Style) -> String {
    let safe = |c: char| c.is_alphanumeric() || "_@%+=:,./-$*?~{}[]^".contains(c);
    if style == Style::Plain && !text.is_empty() && text.chars().all(safe) {
        return text.to_owned();
    }
    let single = match style {
        Style::SingleQuoted => true,
        Style::DoubleQuoted => false,
        _ => !text.contains('$'),
    };
    if single && !text.contains('\'') {
        return format!("'{text}'");
    }
    let mut out = String::from('"');
    for c in text.chars() {
        if matches!(c, '"' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out.push('"');
    out
}
