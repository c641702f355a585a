//! What goes wrong around a scan: it is killed, its reader goes away, memory, handles or threads run out. What is
//! left then is the old report or a whole new one, and nothing ever looks like a pass.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use crate::hostile::formats;
use crate::place::{Ordinary, folder, gatecheck, gatecheck_after};

const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {hostPID: true, containers: []}\n";

/// What the place of each report holds before the scan.
const OLD: &str = "old\n";

/// A repository `repo/` with so many files of several pods, and reports from before for each format but every
/// second, which has none.
fn place(count: usize) -> tempfile::TempDir {
    let place = folder(&[("reports/.keep", ""), ("policies/p.rego", "package p\n\ndeny contains \"no\"\n")]);
    fs::create_dir(place.path().join("repo")).unwrap();
    for i in 0..count {
        fs::write(place.path().join(format!("repo/{i:03}.yaml")), format!("{POD}---\n").repeat(10)).unwrap();
    }
    place
}

/// Puts the reports back to what they are before a scan.
fn reset(place: &Path, formats: &[String]) {
    for (i, format) in formats.iter().enumerate() {
        let file = place.join("reports").join(format);
        match i % 2 {
            0 => fs::write(file, OLD).unwrap(),
            _ => drop(fs::remove_file(file)),
        }
    }
}

/// The arguments of a scan that writes a report in each format.
fn all(formats: &[String]) -> Vec<String> {
    let start = ["scan", "repo", "--format", "json", "--unsafe"];
    let mut arguments: Vec<String> = start.map(str::to_owned).into();
    for format in formats {
        arguments.extend(["--output".to_owned(), format!("{format}=reports/{format}")]);
    }
    arguments
}

fn reports(place: &Path) -> BTreeMap<String, String> {
    let entries = fs::read_dir(place.join("reports")).unwrap().map(Result::unwrap);
    let text = |entry: fs::DirEntry| {
        let name = entry.file_name().into_string().unwrap();
        (name, String::from_utf8_lossy(&fs::read(entry.path()).unwrap()).into_owned())
    };
    entries.map(text).filter(|(name, _)| name != ".keep").collect()
}

/// Holds that each report is what it was before or what a whole scan writes; gives how many are new.
#[track_caller]
fn check_whole(place: &Path, whole: &BTreeMap<String, String>, context: &str) -> usize {
    let mut new = 0;
    for (name, text) in reports(place) {
        // The moment in which a report takes the place of another has a name.
        if name.starts_with(".gatecheck-new-") {
            fs::remove_file(place.join("reports").join(name)).unwrap();
            continue;
        }
        let is_new = text == whole[&name];
        assert!(is_new || text == OLD, "{context}: {name} is {} bytes of {}", text.len(), whole[&name].len());
        new += usize::from(is_new);
    }
    new
}

fn words(arguments: &[String]) -> Vec<&str> {
    arguments.iter().map(String::as_str).collect()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_scan_that_is_killed_leaves_whole_reports_or_none() {
    let formats = formats();
    let place = place(40);
    let arguments = all(&formats);
    let scan = || {
        let mut command = gatecheck(place.path(), &words(&arguments));
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    assert_eq!(scan().status().unwrap().code(), Some(1));
    let whole = reports(place.path());
    assert_eq!(whole.len(), formats.len());
    let mut cut_short = 0;
    for (i, signal) in ["KILL", "TERM", "INT", "KILL", "HUP", "KILL", "TERM"].into_iter().enumerate() {
        reset(place.path(), &formats);
        let mut child = scan().spawn().unwrap();
        // Reports are written in their order: some are there when the signal comes, some are not.
        let awaited = place.path().join("reports").join(&formats[i % 4 * 2 + 1]);
        while i > 0 && !awaited.exists() && child.try_wait().unwrap().is_none() {}
        std::thread::sleep(Duration::from_micros(i as u64 * 211));
        let id = child.id().to_string();
        let _ = Command::new("kill").args(["-s", signal, &id]).status();
        let status = child.wait().unwrap();
        assert_ne!(status.code(), Some(0), "{signal}");
        let new = check_whole(place.path(), &whole, signal);
        cut_short += usize::from(status.code().is_none() && new < formats.len());
    }
    assert!(cut_short > 3, "only {cut_short} runs were killed before their end");
}

/// Whatever becomes of standard output, reports in files are whole; and a full disk is never a pass.
#[test]
fn what_becomes_of_standard_output_harms_no_file() {
    let place = folder(&[("a.yaml", POD), ("clean/a.yaml", "a: 1\n"), ("reports/.keep", "")]);
    let file = place.path().join("reports/json");
    for format in formats() {
        let arguments = ["scan", "a.yaml", "--format", &format, "--output", "json=reports/json"];
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output =
            gatecheck(place.path(), &arguments).stdout(writer).stderr(Stdio::piped()).output().unwrap();
        assert_eq!((output.status.code(), &*said(&output)), (Some(1), ""), "{format}");
        serde_json::from_slice::<serde_json::Value>(&fs::read(&file).unwrap()).unwrap();
        fs::remove_file(&file).unwrap();
        let Ok(full) = File::options().write(true).open("/dev/full") else { continue };
        for path in ["a.yaml", "clean"] {
            let mut command = gatecheck(place.path(), &["scan", path, "--unsafe", "--format", &format]);
            let output = command.stdout(full.try_clone().unwrap()).stderr(Stdio::piped()).output().unwrap();
            // A format may have nothing to say of a clean folder, and then nothing is lost.
            let silent = path == "clean" && ["diff", "rdjsonl"].contains(&&*format);
            assert_eq!(output.status.code(), Some(if silent { 0 } else { 2 }), "{format} {path}");
            assert!(silent || said(&output).contains("standard output cannot be written"), "{format}");
        }
    }
}

/// Runs the scan under ever higher limits, of which the last must be enough, and holds that none of them makes it
/// a pass or leaves a report that is not whole.
#[track_caller]
fn check_limits(limits: &[String], more: &[&str]) {
    let formats: Vec<String> = ["json", "sarif", "junit", "jsonl"].map(str::to_owned).into();
    let place = place(20);
    let mut arguments = all(&formats);
    arguments.extend(more.iter().map(|word| (*word).to_owned()));
    let output = gatecheck(place.path(), &words(&arguments)).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    let whole = reports(place.path());
    let mut codes = Vec::new();
    for limit in limits {
        reset(place.path(), &formats);
        let output = gatecheck_after(limit, place.path(), &words(&arguments)).output().unwrap();
        let code = output.status.code();
        assert_ne!(code, Some(0), "{limit}");
        match code {
            // Then nothing was missing at all.
            Some(1) => {
                assert_eq!(String::from_utf8_lossy(&output.stdout), whole["json"], "{limit}");
                assert_eq!(check_whole(place.path(), &whole, limit), formats.len(), "{limit}");
            }
            Some(3) => {
                for (name, text) in reports(place.path()) {
                    let told = text == OLD
                        || text.contains("incomplete")
                        || name == "junit" && text.contains("error");
                    assert!(told, "{limit}: {name}: {text}");
                }
            }
            _ => drop(check_whole(place.path(), &whole, limit)),
        }
        codes.push(code);
    }
    assert_eq!(codes.last(), Some(&Some(1)), "{codes:?}");
    assert!(codes.iter().any(|code| *code != Some(1)), "no limit was low enough to matter: {codes:?}");
}

/// In KiB.
const MEMORY: [u32; 12] = [
    20_000, 60_000, 100_000, 150_000, 200_000, 300_000, 400_000, 600_000, 900_000, 1_300_000, 2_000_000,
    8_000_000,
];

#[test]
fn too_little_memory_is_never_a_pass() {
    check_limits(&MEMORY.map(|kib| format!("ulimit -v {kib}")), &["--threads", "4"]);
}

#[test]
fn too_little_memory_for_users_policies_is_never_a_pass() {
    check_limits(
        &MEMORY.map(|kib| format!("ulimit -v {kib}")),
        &["--threads", "4", "--policies", "policies"],
    );
}

#[test]
fn too_few_handles_are_never_a_pass() {
    let limits = [4, 5, 6, 7, 8, 10, 12, 14, 16, 20, 24, 32, 256].map(|count| format!("ulimit -n {count}"));
    check_limits(&limits, &["--threads", "8", "--policies", "policies"]);
}

/// Threads that cannot be started are said, and nothing panics.
#[test]
fn threads_that_cannot_be_started_are_an_error() {
    let Some(place) = Ordinary::with(&[("a.yaml", POD)]) else { return };
    for (limit, arguments) in [
        ("--nproc=1", &["scan"][..]),
        ("--nproc=1", &["fix"]),
        ("--nproc=1", &["baseline"]),
        ("--nproc=1", &["rules"]),
        ("--nproc=2", &["scan", "--threads", "64"]),
    ] {
        let Ok(output) = place.gatecheck_under(&["prlimit", limit], arguments).output() else {
            println!("skipped: no prlimit here");
            return;
        };
        let said = said(&output);
        assert_eq!(output.status.code(), Some(2), "{limit} {arguments:?}: {said}");
        assert!(!said.contains("internal error") && !said.contains("panic"), "{said}");
        assert!(said.contains("threads cannot be started"), "{limit} {arguments:?}: {said}");
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1, "nothing is written");
    }
}
