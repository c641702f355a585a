//! `gatecheck fix` writes into the user's files: whole or not at all, never elsewhere, never over what somebody
//! else wrote meanwhile.

use std::collections::BTreeMap;
use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::place::{Ordinary, folder, gatecheck, gatecheck_after};

const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {hostPID: true, containers: []}\n";

/// What a fix makes of [`POD`].
const FIXED: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: []}\n";

/// The arguments that fix it.
const FIX: &[&str] = &["fix", "--unsafe", "--select", "k8s/host-pid"];

/// The name of what a killed run may leave.
const LEFT: &str = ".gatecheck-new-0123456789abcdef";

/// Every file below with its bytes; links are not followed.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let entries = walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap);
    let files = entries.filter(|entry| entry.file_type().is_file());
    files.map(|it| (it.path().to_owned(), fs::read(it.path()).unwrap())).collect()
}

/// So many files with a pod each, `000/pod.yaml` and so on.
fn pods(count: usize) -> tempfile::TempDir {
    let place = folder(&[]);
    for i in 0..count {
        fs::create_dir(place.path().join(format!("{i:03}"))).unwrap();
        fs::write(place.path().join(format!("{i:03}/pod.yaml")), POD).unwrap();
    }
    place
}

/// Runs a fix; gives the exit code and what it says on both streams.
fn fix(place: &Path, more: &[&str]) -> (Option<i32>, String) {
    let output = gatecheck(place, &[FIX, more].concat()).output().unwrap();
    (output.status.code(), String::from_utf8([output.stdout, output.stderr].concat()).unwrap())
}

#[test]
fn a_killed_run_leaves_each_file_old_or_new_and_the_next_completes_it() {
    const COUNT: usize = 240;
    let place = pods(COUNT);
    let at = |i: usize| place.path().join(format!("{i:03}/pod.yaml"));
    let is_new = |i: usize| fs::read_to_string(at(i)).unwrap() == FIXED;
    for round in 1..=5 {
        let mut child =
            gatecheck(place.path(), FIX).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        // Files are written in their order: each run that is killed comes further.
        let awaited = round * COUNT / 6 - COUNT / 12 + round;
        while !is_new(awaited) && child.try_wait().unwrap().is_none() {}
        std::thread::sleep(Duration::from_micros(round as u64 * 137));
        child.kill().unwrap();
        assert_eq!(child.wait().unwrap().code(), None, "the run was over before it was killed");
        let mut new = 0;
        for (path, bytes) in files(place.path()) {
            let name = path.file_name().unwrap().to_str().unwrap();
            let left = name.starts_with(".gatecheck-new-") && name.len() == LEFT.len();
            assert!(left || name == "pod.yaml", "{name}");
            assert!(left || bytes == POD.as_bytes() || bytes == FIXED.as_bytes(), "{path:?}: {bytes:?}");
            new += usize::from(!left && bytes == FIXED.as_bytes());
        }
        assert!((awaited..COUNT).contains(&new), "{new} of {COUNT}");
    }
    // What is left over is no manifest, whatever it holds.
    for left in [LEFT, &format!("000/{LEFT}")] {
        fs::write(place.path().join(left), POD).unwrap();
    }
    let output = gatecheck(place.path(), &["scan", "--format", "json"]).output().unwrap();
    assert!(!String::from_utf8(output.stdout).unwrap().contains(LEFT));
    let (_, said) = fix(place.path(), &["--diff"]);
    assert!(place.path().join(LEFT).exists(), "{said}");
    let (code, said) = fix(place.path(), &[]);
    assert_eq!(code, Some(0), "{said}");
    for left in [LEFT, &format!("000/{LEFT}")] {
        assert!(said.contains(&format!("{left} is removed: a run that was killed had left it")), "{said}");
    }
    let files = files(place.path());
    assert_eq!(files.len(), COUNT);
    assert!(files.values().all(|bytes| bytes == FIXED.as_bytes()));
}

/// A file of such a name that somebody has committed is theirs.
#[test]
fn what_git_tracks_is_not_left_over() {
    let place = folder(&[("a.yaml", "a: 1\n"), (LEFT, "mine\n")]);
    let script = "git init -q && git add -A";
    let status = Command::new("sh").args(["-c", script]).current_dir(place.path()).status().unwrap();
    assert!(status.success());
    fs::create_dir(place.path().join("b")).unwrap();
    fs::write(place.path().join("b").join(LEFT), "").unwrap();
    let (code, said) = fix(place.path(), &[]);
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(fs::read_to_string(place.path().join(LEFT)).unwrap(), "mine\n");
    assert!(!place.path().join("b").join(LEFT).exists(), "{said}");
    assert!(
        said.contains(&format!("gatecheck: b/{LEFT} is removed")) && !said.contains(&format!(" {LEFT}")),
        "{said}"
    );
}

/// The image has no digest before and after, and that finding names the image.
#[test]
fn a_finding_that_names_what_is_mended_is_no_new_one() {
    let pod = |registry: &str| {
        POD.replace("containers: []", &format!("containers: [{{name: a, image: {registry}/pause:3.9}}]"))
    };
    let place = folder(&[("pod.yaml", &pod("k8s.gcr.io"))]);
    let output = gatecheck(place.path(), &["fix"]).output().unwrap();
    let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    assert_eq!(fs::read_to_string(place.path().join("pod.yaml")).unwrap(), pod("registry.k8s.io"), "{said}");
}

#[test]
fn bytes_mode_and_owner_are_kept_and_a_second_fix_changes_nothing() {
    let crlf = |text: &str| text.replace('\n', "\r\n");
    let bom = |text: &str| format!("\u{feff}{text}");
    let bare = |text: &str| text.trim_end().to_owned();
    let place = folder(&[]);
    let mut expected = BTreeMap::new();
    let mut add = |name: &str, mode: u32, of: &dyn Fn(&str) -> String| {
        let path = place.path().join(name);
        fs::write(&path, of(POD)).unwrap();
        fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
        // Only the superuser can give a file away; for others this changes nothing.
        let _ = std::os::unix::fs::chown(&path, Some(1234), Some(4321));
        expected.insert(path, of(FIXED));
    };
    add("plain.yaml", 0o644, &str::to_owned);
    add("crlf.yaml", 0o755, &crlf);
    add("bom.yaml", 0o640, &bom);
    add("bare.yaml", 0o604, &bare);
    add("all.yaml", 0o200 | 0o444, &|text| bom(&crlf(&bare(text))));
    add("mixed.yaml", 0o666, &|text| text.replacen('\n', "\r\n", 2));
    add("a name\tand \"more\".yaml", 0o777, &str::to_owned);
    let before = files(place.path());
    let facts = |path: &Path| {
        let metadata = fs::metadata(path).unwrap();
        (metadata.mode(), metadata.uid(), metadata.gid())
    };
    let kept: Vec<_> = before.keys().map(|path| facts(path)).collect();

    let output = gatecheck(place.path(), &[FIX, &["--diff"]].concat()).output().unwrap();
    assert_eq!(files(place.path()), before, "--diff writes nothing");
    let by_git = folder(&[]);
    for (path, bytes) in &before {
        fs::write(by_git.path().join(path.file_name().unwrap()), bytes).unwrap();
    }
    let diff = by_git.path().join("diff");
    fs::write(&diff, &output.stdout).unwrap();
    for more in [&["--check"][..], &[]] {
        let arguments = [&["apply", "--whitespace=nowarn"], more, &["diff"]].concat();
        let status = Command::new("git").args(arguments).current_dir(by_git.path()).status().unwrap();
        assert!(status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    }

    let (code, said) = fix(place.path(), &[]);
    assert_eq!(code, Some(0), "{said}");
    let after = files(place.path());
    for (path, text) in &expected {
        assert_eq!(String::from_utf8_lossy(&after[path]), *text, "{path:?}");
        let patched = fs::read_to_string(by_git.path().join(path.file_name().unwrap())).unwrap();
        assert_eq!(patched, *text, "{path:?}");
    }
    assert_eq!(after.len(), expected.len());
    assert_eq!(after.keys().map(|path| facts(path)).collect::<Vec<_>>(), kept);

    let inodes = || -> Vec<u64> { after.keys().map(|path| fs::metadata(path).unwrap().ino()).collect() };
    let once = inodes();
    let (code, said) = fix(place.path(), &[]);
    assert_eq!((code, &*said), (Some(0), "nothing to fix\n"));
    assert_eq!((files(place.path()), inodes()), (after.clone(), once));
}

#[test]
fn what_only_unsafe_fixes_would_mend_is_said() {
    let compose = "services:\n  a:\n    image: nginx:1.27\n";
    let place = folder(&[("compose.yaml", compose)]);
    let output =
        gatecheck(place.path(), &["fix", "--select", "compose/memory-limit-missing"]).output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "nothing to fix\n");
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("1 finding has a fix that may break something: look with"), "{said}");
    assert_eq!(fs::read_to_string(place.path().join("compose.yaml")).unwrap(), compose);
}

#[test]
fn what_may_not_be_replaced_is_left_alone() {
    let outside = folder(&[("pod.yaml", POD), ("folder/pod.yaml", POD)]);
    let place = folder(&[("linked.yaml", POD), ("shut.yaml", POD), ("fine.yaml", POD)]);
    let at = |name: &str| place.path().join(name);
    fs::hard_link(at("linked.yaml"), outside.path().join("other name")).unwrap();
    fs::set_permissions(at("shut.yaml"), Permissions::from_mode(0o444)).unwrap();
    symlink(outside.path().join("pod.yaml"), at("link.yaml")).unwrap();
    symlink(outside.path().join("folder"), at("folder")).unwrap();
    let (inside, beyond) = (files(place.path()), files(outside.path()));
    let (code, said) = fix(place.path(), &[]);
    assert_eq!(code, Some(3), "{said}");
    for line in [
        "fine.yaml: 1 fix\n",
        "linked.yaml was not fixed: not written: the file has 2 names",
        "shut.yaml was not fixed: not written: permission denied",
    ] {
        assert!(said.contains(line), "{line} is not in {said}");
    }
    let mut expected = inside;
    expected.insert(at("fine.yaml"), FIXED.into());
    assert_eq!(files(place.path()), expected);
    assert_eq!(files(outside.path()), beyond);
    // Nor does a link lead anywhere when it is named.
    let repository = Command::new("git").args(["init", "-q"]).current_dir(place.path()).status().unwrap();
    assert!(repository.success());
    for name in ["link.yaml", "folder"] {
        let (code, said) = fix(place.path(), &[name]);
        assert_eq!(code, Some(2), "{name}: {said}");
        assert_eq!(files(outside.path()), beyond);
    }
}

#[test]
fn a_folder_that_may_not_be_written_is_left_alone() {
    let Some(place) = Ordinary::with(&[("shut/pod.yaml", POD), ("open/pod.yaml", POD)]) else { return };
    fs::set_permissions(place.path().join("shut"), Permissions::from_mode(0o555)).unwrap();
    let output = place.gatecheck(FIX).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("shut/pod.yaml was not fixed: not written: permission denied"), "{said}");
    let text = |name: &str| fs::read_to_string(place.path().join(name)).unwrap();
    assert_eq!((text("shut/pod.yaml"), text("open/pod.yaml")), (POD.into(), FIXED.into()));
}

/// While fixes run, somebody puts links in the place of files and folders. What they lead to holds the same text,
/// so only the link itself tells that it is not what was read.
#[test]
fn a_link_that_is_swapped_in_leads_nowhere() {
    const COUNT: usize = 40;
    let outside = pods(COUNT);
    let place = pods(COUNT);
    let beyond = files(outside.path());
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut i = 0;
            while !stop.load(Ordering::Relaxed) {
                let name = format!("{:03}", i % COUNT);
                let folder = place.path().join(&name);
                let (file, aside) = (folder.join("pod.yaml"), place.path().join("aside"));
                if i % 2 == 0 {
                    let _ = fs::rename(&folder, &aside);
                    let _ = symlink(outside.path().join(&name), &folder);
                    std::thread::yield_now();
                    let _ = fs::remove_file(&folder);
                    let _ = fs::rename(&aside, &folder);
                } else {
                    let _ = fs::rename(&file, &aside);
                    let _ = symlink(outside.path().join(&name).join("pod.yaml"), &file);
                    std::thread::yield_now();
                    let _ = fs::rename(&aside, &file);
                }
                i += 1;
            }
        });
        for _ in 0..3 {
            for i in 0..COUNT {
                // Through no link: the folder may be one now.
                let file = place.path().join(format!("{i:03}/pod.yaml"));
                if fs::canonicalize(&file)
                    .is_ok_and(|real| real.starts_with(place.path().canonicalize().unwrap()))
                {
                    let _ = fs::write(place.path().join("fresh"), POD);
                    let _ = fs::rename(place.path().join("fresh"), &file);
                }
            }
            let (code, said) = fix(place.path(), &[]);
            let fine =
                matches!(code, Some(0 | 1 | 3)) && !said.contains("panic") && files(outside.path()) == beyond;
            if !fine {
                stop.store(true, Ordering::Relaxed);
                panic!("{code:?}: {said}");
            }
        }
        stop.store(true, Ordering::Relaxed);
    });
}

/// Somebody saves files while they are fixed: what they saved last is there afterwards, as it was or fixed.
#[test]
fn what_somebody_else_writes_is_never_lost() {
    const COUNT: usize = 50;
    let place = pods(COUNT);
    let version = |text: &str| text.rsplit_once("# ").and_then(|(_, n)| n.trim().parse::<usize>().ok());
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            let mut saved = vec![0; COUNT];
            let mut n = 0;
            while !stop.load(Ordering::Relaxed) {
                n += 1;
                let i = n % COUNT;
                let path = place.path().join(format!("{i:03}/pod.yaml"));
                let text = format!("{POD}# {n}\n");
                // As simple editors save, and as careful ones do.
                if n % 3 == 0 {
                    let aside = path.with_file_name("aside");
                    fs::write(&aside, text).unwrap();
                    fs::rename(aside, path).unwrap();
                } else {
                    fs::write(path, text).unwrap();
                }
                saved[i] = n;
                std::thread::sleep(Duration::from_micros(200));
            }
            saved
        });
        let mut changed = 0;
        for _ in 0..4 {
            let (code, said) = fix(place.path(), &[]);
            assert!(matches!(code, Some(0 | 1 | 3)), "{said}");
            changed += said.matches("the file changed since it was read").count();
        }
        stop.store(true, Ordering::Relaxed);
        assert!(changed > 0, "nobody wrote at the wrong time, so nothing is proved");
        for (i, n) in writer.join().unwrap().into_iter().enumerate().filter(|(_, n)| *n > 0) {
            let folder = files(&place.path().join(format!("{i:03}")));
            let found: Vec<_> = folder.values().map(|text| version(&String::from_utf8_lossy(text))).collect();
            assert!(found.contains(&Some(n)), "version {n} of file {i} is lost: {found:?}");
        }
    });
    let (code, said) = fix(place.path(), &[]);
    assert_eq!(code, Some(0), "{said}");
}

/// Where nothing more can be written, the old files stay, and it is said.
#[test]
fn a_full_disk_leaves_the_old_files() {
    let check = |place: &Path, mut command: Command| {
        let before = files(place);
        let output = command.output().unwrap();
        let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        assert_eq!(output.status.code(), Some(3), "{said}");
        assert!(said.contains("000/pod.yaml was not fixed: not written: "), "{said}");
        assert_eq!(files(place), before, "{said}");
    };
    // No file may grow: the system's answer then is much like that of a full disk.
    let place = pods(3);
    check(place.path(), gatecheck_after("trap '' XFSZ && ulimit -f 0", place.path(), FIX));
    // A real one, where a file system may be mounted. It is gone with the shell that made it.
    let (place, out) = (pods(3), folder(&[]));
    let script = "mkdir full && mount -t tmpfs -o size=64k none full && cp -r 0* full && cd full && \
                  { cat /dev/zero >fill; \"$@\"; code=$?; rm fill; cp -r . \"$0\" && exit $code; }";
    let mut command = Command::new("unshare");
    command.args(["--mount", "--map-root-user", "sh", "-c", script]).arg(out.path());
    command.arg(env!("CARGO_BIN_EXE_gatecheck")).args(FIX).current_dir(place.path());
    let output = command.output().unwrap();
    let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    if said.contains("unshare: ") || said.contains("mount: ") {
        println!("skipped: no file system may be mounted here: {said}");
        return;
    }
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("000/pod.yaml was not fixed: not written: "), "{said}");
    let left = files(out.path());
    assert!(left.len() == 3 && left.values().all(|bytes| bytes == POD.as_bytes()), "{left:?}");
}

/// Fixes of several runs at a time meet in the same files.
#[test]
fn runs_beside_each_other_do_no_harm() {
    const COUNT: usize = 60;
    let place = pods(COUNT);
    let start = Instant::now();
    let children: Vec<_> = (0..3)
        .map(|_| gatecheck(place.path(), FIX).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap())
        .collect();
    for child in children {
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(matches!(output.status.code(), Some(0 | 3)), "after {:?}: {said}", start.elapsed());
    }
    let files = files(place.path());
    assert!(files.len() == COUNT && files.values().all(|bytes| bytes == FIXED.as_bytes()));
}
