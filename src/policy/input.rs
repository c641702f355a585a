//! What policies see: a document's tree as the engine's value, and the reserved key beside it.

use std::collections::HashMap;

use regorus::Value;
use serde_json::{Value as Json, json};

use crate::document::{Data, Document, FileKind, NodeId, Route, Script, Step, Style, Tree, Via, shell};
use crate::text::Span;

/// The key under which built-in policies find what is not in the document.
pub(super) const RESERVED: &str = "__gatecheck";

/// The tree as the engine's value.
pub(super) fn value_of(tree: &Tree) -> Value {
    Converter { tree, shared: HashMap::new() }.convert(tree.root, false)
}

/// The input of a user's policy that does not use the library: the document and nothing else.
pub(super) fn foreign(document: &Document, value: &Value) -> Value {
    let mut input = with_on_renamed(document, value);
    // A document that brings the reserved key would answer for the library.
    if let Ok(object) = input.as_object_mut()
        && object.contains_key(&Value::from(RESERVED))
    {
        object.remove(&Value::from(RESERVED));
    }
    input
}

/// The input as users' policies know it: other tools read a workflow as YAML 1.1, where `on` is a truth value.
pub(super) fn with_on_renamed(document: &Document, value: &Value) -> Value {
    let mut input = value.clone();
    if document.kind == FileKind::GithubActions
        && let Ok(object) = input.as_object_mut()
        && let Some(events) = object.remove(&Value::from("on"))
    {
        object.insert(Value::from("true"), events);
    }
    input
}

/// The input of a built-in policy: the document with the reserved key. A document that is no mapping stands
/// at `root` under that key.
pub(super) fn ours(document: &Document, value: &Value, view: Option<Value>) -> Value {
    let mut extra = Value::from(json!({
        "file": file(document),
        "scripts": scripts(document),
    }));
    let mut input = match value {
        Value::Object(_) => value.clone(),
        _ => Value::new_object(),
    };
    if let Ok(object) = extra.as_object_mut() {
        if !matches!(value, Value::Object(_)) {
            object.insert(Value::from("root"), value.clone());
        }
        if let Some(view) = view {
            object.insert(Value::from("view"), view);
        }
    }
    if let Ok(object) = input.as_object_mut() {
        object.insert(Value::from(RESERVED), extra);
    }
    input
}

/// What is said about the file: its path, kind and the document's place in it.
pub(super) fn file(document: &Document) -> Json {
    json!({
        "path": document.source.path.as_str(),
        "kind": document.kind.name(),
        "part": document.part,
    })
}

/// The document's shell scripts with their commands. A Dockerfile's are in its value already; these have
/// the same fields, and `words`, the routes of their words, since they are no part of the value.
fn scripts(document: &Document) -> Json {
    let script = |script: Script| {
        let commands =
            if shell::is_shell(&script.shell) { shell::commands(&script.text) } else { Vec::new() };
        let commands: Json = commands.iter().map(|command| command_of(command, &script.at)).collect();
        json!({
            "at": script.at.to_json(),
            "shell": script.shell,
            "text": script.text,
            "commands": commands,
        })
    };
    document.scripts().into_iter().map(script).collect()
}

fn command_of(command: &shell::Command, script: &Route) -> Json {
    let place = |span: Span| script.join(Step::Slice(span.range().start, span.range().end)).to_json();
    let text = |word: &shell::Word| Json::from(word.text.as_str());
    let words = std::iter::once(&command.name).chain(&command.args);
    let env = command.assignments.iter().map(|it| (it.name.clone(), text(&it.value)));
    let redirects = command.redirects.iter().map(|it| json!({"op": it.op, "target": it.target.text}));
    json!({
        "name": text(&command.name),
        "args": command.args.iter().map(text).collect::<Json>(),
        "literal": command.args.iter().map(|arg| Json::from(arg.literal)).collect::<Json>(),
        "program": command.program(),
        "effective": command.effective,
        "piped": command.piped,
        "into": command.into,
        "inside": command.inside,
        "env": env.collect::<serde_json::Map<_, _>>(),
        "redirects": redirects.collect::<Json>(),
        "at": place(command.span),
        "words": words.map(|word| place(word.span)).collect::<Json>(),
    })
}

struct Converter<'a> {
    tree: &'a Tree,
    /// Collections reached through an alias or a merge key, which may be reached many times.
    shared: HashMap<NodeId, Value>,
}

impl Converter<'_> {
    // The depth is bounded by `limits::DEPTH`, which parsers hold.
    fn convert(&mut self, id: NodeId, shared: bool) -> Value {
        let node = self.tree.node(id);
        let shared = shared || node.style == Style::Alias;
        match &node.data {
            Data::Null => Value::Null,
            Data::Bool(b) => Value::from(*b),
            Data::Number(n) => number(n),
            Data::String(s) => Value::from(&**s),
            Data::List(_) | Data::Map(_) if shared => match self.shared.get(&id) {
                Some(value) => value.clone(),
                None => {
                    let value = self.collection(id, true);
                    self.shared.insert(id, value.clone());
                    value
                }
            },
            Data::List(_) | Data::Map(_) => self.collection(id, false),
        }
    }

    fn collection(&mut self, id: NodeId, shared: bool) -> Value {
        match &self.tree.node(id).data {
            Data::List(items) => {
                Value::from(items.iter().map(|item| self.convert(*item, shared)).collect::<Vec<_>>())
            }
            Data::Map(members) => {
                let mut value = Value::new_object();
                // Of merged keys the first counts, of written ones the last, and written ones before merged.
                let merged = members.iter().rev().filter(|member| member.via == Via::Merge);
                let direct = members.iter().filter(|member| member.via == Via::Direct);
                if let Ok(object) = value.as_object_mut() {
                    for member in merged.chain(direct) {
                        let inner = self.convert(member.value, shared || member.via == Via::Merge);
                        object.insert(Value::from(&*member.key), inner);
                    }
                }
                value
            }
            _ => Value::Null,
        }
    }
}

fn number(n: &serde_json::Number) -> Value {
    match (n.as_i64(), n.as_u64(), n.as_f64()) {
        (Some(n), ..) => Value::from(n),
        (None, Some(n), _) => Value::from(n),
        (None, None, n) => n.map_or(Value::Null, Value::from),
    }
}
