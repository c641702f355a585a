//! The other side: reads questions, evaluates, answers. Whoever runs it has confined the process.

use std::collections::BTreeMap;
use std::io::{self, Read, Write};

use regorus::Value;
use serde::Deserialize;
use serde_json::Value as Json;

use super::message::{Answer, Request, encode_answer, read_frame, write_frame};
use crate::policy::bundle::Bundle;
use crate::policy::engine::{Prepared, rule_path};
use crate::policy::error::PolicyError;
use crate::policy::set::{Load, PolicySet, Settings};
use crate::policy::syntax::{Module, read_all};

/// Answers questions until there are no more.
pub fn serve(channel: &mut (impl Read + Write)) -> io::Result<()> {
    let mut bench: Option<Bench> = None;
    while let Some(frame) = read_frame(channel)? {
        let request: Request = serde_json::from_slice(&frame)?;
        drop(frame);
        let answer = match (request, &mut bench) {
            (Request::Load(bundles), place) => match Bench::new(bundles) {
                Ok(made) => {
                    *place = Some(made);
                    Answer::Done
                }
                Err(errors) => Answer::Refused(errors.into_iter().map(Into::into).collect()),
            },
            (_, None) => return Err(io::Error::from(io::ErrorKind::InvalidData)),
            (Request::ReadTests, Some(bench)) => {
                bench.read_tests();
                Answer::Done
            }
            (Request::Evaluate { rules, extra }, Some(bench)) => {
                let input = read_frame(channel)?.ok_or(io::ErrorKind::UnexpectedEof)?;
                answer(value_of(&input).and_then(|input| bench.evaluate(&rules, extra, input)))
            }
            (Request::Test { path, rule }, Some(bench)) => {
                answer(bench.test(&path, &rule).map(|value| vec![value]))
            }
        };
        write_frame(channel, &encode_answer(&answer))?;
        channel.flush()?;
    }
    Ok(())
}

fn answer(values: Result<Vec<Value>, String>) -> Answer {
    // JSON has no word for what is undefined; a rule that says nothing denies nothing.
    let defined = |value: Value| if value == Value::Undefined { Value::new_set() } else { value };
    match values {
        Ok(values) => Answer::Values(values.into_iter().map(defined).collect()),
        Err(message) => Answer::Failed(message),
    }
}

/// Reads an input. It may nest as deep as documents may, which the sender has bounded.
fn value_of(json: &[u8]) -> Result<Value, String> {
    let mut reader = serde_json::Deserializer::from_slice(json);
    reader.disable_recursion_limit();
    Value::deserialize(&mut reader).map_err(|_| "the document could not be handed over".to_owned())
}

/// The policies, and the engines that were needed so far.
struct Bench {
    bundles: Vec<Bundle>,
    set: PolicySet,
    /// By the rules that they answer for.
    engines: BTreeMap<Vec<String>, Prepared>,
    tests: Vec<Module>,
    /// By the path of the module of tests.
    test_engines: BTreeMap<String, Prepared>,
}

impl Bench {
    fn new(bundles: Vec<Vec<(String, String)>>) -> Result<Self, Vec<PolicyError>> {
        let bundles: Vec<Bundle> = bundles.into_iter().map(Bundle::from_files).collect();
        let settings = Settings::new();
        let load =
            Load { builtin: false, bundles: &bundles, active: &|_| true, settings: &settings, sandbox: None };
        let set = PolicySet::load(load)?;
        let (engines, tests, test_engines) = (BTreeMap::new(), Vec::new(), BTreeMap::new());
        Ok(Self { bundles, set, engines, tests, test_engines })
    }

    /// The values of rules of one group. An engine that fails is thrown away.
    fn evaluate(
        &mut self,
        rules: &[String],
        extra: Option<Json>,
        input: Value,
    ) -> Result<Vec<Value>, String> {
        let unknown = || "there is no such rule".to_owned();
        let find = |id: &String| self.set.rules().position(|rule| rule.id.as_str() == id);
        let indices: Vec<usize> = rules.iter().map(find).collect::<Option<_>>().ok_or_else(unknown)?;
        let mut engine = match self.engines.remove(rules) {
            Some(engine) => engine,
            None => {
                let groups = self.set.groups_of(&indices);
                let [group] = groups.as_slice() else { return Err("the rules do not go together".into()) };
                self.set.prepare(group, false)?
            }
        };
        if let Some(extra) = extra {
            engine.set_data(self.set.data_with(Value::from(extra)))?;
        }
        let values = match indices.as_slice() {
            [only] => {
                let policy = self.set.policies().get(*only).ok_or_else(unknown)?;
                vec![engine.rule(input, rule_path(&policy.package, &policy.entry))?]
            }
            several => {
                let all = engine.evaluate(input)?;
                several.iter().map(|index| all[index.to_string().as_str()].clone()).collect()
            }
        };
        self.engines.insert(rules.to_vec(), engine);
        Ok(values)
    }

    fn read_tests(&mut self) {
        let files = self.bundles.iter().flat_map(Bundle::files).filter(|file| file.is_test());
        let files: Vec<_> = files.map(|file| (file.path.as_str(), file.text.as_str(), false)).collect();
        self.tests = read_all(&files).into_iter().flatten().collect();
    }

    fn test(&mut self, path: &str, rule: &str) -> Result<Value, String> {
        // A process that takes the place of a lost one has not been told to.
        if self.tests.is_empty() {
            self.read_tests();
        }
        let module = self.tests.iter().find(|module| module.path == path);
        let module = module.ok_or("there is no such test")?;
        let mut engine = match self.test_engines.remove(path) {
            Some(engine) => engine,
            None => self.set.test_engine(module, &self.tests)?,
        };
        let value = engine.rule(Value::new_object(), rule_path(&module.package, rule))?;
        self.test_engines.insert(path.to_owned(), engine);
        Ok(value)
    }
}
