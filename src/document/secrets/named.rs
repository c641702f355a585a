//! What stands behind the name of a secret, in an address or in a command, whatever it looks like.
//!
//! What is reported must be surely a secret; what is shown beside another finding must surely be none. So
//! these are masked, and nothing more: they are no candidates.

mod addresses;
mod commands;
mod literal;
pub(super) mod name;
mod reach;
pub(super) mod secret_words;

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::assignment::{operator, takes_a_blank, word_around};
use literal::is_literal;
use name::{KEYWORDS, sort_of};
use reach::{End, Place};
use secret_words::Sort;

/// How far behind a name its value is looked for.
const GAP: usize = 256;

static NAMES: LazyLock<AhoCorasick> = LazyLock::new(|| automaton(KEYWORDS));

/// Finds words in any case.
fn automaton(words: &[&str]) -> AhoCorasick {
    let built = AhoCorasick::builder().ascii_case_insensitive(true).build(words);
    built.expect("internal error: a list of words makes an automaton")
}

/// Where what must not be shown stands.
pub(super) fn values(bytes: &[u8]) -> Vec<Range<usize>> {
    let mut found = assigned(bytes);
    found.extend(commands::values(bytes));
    found.extend(addresses::values(bytes));
    found
}

/// Whether a value under the name `key` is to be masked.
pub(super) fn hides(key: &str, value: &str) -> bool {
    sort_of(key.as_bytes()).is_some_and(|sort| is_literal(sort, value.as_bytes(), false))
}

/// Where literal values are assigned to names of secrets, in the order of the text.
fn assigned(bytes: &[u8]) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut done = 0;
    let mut place = Place::default();
    for hit in NAMES.find_iter(bytes) {
        if hit.start() < done {
            continue;
        }
        let key = word_around(bytes, hit.start()..hit.end());
        done = key.end;
        let Some(sort) = bytes.get(key.clone()).and_then(sort_of) else { continue };
        place.advance(bytes, key.start);
        let Some((value, prose)) = assigned_to(bytes, &key, place) else { continue };
        let text = bytes.get(value.clone()).unwrap_or_default();
        if may_be(sort, text, prose) {
            done = done.max(value.end);
            found.push(value);
        }
    }
    found
}

/// Whether a value, one of a list of values, or what stands before a comment is to be masked.
fn may_be(sort: Sort, text: &[u8], prose: bool) -> bool {
    if text.len() > literal::LONGEST_JUDGED {
        return true;
    }
    if text.first() == Some(&b'[') {
        let parts = text.split(|byte| matches!(byte, b',' | b'[' | b']'));
        return parts.into_iter().any(|part| is_literal(sort, part, prose));
    }
    let comment = text.windows(2).position(|at| matches!(at, b" #" | b"\t#"));
    is_literal(sort, text.get(..comment.unwrap_or(text.len())).unwrap_or_default(), prose)
}

/// The value of the name at `key`, and whether it may be prose.
fn assigned_to(bytes: &[u8], key: &Range<usize>, mut place: Place) -> Option<(Range<usize>, bool)> {
    let mut at = key.end;
    let escaped = matches!(bytes.get(at), Some(b'\\')) && matches!(bytes.get(at + 1), Some(b'"' | b'\''));
    at += usize::from(escaped);
    let closed = matches!(bytes.get(at), Some(b'"' | b'\'' | b'`'));
    at += usize::from(closed);
    at += usize::from(bytes.get(at) == Some(&b']'));
    let gap = blanks(bytes, at);
    let (opens, comment) = line_before(bytes, key.start);
    let (start, end) = match operator(bytes, at + gap) {
        Some(length) => {
            let sign = bytes.get(at + gap).copied().unwrap_or_default();
            let start = at + gap + length;
            let end = match sign {
                b'>' => End::Tag,
                _ if opens => End::Line,
                b':' if place.brackets > 0 => End::Field,
                b':' => End::Line,
                _ => End::Word,
            };
            (start + blanks(bytes, start), end)
        }
        None if gap > 0 && !closed && takes_a_blank(bytes, key) => {
            let flag = bytes.get(key.start) == Some(&b'-');
            (at + gap, if flag { End::Word } else { End::Line })
        }
        None if is_flag(bytes, key) => (at + separators(bytes, at)?, End::Word),
        None if closed && bytes.get(at + gap) == Some(&b'{') => (at + gap, End::Line),
        None => (paired(bytes, key, at + gap)?, End::Field),
    };
    let (start, end) = if end != End::Word && bytes.get(start) == Some(&b'{') {
        inside(bytes, start)?
    } else {
        (start, end)
    };
    if end != End::Word
        && opens
        && let Some(block) = block(bytes, key.start, start)
    {
        return Some((block, false));
    }
    if matches!(bytes.get(start), None | Some(b'\n' | b'\r')) {
        return None;
    }
    place.advance(bytes, start);
    let value = reach::value(bytes, start, place, end);
    // The next option is no value.
    let option = bytes.get(value.clone()).is_some_and(|text| text.starts_with(b"--"));
    if option && end == End::Word && !is_literal(Sort::Named, bytes.get(value.clone())?, false) {
        return None;
    }
    (!value.is_empty())
        .then_some((value, comment || end == End::Line && !opens && !closed && place.quote.is_none()))
}

/// Where the value begins between the brackets at `start`: `{value: …}`, `{ default = … }`. Between brackets
/// without names it is all there is.
fn inside(bytes: &[u8], start: usize) -> Option<(usize, End)> {
    let near = bytes.get(start..)?;
    let near = near.get(..GAP).unwrap_or(near);
    let near = near.get(..near.iter().position(|byte| *byte == b'}').unwrap_or(near.len()))?;
    if near.starts_with(b"{{") || !near.iter().any(|byte| matches!(byte, b':' | b'=')) {
        return Some((start, End::Field));
    }
    ["value", "default"].iter().find_map(|name| {
        let at = near.windows(name.len()).position(|at| at == name.as_bytes())? + name.len();
        let rest = near.get(at..)?;
        let skipped = rest.iter().take_while(|byte| b" \t\"'".contains(byte)).count();
        rest.get(skipped).filter(|byte| matches!(byte, b':' | b'='))?;
        let value = start + at + skipped + 1;
        Some((value + blanks(bytes, value), End::Field))
    })
}

/// The lines below the name at `key` that are indented more, if the value stands there: a block, or one text.
fn block(bytes: &[u8], key: usize, start: usize) -> Option<Range<usize>> {
    let rest = bytes.get(start..)?;
    let line = rest.get(..rest.iter().position(|byte| *byte == b'\n')?)?;
    let head = line.trim_ascii();
    let is_block = matches!(head.first(), Some(b'|' | b'>')) && head.len() <= 4;
    if !head.is_empty() && !is_block {
        return None;
    }
    let before = bytes.get(key.saturating_sub(64)..key)?;
    let before = before.rsplit(|byte| *byte == b'\n').next()?;
    let indent = before.iter().take_while(|byte| matches!(byte, b' ' | b'-' | b'"')).count();
    let from = start + line.len() + 1;
    let mut end = from;
    for line in bytes.get(from..)?.split_inclusive(|byte| *byte == b'\n') {
        let blank = line.trim_ascii().is_empty();
        let own = line.iter().take_while(|byte| **byte == b' ').count();
        // An unmarked text is one line, which is neither a name with a value nor an entry of a list.
        let is_text = !line.trim_ascii_start().starts_with(b"#")
            && !line.trim_ascii_end().ends_with(b":")
            && !line.windows(2).any(|at| at == b": ");
        if !blank && (own <= indent || !is_block && (end > from || !is_text)) {
            break;
        }
        end += line.len();
    }
    let text = bytes.get(from..end)?;
    let skipped = text.len() - text.trim_ascii_start().len();
    (skipped < text.len()).then(|| from + skipped..from + text.trim_ascii_end().len())
}

fn blanks(bytes: &[u8], at: usize) -> usize {
    bytes.iter().skip(at).take(GAP).take_while(|byte| matches!(byte, b' ' | b'\t')).count()
}

/// Whether nothing stands before the name on its line that a value could end in, and whether it is a comment.
fn line_before(bytes: &[u8], start: usize) -> (bool, bool) {
    let before = bytes.get(start.saturating_sub(64)..start).unwrap_or_default();
    let line = before.rsplit(|byte| matches!(byte, b'\n' | b'\r')).next().unwrap_or_default();
    let comment = line.trim_ascii_start().starts_with(b"#") || line.trim_ascii_start().starts_with(b"//");
    let mut words =
        line.split(|byte| byte.is_ascii_whitespace() || matches!(byte, b'-' | b'"' | b'\'' | b'#' | b'/'));
    let known =
        |word: &[u8]| matches!(word, b"" | b"export" | b"set" | b"declare" | b"local" | b"Environment=");
    (line.len() < 64 && words.all(known), comment)
}

/// Whether the name is that of an option.
fn is_flag(bytes: &[u8], key: &Range<usize>) -> bool {
    let name = bytes.get(key.clone()).unwrap_or_default();
    name.starts_with(b"-") || bytes.get(..key.start).is_some_and(|before| before.ends_with(b"--"))
}

/// How much stands between an option and its value: blanks, or the quotes and commas of a list.
fn separators(bytes: &[u8], at: usize) -> Option<usize> {
    let rest = bytes.get(at..)?;
    let near = rest.get(..GAP).unwrap_or(rest);
    let mut skipped = near.iter().take_while(|b| matches!(b, b'"' | b'\'' | b',' | b' ' | b'\t')).count();
    let line = near.get(skipped..).unwrap_or_default();
    if matches!(line.first(), Some(b'\n' | b'\r' | b'\\')) {
        let end = line.iter().take_while(|b| b.is_ascii_whitespace() || matches!(b, b'\\' | b'-')).count();
        let is_item =
            line.get(..end).is_some_and(|gap| gap.windows(2).any(|at| at == b"- ") || gap.contains(&b'\\'));
        let is_json =
            matches!(line.get(end), Some(b'"')) && near.get(..skipped).is_some_and(|gap| gap.contains(&b','));
        skipped += if is_item || is_json { end } else { return None };
    }
    // The quote of the value is read with it.
    let quote =
        skipped.checked_sub(1).and_then(|last| near.get(last)).is_some_and(|b| matches!(b, b'"' | b'\''));
    let skipped = if quote && skipped > 1 { skipped - 1 } else { skipped };
    (skipped > 0).then_some(skipped)
}

/// Where the value of a pair begins: `name: KEY` before `value: …`, in YAML, JSON and HTML, or behind it.
fn paired(bytes: &[u8], key: &Range<usize>, at: usize) -> Option<usize> {
    let before = bytes.get(key.start.saturating_sub(24)..key.start)?;
    let before = trimmed_end(before, b" \t\"'\\");
    let label = trimmed_end(before.strip_suffix(b":").or_else(|| before.strip_suffix(b"="))?, b" \t\"'\\");
    let is_label = [&b"name"[..], b"key", b"Name", b"Key", b"id"].iter().any(|end| label.ends_with(end));
    if !is_label {
        return None;
    }
    let rest = bytes.get(at..)?;
    let near = rest.get(..GAP).unwrap_or(rest);
    let value = near.windows(5).position(|at| at.eq_ignore_ascii_case(b"value")).filter(|at| {
        !near.get(..*at).unwrap_or_default().iter().any(|byte| matches!(byte, b'{' | b'}' | b'[' | b']'))
    })?;
    let rest = near.get(value + 5..)?;
    let skipped = rest.iter().take_while(|byte| b" \t\"'\\".contains(byte)).count();
    let sign = rest.get(skipped).filter(|byte| matches!(byte, b':' | b'='))?;
    let start = at + value + 5 + skipped + usize::from(matches!(sign, b':' | b'='));
    Some(start + blanks(bytes, start))
}

fn trimmed_end<'a>(mut bytes: &'a [u8], of: &[u8]) -> &'a [u8] {
    while let [rest @ .., last] = bytes
        && of.contains(last)
    {
        bytes = rest;
    }
    bytes
}

#[cfg(test)]
mod tests;
