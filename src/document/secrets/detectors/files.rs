//! Credentials in files of a known layout: kubeconfig, Docker's configuration, .npmrc, .netrc, .pypirc.

use crate::document::secrets::assignment::{read, word_around};
use crate::document::secrets::checksum::base64;
use crate::document::secrets::detector::Check;
use crate::document::secrets::detector::{Detector, Hit, Match, assigned, custom, near};
use crate::document::secrets::placeholder::{is_fake_value, is_weak};

pub(super) const ENCODED: &[Detector] = &[
    assigned("kubeconfig-client-key", &["client-key-data"], &[], "[A-Za-z0-9+/]{60,}={0,2}").checked(pem),
    custom("docker-config-auth", &["\"auth\"", "\"auth\\\""], docker_auth).also_in_base64(),
];

/// These come after the tokens of known issuers, which say more about the same text.
pub(super) const PLAIN: &[Detector] = &[
    custom("npmrc-auth-token", &["_authToken", "_password"], npmrc),
    near(
        "netrc-password",
        &["machine "],
        r"machine[ \t]+[A-Za-z0-9.-]+\s+login[ \t]+\S+\s+password[ \t]+(\S{4,})",
        (0, 300),
    )
    .over_lines()
    .checked(real),
    near(
        "pypirc-password",
        &["[pypi]", "[testpypi]"],
        r"\[(?:test)?pypi\][^\[]{0,240}?\bpassword[ \t]*[=:][ \t]*(\S{4,})",
        (10, 300),
    )
    .over_lines()
    .checked(real),
];

fn real(secret: &[u8]) -> Check {
    Check::keep_if(!is_fake_value(secret))
}

fn pem(secret: &[u8]) -> Check {
    Check::keep_if(base64(secret).is_some_and(|bytes| bytes.starts_with(b"-----BEGIN ")))
}

/// `"auth": "…"` with the base64 of `user:password`.
fn docker_auth(hit: &Hit<'_>) -> Option<Match> {
    let key = word_around(hit.bytes, hit.start + 1..hit.start + 5);
    let one = read(hit.bytes, key)?;
    let value = hit.bytes.get(one.value.clone())?;
    let decoded = base64(value).filter(|_| value.len() >= 8)?;
    let colon = decoded.iter().position(|byte| *byte == b':')?;
    let printable = decoded.iter().all(|byte| matches!(byte, 0x20..=0x7e));
    let password = decoded.get(colon + 1..)?;
    let real = printable && colon > 0 && !is_fake_value(password);
    real.then(|| Match {
        range: one.value,
        key: Some(one.key),
        placeholder: is_weak(password),
        ..Match::default()
    })
}

/// `//registry.example/:_authToken=…`
fn npmrc(hit: &Hit<'_>) -> Option<Match> {
    let before = hit.start.checked_sub(1).and_then(|at| hit.bytes.get(at));
    let line_start = before.is_none_or(|byte| matches!(byte, b'\n' | b':' | b' ' | b'"'));
    let one = read(hit.bytes, hit.start..hit.end)?;
    let value = hit.bytes.get(one.value.clone())?;
    let assigned = hit.bytes.get(hit.end..one.value.start)?.contains(&b'=');
    let real = value.len() >= 8 && !is_fake_value(value);
    (line_start && assigned && real).then(|| Match {
        range: one.value,
        key: Some(one.key),
        placeholder: is_weak(value),
        ..Match::default()
    })
}
