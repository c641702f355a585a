//! What policies answer: a string, conftest's `{"msg"}`, or ours with a place and a fix.
//!
//! Errors quote no value of an answer: it may hold a secret of the document.

use regorus::Value;
use serde_json::{Map, Value as Json};

use super::{Applicability, Denial, ProposedFix};
use crate::document::{PatchOp, Route, Step};
use crate::limits;

/// How strictly an answer is read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading {
    /// The rule that answered.
    pub(super) rule: usize,
    /// What its fixes are unless the answer says otherwise.
    pub(super) fix: Option<Applicability>,
    /// Whether an unknown key is a mistake. A user's policies may carry keys for other tools.
    pub(super) strict: bool,
    /// Whether a place may begin with `"true"` where the document has `on`.
    pub(super) renamed_on: bool,
}

/// An answer about one of several documents.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Answer {
    /// The document's place in `input.documents`, for project rules.
    pub(super) document: Option<usize>,
    pub(super) denial: Denial,
    /// Related places in other documents.
    pub(super) elsewhere: Vec<(usize, Route, String)>,
}

/// The value as plain data. Sets are lists.
pub(super) fn to_json(value: &Value) -> Result<Json, String> {
    serde_json::to_value(value).map_err(|error| error.to_string())
}

/// Reads what a rule's set, or its single value, holds.
pub(super) fn read(value: &Value, reading: Reading) -> Result<Vec<Answer>, String> {
    let one = |value: &Value| answer(&to_json(value)?, reading);
    let count = match value {
        Value::Set(set) => set.len(),
        Value::Array(list) => list.len(),
        Value::Object(object) => object.len(),
        _ => 0,
    };
    if count > limits::DENIALS && !reading.strict {
        return Err(format!("it denies more than {} things in one document", limits::DENIALS));
    }
    match value {
        Value::Undefined => Ok(Vec::new()),
        Value::Set(set) => set.iter_sorted().map(one).collect(),
        Value::Array(list) => list.iter().map(one).collect(),
        // `deny := true`, or a message that is the rule's whole value.
        Value::Bool(false) => Ok(Vec::new()),
        Value::Bool(true) => Ok(vec![answer(&Json::from("denied"), reading)?]),
        Value::String(_) => Ok(vec![one(value)?]),
        // A partial object, `deny[name] := answer`.
        Value::Object(object) => object.iter_sorted().map(|(_, value)| one(value)).collect(),
        _ => Err("the rule's value is no set of denials".to_owned()),
    }
}

const TOO_LONG: &str = "a denial's message is longer than 16 KiB";

fn answer(json: &Json, reading: Reading) -> Result<Answer, String> {
    let denial = |message: &str, at: Route| Denial {
        rule: reading.rule,
        message: message.to_owned(),
        at,
        related: Vec::new(),
        fix: None,
    };
    let map = match json {
        Json::String(message) if message.len() > limits::MESSAGE_BYTES && !reading.strict => {
            return Err(TOO_LONG.to_owned());
        }
        Json::String(message) => {
            let denial = denial(message, Route::root());
            return Ok(Answer { document: None, denial, elsewhere: Vec::new() });
        }
        Json::Object(map) => map,
        _ => return Err("a denial must be text or an object".to_owned()),
    };
    let message = map.get("msg").and_then(Json::as_str).filter(|message| !message.is_empty());
    let message = message.ok_or("a denial lacks \"msg\", its message")?;
    if message.len() > limits::MESSAGE_BYTES && !reading.strict {
        return Err(TOO_LONG.to_owned());
    }
    if reading.strict {
        known_keys(map, &["msg", "at", "related", "fix", "document"], "denial")?;
    }
    let at = match (map.get("at"), reading.strict) {
        (None, _) => Route::root(),
        (Some(at), true) => route(at, reading)?,
        (Some(at), false) => route(at, reading).unwrap_or_default(),
    };
    let document = if reading.strict { index(map, "document")? } else { None };
    let mut answer = Answer { document, denial: denial(message, at), elsewhere: Vec::new() };
    if !reading.strict && !map.contains_key("at") {
        return Ok(answer);
    }
    for related in list(map, "related")? {
        let related = related.as_object().ok_or("a related place must be an object")?;
        known_keys(related, &["at", "msg", "document"], "related place")?;
        let at = related.get("at").ok_or("a related place lacks \"at\"")?;
        let word = related.get("msg").and_then(Json::as_str).ok_or("a related place lacks \"msg\"")?;
        let (at, word) = (route(at, reading)?, word.to_owned());
        match index(related, "document")? {
            Some(document) => answer.elsewhere.push((document, at, word)),
            None => answer.denial.related.push((at, word)),
        }
    }
    answer.denial.fix = map.get("fix").map(|json| fix(json, reading)).transpose()?;
    Ok(answer)
}

fn fix(json: &Json, reading: Reading) -> Result<ProposedFix, String> {
    let map = json.as_object().ok_or("a fix must be an object")?;
    known_keys(map, &["title", "applicability", "ops"], "fix")?;
    let title = map.get("title").and_then(Json::as_str).ok_or("a fix lacks \"title\"")?;
    let applicability = match map.get("applicability") {
        Some(name) => {
            let known = name.as_str().and_then(Applicability::from_name);
            known.ok_or("unknown applicability: it is safe, unsafe or manual")?
        }
        None if reading.strict => reading.fix.ok_or("the rule has a fix, but its metadata has no `fix`")?,
        // What nobody vouches for is only shown.
        None => reading.fix.unwrap_or(Applicability::Manual),
    };
    let read = |json: &Json| PatchOp::from_json(json).map(|op| renamed(op, reading));
    let ops = list(map, "ops")?.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    if ops.is_empty() {
        return Err("a fix lacks \"ops\"".to_owned());
    }
    Ok(ProposedFix { title: title.to_owned(), applicability, ops })
}

fn known_keys(map: &Map<String, Json>, known: &[&str], what: &str) -> Result<(), String> {
    match map.keys().find(|key| !known.contains(&key.as_str())) {
        Some(key) => Err(format!("unknown key {key:?} in a {what}: it has {}", known.join(", "))),
        None => Ok(()),
    }
}

fn list<'a>(map: &'a Map<String, Json>, key: &str) -> Result<&'a [Json], String> {
    match map.get(key) {
        None => Ok(&[]),
        Some(Json::Array(items)) => Ok(items),
        Some(_) => Err(format!("{key:?} must be a list")),
    }
}

fn index(map: &Map<String, Json>, key: &str) -> Result<Option<usize>, String> {
    let read = |json: &Json| json.as_u64().and_then(|index| usize::try_from(index).ok());
    let wrong = || format!("{key:?} must be an index into input.documents");
    map.get(key).map(|json| read(json).ok_or_else(wrong)).transpose()
}

fn route(json: &Json, reading: Reading) -> Result<Route, String> {
    let read = Route::from_json(json).map(|route| back(route, reading));
    read.ok_or_else(|| "a place must be a list of keys and indices".to_owned())
}

/// A place as the document has it, where the policy saw `on` under another name.
fn back(mut route: Route, reading: Reading) -> Route {
    if let (true, Some(Step::Key(key))) = (reading.renamed_on, route.0.first_mut())
        && key == "true"
    {
        *key = "on".to_owned();
    }
    route
}

fn renamed(mut op: PatchOp, reading: Reading) -> PatchOp {
    match &mut op {
        PatchOp::Set { at, .. }
        | PatchOp::Insert { at, .. }
        | PatchOp::Remove { at }
        | PatchOp::Replace { at, .. }
        | PatchOp::Rename { at, .. } => *at = back(std::mem::take(at), reading),
    }
    op
}
