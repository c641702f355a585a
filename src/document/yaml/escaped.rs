//! Text in double quotes whose escapes hide what it says from a search: `"gh\x70_…"`.

use super::events::double_quoted;
use crate::document::secrets::{AsRead, Candidate, as_read};
use crate::text::SourceFile;

/// Adds the secrets that only show once escapes are read to those `found` in the text as it is written.
pub(in crate::document) fn add(source: &SourceFile, found: Vec<Candidate>) -> Vec<Candidate> {
    let read = unescaped(source).map(|read| read.search()).unwrap_or_default();
    let added = as_read::new(&found, read);
    as_read::add(found, added)
}

/// The file with the escapes read that could stand in a secret; `None` if there are none. Others, such as `\n`, stay
/// as they are written: the search knows them.
fn unescaped(source: &SourceFile) -> Option<AsRead> {
    let text = &source.text;
    if !text.match_indices('\\').any(|(at, _)| escape(text.get(at..).unwrap_or_default()).is_some()) {
        return None;
    }
    let mut read = AsRead::default();
    let mut from = 0;
    for span in double_quoted(source) {
        let mut at = span.range().start;
        while let Some(next) = text.get(at..span.range().end).and_then(|rest| rest.find('\\')) {
            let start = at + next;
            let Some((character, length)) = escape(text.get(start..).unwrap_or_default()) else {
                // The character behind the backslash may be a backslash.
                at = text.ceil_char_boundary(start + 2);
                continue;
            };
            read.push(text.get(from..start).unwrap_or_default(), from);
            if let Some(character) = character {
                read.push(character.encode_utf8(&mut [0; 4]), start);
            }
            (at, from) = (start + length, start + length);
        }
    }
    read.push(text.get(from..).unwrap_or_default(), from);
    // Elsewhere than in double quotes a backslash is text, as in most scripts: then nothing reads differently.
    read.is_joined().then_some(read)
}

/// What an escape at the beginning of `text` stands for, nothing where it continues a line, and its length;
/// `None` if it is none of those that could stand in a secret.
/// <https://yaml.org/spec/1.2.2/#57-escaped-characters>
fn escape(text: &str) -> Option<(Option<char>, usize)> {
    let digits = match *text.as_bytes().get(1)? {
        b'/' => return Some((Some('/'), 2)),
        b'\n' | b'\r' => {
            let rest = text.get(1..)?;
            let rest = rest.strip_prefix('\r').unwrap_or(rest);
            let rest = rest.strip_prefix('\n').unwrap_or(rest).trim_start_matches([' ', '\t']);
            return Some((None, text.len() - rest.len()));
        }
        b'x' => 2,
        b'u' => 4,
        b'U' => 8,
        _ => return None,
    };
    let code = text.get(2..2 + digits)?;
    let code = code.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| u32::from_str_radix(code, 16));
    let character = code?.ok().and_then(char::from_u32)?;
    Some((Some(character), 2 + digits))
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

    /// Checks that the token whose first letter is written as `first` is found where it is written.
    #[track_caller]
    fn check(path: &str, before: &str, first: &str, after: &str) {
        let token = token();
        let written = format!("{first}{}", token.get(1..).unwrap_or_default());
        let text = format!("{before}{written}{after}");
        let source = SourceFile::new(RepoPath::new(path), text.clone());
        let found = add(&source, search(text.as_bytes()));
        let found: Vec<_> = found.iter().map(|one| (one.detector, &text[one.span.range()])).collect();
        assert_eq!(found, [("github-token", &*written)], "in {text:?}");
    }

    #[test]
    fn escapes_hide_nothing() {
        check("a.yaml", "a: \"", "g", "\"\n");
        check("a.yaml", "a: \"", r"\x67", "\"\n");
        check("a.yaml", "a:\n  - \"x ", r"\U00000067", " y\" # z\n");
        check("a.yaml", "\"", r"\u0067", "\": b\n");
        check("a.yaml", "a: \"", "g\\\n    ", "\"\n");
        check("a.yaml", "a: \"", "g\\\r\n    ", "\"\r\n");
        check("a.yaml", r#"a: "\\ \x41 \" "#, r"\x67", "\"\n");
        check("a.yaml", "b: [\"\\x41\"]\n---\na: '\\x67'\nc: \"", r"\x67", "\"\n");
        check("a.json", "{\"a\": \"", r"\u0067", "\"}");
    }

    #[test]
    fn names_and_addresses_are_read_too() {
        let check = |text: &str, secret: &str| {
            let source = SourceFile::new(RepoPath::new("a.json"), text.to_owned());
            let found = add(&source, search(text.as_bytes()));
            let found: Vec<_> = found.iter().map(|one| &text[one.span.range()]).collect();
            assert_eq!(found, [secret], "in {text:?}");
        };
        let password = ["hR7kLm2", "Qx9VwZ"].concat();
        check(&format!(r#"{{"passw\u006frd": "{password}"}}"#), &password);
        check(&format!(r#"{{"a": "https:\/\/user:{password}@host.test\/x"}}"#), &password);
    }

    #[test]
    fn what_is_written_as_it_reads_stays_as_it_was_found() {
        let text = format!("a: \"\\x41\"\nb: {}\n", token());
        let source = SourceFile::new(RepoPath::new("a.yaml"), text.clone());
        let found = search(text.as_bytes());
        assert_eq!(add(&source, found.clone()), found);
    }

    #[test]
    fn escapes_have_lengths() {
        let check = |text: &str, expected: Option<(Option<char>, usize)>| {
            assert_eq!(escape(text), expected, "{text:?}")
        };
        check(r"\x41b", Some((Some('A'), 4)));
        check(r"\u00e9", Some((Some('é'), 6)));
        check(r"\U0001F600", Some((Some('😀'), 10)));
        check("\\\r\n \t x", Some((None, 6)));
        check("\\\n\n", Some((None, 2)));
        for none in [r"\", r"\n", r"\\x41", r"\x4", r"\x+1", r"\ud83d", r"\x4é", "\\é"] {
            check(none, None);
        }
    }
}
