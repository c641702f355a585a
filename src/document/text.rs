//! The text of any file, as the secret candidates in it.
//!
//! Every file is a text document too, whatever else it is; as a kind it is the fallback, so it claims
//! nothing. The search is [`super::secrets`]; this makes a tree of what it finds that holds no secret, and
//! edits the places.

use std::sync::Arc;

use super::secrets::{Candidate, search_all};
use super::{
    Comment, Data, Document, FileKind, Format, NodeId, Parsed, PatchError, PatchOp, Step, Style, TreeBuilder,
    dockerfile, yaml,
};
use crate::limits::SECRETS_PER_FILE;
use crate::text::{Edit, RepoPath, SourceFile, Span, apply};

pub(super) const FORMAT: Format = Format {
    claims: |_, _| false,
    parse: |source| Parsed { documents: vec![read(source)], problems: Vec::new() },
    lower,
    entries: lines,
    scripts: |_| Vec::new(),
};

fn read(source: &Arc<SourceFile>) -> Document {
    let (found, full) = find(source);
    let hint = path_hint(&source.path);
    let mut builder = TreeBuilder::default();
    let candidates = found.iter().map(|one| node(&mut builder, one, hint)).collect();
    let candidates = builder.list(source.whole(), candidates);
    let truncated = builder.bool(source.whole(), full);
    let root = builder.record(source.whole(), vec![("candidates", candidates), ("truncated", truncated)]);
    Document {
        source: Arc::clone(source),
        kind: FileKind::Text,
        part: 0,
        unit: source.whole(),
        item: 0,
        tree: builder.finish(root),
        comments: comments(source),
    }
}

/// The candidates in a file, those among them that it only shows as it is read; and whether there may be more.
fn find(source: &SourceFile) -> (Vec<Candidate>, bool) {
    let (found, full) = search_all(source.text.as_bytes());
    let found = match super::kind_of(&source.path, &source.text) {
        FileKind::Dockerfile => dockerfile::add_cut_secrets(source, found),
        kind if kind.is_yaml() || source.path.is_json() => yaml::add_escaped_secrets(source, found),
        _ => found,
    };
    let full = full || found.len() >= SECRETS_PER_FILE;
    (found, full)
}

/// How comments begin in the languages that text files are written in.
const MARKERS: [&str; 5] = ["#", "//", "--", ";", "/*"];

/// The endings of files whose language has such comments. In others, such as JSON and prose, the same words are
/// data, which must neither be obeyed nor taken away.
const COMMENTED: [&str; 44] = [
    "bash",
    "bat",
    "bicep",
    "c",
    "cc",
    "cfg",
    "cmake",
    "conf",
    "cpp",
    "cs",
    "dart",
    "env",
    "fish",
    "go",
    "gradle",
    "groovy",
    "h",
    "hcl",
    "hpp",
    "ini",
    "java",
    "js",
    "jsx",
    "kt",
    "lua",
    "mk",
    "mod",
    "php",
    "pl",
    "properties",
    "ps1",
    "py",
    "rb",
    "rs",
    "scala",
    "sh",
    "sql",
    "swift",
    "tf",
    "toml",
    "tpl",
    "ts",
    "tsx",
    "zsh",
];

/// The comments that speak to gatecheck. Where a comment begins is guessed from its marker.
fn comments(source: &SourceFile) -> Arc<[Comment]> {
    let name = source.path.name().to_ascii_lowercase();
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let has_comments = COMMENTED.binary_search(&ending).is_ok()
        || matches!(ending, "yaml" | "yml")
        || name.starts_with(".env")
        || ["makefile", "jenkinsfile", "vagrantfile", "rakefile", "gemfile", "procfile"].contains(&&*name);
    if !has_comments || !source.text.contains("gatecheck:") {
        return Arc::new([]);
    }
    let mut found = Vec::new();
    for line in 0..source.lines.count() {
        let span = source.lines.span_of(line);
        let text = source.slice(span).trim_end();
        let Some(word) = text.find("gatecheck:") else { continue };
        let before = text.get(..word).unwrap_or_default().trim_end();
        let Some(marker) = MARKERS.iter().find(|marker| before.ends_with(**marker)) else { continue };
        let start = before.len() - marker.len();
        let body = text.get(before.len()..).unwrap_or_default();
        let body = body.strip_suffix("*/").unwrap_or(body);
        let at = span.start as usize;
        found.push(Comment {
            span: Span::new(at + start, at + before.len() + body.len()),
            text: body.to_owned(),
            own_line: before.get(..start).unwrap_or_default().trim().is_empty(),
        });
    }
    found.into()
}

/// The lines that are not blank: a comment on a line of its own covers the next one.
fn lines(document: &Document) -> Vec<Span> {
    let source = &document.source;
    let trimmed = |line| {
        let span = source.lines.span_of(line);
        let text = source.slice(span);
        let start = span.start as usize + (text.len() - text.trim_start().len());
        Span::new(start, start + text.trim().len())
    };
    (0..source.lines.count()).map(trimmed).filter(|span| !span.is_empty()).collect()
}

/// A candidate as policies see it. Every field's place is the secret's; none holds any of its characters.
fn node(builder: &mut TreeBuilder, one: &Candidate, hint: Option<&str>) -> NodeId {
    let span = one.span;
    let optional = |builder: &mut TreeBuilder, text: Option<&str>| match text {
        Some(text) => builder.text(span, text),
        None => builder.add(span, Style::Plain, Data::Null),
    };
    let number = serde_json::Number::from_f64(one.entropy).map_or(Data::Null, Data::Number);
    let checksum = one.checksum_ok.map_or(Data::Null, Data::Bool);
    let mut fields = vec![
        ("detector", builder.text(span, one.detector)),
        ("masked", builder.text(span, &one.masked)),
        ("key", optional(builder, one.key.as_deref())),
        ("entropy", builder.add(span, Style::Plain, number)),
        ("checksum_ok", builder.add(span, Style::Plain, checksum)),
        ("decoded", builder.bool(span, one.decoded)),
        ("placeholder", builder.bool(span, one.placeholder)),
        ("encrypted", builder.bool(span, one.encrypted)),
        ("path_hint", optional(builder, hint)),
        ("kind_of_line", optional(builder, one.in_comment.then_some("comment"))),
    ];
    if let Some(userinfo) = one.userinfo {
        fields.push(("userinfo", builder.text(userinfo, "user:…@")));
    }
    let id = builder.record(span, fields);
    builder.node_mut(id).style = Style::Plain;
    id
}

/// What a file's path says about the secrets in it.
fn path_hint(path: &RepoPath) -> Option<&'static str> {
    let lower = path.as_str().to_ascii_lowercase();
    let name = lower.rsplit('/').next().unwrap_or_default();
    let folder = |names: &[&str]| lower.rsplit('/').skip(1).any(|part| names.contains(&part));
    let named = |ends: &[&str]| ends.iter().any(|end| name.ends_with(end));
    if folder(&["vendor", "node_modules", "third_party", "bower_components"]) {
        Some("vendor")
    } else if folder(&["test", "tests", "testdata", "__tests__", "fixtures", "mock", "mocks", "e2e", "spec"])
        || named(&[
            "_test.go",
            "_test.py",
            ".test.ts",
            ".test.tsx",
            ".test.js",
            ".spec.ts",
            ".spec.js",
            "_spec.rb",
        ])
        || name.starts_with("test_")
    {
        Some("test")
    } else if folder(&["example", "examples", "sample", "samples", "demo", "demos"])
        || named(&[".example", ".sample", ".template", ".dist"])
    {
        Some("example")
    } else if folder(&["doc", "docs", "documentation", "website"]) || named(&[".md", ".rst", ".adoc", ".mdx"])
    {
        Some("docs")
    } else {
        None
    }
}

/// `set` replaces the secret, `remove` takes it away (credentials in an address with their user), `replace`
/// is refused, since whoever writes the operation must not know the secret.
fn lower(document: &Document, ops: &[PatchOp]) -> Result<Vec<Edit>, PatchError> {
    let unsupported = |why: &str| PatchError::Unsupported(why.into());
    let (found, _) = find(&document.source);
    let mut edits = Vec::new();
    let mut touched = Vec::new();
    for op in ops {
        let missing = || PatchError::Missing(op.at().clone());
        let (index, userinfo) = match op.at().0.as_slice() {
            [Step::Key(list), Step::Index(index)] if list == "candidates" => (*index, false),
            [Step::Key(list), Step::Index(index), Step::Key(field)]
                if list == "candidates" && field == "userinfo" =>
            {
                (*index, true)
            }
            _ => return Err(unsupported("only a candidate of a text can be changed")),
        };
        let one = found.get(index).ok_or_else(missing)?;
        let whole = one.userinfo.filter(|_| userinfo || matches!(op, PatchOp::Remove { .. }));
        let span = match (whole, userinfo) {
            (Some(span), _) => span,
            (None, true) => return Err(missing()),
            (None, false) => one.span,
        };
        let text = match op {
            PatchOp::Set { value, .. } => {
                value.as_str().ok_or_else(|| unsupported("the new value must be text"))?
            }
            PatchOp::Remove { .. } => "",
            _ => return Err(unsupported("a secret can only be set or removed")),
        };
        edits.push(Edit { span, text: text.to_owned() });
        touched.push(index);
    }
    let overlap = |_| unsupported("two changes touch the same secret");
    let text = apply(&document.source.text, &edits).map_err(overlap)?;
    // What is left must be exactly the other candidates: the edit neither uncovers nor makes a new one.
    let kept = |(index, one): (usize, Candidate)| {
        (!touched.contains(&index)).then_some((one.detector, one.masked, one.span.len()))
    };
    let goal: Vec<_> = found.into_iter().enumerate().filter_map(kept).collect();
    let edited = SourceFile::new(document.source.path.clone(), text);
    let left = find(&edited).0.into_iter().map(|one| (one.detector, one.masked, one.span.len()));
    if left.eq(goal) { Ok(edits) } else { Err(PatchError::NotEqual) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Route;
    use proptest::prelude::*;
    use serde_json::json;

    fn document(path: &str, text: &str) -> Document {
        read(&Arc::new(SourceFile::new(RepoPath::new(path), text.into())))
    }

    /// Assembled here, so that no scanner takes this file for a leak.
    fn address(password: &str) -> String {
        format!("url: https{}//u{}me:{password}@host.test/x\n", ":", "ser.na")
    }

    #[test]
    fn candidates_are_data_without_the_secret() {
        let text = address("k3yQz81!v");
        let document = document("docs/a.md", &text);
        assert_eq!(
            document.tree.to_json(),
            json!({"candidates": [{"detector": "url-credentials", "masked": "(9 characters)", "key": "url",
                "entropy": 3.17, "checksum_ok": null, "decoded": false, "placeholder": false, "encrypted": false,
                "path_hint": "docs", "kind_of_line": null, "userinfo": "user:…@"}], "truncated": false})
        );
        let place = document.locate(&Route::root().key("candidates").index(0));
        assert_eq!(&text[place.span.range()], "k3yQz81!v");
        assert_eq!(super::super::parse(&document.source, FileKind::Text).documents.len(), 1);
    }

    #[test]
    fn paths_give_hints() {
        for (path, hint) in [
            ("a/vendor/b/x_test.go", Some("vendor")),
            ("a/x_test.go", Some("test")),
            ("e2e/x", Some("test")),
            ("examples/x.yaml", Some("example")),
            (".env.example", Some("example")),
            ("README.md", Some("docs")),
            ("vendor", None),
            ("src/main.rs", None),
        ] {
            assert_eq!(path_hint(&RepoPath::new(path)), hint, "{path}");
        }
    }

    #[test]
    fn secrets_are_set_and_removed() {
        let text = address("k3yQz81!v");
        let document = document("a", &text);
        let edit = |op: serde_json::Value| {
            let edits = document.lower(&[PatchOp::from_json(&op).unwrap()]);
            edits.map(|edits| apply(&text, &edits).unwrap()).map_err(|error| error.to_string())
        };
        let stripped = "url: https://host.test/x\n";
        assert_eq!(edit(json!({"op": "remove", "at": ["candidates", 0]})).as_deref(), Ok(stripped));
        assert_eq!(
            edit(json!({"op": "set", "at": ["candidates", 0, "userinfo"], "value": ""})).as_deref(),
            Ok(stripped)
        );
        assert_eq!(
            edit(json!({"op": "set", "at": ["candidates", 0], "value": "${PASS}"})),
            Ok(address("${PASS}"))
        );
        let check = |op: serde_json::Value, why: &str| assert_eq!(edit(op), Err(why.to_owned()));
        check(
            json!({"op": "set", "at": ["candidates", 0], "value": "k3yQz82!v"}),
            "the edited text would not read back as intended",
        );
        check(json!({"op": "remove", "at": ["candidates", 1]}), "there is no candidates[1]");
        check(
            json!({"op": "replace", "at": ["candidates", 0], "find": "k", "with": "l"}),
            "a secret can only be set or removed",
        );
        check(json!({"op": "remove", "at": ["truncated"]}), "only a candidate of a text can be changed");
    }

    proptest! {
        #[test]
        fn any_text_is_one_document_whose_spans_fit(text in "(?s)(key|token|pass|=|: |\"|://|@|eyJ|-----BEGIN |PRIVATE KEY|-----|\n|[a-zA-Z0-9+/]{1,40}|é|.){0,40}") {
            let document = document("a", &text);
            for (_, id) in document.tree.routes() {
                prop_assert!(text.get(document.tree.node(id).span.range()).is_some());
            }
        }
    }
}
