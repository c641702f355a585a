//! What build runners and terminals obey.

use std::collections::BTreeMap;

use crate::hostile::is_raw_control;

/// A command that a build runner would obey.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Order {
    pub(super) name: String,
    pub(super) properties: BTreeMap<String, String>,
    pub(super) data: String,
}

/// The commands of GitHub's runner (its `ActionCommand.TryParseV2` and `TryParse`), of Azure's agent and of
/// TeamCity in one line of a log. The runners know only some names; here every name is one.
pub(super) fn orders(line: &str) -> Vec<Order> {
    let mut found = Vec::new();
    let unescaped = |text: &str, property: bool| {
        let text = text.replace("%0D", "\r").replace("%0A", "\n");
        let text = if property { text.replace("%3A", ":").replace("%2C", ",") } else { text };
        text.replace("%25", "%")
    };
    let trimmed = line.trim_start();
    if let Some((info, data)) = trimmed.strip_prefix("::").and_then(|rest| rest.split_once("::")) {
        let (name, properties) = info.split_once(' ').unwrap_or((info, ""));
        let properties = properties.trim().split(',').filter_map(|pair| pair.split_once('='));
        found.push(Order {
            name: name.to_owned(),
            properties: properties.map(|(key, value)| (key.to_owned(), unescaped(value, true))).collect(),
            data: unescaped(data, false),
        });
    }
    for (key, end) in [("##[", "]"), ("##vso[", "]"), ("##teamcity[", "]")] {
        if let Some((info, data)) = line.split_once(key).and_then(|(_, rest)| rest.split_once(end)) {
            let name = format!("{key}{}", info.split(' ').next().unwrap_or_default());
            found.push(Order { name, properties: BTreeMap::new(), data: data.to_owned() });
        }
    }
    found
}

#[test]
fn the_runners_commands_are_known() {
    let names = |line: &str| orders(line).into_iter().map(|order| order.name).collect::<Vec<_>>();
    assert_eq!(names(" \t::error file=a::b"), ["error"]);
    assert_eq!(names("a ##[error]b"), ["##[error"]);
    assert_eq!(names("x##vso[task.setvariable variable=a]b"), ["##vso[task.setvariable"]);
    assert_eq!(names("##teamcity[buildStatus text='a']"), ["##teamcity[buildStatus"]);
    assert_eq!(orders("::error file=a%3Ab,line=1::c%0Ad")[0].properties["file"], "a:b");
    for line in ["a ::error::b", ": :error::b", "## [error]b", "+::error::b", "::error", "# [a]"] {
        assert!(orders(line).is_empty(), "{line}");
    }
}

/// What is obeyed in a text that a log or a terminal shows, if anything is.
pub(super) fn obeyed(text: &str) -> Option<String> {
    let lines = || text.split(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']);
    let order = lines().find(|line| !orders(line).is_empty()).map(|line| format!("a command: {line:?}"));
    let control = || {
        let at = text.find(|c| is_raw_control(c) || matches!(c, '\u{200b}' | '\u{feff}'))?;
        Some(format!("a control character after {:?}", text[..at].lines().last().unwrap_or_default()))
    };
    order.or_else(control)
}
