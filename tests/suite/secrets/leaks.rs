//! Finds what is left of secrets in what a program wrote, however it is wrapped, escaped or encoded.

use std::collections::BTreeMap;

use aho_corasick::AhoCorasick;
use base64::Engine as _;

/// How many characters of a secret in a row are too many.
const WINDOW: usize = 8;

/// All that must not be read anywhere.
pub(super) struct Leaks {
    search: AhoCorasick,
    /// Of each pattern, which secret it is a part of, and in which form.
    origins: Vec<String>,
}

impl Leaks {
    /// Looks for each of these secrets: a name and what must not be shown.
    pub(super) fn of<'a>(secrets: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        let mut patterns: BTreeMap<String, String> = BTreeMap::new();
        for (name, secret) in secrets {
            let mut add = |form: &str, text: &str, length: usize| {
                let letters: Vec<char> = text.chars().collect();
                assert!(letters.len() >= length, "{name}: {text} is too short to be looked for");
                for window in letters.windows(length) {
                    patterns.insert(window.iter().collect(), format!("{name} ({form})"));
                }
            };
            add("itself", secret, WINDOW);
            // Wherever in a longer text it stands, its base64 is one of three.
            for skipped in 0..3 {
                let bytes = secret.as_bytes().get(skipped..).unwrap_or_default();
                let whole = bytes.len() / 3 * 3;
                let text = base64::engine::general_purpose::STANDARD.encode(&bytes[..whole]);
                if text.len() >= WINDOW {
                    add("base64", &text, WINDOW);
                }
            }
            let hex: String = secret.bytes().map(|byte| format!("{byte:02x}")).collect();
            add("hexadecimal", &hex, 2 * WINDOW);
            add("hexadecimal", &hex.to_uppercase(), 2 * WINDOW);
            let reversed: String = secret.chars().rev().collect();
            add("reversed", &reversed, WINDOW);
        }
        let (patterns, origins): (Vec<String>, Vec<String>) = patterns.into_iter().unzip();
        Self { search: AhoCorasick::new(&patterns).unwrap(), origins }
    }

    /// Each secret of which something can be read in `bytes`, with what stands around it.
    pub(super) fn in_bytes(&self, bytes: &[u8]) -> Vec<String> {
        let text = String::from_utf8_lossy(bytes);
        let mut readings = vec![text.clone().into_owned(), percent(&text), json(&text), html(&text)];
        for reading in 0..readings.len() {
            readings.push(unwrapped(&readings[reading]));
        }
        let mut found: BTreeMap<&str, String> = BTreeMap::new();
        for reading in &readings {
            for hit in self.search.find_iter(reading) {
                let border = |at: usize| reading.floor_char_boundary(at.min(reading.len()));
                let around = &reading[border(hit.start().saturating_sub(60))..border(hit.end() + 60)];
                found.entry(&self.origins[hit.pattern().as_usize()]).or_insert_with(|| format!("{around:?}"));
            }
        }
        found.into_iter().map(|(origin, around)| format!("{origin} in {around}")).collect()
    }
}

/// Without white space and what frames a snippet: what a wrapped line was before.
fn unwrapped(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !"│╭╰─·|".contains(*c)).collect()
}

fn percent(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let code = (*byte == b'%').then(|| text.get(at + 1..at + 3)).flatten();
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(decoded) => {
                out.push(decoded);
                at += 3;
            }
            None => {
                out.push(*byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn json(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let code = rest.strip_prefix('u').and_then(|rest| rest.get(..4));
        if let Some(c) = code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32) {
            out.push(c);
            rest = &rest[5..];
        } else if let Some(c) = rest.chars().next() {
            out.push(match c {
                'n' | 'r' | 't' => ' ',
                c => c,
            });
            rest = &rest[c.len_utf8()..];
        }
    }
    out + rest
}

fn html(text: &str) -> String {
    let mut out = text.to_owned();
    for (entity, c) in
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&#x27;", "'"), ("&amp;", "&")]
    {
        out = out.replace(entity, c);
    }
    out
}

#[test]
fn a_leak_is_seen_in_every_disguise() {
    let secret = "q7Xv&2Lw9:Rz4Tm'Kp3\u{436}";
    let leaks = Leaks::of([("it", secret)].into_iter());
    let base64 = base64::engine::general_purpose::STANDARD.encode(format!("user:{secret}"));
    for disguise in [
        secret.to_owned(),
        "x q7Xv&2Lw y".to_owned(),
        "q7Xv\n   │ &2Lw9".to_owned(),
        "q7Xv%262Lw9%3ARz".to_owned(),
        "2Lw9&#39;q7Xv&amp;2Lw9".to_owned(),
        "\\u0071\\u0037Xv\\u00262Lw".to_owned(),
        "Tm'Kp3\\u0436 Rz4Tm'Kp3\\u0436".to_owned(),
        base64,
        secret.chars().rev().collect(),
    ] {
        assert!(!leaks.in_bytes(disguise.as_bytes()).is_empty(), "{disguise}");
    }
    assert!(leaks.in_bytes("q7Xv&2L is seven characters, 9:Rz4Tm too".as_bytes()).is_empty());
}
