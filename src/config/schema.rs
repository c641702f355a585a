//! The JSON Schema of `gatecheck.yaml`, for completion in editors.
//!
//! It is made of the same table that files are checked by. The ids of rules and profiles are offered, not
//! demanded: a repository's own policies bring more.

use serde_json::{Map, Value as Json, json};

use super::Known;
use super::shape::{Field, Format, ROOT, RULE, Shape};
use crate::policy::{Rule, Severity};

/// The schema, with the names of the rules that are known.
pub fn schema(known: &Known<'_>) -> Json {
    let mut rules: Vec<&Rule> = known.all().collect();
    rules.sort_by(|a, b| a.id.cmp(&b.id));
    let mut groups: Vec<String> = rules.iter().map(|rule| format!("{}/*", rule.id.group())).collect();
    groups.dedup();
    let ids = rules.iter().map(|rule| rule.id.to_string());
    let names: Vec<String> = groups.into_iter().chain(ids).collect();
    let mut schema = ROOT.schema();
    let head = [
        ("$schema", json!("http://json-schema.org/draft-07/schema#")),
        ("title", json!("gatecheck.yaml")),
        ("description", json!("What stops a deployment, and what is accepted.")),
    ];
    let mut whole: Map<String, Json> = head.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
    schema["properties"]["version"] = json!({"enum": [1], "description": "The version of this format."});
    schema["properties"]["rules"]["properties"] =
        rules.iter().map(|rule| (rule.id.to_string(), of_rule(rule))).collect();
    if let Json::Object(fields) = schema {
        whole.extend(fields);
    }
    whole.insert(
        "definitions".to_owned(),
        json!({
            "rule": offered(&names),
            "profile": offered(&known.profiles()),
            "rule-keys": RULE.schema(),
        }),
    );
    Json::Object(whole)
}

/// Any text, of which editors offer some.
fn offered<T: AsRef<str>>(names: &[T]) -> Json {
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    // A list of choices must not be empty.
    let text = json!({"type": "string", "minLength": 1});
    if names.is_empty() { text } else { json!({"anyOf": [{"enum": names}, text]}) }
}

/// What one rule can be told.
fn of_rule(rule: &Rule) -> Json {
    let mut schema = json!({
        "description": format!("{} ({})", rule.title, rule.severity),
        "allOf": [{"$ref": "#/definitions/rule-keys"}],
    });
    let setting = |setting: &crate::policy::Setting| {
        let about = json!({"description": setting.description, "default": setting.default});
        (setting.name.clone(), about)
    };
    if !rule.settings.is_empty() {
        let settings: Map<String, Json> = rule.settings.iter().map(setting).collect();
        schema["properties"] = json!({"settings": {"properties": settings}});
    }
    schema
}

impl Shape {
    fn schema(&self) -> Json {
        match self {
            Self::Flag => json!({"type": "boolean"}),
            Self::Count => json!({"type": "integer", "minimum": 0}),
            Self::Text(format) => format.schema(),
            Self::List(item) => json!({"type": ["array", "null"], "items": item.schema()}),
            // Rules are the only things that are named.
            Self::Named(_) => {
                json!({"type": ["object", "null"], "additionalProperties": {"$ref": "#/definitions/rule-keys"}})
            }
            Self::Either(format, fields) => {
                json!({"anyOf": [format.schema(), Self::Record(fields).schema()]})
            }
            Self::Open => json!({"type": ["object", "null"]}),
            Self::Record(fields) => record(fields),
        }
    }
}

fn record(fields: &[Field]) -> Json {
    let property = |field: &Field| {
        let mut schema = field.shape.schema();
        schema["description"] = field.about.into();
        (field.key.to_owned(), schema)
    };
    let properties: Map<String, Json> = fields.iter().map(property).collect();
    let required: Vec<&str> = fields.iter().filter(|it| it.required).map(|it| it.key).collect();
    let mut schema = json!({"type": "object", "properties": properties, "additionalProperties": false});
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    schema
}

impl Format {
    fn schema(self) -> Json {
        // Beside a reference nothing else is read, so it stands in a list of its own.
        let defined = |name: &str| json!({"allOf": [{"$ref": format!("#/definitions/{name}")}]});
        match self {
            Self::Severity => json!({"enum": Severity::ALL.map(Severity::name)}),
            Self::Date => json!({"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}),
            Self::Release => json!({"type": "string", "pattern": "^v?[0-9]+\\.[0-9]+(\\.[0-9]+)?$"}),
            Self::Rules => defined("rule"),
            Self::Profile => defined("profile"),
            Self::Any | Self::Glob => json!({"type": "string", "minLength": 1}),
        }
    }
}
