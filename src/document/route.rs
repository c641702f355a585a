//! Routes: symbolic places in a document.

use std::fmt;

/// One step of a [`Route`].
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    /// Into a mapping.
    Key(String),
    /// Into a list, from 0.
    Index(usize),
    /// Into a string: bytes `start..end` of its value as the consumer reads it. Only as the last step;
    /// in JSON `{"slice": [start, end]}`. This is how a policy points at one word of a script.
    Slice(usize, usize),
}

/// A path of steps from a document's root, such as `spec.containers[0].image`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Route(pub Vec<Step>);

impl Route {
    /// The route of a document's root.
    pub fn root() -> Self {
        Self::default()
    }

    /// This route and one step more.
    #[must_use]
    pub fn join(&self, step: Step) -> Self {
        let mut steps = self.0.clone();
        steps.push(step);
        Self(steps)
    }

    /// This route and one more key.
    #[must_use]
    pub fn key(&self, key: &str) -> Self {
        self.join(Step::Key(key.to_owned()))
    }

    /// This route and one more index.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        self.join(Step::Index(index))
    }

    /// Reads a route from JSON: strings are keys, numbers are indices, `{"slice": [a, b]}` is a slice.
    /// `None` if the value has another shape.
    pub fn from_json(value: &serde_json::Value) -> Option<Self> {
        let step = |v: &serde_json::Value| match v {
            serde_json::Value::String(key) => Some(Step::Key(key.clone())),
            serde_json::Value::Number(index) => Some(Step::Index(usize::try_from(index.as_u64()?).ok()?)),
            serde_json::Value::Object(map) => {
                let bounds = map.get("slice")?.as_array()?;
                let bound = |i: usize| usize::try_from(bounds.get(i)?.as_u64()?).ok();
                (bounds.len() == 2 && map.len() == 1).then_some(())?;
                Some(Step::Slice(bound(0)?, bound(1)?))
            }
            _ => None,
        };
        value.as_array()?.iter().map(step).collect::<Option<Vec<_>>>().map(Self)
    }

    /// The route as JSON, the inverse of [`Route::from_json`].
    pub fn to_json(&self) -> serde_json::Value {
        let step = |step: &Step| match step {
            Step::Key(key) => serde_json::Value::from(key.as_str()),
            Step::Index(index) => serde_json::Value::from(*index),
            Step::Slice(start, end) => serde_json::json!({ "slice": [start, end] }),
        };
        self.0.iter().map(step).collect()
    }
}

impl FromIterator<Step> for Route {
    fn from_iter<I: IntoIterator<Item = Step>>(steps: I) -> Self {
        Self(steps.into_iter().collect())
    }
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, step) in self.0.iter().enumerate() {
            let plain = |key: &str| {
                !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-')
            };
            match step {
                Step::Key(key) if plain(key) && i > 0 => write!(f, ".{key}")?,
                Step::Key(key) if plain(key) => f.write_str(key)?,
                Step::Key(key) => write!(f, "[{key:?}]")?,
                Step::Index(index) => write!(f, "[{index}]")?,
                Step::Slice(start, end) => write!(f, "[{start}..{end}]")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[track_caller]
    fn check(json: serde_json::Value, shown: Option<&str>) {
        let route = Route::from_json(&json);
        assert_eq!(route.as_ref().map(ToString::to_string).as_deref(), shown);
        if let Some(route) = route {
            assert_eq!(route.to_json(), json);
        }
    }

    #[test]
    fn routes_read_and_print() {
        check(json!(["spec", "containers", 0, "image"]), Some("spec.containers[0].image"));
        check(json!(["a.b", "c"]), Some("[\"a.b\"].c"));
        check(json!(["run", {"slice": [2, 5]}]), Some("run[2..5]"));
        check(json!([]), Some(""));
        check(json!([true]), None);
        check(json!([-1]), None);
        check(json!("spec"), None);
    }
}
