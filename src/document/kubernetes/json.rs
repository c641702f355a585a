//! Objects in files that are called JSON. kubectl reads YAML under that name too.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use serde::de::IgnoredAny;

use crate::document::yaml::{self, Dialect};
use crate::document::{FileKind, Parsed, Problem};
use crate::limits;
use crate::text::{RepoPath, SourceFile, Span};

/// Whether kubectl may find an object of the API in a text under the name of JSON, wherever and however its keys
/// are written. YAML is claimed to be refused.
pub(in crate::document) fn may_hold_object(text: &str) -> bool {
    // Most files end here. What is escaped or tagged may be read as anything.
    let named = text.contains("kind") && (text.contains("apiVersion") || text.contains("items"));
    if !named && !text.contains(['\\', '!']) {
        return false;
    }
    match is_json_object(text) {
        Some(is_object) => is_object,
        None => is_yaml_object(text),
    }
}

/// Whether a text under the name of JSON that begins like this may hold an object: anything but one long list.
pub fn may_go_on_as_object(beginning: &str) -> bool {
    let text = beginning.trim_start_matches('\u{feff}').trim_start();
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<IgnoredAny>();
    !text.starts_with('[') || !matches!(values.next(), Some(Err(error)) if error.is_eof())
}

/// Whether a JSON text holds an object; `None` if it is no JSON.
fn is_json_object(text: &str) -> Option<bool> {
    type Keys = BTreeMap<String, IgnoredAny>;
    let text = text.trim_start_matches('\u{feff}');
    if serde_json::Deserializer::from_str(text).into_iter::<IgnoredAny>().any(|value| value.is_err()) {
        return None;
    }
    let mut objects = serde_json::Deserializer::from_str(text).into_iter::<Keys>();
    let is_object = |keys: Result<Keys, serde_json::Error>| match keys {
        Ok(keys) => {
            keys.contains_key("kind") && (keys.contains_key("apiVersion") || keys.contains_key("items"))
        }
        // Go reads keys with half a character in them.
        Err(error) => error.is_syntax(),
    };
    Some(text.trim_start().starts_with('{') && objects.any(is_object))
}

/// Whether a text holds an object in YAML, or what may be one for a reader that is not as strict as ours.
fn is_yaml_object(text: &str) -> bool {
    let source = SourceFile::new(RepoPath::new("a.yaml"), text.to_owned());
    let parsed = yaml::documents(&Arc::new(source), Dialect::Yaml11, yaml::kind_by_content);
    let plain = || unescaped(text);
    parsed.documents.iter().any(|document| document.kind == FileKind::Kubernetes)
        || !parsed.problems.is_empty() && has_key(&plain(), "apiVersion") && has_key(&plain(), "kind")
}

/// Whether the key stands in the text as one: in quotes, or at the beginning of a line; and a colon after it.
fn has_key(text: &str, key: &str) -> bool {
    text.match_indices(key).any(|(at, _)| {
        let before = text[..at].trim_end_matches([' ', '\t']).chars().next_back();
        let after = &text[at + key.len()..];
        let after = match before {
            Some(quote @ ('"' | '\'')) => after.strip_prefix(quote),
            Some('\n' | '\r' | '{' | ',' | '?') | None => Some(after),
            Some(_) => None,
        };
        after.is_some_and(|after| after.trim_start().starts_with(':'))
    })
}

/// The text with what is escaped by its number written out, where that is ASCII.
fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains('\\') {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\\') {
        plain.push_str(before);
        let digits = match after.as_bytes().first() {
            Some(b'x') => 2,
            Some(b'u') => 4,
            Some(b'U') => 8,
            _ => 0,
        };
        let code = after.get(1..=digits).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match code.filter(u8::is_ascii) {
            Some(code) => {
                plain.push(char::from(code));
                rest = after.get(1 + digits..).unwrap_or_default();
            }
            None => {
                plain.push('\\');
                rest = after;
            }
        }
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

/// One JSON value, or several after each other, as kubectl reads them. The YAML parser is lenient on trailing
/// commas and comments, so serde_json decides first.
pub(super) fn parse(source: &Arc<SourceFile>) -> Parsed {
    let text = source.text.trim_start_matches('\u{feff}');
    let skipped = source.text.len() - text.len();
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<IgnoredAny>();
    let (mut units, mut problems) = (Vec::new(), Vec::new());
    loop {
        let from = values.byte_offset();
        match values.next() {
            Some(Ok(_)) if units.len() < limits::DOCUMENTS => {
                let value = text.get(from..values.byte_offset()).unwrap_or_default();
                let start = skipped + from + (value.len() - value.trim_start().len());
                units.push(Span::new(start, skipped + values.byte_offset()));
            }
            Some(Ok(_)) => {
                let message = format!("the file holds more than {} documents", limits::DOCUMENTS);
                problems.push(Problem { span: Span::empty(skipped + from), message });
                break;
            }
            Some(Err(error)) => {
                let message = error.to_string();
                let message = message.split(" at line ").next().unwrap_or_default().to_owned();
                let at = source.reported(error.line(), error.column());
                problems.push(Problem { span: Span::empty(at), message });
                break;
            }
            None => break,
        }
    }
    match units.as_slice() {
        [_] if problems.is_empty() => yaml::documents(source, Dialect::Core12, |_| FileKind::Kubernetes),
        _ => {
            let mut parsed = yaml::values(source, &units, FileKind::Kubernetes);
            parsed.problems.extend(problems);
            parsed
        }
    }
}
