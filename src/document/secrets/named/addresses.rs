//! Secrets in addresses: who logs in, what signs the request, and the paths of webhooks.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::automaton;
use super::literal::is_literal;
use super::reach::{End, Place, value};
use super::secret_words::Sort;

/// The longest template in an address that is stepped over.
const TEMPLATE_BYTES: usize = 256;

/// Parameters of addresses that are secrets only there.
static PARAMETERS: LazyLock<AhoCorasick> = LazyLock::new(|| {
    automaton(&[
        "sig=",
        "signature=",
        "key=",
        "code=",
        "token=",
        "jwt=",
        "ticket=",
        "hmac=",
        "session=",
        "hash=",
        "auth=",
        "pat=",
    ])
});

static HOOKS: LazyLock<AhoCorasick> = LazyLock::new(|| automaton(&["hook"]));

static SCHEMES: LazyLock<AhoCorasick> = LazyLock::new(|| automaton(&["://"]));

/// What of the addresses in `bytes` is secret.
pub(super) fn values(bytes: &[u8]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    // Up to where addresses were read: no byte is read twice, however often an address stands in another.
    let mut read = 0;
    for hit in SCHEMES.find_iter(bytes) {
        if let Some(range) = userinfo(bytes, hit.start(), hit.end()) {
            // A message may hold one of the two alone.
            let text = bytes.get(range.clone()).unwrap_or_default();
            if let Some(colon) = text.iter().position(|byte| *byte == b':') {
                found.extend([range.start..range.start + colon, range.start + colon + 1..range.end]);
            }
            found.push(range);
        }
        if hit.end() >= read {
            read = end_of_address(bytes, hit.end());
            found.extend(hook(bytes, hit.end()..read));
        }
    }
    let mut place = Place::default();
    let mut hidden = 0;
    for hit in PARAMETERS.find_iter(bytes) {
        if hit.start() < hidden {
            continue;
        }
        let before = bytes.get(hit.start().saturating_sub(32)..hit.start()).unwrap_or_default();
        let name =
            before.iter().rev().take_while(|b| b.is_ascii_alphanumeric() || b"_-.".contains(b)).count();
        let sign = before.len().checked_sub(name + 1).and_then(|at| before.get(at));
        if !sign.is_some_and(|byte| matches!(byte, b'?' | b'&' | b';')) {
            continue;
        }
        place.advance(bytes, hit.end());
        let range = value(bytes, hit.end(), place, End::Word);
        if is_literal(Sort::Named, bytes.get(range.clone()).unwrap_or_default(), false) {
            hidden = range.end;
            found.push(range);
        }
    }
    found
}

/// What stands before the `@` of an address whose host begins at `start`.
fn userinfo(bytes: &[u8], colon: usize, start: usize) -> Option<Range<usize>> {
    let rest = bytes.get(start..)?;
    let mut at = 0;
    let mut last = None;
    while let Some(byte) = rest.get(at) {
        if rest.get(at..at + 2) == Some(b"{{") {
            let inner = rest.get(at..).unwrap_or_default();
            let inner = inner.get(..TEMPLATE_BYTES).unwrap_or(inner);
            at += inner.windows(2).position(|end| end == b"}}").map_or(2, |end| end + 2);
            continue;
        }
        let ends = byte.is_ascii_whitespace() || matches!(byte, b'/' | b'"' | b'\'' | b'`' | b'<' | b'>');
        if ends {
            break;
        }
        if *byte == b'@' && !is_digest(rest.get(at + 1..).unwrap_or_default()) {
            last = Some(at);
        }
        at += 1;
    }
    let text = rest.get(..last?)?;
    let scheme = bytes.get(colon.saturating_sub(12)..colon).unwrap_or_default();
    (!is_public(text, scheme)).then_some(start..start + text.len())
}

fn is_digest(host: &[u8]) -> bool {
    [&b"sha256:"[..], b"sha512:", b"sha384:"].iter().any(|start| host.starts_with(start))
}

/// Whether what stands before an `@` is a user without a password, or a reference.
fn is_public(text: &[u8], scheme: &[u8]) -> bool {
    let web = scheme.ends_with(b"http") || scheme.ends_with(b"https");
    let digits = |part: &[u8]| part.iter().filter(|b| b.is_ascii_digit()).count();
    let letter = |b: &u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_');
    let word = |part: &[u8]| part.len() <= 16 && digits(part) <= 2 && part.iter().all(letter);
    let reference = |part: &[u8]| part.contains(&b'$') || part.contains(&b'{') || part.contains(&b'%');
    let mut parts = text.splitn(2, |byte| *byte == b':');
    let (user, password) = (parts.next().unwrap_or_default(), parts.next());
    let is_reference =
        |part: &[u8]| part.is_empty() || reference(part) && !is_literal(Sort::Password, part, false);
    match password {
        None => user == b"git" || !web && !is_literal(Sort::Named, user, false) || is_reference(user),
        Some(password) => is_reference(password) && (word(user) || is_reference(user)),
    }
}

/// The path of a webhook behind the host or the folder that says so.
fn hook(bytes: &[u8], range: Range<usize>) -> Option<Range<usize>> {
    let start = range.start;
    let address = bytes.get(range)?;
    let hook = HOOKS.find(address)?;
    let path = hook.end() + address.get(hook.end()..)?.iter().position(|byte| *byte == b'/')? + 1;
    let text = address.get(path..)?;
    let drawn = |part: &[u8]| part.len() >= 6 && is_literal(Sort::Named, part, false);
    text.split(|byte| *byte == b'/').any(drawn).then_some(start + path..start + address.len())
}

/// Where the address ends whose host begins at `start`.
fn end_of_address(bytes: &[u8], start: usize) -> usize {
    let rest = bytes.get(start..).unwrap_or_default();
    let ends =
        |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'' | b'`' | b'<' | b'>' | b'|');
    start + rest.iter().position(ends).unwrap_or(rest.len())
}
