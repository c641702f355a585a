//! Rules as their metadata describes them.

use std::fmt;
use std::str::FromStr;

use serde_json::Value as Json;

use crate::document::FileKind;

/// A rule's name, `group/bad-thing`. Built-in rules derive it from their folder; it is never reused.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RuleId(String);

impl RuleId {
    /// An id from its text.
    pub fn new(id: impl Into<String>) -> Self {
        Self(id.into())
    }

    /// The id's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part before the last `/`.
    pub fn group(&self) -> &str {
        self.0.rsplit_once('/').map_or("", |(group, _)| group)
    }
}

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How bad a finding is. Ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing.
    Low,
    /// Should not be deployed.
    Medium,
    /// A way in, or a way out of the container.
    High,
    /// Usable by an attacker as it stands.
    Critical,
}

impl Severity {
    /// Every severity, from the lowest.
    pub const ALL: [Severity; 4] = [Self::Low, Self::Medium, Self::High, Self::Critical];

    /// The name in metadata, reports and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Severity {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let known = Self::ALL.into_iter().find(|s| s.name() == text);
        known.ok_or_else(|| format!("unknown severity {text:?}: it is one of low, medium, high, critical"))
    }
}

/// How freely a fix may be applied. Ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Applicability {
    /// Has placeholders or no proof: shown, never written.
    Manual,
    /// May break what it mends: written only with `--unsafe`.
    Unsafe,
    /// Changes nothing but what is wrong.
    Safe,
}

impl Applicability {
    /// The name in metadata and reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Manual => "manual",
            Self::Unsafe => "unsafe",
            Self::Safe => "safe",
        }
    }

    /// The applicability of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Manual, Self::Unsafe, Self::Safe].into_iter().find(|a| a.name() == name)
    }
}

/// What a rule is about, in one word; a tag in reports.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Category(pub String);

/// What a rule looks at in one evaluation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scope {
    /// One document.
    Document,
    /// The facts of all documents of its kinds in the scan.
    Project,
}

/// What a rule's metadata says. There is one place for each of these facts: the rule's folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Its name.
    pub id: RuleId,
    /// What is wrong, in a few words: `Container may run as root`.
    pub title: String,
    /// Why it matters, in a few sentences of Markdown.
    pub description: String,
    /// How bad it is.
    pub severity: Severity,
    /// One word: secrets, pinning, root, limits, …
    pub category: Category,
    /// The kinds of documents it looks at.
    pub kinds: Vec<FileKind>,
    /// Whether it looks at one document or at all.
    pub scope: Scope,
    /// What its fixes are unless a denial says otherwise; `None` if it has none.
    pub fix: Option<Applicability>,
    /// The first version that had it.
    pub since: String,
    /// Whether it is off unless selected or switched on.
    pub opt_in: bool,
    /// Whether a rule about secrets points at names, such as `secrets: inherit` or a copied file, rather than
    /// at secrets.
    pub names_only: bool,
    /// Profiles that switch it on.
    pub profiles: Vec<String>,
    /// The names that other tools have for it.
    pub peers: Vec<String>,
    /// Controls of benchmarks and standards, as `name@version:id`.
    pub controls: Vec<String>,
    /// Names it had before.
    pub aliases: Vec<String>,
    /// Where to read more.
    pub references: Vec<String>,
    /// What users may tell it.
    pub settings: Vec<Setting>,
    /// One example that is denied, as a file's text, from its folder.
    pub bad: Option<Example>,
    /// One example that is not.
    pub good: Option<Example>,
}

impl Rule {
    /// Whether what it points at is a secret, which nothing may show.
    pub fn points_at_secrets(&self) -> bool {
        self.category.0 == "secrets" && !self.names_only
    }
}

/// A value that users may change, with its default.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// Its name.
    pub name: String,
    /// What it is unless the configuration says otherwise.
    pub default: Json,
    /// What it does.
    pub description: String,
}

/// An example from a rule's folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// The file's name.
    pub name: String,
    /// Its text, without the marks that tests use.
    pub text: String,
}
