//! Private keys.

use crate::document::secrets::detector::{Detector, Hit, Match, custom, token};
use crate::document::secrets::measure::entropy;
use crate::document::secrets::placeholder::has;

/// The longest key that is read: 16 kbit of RSA, with line breaks and escapes.
const KEY_BYTES: usize = 16 * 1024;

/// How far around a key the marks of a Google service account are looked for.
const ACCOUNT_BYTES: usize = 1024;

pub(super) const ALL: &[Detector] = &[
    custom("google-service-account-key", &["PRIVATE KEY"], google_account).also_in_base64(),
    custom("private-key", &["PRIVATE KEY"], private_key).also_in_base64(),
    token("age-secret-key", &["AGE-SECRET-KEY-1"], "[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}"),
];

/// A PEM block, from its `-----BEGIN` to its `-----END …-----`, or as far as its body goes. Line breaks may be
/// written as `\n`, as in JSON.
pub(super) fn private_key(hit: &Hit<'_>) -> Option<Match> {
    let bytes = hit.bytes;
    let before = bytes.get(hit.start.saturating_sub(40)..hit.start)?;
    let begin = before.windows(11).rposition(|window| window == b"-----BEGIN ")?;
    let start = hit.start.saturating_sub(40) + begin;
    let kind = before.get(begin + 11..)?;
    if bytes.get(hit.start..hit.end) != Some(b"PRIVATE KEY")
        || !kind.iter().all(|b| b.is_ascii_uppercase() || *b == b' ')
    {
        return None;
    }
    let rest = bytes.get(hit.end..)?;
    let tail = if rest.starts_with(b" BLOCK-----") { 11 } else { 5 };
    if rest.get(tail - 5..tail) != Some(b"-----") {
        return None;
    }
    let body = rest.get(tail..)?;
    let body = body.get(..KEY_BYTES).unwrap_or(body);
    let inside = |byte: &u8| {
        byte.is_ascii_alphanumeric() || byte.is_ascii_whitespace() || b"+/=\\\"',:.;@()<>_|#*".contains(byte)
    };
    let mut len = body.iter().position(|byte| !inside(byte)).unwrap_or(body.len());
    // Headers of old PEM files hold a hyphen: `DEK-Info: AES-256-CBC,…`.
    let encrypted_header = body.get(..len.min(200)).is_some_and(|head| has(head, b"proc-type"));
    if encrypted_header
        || has(body.get(len.saturating_sub(16)..len)?, b"proc")
        || body.get(len..)?.starts_with(b"-Type")
    {
        let mut headers = 0;
        while headers < 8 && body.get(len) == Some(&b'-') && !body.get(len..)?.starts_with(b"-----") {
            let more = body.get(len + 1..)?.iter().position(|byte| !inside(byte));
            len = more.map_or(body.len(), |more| len + 1 + more);
            headers += 1;
        }
    }
    let payload: Vec<u8> = longest_line(body.get(..len)?);
    if payload.len() < 40 || entropy(&payload) < 3.8 {
        return None;
    }
    let ending = body.get(len..)?;
    let closing = ending.get(..80).unwrap_or(ending);
    let closed =
        closing.starts_with(b"-----END ").then(|| closing.windows(5).skip(9).position(|w| w == b"-----"));
    let end = match closed.flatten() {
        Some(at) => len + 9 + at + 5,
        None => body.get(..len)?.trim_ascii_end().len(),
    };
    let encrypted = has(kind, b"encrypted")
        || has(body.get(..len.min(300))?, b"encrypted")
        || openssh_cipher(&payload, kind);
    let shown = String::from_utf8_lossy(bytes.get(start..hit.end + tail)?).into_owned();
    Some(Match { range: start..hit.end + tail + end, shown, encrypted, ..Match::default() })
}

/// The longest stretch of base64, without which there is no key but only its frame.
fn longest_line(body: &[u8]) -> Vec<u8> {
    let inside = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
    let lines = body.split(|byte| !inside(byte)).map(|line| line.strip_prefix(b"n").unwrap_or(line));
    lines.max_by_key(|line| line.len()).unwrap_or_default().to_vec()
}

/// An OpenSSH key names its cipher in its first bytes; `none` means no passphrase.
fn openssh_cipher(payload: &[u8], kind: &[u8]) -> bool {
    let head = crate::document::secrets::checksum::base64(payload.get(..40).unwrap_or_default());
    has(kind, b"openssh")
        && head.is_some_and(|head| head.starts_with(b"openssh-key-v1") && head.get(19..23) != Some(b"none"))
}

fn google_account(hit: &Hit<'_>) -> Option<Match> {
    let found = private_key(hit)?;
    let near = |range: std::ops::Range<usize>| {
        hit.bytes.get(range).is_some_and(|text| text.windows(15).any(|window| window == b"service_account"))
    };
    let (start, end) = (found.range.start, found.range.end);
    let before = start.saturating_sub(ACCOUNT_BYTES)..start;
    let after = end..hit.bytes.len().min(end + ACCOUNT_BYTES);
    (near(before) || near(after)).then_some(found)
}
