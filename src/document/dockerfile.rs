//! Dockerfiles and Containerfiles, read as BuildKit reads them, with the place of every word.
//!
//! `lines` joins physical lines to logical ones, `words` takes those apart, `heredocs`
//! finds what they open, `instruction` gives the words
//! their meaning, `stages` puts instructions into stages, `tree` writes it all down as the value that
//! policies see, and `edit` turns operations into edits. Nothing here knows which instructions are good.

mod cut;
mod edit;
mod heredocs;
mod instruction;
mod lines;
mod quoting;
mod shebang;
mod stages;
mod tree;
mod words;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use super::{Comment, Document, FileKind, Format, Parsed, Problem};
use crate::limits;
use crate::text::{RepoPath, SourceFile, Span};
pub(super) use cut::add as add_cut_secrets;
use instruction::Instruction;
use lines::Lines;

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
    /// Comments, those in shell scripts included.
    comments: Vec<Span>,
    problems: Vec<Problem>,
    escape: char,
}

impl Dockerfile {
    /// Reads a file. What cannot be read is a problem, and reading goes on behind it.
    fn read(text: &str) -> Dockerfile {
        let mut lines = Lines::new(text);
        let mut instructions = Vec::new();
        let mut shell_comments = Vec::new();
        let (mut commands, mut words) = (0, 0);
        while let Some(logical) = lines.instruction() {
            let (mut instruction, comments) = instruction::read(text, logical, &mut lines);
            commands += instruction.commands.len();
            if commands > limits::DOCKERFILE_COMMANDS && !instruction.commands.is_empty() {
                let message = format!("more than {} commands in one file", limits::DOCKERFILE_COMMANDS);
                lines.problems.push(Problem { span: instruction.keyword, message });
                instruction.commands.clear();
            }
            words += instruction.words();
            if words > limits::DOCKERFILE_WORDS {
                let message = format!("more than {} words in one file", limits::DOCKERFILE_WORDS);
                lines.problems.push(Problem { span: instruction.keyword, message });
                break;
            }
            instructions.push(instruction);
            shell_comments.extend(comments);
        }
        let Lines { directives, mut comments, mut problems, escape, .. } = lines;
        comments.append(&mut shell_comments);
        comments.sort();
        if let Some(first) = instructions.first()
            && !instructions.iter().any(stages::opens_stage)
        {
            problems.push(Problem { span: first.span, message: "there is no FROM instruction".to_owned() });
        }
        problems.sort_by_key(|problem| problem.span);
        Dockerfile { directives, instructions, comments, problems, escape }
    }

    /// The comments as documents have them.
    fn comments(&self, text: &str) -> Vec<Comment> {
        let comment = |span: &Span| {
            let before = text.get(..span.range().start).unwrap_or_default();
            let line = before.rsplit('\n').next().unwrap_or_default();
            Comment {
                span: *span,
                text: text.get(span.range()).unwrap_or_default().trim_start_matches('#').to_owned(),
                own_line: line.trim_start_matches('\u{feff}').trim().is_empty(),
            }
        };
        self.comments.iter().map(comment).collect()
    }
}

/// Endings after `Dockerfile.` that make it another kind of file: a template is no Dockerfile yet.
const OTHER_ENDINGS: &[&str] = &[
    "adoc",
    "bak",
    "diff",
    "dockerignore",
    "ejs",
    "erb",
    "go",
    "gotmpl",
    "hbs",
    "html",
    "in",
    "j2",
    "jinja",
    "jinja2",
    "js",
    "json",
    "lock",
    "log",
    "m4",
    "md",
    "mustache",
    "orig",
    "patch",
    "py",
    "rb",
    "rej",
    "rs",
    "rst",
    "sh",
    "snap",
    "swp",
    "template",
    "tera",
    "tmpl",
    "toml",
    "tpl",
    "ts",
    "txt",
    "yaml",
    "yml",
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
    if source.text.len() > limits::DOCKERFILE_BYTES {
        let message = format!("a Dockerfile of more than {} bytes is not read", limits::DOCKERFILE_BYTES);
        return Parsed { documents: Vec::new(), problems: vec![Problem { span: Span::empty(0), message }] };
    }
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
