//! Tokens and webhooks of chat, mail and telephone services.

use crate::document::secrets::checksum::{random, random_hex};
use crate::document::secrets::detector::{Detector, Hit, Match, after, assigned, custom, near, token};
use crate::document::secrets::measure::{begins_word, ends_word};

pub(super) const ALL: &[Detector] = &[
    token("slack-token", &["xoxb-", "xoxp-", "xoxa-", "xoxr-", "xoxs-"], "[A-Za-z0-9-]{20,}").checked(random),
    token("slack-refresh-token", &["xoxe.", "xoxe-"], "[A-Za-z0-9-]{20,}").checked(random),
    token("slack-app-token", &["xapp-"], "[0-9]-[A-Z0-9]+-[0-9]+-[a-f0-9]{40,}"),
    after(
        "slack-webhook",
        &["hooks.slack.com/services/", "hooks.slack.com/workflows/"],
        "T[A-Z0-9]{7,}/[AB][A-Z0-9]{7,}/[A-Za-z0-9/]{20,}",
    ),
    near(
        "telegram-bot-token",
        &[":AA"],
        r"\b([0-9]{8,10}:AA[A-Za-z0-9_-]{33})(?:$|[^A-Za-z0-9_-])",
        (11, 36),
    ),
    after(
        "discord-webhook",
        &["discord.com/api/webhooks/", "discordapp.com/api/webhooks/"],
        "[0-9]{17,20}/[A-Za-z0-9_-]{60,}",
    ),
    assigned(
        "discord-bot-token",
        &["discord"],
        &[],
        r"[MNO][A-Za-z0-9_-]{22,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,38}",
    ),
    after(
        "teams-webhook",
        &["webhook.office.com/webhookb2/"],
        "[a-z0-9-]{36}@[a-z0-9-]{36}/[A-Za-z]+/[a-z0-9]{32}/[a-z0-9-]{36}",
    ),
    token("sendgrid-api-key", &["SG."], r"[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}"),
    token("mailgun-api-key", &["key-"], "[a-f0-9]{32}").checked(random_hex),
    custom("mailchimp-api-key", &["-us"], mailchimp),
    near("twilio-api-key", &["twilio"], r"\b(SK[a-f0-9]{32})\b", (200, 200)).checked(random_hex),
    assigned("twilio-auth-token", &["twilio"], &["token", "secret"], "[a-f0-9]{32}").checked(random_hex),
];

/// 32 hexadecimal digits and the data centre, `-us21`. By hand, because `-us` stands in much ordinary text.
fn mailchimp(hit: &Hit<'_>) -> Option<Match> {
    let start = hit.start.checked_sub(32)?;
    let digits = hit.bytes.get(hit.end..)?.iter().take(3).take_while(|byte| byte.is_ascii_digit()).count();
    let key = hit.bytes.get(start..hit.start)?;
    let end = hit.end + digits;
    let hex = key.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let whole = hex && begins_word(hit.bytes, start) && ends_word(hit.bytes, end);
    let mixed = key.iter().any(u8::is_ascii_digit) && key.iter().any(u8::is_ascii_lowercase);
    ((1..=2).contains(&digits) && whole && mixed).then(|| Match { range: start..end, ..Match::default() })
}
