//! Whether what stands behind a secret's name may be the secret itself: no reference to it, no switch, no path.

use super::secret_words::Sort;

/// The shortest password that is hidden.
const SHORTEST_PASSWORD: usize = 3;

/// The shortest value that is hidden where names may stand too: shorter ones are `true`, `never` and `8080`.
const SHORTEST: usize = 6;

/// The longest run of lower-case letters that is taken for a word.
const LONGEST_WORD: usize = 12;

/// A longer value is no word, no name and no reference.
pub(super) const LONGEST_JUDGED: usize = 1024;

/// What is written in the place of a secret to say whether there is one.
const SWITCHES: [&str; 28] = [
    "true",
    "false",
    "yes",
    "no",
    "on",
    "off",
    "none",
    "null",
    "nil",
    "undefined",
    "unset",
    "empty",
    "auto",
    "optional",
    "required",
    "enable",
    "enabled",
    "disable",
    "disabled",
    "always",
    "never",
    "default",
    "read",
    "write",
    "inherit",
    "string",
    "basic",
    "bearer",
];

/// How entries of vaults and of other languages' settings begin.
const REFERENCES: [&str; 18] = [
    "vault:",
    "ref+",
    "op://",
    "arn:aws",
    "projects/",
    "secretref:",
    "keyvault:",
    "env:",
    "file:",
    "env.",
    "secrets.",
    "vars.",
    "var.",
    "local.",
    "process.env",
    "os.environ",
    "os.getenv",
    "module.",
];

/// Whether a value under a name of this sort is to be hidden. `prose` says that it may be part of a sentence.
pub(super) fn is_literal(sort: Sort, value: &[u8], prose: bool) -> bool {
    if value.len() > LONGEST_JUDGED {
        return true;
    }
    let blank = |b: &u8| b.is_ascii_whitespace() || matches!(b, b'"' | b'\'' | b'`' | b',' | b';');
    let trimmed = trim(value, blank);
    let rest = without_templates(trimmed);
    let sort = if rest.len() < trimmed.len() { Sort::Named } else { sort };
    let rest = trim(&rest, blank);
    let shortest = if sort == Sort::Password { SHORTEST_PASSWORD } else { SHORTEST };
    if rest.len() < shortest || is_switch(rest) || refers(rest) || is_path(rest) || is_variable(rest) {
        return false;
    }
    let mut words = rest.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
    match sort {
        Sort::Password if !prose => true,
        _ if rest.iter().any(u8::is_ascii_whitespace) => !words.all(is_spoken),
        _ => !is_word(rest),
    }
}

/// Whether a word may be one of a sentence.
fn is_spoken(word: &[u8]) -> bool {
    let word = trim(word, |b| b.is_ascii_punctuation());
    word.len() < 3 || is_word(word) || is_switch(word) || is_path(word) || refers(word)
}

/// Whether a value is a word, or a name that is made of words.
fn is_word(value: &[u8]) -> bool {
    let single = value.iter().all(u8::is_ascii_alphabetic);
    if single && value.len() > LONGEST_WORD {
        return false;
    }
    let mut parts =
        value.split(|b| matches!(b, b'-' | b'_' | b'.' | b'/' | b':' | b'@')).filter(|part| !part.is_empty());
    parts.all(|part| {
        let digits = part.iter().rev().take_while(|b| b.is_ascii_digit()).count();
        let letters = part.get(..part.len() - digits).unwrap_or_default();
        let tail = letters.get(1..).unwrap_or_default();
        let lower = tail.iter().all(u8::is_ascii_lowercase);
        let upper = letters.iter().all(u8::is_ascii_uppercase);
        digits <= 2 && letters.iter().all(u8::is_ascii_alphabetic) && (lower || upper) && letters.len() <= 20
    })
}

fn is_switch(value: &[u8]) -> bool {
    let number =
        value.len() <= 5 && value.iter().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b':' | b'-'));
    let unit = value.len() <= 6
        && value.split_last().is_some_and(|(last, rest)| {
            matches!(last, b's' | b'm' | b'h' | b'd') && rest.iter().all(u8::is_ascii_digit)
        });
    let version =
        |b: &u8| b.is_ascii_digit() || matches!(b, b'.' | b'^' | b'~' | b'v' | b'*' | b'=' | b'>' | b'<');
    let version = value.len() <= 12 && value.contains(&b'.') && value.iter().all(version);
    number || unit || version || SWITCHES.iter().any(|word| value.eq_ignore_ascii_case(word.as_bytes()))
}

/// Whether a value begins as references do, and an address, whose secrets are looked for elsewhere.
fn refers(value: &[u8]) -> bool {
    let plain = |b: &u8| b.is_ascii_alphanumeric() || b"_-./:@#+*[]\"'()|?=&".contains(b);
    let reference =
        REFERENCES.iter().any(|start| value.starts_with(start.as_bytes())) && value.iter().all(plain);
    let scheme =
        value.iter().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.')).count();
    let address = value.get(scheme..).is_some_and(|rest| scheme > 0 && rest.starts_with(b"://"));
    reference || address && !value.iter().any(|b| b.is_ascii_whitespace() || matches!(b, b',' | b';'))
}

/// Whether a value is a path, none of whose parts looks drawn at random.
fn is_path(value: &[u8]) -> bool {
    let starts = [&b"/"[..], b"./", b"../", b"~/"].into_iter().any(|start| value.starts_with(start));
    let inside = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'.' | b'_' | b'-' | b'~' | b'@');
    let drawn = |part: &[u8]| {
        let count = |is: fn(&u8) -> bool| part.iter().filter(|b| is(b)).count();
        let digits = count(u8::is_ascii_digit);
        part.len() >= 8 && (digits > 4 || digits > 0 && count(u8::is_ascii_uppercase) > 0)
    };
    starts && value.iter().all(inside) && !value.split(|b| *b == b'/').any(drawn)
}

/// Whether a value is the name of a variable: `DB_PASSWORD`.
fn is_variable(value: &[u8]) -> bool {
    let part = |part: &[u8]| {
        let digits = part.iter().rev().take_while(|b| b.is_ascii_digit()).count();
        let letters = part.get(..part.len() - digits).unwrap_or_default();
        digits <= 2 && letters.iter().all(u8::is_ascii_uppercase)
    };
    value.contains(&b'_') && value.split(|b| *b == b'_').all(part)
}

/// A value without what is filled in later: `$NAME`, `${…}`, `$(…)`, `{{ … }}`, `<…>`, `%NAME%`, `*name`.
fn without_templates(value: &[u8]) -> Vec<u8> {
    let whole =
        |open: u8, close: u8| value.first() == Some(&open) && value.last() == Some(&close) && value.len() > 1;
    let inner_is_plain = |bytes: &[u8]| {
        bytes.iter().all(|b| b.is_ascii_alphabetic() || matches!(b, b'_' | b'-' | b' ' | b'.'))
    };
    let inner = value.get(1..value.len().saturating_sub(1)).unwrap_or_default();
    if (whole(b'<', b'>') || whole(b'%', b'%') || whole(b'[', b']')) && inner_is_plain(inner) {
        return Vec::new();
    }
    if let Some(name) = value.strip_prefix(b"*").filter(|name| !name.is_empty())
        && (name.iter().all(|b| b.is_ascii_lowercase() || matches!(b, b'_' | b'-'))
            || name.iter().all(|b| *b == b'*'))
    {
        return Vec::new();
    }
    let mut out = Vec::new();
    let mut rest = value;
    while let Some(first) = rest.first() {
        let close: Option<&[u8]> = match rest {
            [b'$', b'{', b'{', ..] | [b'{', b'{', ..] => Some(b"}}"),
            [b'$', b'{', ..] | [b'#', b'{', ..] => Some(b"}"),
            [b'$', b'(', ..] => Some(b")"),
            _ => None,
        };
        let end =
            close.and_then(|close| Some(rest.windows(close.len()).position(|at| at == close)? + close.len()));
        let name = rest.get(1..).unwrap_or_default();
        let name = name.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
        let named = *first == b'$'
            && rest.get(1).is_some_and(|b| b.is_ascii_alphabetic() || *b == b'_')
            && is_shell_name(rest.get(1..=name).unwrap_or_default());
        let skipped = end.unwrap_or(if named { 1 + name } else { 0 });
        if skipped == 0 {
            out.push(*first);
        }
        rest = rest.get(skipped.max(1)..).unwrap_or_default();
    }
    out
}

/// Whether the name of a variable is one that people give: a password may begin with a dollar sign too.
fn is_shell_name(name: &[u8]) -> bool {
    let upper = name.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'_');
    let lower = name.iter().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || *b == b'_');
    let digits = name.iter().rev().take_while(|b| b.is_ascii_digit()).count();
    let inside = name.get(..name.len() - digits).unwrap_or_default().iter().any(u8::is_ascii_digit);
    (upper || lower || is_word(name)) && digits <= 2 && !inside
}

fn trim(mut bytes: &[u8], is: impl Fn(&u8) -> bool) -> &[u8] {
    while let [first, rest @ ..] = bytes
        && is(first)
    {
        bytes = rest;
    }
    while let [rest @ .., last] = bytes
        && is(last)
    {
        bytes = rest;
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_told_from_what_refers_to_them() {
        for value in [
            "hunter2abc",
            "postgres",
            "Zq7x T",
            "/Zq7xWv3kLm9tRrTT",
            "$Zq7xWv3kLm9tRrTT",
            "<Zq7xWv3k",
            "*Zq7xWv3k",
            "correct horse battery",
            "ghp_$TOKEN_q7xWv3kLm9tRrTT",
        ] {
            assert!(is_literal(Sort::Password, value.as_bytes(), false), "{value}");
        }
        for value in [
            "",
            "true",
            "3600",
            "24h",
            "${{ secrets.DEPLOY1 }}",
            "$SECRET1",
            "{{ .Values.a1 }}",
            "/var/run/x1",
            "/run/secrets/db1",
            "https://x.test/t1",
            "<your-password>",
            "*alias",
            "DB_PASSWORD",
            "vault:a/b#c",
            "Bearer ${TOKEN}",
            "secrets.TOKEN",
            "%PASSWORD%",
        ] {
            assert!(!is_literal(Sort::Password, value.as_bytes(), false), "{value}");
        }
        for value in ["my-app-credentials", "web-tls1", "inherit", "see the docs for more"] {
            assert!(!is_literal(Sort::Named, value.as_bytes(), false), "{value}");
        }
        assert!(!is_literal(Sort::Password, b"must be set before it is used", true));
        assert!(is_literal(Sort::Password, b"was Zq7xWv3kLm9tRrTT", true));
    }
}
