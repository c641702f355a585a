//! Project rules: asked once about the facts of many documents, such as a go.sum beside its go.mod.
//!
//! Facts are a document pruned to the routes that the rules' metadata lists. They are plain data, so that
//! shards can carry them in their reports.

use regorus::Value;
use serde_json::{Map, Value as Json, json};

use super::Denial;
use super::answer::Answer;
use super::evaluator::{Evaluator, Question, RuleFailure};
use super::input;
use super::metadata::FactRoute;
use super::rule::{RuleId, Scope};
use super::set::PolicySet;
use crate::document::{Document, FileKind, Route};
use crate::text::RepoPath;

/// What project rules know of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// The rules that want to know it, sorted.
    pub rules: Vec<RuleId>,
    /// The document, pruned to what they want to know.
    pub value: Json,
}

/// A document as project rules see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectDocument {
    /// Its file.
    pub path: RepoPath,
    /// Its kind.
    pub kind: FileKind,
    /// Its place among the documents of its file.
    pub part: usize,
    /// What is known of it.
    pub facts: Facts,
}

/// A denial of a project rule.
#[derive(Debug, Clone, PartialEq)]
pub struct ProjectDenial {
    /// The document it is about, as an index into those that were given.
    pub document: usize,
    /// What is wrong there.
    pub denial: Denial,
    /// Places in other documents that matter: the document, the place, a word about it.
    pub elsewhere: Vec<(usize, Route, String)>,
}

/// What the project rules say.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ProjectEvaluation {
    /// What is wrong, sorted by document, rule, place and message.
    pub denials: Vec<ProjectDenial>,
    /// Rules that could not say. A gate does not pass with one.
    pub failures: Vec<RuleFailure>,
}

impl PolicySet {
    /// What the active project rules want to know of the document; `None` if none looks at it.
    pub fn facts(&self, document: &Document) -> Option<Facts> {
        let fits = self.policies().iter().filter(|policy| {
            policy.active
                && policy.rule.scope == Scope::Project
                && policy.rule.kinds.contains(&document.kind)
                && policy.route.as_ref().is_none_or(|route| route.fits(&document.tree))
        });
        let fits: Vec<_> = fits.collect();
        if fits.is_empty() {
            return None;
        }
        let routes: Vec<&[String]> =
            fits.iter().flat_map(|policy| &policy.facts).map(Vec::as_slice).collect();
        let rules = fits.iter().map(|policy| policy.rule.id.clone()).collect();
        Some(Facts { rules, value: facts_at(document.tree.to_json(), &routes) })
    }
}

impl Evaluator<'_> {
    /// Asks every active project rule about these documents, which are in the order that rules see.
    pub fn evaluate_project(&mut self, documents: &[ProjectDocument]) -> ProjectEvaluation {
        let mut evaluation = ProjectEvaluation::default();
        let groups = self.groups();
        for (index, group) in groups.iter().enumerate().filter(|(_, group)| group.scope == Scope::Project) {
            let Some(policy) = group.rules.first().and_then(|rule| self.set().policies().get(*rule)) else {
                continue;
            };
            // Where a document that the rule sees lies among all.
            let seen: Vec<usize> = (0..documents.len())
                .filter(|at| documents.get(*at).is_some_and(|d| d.facts.rules.contains(&policy.rule.id)))
                .collect();
            let shown = seen.iter().filter_map(|at| documents.get(*at));
            let shown = shown.map(|document| show(document, &policy.facts)).collect::<Vec<_>>();
            let input = Value::from(json!({"documents": shown, input::RESERVED: {}}));
            let question = Question { input, extra: None, renamed_on: false, about: ("", 0) };
            for (rule, answers) in self.ask(index, group, &question, None) {
                let read = answers.and_then(|answers| {
                    answers.into_iter().map(|answer| place(answer, &seen)).collect::<Result<Vec<_>, _>>()
                });
                match read {
                    Ok(denials) => evaluation.denials.extend(denials),
                    Err(message) => evaluation.failures.push(RuleFailure { rule, message }),
                }
            }
        }
        let order = |d: &ProjectDenial| {
            let denial = &d.denial;
            let rest = format!("{:?}{:?}{:?}", denial.fix, denial.related, d.elsewhere);
            (d.document, denial.rule, denial.at.clone(), denial.message.clone(), rest)
        };
        evaluation.denials.sort_by_cached_key(order);
        evaluation.denials.dedup();
        evaluation.failures.sort();
        evaluation
    }
}

/// The document as one rule sees it: what other rules want to know is none of its business.
fn show(document: &ProjectDocument, facts: &[FactRoute]) -> Json {
    let routes: Vec<&[String]> = facts.iter().map(Vec::as_slice).collect();
    json!({
        "path": document.path.as_str(),
        "kind": document.kind.name(),
        "part": document.part,
        "facts": facts_at(document.facts.value.clone(), &routes),
    })
}

/// The answer with places among all documents instead of those that the rule saw.
fn place(answer: Answer, seen: &[usize]) -> Result<ProjectDenial, String> {
    let find = |document: usize| {
        seen.get(document)
            .copied()
            .ok_or_else(|| format!("there is no document {document} in input.documents"))
    };
    let document = answer.document.ok_or("a denial of a project rule lacks \"document\"")?;
    let elsewhere = answer.elsewhere.into_iter().map(|(at, route, word)| Ok((find(at)?, route, word)));
    Ok(ProjectDenial {
        document: find(document)?,
        denial: answer.denial,
        elsewhere: elsewhere.collect::<Result<_, String>>()?,
    })
}

/// What lies at the routes. A document that has nothing there is still one: rules look into it without asking
/// whether it is there.
fn facts_at(value: Json, routes: &[&[String]]) -> Json {
    prune(value, routes).unwrap_or_else(|| Json::Object(Map::new()))
}

/// The value with nothing but what lies at the routes, in its place: lists keep their length, and items
/// with nothing to keep become null. `None` if there is nothing at all.
fn prune(value: Json, routes: &[&[String]]) -> Option<Json> {
    if routes.iter().any(|route| route.is_empty()) {
        return Some(value);
    }
    let below = |step: &str| -> Vec<&[String]> {
        let split = routes.iter().filter_map(|route| route.split_first());
        split.filter(|(first, _)| *first == step || *first == "*").map(|(_, rest)| rest).collect()
    };
    match value {
        Json::Object(map) => {
            let kept: Map<String, Json> = map
                .into_iter()
                .filter_map(|(key, inner)| {
                    let routes = below(&key);
                    let inner = if routes.is_empty() { None } else { prune(inner, &routes) };
                    inner.map(|inner| (key, inner))
                })
                .collect();
            (!kept.is_empty()).then_some(Json::Object(kept))
        }
        Json::Array(items) => {
            let each = |(index, item): (usize, Json)| {
                let routes = below(&index.to_string());
                if routes.is_empty() { Json::Null } else { prune(item, &routes).unwrap_or(Json::Null) }
            };
            let kept: Vec<Json> = items.into_iter().enumerate().map(each).collect();
            kept.iter().any(|item| !item.is_null()).then_some(Json::Array(kept))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(value: Json, routes: &[&str], expected: Option<Json>) {
        let routes: Vec<FactRoute> =
            routes.iter().map(|route| route.split('.').map(str::to_owned).collect()).collect();
        let routes: Vec<&[String]> = routes.iter().map(Vec::as_slice).collect();
        assert_eq!(prune(value, &routes), expected);
    }

    #[test]
    fn facts_keep_their_places() {
        let document = json!({"a": {"b": 1, "c": 2}, "l": [{"n": 1, "m": 2}, 3, {"n": 4}]});
        check(document.clone(), &["a.b"], Some(json!({"a": {"b": 1}})));
        check(document.clone(), &["a"], Some(json!({"a": {"b": 1, "c": 2}})));
        check(document.clone(), &["l.*.n"], Some(json!({"l": [{"n": 1}, null, {"n": 4}]})));
        check(document.clone(), &["*.c", "l.1"], Some(json!({"a": {"c": 2}, "l": [null, 3, null]})));
        check(document.clone(), &["a.x", "a.b.c"], None);
        check(json!("text"), &["a"], None);
        assert_eq!(facts_at(document, &[&["x".to_owned()][..]]), json!({}));
    }
}
