//! Names and the values that are assigned to them, in any language: `key = "value"`, `key: value`,
//! `"key": "value"`, `--key value`, `ENV KEY value`, `<key>value</key>`, and `name: KEY` over `value: …`.

use std::ops::Range;

/// The longest name that is read and shown.
pub(super) const KEY_BYTES: usize = 64;

/// The longest value that is read.
const VALUE_BYTES: usize = 2048;

/// A name and its value.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Assignment {
    pub(super) key: Range<usize>,
    pub(super) value: Range<usize>,
    pub(super) quoted: bool,
}

/// The word around the bytes `at`.
pub(super) fn word_around(bytes: &[u8], at: Range<usize>) -> Range<usize> {
    let mut start = at.start;
    while start > 0 && at.start - start < KEY_BYTES && is_name(bytes.get(start - 1)) {
        start -= 1;
    }
    let mut end = at.end;
    while end - at.end < KEY_BYTES && is_name(bytes.get(end)) {
        end += 1;
    }
    start..end
}

/// Reads what is assigned to the word `key`.
pub(super) fn read(bytes: &[u8], key: Range<usize>) -> Option<Assignment> {
    let mut at = key.end;
    if matches!(bytes.get(at), Some(b'\\')) && matches!(bytes.get(at + 1), Some(b'"' | b'\'')) {
        at += 1;
    }
    let closed = matches!(bytes.get(at), Some(b'"' | b'\'' | b'`'));
    at += usize::from(closed);
    at += usize::from(bytes.get(at) == Some(&b']'));
    let gap = blanks(bytes, at);
    let value = match operator(bytes, at + gap) {
        Some(len) => at + gap + len,
        None if gap > 0 && !closed && takes_a_blank(bytes, &key) => at,
        None => return named_pair(bytes, key, at + gap),
    };
    let (value, quoted) = value_at(bytes, value)?;
    Some(Assignment { key, value, quoted })
}

/// The name before a value that begins at `start`: `key = "`, `key: `, `"key": "`.
pub(super) fn key_before(bytes: &[u8], start: usize) -> Option<Range<usize>> {
    let limit = start.saturating_sub(KEY_BYTES * 2);
    let back = |mut at: usize, skipped: &[u8]| {
        while at > limit && bytes.get(at - 1).is_some_and(|byte| skipped.contains(byte)) {
            at -= 1;
        }
        at
    };
    let after_operator = back(start, b" \t\"'`\\");
    let before_operator = back(after_operator, b"=:>");
    if before_operator == after_operator {
        return None;
    }
    let end = back(before_operator, b" \t\"'`\\]");
    let begin = word_around(bytes, end..end).start;
    (begin < end).then_some(begin..end)
}

fn is_name(byte: Option<&u8>) -> bool {
    byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'))
}

fn blanks(bytes: &[u8], at: usize) -> usize {
    bytes.iter().skip(at).take(32).take_while(|byte| matches!(byte, b' ' | b'\t')).count()
}

/// The length of the operator at `at`. A comparison assigns nothing.
pub(super) fn operator(bytes: &[u8], at: usize) -> Option<usize> {
    let rest = bytes.get(at..)?;
    match rest {
        [b'=', b'=', ..] | [b':', b':', ..] | [b'=', b'~', ..] => None,
        [b':', b'=', ..] | [b'=', b'>', ..] | [b'?', b'=', ..] | [b'+', b'=', ..] => Some(2),
        [b'=' | b':' | b'>', ..] => Some(1),
        _ => None,
    }
}

/// Whether a blank is enough between this name and its value: an option, or an instruction of a Dockerfile.
pub(super) fn takes_a_blank(bytes: &[u8], key: &Range<usize>) -> bool {
    if bytes.get(key.clone()).is_some_and(|key| key.starts_with(b"--")) {
        return true;
    }
    let before = bytes.get(key.start.saturating_sub(8)..key.start).unwrap_or_default();
    before.trim_ascii_start().eq_ignore_ascii_case(b"env ") || before.ends_with(b"\nENV ")
}

/// `name: KEY` on one line, `value: …` on the next (or after a comma): how Kubernetes writes variables.
fn named_pair(bytes: &[u8], key: Range<usize>, mut at: usize) -> Option<Assignment> {
    let before = bytes.get(key.start.saturating_sub(16)..key.start)?;
    let before = before.trim_ascii_end().strip_suffix(b"\"").unwrap_or(before).trim_ascii_end();
    let label = before.strip_suffix(b":")?.trim_ascii_end();
    let label = label.strip_suffix(b"\"").unwrap_or(label);
    if !label.ends_with(b"name") && !label.ends_with(b"key") {
        return None;
    }
    let limit = at.saturating_add(80);
    while at < limit && bytes.get(at).is_some_and(|byte| b" \t\r\n,\"'".contains(byte)) {
        at += 1;
    }
    let rest = bytes.get(at..)?.strip_prefix(b"value")?;
    let rest = rest.strip_prefix(b"\"").unwrap_or(rest);
    let colon = rest.strip_prefix(b":")?;
    let (value, quoted) = value_at(bytes, bytes.len() - colon.len())?;
    Some(Assignment { key, value, quoted })
}

/// The value that begins at `at`, without its quotes; it ends with its line.
fn value_at(bytes: &[u8], at: usize) -> Option<(Range<usize>, bool)> {
    let mut start = at + blanks(bytes, at);
    let escaped = bytes.get(start) == Some(&b'\\');
    start += usize::from(escaped);
    let quote = bytes.get(start).copied().filter(|byte| matches!(byte, b'"' | b'\'' | b'`'));
    start += usize::from(quote.is_some());
    let rest = bytes.get(start..)?;
    let rest = rest.get(..VALUE_BYTES).unwrap_or(rest);
    let ends = |byte: &u8| match quote {
        Some(quote) => *byte == quote || matches!(byte, b'\n' | b'\r') || escaped && *byte == b'\\',
        None => byte.is_ascii_whitespace() || b"\"'`,;(){}[]<>&|\\".contains(byte),
    };
    let len = rest.iter().position(ends).unwrap_or(rest.len());
    (len > 0 && len < VALUE_BYTES).then_some((start..start + len, quote.is_some()))
}
