//! Passwords in addresses: `scheme://user:password@host`.

use crate::document::secrets::assignment::key_before;
use crate::document::secrets::detector::{Detector, Hit, Match, custom};
use crate::document::secrets::placeholder::{is_fake_value, is_weak};

/// The longest part before the `@` that is read.
const USERINFO_BYTES: usize = 512;

pub(super) const ALL: &[Detector] = &[custom("url-credentials", &["://"], url_credentials)];

fn url_credentials(hit: &Hit<'_>) -> Option<Match> {
    let bytes = hit.bytes;
    let scheme = bytes.get(hit.start.saturating_sub(20)..hit.start)?;
    let scheme = scheme.rsplit(|b| !b.is_ascii_alphanumeric() && !matches!(b, b'+' | b'-' | b'.')).next()?;
    let artifact = ["docker", "oci", "docker-archive", "pkg"].iter().any(|name| scheme == name.as_bytes());
    if artifact || !scheme.iter().any(u8::is_ascii_alphabetic) {
        return None;
    }
    let rest = bytes.get(hit.end..)?;
    let rest = rest.get(..USERINFO_BYTES).unwrap_or(rest);
    // A host, path or end of text comes before any credentials.
    let ends = |byte: &u8| {
        byte.is_ascii_whitespace() || byte.is_ascii_control() || b"/?#\"'<>`|\\,;^".contains(byte)
    };
    let authority = rest.get(..rest.iter().position(ends).unwrap_or(rest.len()))?;
    let at = authority.iter().rposition(|byte| *byte == b'@')?;
    let userinfo = authority.get(..at)?;
    let colon = userinfo.iter().position(|byte| *byte == b':')?;
    let (user, password, host) =
        (userinfo.get(..colon)?, userinfo.get(colon + 1..)?, authority.get(at + 1..)?);
    let named = host
        .first()
        .is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'[' | b'$' | b'{' | b'%' | b'_'));
    let digest = host.starts_with(b"sha256:");
    let masked = password.iter().all(|byte| matches!(byte, b'*' | b'x' | b'X' | b'.'));
    let reference = password.starts_with(b"$") || password.starts_with(b"%s") || password.starts_with(b"%v");
    if !named
        || password.len() < 2
        || digest
        || masked
        || reference
        || is_fake_value(password)
        || is_fake_value(user) && !user.is_empty()
    {
        return None;
    }
    let start = hit.end + colon + 1;
    // What stands before the password is the user; a name is only what the whole address is assigned to.
    let key = key_before(bytes, hit.start - scheme.len()).unwrap_or_default();
    let example = host.windows(8).any(|window| window == b"example.");
    Some(Match {
        range: start..start + password.len(),
        userinfo: Some(hit.end..hit.end + at + 1),
        placeholder: password == user || is_weak(password) || example,
        key: Some(key),
        ..Match::default()
    })
}
