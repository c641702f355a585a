//! What a configuration file may hold: one table, from which it is checked; `schema` makes its JSON Schema of it.

use serde_yaml::Value as Yaml;

use super::globs;
use crate::document::{Route, Step};
use crate::finding::Date;
use crate::policy::{RulePattern, Severity};
use crate::text::closest;

/// A key of a mapping.
pub(super) struct Field {
    pub(super) key: &'static str,
    /// What it says, as a sentence.
    pub(super) about: &'static str,
    pub(super) shape: Shape,
    pub(super) required: bool,
}

/// What a value may be.
pub(super) enum Shape {
    Flag,
    Count,
    Text(Format),
    List(&'static Shape),
    Record(&'static [Field]),
    /// Any names, each with a value of the shape.
    Named(&'static Shape),
    /// Text, or a record that says more.
    Either(Format, &'static [Field]),
    /// A mapping of anything.
    Open,
}

/// What a text may be.
#[derive(Clone, Copy)]
pub(super) enum Format {
    Any,
    Severity,
    Profile,
    Rules,
    Glob,
    Date,
    Release,
}

const fn must(key: &'static str, shape: Shape, about: &'static str) -> Field {
    Field { key, about, shape, required: true }
}

const fn may(key: &'static str, shape: Shape, about: &'static str) -> Field {
    Field { key, about, shape, required: false }
}

static GLOB: Shape = Shape::Text(Format::Glob);
static RULES: Shape = Shape::Text(Format::Rules);
static TEXT: Shape = Shape::Text(Format::Any);
static PROFILE: Shape = Shape::Text(Format::Profile);

static IGNORE: Shape = Shape::Record(&[
    must(
        "rule",
        Shape::Text(Format::Rules),
        "The rule whose findings are accepted, or a group such as `k8s/*`.",
    ),
    must("reason", Shape::Text(Format::Any), "Why they are accepted."),
    may("until", Shape::Text(Format::Date), "The last day on which they are, such as 2026-12-31."),
    may("paths", Shape::List(&GLOB), "The files in which they are accepted; without it, everywhere."),
]);

static EXCLUDE: Shape = Shape::Either(
    Format::Glob,
    &[
        must("path", Shape::Text(Format::Glob), "The files that are not scanned."),
        must("reason", Shape::Text(Format::Any), "Why they are not scanned."),
    ],
);

static UNREADABLE: Shape = Shape::Record(&[
    must("path", Shape::Text(Format::Glob), "The files that may be unreadable."),
    must("reason", Shape::Text(Format::Any), "Why that is accepted."),
    must("until", Shape::Text(Format::Date), "The last day on which it is, such as 2026-12-31."),
]);

pub(super) static RULE: Shape = Shape::Record(&[
    may("enabled", Shape::Flag, "Whether the rule runs; `true` switches on one that is off by default."),
    may("severity", Shape::Text(Format::Severity), "How bad its findings are here."),
    may("settings", Shape::Open, "What the rule itself can be told; `gatecheck explain RULE` lists it."),
]);

static ORG: &[Field] = &[
    may("allow-ignore", Shape::List(&RULES), "The rules that a repository may ignore, switch off or weaken."),
    may("non-ignorable", Shape::List(&RULES), "Rules that it may not, whatever `allow-ignore` says."),
    may(
        "max-ignore-days",
        Shape::Count,
        "How many days ahead the `until` of an ignore may lie; makes it required.",
    ),
    may(
        "fail-on-at-most",
        Shape::Text(Format::Severity),
        "The highest `fail-on` that a repository may choose.",
    ),
    may("allow-exclude", Shape::List(&GLOB), "The files that a repository may exclude."),
    may("allow-unreadable", Shape::List(&GLOB), "The files that a repository may accept as unreadable."),
    may("allow-baseline", Shape::Flag, "Whether a repository may have a baseline."),
];

/// The whole file.
pub(super) static ROOT: Shape = Shape::Record(&[
    may("version", Shape::Count, "The version of this format: 1."),
    may(
        "fail-on",
        Shape::Text(Format::Severity),
        "The lowest severity that fails the gate; `medium` if not given.",
    ),
    may("select", Shape::List(&RULES), "Only these rules run, and no others."),
    may("profiles", Shape::List(&PROFILE), "Sets of rules that are switched on besides the default ones."),
    may("rules", Shape::Named(&RULE), "What is different for single rules, by their ids."),
    may("ignore", Shape::List(&IGNORE), "Findings that are accepted, by rule and path."),
    may(
        "peer-ignores",
        Shape::Flag,
        "Whether ignores count that were written for hadolint, checkov, zizmor and kube-linter; `true` if not given.",
    ),
    may("exclude", Shape::List(&EXCLUDE), "Files that are not scanned."),
    may(
        "accept-unreadable",
        Shape::List(&UNREADABLE),
        "Files that may be unreadable without making the scan incomplete.",
    ),
    may(
        "policies",
        Shape::List(&TEXT),
        "Folders with policies of this repository; read only with `--allow-repo-policy`.",
    ),
    may(
        "kubernetes-version",
        Shape::Text(Format::Release),
        "The Kubernetes release that is deployed to, such as \"1.33\".",
    ),
    may("org", Shape::Record(ORG), "What repositories may loosen; only in a file given with `--org-config`."),
]);

/// Something in the file that has not the right shape.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Misfit {
    pub(super) at: Route,
    /// Whether it is the key that is wrong, not its value.
    pub(super) is_key: bool,
    pub(super) message: String,
    pub(super) help: String,
}

/// Everything in `value` that has not the right shape.
pub(super) fn check(value: &Yaml) -> Vec<Misfit> {
    let mut found = Vec::new();
    ROOT.check(value, &Route::root(), &mut found);
    found
}

impl Shape {
    fn check(&self, value: &Yaml, at: &Route, out: &mut Vec<Misfit>) {
        match (self, value) {
            // A key whose value is commented out says nothing.
            (_, Yaml::Null) => {}
            (Self::Flag, Yaml::Bool(_)) | (Self::Open, Yaml::Mapping(_)) => {
                if let Yaml::Mapping(map) = value {
                    text_keys(map, at, out);
                }
            }
            (Self::Count, Yaml::Number(number)) if number.is_u64() => {}
            (Self::Text(format) | Self::Either(format, _), Yaml::String(text)) => {
                if let Err((message, help)) = format.check(text) {
                    out.push(Misfit { at: at.clone(), is_key: false, message, help });
                }
            }
            (Self::List(item), Yaml::Sequence(items)) => {
                for (i, value) in items.iter().enumerate() {
                    if value.is_null() {
                        item.mismatch(value, &at.index(i), out);
                    }
                    item.check(value, &at.index(i), out);
                }
            }
            (Self::Record(fields) | Self::Either(_, fields), Yaml::Mapping(map)) => {
                for (key, value) in text_keys(map, at, out) {
                    match fields.iter().find(|field| field.key == key) {
                        Some(field) => field.shape.check(value, &at.key(key), out),
                        None => out.push(unknown_key(key, fields, at)),
                    }
                }
                let lacks = |field: &&Field| field.required && map.get(field.key).is_none_or(Yaml::is_null);
                out.extend(fields.iter().filter(lacks).map(|field| Misfit {
                    at: at.clone(),
                    is_key: false,
                    message: format!("`{}` is missing here", field.key),
                    help: format!("add it: {}", in_passing(field.about)),
                }));
            }
            (Self::Named(shape), Yaml::Mapping(map)) => {
                for (key, value) in text_keys(map, at, out) {
                    shape.check(value, &at.key(key), out);
                }
            }
            _ => self.mismatch(value, at, out),
        }
    }

    fn mismatch(&self, value: &Yaml, at: &Route, out: &mut Vec<Misfit>) {
        let name = match at.0.last() {
            Some(Step::Key(key)) => format!("`{key}`"),
            Some(_) => match at.0.iter().rev().find_map(|step| match step {
                Step::Key(key) => Some(key),
                _ => None,
            }) {
                Some(key) => format!("an item of `{key}`"),
                None => "an item".to_owned(),
            },
            None => "the configuration".to_owned(),
        };
        let help = match (self, value) {
            (_, Yaml::Tagged(_)) => "take the tag away, the word that begins with \"!\"".to_owned(),
            (Self::Text(Format::Severity), _) => {
                format!("the severities are {}", Severity::ALL.map(Severity::name).join(", "))
            }
            (Self::Text(_) | Self::Either(..), Yaml::Number(_) | Yaml::Bool(_)) => {
                "put it in quotes".to_owned()
            }
            (Self::List(_), Yaml::String(_)) => {
                "write it as a list: a line of its own that begins with \"- \"".to_owned()
            }
            _ => self.example(),
        };
        let message = format!("{name} must be {}, and is {}", self.name(), what(value));
        out.push(Misfit { at: at.clone(), is_key: false, message, help });
    }

    fn name(&self) -> &'static str {
        match self {
            Self::Flag => "true or false",
            Self::Count => "a whole number from 0 on",
            Self::Text(_) => "text",
            Self::List(_) => "a list",
            Self::Record(_) | Self::Named(_) | Self::Open => "a mapping",
            Self::Either(..) => "text or a mapping",
        }
    }

    fn example(&self) -> String {
        match self {
            Self::Record(fields) | Self::Either(_, fields) => format!("its keys are {}", keys(fields)),
            Self::Named(_) => "write each rule's id as a key".to_owned(),
            Self::List(_) => "write each item on a line of its own that begins with \"- \"".to_owned(),
            Self::Flag => "write true or false without quotes".to_owned(),
            Self::Count | Self::Text(_) | Self::Open => format!("write {}", self.name()),
        }
    }
}

impl Format {
    fn check(self, text: &str) -> Result<(), (String, String)> {
        match self {
            Self::Any | Self::Profile if text.trim().is_empty() => {
                Err(("the text is empty".to_owned(), "say it in words".to_owned()))
            }
            Self::Any | Self::Profile => Ok(()),
            Self::Severity => text.parse::<Severity>().map(|_| ()).map_err(|_| {
                let names = Severity::ALL.map(Severity::name);
                (format!("`{text}` is not a severity"), did_you_mean(text, &names, "the severities"))
            }),
            Self::Rules => text.parse::<RulePattern>().map(|_| ()).map_err(|_| {
                let help = "write a rule's id, such as k8s/run-as-root, or a group, such as k8s/*";
                (format!("`{text}` does not name a rule"), help.to_owned())
            }),
            Self::Glob => {
                globs::check(text).map_err(|why| (format!("`{text}` is not a path with wildcards"), why))
            }
            Self::Date => text.parse::<Date>().map(|_| ()).map_err(|_| {
                let help = "write year-month-day, such as 2026-12-31";
                (format!("`{text}` is not a date"), help.to_owned())
            }),
            Self::Release => {
                let number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
                let parts: Vec<&str> = text.strip_prefix('v').unwrap_or(text).split('.').collect();
                match parts.len() {
                    2 | 3 if parts.iter().all(|part| number(part)) => Ok(()),
                    _ => Err((
                        format!("`{text}` is not a Kubernetes release"),
                        "write it as \"1.33\"".to_owned(),
                    )),
                }
            }
        }
    }
}

/// The words that help with an unknown one.
pub(super) fn did_you_mean(word: &str, known: &[&str], what: &str) -> String {
    match closest(word, known.iter().copied()) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("{what} are {}", known.join(", ")),
    }
}

fn unknown_key(key: &str, fields: &[Field], at: &Route) -> Misfit {
    let known: Vec<&str> = fields.iter().map(|field| field.key).collect();
    Misfit {
        at: at.key(key),
        is_key: true,
        message: format!("unknown key `{key}`"),
        help: did_you_mean(key, &known, "the keys here"),
    }
}

fn keys(fields: &[Field]) -> String {
    fields.iter().map(|field| field.key).collect::<Vec<_>>().join(", ")
}

/// The members whose keys are text; the others are misfits.
fn text_keys<'a>(
    map: &'a serde_yaml::Mapping,
    at: &Route,
    out: &mut Vec<Misfit>,
) -> Vec<(&'a str, &'a Yaml)> {
    let mut members = Vec::new();
    for (key, value) in map {
        match key.as_str() {
            Some(key) => members.push((key, value)),
            None => out.push(Misfit {
                at: at.clone(),
                is_key: false,
                message: format!("a key must be text, and is {}", what(key)),
                help: "put the key in quotes".to_owned(),
            }),
        }
    }
    members
}

/// A sentence as a part of another: no capital, no full stop.
fn in_passing(sentence: &str) -> String {
    let mut letters = sentence.trim_end_matches('.').chars();
    let first = letters.next().map(|c| c.to_ascii_lowercase());
    first.into_iter().chain(letters).collect()
}

fn what(value: &Yaml) -> String {
    let what = match value {
        Yaml::Null => "empty",
        Yaml::Bool(_) => "true or false",
        Yaml::Number(number) => return format!("the number {number}"),
        Yaml::String(_) => "text",
        Yaml::Sequence(_) => "a list",
        Yaml::Mapping(_) => "a mapping",
        Yaml::Tagged(_) => "a value with a tag",
    };
    what.to_owned()
}
