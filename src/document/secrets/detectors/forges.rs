//! Tokens of code hosts, trackers and build services.

use crate::document::secrets::checksum::{crc32_base62, random_hex};
use crate::document::secrets::detector::{Detector, assigned, token};

const UUID: &str = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";

pub(super) const ALL: &[Detector] = &[
    token("github-fine-grained-token", &["github_pat_"], "[A-Za-z0-9]{22}_[A-Za-z0-9]{59}"),
    token("github-token", &["ghp_", "gho_", "ghu_", "ghs_", "ghr_"], "[A-Za-z0-9]{36}").checked(crc32_base62),
    token("gitlab-token", &["glpat-"], "[A-Za-z0-9_-]{20,}(?:\\.[A-Za-z0-9]{2}\\.[A-Za-z0-9]{9})?"),
    token("gitlab-deploy-token", &["gldt-"], "[A-Za-z0-9_-]{20,}"),
    token("gitlab-runner-token", &["glrt-", "GR1348941"], "[A-Za-z0-9_-]{20,}"),
    token("gitlab-job-token", &["glcbt-"], "[A-Za-z0-9]{1,5}_[A-Za-z0-9_-]{20,}|[A-Za-z0-9_-]{20,}"),
    token("gitlab-trigger-token", &["glptt-"], "[A-Za-z0-9_-]{20,}"),
    token("gitlab-feed-token", &["glft-"], "[A-Za-z0-9_-]{20,}"),
    token("gitlab-mail-token", &["glimt-"], "[A-Za-z0-9_-]{20,}"),
    token("gitlab-agent-token", &["glagent-"], "[A-Za-z0-9_-]{20,}"),
    token("gitlab-oauth-secret", &["gloas-"], "[A-Za-z0-9_-]{20,}"),
    token("atlassian-token", &["ATATT3", "ATCTT3"], "[A-Za-z0-9_=-]{60,}"),
    token("bitbucket-app-password", &["ATBB"], "[A-Za-z0-9]{32}"),
    token("circleci-token", &["CCIPAT_"], "[A-Za-z0-9]{22}_[a-f0-9]{40}"),
    token("buildkite-token", &["bkua_"], "[a-f0-9]{40}"),
    token("linear-api-key", &["lin_api_"], "[A-Za-z0-9]{40}"),
    token("notion-token", &["ntn_"], "[A-Za-z0-9]{40,}"),
    token("notion-secret", &["secret_"], "[A-Za-z0-9]{43}"),
    token("figma-token", &["figd_"], "[A-Za-z0-9_-]{40,}"),
    token("postman-api-key", &["PMAK-"], "[a-f0-9]{24}-[a-f0-9]{34}"),
    token("sonarqube-token", &["squ_", "sqp_", "sqa_"], "[a-f0-9]{40}"),
    assigned("snyk-token", &["snyk"], &["token", "key"], UUID).checked(random_hex),
];
