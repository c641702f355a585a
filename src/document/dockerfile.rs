//! Dockerfiles and Containerfiles, read as BuildKit reads them, with the place of every word.
//!
//! `lines` joins physical lines to logical ones, `words` takes those apart, `instruction` gives the words
//! their meaning, `stages` puts instructions into stages, `tree` writes it all down as the value that
//! policies see, and `edit` turns operations into edits. Nothing here knows which instructions are good.

mod edit;
mod instruction;
mod lines;
mod quoting;
mod stages;
mod tree;
mod words;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use super::{Document, FileKind, Format, Parsed, Problem};
use crate::text::{RepoPath, SourceFile, Span};
use instruction::Instruction;

pub(super) const FORMAT: Format = Format {
    claims,
    parse,
    lower: edit::lower,
    entries,
    // The value holds them as commands already.
    scripts: |_| Vec::new(),
};

/// A Dockerfile as read.
struct Dockerfile {
    directives: Vec<lines::Directive>,
    instructions: Vec<Instruction>,
    /// Comments, those in shell scripts included, with whether they have their line for themselves.
    comments: Vec<Span>,
    problems: Vec<Problem>,
    escape: char,
}

/// Endings after `Dockerfile.` that make it another kind of file: a template is no Dockerfile yet.
const OTHER_ENDINGS: &[&str] = &[
    "adoc", "bak", "diff", "dockerignore", "ejs", "erb", "go", "gotmpl", "hbs", "html", "in", "j2", "jinja",
    "jinja2", "js", "json", "lock", "log", "m4", "md", "mustache", "orig", "patch", "py", "rb", "rej", "rs",
    "rst", "sh", "snap", "swp", "template", "tera", "tmpl", "toml", "tpl", "ts", "txt", "yaml", "yml",
];

fn claims(path: &RepoPath, _head: &str) -> bool {
    let name = path.name().to_ascii_lowercase();
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    match name.split_once('.') {
        None => matches!(name.as_str(), "dockerfile" | "containerfile"),
        Some(("dockerfile" | "containerfile", _)) => !OTHER_ENDINGS.contains(&ending) && !name.ends_with('~'),
        Some((stem, _)) => !stem.is_empty() && matches!(ending, "dockerfile" | "containerfile"),
    }
}

fn parse(source: &Arc<SourceFile>) -> Parsed {
    let file = Dockerfile::read(&source.text);
    let document = Document {
        source: Arc::clone(source),
        kind: FileKind::Dockerfile,
        part: 0,
        unit: source.whole(),
        item: 0,
        tree: tree::build(&file, source),
        comments: file.comments(&source.text).into(),
    };
    Parsed { documents: vec![document], problems: file.problems }
}

/// The spans of the instructions, which the tree's root holds.
fn entries(document: &Document) -> Vec<Span> {
    let tree = &document.tree;
    let list = tree.at(&["instructions"]).map(|id| tree.items(id)).unwrap_or_default();
    list.iter().map(|id| tree.node(*id).span).collect()
}
