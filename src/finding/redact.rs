//! Masking secrets before anything is shown.
//!
//! A file's [`Redactor`] knows where its secrets stand and what they say. What shows the file's text passes
//! [`Redactor::shown`]; every message, title or reason about it passes [`Redactor::text`], which also masks
//! what looks like a secret by itself. A text of which no file is known passes [`without_secrets`]. Finding the
//! secrets of a file is not done here.

mod values;

use values::Values;

use super::ShownFile;
use crate::document::secrets;
use crate::text::{SourceFile, Span};

/// The shortest text in which a detector finds anything; names, of which there are very many, are shorter.
pub(super) const SHORTEST_CANDIDATE: usize = 8;

/// Masks the secrets of one file.
#[derive(Debug)]
pub struct Redactor {
    /// The secrets' places: sorted, not overlapping, none empty.
    spans: Vec<Span>,
    /// The secrets' values, to find them in a text.
    values: Values,
}

impl Redactor {
    /// A redactor for the secrets of `source` that stand at `spans`.
    pub fn new(source: &SourceFile, spans: impl IntoIterator<Item = Span>) -> Self {
        Self::with_values(source, spans, [])
    }

    /// A redactor that also masks `values` in texts: other forms of the secrets, such as decoded ones.
    pub fn with_values(
        source: &SourceFile,
        spans: impl IntoIterator<Item = Span>,
        values: impl IntoIterator<Item = String>,
    ) -> Self {
        let places: Vec<Span> = spans.into_iter().map(|span| widened(source, span)).collect();
        let spans = merged(&places);
        let mut patterns: Vec<String> = values.into_iter().collect();
        // What is masked as one may be several secrets, each of which a message may hold alone.
        for span in places.iter().chain(&spans) {
            patterns.extend(parts_of(source.slice(*span)));
        }
        let values = Values::new(patterns);
        // What is secret in one place is secret wherever the file repeats it.
        let repeated = values.repeated_in(&source.text);
        let spans = if repeated.is_empty() {
            spans
        } else {
            let repeated = repeated.into_iter().map(|span| widened(source, span));
            merged(&spans.into_iter().chain(repeated).collect::<Vec<_>>())
        };
        Self { spans, values }
    }

    /// The file as reports may show it: each byte of a secret is a `*`, line ends are kept.
    pub fn shown(&self, source: &SourceFile) -> ShownFile {
        let text = secrets::mask(&source.text, &self.spans);
        let (path, lines) = (source.path.clone(), source.lines.clone());
        ShownFile { path, text, lines, masked: self.spans.clone() }
    }

    /// `text` with every secret value in it masked, character by character. What a policy says may hold a
    /// secret in another form than its file does, or one of another file, so candidates in it are masked too.
    pub fn text(&self, text: &str) -> String {
        stars(text, self.values.places_in(text).into_iter().chain(candidates(text)))
    }

    /// Whether a secret value stands in `text`. An edit of which this is true must not be shown.
    pub fn finds_secret_in(&self, text: &str) -> bool {
        self.values.are_in(text) || candidates(text).next().is_some()
    }

    /// Whether something in the bytes at `span` of its file is secret.
    pub fn hides_in(&self, span: Span) -> bool {
        let next = self.spans.partition_point(|hidden| hidden.end <= span.start);
        self.spans.get(next).is_some_and(|hidden| hidden.start < span.end)
    }

    /// The text at `span` with its secrets masked by their places, the way files are shown.
    pub fn slice(&self, source: &SourceFile, span: Span) -> String {
        let moved = |hidden: &Span| {
            let start = hidden.start.max(span.start) - span.start;
            Span { start, end: hidden.end.min(span.end) - span.start }
        };
        let first = self.spans.partition_point(|hidden| hidden.end <= span.start);
        let near = self.spans.iter().skip(first).take_while(|hidden| hidden.start < span.end);
        let hidden: Vec<Span> = near.map(moved).collect();
        secrets::mask(source.slice(span), &hidden)
    }
}

/// A text that belongs to no file whose secrets are known, such as a reason in a configuration, with what looks
/// like a secret or stands behind the name of one masked.
pub fn without_secrets(text: &str) -> String {
    stars(text, candidates(text).chain(secrets::named_values(text.as_bytes())))
}

/// Where something in `text` looks like a secret.
fn candidates(text: &str) -> impl Iterator<Item = Span> {
    let (found, full) = if text.len() < SHORTEST_CANDIDATE {
        (Vec::new(), false)
    } else {
        secrets::search_all(text.as_bytes())
    };
    let whole = full.then(|| Span::new(0, text.len()));
    found.into_iter().map(|candidate| candidate.span).chain(whole)
}

/// `text` with a star for each character that begins in one of `spans`. A message has no places to keep as files
/// have for [`secrets::mask`], so a character of several bytes is one star, and so is a line end.
pub(super) fn stars(text: &str, spans: impl Iterator<Item = Span>) -> String {
    let mut masked: Vec<bool> = Vec::new();
    for span in spans {
        masked.resize(text.len(), false);
        masked.get_mut(span.range()).into_iter().for_each(|bytes| bytes.fill(true));
    }
    let mask = |(at, c): (usize, char)| if masked.get(at).copied().unwrap_or(false) { '*' } else { c };
    text.char_indices().map(mask).collect()
}

/// The span with all of the characters that it begins or ends in.
fn widened(source: &SourceFile, span: Span) -> Span {
    let text = &source.text;
    let range = span.range();
    Span::new(text.floor_char_boundary(range.start), text.ceil_char_boundary(range.end))
}

/// The spans that are not empty, sorted, and those that touch made one.
fn merged(spans: &[Span]) -> Vec<Span> {
    let mut spans: Vec<Span> = spans.iter().copied().filter(|span| !span.is_empty()).collect();
    spans.sort();
    let mut out: Vec<Span> = Vec::new();
    for span in spans {
        match out.last_mut() {
            Some(last) if span.start <= last.end => *last = last.to(span),
            _ => out.push(span),
        }
    }
    out
}

/// What of a secret's text a message could hold: all of it, without its quotes, or each of its lines.
fn parts_of(secret: &str) -> Vec<String> {
    let unquoted = ['"', '\''].into_iter().find_map(|quote| secret.strip_prefix(quote)?.strip_suffix(quote));
    // Between quotes a word is still a word, which is also the name of something.
    let mut parts = vec![unquoted.unwrap_or(secret).to_owned()];
    if secret.contains('\n') {
        // The first and last line of a private key are public words.
        let lines = secret.lines().map(str::trim).filter(|line| !line.starts_with("-----"));
        parts.extend(lines.flat_map(|line| [line, line.trim_end_matches('\\')]).map(str::to_owned));
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::RepoPath;

    fn redactor(text: &str, secrets: &[&str], values: &[&str]) -> (SourceFile, Redactor) {
        let source = SourceFile::new(RepoPath::new("f"), text.to_owned());
        let place = |secret: &&str| text.find(*secret).map(|at| Span::new(at, at + secret.len())).unwrap();
        let spans: Vec<Span> = secrets.iter().map(place).collect();
        let redactor = Redactor::with_values(&source, spans, values.iter().map(ToString::to_string));
        (source, redactor)
    }

    #[track_caller]
    fn check_shown(text: &str, secrets: &[&str], expected: &str) {
        let (source, redactor) = redactor(text, secrets, &[]);
        let shown = redactor.shown(&source);
        assert_eq!(shown.text, expected);
        assert_eq!(shown.text.len(), text.len());
        assert_eq!(shown.lines.count(), source.lines.count());
    }

    #[test]
    fn files_are_masked_byte_by_byte() {
        check_shown("a: b\n", &[], "a: b\n");
        check_shown("key: hunter2 # x\n", &["hunter2"], "key: ******* # x\n");
        check_shown("k: pässword\n", &["pässword"], "k: *********\n");
        check_shown("k: one\r\n  two\n", &["one\r\n  two"], "k: ***\r\n*****\n");
        check_shown("abcdef", &["abcd", "cdef"], "******");
    }

    #[track_caller]
    fn check_text(message: &str, expected: &str) {
        let text =
            "a: 'hunter22'\nb: |\n  -----BEGIN KEY-----\n  abcdEfgh\n  -----END KEY-----\nc: x\"y\"z\nd: abc";
        let key = "-----BEGIN KEY-----\n  abcdEfgh\n  -----END KEY-----";
        let (_, redactor) = redactor(text, &["'hunter22'", key, "x\"y\"z", "abc"], &["dec0ded"]);
        assert_eq!(redactor.text(message), expected);
        assert_eq!(redactor.finds_secret_in(message), message != expected);
    }

    #[test]
    fn messages_are_masked_wherever_a_value_occurs() {
        check_text("nothing here", "nothing here");
        check_text("literal \"hunter22\" in a", "literal \"********\" in a");
        check_text("a word such as postgres", "a word such as postgres");
        check_text("hunter22hunter22", "****************");
        check_text("is dec0ded", "is *******");
        check_text("line abcdEfgh of it", "line ******** of it");
        check_text("quoted \"x\\\"y\\\"z\"", "quoted \"*******\"");
        check_text("a BEGIN KEY, too short: abc", "a BEGIN KEY, too short: abc");
    }

    #[test]
    fn secrets_that_touch_are_masked_each_for_itself() {
        let (source, redactor) =
            redactor("a: hunter22-k3yQz81\n", &["hunter22-", "k3yQz81", "hunter22"], &[]);
        assert_eq!(redactor.shown(&source).text, "a: ****************\n");
        assert_eq!(redactor.text("hunter22 and k3yQz81"), "******** and *******");
    }

    #[test]
    fn a_secret_is_masked_wherever_its_file_repeats_it() {
        check_shown("k: hunter22\n# was hunter22\n", &["hunter22"], "k: ********\n# was ********\n");
        check_shown(
            "k: 'nginxx'\nimage: \"nginxx\" 'nginxx'\n",
            &["'nginxx'"],
            "k: ********\nimage: \"nginxx\" 'nginxx'\n",
        );
        check_shown("k: 12345\nport: 12345\n", &["12345"], "k: *****\nport: 12345\n");
        let long: String = (1000..1600).map(|n| format!("{n}-")).collect();
        let (source, redactor) = redactor(&format!("k: {long}\n# {long} x\ny\n"), &[&long], &[]);
        let stars = "*".repeat(long.len());
        assert_eq!(redactor.shown(&source).text, format!("k: {stars}\n# {stars}**\ny\n"));
        let (source, redactor) =
            self::redactor("k: ZGVjMGRlZA== # dec0ded\n", &["ZGVjMGRlZA=="], &["dec0ded"]);
        assert_eq!(redactor.shown(&source).text, "k: ************ # *******\n");
    }

    #[test]
    fn overlapping_values_are_both_masked() {
        let (_, redactor) = redactor("abcde1", &[], &["abcde1", "e1fghi"]);
        assert_eq!(redactor.text("-abcde1fghi-"), "-**********-");
    }
}
