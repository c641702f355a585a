//! The properties that the fuzz targets hold, here over the seeds, the regressions and some mutations of both;
//! the same inputs in every run. `fuzz/README.md` says how to look further.

#[path = "../../fuzz/properties/mod.rs"]
mod fuzz;

use std::collections::BTreeSet;
use std::fs;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use fuzz::{ALL, Property};
use proptest::prelude::{Rng as _, RngExt as _};
use proptest::test_runner::{RngAlgorithm, TestRng};

/// How many mutated inputs each property is held to, and how many of its examples. Those that scan or load
/// policies take longer for one; what reads files of every kind has the most to go wrong in.
const MANY: (usize, usize) = (400, usize::MAX);
const FEW: (usize, usize) = (12, 12);
const MOST: (usize, usize) = (20_000, usize::MAX);
const SLOW: [&str; 2] = ["policies", "reports"];

/// How large an example is that is mutated; larger ones are only tried as they are.
const MUTATED_BYTES: usize = 4 * 1024;

/// What hands and broken tools leave behind, and what means something to a parser.
const INSERTED: [&[u8]; 20] = [
    b"\0",
    b"\r",
    b"\t",
    b"\"",
    b"'",
    b"{",
    b"}",
    b"[",
    b"]",
    b"\n",
    b"#",
    b"<<E\n",
    b"\\\n",
    b"&a ",
    b"*a",
    b": ",
    b"-- a --\n",
    b"\xff",
    b"\xe2\x80\xae",
    b"- ",
];

/// Random numbers that are the same in every run.
fn random(seed: usize) -> TestRng {
    let mut bytes = [0; 32];
    bytes[..size_of::<usize>()].copy_from_slice(&seed.to_le_bytes());
    TestRng::from_seed(RngAlgorithm::ChaCha, &bytes)
}

/// A part of the bytes, at most 24 of them.
fn part(bytes: &[u8], random: &mut TestRng) -> Range<usize> {
    let start = random.random_range(0..bytes.len().max(1));
    start..(start + random.random_range(1..=24)).min(bytes.len()).max(start)
}

/// The input after one to four accidents; every other time its last bytes, which choose, are others.
fn mutated(input: &[u8], random: &mut TestRng) -> Vec<u8> {
    let mut bytes = input.to_vec();
    for _ in 0..random.random_range(1..=4) {
        let at = random.random_range(0..=bytes.len());
        match random.random_range(0..6) {
            0 => drop(bytes.drain(part(&bytes, random))),
            1 => {
                let copy = bytes[part(&bytes, random)].to_vec();
                bytes.splice(at..at, copy);
            }
            2 => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << random.random_range(0..8);
                }
            }
            3 if at > 0 => bytes.truncate(at),
            _ => {
                let inserted = INSERTED[random.random_range(0..INSERTED.len())];
                bytes.splice(at..at, inserted.iter().copied());
            }
        }
    }
    if random.random() {
        let start = bytes.len().saturating_sub(32);
        random.fill_bytes(&mut bytes[start..]);
    }
    bytes
}

/// The files below `fuzz/KEPT/NAME`, with their names.
fn kept(kept: &str, name: &str) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz").join(kept).join(name);
    let Ok(files) = fs::read_dir(&folder) else { return Vec::new() };
    let paths = files.map(|file| file.unwrap().path());
    let mut read: Vec<_> = paths.map(|path| (path.display().to_string(), fs::read(&path).unwrap())).collect();
    read.sort();
    read
}

/// All that a property is held to: what each input is called, and the input.
fn inputs(property: &Property) -> Vec<(String, Vec<u8>)> {
    let (mutations, most) = match property.name {
        name if SLOW.contains(&name) => FEW,
        "kinds" => MOST,
        _ => MANY,
    };
    let examples = (property.seeds)();
    let step = examples.len() / most + 1;
    let examples = examples.into_iter().enumerate().step_by(step);
    let examples = examples.map(|(number, bytes)| (format!("example {number}"), bytes));
    let mut inputs: Vec<(String, Vec<u8>)> = examples.collect();
    inputs.extend(kept("seeds", property.name));
    inputs.extend(kept("regressions", property.name));
    inputs.push(("nothing".to_owned(), Vec::new()));
    let small: Vec<usize> = (0..inputs.len()).filter(|i| inputs[*i].1.len() <= MUTATED_BYTES).collect();
    for number in 0..mutations {
        let mut random = random(number);
        let (name, bytes) = &inputs[small[random.random_range(0..small.len())]];
        let mutated = (format!("mutation {number}, of {name}"), mutated(bytes, &mut random));
        inputs.push(mutated);
    }
    inputs
}

/// Holds properties to inputs, on several threads with the stack that the program's workers have.
fn hold(work: &[(&Property, String, Vec<u8>)]) -> Vec<String> {
    let next = AtomicUsize::new(0);
    let failures = Mutex::new(Vec::new());
    let worker = || {
        while let Some((property, name, bytes)) = work.get(next.fetch_add(1, Ordering::Relaxed)) {
            let outcome = catch_unwind(AssertUnwindSafe(|| (property.hold)(bytes)));
            let Err(failure) = outcome else { continue };
            let said = failure.downcast_ref::<String>().cloned();
            let said = said.or_else(|| failure.downcast_ref::<&str>().map(|said| (*said).to_owned()));
            let said = said.unwrap_or_default();
            let text = String::from_utf8_lossy(bytes);
            failures.lock().unwrap().push(format!("{} on {name}: {said}\n{text:?}", property.name));
        }
    };
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            let builder = std::thread::Builder::new().stack_size(gatecheck::limits::WORKER_STACK);
            builder.spawn_scoped(scope, worker).unwrap();
        }
    });
    failures.into_inner().unwrap()
}

#[test]
fn every_property_holds_for_seeds_regressions_and_mutations() {
    let of = |property: &'static Property| {
        inputs(property).into_iter().map(move |(name, bytes)| (property, name, bytes))
    };
    let mut work: Vec<_> = ALL.iter().flat_map(of).collect();
    // The slow ones first, so that no thread is left with one at the end.
    work.sort_by_key(|(property, ..)| !SLOW.contains(&property.name));
    let failures = hold(&work);
    assert!(failures.is_empty(), "{} of {}:\n{}", failures.len(), work.len(), failures.join("\n\n"));
}

/// A property that fails is told of, with its input.
#[test]
fn a_property_that_does_not_hold_is_told() {
    let broken = Property {
        name: "broken",
        hold: |bytes| assert!(bytes.is_empty(), "it is not empty"),
        seeds: Vec::new,
    };
    let work = [(&broken, "nothing".to_owned(), Vec::new()), (&broken, "a".to_owned(), b"a".to_vec())];
    assert_eq!(hold(&work), ["broken on a: it is not empty\n\"a\""]);
}

/// The names of the folders or files below `fuzz/FOLDER`.
fn names(folder: &str) -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz").join(folder);
    let entries =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    entries.map(|name| name.trim_end_matches(".rs").to_owned()).collect()
}

/// A property that nothing starts holds nothing.
#[test]
fn every_property_has_its_target_and_its_seeds() {
    let properties: BTreeSet<String> = ALL.iter().map(|property| property.name.to_owned()).collect();
    assert_eq!(properties.len(), ALL.len(), "two properties have one name");
    assert_eq!(names("fuzz_targets"), properties);
    let manifest = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/Cargo.toml")).unwrap();
    for property in ALL {
        let name = property.name;
        let target = format!("name = \"{name}\"\npath = \"fuzz_targets/{name}.rs\"");
        assert!(manifest.contains(&target), "fuzz/Cargo.toml lacks the target {name}");
        let target = format!("fuzz/fuzz_targets/{name}.rs");
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(&target)).unwrap();
        assert!(text.contains(&format!("hold(\"{name}\", data)")), "{target} holds another property");
        let seeds = (property.seeds)().len() + kept("seeds", name).len();
        assert!(seeds > 0, "{name} has no seed: put one into fuzz/seeds/{name}/");
    }
    for folder in ["seeds", "regressions"] {
        let unknown: Vec<_> = names(folder).difference(&properties).cloned().collect();
        assert!(unknown.is_empty(), "fuzz/{folder} holds files for no property: {unknown:?}");
    }
}
