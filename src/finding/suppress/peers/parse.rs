//! The text of other tools' ignores, read as narrowly as the tools read it.

/// What an ignore says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Read {
    /// Where in the comment it begins, at its marker.
    pub(super) start: usize,
    /// The ids it names.
    pub(super) ids: Vec<String>,
    /// Why, if it says.
    pub(super) reason: Option<String>,
}

impl Read {
    /// An ignore of one id.
    pub(super) fn of(id: &str, reason: &str) -> Self {
        Self { start: 0, ids: vec![id.to_owned()], reason: said(reason) }
    }
}

/// What checkov's annotations begin with; a number or a word follows.
pub(super) const CHECKOV_ANNOTATIONS: &[&str] = &["checkov.io/skip", "bridgecrew.io/skip", "cortex.io/skip"];

/// `# hadolint ignore=DL3007, DL3008 # reason`, and whether it says `global ignore`. All of the comment must
/// be that.
pub(super) fn hadolint(comment: &str) -> Option<(Read, bool)> {
    let blank = |c: char| c == ' ' || c == '\t';
    let rest = comment.strip_prefix('#')?.trim_start_matches(blank).strip_prefix("hadolint")?;
    let (rest, global) = match rest.trim_start_matches(blank) {
        word if word.len() == rest.len() => return None,
        word => match word.strip_prefix("global") {
            Some(word) if word.starts_with(blank) => (word.trim_start_matches(blank), true),
            Some(_) => return None,
            None => (word, false),
        },
    };
    let list = rest.strip_prefix("ignore")?.trim_start_matches(blank).strip_prefix('=')?;
    let (list, reason) = list.split_once('#').unwrap_or((list, ""));
    let list = list.trim_end_matches('\r');
    let id = |id: &str| !id.is_empty() && id.chars().all(|c| "DLSC0123456789".contains(c));
    let ids: Vec<String> = list.split(',').map(|id| id.trim_matches(blank).to_owned()).collect();
    ids.iter().all(|one| id(one)).then(|| (Read { start: 0, ids, reason: said(reason) }, global))
}

/// `# checkov:skip=CKV_DOCKER_3:reason`, with the words before its ids. It may stand behind other text.
pub(super) fn checkov(comment: &str) -> Option<(&'static str, Read)> {
    const WORDS: [&str; 3] = ["checkov:skip=", "bridgecrew:skip=", "cortex:skip="];
    let found = WORDS.iter().filter_map(|words| Some((comment.find(words)?, *words)));
    let (at, words) = found.min()?;
    let rest = comment.get(at + words.len()..)?.trim_start_matches(' ');
    let is_id = |c: char| c.is_ascii_alphanumeric() || "_-,".contains(c);
    let end = rest.find(|c| !is_id(c)).unwrap_or(rest.len());
    let (list, after) = rest.split_at_checked(end)?;
    let ids: Vec<String> = list.split(',').filter(|id| !id.is_empty()).map(str::to_owned).collect();
    let reason = after.strip_prefix(':').unwrap_or_default();
    (!ids.is_empty()).then(|| (words, Read { start: 0, ids, reason: said(reason) }))
}

/// `# zizmor: ignore[unpinned-uses, artipacked] reason`, to the end of the comment. It may follow another
/// comment.
pub(super) fn zizmor(comment: &str) -> Option<Read> {
    const WORDS: &str = "# zizmor: ignore[";
    let comment = comment.trim_end_matches('\r');
    let start = comment.find(WORDS)?;
    let rest = comment.get(start + WORDS.len()..)?;
    // As for zizmor, the list ends at the last bracket that a blank or nothing follows.
    let closes = |at: &usize| {
        rest.get(at + 1..).is_some_and(|after| after.is_empty() || after.starts_with(char::is_whitespace))
    };
    let close = rest.match_indices(']').map(|(at, _)| at).rfind(closes).filter(|at| *at > 0)?;
    let (list, after) = rest.split_at_checked(close)?;
    let ids = list.split(',').map(str::trim).filter(|id| !id.is_empty()).map(str::to_owned).collect();
    Some(Read { start, ids, reason: said(after.trim_start_matches([']', ' ', '-', ':'])) })
}

/// A reason, if there are words in it.
fn said(reason: &str) -> Option<String> {
    let reason: String = reason.split_whitespace().collect::<Vec<_>>().join(" ");
    reason.contains(char::is_alphanumeric).then_some(reason)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(read: Option<Read>) -> String {
        read.map_or("-".to_owned(), |read| {
            format!("{}: {} | {}", read.start, read.ids.join(" "), read.reason.unwrap_or_default())
        })
    }

    #[test]
    fn hadolint_wants_the_whole_comment() {
        #[track_caller]
        fn check(comment: &str, expected: &str) {
            let read = hadolint(comment);
            let global = read.as_ref().is_some_and(|(_, global)| *global);
            let shown = shown(read.map(|(read, _)| read));
            assert_eq!(format!("{}{shown}", if global { "global " } else { "" }), expected, "{comment}");
        }
        check("# hadolint ignore=DL3007", "0: DL3007 | ");
        check("#hadolint  ignore = DL3007 ,SC2046 # our own  base", "0: DL3007 SC2046 | our own base");
        check("# hadolint global ignore=DL3006,DL3007\r", "global 0: DL3006 DL3007 | ");
        check("#\thadolint\tignore=DL3007#x", "0: DL3007 | x");
        for other in [
            "# hadolint ignore=DL3007 because",
            "# hadolint ignore=",
            "# hadolint ignore=DL3007,",
            "# hadolint ignore=dl3007",
            "# hadolint  globalignore=DL3007",
            "# hadolintignore=DL3007",
            "# Hadolint ignore=DL3007",
            "# see hadolint ignore=DL3007",
            "# hadolint shell=DL3007",
            "# hadolint stage ignore=DL3007",
        ] {
            check(other, "-");
        }
    }

    #[test]
    fn checkov_looks_for_its_words_anywhere() {
        #[track_caller]
        fn check(comment: &str, expected: &str) {
            assert_eq!(shown(checkov(comment).map(|(_, read)| read)), expected, "{comment}");
        }
        check("#checkov:skip=CKV_DOCKER_3:it needs root", "0: CKV_DOCKER_3 | it needs root");
        check("# why not? checkov:skip= CKV2_DOCKER_4", "0: CKV2_DOCKER_4 | ");
        check("# bridgecrew:skip=CKV_DOCKER_2,CKV_DOCKER_3: x y", "0: CKV_DOCKER_2 CKV_DOCKER_3 | x y");
        check("# checkov:skip=CKV_DOCKER_3 because", "0: CKV_DOCKER_3 | ");
        check("# checkov:skip=", "-");
        check("# checkov: skip=CKV_DOCKER_3", "-");
        check("# Checkov:skip=CKV_DOCKER_3", "-");
    }

    #[test]
    fn zizmor_closes_its_bracket_and_leaves_a_blank() {
        #[track_caller]
        fn check(comment: &str, expected: &str) {
            assert_eq!(shown(zizmor(comment)), expected, "{comment}");
        }
        check("# zizmor: ignore[unpinned-uses]", "0: unpinned-uses | ");
        check("# v4 # zizmor: ignore[a, b,,c] why not", "5: a b c | why not");
        check("# zizmor: ignore[a] -- why", "0: a | why");
        check("# zizmor: ignore[a] see [b]", "0: a] see [b | ");
        for other in [
            "#zizmor: ignore[a]",
            "# zizmor: ignore[a]why",
            "# zizmor: ignore[]",
            "# zizmor: ignore[a",
            "# zizmor: ignore a]",
            "# zizmor ignore[a]",
        ] {
            check(other, "-");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "#.{0,20}", tail in "(hadolint|checkov:skip=|# zizmor: )?.{0,3}(ignore)?[=\\[\\], A-Z0-9é#:-]{0,20}") {
            for text in [&text, &tail, &format!("{text}{tail}")] {
                let _ = (hadolint(text), checkov(text), zizmor(text));
            }
        }
    }
}
