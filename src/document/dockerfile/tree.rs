//! The value that policies see. Its shape is documented in docs/inputs.md.

use std::collections::BTreeMap;

use super::instruction::{Flag, Form, Instruction};
use super::stages::{self, Stage};
use super::words::Token;
use super::{Dockerfile, words};
use crate::document::{Data, Member, NodeId, Style, Tree, TreeBuilder, Via, shell};
use crate::text::{SourceFile, Span};

pub(super) fn build(file: &Dockerfile, source: &SourceFile) -> Tree {
    let (stages, shells) = stages::stages(file);
    let mut stage_of = vec![None; file.instructions.len()];
    for (number, stage) in stages.iter().enumerate() {
        for index in &stage.instructions {
            if let Some(slot) = stage_of.get_mut(*index) {
                *slot = Some(number);
            }
        }
    }
    let mut writer = Writer { tree: TreeBuilder::default(), source, file, written: Vec::new() };
    for (index, instruction) in file.instructions.iter().enumerate() {
        let stage = stage_of.get(index).copied().flatten();
        let shell = shells.get(index).copied().flatten().filter(|shell| *shell < index);
        writer.instruction(index, instruction, stage, shell);
    }
    let ids: Vec<NodeId> = writer.written.iter().map(|written| written.id).collect();
    let all = match (file.instructions.first(), file.instructions.last()) {
        (Some(first), Some(last)) => first.span.to(last.span),
        _ => Span::empty(0),
    };
    let stage_ids = stages.iter().enumerate().map(|(number, _)| writer.stage(number, &stages)).collect();
    let directives = writer.directives();
    let tree = &mut writer.tree;
    let instructions = tree.list(all, ids);
    let stages = tree.list(all, stage_ids);
    let root = vec![("directives", directives), ("instructions", instructions), ("stages", stages)];
    let root = tree.record(source.whole(), root);
    writer.tree.finish(root)
}

/// Nodes of an instruction that others refer to.
#[derive(Default)]
struct Written {
    id: NodeId,
    args: Vec<NodeId>,
    list: Option<NodeId>,
    value: Option<NodeId>,
    platform: Option<NodeId>,
}

struct Writer<'a> {
    tree: TreeBuilder,
    source: &'a SourceFile,
    file: &'a Dockerfile,
    written: Vec<Written>,
}

impl Writer<'_> {
    fn token(&mut self, token: &Token) -> NodeId {
        self.tree.add(token.span, token.style, Data::String(token.text.as_str().into()))
    }

    fn word(&mut self, word: &shell::Word) -> NodeId {
        let style = words::style(self.source.slice(word.span));
        self.tree.add(word.span, style, Data::String(word.text.as_str().into()))
    }

    fn route(&mut self, span: Span, steps: &[Step]) -> NodeId {
        let ids = steps.iter().map(|step| match step {
            Step::Key(key) => self.tree.text(span, key),
            Step::Index(index) => self.tree.number(span, *index),
        });
        let ids = ids.collect();
        self.tree.list(span, ids)
    }

    fn directives(&mut self) -> NodeId {
        let mut members = Vec::new();
        for directive in &self.file.directives {
            let value = self.tree.text(directive.value_span, &directive.value);
            members.push(Member {
                key: directive.name.as_str().into(),
                key_span: directive.name_span,
                value,
                via: Via::Direct,
            });
        }
        let span = members.first().map_or(Span::empty(0), |member| member.key_span);
        let end = self.file.directives.last().map_or(span, |directive| directive.value_span);
        self.tree.add(span.to(end), Style::Block, Data::Map(members))
    }

    fn instruction(
        &mut self,
        index: usize,
        instruction: &Instruction,
        stage: Option<usize>,
        shell: Option<usize>,
    ) {
        let it = instruction;
        let mut written = Written::default();
        let mut fields = vec![("cmd", self.tree.text(it.keyword, &it.cmd))];
        fields.push(("raw", self.tree.text(it.raw, self.source.slice(it.raw))));
        if let Some(stage) = stage {
            fields.push(("stage", self.tree.number(it.span, stage)));
        }
        if it.onbuild {
            fields.push(("onbuild", self.tree.bool(it.span, true)));
        }
        let flags = self.flags(it, &mut written);
        fields.push(("flags", flags));
        if let Some(form) = it.form {
            let form = if form == Form::Shell { "shell" } else { "exec" };
            fields.push(("form", self.tree.text(it.span, form)));
        }
        if let Some(list) = shell.and_then(|shell| self.written.get(shell)?.list)
            && it.form == Some(Form::Shell)
        {
            fields.push(("shell", list));
        }
        if let Some(value) = &it.value {
            let id = self.token(value);
            written.value = Some(id);
            fields.push(("value", id));
        }
        if matches!(it.cmd.as_str(), "ENV" | "ARG" | "LABEL") {
            let pairs = self.pairs(it);
            fields.push(("pairs", pairs));
            if it.legacy {
                fields.push(("legacy", self.tree.bool(it.span, true)));
            }
        } else if it.value.is_none() || it.form.is_some() {
            written.args = it.args.iter().map(|arg| self.token(arg)).collect();
            let span = it.args.first().zip(it.args.last()).map_or(it.keyword, |(a, b)| a.span.to(b.span));
            let list = self.tree.list(span, written.args.clone());
            written.list = Some(list);
            fields.push((if it.cmd == "EXPOSE" { "ports" } else { "args" }, list));
        }
        if it.form.is_some() {
            let ids: Vec<NodeId> = (it.commands.iter().enumerate())
                .map(|(number, command)| self.command(command, index, number))
                .collect();
            let span = it.commands.first().zip(it.commands.last());
            let span = span.map_or(it.keyword, |(a, b)| a.span.to(b.span));
            fields.push(("commands", self.tree.list(span, ids)));
        }
        if !it.heredocs.is_empty() {
            let heredocs = self.heredocs(it);
            fields.push(("heredocs", heredocs));
        }
        if !it.blank_lines.is_empty() {
            let ids: Vec<NodeId> = it.blank_lines.iter().map(|line| self.tree.text(*line, "")).collect();
            fields.push(("blank_lines", self.tree.list(it.span, ids)));
        }
        written.id = self.tree.record(it.span, fields);
        self.written.push(written);
    }

    /// Flags by name, each with the list of its values.
    fn flags(&mut self, instruction: &Instruction, written: &mut Written) -> NodeId {
        let mut named: BTreeMap<&str, (Span, Vec<NodeId>)> = BTreeMap::new();
        for Flag { name, span, value } in &instruction.flags {
            let id = self.token(value);
            if name == "platform" {
                written.platform = Some(id);
            }
            let (whole, ids) = named.entry(name).or_insert((*span, Vec::new()));
            *whole = whole.to(*span);
            ids.push(id);
        }
        let members = named
            .into_iter()
            .map(|(name, (span, ids))| Member {
                key: name.into(),
                key_span: span,
                value: self.tree.list(span, ids),
                via: Via::Direct,
            })
            .collect();
        self.tree.add(instruction.span, Style::Block, Data::Map(members))
    }

    fn pairs(&mut self, instruction: &Instruction) -> NodeId {
        let mut ids = Vec::new();
        for pair in &instruction.pairs {
            let mut fields = vec![("key", self.token(&pair.key))];
            if let Some(value) = &pair.value {
                fields.push(("value", self.token(value)));
            }
            ids.push(self.tree.record(pair.span, fields));
        }
        let pairs = &instruction.pairs;
        let span = pairs.first().zip(pairs.last()).map_or(instruction.keyword, |(a, b)| a.span.to(b.span));
        self.tree.list(span, ids)
    }

    fn heredocs(&mut self, instruction: &Instruction) -> NodeId {
        let mut ids = Vec::new();
        for heredoc in &instruction.heredocs {
            let delimiter = self.token(&heredoc.delimiter);
            let body = self.tree.text(heredoc.body, self.source.slice(heredoc.body));
            let expands = self.tree.bool(heredoc.delimiter.span, heredoc.expands);
            let fields = vec![("delimiter", delimiter), ("body", body), ("expands", expands)];
            ids.push(self.tree.record(heredoc.delimiter.span.to(heredoc.body), fields));
        }
        self.tree.list(instruction.span, ids)
    }

    fn command(&mut self, command: &shell::Command, index: usize, number: usize) -> NodeId {
        let span = command.span;
        let name = self.word(&command.name);
        let mut fields = vec![("name", name)];
        let args: Vec<NodeId> = command.args.iter().map(|arg| self.word(arg)).collect();
        let ends = command.args.first().zip(command.args.last());
        fields
            .push(("args", self.tree.list(ends.map_or(command.name.span, |(a, b)| a.span.to(b.span)), args)));
        let literal: Vec<NodeId> =
            command.args.iter().map(|arg| self.tree.bool(arg.span, arg.literal)).collect();
        fields.push(("literal", self.tree.list(span, literal)));
        let program = command.word(command.effective).unwrap_or(&command.name);
        fields.push(("program", self.tree.text(program.span, command.program())));
        fields.push(("effective", self.tree.number(program.span, command.effective)));
        fields.push(("piped", self.tree.bool(span, command.piped)));
        for (key, other) in [("into", command.into), ("inside", command.inside)] {
            if let Some(other) = other {
                fields.push((key, self.tree.number(span, other)));
            }
        }
        let mut env = Vec::new();
        for assignment in &command.assignments {
            let value = self.word(&assignment.value);
            let key_span = assignment.value.span;
            env.push(Member { key: assignment.name.as_str().into(), key_span, value, via: Via::Direct });
        }
        fields.push(("env", self.tree.add(span, Style::Block, Data::Map(env))));
        let mut redirects = Vec::new();
        for redirect in &command.redirects {
            let op = self.tree.text(redirect.target.span, &redirect.op);
            let target = self.word(&redirect.target);
            redirects.push(self.tree.record(redirect.target.span, vec![("op", op), ("target", target)]));
        }
        fields.push(("redirects", self.tree.list(span, redirects)));
        let steps =
            [Step::Key("instructions"), Step::Index(index), Step::Key("commands"), Step::Index(number)];
        fields.push(("at", self.route(span, &steps)));
        self.tree.record(span, fields)
    }

    fn stage(&mut self, number: usize, stages: &[Stage]) -> NodeId {
        let Some(stage) = stages.get(number) else { return self.tree.null(Span::empty(0)) };
        let from = self.file.instructions.get(stage.from).map_or(Span::empty(0), |from| from.span);
        let mut fields = Vec::new();
        let written = |writer: &Self, arg: usize| writer.written.get(stage.from)?.args.get(arg).copied();
        if stage.name(self.file).is_some() {
            fields.extend(written(self, 2).map(|name| ("name", name)));
        }
        fields.push(("index", self.tree.number(from, number)));
        fields.push(("final", self.tree.bool(from, number + 1 == stages.len())));
        fields.extend(self.written.get(stage.from).and_then(|w| w.platform).map(|id| ("platform", id)));
        let image = stage.image(self.file).map_or(from, |image| image.span);
        let mut source: Vec<_> = written(self, 0).map(|id| ("image", id)).into_iter().collect();
        if let Some(resolved) = &stage.resolved {
            source.push(("resolved", self.tree.text(image, resolved)));
        }
        let parent = stage.parent.and_then(|parent| stages.get(parent)?.name(self.file));
        if let Some(parent) = parent {
            source.push(("stage", self.tree.text(image, &parent.text)));
        }
        let scratch = stage.parent.is_none() && stage.resolved.as_deref() == Some("scratch");
        source.push(("scratch", self.tree.bool(image, scratch)));
        fields.push(("from", self.tree.record(image, source)));
        if let Some((user, value)) = stage.user.and_then(|user| Some((user, self.written.get(user)?.value?)))
        {
            let span = self.tree.node(value).span;
            let steps = [Step::Key("instructions"), Step::Index(user), Step::Key("value")];
            let at = self.route(span, &steps);
            fields.push(("user", self.tree.record(span, vec![("value", value), ("at", at)])));
        }
        fields.push(("at", self.route(from, &[Step::Key("instructions"), Step::Index(stage.from)])));
        let indices: Vec<NodeId> =
            stage.instructions.iter().map(|index| self.tree.number(from, *index)).collect();
        fields.push(("instructions", self.tree.list(from, indices)));
        self.tree.record(from, fields)
    }
}

/// A step of a route that is written into the tree.
enum Step {
    Key(&'static str),
    Index(usize),
}
