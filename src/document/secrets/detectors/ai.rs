//! Keys of model providers.

use crate::document::secrets::checksum::random;
use crate::document::secrets::detector::{Detector, token};

pub(super) const ALL: &[Detector] = &[
    token("anthropic-api-key", &["sk-ant-api03-", "sk-ant-admin01-", "sk-ant-oat01-"], "[A-Za-z0-9_-]{80,}"),
    token("openai-api-key", &["sk-proj-", "sk-svcacct-", "sk-admin-"], "[A-Za-z0-9_-]{40,}").checked(random),
    token("openai-legacy-api-key", &["sk-"], "[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}"),
    token("huggingface-token", &["hf_", "api_org_"], "[A-Za-z0-9]{34}"),
    token("groq-api-key", &["gsk_"], "[A-Za-z0-9]{52}"),
    token("replicate-token", &["r8_"], "[A-Za-z0-9_-]{37}").checked(random),
    token("perplexity-api-key", &["pplx-"], "[A-Za-z0-9]{48}"),
    token("xai-api-key", &["xai-"], "[A-Za-z0-9_]{80}"),
];
