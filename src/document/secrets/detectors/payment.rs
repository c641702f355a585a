//! Keys of payment providers and shops.

use crate::document::secrets::checksum::random;
use crate::document::secrets::detector::{Detector, token};

pub(super) const ALL: &[Detector] = &[
    token("stripe-api-key", &["sk_live_", "rk_live_"], "[A-Za-z0-9]{16,}"),
    token("stripe-test-key", &["sk_test_", "rk_test_"], "[A-Za-z0-9]{16,}"),
    token("stripe-webhook-secret", &["whsec_"], "[A-Za-z0-9+/=]{24,}").checked(random),
    token("shopify-token", &["shpat_", "shpss_", "shpca_", "shppa_"], "[a-fA-F0-9]{32}"),
    token("square-access-token", &["sq0atp-"], "[A-Za-z0-9_-]{22}"),
    token("square-client-secret", &["sq0csp-"], "[A-Za-z0-9_-]{43}"),
    token("square-legacy-token", &["EAAA"], "[A-Za-z0-9_-]{60}").checked(random),
    token("paypal-braintree-token", &["access_token$production$"], r"[a-z0-9]{16}\$[a-f0-9]{32}"),
];
