//! Tokens of infrastructure: secret stores, provisioners, clusters.

use crate::document::secrets::checksum::{random, random_hex};
use crate::document::secrets::detector::{Check, Detector, assigned, near, token};

pub(super) const ALL: &[Detector] = &[
    token("vault-token", &["hvs."], "[A-Za-z0-9_-]{24,}"),
    token("vault-batch-token", &["hvb.", "hvr."], "[A-Za-z0-9_-]{24,}"),
    assigned("vault-legacy-token", &["vault"], &[], r"s\.[A-Za-z0-9]{24}"),
    near(
        "terraform-cloud-token",
        &[".atlasv1."],
        r"\b([A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_-]{60,80})",
        (14, 80),
    ),
    token("databricks-token", &["dapi"], "[a-f0-9]{32}(?:-[0-9])?").checked(random_hex),
    token("pulumi-token", &["pul-"], "[a-f0-9]{40}"),
    token(
        "doppler-token",
        &["dp.pt.", "dp.st.", "dp.ct.", "dp.sa."],
        r"(?:[a-z0-9_-]{2,35}\.)?[A-Za-z0-9]{40,44}",
    ),
    token("tailscale-key", &["tskey-"], "(?:[a-z]+-)?[A-Za-z0-9]{8,20}-[A-Za-z0-9]{20,}"),
    assigned("kubernetes-bootstrap-token", &["token", "bootstrap"], &[], r"[a-z0-9]{6}\.[a-z0-9]{16}")
        .checked(bootstrap),
];

/// The second half is random; a file name or a version is not.
fn bootstrap(token: &[u8]) -> Check {
    random(token.get(7..).unwrap_or_default())
}
