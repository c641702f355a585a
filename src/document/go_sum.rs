//! go.sum: the hashes of the modules that a build may use.
//!
//! A line that does not have three fields is data (`malformed`), because a rule says what is wrong with it;
//! only conflict markers are problems. Whether the hashes fit a go.mod is asked by project rules, not here.

use std::collections::BTreeSet;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::go_mod::is_conflict_marker;
use super::{
    Document, FileKind, Format, NodeId, Parsed, PatchError, PatchOp, Problem, Step, Style, TreeBuilder,
};
use crate::text::{Edit, SourceFile, Span, apply};

pub(super) const FORMAT: Format = Format {
    claims: |path, _| path.name() == "go.sum",
    parse,
    lower,
    entries: |_| Vec::new(),
    scripts: |_| Vec::new(),
};

/// How much of a malformed line is shown.
const SHOWN: usize = 40;

fn parse(source: &Arc<SourceFile>) -> Parsed {
    let mut reader = Reader { source, builder: TreeBuilder::default() };
    let (mut entries, mut malformed, mut problems) = (Vec::new(), Vec::new(), Vec::new());
    for number in 0..source.lines.count() {
        let span = source.lines.span_of(number);
        let text = source.slice(span);
        let bare = text.trim_start_matches('\u{feff}').trim();
        let start = span.range().start + text.find(bare).unwrap_or(0);
        let span = Span::new(start, start + bare.len());
        if bare.is_empty() {
            continue;
        }
        if is_conflict_marker(text.trim_end()) {
            problems.push(Problem { span, message: "git conflict marker".into() });
            continue;
        }
        match reader.entry(span, number) {
            Some(entry) => entries.push(entry),
            None => malformed.push(reader.malformed(span, number)),
        }
    }
    let mut builder = reader.builder;
    let entries = builder.list(source.whole(), entries);
    let malformed = builder.list(source.whole(), malformed);
    let root = builder.record(source.whole(), vec![("entries", entries), ("malformed", malformed)]);
    let document = Document {
        source: Arc::clone(source),
        kind: FileKind::GoSum,
        part: 0,
        unit: source.whole(),
        item: 0,
        tree: builder.finish(root),
        comments: Arc::new([]),
    };
    Parsed { documents: vec![document], problems }
}

struct Reader<'a> {
    source: &'a SourceFile,
    builder: TreeBuilder,
}

impl Reader<'_> {
    fn entry(&mut self, span: Span, number: usize) -> Option<NodeId> {
        let line = self.source.slice(span);
        let place = |word: &str| {
            let start = span.range().start + (word.as_ptr() as usize - line.as_ptr() as usize);
            Span::new(start, start + word.len())
        };
        let mut words = line.split_whitespace();
        let (module, written, hash) = (words.next()?, words.next()?, words.next()?);
        if words.next().is_some() {
            return None;
        }
        let version = written.strip_suffix("/go.mod").unwrap_or(written);
        let (algorithm, digest) = hash.split_once(':').unwrap_or(("", hash));
        let decoded = STANDARD.decode(digest).is_ok_and(|bytes| bytes.len() == 32);
        let builder = &mut self.builder;
        let fields = vec![
            ("module", builder.text(place(module), module)),
            ("version", builder.text(place(version), version)),
            ("go_mod", builder.bool(place(written), written.len() > version.len())),
            ("hash", builder.text(place(hash), hash)),
            ("algorithm", builder.text(place(hash), algorithm)),
            ("valid", builder.bool(place(hash), algorithm == "h1" && decoded)),
            ("line", builder.number(span, number + 1)),
        ];
        Some(self.record(span, fields))
    }

    fn malformed(&mut self, span: Span, number: usize) -> NodeId {
        let line = self.source.slice(span);
        let mut shown: String = line.chars().take(SHOWN).collect();
        if shown.len() < line.len() {
            shown.push('…');
        }
        let fields =
            vec![("text", self.builder.text(span, &shown)), ("line", self.builder.number(span, number + 1))];
        self.record(span, fields)
    }

    /// A record that is shown whole: an entry is one line.
    fn record(&mut self, span: Span, fields: Vec<(&str, NodeId)>) -> NodeId {
        let id = self.builder.record(span, fields);
        self.builder.node_mut(id).style = Style::Plain;
        id
    }
}

/// Takes whole lines away; nothing else can be done to a list of hashes without the modules themselves.
fn lower(document: &Document, ops: &[PatchOp]) -> Result<Vec<Edit>, PatchError> {
    let source = &document.source;
    let mut lines = BTreeSet::new();
    for op in ops {
        let (PatchOp::Remove { at }, [Step::Key(_), Step::Index(_)]) = (op, op.at().0.as_slice()) else {
            return Err(PatchError::Unsupported("a go.sum line can only be removed".into()));
        };
        let reached = document.tree.walk(at);
        if reached.depth != 2 {
            return Err(PatchError::Missing(at.clone()));
        }
        lines.insert(source.lines.line_of(document.tree.node(reached.node).span.range().start));
    }
    let edits: Vec<Edit> =
        lines.iter().map(|line| Edit { span: source.lines.span_of(*line), text: String::new() }).collect();
    let text = apply(&source.text, &edits).map_err(|_| PatchError::NotEqual)?;
    let parsed = parse(&Arc::new(SourceFile::new(source.path.clone(), text)));
    let kept = |document: &Document, gone: &BTreeSet<usize>| {
        let tree = &document.tree;
        let lists =
            ["entries", "malformed"].map(|list| tree.at(&[list]).map_or(&[][..], |id| tree.items(id)));
        let line = |id: &NodeId| document.source.slice(tree.node(*id).span).to_owned();
        let number = |id: &NodeId| document.source.lines.line_of(tree.node(*id).span.range().start);
        lists.map(|list| list.iter().filter(|id| !gone.contains(&number(id))).map(line).collect::<Vec<_>>())
    };
    let same =
        parsed.documents.first().is_some_and(|new| kept(new, &BTreeSet::new()) == kept(document, &lines));
    if same && parsed.problems.is_empty() { Ok(edits) } else { Err(PatchError::NotEqual) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::RepoPath;
    use proptest::prelude::*;
    use serde_json::json;

    fn read(text: &str) -> Parsed {
        parse(&Arc::new(SourceFile::new(RepoPath::new("go.sum"), text.into())))
    }

    fn hash(fill: u8) -> String {
        format!("h1:{}", STANDARD.encode([fill; 32]))
    }

    #[track_caller]
    fn check(text: &str, expected: serde_json::Value, problems: usize) {
        let parsed = read(text);
        assert_eq!(parsed.documents[0].tree.to_json(), expected);
        assert_eq!(parsed.problems.len(), problems);
    }

    #[test]
    fn lines_are_entries_or_malformed() {
        let (a, b) = (hash(1), hash(2));
        let entry = |version: &str, go_mod: bool, hash: &str, algorithm: &str, valid: bool, line: usize| {
            json!({"module": "m.test/a", "version": version, "go_mod": go_mod, "hash": hash,
                "algorithm": algorithm, "valid": valid, "line": line})
        };
        check(
            &format!("m.test/a v1.0.0 {a}\r\n\r\nm.test/a v1.0.0/go.mod {b}\r\n"),
            json!({"entries": [entry("v1.0.0", false, &a, "h1", true, 1), entry("v1.0.0", true, &b, "h1", true, 3)],
                "malformed": []}),
            0,
        );
        check(
            "m.test/a v1 h1:AAAA\nm.test/a v1 h9:AAAA=\nm.test/a v1 nothing",
            json!({"entries": [entry("v1", false, "h1:AAAA", "h1", false, 1),
                entry("v1", false, "h9:AAAA=", "h9", false, 2), entry("v1", false, "nothing", "", false, 3)],
                "malformed": []}),
            0,
        );
        check(
            &format!("<<<<<<< HEAD\nm.test/a v1\n{}\n", "é ".repeat(30)),
            json!({"entries": [], "malformed": [{"text": "m.test/a v1", "line": 2},
                {"text": format!("{}…", "é ".repeat(20)), "line": 3}]}),
            1,
        );
        check("", json!({"entries": [], "malformed": []}), 0);
    }

    #[test]
    fn lines_are_removed_whole() {
        let text = format!("m.test/a v1.0.0 {}\r\nbroken\r\nm.test/b v1.0.0 {}", hash(1), hash(2));
        let document = read(&text).documents.remove(0);
        let remove = |route: serde_json::Value| {
            let at = crate::document::Route::from_json(&route).unwrap();
            document.lower(&[PatchOp::Remove { at }]).map(|edits| apply(&text, &edits).unwrap())
        };
        assert_eq!(remove(json!(["malformed", 0])), Ok(text.replace("broken\r\n", "")));
        assert_eq!(remove(json!(["entries", 1])).unwrap().lines().count(), 2);
        assert!(matches!(remove(json!(["entries", 2])), Err(PatchError::Missing(_))));
        assert!(matches!(remove(json!(["entries", 0, "hash"])), Err(PatchError::Unsupported(_))));
    }

    proptest! {
        #[test]
        fn any_text_is_read_and_every_span_fits(text in "(?s)([a-z./ \\t\r\n:=+<>é\u{feff}]|h1:|v1|/go.mod){0,60}") {
            let document = read(&text).documents.remove(0);
            for (_, id) in document.tree.routes() {
                prop_assert!(text.get(document.tree.node(id).span.range()).is_some());
            }
        }
    }
}
