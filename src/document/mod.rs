//! Floor 1: what a file says, and where.
//!
//! The only floor that knows file formats. A file of any kind is parsed into [`Document`]s: plain data with
//! exact places ([`Tree`]), and its comments. Places are asked for by [`Route`], changes are made by
//! [`PatchOp`], and only this floor turns either into bytes. Parsing never fails: what cannot be read is a
//! [`Problem`] beside the documents that could be.
//!
//! A file kind is one file here and one line in `file_kinds!`. There is no IO and no policy on this floor.

mod locate;
mod masked;
mod patch;
mod route;
mod tree;

pub mod secrets;
pub mod shell;

#[cfg(test)]
mod tests;

pub use kubernetes::may_go_on_as_object;
pub use locate::{Place, Precision};
pub use masked::{decoded, unread_secrets};
pub use patch::{PatchError, PatchOp};
pub use route::{Route, Step};
pub use tree::{Data, Member, Node, NodeId, Parents, Reached, Style, Tree, TreeBuilder, Via};

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::limits;
use crate::text::{Edit, RepoPath, SourceFile, Span};

/// Makes the modules, the enum and the dispatch of all file kinds from one table.
/// The order is the order in which kinds are asked whether a file is theirs.
macro_rules! file_kinds {
    ($($(#[doc = $doc:literal])* $module:ident $variant:ident $name:literal,)*) => {
        $(mod $module;)*

        /// What a document is, and so which rules apply to it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum FileKind {
            $($(#[doc = $doc])* $variant,)*
        }

        impl FileKind {
            /// Every kind, in the table's order.
            pub const ALL: &'static [FileKind] = &[$(FileKind::$variant,)*];

            /// The kind's name in metadata, reports and on the command line.
            pub fn name(self) -> &'static str {
                match self { $(FileKind::$variant => $name,)* }
            }

            fn format(self) -> &'static Format {
                match self { $(FileKind::$variant => &$module::FORMAT,)* }
            }
        }
    };
}

file_kinds! {
    /// A GitHub Actions workflow or action.
    github_actions GithubActions "github-actions",
    /// A GitLab CI pipeline.
    gitlab_ci GitlabCi "gitlab-ci",
    /// A Compose file.
    compose Compose "compose",
    /// A Dockerfile or Containerfile.
    dockerfile Dockerfile "dockerfile",
    /// A Go module's go.mod.
    go_mod GoMod "go-mod",
    /// A Go module's go.sum.
    go_sum GoSum "go-sum",
    /// A Kubernetes object, in YAML or JSON.
    kubernetes Kubernetes "kubernetes",
    /// Any other YAML.
    yaml Yaml "yaml",
    /// The text of any file, searched for secrets.
    text Text "text",
}

impl FileKind {
    /// The kind of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.name() == name)
    }

    /// Whether its files are YAML, with YAML's traps.
    pub fn is_yaml(self) -> bool {
        !matches!(self, Self::Dockerfile | Self::GoMod | Self::GoSum | Self::Text)
    }
}

/// What a kind must answer.
struct Format {
    /// Whether a file of this path, whose text begins with the given part, is of this kind.
    claims: fn(&RepoPath, &str) -> bool,
    /// Reads a file's documents. Never fails, never panics.
    parse: fn(&Arc<SourceFile>) -> Parsed,
    /// Lowers operations, all on the same document, to edits of its file.
    lower: fn(&Document, &[PatchOp]) -> Result<Vec<Edit>, PatchError>,
    /// The spans that a comment on a line of its own may stand above: members, items, instructions.
    entries: fn(&Document) -> Vec<Span>,
    /// The shell scripts in the document. (A Dockerfile's are already parsed in its value.)
    scripts: fn(&Document) -> Vec<Script>,
}

/// One document: a Kubernetes object, a Dockerfile, a workflow.
#[derive(Debug, Clone)]
pub struct Document {
    /// The file it is in.
    pub source: Arc<SourceFile>,
    /// What it is.
    pub kind: FileKind,
    /// Its place among the documents of its file, from 0; items of a `kind: List` count one by one.
    pub part: usize,
    /// The text that can be parsed alone to read this document again: one YAML document, or the whole file.
    pub unit: Span,
    /// Its place among the documents of its unit, from 0: more than 0 only in a `kind: List`.
    pub item: usize,
    /// Its value and the places of all its parts.
    pub tree: Tree,
    /// The comments of its unit, in order.
    pub comments: Arc<[Comment]>,
}

/// A comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// Its text with the marker (`#`, `//`), up to the end of the line.
    pub span: Span,
    /// Its text without the marker.
    pub text: String,
    /// Whether nothing but blanks stands before it on its line.
    pub own_line: bool,
}

/// A shell script inside a document, such as a workflow's `run:`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Script {
    /// Where the script's text stands.
    pub at: Route,
    /// The shell that runs it: `sh`, `bash`, `pwsh`, …
    pub shell: String,
    /// The text as the shell gets it.
    pub text: String,
}

/// What a file was read into.
#[derive(Debug, Default)]
pub struct Parsed {
    /// The documents that could be read.
    pub documents: Vec<Document>,
    /// What could not be read. A gate does not pass with one.
    pub problems: Vec<Problem>,
}

/// A part of a file that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where reading stopped.
    pub span: Span,
    /// What is wrong there, in lower case, without a full stop. Never holds text of the file beyond a name.
    pub message: String,
}

/// The kind that claims a file, from its path and the beginning of its text (a few KiB are enough);
/// [`FileKind::Text`] if no other does.
pub fn classify(path: &RepoPath, head: &str) -> FileKind {
    let claimed = FileKind::ALL.iter().copied().find(|kind| (kind.format().claims)(path, head));
    claimed.unwrap_or(FileKind::Text)
}

/// Which kind claims a file of which the whole text is known.
pub fn kind_of(path: &RepoPath, text: &str) -> FileKind {
    match classify(path, text.get(..text.floor_char_boundary(limits::HEAD_BYTES)).unwrap_or_default()) {
        FileKind::Text if path.is_json() && kubernetes::may_hold_object(text) => FileKind::Kubernetes,
        kind => kind,
    }
}

/// Reads a file as `kind`. Documents may be of a more special kind than the file.
pub fn parse(source: &Arc<SourceFile>, kind: FileKind) -> Parsed {
    (kind.format().parse)(source)
}

impl Document {
    /// Turns operations into edits of the file's text. They are merged first, so that several insertions
    /// into one absent parent make one block. The edits read back as exactly the change that was meant,
    /// or there is an error that says why not.
    pub fn lower(&self, ops: &[PatchOp]) -> Result<Vec<Edit>, PatchError> {
        let wanted: Vec<PatchOp> = ops.iter().filter(|op| !self.is_idle(op)).cloned().collect();
        if wanted.is_empty() { Ok(Vec::new()) } else { (self.kind.format().lower)(self, &wanted) }
    }

    /// Whether the operation gives a place the value it has: then nothing is written, even where the value
    /// could be spelled in another way.
    fn is_idle(&self, op: &PatchOp) -> bool {
        let PatchOp::Set { at, value } = op else { return false };
        let reached = self.tree.walk(at);
        let scalar = !value.is_array() && !value.is_object();
        scalar
            && reached.depth == at.0.len()
            && !reached.indirect
            && self.tree.json_of(reached.node) == *value
    }

    /// All members, items and instructions, in no particular order.
    pub fn entries(&self) -> Vec<Span> {
        (self.kind.format().entries)(self)
    }

    /// The member, item or instruction that starts first at or after the byte `offset`.
    pub fn entry_after(&self, offset: usize) -> Option<Span> {
        let entries = (self.kind.format().entries)(self);
        let after = entries.into_iter().filter(|span| span.start as usize >= offset);
        after.min_by_key(|span| (span.start, span.len()))
    }

    /// Keys that are written more than once in one mapping: the route, the first key's place and the last's; a
    /// merge key that brings in another value behind a key counts as one more. At most one more than a rule may
    /// find in a file.
    pub fn duplicate_keys(&self) -> Vec<(Route, Span, Span)> {
        if !self.kind.is_yaml() {
            return Vec::new();
        }
        let mut found = Vec::new();
        for id in self.tree.ids() {
            let mut places: BTreeMap<&str, (Span, Span)> = BTreeMap::new();
            for member in self.tree.members(id).iter().filter(|m| m.via != Via::Merge) {
                let first = (member.key_span, member.key_span);
                places.entry(&member.key).or_insert(first).1 = member.key_span;
                if let (Via::Overridden, Some(counts)) = (member.via, self.tree.member(id, &member.key)) {
                    places.entry(&member.key).or_insert(first).1 = counts.key_span;
                }
            }
            let twice = places.into_iter().filter(|(_, (first, last))| first != last);
            found.extend(twice.map(|(key, (first, last))| (id, key, first, last)));
            if found.len() > limits::FINDINGS_PER_RULE_AND_FILE {
                break;
            }
        }
        if found.is_empty() {
            return Vec::new();
        }
        found.truncate(limits::FINDINGS_PER_RULE_AND_FILE + 1);
        let parents = self.tree.parents();
        let route = |id, key: &str| parents.route_to(id).unwrap_or_default().key(key);
        found.into_iter().map(|(id, key, first, last)| (route(id, key), first, last)).collect()
    }

    /// What in the document must not be shown, whether or not a rule finds it.
    pub fn secret_spans(&self) -> Vec<Span> {
        masked::spans(self)
    }

    /// The shell scripts in the document.
    pub fn scripts(&self) -> Vec<Script> {
        (self.kind.format().scripts)(self)
    }

    /// Reads the document again from `text`, the new text of its unit, as a file of its own.
    /// `None` if it is no longer there, or the text no longer reads without a problem.
    pub fn reparse(&self, text: String) -> Option<Document> {
        // A document that its content gave a kind was read as its file was: in that dialect.
        let read_as = match classify(&self.source.path, &text) {
            FileKind::Yaml if self.kind.is_yaml() => FileKind::Yaml,
            kind if kind.is_yaml() && self.kind == FileKind::Yaml => kind,
            _ => self.kind,
        };
        let source = Arc::new(SourceFile::new(self.source.path.clone(), text));
        let parsed = parse(&source, read_as);
        if !parsed.problems.is_empty() {
            return None;
        }
        parsed.documents.into_iter().find(|doc| doc.item == self.item && doc.kind == self.kind)
    }
}
