//! Secrets that stand in a Dockerfile only as its instructions read.

use super::lines::Lines;
use crate::document::secrets::{Candidate, as_read};
use crate::limits::SECRETS_PER_FILE;
use crate::text::SourceFile;

/// Adds what is found so to what was `found` in the text as it is written. What both find stays as it was found.
pub(in crate::document) fn add(source: &SourceFile, found: Vec<Candidate>) -> Vec<Candidate> {
    let mut added: Vec<Candidate> = Vec::new();
    let mut lines = Lines::new(&source.text);
    // The bodies of heredocs are read as lines, too: their scripts have such continuations.
    while let Some(logical) = lines.instruction() {
        let mut here = Vec::new();
        if logical.read.is_joined() {
            here.extend(logical.read.search());
        }
        if let Some(bare) = logical.without_quotes(lines.escape) {
            here.extend(bare.search_tokens());
        }
        here.sort_by_key(|one| (one.span.start, std::cmp::Reverse(one.span.end)));
        added.extend(as_read::new(&found, here));
        if added.len() + found.len() >= SECRETS_PER_FILE {
            break;
        }
    }
    as_read::add(found, added)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::secrets::search;
    use crate::text::RepoPath;

    /// Assembled here, so that no scanner takes this file for a leak.
    fn token() -> String {
        ["ghp", "_R8kLm2", "Qx7Vw3", "Zt9Yb4Nc6Pd1Hs5Jf0GaUeTi"].concat()
    }

    /// Checks what is found where the token's second half stands behind `cut`.
    #[track_caller]
    fn check(before: &str, cut: &str, after: &str, expected: bool) {
        let token = token();
        let (first, second) = token.split_at(14);
        let text = format!("FROM a\n{before}{first}{cut}{second}{after}");
        let source = SourceFile::new(RepoPath::new("Dockerfile"), text.clone());
        let found = add(&source, search(text.as_bytes()));
        let found: Vec<_> = found.iter().map(|one| (one.detector, &text[one.span.range()])).collect();
        let whole = format!("{first}{cut}{second}");
        let expected = if expected { vec![("github-token", whole.as_str())] } else { Vec::new() };
        assert_eq!(found, expected, "in {text:?}");
    }

    #[test]
    fn a_cut_secret_is_found_whole() {
        for (before, cut, after) in [
            ("ENV T=", "", "\n"),
            ("ENV T=", "\\\n", "\n"),
            ("ENV T=", "\\  \r\n", "\r\n"),
            ("ENV T=", "\\\n# comment\n\n", " U=1\n"),
            ("ENV T=\"", "\\\n", "\"\n"),
            ("ARG T=", "\\\n", ""),
            ("LABEL a.b=", "\\\n", "\n"),
            ("RUN a && \\\n  curl -H 'x: ", "\\\n", "' y\n"),
            ("RUN <<EOF\ncurl -u x:", "\\\n", " y\nEOF\n"),
            ("ENV T=", "\"\"", "\n"),
            ("ENV T=", "\\", "\n"),
        ] {
            check(before, cut, after, true);
        }
        check("ENV T=", "\n", "\n", false);
        check("# ", "\\\n", "\n", false);
    }

    #[test]
    fn each_line_may_hold_one() {
        let token = token();
        let (first, second) = token.split_at(20);
        let text =
            format!("FROM a\nENV A={first}\\\n{second} B={token} \\\n C={first}\\\n{second}\nRUN {token}\n");
        let source = SourceFile::new(RepoPath::new("Dockerfile"), text.clone());
        let found = add(&source, search(text.as_bytes()));
        let lengths: Vec<usize> = found.iter().map(|one| one.span.len()).collect();
        assert_eq!(lengths, [42, 40, 42, 40], "in {found:?}");
        assert!(found.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start));
    }
}
