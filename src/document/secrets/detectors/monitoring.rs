//! Keys of monitoring services.

use crate::document::secrets::checksum::random_hex;
use crate::document::secrets::detector::{Detector, assigned, token};

pub(super) const ALL: &[Detector] = &[
    assigned("datadog-api-key", &["datadog", "dd_api", "dd-api"], &["key"], "[a-f0-9]{32}")
        .checked(random_hex),
    assigned("datadog-app-key", &["datadog", "dd_app", "dd-app"], &["key"], "[a-f0-9]{40}")
        .checked(random_hex),
    token("newrelic-api-key", &["NRAK-"], "[A-Z0-9]{27}"),
    token("grafana-service-account-token", &["glsa_"], "[A-Za-z0-9]{32}_[a-f0-9]{8}"),
    token("grafana-cloud-token", &["glc_eyJ"], "[A-Za-z0-9+/=]{30,}"),
    token("sentry-org-token", &["sntrys_eyJ"], "[A-Za-z0-9+/=_-]{40,}"),
    token("sentry-user-token", &["sntryu_"], "[a-f0-9]{64}"),
    token("dynatrace-token", &["dt0c01.", "dt0s01."], r"[A-Z0-9]{24}\.[A-Z0-9]{64}"),
];
