//! Secrets that stand in a file only as its instructions read: cut by a line's end, a quote or an escape.

use super::lines::{Lines, Logical};
use crate::document::secrets::{Candidate, search, search_tokens};
use crate::limits::SECRETS_PER_FILE;
use crate::text::{SourceFile, Span};

/// Adds what is found so to what was `found` in the text as it is written. What both find stays as it was
/// found; of what the text holds only a part of, the whole is kept.
pub(in crate::document) fn add(source: &SourceFile, found: Vec<Candidate>) -> Vec<Candidate> {
    let mut added: Vec<Candidate> = Vec::new();
    let mut lines = Lines::new(&source.text);
    // The bodies of heredocs are read as lines, too: their scripts have such continuations.
    while let Some(logical) = lines.instruction() {
        let mut here = Vec::new();
        if logical.is_joined() {
            let candidates = search(logical.text.as_bytes());
            here.extend(candidates.into_iter().filter_map(|one| place(source, &logical, one)));
        }
        if let Some(bare) = logical.without_quotes(lines.escape) {
            let candidates = search_tokens(bare.text.as_bytes());
            here.extend(candidates.into_iter().filter_map(|one| place(source, &bare, one)));
        }
        here.sort_by_key(|one| (one.span.start, std::cmp::Reverse(one.span.end)));
        for one in here {
            let next = found.partition_point(|other| other.span.end <= one.span.start);
            let known = found.get(next).is_some_and(|other| other.span.contains(one.span));
            if !known && added.last().is_none_or(|last| last.span.end <= one.span.start) {
                added.push(one);
            }
        }
        if added.len() + found.len() >= SECRETS_PER_FILE {
            break;
        }
    }
    if added.is_empty() {
        return found;
    }
    let hidden = |one: &Candidate| {
        let next = added.partition_point(|other| other.span.end <= one.span.start);
        added.get(next).is_some_and(|other| other.span.overlaps(one.span))
    };
    let mut all: Vec<Candidate> = found.into_iter().filter(|one| !hidden(one)).collect();
    all.append(&mut added);
    all.sort_by_key(|one| one.span);
    all
}

/// Moves a candidate to where it is written; `None` if it is written as it reads.
fn place(source: &SourceFile, read: &Logical, mut one: Candidate) -> Option<Candidate> {
    let place = |span: Span| read.span(span.range().start, span.range().end);
    let span = place(one.span);
    if Some(source.slice(span)) == read.text.get(one.span.range()) {
        return None;
    }
    one.userinfo = one.userinfo.map(place);
    one.span = span;
    Some(one)
}

#[cfg(test)]
mod tests {
    use super::*;
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
        let text = format!("FROM a\nENV A={first}\\\n{second} B={token} \\\n C={first}\\\n{second}\nRUN {token}\n");
        let source = SourceFile::new(RepoPath::new("Dockerfile"), text.clone());
        let found = add(&source, search(text.as_bytes()));
        let lengths: Vec<usize> = found.iter().map(|one| one.span.len()).collect();
        assert_eq!(lengths, [42, 40, 42, 40], "in {found:?}");
        assert!(found.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start));
    }
}
