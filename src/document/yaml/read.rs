//! YAML text into trees with exact places.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::events::{Abandoned, Event, ScalarStyle, StructureStyle, Tag, each_event};
use super::extent::{first_dash, last_dash, scalar_place};
use super::merge_key::{merged, override_earlier};
use super::scalar::{self, Dialect};
use crate::document::tree::{Data, Member, NodeId, Style, Tree, TreeBuilder, Via};
use crate::document::{Comment, Problem};
use crate::limits;
use crate::text::{SourceFile, Span};

/// One YAML document.
#[derive(Clone)]
pub(super) struct YamlDocument {
    /// Its value; a null at the document's start if it is empty.
    pub(super) tree: Tree,
    /// Its text, from its `---` (the first: from the file's start) to the next document's.
    pub(super) unit: Span,
    /// The comments in that text.
    pub(super) comments: Arc<[Comment]>,
}

/// Reads every document of `source`. A document that cannot be read is a problem; those after it are read.
pub(super) fn read(source: &SourceFile, dialect: Dialect) -> (Vec<YamlDocument>, Vec<Problem>) {
    let mut reader = Reader::new(source, dialect);
    each_event(source, |event| match event {
        Ok((event, span)) => reader.take(event, span),
        Err((at, message)) => {
            reader.fail(at, &message);
            Err(Abandoned)
        }
    });
    reader.finish()
}

struct Reader<'a> {
    source: &'a SourceFile,
    dialect: Dialect,
    builder: TreeBuilder,
    /// How much of this file was copied to where aliases and merge keys stand.
    copied: usize,
    frames: Vec<Frame>,
    /// Anchored nodes of this document by the parser's number.
    anchors: BTreeMap<usize, NodeId>,
    root: Option<NodeId>,
    /// Where the last scalar, alias or bracket ended: what follows begins after it.
    cursor: usize,
    starts: Vec<usize>,
    done: Vec<(Tree, usize)>,
    comments: Vec<Comment>,
    problems: Vec<Problem>,
    /// The quoted scalars, in the order of the text.
    quoted: Vec<Span>,
    /// Whether the node that was just read merges if it is the key `<<`.
    may_merge: bool,
}

struct Frame {
    start: usize,
    style: Style,
    anchor: usize,
    content: Content,
}

enum Content {
    List(Vec<NodeId>),
    Map(Vec<Member>, Option<(Box<str>, Span, bool)>),
}

const TAG_WITH_COMMA: &str =
    "the comma is part of the tag for kubectl and for others is not: put a blank before it";
const TOO_MANY_COPIES: &str = "its aliases stand for more nodes than a document may have";

impl<'a> Reader<'a> {
    fn new(source: &'a SourceFile, dialect: Dialect) -> Self {
        Self {
            source,
            dialect,
            builder: TreeBuilder::default(),
            copied: 0,
            frames: Vec::new(),
            anchors: BTreeMap::new(),
            root: None,
            cursor: 0,
            starts: Vec::new(),
            done: Vec::new(),
            comments: Vec::new(),
            problems: Vec::new(),
            quoted: Vec::new(),
            may_merge: false,
        }
    }

    fn take(&mut self, event: Event<'_>, span: Span) -> Result<(), Abandoned> {
        self.may_merge = false;
        match event {
            Event::DocumentStart(..) => self.start_document(span)?,
            Event::DocumentEnd => self.end_document(),
            Event::Comment(text, _) => self.comment(&text, span),
            Event::Scalar(text, style, anchor, tag) => {
                if matches!(style, ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted) {
                    self.quoted.push(span);
                }
                let (span, style) = scalar_place(self.source, self.cursor, span, style, text.is_empty());
                if !span.is_empty() {
                    self.cursor = span.end as usize;
                }
                self.may_merge = match tag.as_deref() {
                    None => style == Style::Plain,
                    Some(tag) => standard_type(tag).as_deref() == Some("merge"),
                };
                if style == Style::Missing
                    && tag.is_some()
                    && self.source.text.get(span.start as usize..).is_some_and(|rest| rest.starts_with(','))
                {
                    self.problem(span, TAG_WITH_COMMA);
                }
                let data = self.scalar_data(&text, style, tag.as_deref());
                self.value(span, style, data, anchor)?;
            }
            Event::SequenceStart(style, anchor, _) => {
                self.open(span, style, anchor, Content::List(Vec::new()))?;
            }
            Event::MappingStart(style, anchor, _) => {
                self.open(span, style, anchor, Content::Map(Vec::new(), None))?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(span)?,
            Event::Alias(id) => {
                self.cursor = span.end as usize;
                let Some(&target) = self.anchors.get(&id) else {
                    self.problem(span, "an alias refers to a node that contains it");
                    return Err(Abandoned);
                };
                self.copy(target, span)?;
                let data = self.builder.node(target).data.clone();
                self.value(span, Style::Alias, data, 0)?;
            }
            _ => {}
        }
        Ok(())
    }

    /// Notes that a node's own data will be copied, and gives up before the copies become too many.
    fn copy(&mut self, id: NodeId, span: Span) -> Result<(), Abandoned> {
        self.copied = self.copied.saturating_add(self.builder.node(id).data.weight());
        if self.copied >= limits::COPIED_NODES {
            self.problem(span, TOO_MANY_COPIES);
            return Err(Abandoned);
        }
        Ok(())
    }

    fn start_document(&mut self, span: Span) -> Result<(), Abandoned> {
        self.reset();
        let first = self.starts.is_empty();
        self.starts.push(if first { 0 } else { span.start as usize });
        self.cursor = if first && span.is_empty() { 0 } else { span.end as usize };
        if self.starts.len() > limits::DOCUMENTS {
            self.problem(span, &format!("the file holds more than {} documents", limits::DOCUMENTS));
            return Err(Abandoned);
        }
        Ok(())
    }

    fn reset(&mut self) {
        self.builder = TreeBuilder::default();
        self.frames.clear();
        self.anchors.clear();
        self.root = None;
    }

    fn end_document(&mut self) {
        let builder = std::mem::take(&mut self.builder);
        if let Some(root) = self.root.take() {
            let tree = builder.finish(root);
            let start = self.starts.len() - 1;
            let most = limits::EXPANDED_NODES.min(tree.written_size() + limits::COPIED_NODES);
            if tree.expanded_size(most) >= most {
                let at = self.starts.last().copied().unwrap_or_default();
                self.problem(Span::empty(at), TOO_MANY_COPIES);
            } else {
                self.done.push((tree, start));
            }
        }
    }

    fn comment(&mut self, text: &str, span: Span) {
        let before = self.source.text.get(..span.start as usize).unwrap_or_default();
        let own_line =
            before.rsplit('\n').next().unwrap_or_default().trim_start_matches('\u{feff}').trim().is_empty();
        // With CRLF the parser leaves the carriage return in neither text nor span.
        self.comments.push(Comment { span, text: text.to_owned(), own_line });
    }

    fn scalar_data(&self, text: &str, style: Style, tag: Option<&Tag>) -> Data {
        let standard = tag.and_then(standard_type);
        if let Some(data) = standard.and_then(|name| scalar::resolve_tagged(text, &name, self.dialect)) {
            return data;
        }
        match style {
            Style::Plain if tag.is_none() => scalar::resolve(text, self.dialect),
            Style::Missing if tag.is_none() => Data::Null,
            _ => Data::String(text.into()),
        }
    }

    fn open(
        &mut self,
        span: Span,
        style: StructureStyle,
        anchor: usize,
        content: Content,
    ) -> Result<(), Abandoned> {
        let style = match style {
            StructureStyle::Flow => Style::Flow,
            StructureStyle::Block => Style::Block,
        };
        if self.frames.len() >= limits::DEPTH {
            self.problem(span, &format!("nested deeper than {} levels", limits::DEPTH));
            return Err(Abandoned);
        }
        if style == Style::Flow {
            self.cursor = span.end as usize;
        }
        let start = match &content {
            Content::List(_) if style == Style::Block => {
                first_dash(&self.source.text, self.cursor, span.start as usize)
            }
            _ => span.start as usize,
        };
        self.frames.push(Frame { start, style, anchor, content });
        Ok(())
    }

    fn close(&mut self, end: Span) -> Result<(), Abandoned> {
        let Some(frame) = self.frames.pop() else { return Ok(()) };
        let end = if frame.style == Style::Flow { end.end as usize } else { self.cursor.max(frame.start) };
        self.cursor = end;
        let span = Span::new(frame.start, end);
        let data = match frame.content {
            Content::List(items) => Data::List(items),
            Content::Map(members, _) => Data::Map(members),
        };
        self.value(span, frame.style, data, frame.anchor)
    }

    /// A node is complete: it becomes the root, an item, a key or a value.
    fn value(&mut self, span: Span, style: Style, data: Data, anchor: usize) -> Result<(), Abandoned> {
        if self.builder.len() >= limits::EXPANDED_NODES {
            self.problem(span, "the document has too many nodes");
            return Err(Abandoned);
        }
        let Some(frame) = self.frames.last_mut() else {
            let id = self.builder.add(span, style, data);
            self.root = Some(id);
            return Ok(());
        };
        match &mut frame.content {
            Content::List(items) => {
                if style == Style::Missing {
                    // A missing item ends where its dash does.
                    let text = self.source.text.get(..span.start as usize).unwrap_or_default();
                    self.cursor = last_dash(text, self.cursor).map_or(self.cursor, |dash| dash + 1);
                }
                let id = self.builder.add(span, style, data);
                items.push(id);
                remember(&mut self.anchors, anchor, id);
            }
            Content::Map(_, key @ None) => {
                let merge = self.may_merge && matches!(&data, Data::String(s) if &**s == "<<");
                let name = key_text(&data);
                let id = self.builder.add(span, style, data);
                remember(&mut self.anchors, anchor, id);
                *key = Some((name, span, merge));
                self.cursor = self.cursor.max(span.end as usize);
            }
            Content::Map(members, key) => {
                let Some((name, key_span, merge)) = key.take() else { return Ok(()) };
                if span.is_empty() && style == Style::Missing {
                    // A missing value ends where its colon does, which is after the key.
                    let rest = self.source.text.get(key_span.end as usize..).unwrap_or_default();
                    let after = rest.trim_start();
                    let colon = after.strip_prefix(':').map_or(0, |after| rest.len() - after.len());
                    self.cursor = self.cursor.max(key_span.end as usize + colon);
                }
                let id = self.builder.add(span, style, data);
                remember(&mut self.anchors, anchor, id);
                if merge {
                    // The mappings that are brought in have been weighed when their nodes were made.
                    let brought = merged(&self.builder, id);
                    if self.dialect == Dialect::Yaml11 {
                        // All that stands before it is looked at.
                        self.copied = self.copied.saturating_add(members.len());
                        if self.copied >= limits::COPIED_NODES {
                            self.problem(key_span, TOO_MANY_COPIES);
                            return Err(Abandoned);
                        }
                        override_earlier(members, &brought);
                    }
                    members.extend(brought);
                } else {
                    members.push(Member { key: name, key_span, value: id, via: Via::Direct });
                }
            }
        }
        Ok(())
    }

    fn problem(&mut self, span: Span, message: &str) {
        self.problems.push(Problem { span, message: message.to_owned() });
    }

    fn fail(&mut self, at: usize, message: &str) {
        self.reset();
        // The parser's own words for our bound name neither it nor what to do.
        let deep = format!("it nests deeper than {} levels", limits::DEPTH);
        let message = if message == "recursion limit exceeded" { &deep } else { message };
        self.problem(Span::empty(at), message);
    }

    /// The first character that ends a line for readers of YAML 1.1, such as kubectl, and not for those of
    /// YAML 1.2: behind it they read keys where we read a comment. In quotes it changes no structure.
    fn disputed_line_break(&mut self) {
        let is_quoted = |at: usize| {
            let after = self.quoted.partition_point(|span| span.range().start <= at);
            after
                .checked_sub(1)
                .and_then(|i| self.quoted.get(i))
                .is_some_and(|span| span.range().contains(&at))
        };
        let mut breaks = self.source.text.match_indices(['\u{85}', '\u{2028}', '\u{2029}']);
        if let Some((at, found)) = breaks.find(|(at, _)| !is_quoted(*at)) {
            let message = format!(
                "{} ends a line for kubectl and for others does not: remove it, or quote the text it stands in",
                found.escape_unicode()
            );
            self.problem(Span::new(at, at + found.len()), &message);
        }
    }

    fn finish(mut self) -> (Vec<YamlDocument>, Vec<Problem>) {
        self.disputed_line_break();
        let Reader { source, starts, done, comments, problems, .. } = self;
        let end_of = |start: usize| starts.get(start + 1).copied().unwrap_or(source.text.len());
        let document = |(tree, start): (Tree, usize)| {
            let unit = Span::new(starts[start], end_of(start));
            let first = comments.partition_point(|c| c.span.start < unit.start);
            let last = comments.partition_point(|c| c.span.start < unit.end);
            YamlDocument { tree, unit, comments: comments[first..last].into() }
        };
        (done.into_iter().map(document).collect(), problems)
    }
}

/// The type that a tag of YAML's own names: `!!binary`, however it is spelt.
fn standard_type(tag: &Tag) -> Option<Cow<'_, str>> {
    tag.suffix_in_namespace("tag:yaml.org,2002:")
}

/// Notes where an anchor's node is; the parser numbers anchors from 1, 0 is none.
fn remember(anchors: &mut BTreeMap<usize, NodeId>, anchor: usize, id: NodeId) {
    if anchor != 0 {
        anchors.insert(anchor, id);
    }
}

/// A key as JSON has it: text. A collection as a key is not something any consumer of ours reads.
fn key_text(data: &Data) -> Box<str> {
    match data {
        Data::Null => "null".into(),
        Data::Bool(b) => b.to_string().into(),
        Data::Number(n) => n.to_string().into(),
        Data::String(s) => s.clone(),
        Data::List(_) | Data::Map(_) => "?".into(),
    }
}
