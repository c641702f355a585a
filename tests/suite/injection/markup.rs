//! What viewers of reports obey: links, pictures and tags.

use std::collections::BTreeSet;

use serde_json::Value as Json;

/// In a message of SARIF a bracket that nothing escapes would be a link.
pub(super) fn sarif(log: &Json) {
    let mut texts = Vec::new();
    let mut todo = vec![&log["runs"][0]["results"]];
    while let Some(value) = todo.pop() {
        match value {
            Json::Object(members) => {
                for (key, value) in members {
                    match value.as_object().and_then(|it| it.get("text")).and_then(Json::as_str) {
                        Some(text) if key == "message" || key == "description" => texts.push(text),
                        _ => todo.push(value),
                    }
                }
            }
            Json::Array(items) => todo.extend(items),
            _ => {}
        }
    }
    assert!(texts.len() > 100);
    for text in texts {
        let bare = text.replace("\\\\", "").replace("\\[", "").replace("\\]", "");
        assert!(!bare.contains(['[', ']']), "{text}");
    }
}

/// Markdown without its code, as CommonMark finds it: fences first, then spans in what is left of each line.
fn without_code(text: &str) -> String {
    let mut out = String::new();
    let mut fence: Option<String> = None;
    for line in text.lines() {
        let ticks: String = line.trim_start().chars().take_while(|c| *c == '`').collect();
        match &fence {
            Some(open) => {
                if ticks.len() >= open.len() && line.trim() == ticks {
                    fence = None;
                }
                continue;
            }
            None if ticks.len() >= 3 && !line.trim_start()[ticks.len()..].contains('`') => {
                fence = Some(ticks);
                continue;
            }
            None => {}
        }
        let mut rest = line;
        while let Some(at) = rest.find('`') {
            out.push_str(&rest[..at]);
            rest = &rest[at..];
            let run = rest.chars().take_while(|c| *c == '`').count();
            let mut from = run;
            let end = loop {
                let Some(found) = rest[from..].find('`').map(|at| from + at) else { break None };
                let closing = rest[found..].chars().take_while(|c| *c == '`').count();
                from = found + closing;
                if closing == run {
                    break Some(from);
                }
            };
            match end {
                Some(end) => rest = &rest[end..],
                None => {
                    out.push_str(&rest[..run]);
                    rest = &rest[run..];
                }
            }
        }
        out.push_str(rest);
        out.push('\n');
    }
    assert!(fence.is_none(), "a block of code has no end");
    out
}

pub(super) fn markdown(text: &str) {
    let left = without_code(text);
    for tag in left.split('<').skip(1) {
        let ours = [
            "details>",
            "/details>",
            "summary>",
            "/summary>",
            "br>",
            "b>",
            "/b>",
            "code>",
            "/code>",
            "https://",
            "!-- gatecheck",
        ];
        assert!(ours.iter().any(|it| tag.starts_with(it)), "<{tag}");
    }
    for word in ["![", "javascript:", "http://", "www.", "@everyone", "evil.test"] {
        assert!(!left.contains(word), "{word} in {left}");
    }
    for (at, _) in left.match_indices("](") {
        assert!(left[at..].starts_with("](https://"), "{}", &left[at..left.len().min(at + 80)]);
    }
    assert!(text.contains("evil.test"), "the trap is not set: {text}");
}

pub(super) fn xml(text: &str) {
    assert!(!text.contains("]]>") && !text.contains("<!--") && !text.contains("<![CDATA["));
    for entity in text.split('&').skip(1) {
        let known = ["lt;", "gt;", "amp;", "quot;", "apos;", "#"];
        assert!(known.iter().any(|it| entity.starts_with(it)), "&{}", &entity[..entity.len().min(20)]);
    }
    let mut open: Vec<&str> = Vec::new();
    for tag in text.split('<').skip(1) {
        let (inside, _) = tag.split_once('>').unwrap_or_else(|| panic!("<{tag}"));
        let name = inside.split([' ', '\n', '/', '?']).find(|part| !part.is_empty()).unwrap();
        let known = [
            "xml",
            "testsuites",
            "testsuite",
            "testcase",
            "failure",
            "error",
            "skipped",
            "properties",
            "property",
            "system-out",
            "system-err",
        ];
        assert!(known.contains(&name), "<{inside}>");
        assert_eq!(inside.matches('"').count() % 2, 0, "<{inside}>");
        match () {
            () if inside.starts_with('?') || inside.ends_with('/') => {}
            () if inside.starts_with('/') => assert_eq!(open.pop(), Some(name)),
            () => open.push(name),
        }
    }
    assert!(open.is_empty(), "{open:?}");
}

/// Each kind of tag with the names of its attributes, and what the scripts say.
fn markup(page: &str) -> (BTreeSet<String>, Vec<String>) {
    let (mut tags, mut scripts) = (BTreeSet::new(), Vec::new());
    let mut rest = page;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        let end = rest.find('>').unwrap();
        let inside = &rest[..end];
        rest = &rest[end + 1..];
        // Between quotes nothing ends a tag, for `<` and `>` are written as entities there.
        let mut outside = inside.split('"').step_by(2).collect::<Vec<_>>().join("");
        outside = outside.split_whitespace().collect::<Vec<_>>().join(" ");
        let name = outside.split(' ').next().unwrap_or_default().to_owned();
        if ["script", "style"].contains(&name.as_str()) {
            let close = rest.find(&format!("</{name}>")).unwrap();
            if !inside.contains("json") {
                scripts.push(rest[..close].to_owned());
            }
            rest = &rest[close..];
        }
        tags.insert(outside);
    }
    (tags, scripts)
}

pub(super) fn html(hostile: &str, harmless: &str) {
    let ((tags, scripts), (ours, our_scripts)) = (markup(hostile), markup(harmless));
    let more: Vec<&String> = tags.difference(&ours).collect();
    assert!(more.is_empty(), "{more:?}");
    assert_eq!(scripts, our_scripts);
    assert!(hostile.contains("&lt;img src=x onerror"), "the trap is not set");
    for attribute in ["href=\"", "src=\""] {
        for (at, _) in hostile.match_indices(attribute) {
            let value = &hostile[at + attribute.len()..];
            let ours =
                value.starts_with('#') || value.starts_with("https://") || value.starts_with("data:image/");
            assert!(ours, "{}", &value[..value.floor_char_boundary(60)]);
        }
    }
}
