//! What an ignore of a finding is known by in another version of its file.
//!
//! What has a name is the same thing whatever else is said of it: a new version of an image keeps the ignore that
//! stands above it. What has none is what it says. Else all instructions of a Dockerfile would be the same place,
//! and an ignore of one could be moved to any other.

use super::fingerprint::{Known, fingerprint, item_name, without_version, words};
use crate::document::{Data, Document, FileKind, NodeId, Step, Tree, Via};
use crate::limits;
use crate::policy::Rule;

/// What an ignore of a finding of `rule` is known by. Empty if it is not known again: what it is about has no name,
/// and says too much. It is shown to nobody, so what is known may be a secret, of which another is another finding.
pub fn ignored_as(rule: &Rule, known: &Known<'_>, document: Option<&Document>) -> String {
    let text = match document.filter(|_| !rule.points_at_secrets()) {
        Some(document) => unnamed(document, known),
        None if rule.points_at_secrets() => Some(known.text.to_owned()),
        None => Some(String::new()),
    };
    let tree = document.map(|document| &document.tree);
    let of_text = |text: String| fingerprint(rule, &Known { text: &text, ..*known }, tree, &str::to_owned);
    text.map(of_text).unwrap_or_default()
}

/// What the first thing without a name says on the way to a place: an item of a list, or a script, in which nothing
/// has a name. Empty if all has names; `None` if it says too much.
fn unnamed(document: &Document, known: &Known<'_>) -> Option<String> {
    let tree = &document.tree;
    let mut out = String::new();
    let (mut node, mut list) = (tree.root, "");
    for step in &known.route.0 {
        let next = match step {
            Step::Key(key) => {
                list = key;
                tree.get(node, key)
            }
            Step::Index(index) => tree.items(node).get(*index).copied(),
            Step::Slice(..) => return write(tree, node, &mut out).then_some(out),
        };
        // What is missing is known by its name.
        let Some(next) = next else { break };
        node = next;
        if !matches!(step, Step::Index(_)) || item_name(tree, node, false).is_some() {
            continue;
        }
        return match document.kind {
            FileKind::Dockerfile => instruction(document, node),
            FileKind::GoMod => {
                let line = document.source.slice(tree.node(node).span);
                // It may be moved into a block of its verb.
                Some(line.strip_prefix(list).unwrap_or(line).to_owned())
            }
            _ => write(tree, node, &mut out).then_some(out),
        };
    }
    // An image or an action is itself a name, of which only the version may change.
    if matches!(list, "image" | "uses") {
        out.push_str(tree.as_str(node).map(without_version).unwrap_or_default());
    }
    Some(out)
}

/// An instruction of a Dockerfile without its comments, which may be ignores. A stage stands where its `FROM` does,
/// and is known by its image.
fn instruction(document: &Document, node: NodeId) -> Option<String> {
    let span = document.tree.node(node).span;
    if span.len() > limits::UNNAMED_BYTES {
        return None;
    }
    let (mut at, mut out) = (span.range().start, String::new());
    for comment in document.comments.iter().map(|comment| comment.span.range()) {
        if at <= comment.start && comment.end <= span.range().end {
            out.push_str(document.source.text.get(at..comment.start)?);
            at = comment.end;
        }
    }
    out.push_str(document.source.text.get(at..span.range().end)?);
    // Where a line is broken is white space.
    let said: Vec<&str> = out.split_whitespace().filter(|word| !matches!(*word, "\\" | "`")).collect();
    match said.first() {
        Some(first) if first.eq_ignore_ascii_case("FROM") => {
            Some(said.iter().map(|word| without_version(word)).collect::<Vec<_>>().join(" "))
        }
        _ => Some(said.join(" ")),
    }
}

/// Writes a value as its reader has it, so that no alias hides what it stands for; white space and the order of
/// keys do not matter. Returns whether that was possible within bounds.
fn write(tree: &Tree, node: NodeId, out: &mut String) -> bool {
    match &tree.node(node).data {
        Data::Null => out.push_str("null"),
        Data::Bool(value) => out.push_str(&value.to_string()),
        Data::Number(number) => out.push_str(&number.to_string()),
        Data::String(text) if text.len() > limits::UNNAMED_BYTES => return false,
        Data::String(text) => out.push_str(&format!("{:?}", words(text))),
        Data::List(items) => {
            out.push('[');
            for item in items {
                if !write(tree, *item, out) {
                    return false;
                }
                out.push(',');
            }
            out.push(']');
        }
        Data::Map(members) => {
            let mut members: Vec<_> = members.iter().filter(|it| it.via != Via::Overridden).collect();
            members.sort_by(|a, b| a.key.cmp(&b.key));
            out.push('{');
            for member in members {
                out.push_str(&format!("{:?}:", member.key));
                if !write(tree, member.value, out) {
                    return false;
                }
                out.push(',');
            }
            out.push('}');
        }
    }
    out.len() <= limits::UNNAMED_BYTES
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::document::{Route, classify, parse};
    use crate::finding::sample;
    use crate::policy::Severity;
    use crate::text::{RepoPath, SourceFile};

    /// What an ignore at `route` (as JSON) of a file is known by.
    fn of(path: &str, text: &str, route: &str) -> String {
        let file = RepoPath::new(path);
        let kind = classify(&file, text);
        let source = Arc::new(SourceFile::new(file.clone(), text.to_owned()));
        let parsed = parse(&source, kind);
        let route = Route::from_json(&serde_json::from_str(route).unwrap()).unwrap();
        let known = Known { file: &file, route: &route, text: "x" };
        ignored_as(&sample::rule("k8s/thing", Severity::High), &known, parsed.documents.first())
    }

    /// What stands at `route` in the first text is the same thing in each of `same` and another in each of `other`.
    #[track_caller]
    fn check(path: &str, route: &str, text: &str, same: &[&str], other: &[&str]) {
        let then = of(path, text, route);
        assert!(!then.is_empty(), "{text}");
        for now in same {
            assert_eq!(of(path, now, route), then, "{now}");
        }
        for now in other {
            assert_ne!(of(path, now, route), then, "{now}");
        }
    }

    #[test]
    fn an_instruction_is_what_it_says() {
        check(
            "Dockerfile",
            r#"["instructions", 1, "commands", 0, "args", 0]"#,
            "FROM a\nRUN chmod 777 /a && b\n",
            &["FROM b:1\nRUN chmod  777 /a \\\n  # gatecheck: ignore[a/b] -- why\n  && \\\n  b # why\n"],
            &["FROM a\nRUN chmod 777 / && b\n", "FROM a\nRUN chmod 777 /a && c\n"],
        );
        let stage = r#"["stages", 0, "user"]"#;
        let text = "FROM --platform=linux/arm64 host:1/nginx:1\n";
        let same = ["FROM --platform=linux/arm64 host:1/nginx:2@sha256:ab\nRUN x\n"];
        check("Dockerfile", stage, text, &same, &["FROM --platform=linux/arm64 host:1/apache:1\n"]);
        check("Dockerfile", stage, "FROM a AS web\n", &["FROM b AS web\n"], &["FROM a AS db\n"]);
    }

    #[test]
    fn a_step_without_a_name_is_what_it_says() {
        let of = |step: &str| format!("on: push\njobs:\n  a:\n    steps:\n      - {step}\n");
        let file = ".github/workflows/a.yml";
        let check = |route: &str, text: &str, same: &[&str], other: &[&str]| {
            let [same, other] = [same, other].map(|it| it.iter().map(|step| of(step)).collect::<Vec<_>>());
            let [same, other] = [&same, &other].map(|it| it.iter().map(String::as_str).collect::<Vec<_>>());
            check(file, route, &of(text), &same, &other);
        };
        let script = r#"["jobs", "a", "steps", 0, "run", {"slice": [0, 4]}]"#;
        check(
            script,
            "run: curl a | sh",
            &["# why\n        run:   'curl  a | sh'  # why", "run: |\n          curl a | sh\n"],
            &["run: curl b | sh", "{run: curl a | sh, shell: x}"],
        );
        // A named step may have other variables, but a script has no names in it.
        check(
            script,
            "{name: x, run: curl a | sh}",
            &["{env: {A: b}, run: curl a | sh, name: x}"],
            &["{name: x, run: curl b | sh}", "{name: y, run: curl a | sh}"],
        );
        let action = r#"["jobs", "a", "steps", 0, "uses"]"#;
        check(action, "uses: a/b@v1", &["{uses: a/b@v2, with: {c: d}}"], &["uses: a/c@v1"]);
        check(action, "{name: x, uses: a/b@v1}", &["{name: x, uses: a/b@v2}"], &["{name: x, uses: a/c@v1}"]);
    }

    #[test]
    fn items_are_what_their_readers_see() {
        let route = r#"["rules", 0, "verbs", 0]"#;
        let role = "kind: Role\napiVersion: rbac.authorization.k8s.io/v1\nmetadata: {name: a}\n";
        let of = |rules: &str| format!("{role}{rules}\n");
        check(
            "a.yaml",
            route,
            &of("rules: [{resources: [pods], verbs: ['*']}]"),
            &[&of("rules:\n- verbs:\n  - '*'\n  resources:\n  - pods")],
            &[&of("rules: [{resources: [secrets], verbs: ['*']}]")],
        );
        let alias =
            |resource: &str| format!("{role}x: &x {{resources: [{resource}], verbs: ['*']}}\nrules: [*x]\n");
        check("a.yaml", route, &alias("pods"), &[], &[&alias("secrets")]);
        let container = |image: &str| {
            format!("kind: Pod\napiVersion: v1\nspec: {{containers: [{{name: a, image: {image}}}]}}\n")
        };
        let route = r#"["spec", "containers", 0, "image"]"#;
        let [one, other] = ["'a:1'", "'b:1'"].map(container);
        check("a.yaml", route, &one, &[&container("'a:2'")], &[&other]);
        check("a.yaml", r#"["spec", "containers", 0]"#, &one, &[&other], &[]);
        check(
            "go.mod",
            r#"["replace", 0, "new", "path"]"#,
            "module a\n\nreplace b => ../b\n",
            &["module a\n\nreplace (\n\tb   => ../b // why\n)\n"],
            &["module a\n\nreplace c => ../b\n", "module a\n\nreplace b => ../c\n"],
        );
        let module = r#"["require", 0, "version"]"#;
        check("go.mod", module, "require a v1.0.0\n", &["require a v2.0.0\n"], &["require b v1.0.0\n"]);
    }

    #[test]
    fn what_says_too_much_is_not_known_again() {
        let text = format!("FROM a\nRUN chmod 777 {}\n", "x".repeat(limits::UNNAMED_BYTES));
        assert_eq!(of("Dockerfile", &text, r#"["instructions", 1]"#), "");
        let text =
            format!("kind: Role\nrules: [{{verbs: ['*'], x: '{}'}}]", "x ".repeat(limits::UNNAMED_BYTES));
        assert_eq!(of("a.yaml", &text, r#"["rules", 0, "verbs"]"#), "");
    }
}
