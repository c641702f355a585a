//! Keys of clouds and hosting providers.

use crate::document::secrets::checksum::{base64_key, random, random_hex};
use crate::document::secrets::detector::{Detector, after, assigned, near, token};

const NAMES: &[&str] = &["token", "key", "secret"];

pub(super) const ALL: &[Detector] = &[
    token("aws-access-key", &["AKIA", "ASIA", "ABIA", "ACCA"], "[A-Z2-7]{16}"),
    token("google-api-key", &["AIza"], "[A-Za-z0-9_-]{35}"),
    token("google-oauth-token", &["ya29."], "[A-Za-z0-9_-]{20,}"),
    token("google-oauth-client-secret", &["GOCSPX-"], "[A-Za-z0-9_-]{28}"),
    after("azure-storage-key", &["AccountKey="], "[A-Za-z0-9+/]{86}==").also_in_base64().checked(base64_key),
    near("azure-sas-signature", &["sig="], "[?&]sig=([A-Za-z0-9%+/]{42,70}(?:=|%3[dD]))", (1, 80)),
    near(
        "azure-client-secret",
        &["Q~"],
        r"(?:^|[^A-Za-z0-9_~.-])([A-Za-z0-9_~.-]{3}[0-9]Q~[A-Za-z0-9_~.-]{31,34})(?:$|[^A-Za-z0-9_~.-])",
        (8, 48),
    ),
    near("azure-devops-token", &["AZDO"], r"\b([A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4})\b", (80, 8)),
    token("alibaba-access-key", &["LTAI"], "[A-Za-z0-9]{17,21}").checked(random),
    token("digitalocean-token", &["dop_v1_", "doo_v1_", "dor_v1_"], "[a-f0-9]{64}"),
    token("cloudflare-origin-ca-key", &["v1.0-"], "[a-f0-9]{24}-[a-f0-9]{146}"),
    token("netlify-token", &["nfp_"], "[A-Za-z0-9]{36,}"),
    token("heroku-api-key", &["HRKU-"], "[A-Za-z0-9_-]{36,}"),
    token("vercel-token", &["vcp_", "vci_", "vca_", "vcr_", "vck_"], "[A-Za-z0-9]{24,}").checked(random),
    token("fly-token", &["fo1_"], "[A-Za-z0-9_-]{43}"),
    token("fly-macaroon", &["fm2_", "fm1r_", "fm1a_"], "[A-Za-z0-9+/]{60,}={0,3}"),
];

/// Keys without a mark of their own, known by the name they are assigned to.
pub(super) const NAMED: &[Detector] = &[
    assigned(
        "aws-secret-key",
        &["aws", "secret_access_key", "secretaccesskey"],
        &["secret"],
        "[A-Za-z0-9/+=]{40}",
    )
    .checked(base64_key),
    assigned("aws-session-token", &["session_token", "sessiontoken"], &[], "[A-Za-z0-9/+=]{100,}")
        .checked(base64_key),
    assigned("cloudflare-api-token", &["cloudflare", "cf_api"], NAMES, "[A-Za-z0-9_-]{40}").checked(random),
    assigned("cloudflare-global-key", &["cloudflare", "cf_api"], NAMES, "[a-f0-9]{37}").checked(random_hex),
    assigned("fastly-token", &["fastly"], NAMES, "[A-Za-z0-9_-]{32}").checked(random),
    assigned(
        "heroku-legacy-api-key",
        &["heroku"],
        NAMES,
        "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}",
    )
    .checked(random_hex),
];
