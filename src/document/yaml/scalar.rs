//! What a plain scalar means to the program that reads the file.
//!
//! kubectl and helm read YAML 1.1 as go-yaml v2 does (`yes` is true, `0644` is 420); GitHub Actions and
//! Compose read the core schema of YAML 1.2. A gate that reads another dialect than its cluster is evaded.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Number;

use crate::document::tree::Data;

/// How plain scalars are resolved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::document) enum Dialect {
    /// go-yaml v2 behind sigs.k8s.io/yaml: kubectl, helm, Argo CD. Also close to GitLab's Psych.
    Yaml11,
    /// The core schema of YAML 1.2: GitHub Actions, Compose.
    Core12,
}

/// Resolves a plain scalar without a tag.
pub(super) fn resolve(text: &str, dialect: Dialect) -> Data {
    if matches!(text, "" | "~" | "null" | "Null" | "NULL") {
        return Data::Null;
    }
    if let Some(truth) = truth(text, dialect) {
        return Data::Bool(truth);
    }
    match number(text, dialect) {
        Some(number) => Data::Number(number),
        None => Data::String(text.into()),
    }
}

/// Resolves a scalar whose tag of the core schema says what it is; `None` for any other tag.
pub(super) fn resolve_tagged(text: &str, suffix: &str, dialect: Dialect) -> Option<Data> {
    match suffix {
        "str" | "timestamp" => Some(Data::String(text.into())),
        "binary" => Some(Data::String(binary(text).unwrap_or_else(|| text.to_owned()).into())),
        "null" => Some(Data::Null),
        "bool" | "int" | "float" => Some(resolve(text, dialect)),
        _ => None,
    }
}

/// Whether `text` written plainly would be read as something other than text by some dialect,
/// so that a fix that writes it must quote it.
pub(super) fn needs_quotes_for_type(text: &str) -> bool {
    [Dialect::Yaml11, Dialect::Core12].into_iter().any(|d| !matches!(resolve(text, d), Data::String(_)))
}

/// The text that is written as Base64, over any number of lines; `None` if it is not.
fn binary(text: &str) -> Option<String> {
    let written: String = text.chars().filter(|c| !matches!(c, '\r' | '\n')).collect();
    let bytes = STANDARD.decode(written).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

fn truth(text: &str, dialect: Dialect) -> Option<bool> {
    match text {
        "true" | "True" | "TRUE" => Some(true),
        "false" | "False" | "FALSE" => Some(false),
        "y" | "Y" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" if dialect == Dialect::Yaml11 => Some(true),
        "n" | "N" | "no" | "No" | "NO" | "off" | "Off" | "OFF" if dialect == Dialect::Yaml11 => Some(false),
        _ => None,
    }
}

fn number(text: &str, dialect: Dialect) -> Option<Number> {
    let first = text.bytes().next()?;
    if !(first.is_ascii_digit() || matches!(first, b'-' | b'+' | b'.')) {
        return None;
    }
    match dialect {
        // go-yaml drops the underscores before it tries anything.
        Dialect::Yaml11 if text.contains('_') => {
            let plain = text.replace('_', "");
            integer(&plain, dialect).or_else(|| float(&plain))
        }
        _ => integer(text, dialect).or_else(|| float(text)),
    }
}

fn integer(text: &str, dialect: Dialect) -> Option<Number> {
    let (negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    // Go takes the letter in either case; the core schema knows the small one only.
    let prefixed = |prefix: &str| {
        let large = prefix.to_ascii_uppercase();
        let large = digits.strip_prefix(&large).filter(|_| dialect == Dialect::Yaml11);
        digits.strip_prefix(prefix).or(large).filter(|d| !d.is_empty())
    };
    let (radix, digits) = if let Some(hex) = prefixed("0x") {
        (16, hex)
    } else if let Some(octal) = prefixed("0o") {
        (8, octal)
    } else if dialect == Dialect::Yaml11
        && let Some(binary) = prefixed("0b")
    {
        (2, binary)
    } else if dialect == Dialect::Yaml11
        && let Some(octal) = prefixed("0")
    {
        (8, octal)
    } else {
        (10, digits)
    };
    if digits.is_empty() || !digits.chars().all(|c| c.is_digit(radix)) {
        return None;
    }
    let magnitude = u64::from_str_radix(digits, radix).ok()?;
    if negative { 0i64.checked_sub_unsigned(magnitude).map(Number::from) } else { Some(magnitude.into()) }
}

fn float(text: &str) -> Option<Number> {
    let shape = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'e' | b'E' | b'-' | b'+'));
    let value: f64 = text.parse().ok().filter(|_| shape && text.bytes().any(|b| b.is_ascii_digit()))?;
    // Go writes a whole float as JSON without a fraction, and so the API server reads it.
    if value.fract() == 0.0 && value.abs() < 9e15 {
        return Some(Number::from(value as i64));
    }
    Number::from_f64(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, yaml11: serde_json::Value, core12: serde_json::Value) {
        for (dialect, expected) in [(Dialect::Yaml11, yaml11), (Dialect::Core12, core12)] {
            let actual = match resolve(text, dialect) {
                Data::Null => serde_json::Value::Null,
                Data::Bool(b) => b.into(),
                Data::Number(n) => serde_json::Value::Number(n),
                Data::String(s) => (&*s).into(),
                other => panic!("{other:?}"),
            };
            assert_eq!(actual, expected, "{text:?} in {dialect:?}");
        }
    }

    #[test]
    fn plain_scalars_read_as_their_consumers_read_them() {
        check("yes", true.into(), "yes".into());
        check("y", true.into(), "y".into());
        check("Off", false.into(), "Off".into());
        check("true", true.into(), true.into());
        check("0644", 420.into(), 644.into());
        check("0o17", 15.into(), 15.into());
        check("08", 8.into(), 8.into());
        check("0b11", 3.into(), "0b11".into());
        check("1_000", 1000.into(), "1_000".into());
        check("0x1F", 31.into(), 31.into());
        check("0X1f", 31.into(), "0X1f".into());
        check("-0O17", (-15).into(), "-0O17".into());
        check("0B11", 3.into(), "0B11".into());
        check("-12", (-12).into(), (-12).into());
        check("-9223372036854775808", i64::MIN.into(), i64::MIN.into());
        check("1:30", "1:30".into(), "1:30".into());
        check("2001-12-14", "2001-12-14".into(), "2001-12-14".into());
        check("1.5", 1.5.into(), 1.5.into());
        check("1e3", 1000.into(), 1000.into());
        check("1.0", 1.into(), 1.into());
        check(".5", 0.5.into(), 0.5.into());
        check("1.2.3", "1.2.3".into(), "1.2.3".into());
        check("500m", "500m".into(), "500m".into());
        check("-", "-".into(), "-".into());
        check(".", ".".into(), ".".into());
        check("e3", "e3".into(), "e3".into());
        check("~", serde_json::Value::Null, serde_json::Value::Null);
        check("18446744073709551615", u64::MAX.into(), u64::MAX.into());
        check("", serde_json::Value::Null, serde_json::Value::Null);
    }
}
