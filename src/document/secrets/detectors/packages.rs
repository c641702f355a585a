//! Tokens of package registries and image registries.

use crate::document::secrets::checksum::{base64_url, crc32_base62, random, random_hex};
use crate::document::secrets::detector::{Check, Detector, assigned, token};

pub(super) const ALL: &[Detector] = &[
    token("npm-token", &["npm_"], "[A-Za-z0-9]{36}").checked(crc32_base62),
    // The rest of the prefix is the encoded name of the registry that the macaroon is for.
    token("pypi-token", &["pypi-AgEIcHlwaS5vcmc", "pypi-AgENdGVzdC5weXBpLm9yZw"], "[A-Za-z0-9_-]{50,}")
        .checked(macaroon),
    token("rubygems-token", &["rubygems_"], "[a-f0-9]{48}"),
    token("cargo-registry-token", &["cio"], "[A-Za-z0-9]{32}").checked(random),
    token("nuget-api-key", &["oy2"], "[a-z0-9]{43}").checked(random),
    token("docker-hub-token", &["dckr_pat_", "dckr_oat_"], "[A-Za-z0-9_-]{27,32}"),
    token("jfrog-api-key", &["AKCp"], "[A-Za-z0-9]{69}"),
    token("jfrog-reference-token", &["cmVmdGtu"], "[A-Za-z0-9]{56}"),
    assigned("quay-robot-token", &["quay"], &["token", "password", "secret"], "[A-Z0-9]{64}")
        .checked(random_hex),
];

/// A macaroon's second version begins with byte 2 and the length of its place.
fn macaroon(token: &[u8]) -> Check {
    let body = token.get(5..).unwrap_or_default();
    Check::keep_if(base64_url(body).is_some_and(|bytes| bytes.starts_with(&[2, 1])))
}
