//! Files made by somebody who wants the gate to pass, to stall, to fall or to talk.
//!
//! Small ones lie in `testdata/hostile/`: nearly each holds something that must be found, behind a trick of its
//! syntax. `testdata/hostile.txt` says what comes of each, to be reviewed by eye: a file that passes there
//! holds nothing that its consumer would obey. Large ones are generated ([`large`]); what is no ordinary file is
//! made ([`special`]).

mod large;
mod many;
mod special;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value as Json;

/// How much address space a scan of hostile files gets, in KiB. Stacks and the allocator's reserve are in it.
const ADDRESS_SPACE: &str = "3000000";

/// The program in `folder` under a limit of memory; with nothing in its environment but where programs are.
fn gatecheck(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", "ulimit -v \"$0\" && exec \"$@\"", ADDRESS_SPACE, env!("CARGO_BIN_EXE_gatecheck")]);
    command.args(arguments).current_dir(folder).env_clear().stdin(Stdio::null());
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command
}

/// The names of all formats, as the help lists them.
pub(crate) fn formats() -> Vec<String> {
    let output = gatecheck(Path::new("."), &["scan", "--help"]).output().unwrap();
    let help = String::from_utf8(output.stdout).unwrap();
    let (_, listed) = help.split_once("--format <NAME>").unwrap();
    let listed = listed.split_once("[possible values: ").unwrap().1.split_once(']').unwrap().0;
    listed.split(',').map(|name| name.trim().to_owned()).collect()
}

/// What a scan says of each file: its exit code if it were alone, then a line for each error and finding.
fn verdicts(output: &Output) -> BTreeMap<String, (u8, Vec<String>)> {
    let report: Json = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)));
    let mut found: BTreeMap<String, (u8, Vec<String>)> = BTreeMap::new();
    let place = |of: &Json| {
        let start = &of["location"]["start"];
        match (start["line"].as_u64(), start["column"].as_u64()) {
            (Some(line), Some(column)) => format!("{line}:{column}"),
            _ => "-".to_owned(),
        }
    };
    let path = |of: &Json| of["location"]["path"].as_str().unwrap_or("-").to_owned();
    for error in report["errors"].as_array().unwrap() {
        let file = found.entry(path(error)).or_default();
        file.0 = 3;
        file.1.push(format!("{} error: {}", place(error), error["message"].as_str().unwrap()));
    }
    for finding in report["findings"].as_array().unwrap() {
        let file = found.entry(path(finding)).or_default();
        if finding["severity"] != "low" && file.0 == 0 {
            file.0 = 1;
        }
        file.1.push(format!("{} {}", place(finding), finding["rule"].as_str().unwrap()));
    }
    found
}

/// What no terminal, log or page may be sent: control characters, and what turns the direction of a line.
pub(crate) fn is_raw_control(character: char) -> bool {
    (character.is_control() && character != '\n')
        || matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
}

/// A copy of `testdata/hostile`, which is no part of any repository there.
fn corpus() -> tempfile::TempDir {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/hostile");
    let folder = tempfile::tempdir().unwrap();
    for entry in walkdir::WalkDir::new(&from).min_depth(1) {
        let entry = entry.unwrap();
        let to = folder.path().join(entry.path().strip_prefix(&from).unwrap());
        if entry.file_type().is_dir() {
            fs::create_dir_all(to).unwrap();
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
    folder
}

#[test]
fn every_file_gets_its_verdict() {
    let place = corpus();
    let output = gatecheck(place.path(), &["scan", "--format", "json"]).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    let mut verdicts = verdicts(&output);
    for entry in walkdir::WalkDir::new(place.path()).min_depth(1) {
        let entry = entry.unwrap();
        if entry.file_type().is_file() {
            let path = entry.path().strip_prefix(place.path()).unwrap();
            verdicts.entry(path.to_str().unwrap().to_owned()).or_default();
        }
    }
    let mut text = String::new();
    for (path, (code, lines)) in verdicts {
        text += &format!("{path}: exit {code}\n");
        lines.iter().for_each(|line| text += &format!("    {line}\n"));
    }
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/hostile.txt");
    if std::env::var_os("GATECHECK_REGENERATE").is_some() {
        fs::write(&golden, &text).unwrap();
    }
    let expected = fs::read_to_string(&golden).unwrap_or_default();
    if expected != text {
        let diff = similar::TextDiff::from_lines(&*expected, &*text).unified_diff().to_string();
        panic!("testdata/hostile.txt differs:\n{diff}\nGATECHECK_REGENERATE=1 accepts it");
    }
}

/// Every error names its line, unless it is about the whole file.
#[test]
fn errors_have_places_on_standard_error_too() {
    let place = corpus();
    let output = gatecheck(place.path(), &["scan", "--format", "json"]).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.lines().count() > 40, "{said}");
    for line in said.lines() {
        let (_, rest) = line.strip_prefix("gatecheck: ").unwrap().split_once(':').unwrap();
        let mut place = rest.split(':').take(2).map(|number| number.parse::<usize>());
        let placed = place.all(|number| number.is_ok_and(|number| number > 0));
        let whole = rest.contains("save it as UTF-8") || rest.contains("`git lfs pull`");
        assert!(placed || whole || rest.contains("not UTF-8: line "), "{line}");
    }
}

/// The diff is left out: it holds a file's bytes as they are, or it could not be applied.
#[test]
fn no_format_passes_control_characters_on() {
    let place = corpus();
    for format in formats().iter().filter(|format| *format != "diff") {
        let output = gatecheck(place.path(), &["scan", "--format", format]).output().unwrap();
        assert_eq!(output.status.code(), Some(3), "{format}");
        for stream in [output.stdout, output.stderr] {
            let text = String::from_utf8(stream).unwrap();
            if let Some(at) = text.find(is_raw_control) {
                let line = text.get(..at).unwrap().lines().last().unwrap_or_default();
                panic!("{format} passes a control character on, after {line:?}");
            }
        }
    }
}

/// No line can be taken for a command by the programs that run pipelines, but those that are meant.
#[test]
fn no_text_for_people_commands_a_pipeline() {
    let place = corpus();
    let output = gatecheck(place.path(), &["scan"]).output().unwrap();
    let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    for line in said.lines() {
        assert!(!line.trim_start().starts_with("::"), "{line}");
        assert!(!line.contains("##[") && !line.contains("##vso[") && !line.contains("##teamcity["), "{line}");
    }
}
