//! One pass over the bytes: keywords, and at each hit the detectors that asked for it.

use std::ops::Range;
use std::sync::{LazyLock, OnceLock};

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use regex::bytes::{Regex, RegexBuilder};

use super::detector::{Check, Detector, Find, Found, Hit, Lines, Match};
use super::detectors::all;
use super::measure::{begins_word, ends_word, entropy};
use super::placeholder::{has, is_fake_token};
use super::{assignment, placeholder};
use crate::limits::SECRETS_PER_FILE;

/// How far a token may run behind its keyword.
const TOKEN_BYTES: usize = 1024;

struct Engine {
    keywords: AhoCorasick,
    /// For each keyword, who asked for it, and how they wrote it.
    wanted: Vec<Vec<(usize, &'static str)>>,
    detectors: Vec<&'static Detector>,
    /// Compiled when first needed: a scan meets only a few of them.
    patterns: Vec<OnceLock<Option<Regex>>>,
}

static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
    let detectors: Vec<&Detector> = all().collect();
    let mut wanted: std::collections::BTreeMap<String, Vec<(usize, &'static str)>> = Default::default();
    for (rank, detector) in detectors.iter().enumerate() {
        for keyword in detector.keywords {
            wanted.entry(keyword.to_ascii_lowercase()).or_default().push((rank, keyword));
        }
    }
    let keywords = AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .match_kind(MatchKind::Standard)
        .kind(Some(AhoCorasickKind::DFA))
        .build(wanted.keys())
        .expect("internal error: the keywords make an automaton");
    let patterns = detectors.iter().map(|_| OnceLock::new()).collect();
    Engine { keywords, wanted: wanted.into_values().collect(), detectors, patterns }
});

impl Engine {
    fn pattern(&self, rank: usize) -> Option<&Regex> {
        let compile = || {
            let pattern = match self.detectors.get(rank)?.find {
                Find::Token(rest) | Find::After(rest) => format!(r"\A(?:{rest})"),
                Find::Assigned(value, _) => format!(r"\A(?:{value})\z"),
                Find::Near { pattern, .. } => pattern.to_owned(),
                Find::Custom(_) => return None,
            };
            let regex = RegexBuilder::new(&pattern).unicode(false).build();
            Some(regex.expect("internal error: a detector's pattern compiles"))
        };
        self.patterns.get(rank)?.get_or_init(compile).as_ref()
    }
}

/// Finds what the detectors see in `bytes`; with `specific`, only those that are looked for in base64.
/// The result is in no order, and parts of it may overlap.
pub(super) fn find(bytes: &[u8], specific: bool) -> Vec<Found> {
    let engine = &*ENGINE;
    let mut found: Vec<Found> = Vec::new();
    // Up to where each detector has read: no byte is read twice by one, however often its keyword stands.
    let mut done = vec![0_usize; engine.detectors.len()];
    for hit in engine.keywords.find_overlapping_iter(bytes) {
        let asked = engine.wanted.get(hit.pattern().as_usize()).map_or(&[][..], Vec::as_slice);
        for (rank, keyword) in asked {
            let (Some(detector), Some(done)) = (engine.detectors.get(*rank), done.get_mut(*rank)) else {
                continue;
            };
            if specific && !detector.in_base64 || hit.start() < *done {
                continue;
            }
            let hit = Hit { bytes, start: hit.start(), end: hit.end() };
            let matches = look(engine, *rank, detector, keyword, &hit, done);
            found.extend(matches.into_iter().filter_map(|one| judge(bytes, *rank, detector, one)));
        }
        if found.len() >= SECRETS_PER_FILE {
            break;
        }
    }
    found
}

/// What a detector finds at one hit.
fn look(
    engine: &Engine,
    rank: usize,
    detector: &Detector,
    keyword: &str,
    hit: &Hit<'_>,
    done: &mut usize,
) -> Vec<Match> {
    let bytes = hit.bytes;
    let found = match detector.find {
        Find::Token(_) | Find::After(_) => {
            let exact = bytes.get(hit.start..hit.end) == Some(keyword.as_bytes());
            let token = matches!(detector.find, Find::Token(_));
            if !exact || token && !begins_word(bytes, hit.start) {
                return Vec::new();
            }
            let window = bytes.get(hit.end..bytes.len().min(hit.end + TOKEN_BYTES)).unwrap_or_default();
            let Some(end) = engine.pattern(rank).and_then(|pattern| pattern.find(window)) else {
                return Vec::new();
            };
            let end = hit.end + end.end();
            let start = if token { hit.start } else { hit.end };
            let shown = if token { keyword.to_owned() } else { String::new() };
            ends_word(bytes, end).then(|| Match { range: start..end, shown, ..Match::default() })
        }
        Find::Assigned(_, words) => {
            let key = assignment::word_around(bytes, hit.start..hit.end);
            *done = key.end;
            let name = bytes.get(key.clone()).unwrap_or_default();
            if !words.is_empty() && !words.iter().any(|word| has(name, word.as_bytes())) {
                return Vec::new();
            }
            let Some(one) = assignment::read(bytes, key) else { return Vec::new() };
            let value = bytes.get(one.value.clone()).unwrap_or_default();
            let fits = engine.pattern(rank).is_some_and(|pattern| pattern.is_match(value));
            fits.then(|| Match { range: one.value, key: Some(one.key), ..Match::default() })
        }
        Find::Near { back, ahead, lines, .. } => {
            let window = window(bytes, hit, back, ahead, lines, *done);
            *done = window.end.saturating_sub(back).max(hit.end);
            let text = bytes.get(window.clone()).unwrap_or_default();
            let Some(pattern) = engine.pattern(rank) else { return Vec::new() };
            let group = pattern.captures_iter(text).filter_map(|groups| groups.get(1));
            let found = group.map(|group| {
                let range = window.start + group.start()..window.start + group.end();
                Match { range, ..Match::default() }
            });
            return found.collect();
        }
        Find::Custom(read) => read(hit),
    };
    if let Some(one) = &found {
        *done = (*done).max(one.range.end);
    }
    found.into_iter().collect()
}

/// The bytes around a hit, not those before `done`, and not beyond its line unless `lines` says so.
fn window(bytes: &[u8], hit: &Hit<'_>, back: usize, ahead: usize, lines: Lines, done: usize) -> Range<usize> {
    let start = hit.start.saturating_sub(back).max(done.min(hit.start));
    let end = bytes.len().min(hit.end + ahead);
    if lines == Lines::Many {
        return start..end;
    }
    let newline = |byte: &u8| matches!(byte, b'\n' | b'\r');
    let before = bytes.get(start..hit.start).unwrap_or_default();
    let after = bytes.get(hit.end..end).unwrap_or_default();
    let first = before.iter().rposition(newline).map_or(start, |at| start + at + 1);
    let last = after.iter().position(newline).map_or(end, |at| hit.end + at);
    first..last
}

/// Holds a match against its detector's check and the marks of placeholders.
fn judge(bytes: &[u8], rank: usize, detector: &Detector, one: Match) -> Option<Found> {
    let secret = bytes.get(one.range.clone())?;
    let Check::Keep(checksum_ok) = (detector.check)(secret) else { return None };
    let plain = matches!(detector.find, Find::Custom(_));
    // Prefixes such as `secret_` hold words that nobody's secret is made of.
    let own = secret.get(one.shown.len()..)?;
    if !plain && (is_fake_token(secret) || entropy(own) < 2.5) {
        return None;
    }
    Some(Found {
        detector: detector.name,
        rank,
        shown: one.shown,
        length: secret.len(),
        entropy: entropy(secret),
        checksum_ok,
        decoded: false,
        placeholder: one.placeholder || !plain && placeholder::is_weak(own),
        encrypted: one.encrypted,
        key: one.key,
        userinfo: one.userinfo,
        range: one.range,
    })
}
