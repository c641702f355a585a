//! Embeds the built-in policies: every file under `policies/` but the tests, as pairs of path and text.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let missing = |name: &str| io::Error::other(format!("{name} is not set"));
    let root = env::var("CARGO_MANIFEST_DIR").map_err(|_| missing("CARGO_MANIFEST_DIR"))?;
    let out = env::var("OUT_DIR").map_err(|_| missing("OUT_DIR"))?;
    let policies = Path::new(&root).join("policies");
    // `gatecheck --version --verbose` names what it was built for.
    let target = env::var("TARGET").map_err(|_| missing("TARGET"))?;
    println!("cargo::rustc-env=GATECHECK_TARGET={target}");
    // Cargo watches the folder with all that is in it.
    println!("cargo::rerun-if-changed=policies");

    let mut files = Vec::new();
    for entry in walkdir::WalkDir::new(&policies) {
        let entry = entry?;
        let inside = entry.path().strip_prefix(&policies).map_err(io::Error::other)?;
        let name = inside.to_string_lossy().replace('\\', "/");
        if entry.file_type().is_file() && !name.ends_with("_test.rego") {
            files.push((name, entry.path().to_string_lossy().into_owned()));
        }
    }
    files.sort();

    let mut code = String::from("&[\n");
    for (name, path) in files {
        writeln!(code, "    ({name:?}, include_str!({path:?})),").map_err(io::Error::other)?;
    }
    code.push_str("]\n");
    fs::write(Path::new(&out).join("policies.rs"), code)
}
