//! Writing values as YAML or JSON text.
//!
//! Text that some dialect would read as something else is quoted; everything else is written plainly.

use serde_json::Value as Json;

use super::habits::Habits;
use crate::document::yaml::scalar;

/// The quotes of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quotes {
    /// None unless they are needed, then double ones.
    Plain,
    Single,
    Double,
}

/// How values in one line are written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Flow {
    /// Whether keys and texts have double quotes, as JSON wants.
    pub(super) quoted: bool,
    /// What stands after a colon: a blank, or nothing in compact JSON.
    pub(super) colon: &'static str,
    /// What stands after a comma.
    pub(super) comma: &'static str,
}

impl Flow {
    pub(super) const YAML: Self = Self { quoted: false, colon: " ", comma: " " };

    /// A value in one line.
    pub(super) fn value(self, value: &Json) -> String {
        match value {
            Json::String(text) if self.quoted => json_text(text),
            Json::Array(items) => {
                let items: Vec<String> = items.iter().map(|item| self.value(item)).collect();
                format!("[{}]", items.join(&format!(",{}", self.comma)))
            }
            Json::Object(members) => {
                let members: Vec<String> = members.iter().map(|(k, v)| self.member(k, v)).collect();
                format!("{{{}}}", members.join(&format!(",{}", self.comma)))
            }
            _ => scalar(value, Quotes::Plain, true),
        }
    }

    /// A key and its value in one line.
    pub(super) fn member(self, key: &str, value: &Json) -> String {
        format!("{}:{}{}", self.key(key), self.colon, self.value(value))
    }

    pub(super) fn key(self, key: &str) -> String {
        // Without a blank after the colon only a quoted key ends there.
        if self.quoted || self.colon.is_empty() { json_text(key) } else { text(key, Quotes::Plain, true) }
    }

    /// A value over many lines, as JSON is printed for people: `indent` is that of its first line.
    pub(super) fn pretty(self, value: &Json, indent: &str, step: &str, newline: &str) -> String {
        let inner = format!("{indent}{step}");
        let lines: Vec<String> = match value {
            Json::Array(items) if !items.is_empty() => {
                items.iter().map(|item| self.pretty(item, &inner, step, newline)).collect()
            }
            Json::Object(members) if !members.is_empty() => members
                .iter()
                .map(|(k, v)| {
                    format!("{}:{}{}", self.key(k), self.colon, self.pretty(v, &inner, step, newline))
                })
                .collect(),
            _ => return self.value(value),
        };
        let (open, close) = if value.is_array() { ('[', ']') } else { ('{', '}') };
        let body = lines.join(&format!(",{newline}{inner}"));
        format!("{open}{newline}{inner}{body}{newline}{indent}{close}")
    }
}

/// Writes blocks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Block {
    pub(super) habits: Habits,
    pub(super) newline: &'static str,
    /// Whether text of several lines may become a literal block; not where a comment follows.
    pub(super) literals: bool,
}

impl Block {
    /// A collection whose first line begins at `column`, that line not indented.
    pub(super) fn value(self, value: &Json, column: usize) -> String {
        match value {
            Json::Object(members) if !members.is_empty() => {
                self.lines(column, members.iter().map(|(k, v)| self.member(k, v, column)))
            }
            Json::Array(items) if !items.is_empty() => {
                self.lines(column, items.iter().map(|item| self.item(item, column)))
            }
            _ => self.inline(value, column),
        }
    }

    /// A key at `column` and its value.
    pub(super) fn member(self, key: &str, value: &Json, column: usize) -> String {
        let key = text(key, Quotes::Plain, false);
        match self.under(value) {
            Some(distance) => {
                let column = column + distance;
                format!("{key}:{}{}{}", self.newline, " ".repeat(column), self.value(value, column))
            }
            None => format!("{key}: {}", self.inline(value, column + self.habits.step)),
        }
    }

    /// A dash at `column` and its item.
    pub(super) fn item(self, value: &Json, column: usize) -> String {
        format!("-{}{}", " ".repeat(self.habits.dash - 1), self.value(value, column + self.habits.dash))
    }

    /// How far the value is from its key, if it has lines of its own.
    pub(super) fn under(self, value: &Json) -> Option<usize> {
        match value {
            Json::Object(members) if !members.is_empty() => Some(self.habits.step),
            Json::Array(items) if !items.is_empty() => Some(self.habits.list),
            _ => None,
        }
    }

    fn lines(self, column: usize, lines: impl Iterator<Item = String>) -> String {
        lines.collect::<Vec<_>>().join(&format!("{}{}", self.newline, " ".repeat(column)))
    }

    fn inline(self, value: &Json, column: usize) -> String {
        match value {
            Json::String(text) if self.literals => {
                literal(text, column, self.newline).unwrap_or_else(|| scalar(value, Quotes::Plain, false))
            }
            _ => Flow::YAML.value(value),
        }
    }
}

/// A scalar in one line.
pub(super) fn scalar(value: &Json, quotes: Quotes, in_flow: bool) -> String {
    match value {
        Json::String(string) => text(string, quotes, in_flow),
        other => other.to_string(),
    }
}

/// Text in one line.
pub(super) fn text(text: &str, quotes: Quotes, in_flow: bool) -> String {
    let printable = text.chars().all(is_printable);
    match quotes {
        Quotes::Plain if is_plain(text, in_flow) => text.to_owned(),
        Quotes::Single if printable => format!("'{}'", text.replace('\'', "''")),
        _ => format!("\"{}\"", escaped(text)),
    }
}

/// Text of several lines as a literal block whose lines begin at `column`; `None` if it cannot be one.
pub(super) fn literal(text: &str, column: usize, newline: &str) -> Option<String> {
    let body = text.trim_end_matches('\n');
    let fits = text.contains('\n')
        && !body.is_empty()
        && !body.starts_with([' ', '\n'])
        && body.chars().all(|c| c == '\n' || c == '\t' || is_printable(c));
    if !fits {
        return None;
    }
    let chomp = match text.len() - body.len() {
        0 => "|-",
        1 => "|",
        _ => return None,
    };
    let mut out = String::from(chomp);
    for line in body.split('\n') {
        out.push_str(newline);
        if !line.is_empty() {
            out.push_str(&" ".repeat(column));
            out.push_str(line);
        }
    }
    Some(out)
}

/// Whether text written plainly reads as that text in every dialect.
pub(super) fn is_plain(text: &str, in_flow: bool) -> bool {
    let Some(first) = text.chars().next() else { return false };
    let second = text.chars().nth(1);
    let starts = match first {
        '-' | '?' | ':' => second.is_some_and(|c| c != ' ' && (!in_flow || !",[]{}".contains(c))),
        _ => !",[]{}#&*!|>'\"%@`".contains(first),
    };
    let colon_ends_key = |(at, _): (usize, &str)| {
        text[at + 1..].chars().next().is_none_or(|c| c == ' ' || in_flow && ",[]{}".contains(c))
    };
    starts
        && text.trim() == text
        && text.chars().all(is_printable)
        && !text.starts_with("---")
        && !text.starts_with("...")
        && !text.contains(" #")
        && !text.match_indices(':').any(colon_ends_key)
        && !(in_flow && text.contains([',', '[', ']', '{', '}']))
        && !matches!(text, "=" | "<<")
        && !reads_as_number_or_date(text)
        && !scalar::needs_quotes_for_type(text)
}

/// `1:30` (sexagesimal), `2001-12-14`, `.inf`, `.nan`: numbers and dates to some readers.
fn reads_as_number_or_date(text: &str) -> bool {
    let digits_and = |separator: char| {
        text.contains(separator)
            && text.starts_with(|c: char| c.is_ascii_digit() || "+-".contains(c))
            && text.chars().all(|c| c.is_ascii_digit() || c == separator || ".+-_ TtZz:".contains(c))
    };
    let unsigned = text.trim_start_matches(['+', '-']).to_ascii_lowercase();
    digits_and(':') || digits_and('-') || matches!(unsigned.as_str(), ".inf" | ".nan")
}

/// What may stand in a text without an escape; YAML counts some of the rest as line breaks.
fn is_printable(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// Text as it stands between double quotes.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if is_printable(c) => out.push(c),
            // What is not printable lies in the basic plane.
            c => out.push_str(&format!("\\u{:04x}", u32::from(c))),
        }
    }
    out
}

/// Text as JSON has it.
fn json_text(text: &str) -> String {
    format!("\"{}\"", escaped(text))
}
