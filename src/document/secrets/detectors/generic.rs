//! What only its name gives away: a random-looking value assigned to something called a secret.

use crate::document::secrets::assignment::{read, word_around};
use crate::document::secrets::checksum::base64;
use crate::document::secrets::detector::{Detector, Hit, Match, custom};
use crate::document::secrets::measure::looks_random;
use crate::document::secrets::named::name::words;
use crate::document::secrets::named::secret_words::SECRET_WORDS;
use crate::document::secrets::placeholder::{is_fake_value, is_weak};

/// What the name of a secret holds.
const KEYWORDS: &[&str] = &[
    "pass",
    "pwd",
    "secret",
    "token",
    "apikey",
    "_key",
    "-key",
    "accesskey",
    "privatekey",
    "credential",
    "auth",
];

/// Nearly every hit of a secret scanner is one of these, so each of the filters below earns its place.
pub(super) const ALL: &[Detector] = &[custom("generic-assignment", KEYWORDS, generic)];

/// What a name may end in as well when a suffix is taken from it: `secretvaluedata`. Written as one word it is
/// none of the words that are masked by themselves.
const JOINED: &[u8] = b"secretvalue";

/// How a name ends whose value is written in base64.
const CODED: [&str; 2] = ["base64", "b64"];

/// What may follow such an ending.
const SUFFIXES: [&str; 6] = ["prod", "dev", "staging", "value", "default", "data"];

/// Words of a name that is no secret though it ends like one.
const HARMLESS: [&str; 12] = [
    "public",
    "checksum",
    "digest",
    "csrf",
    "next",
    "page",
    "continue",
    "cancel",
    "nonce",
    "fingerprint",
    "hash",
    "compass",
];

fn generic(hit: &Hit<'_>) -> Option<Match> {
    let key = word_around(hit.bytes, hit.start..hit.end);
    if !names_a_secret(hit.bytes.get(key.clone())?) {
        return None;
    }
    let one = read(hit.bytes, key)?;
    let value = hit.bytes.get(one.value.clone())?;
    // A Kubernetes Secret holds base64: what it decodes to says whether it is a dummy.
    let decoded =
        base64(value).filter(|text| text.len() >= 6 && text.iter().all(|byte| matches!(byte, 0x20..=0x7e)));
    let meaning = decoded.as_deref().unwrap_or(value);
    let fits = (8..=200).contains(&value.len())
        && !is_fake_value(value)
        && !is_fake_value(meaning)
        && !is_reference(value, one.quoted);
    let found = Match {
        range: one.value.clone(),
        key: Some(one.key),
        placeholder: is_weak(meaning),
        ..Match::default()
    };
    (fits && looks_random(value)).then_some(found)
}

/// How a name ends that holds a secret itself, without separators; `secretName` or `tokenUrl` do not.
fn reported_words() -> impl Iterator<Item = &'static str> {
    SECRET_WORDS.iter().filter(|word| word.is_reported).map(|word| word.text)
}

/// Whether a name is that of a secret itself.
fn names_a_secret(key: &[u8]) -> bool {
    let letters = |byte: &&u8| byte.is_ascii_alphanumeric();
    let mut name: Vec<u8> = key.iter().filter(letters).map(u8::to_ascii_lowercase).collect();
    // Some suffixes end in digits themselves.
    let coded = CODED.iter().find_map(|suffix| name.strip_suffix(suffix.as_bytes()));
    name.truncate(coded.map_or(name.len(), <[u8]>::len));
    while name.last().is_some_and(u8::is_ascii_digit) {
        name.pop();
    }
    let mut name = name.as_slice();
    for suffix in SUFFIXES {
        name = name.strip_suffix(suffix.as_bytes()).unwrap_or(name);
    }
    let harmless = words(key).iter().any(|word| HARMLESS.contains(&word.as_str()))
        // What is public may be a key, but no secret or password.
        && !(name.ends_with(b"secret") || name.ends_with(b"password"));
    !harmless && (name.ends_with(JOINED) || reported_words().any(|word| name.ends_with(word.as_bytes())))
}

/// Whether a value is a name, an address, a digest or a call rather than the secret itself.
fn is_reference(value: &[u8], quoted: bool) -> bool {
    let uuid = value.len() == 36 && [8, 13, 18, 23].iter().all(|at| value.get(*at) == Some(&b'-'));
    let prose = value.iter().any(|byte| byte.is_ascii_whitespace());
    let path = value.starts_with(b"/")
        || value.starts_with(b"./")
        || value.starts_with(b"~/")
        || value.starts_with(b"../");
    let address = value.windows(3).any(|window| window == b"://");
    let call = value.iter().any(|byte| matches!(byte, b'(' | b')' | b'{' | b'}' | b'[' | b']' | b'<' | b'>'));
    let digest =
        [&b"sha256:"[..], b"sha256-", b"sha384-", b"sha512-", b"sha1:", b"h1:", b"$2a$", b"$2b$", b"$2y$"];
    let hashed = digest.iter().any(|start| value.starts_with(start));
    // Bare words with dots are the fields of objects: `config.auth.token2`.
    let field = !quoted
        && value.split(|byte| *byte == b'.').count() > 1
        && !value.iter().any(|b| matches!(b, b'+' | b'/' | b'='));
    let parts = value.split(|byte| matches!(byte, b'/' | b'-' | b'_' | b'.' | b':'));
    let words =
        parts.clone().filter(|part| part.len() >= 3 && part.iter().all(u8::is_ascii_alphabetic)).count();
    let wordy = words >= 2 && words * 2 >= parts.count();
    // A web token that is none of ours is a part of one, or the tutorials'.
    let json = value.starts_with(b"eyJ");
    json || uuid || prose || path || address || call || hashed || field || wordy
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::secrets::is_named_value;

    /// Whatever stands under a name by which random values are reported must not be shown beside another finding.
    #[test]
    fn what_is_reported_by_its_name_is_masked_by_it() {
        for word in reported_words() {
            assert!(names_a_secret(word.as_bytes()), "{word}");
            let mut names = vec![word.to_owned(), word.to_uppercase(), format!("db-{word}2")];
            names.extend(SUFFIXES.iter().map(|suffix| format!("DB_{word}_{suffix}")));
            for suffix in CODED {
                assert!(names_a_secret(format!("DB_{word}_{suffix}").as_bytes()), "{word} {suffix}");
                names.push(format!("DB_{word}_{suffix}"));
            }
            for name in names {
                assert!(is_named_value(&name, "weak-4711"), "{name}");
            }
        }
    }
}
