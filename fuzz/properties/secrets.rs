//! The search for secrets: what it finds lies in the text, and what it says of it tells nothing.

use gatecheck::document::{FileKind, secrets as search};
use gatecheck::finding::Redactor;
use gatecheck::text::{RepoPath, Span};

use super::documents::exercise;
use super::input;

/// The shortest secret of which a part in a message can be told from a word that stands there anyhow.
const TELLING: usize = 8;

/// Any bytes.
pub(super) fn secrets(data: &[u8]) {
    let found = search::search(data);
    let mut end = 0;
    for candidate in &found {
        let range = candidate.span.range();
        assert!(range.start >= end && !range.is_empty(), "{:?} overlaps the one before", candidate.span);
        end = range.end;
        let secret = data.get(range).expect("a candidate lies in the bytes");
        if let Some(userinfo) = candidate.userinfo {
            assert!(data.get(userinfo.range()).is_some() && userinfo.contains(candidate.span));
        }
        // The masked form is a public prefix, of which the policy's users know the kind, and a length.
        let shown = candidate.masked.split(['…', '(']).next().unwrap_or_default();
        let bare = shown.trim_end();
        assert!(bare.len() < secret.len().max(1) || candidate.decoded, "{shown:?} shows all of a secret");
        let rest = candidate.masked.get(shown.len()..).unwrap_or_default();
        if let Ok(text) = std::str::from_utf8(secret)
            && text.len() >= TELLING
        {
            assert!(!rest.contains(text), "{rest:?} holds the secret");
            assert!(
                candidate.key.as_deref().is_none_or(|key| !key.contains(text)),
                "a name holds the secret"
            );
        }
        assert!(candidate.entropy.is_finite(), "an entropy that is no number");
    }
    let named = search::named_values(data);
    assert!(named.iter().all(|span| data.get(span.range()).is_some()), "a named value lies outside");
    let source = input::source(RepoPath::new("file"), data);
    check_redactor(&source.text);
    exercise(&source, FileKind::Text);
}

/// What the redactor shows has the same bytes but for the secrets, and no secret in it.
fn check_redactor(text: &str) {
    let source = input::source(RepoPath::new("file"), text.as_bytes());
    let candidates = search::search(text.as_bytes());
    let named = search::named_values(text.as_bytes());
    let spans: Vec<Span> = candidates.iter().map(|one| one.span).chain(named).collect();
    let redactor = Redactor::new(&source, spans.iter().copied());
    let shown = redactor.shown(&source);
    assert_eq!(shown.text.len(), text.len(), "masking moves places");
    // What repeats a secret is masked as well.
    assert_eq!(shown.text, search::mask(&shown.text, &spans), "something at the place of a secret is shown");
    for (at, (was, is)) in text.bytes().zip(shown.text.bytes()).enumerate() {
        let masked = spans.iter().any(|span| span.range().contains(&at));
        assert!(was == is || is == b'*', "byte {at} became another");
        assert!(!masked || matches!(is, b'*' | b'\n' | b'\r'), "byte {at} of a secret is shown");
    }
    for secret in spans.iter().map(|span| source.slice(*span)) {
        let random = secret.len() >= 16
            && secret.contains(|c: char| c.is_ascii_digit())
            && !secret.contains(['\n', '\r']);
        if random {
            let said = redactor.text(&format!("it holds {secret:?}, that is {secret}."));
            assert!(!said.contains(secret), "a message says {said:?}");
        }
    }
}

pub(super) fn seeds() -> Vec<Vec<u8>> {
    let mut seeds = input::alone(|path| {
        ["bad.env", "bad.ini", "bad.npmrc", "bad.pem", "bad.sh", "bad.properties", "bad.yaml"].contains(&path)
    });
    // Most examples hold no secret; those that do are among the short ones.
    seeds.retain(|bytes| !search::search(bytes).is_empty());
    seeds
}
