//! The functions over regular expressions, in place of the engine's own.
//!
//! Its own compile a pattern each time they are asked, and of a pattern that is too much for them some say that it
//! is none. For OPA such a pattern matches or does not: then a rule must fail, not fall silent.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use regex::Regex;
use regorus::{Engine, Value};

/// How many matches a text may have. More would fill the memory before anybody asks for time.
const MATCHES: usize = 1_000_000;

/// What a call gives, or why it gives nothing: undefined, unless failures of built-in functions are errors.
type Answer = Result<Value, &'static str>;

/// What the engine says of what is no pattern.
const INVALID: &str = "invalid regex";

/// The name, how many arguments it takes, and what it gives.
type Function = (&'static str, u8, fn(&[Value]) -> Answer);

const FUNCTIONS: [Function; 6] = [
    ("regex.find_all_string_submatch_n", 3, find_all),
    ("regex.find_n", 3, find),
    ("regex.is_valid", 1, is_valid),
    ("regex.match", 2, matches),
    ("regex.replace", 3, replace),
    ("regex.split", 2, split),
];

/// Gives the functions to an engine.
pub(super) fn register(engine: &mut Engine, strict: bool) -> Result<(), String> {
    for (name, arguments, call) in FUNCTIONS {
        let answer = move |given: Vec<Value>| match call(&given) {
            Ok(value) => Ok(value),
            Err(INVALID) if strict => Err(std::io::Error::other(INVALID).into()),
            Err(why) if strict => Err(std::io::Error::other(format!("`{name}` {why}")).into()),
            Err(_) => Ok(Value::Undefined),
        };
        engine.add_extension(name.to_owned(), arguments, Box::new(answer)).map_err(|e| e.to_string())?;
    }
    Ok(())
}

/// Whether the pattern of a call to the function of that name is its first argument, or which.
pub(super) fn pattern_of(function: &str) -> Option<usize> {
    match function {
        "regex.replace" => Some(1),
        // They judge the pattern, or take it apart first.
        "regex.is_valid" | "regex.template_match" => None,
        _ => function.starts_with("regex.").then_some(0),
    }
}

/// What is wrong with a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BadPattern {
    TooBig,
    Wrong,
}

/// What is wrong with a pattern, if anything is.
pub(super) fn check(pattern: &str) -> Option<BadPattern> {
    match Regex::new(pattern) {
        Ok(_) => None,
        Err(regex::Error::CompiledTooBig(_)) => Some(BadPattern::TooBig),
        Err(_) => Some(BadPattern::Wrong),
    }
}

thread_local! {
    /// What is said of a pattern that was met and is too much only for us.
    static BEYOND_US: Cell<Option<&'static str>> = const { Cell::new(None) };
}

/// What was met since it was last asked that is too much for us: that something is undefined for it must not be taken
/// for an answer.
pub(super) fn take_beyond_us() -> Option<&'static str> {
    BEYOND_US.take()
}

/// What is said of a pattern that OPA may take and we do not; `None` if it is wrong for both.
fn beyond_us(error: &regex::Error) -> Option<&'static str> {
    /// The crate's words for it, in the last line of what it says; the pattern stands in the lines before. It nests
    /// 250 deep at most, Go 1000.
    const NESTED: &str = "error: exceed the maximum number of nested";
    match error {
        regex::Error::CompiledTooBig(_) => Some("a pattern is too large when it is compiled"),
        regex::Error::Syntax(said) if said.lines().last()?.starts_with(NESTED) => {
            Some("a pattern is nested too deeply")
        }
        _ => None,
    }
}

fn is_valid(given: &[Value]) -> Answer {
    let Ok(pattern) = text(given, 0) else { return Ok(Value::from(false)) };
    Ok(Value::from(with_compiled(pattern, |_| ()).is_ok()))
}

fn matches(given: &[Value]) -> Answer {
    let whole = text(given, 1)?;
    with_compiled(text(given, 0)?, |regex| regex.is_match(whole)).map(Value::from)
}

fn replace(given: &[Value]) -> Answer {
    let (whole, with) = (text(given, 0)?, text(given, 2)?);
    with_compiled(text(given, 1)?, |regex| regex.replace_all(whole, with).into_owned()).map(Value::from)
}

fn split(given: &[Value]) -> Answer {
    let whole = text(given, 1)?;
    with_compiled(text(given, 0)?, |regex| listed(regex.split(whole).map(Value::from), None))
}

fn find(given: &[Value]) -> Answer {
    let (whole, most) = (text(given, 1)?, number(given, 2)?);
    let found = |regex: &Regex| listed(regex.find_iter(whole).map(|found| Value::from(found.as_str())), most);
    with_compiled(text(given, 0)?, found)
}

fn find_all(given: &[Value]) -> Answer {
    let (whole, most) = (text(given, 1)?, number(given, 2)?);
    let groups = |groups: regex::Captures<'_>| {
        let group = |group: Option<regex::Match<'_>>| Value::from(group.map_or("", |it| it.as_str()));
        Value::from(groups.iter().map(group).collect::<Vec<Value>>())
    };
    with_compiled(text(given, 0)?, |regex| listed(regex.captures_iter(whole).map(groups), most))
}

/// The first `most` of the values, all for none, as a list.
fn listed(mut values: impl Iterator<Item = Value>, most: Option<usize>) -> Value {
    let wanted = most.unwrap_or(usize::MAX).min(MATCHES);
    let list: Vec<Value> = values.by_ref().take(wanted).collect();
    if wanted == MATCHES && values.next().is_some() {
        BEYOND_US.set(Some("a pattern matches too often"));
    }
    Value::from(list)
}

fn text(given: &[Value], place: usize) -> Result<&str, &'static str> {
    match given.get(place) {
        Some(Value::String(text)) => Ok(text),
        _ => Err("expects strings"),
    }
}

/// How many matches are wanted; all for a number below zero.
fn number(given: &[Value], place: usize) -> Result<Option<usize>, &'static str> {
    let wanted = given.get(place).and_then(|value| value.as_i64().ok()).ok_or("expects a whole number")?;
    Ok(usize::try_from(wanted).ok())
}

/// Runs on the compiled pattern. Patterns are compiled once per thread.
fn with_compiled<T>(pattern: &str, run: impl FnOnce(&Regex) -> T) -> Result<T, &'static str> {
    /// More patterns than any set of policies has; reached only by patterns that are computed.
    const KEPT: usize = 4096;
    thread_local! {
        static COMPILED: RefCell<HashMap<String, Result<Regex, regex::Error>>> = RefCell::new(HashMap::new());
    }
    COMPILED.with_borrow_mut(|compiled| {
        if compiled.len() >= KEPT {
            compiled.clear();
        }
        if !compiled.contains_key(pattern) {
            compiled.insert(pattern.to_owned(), Regex::new(pattern));
        }
        match compiled.get(pattern) {
            Some(Ok(regex)) => Ok(run(regex)),
            Some(Err(error)) => {
                if let Some(what) = beyond_us(error) {
                    BEYOND_US.set(Some(what));
                }
                Err(INVALID)
            }
            None => Err(INVALID),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, given: &str, expected: Result<&str, &str>) {
        let (_, _, call) = FUNCTIONS.into_iter().find(|(known, ..)| *known == name).unwrap();
        let given: Vec<Value> =
            Value::from_json_str(given).unwrap().as_array().unwrap().iter().cloned().collect();
        let expected = expected.map(|json| Value::from_json_str(json).unwrap());
        assert_eq!(call(&given), expected, "{name} of {given:?}");
    }

    /// The answers are those of <https://www.openpolicyagent.org/docs/policy-reference/builtins/regex>.
    #[test]
    fn functions_answer_as_opa_does() {
        check("regex.match", r#"["^a+$", "aa"]"#, Ok("true"));
        check("regex.match", r#"["(", "aa"]"#, Err("invalid regex"));
        check("regex.match", r#"["a", 1]"#, Err("expects strings"));
        check("regex.replace", r#"["a1b22", "[0-9]+", "<$0>"]"#, Ok(r#""a<1>b<22>""#));
        check("regex.split", r#"["/+", "a//b/c"]"#, Ok(r#"["a","b","c"]"#));
        check("regex.split", r#"["x", ""]"#, Ok(r#"[""]"#));
        check("regex.find_n", r#"["[0-9]", "a1b2c3", 2]"#, Ok(r#"["1","2"]"#));
        check("regex.find_n", r#"["[0-9]", "a1b2c3", -1]"#, Ok(r#"["1","2","3"]"#));
        check("regex.find_n", r#"["[0-9]", "a1", 1.5]"#, Err("expects a whole number"));
        check("regex.find_n", r#"["[0-9]", "a", -1]"#, Ok("[]"));
        let pairs = r#"["([a-z])(=)?([0-9])", "a=1 b2", -1]"#;
        check("regex.find_all_string_submatch_n", pairs, Ok(r#"[["a=1","a","=","1"],["b2","b","","2"]]"#));
        check("regex.is_valid", r#"["("]"#, Ok("false"));
        check("regex.is_valid", r#"["(a)"]"#, Ok("true"));
        check("regex.is_valid", "[1]", Ok("false"));
        assert_eq!(take_beyond_us(), None);
    }

    #[test]
    fn what_is_too_much_for_us_is_no_answer() {
        let nested = format!("{}a{}", "(".repeat(251), ")".repeat(251));
        assert_eq!(is_valid(&[Value::from(nested)]), Ok(Value::from(false)));
        assert_eq!(take_beyond_us(), Some("a pattern is nested too deeply"));
        assert_eq!(split(&[Value::from("(a{1000}){1000}"), Value::from("a")]), Err(INVALID));
        assert_eq!(take_beyond_us(), Some("a pattern is too large when it is compiled"));
        let many = "a".repeat(MATCHES + 1);
        assert!(find(&[Value::from("a"), Value::from(many), Value::from(-1)]).is_ok());
        assert_eq!(take_beyond_us(), Some("a pattern matches too often"));
    }
}
