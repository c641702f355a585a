//! From words to directives: what each line of a go.mod means.
//!
//! Both the tree and the edits are made from this one reading, so a route's index always means the same line.

use super::lines::{Line, Token, split};
use super::version::{is_go, is_local};
use crate::document::Problem;
use crate::limits;
use crate::text::{SourceFile, Span};

/// A go.mod as read.
#[derive(Debug, Default)]
pub(super) struct Module {
    /// Every line of the file.
    pub(super) lines: Vec<Line>,
    /// The directives that could be read, in order.
    pub(super) entries: Vec<Entry>,
    /// The parenthesised blocks.
    pub(super) blocks: Vec<Block>,
    /// What could not be read.
    pub(super) problems: Vec<Problem>,
}

/// One directive, or one line of a block.
#[derive(Debug)]
pub(super) struct Entry {
    /// What it does.
    pub(super) verb: Verb,
    /// Its line, from 0.
    pub(super) line: usize,
    /// The block it is in.
    pub(super) block: Option<usize>,
    /// Its words, without the verb and punctuation. A `retract` always has two: low and high.
    pub(super) args: Vec<Token>,
    /// In a `replace`, how many of the words stand before `=>`.
    pub(super) before_arrow: usize,
}

/// A parenthesised block.
#[derive(Debug)]
pub(super) struct Block {
    /// What its lines do.
    pub(super) verb: Option<Verb>,
    /// The line of its `(`.
    pub(super) open: usize,
    /// The line of its `)`, or the file's last line if there is none.
    pub(super) close: usize,
    /// From its verb to its `)`.
    pub(super) span: Span,
}

macro_rules! verbs {
    ($($variant:ident $name:literal,)*) => {
        /// What a directive does.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Verb { $($variant,)* }

        impl Verb {
            pub(super) fn from_name(name: &str) -> Option<Self> {
                match name { $($name => Some(Self::$variant),)* _ => None }
            }

            pub(super) fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
        }
    };
}

verbs! {
    Module "module", Go "go", Toolchain "toolchain", Godebug "godebug", Require "require", Exclude "exclude",
    Replace "replace", Retract "retract", Tool "tool", Ignore "ignore",
}

impl Verb {
    /// Whether it may stand only once; such directives are fields, the others lists.
    pub(super) fn is_single(self) -> bool {
        matches!(self, Self::Module | Self::Go | Self::Toolchain)
    }

    fn usage(self) -> &'static str {
        match self {
            Self::Module => "a module line needs one path",
            Self::Go => "a go line needs one version such as 1.22",
            Self::Toolchain => "a toolchain line needs one name such as go1.22.3, or default",
            Self::Godebug => "a godebug line needs key=value",
            Self::Require => "a require line needs a path and a version",
            Self::Exclude => "an exclude line needs a path and a version",
            Self::Replace => "a replace line needs path [version] => path version, or => ./folder",
            Self::Retract => "a retract line needs a version or [low, high]",
            Self::Tool => "a tool line needs one path",
            Self::Ignore => "an ignore line needs one path",
        }
    }
}

impl Module {
    /// The words of an entry's line, the verb of a single line included.
    pub(super) fn span_of(&self, entry: &Entry) -> Span {
        self.lines.get(entry.line).and_then(Line::words).unwrap_or_default()
    }

    /// The entries of one verb, in order: a route's index counts these.
    pub(super) fn of(&self, verb: Verb) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(move |entry| entry.verb == verb)
    }

    /// The lines of the own-line comments that belong to the directive on `line`: those right above it, and
    /// in a block all since the line before.
    pub(super) fn leading_comments(&self, line: usize, block: Option<usize>) -> Vec<usize> {
        self.comments_above(line, block, usize::MAX)
    }

    /// The same, looked for in at most so many lines.
    fn comments_above(&self, line: usize, block: Option<usize>, most: usize) -> Vec<usize> {
        let first = block.and_then(|block| self.blocks.get(block)).map_or(0, |block| block.open + 1);
        let mut found = Vec::new();
        for above in (first..line).rev().take(most) {
            match self.lines.get(above) {
                Some(Line { tokens, comment: Some(_), .. }) if tokens.is_empty() => found.push(above),
                Some(Line { tokens, comment: None, .. }) if tokens.is_empty() && block.is_some() => {}
                _ => break,
            }
        }
        found.reverse();
        found
    }

    /// The comments that explain an entry: above it and behind it, else those of its block.
    pub(super) fn explanation(&self, entry: &Entry) -> Vec<Span> {
        let around = |line: usize, block: Option<usize>| {
            let above = self.comments_above(line, block, limits::EXPLANATION_LINES);
            let lines = above.into_iter().chain([line]);
            lines.filter_map(|line| self.lines.get(line)?.comment).collect::<Vec<_>>()
        };
        let own = around(entry.line, entry.block);
        match entry.block.and_then(|block| self.blocks.get(block)) {
            Some(block) if own.is_empty() => around(block.open, None),
            _ => own,
        }
    }
}

/// Reads a file. Never fails: what cannot be read is a problem, and reading goes on with the next line.
pub(super) fn read(source: &SourceFile) -> Module {
    let (lines, problems) = split(source);
    let mut module = Module { problems, ..Module::default() };
    let mut open: Option<usize> = None;
    for (number, line) in lines.iter().enumerate() {
        let Some(span) = line.words() else { continue };
        let words = &line.tokens;
        if let Some(block) = open {
            let verb = module.blocks.get(block).and_then(|block| block.verb);
            if words.first().is_some_and(|word| word.is(")")) {
                if words.len() > 1 {
                    module.problem(span, "a closing parenthesis must end its line");
                }
                module.close(block, number, span);
                open = None;
            } else if words.last().is_some_and(|word| word.is("("))
                && words.first().is_some_and(|word| Verb::from_name(&word.text).is_some())
            {
                // A block that was never closed must not swallow the ones after it.
                module.problem(
                    module.blocks.get(block).map_or(span, |block| block.span),
                    "block is not closed",
                );
                open = module.directive(number, span, words);
            } else if let Some(verb) = verb {
                module.entry(verb, number, Some(block), span, words);
            }
            continue;
        }
        open = module.directive(number, span, words);
    }
    if let Some(block) = open {
        let span = module.blocks.get(block).map_or(Span::default(), |block| block.span);
        module.problem(span, "block is not closed");
        module.close(block, lines.len().saturating_sub(1), span);
    }
    module.problems.sort_by_key(|problem| problem.span);
    module.lines = lines;
    module
}

impl Module {
    fn problem(&mut self, span: Span, message: &str) {
        self.problems.push(Problem { span, message: message.into() });
    }

    fn close(&mut self, block: usize, line: usize, end: Span) {
        if let Some(block) = self.blocks.get_mut(block) {
            block.close = line;
            block.span = block.span.to(end);
        }
    }

    /// Reads a line outside of blocks; the block that it opens, if it does.
    fn directive(&mut self, number: usize, span: Span, words: &[Token]) -> Option<usize> {
        let (first, rest) = words.split_first()?;
        let verb = Verb::from_name(&first.text).filter(|verb| first.is(verb.name()));
        if verb.is_none() {
            self.problem(first.span, "unknown directive");
        }
        let block = Block { verb, open: number, close: number, span };
        match rest {
            [paren] if paren.is("(") => {
                if matches!(verb, Some(Verb::Go | Verb::Toolchain)) {
                    self.problem(span, "this directive cannot be a block");
                }
                self.blocks.push(block);
                Some(self.blocks.len() - 1)
            }
            [paren, end] if paren.is("(") && end.is(")") => {
                self.blocks.push(block);
                None
            }
            _ => {
                if let Some(verb) = verb {
                    self.entry(verb, number, None, span, rest);
                }
                None
            }
        }
    }

    fn entry(&mut self, verb: Verb, line: usize, block: Option<usize>, span: Span, words: &[Token]) {
        let Some((args, before_arrow)) = arguments(verb, words) else {
            return self.problem(span, verb.usage());
        };
        if verb.is_single() && self.of(verb).next().is_some() {
            return self.problem(span, &format!("a second {} line", verb.name()));
        }
        self.entries.push(Entry { verb, line, block, args, before_arrow });
    }
}

/// The words that carry meaning, if they have the directive's shape.
fn arguments(verb: Verb, words: &[Token]) -> Option<(Vec<Token>, usize)> {
    let mark = |token: &&Token| ["(", ")", "[", "]", "{", "}", ","].into_iter().any(|mark| token.is(mark));
    let (args, before_arrow) = match (verb, words) {
        (Verb::Retract, [open, low, comma, high, close])
            if open.is("[") && comma.is(",") && close.is("]") =>
        {
            (vec![low.clone(), high.clone()], 0)
        }
        (Verb::Retract, [version]) => (vec![version.clone(), version.clone()], 0),
        (Verb::Retract, _) => return None,
        (Verb::Replace, _) => {
            let arrow = words.iter().position(|word| word.is("=>"))?;
            let (old, new) = (words.get(..arrow)?, words.get(arrow + 1..)?);
            let target = new.first()?;
            let shaped =
                (1..=2).contains(&old.len()) && new.len() == if is_local(&target.text) { 1 } else { 2 };
            (shaped.then(|| old.iter().chain(new).cloned().collect())?, arrow)
        }
        (Verb::Require | Verb::Exclude, [path, version]) => (vec![path.clone(), version.clone()], 0),
        (Verb::Require | Verb::Exclude, _) => return None,
        (_, [word]) => (vec![word.clone()], 0),
        _ => return None,
    };
    let text = &args.first()?.text;
    let valid = match verb {
        Verb::Go => is_go(text),
        Verb::Toolchain => text == "default" || text == "go1" || text.starts_with("go1."),
        Verb::Godebug => text.split_once('=').is_some_and(|(key, _)| !key.is_empty()),
        _ => !text.is_empty(),
    };
    (valid && !args.iter().any(|arg| mark(&arg))).then_some((args, before_arrow))
}
