//! `# METADATA` blocks: where everything a user sees about a rule is written.
//!
//! The engine's lexer drops comments, so the blocks are read here, as YAML. Under `package gatecheck.*` the
//! keys are ours and an unknown one is an error; elsewhere what is standard is read and the rest left alone.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value as Json;

use super::error::PolicyError;
use super::rule::{Applicability, Category, Rule, RuleId, Scope, Setting, Severity};
use super::syntax::Module;
use crate::document::FileKind;

/// A rule as its metadata describes it, with what only the engine needs.
#[derive(Debug, Clone)]
pub(super) struct Described {
    pub(super) rule: Rule,
    pub(super) route: Option<Match>,
    pub(super) facts: Vec<FactRoute>,
}

/// Which documents of its kinds a rule looks at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Match {
    /// Those that have a pod spec.
    Pod,
    /// Kubernetes objects of these groups and kinds.
    Objects(Vec<ObjectMatch>),
}

/// A group and a kind; what is not given does not matter.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ObjectMatch {
    /// The part of `apiVersion` before `/`; empty for the core group.
    pub(super) group: Option<String>,
    pub(super) kind: Option<String>,
}

/// The steps of a fact's route; `*` stands for every item or member.
pub(super) type FactRoute = Vec<String>;

/// One `# METADATA` block.
#[derive(Debug)]
struct Block {
    /// The line of `# METADATA`, from 1.
    line: u32,
    /// The line after the block's last, from 1.
    end: u32,
    yaml: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Ours {
    title: String,
    description: String,
    /// Only its spelling matters: a rule's metadata always stands above its package.
    #[serde(default, rename = "scope")]
    _scope: Option<PackageScope>,
    #[serde(default)]
    related_resources: Vec<Resource>,
    custom: Custom,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum PackageScope {
    Package,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Resource {
    Ref(String),
    Described {
        #[serde(rename = "ref")]
        link: String,
    },
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Custom {
    severity: String,
    category: String,
    kinds: Vec<String>,
    since: String,
    #[serde(default, rename = "match")]
    route: Option<MatchText>,
    #[serde(default)]
    fix: Option<String>,
    #[serde(default)]
    opt_in: bool,
    #[serde(default)]
    names_only: bool,
    #[serde(default)]
    profiles: Vec<String>,
    #[serde(default)]
    peers: Vec<String>,
    #[serde(default)]
    controls: Vec<String>,
    #[serde(default)]
    aliases: Vec<String>,
    #[serde(default)]
    scope: Option<String>,
    #[serde(default)]
    facts: Vec<FactText>,
    #[serde(default)]
    settings: BTreeMap<String, SettingText>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum MatchText {
    View(ViewMatch),
    Objects(Vec<ObjectMatch>),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ViewMatch {
    view: String,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum FactText {
    Dotted(String),
    Steps(Vec<String>),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SettingText {
    default: Json,
    description: String,
}

/// Reads the metadata of a built-in rule's module.
pub(super) fn ours(module: &Module) -> Result<Described, Vec<PolicyError>> {
    let fail = |at, message: String| vec![PolicyError::new(&module.path, at, message)];
    let of_package = |block: &Block| block.end <= module.package_at.0;
    let Some(block) = blocks(&module.text).into_iter().find(of_package) else {
        let error = PolicyError::new(&module.path, module.package_at, "the rule has no metadata");
        return Err(vec![error.help("write a `# METADATA` block above `package`")]);
    };
    let read: Ours = yaml_serde::from_str(&block.yaml).map_err(|error| {
        let place = error.location();
        let line = place.as_ref().map_or(0, |place| u32::try_from(place.line()).unwrap_or(0));
        let text = error.to_string();
        let message = text.split(" at line ").next().unwrap_or(&text);
        fail((block.line + line, 1), format!("the metadata cannot be read: {message}"))
    })?;

    let at = (block.line, 1);
    let mut errors = Vec::new();
    let mut wrong = |message: String| errors.push(PolicyError::new(&module.path, at, message));
    let custom = read.custom;
    let severity = custom.severity.parse().unwrap_or_else(|error| {
        wrong(error);
        Severity::High
    });
    let kinds = kinds_of(&custom.kinds, &mut wrong);
    let fix = custom.fix.as_deref().map(|name| {
        Applicability::from_name(name).unwrap_or_else(|| {
            wrong(format!("unknown fix {name:?}: it is one of safe, unsafe, manual"));
            Applicability::Manual
        })
    });
    let scope = match custom.scope.as_deref() {
        None | Some("document") => Scope::Document,
        Some("project") => Scope::Project,
        Some(other) => {
            wrong(format!("unknown scope {other:?}: it is document or project"));
            Scope::Document
        }
    };
    if (scope == Scope::Project) == custom.facts.is_empty() {
        wrong("a project rule, and only that, lists its facts".to_owned());
    }
    let route = match custom.route {
        None => None,
        Some(MatchText::Objects(objects)) => Some(Match::Objects(objects)),
        Some(MatchText::View(view)) if view.view == "pod" => Some(Match::Pod),
        Some(MatchText::View(view)) => {
            wrong(format!("unknown view {:?}: there is only pod", view.view));
            None
        }
    };
    if route.is_some() && kinds.iter().any(|kind| *kind != FileKind::Kubernetes) {
        wrong("`match` is for rules of kind kubernetes only".to_owned());
    }
    for (name, text) in [("title", &read.title), ("description", &read.description)] {
        if text.trim().is_empty() {
            wrong(format!("the {name} is empty"));
        }
    }
    if custom.category.is_empty() || custom.category.contains(char::is_whitespace) {
        wrong("the category is one word".to_owned());
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    let references = read.related_resources.into_iter().map(|resource| match resource {
        Resource::Ref(link) | Resource::Described { link } => link,
    });
    let facts = custom.facts.into_iter().map(|fact| match fact {
        FactText::Dotted(text) => text.split('.').map(str::to_owned).collect(),
        FactText::Steps(steps) => steps,
    });
    let settings = custom.settings.into_iter().map(|(name, setting)| Setting {
        name,
        default: setting.default,
        description: setting.description,
    });
    let rule = Rule {
        id: id_of(module),
        title: read.title.trim().to_owned(),
        description: read.description.trim().to_owned(),
        severity,
        category: Category(custom.category),
        kinds,
        scope,
        fix,
        since: custom.since,
        opt_in: custom.opt_in,
        names_only: custom.names_only,
        profiles: custom.profiles,
        peers: custom.peers,
        controls: custom.controls,
        aliases: custom.aliases,
        references: references.collect(),
        settings: settings.collect(),
        bad: None,
        good: None,
    };
    Ok(Described { rule, route, facts: facts.collect() })
}

/// What can be said about the rule `name` of a user's module.
pub(super) fn foreign(module: &Module, name: &str) -> Described {
    let blocks = blocks(&module.text);
    let line_of = |block: &Block| block.end;
    let of_package = blocks.iter().find(|block| line_of(block) == module.package_at.0);
    let of_rule = module
        .rules
        .iter()
        .filter(|rule| rule.name == name)
        .find_map(|rule| blocks.iter().find(|block| line_of(block) == rule.at.0));
    let read = |block: &Block| yaml_serde::from_str::<Json>(&block.yaml).unwrap_or(Json::Null);
    let layers: Vec<Json> = of_rule.into_iter().chain(of_package).map(read).collect();
    let find = |keys: &[&str]| {
        let at = |layer: &Json| keys.iter().try_fold(layer, |value, key| value.get(key)).cloned();
        layers.iter().find_map(at)
    };
    let text = |keys: &[&str]| find(keys).and_then(|value| value.as_str().map(str::to_owned));
    let texts = |keys: &[&str]| -> Vec<String> {
        let list = find(keys).and_then(|value| value.as_array().cloned()).unwrap_or_default();
        list.iter().filter_map(|item| item.as_str().map(str::to_owned)).collect()
    };

    let kebab = name.replace('_', "-");
    let by_name = if name.starts_with("warn") { Severity::Low } else { Severity::High };
    let severity = text(&["custom", "severity"]).and_then(|text| text.to_lowercase().parse().ok());
    let kinds: Vec<FileKind> =
        texts(&["custom", "kinds"]).iter().filter_map(|name| FileKind::from_name(name)).collect();
    let route = find(&["custom", "match"]).and_then(|json| match serde_json::from_value(json).ok()? {
        MatchText::View(view) => (view.view == "pod").then_some(Match::Pod),
        MatchText::Objects(objects) => Some(Match::Objects(objects)),
    });
    let references =
        find(&["related_resources"]).and_then(|value| value.as_array().cloned()).unwrap_or_default();
    let reference = |item: &Json| item.as_str().or_else(|| item.get("ref")?.as_str()).map(str::to_owned);
    let rule = Rule {
        id: RuleId::new(format!("{}/{kebab}", module.package_name())),
        title: text(&["title"]).unwrap_or_else(|| format!("{}: {kebab}", module.package_name())),
        description: text(&["description"]).unwrap_or_default().trim().to_owned(),
        severity: severity.unwrap_or(by_name),
        category: Category(text(&["custom", "category"]).unwrap_or_else(|| "custom".to_owned())),
        kinds: if kinds.is_empty() { YAML_KINDS.to_vec() } else { kinds },
        scope: Scope::Document,
        fix: text(&["custom", "fix"]).and_then(|name| Applicability::from_name(&name)),
        since: String::new(),
        opt_in: find(&["custom", "opt_in"]).and_then(|value| value.as_bool()).unwrap_or(false),
        names_only: find(&["custom", "names_only"]).and_then(|value| value.as_bool()).unwrap_or(false),
        profiles: texts(&["custom", "profiles"]),
        peers: texts(&["custom", "peers"]),
        controls: texts(&["custom", "controls"]),
        aliases: texts(&["custom", "aliases"]),
        references: references.iter().filter_map(reference).collect(),
        settings: Vec::new(),
        bad: None,
        good: None,
    };
    Described { rule, route, facts: Vec::new() }
}

/// What cannot be meant in the metadata of a user's module. A kind or a severity that is misspelt would
/// otherwise give way to what holds where nothing is said.
pub(super) fn mistakes(module: &Module) -> Vec<PolicyError> {
    let mut errors = Vec::new();
    for block in blocks(&module.text) {
        let mut wrong =
            |message: String| errors.push(PolicyError::new(&module.path, (block.line, 1), message));
        let custom = match yaml_serde::from_str::<Json>(&block.yaml) {
            Ok(json) => json.get("custom").cloned().unwrap_or_default(),
            Err(error) => {
                let text = error.to_string();
                let message = text.split(" at line ").next().unwrap_or(&text);
                wrong(format!("the metadata cannot be read: {message}"));
                continue;
            }
        };
        if let Some(Err(error)) = custom
            .get("severity")
            .map(|it| it.as_str().unwrap_or_default().to_lowercase().parse::<Severity>())
        {
            wrong(error);
        }
        if let Some(kinds) = custom.get("kinds") {
            match serde_json::from_value::<Vec<String>>(kinds.clone()) {
                Ok(names) => drop(kinds_of(&names, &mut wrong)),
                Err(_) => wrong("`kinds` is a list of names, such as [kubernetes]".to_owned()),
            }
        }
        let known = |fix: &Json| fix.as_str().and_then(Applicability::from_name).is_some();
        if custom.get("fix").is_some_and(|fix| !known(fix)) {
            wrong("unknown fix: it is one of safe, unsafe, manual".to_owned());
        }
        let routes = |json: &Json| match serde_json::from_value(json.clone()) {
            Ok(MatchText::View(view)) => view.view == "pod",
            Ok(MatchText::Objects(_)) => true,
            Err(_) => false,
        };
        if custom.get("match").is_some_and(|json| !routes(json)) {
            wrong("`match` is {view: pod}, or a list such as [{group: apps, kind: Deployment}]".to_owned());
        }
    }
    errors
}

/// The kinds a user's rule looks at unless it says which: those whose documents are as policies written for
/// other tools know them.
const YAML_KINDS: &[FileKind] =
    &[FileKind::GithubActions, FileKind::GitlabCi, FileKind::Compose, FileKind::Kubernetes, FileKind::Yaml];

/// The id of a built-in rule: `gatecheck.k8s.run_as_root` is `k8s/run-as-root`.
fn id_of(module: &Module) -> RuleId {
    RuleId::new(module.package.get(1..).unwrap_or_default().join("/").replace('_', "-"))
}

fn kinds_of(names: &[String], wrong: &mut impl FnMut(String)) -> Vec<FileKind> {
    if names.is_empty() {
        wrong("the rule names no kind".to_owned());
    }
    let mut kinds: Vec<FileKind> = Vec::new();
    for name in names {
        match FileKind::from_name(name) {
            Some(kind) => kinds.push(kind),
            None => {
                let known: Vec<_> = FileKind::ALL.iter().map(|kind| kind.name()).collect();
                wrong(format!("unknown kind {name:?}: it is one of {}", known.join(", ")));
            }
        }
    }
    kinds.sort();
    kinds.dedup();
    kinds
}

/// The metadata blocks of a text: `# METADATA` and the comment lines after it.
fn blocks(text: &str) -> Vec<Block> {
    let mut found: Vec<Block> = Vec::new();
    let mut open = false;
    for (number, line) in (1..).zip(text.lines()) {
        let Some(comment) = line.strip_prefix('#') else {
            open = false;
            continue;
        };
        if comment.trim() == "METADATA" {
            found.push(Block { line: number, end: number + 1, yaml: String::new() });
            open = true;
        } else if let (true, Some(block)) = (open, found.last_mut()) {
            block.yaml.push_str(comment.strip_prefix(' ').unwrap_or(comment).trim_end());
            block.yaml.push('\n');
            block.end = number + 1;
        }
    }
    found
}
