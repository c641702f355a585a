//! Values that stand behind the name of a secret, whatever they look like.
//!
//! What is reported must be surely a secret; what is shown beside another finding must surely be none. So
//! these are masked, and nothing more: they are no candidates.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

use super::assignment::{read, word_around};
use super::detectors::generic::{KEYWORDS, names_a_secret};

/// The shortest value that is taken for a secret: shorter ones are `true`, `never` and `8080`.
const SHORTEST: usize = 6;

/// The longest run of lower-case letters that is taken for a word.
const LONGEST_WORD: usize = 12;

/// How far around a flag its command and its value are looked for.
const FLAG_BYTES: usize = 256;

/// Over how many line ends a value is followed.
const CONTINUED_LINES: usize = 16;

/// How long a flag's value may be; of a longer one so much is masked. A flag may stand in the value of another,
/// so that it is read once for each of them.
const WORD_BYTES: usize = 1024;

/// The flags that take a user's name with the password, twice, and the one that takes a password.
static FLAGS: LazyLock<AhoCorasick> = LazyLock::new(|| {
    AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostLongest)
        .build(["-u", "--user", "-p"])
        .expect("internal error: the flags make an automaton")
});

static NAMES: LazyLock<AhoCorasick> = LazyLock::new(|| {
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .build(KEYWORDS)
        .expect("internal error: the keywords make an automaton")
});

/// Where literal values are assigned to names of secrets, in the order of the text.
pub(super) fn values(bytes: &[u8]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut done = 0;
    for hit in NAMES.find_iter(bytes) {
        if hit.start() < done {
            continue;
        }
        let key = word_around(bytes, hit.start()..hit.end());
        done = key.end;
        if !bytes.get(key.clone()).is_some_and(names_a_secret) {
            continue;
        }
        let value = read(bytes, key.clone()).map(|one| one.value).or_else(|| after_flag(bytes, &key));
        let value = value.map(|value| continued(bytes, value));
        found.extend(value.filter(|(_, text)| is_literal(text)).map(|(value, _)| value));
    }
    found.extend(logins(bytes));
    found
}

/// The next word after a flag such as `--password`.
fn after_flag(bytes: &[u8], key: &Range<usize>) -> Option<Range<usize>> {
    let dashes = |name: &[u8]| name.starts_with(b"--");
    let is_flag = bytes.get(..key.start)?.ends_with(b"--") || dashes(bytes.get(key.clone())?);
    is_flag.then(|| word_after(bytes, key.end)).flatten()
}

/// A value with what of it stands on the following lines, where a backslash ends its line, and its text without
/// the line ends.
fn continued(bytes: &[u8], mut value: Range<usize>) -> (Range<usize>, Vec<u8>) {
    let mut text = bytes.get(value.clone()).unwrap_or_default().to_vec();
    // As many as an instruction may reasonably have; a value of so many lines is masked line by line anyway.
    for _ in 0..CONTINUED_LINES {
        let inside = text.last() == Some(&b'\\');
        let end = if inside { value.end - 1 } else { value.end };
        let Some(rest) = bytes.get(end..).and_then(|rest| rest.strip_prefix(b"\\")) else { break };
        let Some(rest) = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")) else { break };
        let next = rest.trim_ascii_start();
        let ends = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'' | b'\\');
        let next = next.get(..next.iter().position(ends).unwrap_or(next.len())).unwrap_or_default();
        let skipped = rest.len() - rest.trim_ascii_start().len();
        if inside {
            text.pop();
        }
        text.extend(next);
        value.end = bytes.len() - rest.len() + skipped + next.len();
    }
    (value, text)
}

/// The passwords of `curl -u name:password` and `docker login -p password`.
fn logins(bytes: &[u8]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for hit in FLAGS.find_iter(bytes) {
        let Some(word) = word_after(bytes, hit.end()) else { continue };
        let text = bytes.get(word.clone()).unwrap_or_default();
        let start = match text.iter().position(|byte| *byte == b':') {
            Some(colon) if hit.pattern().as_usize() < 2 => word.start + colon + 1,
            None if hit.pattern().as_usize() == 2 && follows_login(bytes, hit.start()) => word.start,
            _ => continue,
        };
        let (value, text) = continued(bytes, start..word.end);
        found.extend(is_literal(&text).then_some(value));
    }
    found
}

/// Whether `login` stands a few words before the byte `at`, on its line.
fn follows_login(bytes: &[u8], at: usize) -> bool {
    let before = bytes.get(at.saturating_sub(FLAG_BYTES)..at).unwrap_or_default();
    let line = before.rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
    line.windows(5).any(|window| window == b"login")
}

/// The word behind one blank or quote and blanks, quotes excluded.
fn word_after(bytes: &[u8], at: usize) -> Option<Range<usize>> {
    let rest = bytes.get(at..)?;
    let near = rest.iter().take(FLAG_BYTES);
    let skipped = near.take_while(|byte| matches!(byte, b' ' | b'=' | b'"' | b'\'')).count();
    let word = rest.get(skipped..)?;
    // Not in the middle of a character.
    let most = (WORD_BYTES..word.len()).take(4).find(|at| !matches!(word.get(*at), Some(0x80..=0xbf)));
    let word = word.get(..most.unwrap_or(word.len().min(WORD_BYTES + 4)))?;
    let ends = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'"' | b'\'' | b';' | b'|' | b'&');
    let length = word.iter().position(ends).unwrap_or(word.len());
    (skipped > 0 && length > 0).then(|| at + skipped..at + skipped + length)
}

/// Whether a value under the name `key` is to be masked.
pub(super) fn hides(key: &str, value: &str) -> bool {
    names_a_secret(key.as_bytes()) && is_literal(value.as_bytes())
}

/// Whether a value may be the secret itself: no reference to it, no template, no path, no plain word.
fn is_literal(value: &[u8]) -> bool {
    let value = value.trim_ascii();
    let has = |part: &[u8]| value.windows(part.len()).any(|window| window == part);
    let refers = value.first().is_some_and(|first| matches!(first, b'$' | b'/' | b'.' | b'~' | b'<' | b'*'))
        || [&b"${"[..], b"$(", b"{{", b"://"].into_iter().any(has);
    let prose = value.iter().any(u8::is_ascii_whitespace);
    let name = value.iter().all(|b| b.is_ascii_lowercase() || matches!(b, b'-' | b'_' | b'.' | b'/' | b':'));
    let word = name && (value.len() <= LONGEST_WORD || !value.iter().all(u8::is_ascii_lowercase));
    value.len() >= SHORTEST && !refers && !prose && !word
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = values(text.as_bytes()).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn literals_behind_the_names_of_secrets_are_masked() {
        check("password: hunter2abc\n", &["hunter2abc"]);
        check("POSTGRES_PASSWORD=ab!cd9?x\nDB_PASS: \"s3cr3t;x\"\n", &["ab!cd9?x", "s3cr3t;x"]);
        check("require a v1 // token=ab12!cd\n", &["ab12!cd"]);
        check("x --token ab12!cd -x\n--password 'ab12!ce'", &["ab12!cd", "ab12!ce"]);
        check("curl -u me:ab12!cd x --user \"me:ab12!ce\"\n", &["ab12!cd", "ab12!ce"]);
        check("docker login -u x -p ab12!cd h\nmkdir -p Build1; useradd -u 100:100 x\n", &["ab12!cd"]);
        check("passphrase: correcthorsebattery\n", &["correcthorsebattery"]);
        check("ENV A_PASSWORD=\"ab1\\\ncd2\\\n  ef3\" B=c\n", &["ab1\\\ncd2\\\n  ef3"]);
        check("ARG A_PASSWORD=ab1\\\r\ncd2\r\nx\n", &["ab1\\\r\ncd2"]);
        check("x --password ab12\\\ncd! y\n", &["ab12\\\ncd!"]);
        let long = "aB1é".repeat(200);
        check(&format!("x --password {long} y\n"), &[&long]);
        let longer = "é".repeat(2000);
        check(&format!("x --password a{longer}\n"), &[&format!("a{}", &longer[..1024])]);
    }

    #[test]
    fn what_only_speaks_of_a_secret_is_shown() {
        check("automountServiceAccountToken: false\npassword: postgres\n", &[]);
        check("token: ${{ secrets.DEPLOY1 }}\nsecret: $SECRET1\npassword: {{ .Values.a1 }}\n", &[]);
        check("secretName: web-tls1\ntokenPath: /var/run/x1\nsecret: /run/secrets/db1\n", &[]);
        check("secret: my-app-credentials\nauth: https://x.test/t1\n", &[]);
    }

    #[test]
    fn keys_and_values_of_documents_are_judged_alike() {
        assert!(hides("API_KEY", "ab12!cd\n"));
        assert!(!hides("API_KEY", "false"));
        assert!(!hides("NAME", "ab12!cd"));
    }
}
