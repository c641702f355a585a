//! The command line as a whole: its help and what it refuses.

use clap::CommandFactory;

use super::*;

#[test]
fn the_command_line_is_sound() {
    Cli::command().debug_assert();
}

#[test]
fn help_fits_the_terminal_and_is_grouped() {
    fn check(command: &mut clap::Command) {
        let help = command.render_long_help().to_string() + &command.render_help().to_string();
        for line in help.lines() {
            assert!(line.chars().count() <= 80, "{line}");
        }
        for verb in command.get_subcommands_mut() {
            check(verb);
        }
    }
    let mut command = Cli::command();
    command.build();
    check(&mut command);
    let help = command.render_help().to_string();
    for heading in ["Selection:", "Gate:", "Output:", "Terminal:", "General:"] {
        assert!(help.contains(heading), "{heading} in {help}");
    }
}

#[track_caller]
fn check(line: &str, expected: Result<&[&str], ErrorKind>) {
    let arguments = std::iter::once("gatecheck").chain(line.split_whitespace());
    let parsed = Cli::try_parse_from(arguments);
    match (parsed, expected) {
        (Ok(cli), Ok(paths)) => {
            let taken = match &cli.verb {
                Some(Verb::Scan(args)) => args.paths.clone(),
                Some(Verb::Fix(args)) => args.paths.clone(),
                Some(Verb::Baseline(args)) => args.paths.clone(),
                _ => Vec::new(),
            };
            assert_eq!(taken, paths.iter().map(std::path::PathBuf::from).collect::<Vec<_>>());
        }
        (Err(error), Err(kind)) => assert_eq!(error.kind(), kind, "{error}"),
        (parsed, expected) => panic!("{line}: {parsed:?} is not {expected:?}"),
    }
}

#[test]
fn arguments_are_read_as_they_are_meant() {
    check("", Ok(&[]));
    check("--fail-on high --output sarif=a=b", Ok(&[]));
    check("scan a b", Ok(&["a", "b"]));
    check("scan -", Ok(&["-"]));
    check("scan -- -rf --x", Ok(&["-rf", "--x"]));
    check("scan scan", Ok(&["scan"]));
    check("scan --select a,b --select c -q", Ok(&[]));
    check("fix --diff --unsafe a", Ok(&["a"]));
    check("baseline a --baseline b", Ok(&["a"]));
    check("explain k8s/run-as-root", Ok(&[]));
    check("rules --format json --policies p --no-builtin", Ok(&[]));
    check("policy new team/missing-owner --kind compose", Ok(&[]));
    check("policy test a b", Ok(&[]));
    check("input - --stdin-filename a.yaml", Ok(&[]));
    check("hook install", Ok(&[]));
    check("hook uninstall -q", Ok(&[]));
    check("scan - --passthrough --fail-on high", Ok(&["-"]));
    check("hook", Err(ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand));
    check("scan - --passthrough --exit-zero", Err(ErrorKind::ArgumentConflict));
    check("--version", Ok(&[]));
    check("-v -V", Ok(&[]));
    check("completions zsh", Ok(&[]));
    check("man --output a", Ok(&[]));
    check("completions csh", Err(ErrorKind::InvalidValue));
    check("--version scan", Err(ErrorKind::ArgumentConflict));
    check("explain", Err(ErrorKind::MissingRequiredArgument));
    check("scan --fail-on hgih", Err(ErrorKind::ValueValidation));
    check("scan --output sarif", Err(ErrorKind::ValueValidation));
    check("scan --no-such-flag", Err(ErrorKind::UnknownArgument));
    check("scan --threads 0", Err(ErrorKind::ValueValidation));
    check("scan --no-builtin", Err(ErrorKind::MissingRequiredArgument));
    check("scan -q -v", Err(ErrorKind::ArgumentConflict));
    check("scan --config a --no-config", Err(ErrorKind::ArgumentConflict));
    check("no-such-verb", Err(ErrorKind::InvalidSubcommand));
}
