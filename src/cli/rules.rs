//! `gatecheck rules` and `gatecheck explain`: what is checked, and why.

use std::sync::Arc;

use clap::{Args, ValueEnum};

use super::args;
use super::diagnostic::UserError;
use super::streams::Streams;
use super::{policies, setup};
use crate::finding::native::Native;
use crate::output;
use crate::policy::Rule;
use crate::text::closest;

/// Explain a rule
///
/// What it finds and why, a bad and a good example, the fix, controls, and how
/// to ignore it. Ids of other tools, such as DL3007 or CKV_K8S_16, find ours.
#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// The rule's id, or another tool's id for it
    #[arg(value_name = "RULE")]
    pub(super) rule: String,
    #[command(flatten)]
    pub(super) policies: args::Policies,
    #[command(flatten)]
    pub(super) terminal: args::Terminal,
}

/// List the rules
#[derive(Debug, Args)]
pub(super) struct RulesArgs {
    /// Only rules with this text in their id, their title or another tool's id
    #[arg(value_name = "TEXT")]
    pub(super) text: Option<String>,
    /// How to list them
    #[arg(long, value_enum, value_name = "NAME", default_value_t = ListFormat::Text)]
    pub(super) format: ListFormat,
    #[command(flatten)]
    pub(super) policies: args::Policies,
    #[command(flatten)]
    pub(super) terminal: args::Terminal,
}

/// How a list is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum ListFormat {
    /// One line each
    #[default]
    Text,
    /// JSON, with everything that is known about each
    Json,
    /// Markdown, as in docs/rules.md
    Markdown,
}

/// Runs `gatecheck rules`.
pub(super) fn run(args: &RulesArgs, streams: &mut Streams) -> Result<u8, UserError> {
    let mut rules = all(&args.policies)?;
    if let Some(text) = &args.text {
        let text = text.to_lowercase();
        let has = |field: &str| field.to_lowercase().contains(&text);
        rules.retain(|rule| {
            has(rule.id.as_str()) || has(&rule.title) || rule.peers.iter().any(|peer| has(peer))
        });
    }
    let look = streams.look();
    let listed = match args.format {
        ListFormat::Text => {
            let width = look.terminal.then_some(look.width);
            output::rules::table(&rules, look.color, width)
        }
        ListFormat::Json => output::rules::json(&rules),
        ListFormat::Markdown => output::rules::markdown(&rules),
    };
    streams.report(listed.as_bytes())?;
    Ok(0)
}

/// Runs `gatecheck explain`.
pub(super) fn explain(args: &ExplainArgs, streams: &mut Streams) -> Result<u8, UserError> {
    let rules = all(&args.policies)?;
    let found: Vec<&Arc<Rule>> = rules.iter().filter(|rule| answers_to(rule, &args.rule)).collect();
    if found.is_empty() {
        let meant = closest(&args.rule, rules.iter().map(|rule| rule.id.as_str()));
        let help = match meant {
            Some(meant) => format!("did you mean {meant}?"),
            None => "`gatecheck rules` lists them".to_owned(),
        };
        return Err(UserError::new(format!("there is no rule named {:?}", args.rule)).with_help(help));
    }
    let look = streams.look();
    for (i, rule) in found.iter().enumerate() {
        if i > 0 {
            streams.report(b"\n")?;
        }
        streams.report(output::explain::explain(rule, look.color, look.width.min(100)).as_bytes())?;
    }
    Ok(0)
}

/// Whether the rule goes by this name, here or in another tool. Trivy's ids have been spelt in three ways.
fn answers_to(rule: &Rule, name: &str) -> bool {
    let plain = |text: &str| {
        let text = text.to_uppercase();
        let text = text.strip_prefix("AVD-").unwrap_or(&text).to_owned();
        let (letters, digits): (String, String) =
            text.chars().filter(|c| c.is_ascii_alphanumeric()).partition(char::is_ascii_alphabetic);
        (letters, digits.trim_start_matches('0').to_owned())
    };
    let coded = |peer: &str| peer.chars().any(|c| c.is_ascii_digit()) && plain(peer) == plain(name);
    let named = |peer: &str| peer.rsplit(':').next().is_some_and(|short| short == name);
    rule.id.as_str() == name
        || rule.aliases.iter().any(|alias| alias == name)
        || rule.peers.iter().any(|peer| peer == name || named(peer) || coded(peer))
}

/// Every rule there is, gatecheck's own too, sorted by id.
pub(super) fn all(from: &args::Policies) -> Result<Vec<Arc<Rule>>, UserError> {
    let set = setup::load(!from.no_builtin, &policies::bundles(from)?)?;
    let mut rules: Vec<Arc<Rule>> = set.rules().cloned().collect();
    rules.extend(Native::ALL.iter().map(|native| native.rule()));
    rules.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(rules)
}
