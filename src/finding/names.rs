//! Secrets in the names of files, and names that may be shown.

use std::borrow::Cow;

use super::redact::{SHORTEST_CANDIDATE, stars};
use crate::document::secrets;
use crate::text::Span;

/// Where something in a path looks like a secret. Each part is looked at by itself too: a value ends where its
/// text does, and in the path as a whole it would take the next parts with it.
fn secrets_in_path(path: &str) -> Vec<Span> {
    secrets_beside(path, "")
}

/// The same, where `clean` is a path in no part of which is one: the folders of both are not looked at again.
pub fn secrets_beside(path: &str, clean: &str) -> Vec<Span> {
    let alike = path.bytes().zip(clean.bytes()).take_while(|(a, b)| a == b).count();
    let known = path.as_bytes().iter().take(alike).rposition(|byte| *byte == b'/').map_or(0, |at| at + 1);
    let mut found = Vec::new();
    let mut search = |start: usize, text: &str| {
        // The shortest that any detector knows is longer than most names.
        let candidates =
            if text.len() < SHORTEST_CANDIDATE { Vec::new() } else { secrets::search(text.as_bytes()) };
        let moved = |span: Span| Span::new(start + span.range().start, start + span.range().end);
        found.extend(candidates.iter().map(|candidate| moved(candidate.span)));
    };
    search(0, path);
    if path.contains('/') {
        let mut start = known;
        for part in path.get(known..).unwrap_or_default().split('/') {
            search(start, part);
            start += part.len() + 1;
        }
    }
    found
}

/// A path as it may be shown and written down: with a star for each character of a secret in it. Two paths may
/// look alike then.
pub fn shown_path(path: &str) -> Cow<'_, str> {
    let found = secrets_in_path(path);
    if found.is_empty() { Cow::Borrowed(path) } else { Cow::Owned(stars(path, found.into_iter())) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, shown: &str) {
        assert_eq!(shown_path(path), shown);
    }

    #[test]
    fn a_secret_in_any_part_of_a_path_is_masked() {
        // Assembled here, so that no scanner takes this file for a leak.
        let token = ["ghp", "_", "h3Kd92LsPq0ZxVn4TgBw71RyUc85EmJa2oFi"].concat();
        check("deploy/shop.yaml", "deploy/shop.yaml");
        check(&format!("keys/{token}.txt"), &format!("keys/{}.txt", "*".repeat(40)));
        let value = ["Zx9%kLm2+Qw", "8vTn4Rb7yHs5"].concat();
        check(&format!("a/b/api_key={value}"), &format!("a/b/api_key={}", "*".repeat(23)));
        let both = format!("api_key={value}/api_key={value}");
        let found = secrets_in_path(&both);
        for at in [8, 40] {
            assert!(found.contains(&Span::new(at, at + 23)), "{found:?}");
        }
        assert!(!shown_path(&format!("api_key={value}/Dockerfile")).contains("Zx9"));
        for clean in ["", "a/b/c", "a/b/api_key=", "a/x/y", "a/b/api_key=Zx"] {
            let found = secrets_beside(&format!("a/b/api_key={value}/c.yaml"), clean);
            assert!(found.contains(&Span::new(12, 35)), "{clean}: {found:?}");
        }
    }
}
