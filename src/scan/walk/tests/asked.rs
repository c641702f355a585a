//! The paths that are asked for, and the root.

use std::fs;

use super::*;

#[test]
fn order_is_that_of_the_paths() {
    let place = Place::new().with(&["a/b", "a.b", "a-b", "a0", "B"]);
    place.check("", &[], &["B", "a-b", "a.b", "a/b", "a0"]);
}

#[test]
fn named_paths_are_taken_even_if_ignored() {
    let place = Place::new().repository();
    place.write(".gitignore", "*.log\nout/\n");
    place.write("a.log", "");
    place.write("out/b.log", "");
    place.write("out/deep/c", "");
    let walk = place.check("", &["a.log", "out"], &["a.log", "out/b.log", "out/deep/c"]);
    assert_eq!(walk.skipped, vec![]);
    place.check("", &["out/deep"], &["out/deep/c"]);
    place.check("", &[".", "a.log"], &[".gitignore", "a.log"]);
}

#[test]
fn the_root_is_the_top_of_the_work_tree() {
    let place = Place::new().with(&["a", "sub/b", "sub/deep/c"]);
    assert_eq!(find_root(&place.path("sub"), &[]).unwrap(), place.path("sub"));
    assert_eq!(find_root(&place.path(""), &["sub".into()]).unwrap(), place.path("sub"));
    assert_eq!(find_root(&place.path(""), &["sub/b".into()]).unwrap(), place.path("").components().as_path());
    let place = place.repository();
    let root = find_root(&place.path("sub/deep"), &[]).unwrap();
    assert_eq!(root, place.path("").components().as_path());
    place.check("sub", &[], &["sub/b", "sub/deep/c"]);
    place.check("sub", &["deep", "../a"], &["a", "sub/deep/c"]);
    place.check("sub/deep", &[".."], &["sub/b", "sub/deep/c"]);
}

#[test]
fn the_root_shows_what_folders_say_of_their_files() {
    let place = Place::new().with(&[".github/workflows/a.yml", "c/Chart.yaml", "c/charts/d/Chart.yaml"]);
    let place = place.with(&["c/charts/d/templates/a.yaml"]);
    let top = place.path("").components().as_path().to_owned();
    let check = |current: &str, paths: &[&str], expected: &Path| {
        let paths: Vec<PathBuf> = paths.iter().map(PathBuf::from).collect();
        assert_eq!(find_root(&place.path(current), &paths).unwrap(), expected, "{current} {paths:?}");
    };
    check("", &[".github"], &top);
    check("", &[".github/workflows"], &top);
    check(".github/workflows", &[], &top);
    check(".github", &["workflows/a.yml"], &top);
    check("c/charts/d/templates", &[], &place.path("c"));
    check("", &["c/charts/d"], &place.path("c"));
    place.check("", &[".github/workflows"], &[".github/workflows/a.yml"]);
}

#[test]
fn a_path_outside_the_root_is_reported_as_given() {
    let place = Place::new().with(&["in/a", "out/b", "out/.hidden/c", "d"]);
    fs::create_dir(place.path("in/.git")).unwrap();
    fs::write(place.path("in/.git/HEAD"), "").unwrap();
    let root = place.path("in");
    let paths = ["../out/".into(), "../d".into(), place.path("out/b")];
    let current = root.clone();
    let walk = walk(&root, &WalkRequest { current, paths: &paths, ..Default::default() }).unwrap();
    let absolute = place.path("out/b").display().to_string();
    assert_eq!(files(&walk), ["../d", "../out/.hidden/c", "../out/b", absolute.as_str()]);
}

#[test]
fn a_path_that_is_not_there_is_the_users_mistake() {
    let place = Place::new().with(&["a"]);
    for path in ["b", "a/b", "b/"] {
        assert!(matches!(place.walk("", &[path], &[]), Err(WalkError::Missing { .. })), "{path}");
    }
}
