//! Names whose values must not be shown.

use super::secret_words::{SECRET_WORDS, Sort};

/// What such a name holds, to find it by.
pub(super) const KEYWORDS: &[&str] =
    &["pass", "pwd", "secret", "token", "key", "cred", "auth", "conn", "_pat"];

/// What makes a key a secret one.
const KEYED: [&str; 34] = [
    "api",
    "access",
    "secret",
    "private",
    "encryption",
    "signing",
    "signature",
    "master",
    "account",
    "storage",
    "auth",
    "session",
    "shared",
    "license",
    "app",
    "application",
    "client",
    "ssh",
    "deploy",
    "service",
    "hmac",
    "jwt",
    "subscription",
    "cookie",
    "crypto",
    "cipher",
    "admin",
    "root",
    "webhook",
    "sas",
    "host",
    "ca",
    "tls",
    "gpg",
];

/// What ends a name and says nothing of what it is.
const TAILS: [&str; 21] = [
    "value",
    "values",
    "default",
    "prod",
    "production",
    "staging",
    "stage",
    "dev",
    "test",
    "base64",
    "b64",
    "data",
    "txt",
    "text",
    "raw",
    "plain",
    "plaintext",
    "literal",
    "string",
    "old",
    "new",
];

/// What stands behind a secret's name in the names of what only belongs to it.
const DESCRIBING: [&str; 90] = [
    "name",
    "names",
    "ref",
    "refs",
    "reference",
    "key",
    "keys",
    "file",
    "files",
    "path",
    "paths",
    "dir",
    "directory",
    "url",
    "urls",
    "uri",
    "host",
    "hosts",
    "id",
    "ids",
    "type",
    "types",
    "ttl",
    "expiry",
    "expiration",
    "expires",
    "length",
    "size",
    "count",
    "policy",
    "provider",
    "providers",
    "store",
    "manager",
    "class",
    "namespace",
    "namespaces",
    "version",
    "endpoint",
    "endpoints",
    "mount",
    "volume",
    "env",
    "var",
    "variable",
    "prefix",
    "suffix",
    "format",
    "mode",
    "method",
    "methods",
    "enabled",
    "enable",
    "disabled",
    "required",
    "server",
    "service",
    "audience",
    "audiences",
    "issuer",
    "scope",
    "scopes",
    "rotation",
    "lifetime",
    "timeout",
    "seconds",
    "duration",
    "min",
    "max",
    "account",
    "user",
    "username",
    "email",
    "template",
    "labels",
    "annotations",
    "owner",
    "realm",
    "header",
    "headers",
    "field",
    "index",
    "request",
    "requests",
    "limit",
    "review",
    "src",
    "stdin",
    "time",
    "mtime",
];

/// What the value under the name `key` may be; nothing if it is to be shown.
pub(super) fn sort_of(key: &[u8]) -> Option<Sort> {
    let words = words(key);
    let is_tail = |word: &&String| TAILS.contains(&word.as_str()) || word.bytes().all(|b| b.is_ascii_digit());
    let tail = words.iter().rev().take_while(is_tail).count();
    let names = words.get(..words.len() - tail).unwrap_or_default();
    let (at, sort) = names.iter().enumerate().rev().find_map(|(at, word)| {
        let before = at.checked_sub(1).and_then(|before| names.get(before)).map_or("", String::as_str);
        Some((at, sort_of_word(word, before)?))
    })?;
    let behind = names.get(at + 1..).unwrap_or_default();
    match behind {
        [] => Some(sort),
        _ if behind.iter().any(|word| DESCRIBING.contains(&word.as_str())) => None,
        _ => Some(Sort::Named),
    }
}

fn sort_of_word(word: &str, before: &str) -> Option<Sort> {
    let word = word.trim_end_matches(|c: char| c.is_ascii_digit());
    if let Some(known) = SECRET_WORDS.iter().find(|known| known.is(word)) {
        return Some(known.sort);
    }
    let key = matches!(word, "key" | "keys") && KEYED.contains(&before);
    let string = word == "string" && before == "connection";
    // The key of a Secret is written under the same name as the key of an account.
    if key && before == "secret" {
        return Some(Sort::Named);
    }
    (key || string).then_some(Sort::Password)
}

/// The words of a name in lower case, however it is written.
pub(in crate::document::secrets) fn words(name: &[u8]) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    for (at, byte) in name.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| name.get(at)).copied().unwrap_or(b'_');
        let next_is_lower = name.get(at + 1).is_some_and(u8::is_ascii_lowercase);
        let hump = byte.is_ascii_uppercase()
            && (before.is_ascii_lowercase() || before.is_ascii_uppercase() && next_is_lower);
        if (hump || !byte.is_ascii_alphanumeric()) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if byte.is_ascii_alphanumeric() {
            word.push(char::from(byte.to_ascii_lowercase()));
        }
    }
    words.extend(Some(word).filter(|word| !word.is_empty()));
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_what_they_hold() {
        for name in [
            "password",
            "DB_PASSWORD",
            "dbPassword",
            "PGPASSWORD",
            "MYSQL_PWD",
            "APIKey",
            "api-key",
            "AWS_SECRET_ACCESS_KEY",
            "_authToken",
            "DB_PASS",
            "password1",
            "db_password.txt",
            "JWT_SIGNING_KEY",
            "token",
        ] {
            assert_eq!(sort_of(name.as_bytes()), Some(Sort::Password), "{name}");
        }
        for name in
            ["secret", "NEXTAUTH_SECRET", "PASSWORD_ADMIN", "TOKEN_GITHUB", "API_KEY_STRIPE", "secretKey"]
        {
            assert_eq!(sort_of(name.as_bytes()), Some(Sort::Named), "{name}");
        }
        for name in [
            "name",
            "compass",
            "bypass",
            "key",
            "public_key",
            "secretName",
            "secretKeyRef",
            "tokenUrl",
            "PASSWORD_FILE",
            "token_ttl",
            "author",
            "auth-type",
            "monkey",
            "connect",
            "passwordKey",
            "--password-stdin",
        ] {
            assert_eq!(sort_of(name.as_bytes()), None, "{name}");
        }
    }
}
