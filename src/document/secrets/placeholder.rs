//! What stands where a secret will be: placeholders, templates, references and known examples.

/// Words that nobody's secret is made of. Four letters and more, so that chance does not write them.
const DUMMIES: [&str; 24] = [
    "example",
    "changeme",
    "change-me",
    "change_me",
    "changeit",
    "dummy",
    "placeholder",
    "redacted",
    "replace",
    "your-",
    "your_",
    "yourpass",
    "yourtoken",
    "yoursecret",
    "xxxx",
    "....",
    "****",
    "todo",
    "fixme",
    "foobar",
    "insert",
    "<redact",
    "sample",
    "____",
];

/// Runs that a keyboard or an alphabet writes, not chance.
const SEQUENCES: [&str; 6] = ["0123456789", "123456789", "abcdefgh", "9876543210", "qwerty", "deadbeef"];

/// Whether a provider's token is surely not real.
pub(super) fn is_fake_token(token: &[u8]) -> bool {
    has_any(token, &DUMMIES) || has_any(token, &SEQUENCES) || longest_run(token) >= 6 || uses_template(token)
}

/// Whether a password or another free value is surely not real: empty, a reference, a template or a dummy.
pub(super) fn is_fake_value(value: &[u8]) -> bool {
    let bracketed =
        matches!(value, [b'<', .., b'>'] | [b'[', .., b']'] | [b'%', .., b'%'] | [b'{', .., b'}']);
    let one_character = value.len() > 1 && value.windows(2).all(|pair| pair[0] == pair[1]);
    value.is_empty()
        || bracketed
        || one_character
        || uses_template(value)
        || has_any(value, &DUMMIES)
        || starts_with_any(
            value,
            &["ENC[", "vault:", "!vault", "secret:", "arn:", "ref+", "op://", "projects/"],
        )
        || is_any(
            value,
            &["password", "passwd", "pass", "pwd", "secret", "token", "none", "null", "true", "false"],
        )
}

/// Whether a free value is weak enough to be a default or a demonstration, though someone may run it.
pub(super) fn is_weak(value: &[u8]) -> bool {
    let words = [
        "postgres", "root", "admin", "guest", "user", "test", "demo", "fake", "secret", "password",
        "example", "mysql", "pass", "p@ss", "p4ss",
    ];
    has_any(value, &words) || has_any(value, &SEQUENCES)
}

/// Whether a value is filled in later by a shell, a template engine, a formatter or another file.
fn uses_template(value: &[u8]) -> bool {
    has_any(value, &["${", "{{", "}}", "$(", "#{", "<%", "%(", "@@", "{%"])
        || value.first().is_some_and(|first| matches!(first, b'$' | b'%' | b'@' | b'!' | b'&' | b'*'))
            && value.get(1).is_some_and(|second| second.is_ascii_alphabetic() || *second == b'_')
            && value
                .iter()
                .skip(1)
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b':' | b'.' | b'-' | b'%'))
}

fn has_any(value: &[u8], words: &[&str]) -> bool {
    words.iter().any(|word| has(value, word.as_bytes()))
}

/// Whether `value` has the lower-case `word`, in any case.
pub(super) fn has(value: &[u8], word: &[u8]) -> bool {
    value.windows(word.len().max(1)).any(|window| window.eq_ignore_ascii_case(word))
}

fn starts_with_any(value: &[u8], starts: &[&str]) -> bool {
    starts.iter().any(|start| value.starts_with(start.as_bytes()))
}

fn is_any(value: &[u8], words: &[&str]) -> bool {
    words.iter().any(|word| value.eq_ignore_ascii_case(word.as_bytes()))
}

fn longest_run(value: &[u8]) -> usize {
    value.chunk_by(|a, b| a == b).map(<[u8]>::len).max().unwrap_or(0)
}
