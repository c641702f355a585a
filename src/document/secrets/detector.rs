//! What a detector is: its keywords, how a hit becomes a candidate, and what must hold of it.

use std::ops::Range;

/// One kind of secret.
pub(super) struct Detector {
    /// Its name, in kebab-case; part of the public interface.
    pub(super) name: &'static str,
    /// What the text must hold for the detector to look closer, in any case.
    pub(super) keywords: &'static [&'static str],
    /// How it looks closer.
    pub(super) find: Find,
    /// What must hold of the secret.
    pub(super) check: fn(&[u8]) -> Check,
    /// Whether it is specific enough to be looked for inside base64.
    pub(super) in_base64: bool,
}

/// How a keyword's hit becomes a candidate. All patterns are on bytes, without Unicode.
pub(super) enum Find {
    /// The keyword, in exactly this case, begins the token; the pattern is the rest. The keyword is shown.
    Token(&'static str),
    /// The keyword, in exactly this case, stands right before the secret, which is the pattern.
    After(&'static str),
    /// The pattern matches the whole value assigned to a name that has the keyword and, if the list is not
    /// empty, one of these words.
    Assigned(&'static str, &'static [&'static str]),
    /// The pattern's first group, searched this many bytes before and after the keyword.
    Near { pattern: &'static str, back: usize, ahead: usize, lines: Lines },
    /// A reader of its own.
    Custom(fn(&Hit<'_>) -> Option<Match>),
}

/// Whether a window ends with the line.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Lines {
    One,
    Many,
}

/// A keyword in the text.
pub(super) struct Hit<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) start: usize,
    pub(super) end: usize,
}

/// What a reader found at a hit.
#[derive(Debug, Clone, Default)]
pub(super) struct Match {
    /// The secret.
    pub(super) range: Range<usize>,
    /// What of it may be shown.
    pub(super) shown: String,
    /// The name it is assigned to, if the reader knows.
    pub(super) key: Option<Range<usize>>,
    /// `user:password@`.
    pub(super) userinfo: Option<Range<usize>>,
    /// Whether it is probably an example.
    pub(super) placeholder: bool,
    /// Whether it needs a passphrase.
    pub(super) encrypted: bool,
}

/// A match that passed its detector's check.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) detector: &'static str,
    /// The detector's place in the table: the earlier, the more specific.
    pub(super) rank: usize,
    pub(super) range: Range<usize>,
    pub(super) shown: String,
    /// The secret's length in bytes, decoded if it was encoded.
    pub(super) length: usize,
    pub(super) key: Option<Range<usize>>,
    pub(super) userinfo: Option<Range<usize>>,
    pub(super) entropy: f64,
    pub(super) checksum_ok: Option<bool>,
    pub(super) decoded: bool,
    pub(super) placeholder: bool,
    pub(super) encrypted: bool,
}

/// What a check says of a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Check {
    /// It is none.
    Drop,
    /// It may be one; whether its checksum is right, if it has one.
    Keep(Option<bool>),
}

impl Check {
    /// Keeps what `condition` holds for.
    pub(super) fn keep_if(condition: bool) -> Self {
        if condition { Self::Keep(None) } else { Self::Drop }
    }
}

/// A token that begins with one of `keywords` and goes on as `rest` says.
pub(super) const fn token(
    name: &'static str,
    keywords: &'static [&'static str],
    rest: &'static str,
) -> Detector {
    Detector { name, keywords, find: Find::Token(rest), check: keep, in_base64: true }
}

/// A secret of the shape `secret` right after one of `keywords`.
pub(super) const fn after(
    name: &'static str,
    keywords: &'static [&'static str],
    secret: &'static str,
) -> Detector {
    Detector { name, keywords, find: Find::After(secret), check: keep, in_base64: false }
}

/// A value of the shape `value` that is assigned to a name with one of `keywords` and one of `words`.
pub(super) const fn assigned(
    name: &'static str,
    keywords: &'static [&'static str],
    words: &'static [&'static str],
    value: &'static str,
) -> Detector {
    Detector { name, keywords, find: Find::Assigned(value, words), check: keep, in_base64: false }
}

/// The first group of `pattern`, on the keyword's line, at most this many bytes before and after it.
pub(super) const fn near(
    name: &'static str,
    keywords: &'static [&'static str],
    pattern: &'static str,
    (back, ahead): (usize, usize),
) -> Detector {
    let find = Find::Near { pattern, back, ahead, lines: Lines::One };
    Detector { name, keywords, find, check: keep, in_base64: false }
}

/// What a reader of its own finds at one of `keywords`.
pub(super) const fn custom(
    name: &'static str,
    keywords: &'static [&'static str],
    read: fn(&Hit<'_>) -> Option<Match>,
) -> Detector {
    Detector { name, keywords, find: Find::Custom(read), check: keep, in_base64: false }
}

impl Detector {
    /// The same with a check.
    pub(super) const fn checked(mut self, check: fn(&[u8]) -> Check) -> Self {
        self.check = check;
        self
    }

    /// The same, looked for inside base64 too.
    pub(super) const fn also_in_base64(mut self) -> Self {
        self.in_base64 = true;
        self
    }

    /// The same, with a window that runs over line ends.
    pub(super) const fn over_lines(mut self) -> Self {
        if let Find::Near { pattern, back, ahead, .. } = self.find {
            self.find = Find::Near { pattern, back, ahead, lines: Lines::Many };
        }
        self
    }
}

fn keep(_: &[u8]) -> Check {
    Check::Keep(None)
}
