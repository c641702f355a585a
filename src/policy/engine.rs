//! One prepared engine for about ten modules. The only module that runs Rego.

use std::num::{NonZeroU32, NonZeroUsize};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use regorus::utils::limits::ExecutionTimerConfig;
use regorus::{Engine, PolicyLengthConfig, Value};

use super::check::ENTRY_PACKAGE;
use super::regexes;
use super::syntax::Module;
use crate::limits;

/// Tests of what never ends should end.
pub(super) const EVALUATION: Duration = if cfg!(test) { Duration::from_secs(1) } else { limits::EVALUATION };

/// An engine with its modules, evaluated once so that clones of it cost nothing.
#[derive(Debug, Clone)]
pub(super) struct Prepared(Engine);

/// How an engine is made.
#[derive(Debug, Clone, Copy)]
pub(super) struct Setup<'a> {
    pub(super) modules: &'a [&'a Module],
    /// The rules whose values are collected: a key, the package, the rule's name.
    pub(super) entries: &'a [(String, Vec<String>, String)],
    pub(super) data: &'a Value,
    /// Whether a built-in function that fails is an error rather than undefined.
    pub(super) strict: bool,
    /// Whether lines that ran are remembered.
    pub(super) coverage: bool,
}

impl Prepared {
    /// Loads and prepares; the error is the engine's text.
    pub(super) fn new(setup: Setup<'_>) -> Result<Self, String> {
        let made = guarded(|| {
            let mut engine = Engine::new();
            engine.set_policy_length_config(lengths());
            engine.set_gather_prints(true);
            engine.set_execution_timer_config(timer());
            if !setup.strict {
                engine.set_strict_builtin_errors(false);
            }
            regexes::register(&mut engine, setup.strict)?;
            for module in setup.modules {
                engine.set_rego_v0(module.v0);
                engine.add_policy(module.path.clone(), module.text.clone()).map_err(|e| e.to_string())?;
            }
            engine.set_rego_v0(false);
            engine
                .add_policy(String::new(), entry_module(setup.entries, setup.strict))
                .map_err(|e| e.to_string())?;
            engine.add_data(setup.data.clone()).map_err(|e| e.to_string())?;
            engine.set_enable_coverage(setup.coverage);
            engine.set_input(Value::new_object());
            // With nothing to look at, a rule may well fail; what counts is that the modules can be scheduled.
            let prepared = engine.eval_rule(format!("data.{ENTRY_PACKAGE}.prepared"));
            prepared.map(|_| engine).map_err(|error| error.to_string())
        });
        made.and_then(|engine| engine).map(Self)
    }

    /// The collected values of all entries, an object by their keys. After an error the engine is not to be
    /// used again.
    pub(super) fn evaluate(&mut self, input: Value) -> Result<Value, String> {
        self.rule(input, format!("data.{ENTRY_PACKAGE}.result"))
    }

    /// The value of one rule. After an error the engine is not to be used again.
    pub(super) fn rule(&mut self, input: Value, path: String) -> Result<Value, String> {
        let engine = &mut self.0;
        regexes::take_beyond_us();
        let value = guarded(|| {
            engine.set_input(input);
            let value = engine.eval_rule(path).map_err(|error| error.to_string());
            // What policies print is for no one here; left in place it would pile up.
            let _ = engine.take_prints();
            value
        });
        let value = value.and_then(|value| value).map_err(|error| said(&error))?;
        match regexes::take_beyond_us() {
            Some(what) => Err(what.to_owned()),
            None => Ok(value),
        }
    }

    /// Replaces all data. The engine must prepare itself again, which costs milliseconds.
    pub(super) fn set_data(&mut self, data: Value) -> Result<(), String> {
        self.0.clear_data();
        self.0.add_data(data).map_err(|error| error.to_string())
    }

    /// The lines of a module that ran and those that did not.
    pub(super) fn covered(&self, path: &str) -> Option<(Vec<u32>, Vec<u32>)> {
        let report = self.0.get_coverage_report().ok()?;
        let file = report.files.into_iter().find(|file| file.path == path)?;
        Some((file.covered.into_iter().collect(), file.not_covered.into_iter().collect()))
    }
}

/// The path of a rule in `data`.
pub(super) fn rule_path(package: &[String], rule: &str) -> String {
    let mut path = package_path(package);
    path.push('.');
    path.push_str(rule);
    path
}

fn package_path(package: &[String]) -> String {
    let mut path = String::from("data");
    for part in package {
        let plain = part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        match plain && !part.starts_with(|c: char| c.is_ascii_digit()) {
            true => path.extend([".", part]),
            false => path.push_str(&format!("[{}]", serde_json::Value::from(part.as_str()))),
        }
    }
    path
}

/// A module whose one rule holds what every entry says.
///
/// Our own rules are sets, which are empty rather than undefined, so they are asked for by name. Asking for a
/// whole package would evaluate its other rules too.
fn entry_module(entries: &[(String, Vec<String>, String)], sets: bool) -> String {
    let mut text = format!("package {ENTRY_PACKAGE}\n\nprepared := true\n\nresult := {{\n");
    for (key, package, rule) in entries {
        if sets {
            text.push_str(&format!("\t{key:?}: {},\n", rule_path(package, rule)));
            continue;
        }
        // A rule that is undefined must not make all of them so.
        text.push_str(&format!("\t{key:?}: object.get({}, {rule:?}, set()),\n", package_path(package)));
    }
    text.push_str("}\n");
    text
}

/// Runs what may panic: some of the engine's functions do on odd arguments.
fn guarded<T>(run: impl FnOnce() -> T) -> Result<T, String> {
    // What the panic says may quote the document, which may hold secrets.
    catch_unwind(AssertUnwindSafe(run)).map_err(|_| "the policy engine panicked".to_owned())
}

/// An error in the same words each time, and in none of the document's: the engine's own errors say how many
/// nanoseconds passed, and quote values, which may be secrets.
fn said(error: &str) -> String {
    if error.contains("exceeded time limit") {
        return too_slow();
    }
    // The first marker is the engine's; later ones may stand in a value.
    let message = error.lines().find_map(|line| line.trim_start().strip_prefix("error: ")).unwrap_or(error);
    let message = harmless(message.trim()).unwrap_or("the evaluation failed");
    let place = error.lines().find_map(|line| line.trim().strip_prefix("--> "));
    match place.filter(|place| !place.starts_with(':')) {
        Some(place) => format!("{place}: {message}"),
        None => message.to_owned(),
    }
}

/// What is said of a rule that ran into the time limit.
pub(super) fn too_slow() -> String {
    format!("it took longer than {} s for a document", EVALUATION.as_secs())
}

/// The part of a message that quotes no value, for the messages that are known.
fn harmless(message: &str) -> Option<&str> {
    const WHOLE: &[&str] = &[
        "the policy engine panicked",
        "could not find function",
        "complete rules should not produce multiple outputs",
        "function produced multiple outputs",
        "invalid regex",
        "no argument specified for format verb",
    ];
    if let Some(known) = WHOLE.iter().find(|known| message.starts_with(**known)) {
        return Some(known);
    }
    // "`lower` expects string argument. Got …"
    let (name, rest) = message.strip_prefix('`')?.split_once("` ")?;
    let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || "._ ".contains(c));
    let verb = rest.starts_with("expects ") || rest.starts_with("requires ");
    let end = rest.find(['.', '`']).unwrap_or(rest.len());
    (plain && verb).then(|| message.get(..name.len() + 3 + end)).flatten()
}

fn lengths() -> PolicyLengthConfig {
    let mut lengths = PolicyLengthConfig::default();
    lengths.max_col = NonZeroU32::new(limits::POLICY_COLUMNS).unwrap_or(lengths.max_col);
    // A little more than a policy may have, for the generated entry.
    lengths.max_file_bytes = NonZeroUsize::new(2 * limits::POLICY_BYTES).unwrap_or(lengths.max_file_bytes);
    lengths
}

fn timer() -> ExecutionTimerConfig {
    const BETWEEN_CHECKS: NonZeroU32 = match NonZeroU32::new(64) {
        Some(units) => units,
        None => NonZeroU32::MIN,
    };
    ExecutionTimerConfig { limit: EVALUATION, check_interval: BETWEEN_CHECKS }
}
