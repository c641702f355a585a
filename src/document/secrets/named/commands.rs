//! Passwords among the arguments of commands: `curl -u name:password`, `sshpass -p password`.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

use super::automaton;
use super::literal::is_literal;
use super::reach::{End, Place, value};
use super::secret_words::Sort;

/// How far behind a command its options are looked for.
const COMMAND_BYTES: usize = 512;

/// How far behind an option its value begins.
const FLAG_BYTES: usize = 32;

/// Commands, and their options that take a password. Where it is glued to them, a blank ends it.
const COMMANDS: [(&str, &[&str]); 14] = [
    ("login", &["-p"]),
    ("sshpass", &["-p"]),
    ("redis-cli", &["-a"]),
    ("mysql", &["-p"]),
    ("mysqldump", &["-p"]),
    ("mysqladmin", &["-p"]),
    ("mariadb", &["-p"]),
    ("mongo", &["-p"]),
    ("mongosh", &["-p"]),
    ("7z", &["-p"]),
    ("unzip", &["-P"]),
    ("zip", &["-P"]),
    ("ldapsearch", &["-w"]),
    ("sqlcmd", &["-P"]),
];

/// Those whose password is always glued to its option: what stands behind a blank is something else.
const GLUED: [&str; 5] = ["mysql", "mysqldump", "mysqladmin", "mariadb", "7z"];

static NAMES: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let names: Vec<&str> = COMMANDS.iter().map(|(name, _)| *name).collect();
    let built = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(names);
    built.expect("internal error: the commands make an automaton")
});

/// The options that take a user's name with the password.
static LOGINS: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let built = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build([
        "-u",
        "--user",
        "--proxy-user",
        "-U",
    ]);
    built.expect("internal error: the flags make an automaton")
});

/// What stands before a password in the value of a header.
static SCHEMES: LazyLock<AhoCorasick> = LazyLock::new(|| automaton(&["bearer ", "basic "]));

/// The passwords among arguments.
pub(super) fn values(bytes: &[u8]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut place = Place::default();
    let mut hidden = 0;
    for hit in LOGINS.find_iter(bytes) {
        if hit.start() < hidden || hit.start() > 0 && !bytes.get(hit.start() - 1).is_some_and(is_gap) {
            continue;
        }
        place.advance(bytes, hit.start());
        let Some(word) = argument(bytes, hit.end(), place, true) else { continue };
        let text = bytes.get(word.clone()).unwrap_or_default();
        let Some(colon) = text.iter().position(|byte| *byte == b':') else { continue };
        let (user, password) =
            (text.get(..colon).unwrap_or_default(), text.get(colon + 1..).unwrap_or_default());
        let is_user = user.iter().all(|b| b.is_ascii_alphanumeric() || b"_-.@${}\"'".contains(b));
        if is_user && is_literal(Sort::Named, password, false) {
            hidden = word.end;
            found.push(word.start + colon + 1..word.end);
        }
    }
    let mut place = Place::default();
    // Up to where each command's options have been read.
    let mut read = [0; COMMANDS.len()];
    for hit in NAMES.find_iter(bytes) {
        let begins = hit.start() == 0 || bytes.get(hit.start() - 1).is_some_and(|b| is_gap(b) || *b == b'/');
        if begins && bytes.get(hit.end()).is_some_and(is_gap) {
            place.advance(bytes, hit.start());
            let number = hit.pattern().as_usize();
            if let Some(read) = read.get_mut(number) {
                found.extend(of_command(bytes, hit.end(), number, place, read));
            }
        }
    }
    for hit in SCHEMES.find_iter(bytes) {
        let blanks = bytes.iter().skip(hit.end()).take(FLAG_BYTES).take_while(|byte| **byte == b' ').count();
        let rest = bytes.get(hit.end() + blanks..).unwrap_or_default();
        let ends = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'' | b'`');
        let rest = rest.get(..rest.iter().position(ends).unwrap_or(rest.len())).unwrap_or_default();
        let start = hit.end() + blanks;
        let spoken = rest.iter().all(|b| b.is_ascii_lowercase() || b.is_ascii_punctuation());
        if !spoken && is_literal(Sort::Named, rest, false) {
            found.push(start..start + rest.len());
        }
    }
    found
}

fn is_gap(byte: &u8) -> bool {
    byte.is_ascii_whitespace()
        || matches!(byte, b'"' | b'\'' | b',' | b'[' | b';' | b'&' | b'|' | b'(' | b'`')
}

/// The passwords of the command whose name ends at `from`.
fn of_command(
    bytes: &[u8],
    from: usize,
    number: usize,
    mut place: Place,
    read: &mut usize,
) -> Vec<Range<usize>> {
    let Some((name, flags)) = COMMANDS.get(number) else { return Vec::new() };
    let limit = bytes.len().min(from + COMMAND_BYTES);
    let from = from.max(read.saturating_sub(3)).min(limit);
    let rest = bytes.get(from..limit).unwrap_or_default();
    // A line may go on behind a backslash; another command begins behind these.
    let ends = |(at, byte): (usize, &u8)| {
        let continued = at > 0 && matches!(rest.get(at - 1), Some(b'\\' | b'\r'));
        matches!(byte, b'|' | b';' | b'&') || *byte == b'\n' && !continued
    };
    let rest = rest.get(..rest.iter().enumerate().position(ends).unwrap_or(rest.len())).unwrap_or_default();
    let mut found = Vec::new();
    for (at, pair) in rest.windows(3).enumerate() {
        let flag = flags.iter().any(|flag| pair.get(1..) == Some(flag.as_bytes()));
        if !flag || from + at < *read || !pair.first().is_some_and(is_gap) {
            continue;
        }
        let end = from + at + 3;
        place.advance(bytes, end);
        let Some(word) = argument(bytes, end, place, GLUED.contains(name)) else { continue };
        let apart = word.start > end;
        let text = bytes.get(word.clone()).unwrap_or_default();
        if !(text.starts_with(b"-") || GLUED.contains(name) && apart)
            && is_literal(Sort::Password, text, false)
        {
            *read = (*read).max(word.end);
            found.push(word);
        }
    }
    *read = (*read).max(from + rest.len());
    found
}

/// The argument of the option that ends at `at`: behind blanks, in a list, or glued to it.
fn argument(bytes: &[u8], at: usize, mut place: Place, glued: bool) -> Option<Range<usize>> {
    let near = bytes.get(at..)?.iter().take(FLAG_BYTES);
    let gap = near.take_while(|byte| matches!(byte, b' ' | b'=' | b'"' | b'\'' | b',')).count();
    if gap == 0 && !glued && !bytes.get(at).is_some_and(u8::is_ascii_alphanumeric) {
        return None;
    }
    // The quote of the value is read with it.
    let quote =
        gap.checked_sub(1).and_then(|last| bytes.get(at + last)).is_some_and(|b| matches!(b, b'"' | b'\''));
    let start = at + if quote { gap - 1 } else { gap };
    place.advance(bytes, start);
    let word = value(bytes, start, place, End::Word);
    (!word.is_empty()).then_some(word)
}
