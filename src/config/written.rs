//! The configuration file as it is written: typed, with its places, and nothing decided yet.

use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, de::Error as _};
use serde_yaml::Value as Yaml;

use super::{ConfigError, shape};
use crate::document::{self, Document, FileKind, Route};
use crate::finding::Date;
use crate::limits;
use crate::policy::{RulePattern, Severity};
use crate::text::{SourceFile, Span};

/// A configuration file that has the right shape.
#[derive(Debug, Clone)]
pub struct Written {
    /// What it says.
    pub(super) keys: Keys,
    /// The file.
    pub(super) file: Arc<SourceFile>,
    places: Option<Document>,
}

/// The keys of the file. What each means is in the table of `shape`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(super) struct Keys {
    pub(super) version: Option<u64>,
    pub(super) fail_on: Option<Text<Severity>>,
    pub(super) select: Vec<Text<RulePattern>>,
    pub(super) profiles: Vec<String>,
    pub(super) rules: BTreeMap<String, RuleKeys>,
    pub(super) ignore: Vec<IgnoreKeys>,
    pub(super) peer_ignores: Option<bool>,
    pub(super) exclude: Vec<ExcludeKeys>,
    pub(super) accept_unreadable: Vec<UnreadableKeys>,
    pub(super) policies: Vec<String>,
    pub(super) kubernetes_version: Option<String>,
    pub(super) org: Option<OrgKeys>,
}

/// What is different for one rule.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RuleKeys {
    pub(super) enabled: Option<bool>,
    pub(super) severity: Option<Text<Severity>>,
    pub(super) settings: Option<serde_json::Map<String, serde_json::Value>>,
}

/// Findings that are accepted.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct IgnoreKeys {
    pub(super) rule: Text<RulePattern>,
    pub(super) reason: String,
    pub(super) until: Option<Text<Date>>,
    #[serde(default)]
    pub(super) paths: Vec<String>,
}

/// Files that are not scanned.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(super) enum ExcludeKeys {
    Bare(String),
    Reasoned { path: String, reason: String },
}

/// Files that may be unreadable.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct UnreadableKeys {
    pub(super) path: String,
    pub(super) reason: String,
    pub(super) until: Text<Date>,
}

/// What an organisation allows its repositories.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(super) struct OrgKeys {
    pub(super) allow_ignore: Vec<Text<RulePattern>>,
    pub(super) non_ignorable: Vec<Text<RulePattern>>,
    pub(super) max_ignore_days: Option<u32>,
    pub(super) fail_on_at_most: Option<Text<Severity>>,
    pub(super) allow_exclude: Vec<String>,
    pub(super) allow_unreadable: Vec<String>,
    pub(super) allow_baseline: bool,
}

/// A value that is written as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Text<T>(pub(super) T);

impl<'de, T: FromStr> Deserialize<'de> for Text<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map(Self).map_err(|_| D::Error::custom(format!("{text:?} is not valid here")))
    }
}

/// Reads a configuration file; the errors are all that is wrong with it, in the file's order.
pub fn parse(file: &Arc<SourceFile>) -> Result<Written, Vec<ConfigError>> {
    let whole = |message: String, help: &str, span| {
        vec![ConfigError { file: Some(Arc::clone(file)), span, message, help: help.to_owned() }]
    };
    if file.text.len() > limits::CONFIG_BYTES {
        let most = limits::CONFIG_BYTES / 1024;
        return Err(whole(
            format!("the configuration is larger than {most} KiB"),
            "a configuration is written by people: is this the right file?",
            None,
        ));
    }
    let places = document::parse(file, FileKind::Yaml).documents.into_iter().next();
    let mut value: Yaml = serde_yaml::from_str(&file.text).map_err(|error| {
        let text = error.to_string();
        if text.contains("more than one document") {
            let message = "the configuration holds more than one document".to_owned();
            return whole(message, "take the line \"---\" and what follows away", None);
        }
        if let Some((key, span)) = places.as_ref().and_then(duplicate_key) {
            return whole(format!("the key `{key}` is written twice"), "remove one of the two", Some(span));
        }
        let span = error.location().map(|at| span_of(file, at.line(), at.column()));
        let message = text.rsplit_once(" at line ").map_or(text.as_str(), |(message, _)| message);
        whole(format!("the configuration is not valid YAML: {message}"), "mend it at this place", span)
    })?;
    let mut written = Written { keys: Keys::default(), file: Arc::clone(file), places };
    // The version is looked at first: of a later one nothing else is known.
    if let Some(other) = value.get("version").and_then(Yaml::as_u64).filter(|version| *version != 1) {
        return Err(vec![written.error(
            &Route::root().key("version"),
            format!("the configuration has version {other}, and this gatecheck reads version 1"),
            "use the version of gatecheck that it was written for",
        )]);
    }
    let misfits = shape::check(&value);
    if !misfits.is_empty() {
        let error = |misfit: shape::Misfit| {
            let span = if misfit.is_key { written.key(&misfit.at) } else { written.value(&misfit.at) };
            ConfigError { file: Some(Arc::clone(file)), span, message: misfit.message, help: misfit.help }
        };
        let mut errors: Vec<ConfigError> = misfits.into_iter().map(error).collect();
        errors.sort_by_key(|error| error.span);
        return Err(errors);
    }
    without_nulls(&mut value);
    if !value.is_null() {
        written.keys = serde_yaml::from_value(value)
            .map_err(|error| whole(error.to_string(), "mend it at this place", None))?;
    }
    Ok(written)
}

impl Written {
    /// The file.
    pub fn file(&self) -> Arc<SourceFile> {
        Arc::clone(&self.file)
    }

    /// The folders with policies of the repository's own, from its root.
    pub fn policies(&self) -> &[String] {
        &self.keys.policies
    }

    /// The place of the policy folder of that number.
    pub fn policies_at(&self, number: usize) -> Option<Span> {
        self.value(&Route::root().key("policies").index(number))
    }

    /// An error about the value at `route`.
    pub(super) fn error(&self, route: &Route, message: String, help: impl Into<String>) -> ConfigError {
        ConfigError {
            file: Some(Arc::clone(&self.file)),
            span: self.value(route),
            message,
            help: help.into(),
        }
    }

    /// An error about the key at `route`.
    pub(super) fn key_error(&self, route: &Route, message: String, help: impl Into<String>) -> ConfigError {
        ConfigError { file: Some(Arc::clone(&self.file)), span: self.key(route), message, help: help.into() }
    }

    /// The place of the value at `route`.
    pub(super) fn value(&self, route: &Route) -> Option<Span> {
        self.places.as_ref().map(|document| document.locate(route).span)
    }

    /// The place of the key at the end of `route`.
    pub(super) fn key(&self, route: &Route) -> Option<Span> {
        let document = self.places.as_ref()?;
        let member = document.tree.walk(route).member;
        member.map(|member| member.key_span).or_else(|| self.value(route))
    }
}

/// The first key that its mapping already has, and its place.
fn duplicate_key(document: &Document) -> Option<(String, Span)> {
    document.tree.routes().into_iter().find_map(|(_, id)| {
        let members = document.tree.members(id);
        let second = members
            .iter()
            .enumerate()
            .find(|(i, it)| members.iter().take(*i).any(|other| other.key == it.key));
        second.map(|(_, it)| (it.key.to_string(), it.key_span))
    })
}

/// The span at a line and column as serde_yaml counts them: both from 1, columns in characters.
fn span_of(file: &SourceFile, line: usize, column: usize) -> Span {
    let line = file.lines.span_of(line.saturating_sub(1));
    let text = file.slice(line).trim_end_matches(['\n', '\r']);
    let before: usize = text.chars().take(column.saturating_sub(1)).map(char::len_utf8).sum();
    let start = line.start as usize + before;
    let length = text.get(before..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    Span::new(start, start + length)
}

/// Drops keys without a value: they say nothing.
fn without_nulls(value: &mut Yaml) {
    match value {
        Yaml::Mapping(map) => {
            map.retain(|_, value| !value.is_null());
            map.values_mut().for_each(without_nulls);
        }
        Yaml::Sequence(items) => items.iter_mut().for_each(without_nulls),
        _ => {}
    }
}
