//! JSON web tokens: whose they are says the issuer inside them.

use serde_json::Value as Json;

use crate::document::secrets::checksum::base64_url;
use crate::document::secrets::detector::{Detector, Hit, Match, custom};
use crate::document::secrets::measure::begins_word;

/// The longest token that is read.
const TOKEN_BYTES: usize = 16 * 1024;

pub(super) const ALL: &[Detector] = &[
    custom("kubernetes-service-account-token", &["eyJ"], |hit| {
        issued(hit, |claims| {
            issuer(claims).contains("kubernetes") || claims.get("kubernetes.io").is_some_and(Json::is_object)
        })
    })
    .also_in_base64(),
    custom("argocd-token", &["eyJ"], |hit| issued(hit, |claims| issuer(claims) == "argocd")).also_in_base64(),
    custom("jwt", &["eyJ"], |hit| issued(hit, |_| true)).also_in_base64(),
];

fn issuer(claims: &Json) -> &str {
    claims.get("iss").and_then(Json::as_str).unwrap_or_default()
}

/// Reads the token at a hit, if its header names an algorithm and its claims are as asked.
fn issued(hit: &Hit<'_>, wanted: fn(&Json) -> bool) -> Option<Match> {
    if !begins_word(hit.bytes, hit.start) || hit.bytes.get(hit.start..hit.end) != Some(b"eyJ") {
        return None;
    }
    let rest = hit.bytes.get(hit.start..)?;
    let rest = rest.get(..TOKEN_BYTES).unwrap_or(rest);
    let inside = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    let part = |from: usize| {
        let part = rest.get(from..)?;
        let len = part.iter().position(|byte| !inside(byte)).unwrap_or(part.len());
        part.get(..len)
    };
    let header = part(0)?;
    let dot = |at: usize| (rest.get(at) == Some(&b'.')).then_some(at + 1);
    let claims = part(dot(header.len())?)?;
    let signed = header.len() + claims.len() + 1;
    let signature = part(dot(signed)?)?;
    if signature.len() < 20 {
        return None;
    }
    let read = |part: &[u8]| serde_json::from_slice::<Json>(&base64_url(part)?).ok();
    read(header)?.get("alg")?.as_str()?;
    let claims = read(claims)?;
    // The example of every tutorial.
    let tutorial = claims.get("sub").and_then(Json::as_str) == Some("1234567890")
        || claims.get("name").and_then(Json::as_str) == Some("John Doe");
    let range = hit.start..hit.start + signed + 1 + signature.len();
    (wanted(&claims) && !tutorial).then(|| Match { range, shown: "eyJ".into(), ..Match::default() })
}
