//! Values of types that nobody expects: a rule of ours says what it can, and never breaks down.

use rayon::prelude::*;

use super::*;
use crate::document::{kind_of, parse};

/// What is written in the place of a value.
const ODD: [&str; 6] = ["123", "[a]", "true", "{a: b}", "null", "1.5"];

/// How many of them stand in each place.
const EACH: usize = 2;

#[test]
fn no_rule_breaks_down_on_odd_values() {
    let set = load(true, &[]).unwrap();
    let rules: Vec<(usize, Arc<Rule>)> = set.rules().map(Arc::clone).enumerate().collect();
    let said: Vec<String> =
        rules.par_iter().flat_map(|(index, rule)| broken_down(&set, *index, rule)).collect();
    assert!(said.is_empty(), "{}", said.join("\n"));
}

/// What fails of a rule when the values of its examples are odd.
fn broken_down(set: &PolicySet, index: usize, rule: &Rule) -> Vec<String> {
    let mut evaluator = set.evaluator();
    let mut said = Vec::new();
    let mut turn = index;
    for example in [&rule.bad, &rule.good].into_iter().flatten() {
        let path = RepoPath::new(&example.name);
        let kind = match kind_of(&path, &example.text) {
            FileKind::Text | FileKind::Yaml => rule.kinds.first().copied().unwrap_or(FileKind::Yaml),
            kind => kind,
        };
        if !kind.is_yaml() {
            continue;
        }
        let source = Arc::new(SourceFile::new(path, example.text.clone()));
        for span in values(&parse(&source, kind).documents) {
            for _ in 0..EACH {
                let odd = ODD[turn % ODD.len()];
                turn += 1;
                let text = &example.text;
                let (before, after) = (&text[..span.range().start], &text[span.range().end..]);
                let edited = SourceFile::new(source.path.clone(), format!("{before}{odd}{after}"));
                let documents = parse(&Arc::new(edited), kind).documents;
                for message in failures(set, &mut evaluator, index, rule, &documents) {
                    let line = source.lines.line_of(span.range().start) + 1;
                    said.push(format!("{}: {odd} on line {line} of {}: {message}", rule.id, example.name));
                }
            }
        }
    }
    said
}

/// The places of all values that are neither lists nor mappings.
fn values(documents: &[Document]) -> Vec<Span> {
    let of = |document: &Document| -> Vec<Span> {
        let tree = &document.tree;
        let written = tree.ids().into_iter().map(|id| tree.node(id)).filter(|node| {
            let plain = !matches!(node.data, Data::List(_) | Data::Map(_));
            plain && !node.span.is_empty() && !matches!(node.style, Style::Alias | Style::Missing)
        });
        written.map(|node| node.span).collect()
    };
    let mut found: Vec<Span> = documents.iter().flat_map(of).collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn failures(
    set: &PolicySet,
    evaluator: &mut Evaluator<'_>,
    index: usize,
    rule: &Rule,
    documents: &[Document],
) -> Vec<String> {
    let message = |failure: RuleFailure| failure.message;
    if rule.scope == Scope::Document {
        let evaluated = documents.iter().map(|document| evaluator.evaluate_rule(document, index).failures);
        return evaluated.flatten().map(message).collect();
    }
    let known = documents.iter().filter_map(|document| {
        let facts = set.facts(document)?;
        Some(ProjectDocument {
            path: document.source.path.clone(),
            kind: document.kind,
            part: document.part,
            facts,
        })
    });
    let evaluation = evaluator.evaluate_project(&known.collect::<Vec<_>>());
    evaluation.failures.into_iter().filter(|failure| failure.rule == index).map(message).collect()
}
