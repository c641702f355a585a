//! Asking the rules about documents: one evaluator per worker.

use std::time::Instant;

use regorus::Value;
use serde_json::Value as Json;

use super::answer::{self, Answer, Reading};
use super::engine::{Prepared, rule_path};
use super::route_match::has_pod;
use super::rule::Scope;
use super::sandbox::Failure;
use super::set::{Group, Policy, PolicySet, VIEW_PACKAGE};
use super::{Denial, input};
use crate::document::{Document, FileKind};
use crate::limits;

/// What the rules say about one document.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Evaluation {
    /// What is wrong, sorted by rule, place and message, each once.
    pub denials: Vec<Denial>,
    /// Rules that could not say. A gate does not pass with one.
    pub failures: Vec<RuleFailure>,
}

/// A rule that could not be evaluated.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RuleFailure {
    /// Which rule, as an index into the policy set's rules.
    pub rule: usize,
    /// Why, on one line.
    pub message: String,
}

/// What the rules of a group are asked.
#[derive(Debug)]
pub(super) struct Question<'q> {
    pub(super) input: Value,
    /// Data for this question alone.
    pub(super) extra: Option<Json>,
    /// Whether a place may begin with `"true"` where the document has `on`.
    pub(super) renamed_on: bool,
    /// The document: its path and its place in its file.
    pub(super) about: (&'q str, usize),
}

/// What is said of a rule that is not asked any more.
const GIVEN_UP: &str = "it was given up";

/// A worker's own engines, cloned from the set's as they are needed.
#[derive(Debug)]
pub struct Evaluator<'a> {
    set: &'a PolicySet,
    groups: &'a [Group],
    engines: Vec<Option<Prepared>>,
    view: Option<Prepared>,
    /// Whether the engines remember which lines ran.
    coverage: bool,
    /// When all rules together will have had their time for the document.
    deadline: Option<Instant>,
}

impl PolicySet {
    /// An evaluator for one worker.
    pub fn evaluator(&self) -> Evaluator<'_> {
        Evaluator {
            set: self,
            groups: &self.groups,
            engines: Vec::new(),
            view: None,
            coverage: false,
            deadline: None,
        }
    }

    /// What a built-in policy sees of the document as `input`, for `gatecheck input`.
    pub fn input_of(&self, document: &Document) -> serde_json::Value {
        let value = input::value_of(&document.tree);
        let view = self.evaluator().view_of(document, &value);
        answer::to_json(&input::ours(document, &value, view)).unwrap_or_default()
    }
}

impl<'a> Evaluator<'a> {
    /// An evaluator that asks only the rules of these groups, and may remember which lines of policies ran.
    pub(super) fn of_groups(set: &'a PolicySet, groups: &'a [Group], coverage: bool) -> Self {
        Self { set, groups, engines: Vec::new(), view: None, coverage, deadline: None }
    }

    pub(super) fn set(&self) -> &'a PolicySet {
        self.set
    }

    pub(super) fn groups(&self) -> &'a [Group] {
        self.groups
    }

    /// Asks every active document rule that applies.
    ///
    /// Repositories hold the same object many times over, and a proof asks about the same edited object again:
    /// what was answered once is remembered where nothing but the object's text can matter.
    pub fn evaluate(&mut self, document: &Document) -> Evaluation {
        let Some(key) = self.set.memory.key(document).filter(|_| !self.coverage) else {
            return self.evaluate_anew(document, None);
        };
        if let Some(known) = self.set.memory.recall(&key) {
            return known;
        }
        let evaluation = self.evaluate_anew(document, None);
        self.set.memory.keep(key, &evaluation);
        evaluation
    }

    /// Asks one document rule, if it applies.
    pub fn evaluate_rule(&mut self, document: &Document, rule: usize) -> Evaluation {
        self.evaluate_anew(document, Some(rule))
    }

    fn evaluate_anew(&mut self, document: &Document, only: Option<usize>) -> Evaluation {
        let fits = |group: &Group| {
            group.scope == Scope::Document
                && only.is_none_or(|rule| group.rules.contains(&rule))
                && group.kinds.contains(&document.kind)
                && group.route.as_ref().is_none_or(|route| route.fits(&document.tree))
        };
        let all = self.groups;
        let asked: Vec<usize> = (0..).zip(all).filter(|(_, g)| fits(g)).map(|(i, _)| i).collect();
        let mut evaluation = Evaluation::default();
        self.deadline = Instant::now().checked_add(limits::DOCUMENT_EVALUATION);
        if asked.is_empty() || has_nothing_to_ask_about(document) {
            return evaluation;
        }
        let value = input::value_of(&document.tree);
        let groups = || asked.iter().filter_map(|index| all.get(*index));
        let full = groups().any(|group| group.uses_library).then(|| {
            let wanted = groups().any(|group| group.uses_view) && !self.coverage;
            let view = if wanted { self.view_of(document, &value) } else { None };
            input::ours(document, &value, view)
        });
        for index in asked {
            let Some(group) = all.get(index) else { continue };
            let input = match &full {
                Some(full) if group.trusted => full.clone(),
                // A document that is no mapping has no room for more.
                Some(full) if group.uses_library && matches!(value, Value::Object(_)) => {
                    input::with_on_renamed(document, full)
                }
                _ => input::foreign(document, &value),
            };
            let question = Question {
                input,
                extra: group.uses_file.then(|| conftest_file(document)),
                renamed_on: !group.trusted && document.kind == FileKind::GithubActions,
                about: (document.source.path.as_str(), document.part),
            };
            for (rule, answers) in self.ask(index, group, &question, only) {
                match answers {
                    Ok(answers) => evaluation.denials.extend(answers.into_iter().map(|answer| answer.denial)),
                    Err(message) => evaluation.failures.push(RuleFailure { rule, message }),
                }
            }
        }
        evaluation.denials.sort_by(|a, b| order(a).cmp(&order(b)));
        evaluation.denials.dedup();
        evaluation.failures.sort();
        evaluation
    }

    /// Asks all rules of a group, or only one of them; each answers or fails by itself.
    pub(super) fn ask(
        &mut self,
        index: usize,
        group: &Group,
        question: &Question<'_>,
        only: Option<usize>,
    ) -> Vec<(usize, Result<Vec<Answer>, String>)> {
        let policies = self.set.policies();
        let given_up = |rule: usize| policies.get(rule).is_some_and(Policy::is_given_up);
        let asked: Vec<usize> =
            group.rules.iter().copied().filter(|rule| only.is_none_or(|only| only == *rule)).collect();
        let together = match only.is_some() || asked.iter().any(|rule| given_up(*rule)) {
            true => Err(Failure::Failed(String::new())),
            false => self.run(index, group, question, &asked),
        };
        let elsewhere = !group.trusted && self.set.processes().is_some();
        let mut answers = Vec::new();
        for (place, &rule) in asked.iter().enumerate() {
            let Some(policy) = policies.get(rule) else { continue };
            let value = match &together {
                Ok(values) => Ok(values.get(place).cloned().unwrap_or(Value::Undefined)),
                Err(failure @ Failure::Lost(_)) => Err(failure.clone()),
                // A rule that breaks down on one document after another must not stop the scan.
                Err(_) if given_up(rule) => Err(Failure::Failed(GIVEN_UP.to_owned())),
                // It was alone already.
                Err(failure) if elsewhere && only.is_none() && asked.len() == 1 => Err(failure.clone()),
                Err(_) if self.deadline.is_some_and(|deadline| Instant::now() > deadline) => {
                    Err(Failure::Failed(out_of_time()))
                }
                // One bad rule must hide no other, so each is asked alone.
                Err(_) => self.run_alone(index, group, question, rule, policy),
            };
            if let Err(Failure::BrokeDown(_)) = value {
                policy.broke_down(question.about);
            }
            let reading = Reading {
                rule,
                fix: policy.rule.fix,
                strict: policy.trusted,
                renamed_on: question.renamed_on,
            };
            let read = |value: Value| answer::read(&value, reading);
            answers.push((rule, value.map_err(Failure::message).and_then(read)));
        }
        answers
    }

    /// The values of rules of one group, in their order.
    fn run(
        &mut self,
        index: usize,
        group: &Group,
        question: &Question<'_>,
        rules: &[usize],
    ) -> Result<Vec<Value>, Failure> {
        let set = self.set;
        if let (false, Some(processes)) = (group.trusted, set.processes()) {
            let ids =
                rules.iter().filter_map(|rule| set.rule(*rule)).map(|rule| rule.id.to_string()).collect();
            return processes.evaluate(ids, &question.input, question.extra.clone());
        }
        let all = self.run_here(index, group, question, |engine| engine.evaluate(question.input.clone()))?;
        Ok(rules.iter().map(|rule| all[rule.to_string().as_str()].clone()).collect())
    }

    /// The value of one rule.
    fn run_alone(
        &mut self,
        index: usize,
        group: &Group,
        question: &Question<'_>,
        rule: usize,
        policy: &Policy,
    ) -> Result<Value, Failure> {
        if !group.trusted && self.set.processes().is_some() {
            let mut values = self.run(index, group, question, &[rule])?;
            return Ok(values.pop().unwrap_or(Value::Undefined));
        }
        let path = rule_path(&policy.package, &policy.entry);
        self.run_here(index, group, question, |engine| engine.rule(question.input.clone(), path))
    }

    /// Runs on this worker's engine of the group, and throws the engine away if it fails.
    fn run_here(
        &mut self,
        index: usize,
        group: &Group,
        question: &Question<'_>,
        run: impl FnOnce(&mut Prepared) -> Result<Value, String>,
    ) -> Result<Value, Failure> {
        if self.engines.len() <= index {
            self.engines.resize_with(index + 1, || None);
        }
        let failed = |message: String| Failure::of_engine(message);
        let mut engine = match self.engines.get_mut(index).and_then(Option::take) {
            Some(engine) => engine,
            None if self.coverage => self.set.prepare(group, true).map_err(failed)?,
            None => self.set.prepared(group).map_err(|message| failed(message.to_owned()))?.clone(),
        };
        if let Some(extra) = &question.extra {
            engine.set_data(self.set.data_with(Value::from(extra.clone()))).map_err(failed)?;
        }
        let value = run(&mut engine).map_err(failed)?;
        if let Some(place) = self.engines.get_mut(index) {
            *place = Some(engine);
        }
        Ok(value)
    }

    /// What the library derives from the document, if it runs containers.
    fn view_of(&mut self, document: &Document, value: &Value) -> Option<Value> {
        if document.kind != FileKind::Kubernetes || !has_pod(&document.tree) {
            return None;
        }
        let mut engine = match self.view.take() {
            Some(engine) => engine,
            None => self.set.view()?.clone(),
        };
        let package = VIEW_PACKAGE.map(str::to_owned);
        // Without it each engine derives it anew, and fails by itself if it must.
        let view = engine.rule(value.clone(), rule_path(&package, "view")).ok()?;
        self.view = Some(engine);
        (view != Value::Undefined).then_some(view)
    }

    /// The lines of a module that ran and those that did not, over all its engines.
    pub(super) fn covered(&self, path: &str) -> Vec<(Vec<u32>, Vec<u32>)> {
        self.engines.iter().flatten().filter_map(|engine| engine.covered(path)).collect()
    }
}

/// Whether a document is a text without a single candidate, as most files are: no rule denies nothing.
fn has_nothing_to_ask_about(document: &Document) -> bool {
    let candidates = document.tree.at(&["candidates"]);
    document.kind == FileKind::Text && candidates.is_some_and(|id| document.tree.items(id).is_empty())
}

/// What conftest tells its policies about the file.
fn conftest_file(document: &Document) -> Json {
    let path = &document.source.path;
    let folder = path.parent();
    let folder = if folder.is_empty() { "." } else { folder };
    serde_json::json!({"conftest": {"file": {"name": path.name(), "dir": folder}}})
}

fn order(denial: &Denial) -> (usize, &crate::document::Route, &str, String) {
    (denial.rule, &denial.at, &denial.message, format!("{:?}{:?}", denial.fix, denial.related))
}

/// What is said of a rule that was not asked, because others had used up the document's time.
fn out_of_time() -> String {
    let limit = limits::DOCUMENT_EVALUATION.as_secs();
    format!("it was not asked: all rules together took longer than {limit} s for the document")
}
