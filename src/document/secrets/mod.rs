//! Secrets in any text or bytes: tokens, keys and passwords that should not be there.
//!
//! One pass finds keywords (`engine`); at each hit a detector's pattern looks at a small window around it;
//! what matches is held against checksums, entropy and the marks of placeholders. [`detectors`] is the table
//! of what is looked for. The policy decides what a candidate means; nothing here holds, shows or hashes a
//! secret beyond the prefix that its issuer made public.

pub(super) mod as_read;

mod assignment;
mod checksum;
mod decode;
mod detector;
mod detectors;
mod engine;
mod measure;
mod named;
mod placeholder;

use crate::limits::SECRETS_PER_FILE;
use crate::text::Span;

pub(super) use as_read::AsRead;
use detector::Found;

/// Something that looks like a secret.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// What found it, such as `github-token`.
    pub detector: &'static str,
    /// Exactly the secret's bytes; of an encoded one, the base64 text's.
    pub span: Span,
    /// For credentials in an address: `user:password@`, with the `@`.
    pub userinfo: Option<Span>,
    /// The public prefix and the length, never any other character.
    pub masked: String,
    /// The name it is assigned to, if there is one and it is not itself secret.
    pub key: Option<String>,
    /// Bits of Shannon entropy per character.
    pub entropy: f64,
    /// Whether the checksum inside it is right; `None` where the kind has none.
    pub checksum_ok: Option<bool>,
    /// Whether it was found inside base64.
    pub decoded: bool,
    /// Whether it is probably an example: a weak default, a word, a wrong checksum beside a dummy's name.
    pub placeholder: bool,
    /// Whether it is a private key that needs a passphrase.
    pub encrypted: bool,
    /// Whether its line is a comment.
    pub in_comment: bool,
}

/// Finds the candidates in any bytes, sorted by place, no two overlapping. Takes time linear in the length;
/// finds at most [`SECRETS_PER_FILE`].
pub fn search(bytes: &[u8]) -> Vec<Candidate> {
    search_all(bytes).0
}

/// The same, and whether the bound was met: then nobody knows what else is secret.
pub fn search_all(bytes: &[u8]) -> (Vec<Candidate>, bool) {
    let mut found = engine::find(bytes, false);
    let mut full = found.len() >= SECRETS_PER_FILE;
    if !full {
        let decoded = decode::find(bytes);
        full = decoded.len() >= SECRETS_PER_FILE;
        found.extend(decoded);
    }
    (candidates(bytes, found), full)
}

/// Finds only what is known by its form, such as a token with a prefix, wherever it stands.
pub fn search_tokens(bytes: &[u8]) -> Vec<Candidate> {
    candidates(bytes, engine::find(bytes, true))
}

fn candidates(bytes: &[u8], found: Vec<Found>) -> Vec<Candidate> {
    let found = without_overlaps(found);
    let keys: Vec<Option<String>> = found.iter().map(|one| key_of(bytes, one, &found)).collect();
    found.into_iter().zip(keys).map(|(one, key)| candidate(bytes, one, key)).collect()
}

/// Where literals stand behind the names of secrets, in any bytes. They are masked, whatever they look like.
pub fn named_values(bytes: &[u8]) -> Vec<Span> {
    named::values(bytes).into_iter().map(|range| Span::new(range.start, range.end)).collect()
}

/// Whether a value under the name `key` is to be masked, whatever it looks like.
pub fn is_named_value(key: &str, value: &str) -> bool {
    named::hides(key, value)
}

/// Decodes standard base64, with or without its padding.
pub fn base64(text: &[u8]) -> Option<Vec<u8>> {
    checksum::base64(text)
}

/// The names of everything that can find a candidate, in the order in which they win.
pub fn detectors() -> impl Iterator<Item = &'static str> {
    detectors::all().map(|detector| detector.name)
}

/// The text with every byte under a span replaced by `*`, line endings kept: the same length, so that every
/// place in it stays right.
pub fn mask(text: &str, spans: &[Span]) -> String {
    let mut out = text.as_bytes().to_vec();
    for span in spans {
        // A span that cuts a character in two takes the whole character.
        let mut start = span.range().start.min(text.len());
        let mut end = span.range().end.min(text.len());
        while !text.is_char_boundary(start) {
            start -= 1;
        }
        while !text.is_char_boundary(end) {
            end += 1;
        }
        for byte in out.get_mut(start..end).unwrap_or_default() {
            if !matches!(byte, b'\n' | b'\r') {
                *byte = b'*';
            }
        }
    }
    String::from_utf8(out).expect("internal error: masking keeps whole characters")
}

/// Where two overlap, the one of the earlier detector stays, and of one detector's the earlier and longer.
fn without_overlaps(mut found: Vec<Found>) -> Vec<Found> {
    found.sort_by_key(|one| (one.rank, one.range.start, std::cmp::Reverse(one.range.end)));
    let mut taken = std::collections::BTreeMap::new();
    let mut kept: Vec<Found> = Vec::with_capacity(found.len());
    for one in found {
        let before = taken.range(..one.range.end).next_back();
        if before.is_none_or(|(_, end)| *end <= one.range.start) {
            taken.insert(one.range.start, one.range.end);
            kept.push(one);
        }
    }
    kept.sort_by_key(|one| one.range.start);
    kept
}

/// The name a candidate is assigned to, unless the name overlaps or repeats a secret.
fn key_of(bytes: &[u8], one: &Found, all: &[Found]) -> Option<String> {
    let range = one.key.clone().or_else(|| assignment::key_before(bytes, one.range.start))?;
    let first = all.partition_point(|other| other.range.end <= range.start);
    if all.get(first).is_some_and(|other| other.range.start < range.end) {
        return None;
    }
    let key = bytes.get(range).filter(|key| !key.is_empty())?;
    let named = |other: &Found| bytes.get(other.range.clone()).is_some_and(|secret| contains(key, secret));
    // A name that says the secret itself says too much; only short names are looked at among many secrets.
    if key.len() > assignment::KEY_BYTES || named(one) || measure::looks_random(key) {
        return None;
    }
    if all.iter().take(64).any(named) { None } else { String::from_utf8(key.to_vec()).ok() }
}

fn candidate(bytes: &[u8], one: Found, key: Option<String>) -> Candidate {
    let dots = if one.shown.is_empty() { "" } else { "… " };
    let unit = if one.length == 1 { "character" } else { "characters" };
    Candidate {
        detector: one.detector,
        masked: format!("{}{dots}({} {unit})", one.shown, one.length),
        key,
        entropy: one.entropy,
        checksum_ok: one.checksum_ok,
        decoded: one.decoded,
        placeholder: one.placeholder,
        encrypted: one.encrypted,
        in_comment: measure::in_comment(bytes, one.range.start),
        userinfo: one.userinfo.map(|range| Span::new(range.start, range.end)),
        span: Span::new(one.range.start, one.range.end),
    }
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    !part.is_empty() && text.windows(part.len()).any(|window| window == part)
}

#[cfg(test)]
mod tests;
