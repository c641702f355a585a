//! `gatecheck completions`: scripts for shells, with the names of the built-in rules.

use std::collections::{BTreeMap, BTreeSet};

use clap::builder::{PossibleValue, PossibleValuesParser};
use clap::{Args, Command, CommandFactory};
use clap_complete::Shell;

use super::args;
use super::diagnostic::UserError;
use super::streams::Streams;
use super::{Cli, rules};
use crate::policy::{Rule, Severity};

/// Write the completions for a shell
///
/// They go to standard output; docs/installing.md says where each shell looks
/// for them.
#[derive(Debug, Args)]
pub(super) struct CompletionsArgs {
    /// The shell
    #[arg(value_name = "SHELL", value_enum)]
    pub(super) shell: Shell,
    #[command(flatten)]
    pub(super) terminal: args::Terminal,
}

/// Runs `gatecheck completions`.
pub(super) fn run(args: &CompletionsArgs, streams: &mut Streams) -> Result<u8, UserError> {
    streams.report(&script(args.shell)?)?;
    Ok(0)
}

fn script(shell: Shell) -> Result<Vec<u8>, UserError> {
    let rules = rules::all(&args::Policies::default())?;
    let mut command = with_values(Cli::command(), &values(rules.iter().map(|rule| &**rule)));
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, "gatecheck", &mut script);
    Ok(script)
}

/// What may stand after a flag or in a place, by the field that takes it. The parser leaves these open, since
/// users have rules of their own.
fn values<'a>(rules: impl Iterator<Item = &'a Rule> + Clone) -> BTreeMap<&'static str, Vec<PossibleValue>> {
    let value = |name: &str| PossibleValue::new(name.to_owned());
    let plain = |names: BTreeSet<&str>| names.into_iter().map(value).collect::<Vec<_>>();
    let named = |rule: &Rule| value(rule.id.as_str()).help(rule.title.clone());
    let chosen = plain(rules.clone().flat_map(|rule| [rule.id.group(), rule.id.as_str()]).collect());
    BTreeMap::from([
        ("rule", rules.clone().map(named).collect()),
        ("select", chosen.clone()),
        ("ignore", chosen),
        ("profile", plain(rules.flat_map(|rule| &rule.profiles).map(String::as_str).collect())),
        ("fail_on", Severity::ALL.iter().map(|severity| value(severity.name())).collect()),
    ])
}

/// The command with these values, in all its verbs.
fn with_values(command: Command, values: &BTreeMap<&'static str, Vec<PossibleValue>>) -> Command {
    let known = command.mut_args(|arg| match values.get(arg.get_id().as_str()) {
        Some(values) => arg.value_parser(PossibleValuesParser::from(values.clone())),
        None => arg,
    });
    known.mut_subcommands(|verb| with_values(verb, values))
}

#[cfg(test)]
mod tests {
    use clap::ValueEnum;

    use super::*;

    #[test]
    fn every_shell_is_told_every_verb_and_the_names_of_rules() {
        for shell in Shell::value_variants() {
            let text = String::from_utf8(script(*shell).unwrap()).unwrap();
            for verb in Cli::command().get_subcommands() {
                assert!(text.contains(verb.get_name()), "{shell}: {}", verb.get_name());
            }
            assert_eq!(text.as_bytes(), script(*shell).unwrap(), "{shell}");
            // PowerShell and Elvish are given no values of arguments.
            if !matches!(shell, Shell::PowerShell | Shell::Elvish) {
                for value in ["k8s/run-as-root", "gatecheck/not-rendered", "pss-restricted", "critical"] {
                    assert!(text.contains(value), "{shell}: {value}");
                }
            }
        }
    }
}
