//! Secrets in the names of files.
//!
//! A report names files everywhere, so a secret that somebody put into a name is masked in what is written
//! rather than in each of the places that write it. The files keep their names.

use std::borrow::Cow;

use aho_corasick::AhoCorasick;

use crate::document::secrets;
use crate::text::RepoPath;

/// The secrets in the names that a command met.
#[derive(Debug, Default)]
pub(super) struct Names(Option<AhoCorasick>);

impl Names {
    /// Looks for secrets in these paths.
    pub(super) fn of<'a>(paths: impl Iterator<Item = &'a RepoPath>) -> Self {
        let mut found: Vec<&str> = Vec::new();
        for path in paths {
            let candidates = secrets::search(path.as_str().as_bytes());
            found.extend(candidates.iter().filter_map(|it| path.as_str().get(it.span.range())));
        }
        // Building fails only for more names than fit in memory.
        let values = (!found.is_empty())
            .then(|| AhoCorasick::new(&found).expect("internal error: secrets in names are few"));
        Self(values)
    }

    /// What is to be written, with each byte of such a secret made a `*`.
    pub(super) fn hidden<'a>(&self, bytes: &'a [u8]) -> Cow<'a, [u8]> {
        let Some(values) = self.0.as_ref().filter(|values| values.is_match(bytes)) else {
            return Cow::Borrowed(bytes);
        };
        let mut out = bytes.to_vec();
        for found in values.find_overlapping_iter(bytes) {
            out.get_mut(found.range()).into_iter().for_each(|secret| secret.fill(b'*'));
        }
        Cow::Owned(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_in_a_name_is_masked_wherever_it_is_written() {
        // Assembled here, so that no scanner takes this file for a leak.
        let token = ["ghp", "_", "h3Kd92LsPq0ZxVn4TgBw71RyUc85EmJa2oFi"].concat();
        let paths = ["a/b.yaml".to_owned(), format!("keys/{token}.txt")];
        let paths: Vec<RepoPath> = paths.iter().map(|path| RepoPath::new(path)).collect();
        let names = Names::of(paths.iter());
        let shown = names.hidden(format!("keys/{token}.txt:1:2 and a/b.yaml").as_bytes()).into_owned();
        assert_eq!(
            String::from_utf8(shown).unwrap(),
            format!("keys/{}.txt:1:2 and a/b.yaml", "*".repeat(40))
        );
        assert!(matches!(Names::of(paths.iter().take(1)).hidden(b"a/b.yaml"), Cow::Borrowed(_)));
    }
}
