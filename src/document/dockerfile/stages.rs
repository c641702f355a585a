//! Stages: which instructions belong together, what a stage is built from, and as whom it runs.

use std::collections::BTreeMap;

use super::Dockerfile;
use super::instruction::Instruction;
use super::words::Token;

/// From one FROM to the next. The numbers are places in the list of all instructions.
pub(super) struct Stage {
    /// Its FROM.
    pub(super) from: usize,
    /// All its instructions, its FROM first.
    pub(super) instructions: Vec<usize>,
    /// The image with all variables put in, if each has a value.
    pub(super) resolved: Option<String>,
    /// The place of the earlier stage that it is built from.
    pub(super) parent: Option<usize>,
    /// The USER that is in force at its end, here or in the stage it is built from.
    pub(super) user: Option<usize>,
}

impl Stage {
    pub(super) fn image<'a>(&self, file: &'a Dockerfile) -> Option<&'a Token> {
        file.instructions.get(self.from)?.args.first()
    }

    pub(super) fn name<'a>(&self, file: &'a Dockerfile) -> Option<&'a Token> {
        let args = &file.instructions.get(self.from)?.args;
        args.get(2).filter(|_| args.get(1).is_some_and(|word| word.text.eq_ignore_ascii_case("AS")))
    }
}

/// Whether the instruction begins a stage.
pub(super) fn opens_stage(instruction: &Instruction) -> bool {
    instruction.cmd == "FROM" && !instruction.onbuild
}

/// The stages of a file, and for each instruction the SHELL that is in force there.
pub(super) fn stages(file: &Dockerfile) -> (Vec<Stage>, Vec<Option<usize>>) {
    let mut stages: Vec<Stage> = Vec::new();
    let mut shells = Vec::with_capacity(file.instructions.len());
    // The SHELL at the end of each stage so far.
    let mut last_shells: Vec<Option<usize>> = Vec::new();
    let mut names: BTreeMap<String, usize> = BTreeMap::new();
    let mut variables: BTreeMap<&str, Option<String>> = BTreeMap::new();
    for (index, instruction) in file.instructions.iter().enumerate() {
        if opens_stage(instruction) {
            let mut stage =
                Stage { from: index, instructions: Vec::new(), resolved: None, parent: None, user: None };
            stage.resolved = stage.image(file).and_then(|image| expand(&image.text, file.escape, &variables));
            let base = stage.resolved.as_ref().map(|image| image.to_lowercase());
            stage.parent = base.and_then(|base| names.get(&base).copied());
            stage.user = stage.parent.and_then(|parent| stages.get(parent)?.user);
            last_shells.push(stage.parent.and_then(|parent| last_shells.get(parent).copied().flatten()));
            if let Some(name) = stage.name(file) {
                names.insert(name.text.to_lowercase(), stages.len());
            }
            stages.push(stage);
        }
        let Some(stage) = stages.last_mut() else {
            shells.push(None);
            for pair in instruction.pairs.iter().filter(|_| instruction.cmd == "ARG") {
                let value =
                    pair.value.as_ref().and_then(|value| expand(&value.text, file.escape, &variables));
                variables.insert(&pair.key.text, value);
            }
            continue;
        };
        stage.instructions.push(index);
        let applies = !instruction.onbuild;
        if instruction.cmd == "USER" && applies && instruction.value.is_some() {
            stage.user = Some(index);
        }
        if let Some(shell) = last_shells.last_mut() {
            if instruction.cmd == "SHELL" && applies {
                *shell = Some(index);
            }
            shells.push(*shell);
        }
    }
    (stages, shells)
}

/// Puts variables in: `$x`, `${x}`, `${x:-default}`, `${x-default}`, `${x:+other}`, `${x+other}`.
/// `None` if one has no value, or the form is another one.
fn expand(text: &str, escape: char, variables: &BTreeMap<&str, Option<String>>) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['$', escape]) {
        out.push_str(rest.get(..at)?);
        let tail = rest.get(at..)?;
        let Some(name) = tail.strip_prefix('$') else {
            let mut chars = tail.chars();
            chars.next();
            out.push(chars.next().unwrap_or(escape));
            rest = chars.as_str();
            continue;
        };
        if let Some(inner) = name.strip_prefix('{') {
            let end = closing(inner)?;
            out.push_str(&braced(inner.get(..end)?, escape, variables)?);
            rest = inner.get(end + 1..)?;
        } else {
            let len = name_len(name);
            if len == 0 {
                out.push('$');
            } else {
                out.push_str(variables.get(name.get(..len)?)?.as_deref()?);
            }
            rest = name.get(len..)?;
        }
        // Variables may hold variables' text many times over; no image reference is this long.
        if out.len() > 4096 {
            return None;
        }
    }
    out.push_str(rest);
    Some(out)
}

/// The inside of `${…}`.
fn braced(inner: &str, escape: char, variables: &BTreeMap<&str, Option<String>>) -> Option<String> {
    let (name, modifier) = inner.split_at_checked(name_len(inner))?;
    let value = variables.get(name).and_then(Option::as_deref);
    let (colon, modifier) = match modifier.strip_prefix(':') {
        Some(rest) => (true, rest),
        None => (false, modifier),
    };
    let value = value.filter(|value| !colon || !value.is_empty());
    // Nested defaults recurse on a shorter text; the caller's depth is bounded by `closing`.
    if let Some(default) = modifier.strip_prefix('-') {
        return value.map(str::to_owned).or_else(|| expand(default, escape, variables));
    }
    if let Some(other) = modifier.strip_prefix('+') {
        return if value.is_some() { expand(other, escape, variables) } else { Some(String::new()) };
    }
    (modifier.is_empty() && !colon).then(|| value.map(str::to_owned)).flatten()
}

/// Where the brace closes, if it nests no deeper than anyone would write.
fn closing(inner: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, byte) in inner.bytes().enumerate() {
        match byte {
            b'{' if depth >= 8 => return None,
            b'{' => depth += 1,
            b'}' if depth == 0 => return Some(at),
            b'}' => depth -= 1,
            _ => {}
        }
    }
    None
}

fn name_len(text: &str) -> usize {
    text.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'_').count()
}
